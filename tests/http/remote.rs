//! `pystreaming-client` and `pystreaming-admin room` against the real server.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::http::Request;
use crate::server::{Server, Site};

fn started() -> Server {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// Runs `pystreaming-client` as alice.
fn client(server: &Server, line: &[&str]) -> Output {
    client_with(server, &["-u", "ALICE", "-k", "hunter2"], line)
}

fn client_with(server: &Server, who: &[&str], line: &[&str]) -> Output {
    let site = format!("http://{}", server.address());
    Command::new(env!("CARGO_BIN_EXE_pystreaming-client")).arg(site).args(who).args(line).output().unwrap()
}

#[track_caller]
fn said(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refused(output: Output, status: i32) -> String {
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_client_does_what_the_originals_did() {
    let server = started();
    let info: Value = serde_json::from_str(&said(client(&server, &["--json", "getinfo"]))).unwrap();
    assert_eq!((&info["username"], &info["live"]), (&json!("alice"), &json!(false)));
    assert!(said(client(&server, &["setdescription", "-d", "painting"])).contains("description: painting\n"));
    assert!(said(client(&server, &["setpassword", "-p", "sesame"])).contains("streampass: sesame\n"));
    assert!(said(client(&server, &["setpassword"])).contains("streampass: -\n"));
    assert!(said(client(&server, &["getinfo"])).contains("description: painting\n"));
    assert!(said(client(&server, &["setdescription"])).contains("description: -\n"));
    assert_eq!(said(client(&server, &["sendmessage", "-t", "server", "-m", "soon"])), "done\n");
    assert_eq!(said(client(&server, &["getmessages", "-o", "-l", "5"])), "none\n");
}

#[test]
fn the_client_calls_every_kind_of_endpoint() {
    let server = started();
    assert_eq!(said(client(&server, &["set-slow-mode", "--seconds", "5"])), "seconds: 5\n");
    let settings = said(client(&server, &["change-settings", "--slow-mode", "0", "--description", "a b"]));
    assert!(settings.contains("slow mode: 0\n") && settings.contains("description: a b\n"), "{settings}");
    let page: Value =
        serde_json::from_str(&said(client(&server, &["--json", "list-events", "--limit", "5"]))).unwrap();
    assert!(page["events"].is_array());
    let token = said(client(&server, &["--json", "add-token", "--scopes", "read,chat", "--name", "bot"]));
    assert!(token.contains("pst_"), "{token}");
    assert!(said(client(&server, &["list-tokens"])).contains("read, chat"));
    assert!(said(client_with(&server, &[], &["list-streams"])).contains("alice"));
}

#[test]
fn the_clients_exit_status_tells_the_kind_of_failure() {
    let server = started();
    let wrong = refused(client_with(&server, &["-u", "alice", "-k", "wrong-key"], &["getinfo"]), 3);
    assert!(
        wrong.starts_with("error: The streamer or the stream key is wrong.") && !wrong.contains("wrong-key")
    );
    refused(client(&server, &["mute", "--user", "nobody"]), 4);
    refused(client(&server, &["rename", "--user", "x", "--name", ""]), 4);
    refused(client(&server, &["change-settings", "--chat", "disabled"]), 1);
    refused(client(&server, &["nothing"]), 2);
    refused(client_with(&server, &[], &["list-members"]), 2);
    let gone = Command::new(env!("CARGO_BIN_EXE_pystreaming-client"))
        .args(["http://127.0.0.1:1", "-u", "alice", "-k", "hunter2", "getinfo"])
        .output()
        .unwrap();
    assert!(refused(gone, 5).contains("cannot reach http://127.0.0.1:1/"));
}

#[test]
fn the_client_reads_its_secret_from_a_file_or_the_environment() {
    let server = started();
    let file = server.site().path("key.txt");
    std::fs::write(&file, "hunter2\n").unwrap();
    let file = file.to_str().unwrap();
    said(client_with(&server, &["-u", "alice", "--key-file", file], &["getinfo"]));
    let site = format!("http://{}", server.address());
    let by_environment = Command::new(env!("CARGO_BIN_EXE_pystreaming-client"))
        .args([&site, "getinfo"])
        .envs([("PYSTREAMING_USERNAME", "alice"), ("PYSTREAMING_KEY", "hunter2")])
        .output()
        .unwrap();
    said(by_environment);
    assert!(
        refused(client_with(&server, &["-u", "alice", "--key-file", "/nowhere"], &["getinfo"]), 2)
            .contains("/nowhere")
    );
}

#[test]
fn the_administrators_program_reaches_the_room_of_a_running_server() {
    let mut server = started();
    let room = |server: &Server, line: &[&str]| {
        server.site().try_admin(&[&["room"], line, &["-u", "ALICE"]].concat())
    };
    assert_eq!(said(room(&server, &["list-members"])), "none\n");
    assert_eq!(said(room(&server, &["set-slow-mode", "--seconds", "3"])), "seconds: 3\n");
    let settings =
        server.send(Request::new("GET", "/api/v1/streams/alice/settings").basic("alice", "hunter2")).json();
    assert_eq!(settings["slow_mode"], 3);
    let unknown = refused(room(&server, &["mute", "--user", "nobody"]), 1);
    assert!(unknown.contains("nobody"), "{unknown}");
    refused(room(&server, &["set-slow-mode", "--seconds", "9999"]), 1);
    refused(room(&server, &["mute"]), 2);
    server.stop();
    let nobody = refused(room(&server, &["list-members"]), 1);
    assert!(nobody.contains("no running server took the request"), "{nobody}");
}

#[test]
fn the_client_shows_events_as_they_happen_over_a_crash() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let mut server = started();
    let site = format!("http://{}", server.address());
    let mut watching = Command::new(env!("CARGO_BIN_EXE_pystreaming-client"))
        .args([&site, "-u", "alice", "-k", "hunter2", "watch", "--after", "1"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines().map(Result::unwrap);
    said(client(&server, &["setdescription", "-d", "one"]));
    assert!(lines.next().unwrap().ends_with(" set_description description=one"));
    server.crash();
    server.restart();
    said(client(&server, &["setdescription", "-d", "two"]));
    assert!(lines.next().unwrap().ends_with(" set_description description=two"));
    watching.kill().unwrap();
    watching.wait().unwrap();
}
