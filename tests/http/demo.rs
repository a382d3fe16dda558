//! `pystreaming --demo`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::http::{Answer, Request};
use crate::server::until;

/// A demo in a folder that it makes, ended when dropped.
struct Demo {
    process: Child,
    address: SocketAddr,
    /// What it printed.
    words: String,
}

impl Demo {
    fn start() -> Self {
        // both held until both are known
        let free = [0, 0].map(|port| TcpListener::bind(("127.0.0.1", port)).unwrap());
        let [site, rtmp] = free.map(|listener| listener.local_addr().unwrap());
        let mut process = Command::new(env!("CARGO_BIN_EXE_pystreaming"))
            .args(["--demo", "--port", &site.port().to_string(), "--rtmp", &rtmp.to_string()])
            .env("PYSTREAMING_DATA_DIR", "/nonexistent")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut words = String::new();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        while lines.read_line(&mut words).unwrap() > 0 && !words.contains("Ctrl-C") {}
        Self { process, address: site, words }
    }

    /// What it printed after some words.
    fn told(&self, before: &str) -> &str {
        let after =
            self.words.split(before).nth(1).unwrap_or_else(|| panic!("{before} is not in\n{}", self.words));
        after.split([' ', '\n', ',']).find(|word| !word.is_empty()).unwrap()
    }

    fn get(&self, target: &str) -> Answer {
        Request::new("GET", target).send(self.address)
    }

    fn until_resolution(&self, resolution: &str) {
        until(resolution, || {
            let master = self.get("/demo/master.m3u8");
            (master.status == 200 && master.text().contains(resolution)).then_some(())
        });
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn ffmpeg(arguments: &str) -> Command {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error"]).args(arguments.split(' ')).stdin(Stdio::null()).stderr(Stdio::piped());
    ffmpeg
}

#[test]
fn demo_shows_a_picture_until_an_encoder_publishes_and_again_afterwards() {
    let mut demo = Demo::start();
    demo.until_resolution("RESOLUTION=1280x720");
    assert!(demo.get("/demo/playlist.m3u8").must_be(200).text().contains("#EXT-X-PART:"));
    let master = format!("{}master.m3u8", demo.told("Watch:"));
    let decoded = ffmpeg(&format!("-i {master} -t 3 -f null -")).output().expect("ffmpeg is not installed");
    assert_eq!((decoded.status.code(), String::from_utf8_lossy(&decoded.stderr).as_ref()), (Some(0), ""));

    let (server, key) = (demo.told("Server:").to_owned(), demo.told("Stream key:").to_owned());
    let mut encoder = ffmpeg(&format!(
        "-re -f lavfi -i testsrc2=s=320x180:r=30 -c:v libx264 -preset ultrafast -tune zerolatency -g 30 -f flv {server}/{key}"
    ));
    let mut encoder = encoder.spawn().unwrap();
    demo.until_resolution("RESOLUTION=320x180");
    encoder.kill().unwrap();
    encoder.wait().unwrap();
    demo.until_resolution("RESOLUTION=1280x720");

    let folder = PathBuf::from(demo.told("kept in"));
    assert!(folder.join("demo.yaml").is_file());
    kill_process(Pid::from_child(&demo.process), Signal::INT).unwrap();
    let status = until("the demo ends", || demo.process.try_wait().unwrap());
    assert!(status.success() && !folder.exists());
    let mut log = String::new();
    demo.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(!log.contains(&key) && !log.contains("ERROR"), "{log}");
}

#[test]
fn demo_leaves_the_folder_of_another_site_alone() {
    let folder = tempfile::tempdir().unwrap();
    let run = || {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_pystreaming"));
        // stops as soon as it has looked at the folder
        demo.args(["--demo", folder.path().to_str().unwrap(), "--rtmp", "nowhere"]).output().unwrap()
    };
    let said = |output: std::process::Output| String::from_utf8(output.stderr).unwrap();
    assert!(said(run()).contains(r#"flag --rtmp: ingest.rtmp: "nowhere" cannot be used"#));
    std::fs::write(folder.path().join("pystreaming.db"), "").unwrap();
    assert!(said(run()).contains("is the folder of another site"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written");
}
