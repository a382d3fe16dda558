//! `pystreaming-admin` as an admin runs it: the real program on a site in a folder of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // in helpers of tests

mod config;
mod database;
mod docs;
mod emote;
mod event;
#[allow(dead_code)] // shared with the tests of the store
#[path = "../support/mariadb.rs"]
mod mariadb;
mod message;
#[allow(dead_code)] // shared with other tests
#[path = "../support/receiver.rs"]
mod receiver;
mod streamer;
mod token;
mod webhook;

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use pystreaming::config::{CliOverrides, Config};
use pystreaming::storage::Database;
use pystreaming_actors::model::names::{Secrets, StreamKey};
use pystreaming_actors::ports::Store;
use tempfile::TempDir;

const SECRET: &str = "only for tests";

/// A folder with a configuration, and the program run in it.
struct Site {
    folder: TempDir,
    environment: Vec<(&'static str, &'static str)>,
}

impl Site {
    fn new() -> Self {
        Self::with_config(&format!("secret_key: {SECRET}"))
    }

    fn with_config(yaml: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.yaml"), yaml).unwrap();
        Self { folder, environment: Vec::new() }
    }

    fn environment(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    /// Runs a command line, with this on standard input.
    fn output(&self, line: &[&str], input: &str) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pystreaming-admin"));
        program.args(line).current_dir(self.folder.path());
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PYSTREAMING_"))
        {
            program.env_remove(name);
        }
        program.envs(self.environment.iter().copied());
        let mut running = program
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pystreaming-admin");
        // who does not read it may be gone already
        let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
        running.wait_with_output().unwrap()
    }

    /// What a command line that must succeed prints.
    #[track_caller]
    fn ok(&self, line: &[&str]) -> String {
        self.ok_with_input(line, "")
    }

    #[track_caller]
    fn ok_with_input(&self, line: &[&str], input: &str) -> String {
        let output = self.output(line, input);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""), "{line:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn json(&self, line: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.ok(line)).unwrap()
    }

    /// A command line that must be refused, with exit code 1, nothing on standard output, and these words.
    #[track_caller]
    fn refused(&self, line: &[&str], expected: &str) {
        let output = self.output(line, "");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{line:?}: {errors}");
        assert_eq!(errors, format!("error: {expected}\n"), "{line:?}");
    }

    /// A mistake on the command line: exit code 2, and these words among others.
    #[track_caller]
    fn misused(&self, line: &[&str], expected: &str) {
        let output = self.output(line, "");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{line:?}: {errors}");
        assert!(errors.contains(expected), "{line:?}: {errors}");
    }

    /// What the server would read.
    async fn store(&self) -> Arc<dyn Store> {
        let config = Some(self.folder.path().join("config.yaml"));
        let config = Config::load(&CliOverrides { config, ..CliOverrides::default() }).unwrap();
        let database = Database::open(&config.database, &config.secrets().unwrap(), false, "").await.unwrap();
        database.store()
    }

    /// Whether that is the stream key of the streamer.
    async fn has_key(&self, name: &str, key: &str) -> bool {
        let hash = Secrets::derive(SECRET).hash(&StreamKey::new(key).unwrap());
        let streamers = self.store().await.streamers().await.unwrap();
        streamers.iter().find(|streamer| streamer.name.as_str() == name).unwrap().key == hash
    }
}

#[test]
fn mistakes_on_the_command_line_are_told_from_what_could_not_be_done() {
    let site = Site::new();
    site.misused(&[], "Usage:");
    site.misused(&["streamer"], "Usage:");
    site.misused(&["streamer", "fly"], "unrecognized subcommand");
    site.misused(&["streamer", "add"], "--username <USERNAME>");
    site.misused(&["streamer", "list", "--fast"], "unexpected argument");
    site.misused(&["streamer", "password", "-u", "alice", "-p", "x", "--show"], "cannot be used with");
    // both --username and --url begin with it
    site.misused(&["streamer", "mastodon", "--u", "alice"], "unexpected argument");
}

#[test]
fn values_that_begin_with_a_dash_are_told_how_to_be_written() {
    let site = Site::new();
    for (line, tip) in [
        (&["streamer", "add", "-u", "-dash"][..], "'--username=-dash'"),
        (&["streamer", "add", "--user", "--dash"], "'--username=--dash'"),
        (&["streamer", "add", "-u", "alice", "-k", "-hush-hush"], "'--key=-…'"),
        (&["emote", "add", "-a", "-x-", "-l", "/x.png"], "'--alias=-x-'"),
    ] {
        site.misused(line, &format!("a value that begins with a dash follows an equals sign: {tip}"));
    }
    site.ok(&["streamer", "add", "--username=-dash"]);
    site.ok(&["streamer", "description", "--username=-dash", "-d", "- pause -"]);
}

#[test]
fn the_configuration_file_is_named_before_or_after_the_command() {
    let site = Site::new();
    std::fs::rename(site.folder.path().join("config.yaml"), site.folder.path().join("other.yaml")).unwrap();
    std::fs::write(site.folder.path().join("config.yaml"), "prot: 1").unwrap();
    for line in [
        ["-c", "other.yaml", "streamer", "list"],
        ["--config", "other.yaml", "streamer", "list"],
        ["streamer", "--conf", "other.yaml", "list"],
        ["streamer", "list", "-c", "other.yaml"],
    ] {
        site.ok(&line);
    }
    site.refused(&["streamer", "list"], "file config.yaml: prot: there is no such key; did you mean `port`?");
    site.refused(
        &["-c", "absent.yaml", "streamer", "list"],
        "absent.yaml: cannot be read: No such file or directory (os error 2); check the path given with --config, \
         and its permissions",
    );
}

#[test]
fn without_any_configuration_a_site_is_made_in_the_working_directory() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    std::fs::remove_file(site.folder.path().join("config.yaml")).unwrap();
    site.ok(&["streamer", "add", "-u", "alice"]);
    assert_eq!(site.json(&["streamer", "list", "--json"]).as_array().unwrap().len(), 1);
    for file in ["secret_key", "pystreaming.db"] {
        let mode = site.folder.path().join("data").join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file} is for its owner only");
    }
}
