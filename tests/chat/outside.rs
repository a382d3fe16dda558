//! What an administrator changes reaches chat within a second.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::chat::Chatter;
use crate::http::Request;
use crate::server::{Server, Site};

fn started() -> Server {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// Alice, and somebody who talks with her.
async fn people(server: &Server) -> [Chatter; 2] {
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.watch("alice").await;
    bob.login("alice", "bob").await;
    alice.until_that("connected", |joined| joined["username"] == "bob").await;
    [alice, bob]
}

/// Runs the administrator's program; what it brings about must be there within a second of its end.
struct Changed(Instant);

impl Changed {
    fn by(server: &Server, line: &[&str]) -> Self {
        server.site().admin(line);
        Self(Instant::now())
    }

    #[track_caller]
    fn has_arrived(self) {
        assert!(self.0.elapsed() < Duration::from_secs(1), "{:?}", self.0.elapsed());
    }
}

#[tokio::test]
async fn emotes_come_and_go() {
    let server = started();
    let [_alice, mut bob] = people(&server).await;
    let changed =
        Changed::by(&server, &["emote", "add", "-a", "parrot", "-l", "https://example.com/parrot.gif"]);
    let added = bob.until("add emote").await;
    changed.has_arrived();
    assert_eq!(added, json!({"key": ":parrot:", "uri": "https://example.com/parrot.gif"}));
    let history = Chatter::connect(server.address()).await.watch("alice").await;
    assert_eq!(history["emotes"], json!({":parrot:": "https://example.com/parrot.gif"}));
    let changed = Changed::by(&server, &["emote", "drop", "-a", "parrot"]);
    assert_eq!(bob.until("remove emote").await, json!({"key": ":parrot:"}));
    changed.has_arrived();
}

#[tokio::test]
async fn messages_are_said_in_the_streamers_name() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    alice.message("/color #123456").await;
    bob.until("recolor").await;
    let send = |kind, text| Changed::by(&server, &["message", "send", "-u", "alice", "-t", kind, "-m", text]);
    let changed = send("normal", "soon :smile:");
    let said = bob.hears("message received").await;
    changed.has_arrived();
    assert_eq!(
        (&said["username"], &said["type"], &said["color"]),
        (&json!("alice"), &json!("admin"), &json!("#123456"))
    );
    assert_eq!(said["message"], "soon 😄");
    send("action", "waves");
    assert_eq!(bob.hears("action received").await["message"], "waves");
    send("server", "a notice");
    assert_eq!(bob.hears("server").await["msg"], "a notice");
    // in her absence too
    drop(alice);
    bob.hears("disconnected").await;
    send("normal", "I am away");
    let said = bob.hears("message received").await;
    assert_eq!(
        (&said["username"], &said["type"], &said["color"]),
        (&json!("alice"), &json!("admin"), &json!("#000000"))
    );
}

#[tokio::test]
async fn a_message_into_an_empty_room_is_dropped() {
    let server = started();
    let said = |text: &str| {
        let output = server.site().try_admin(&["message", "send", "-u", "alice", "-m", text]);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let nobody = "nobody is in the chat of alice, so nobody got the message\n";
    assert_eq!(said("is anybody there?"), (Some(0), nobody.to_owned()));
    server.site().admin(&["streamer", "description", "-u", "alice", "-d", "after it"]);
    server.until_info("alice", "description", "after it");
    let mut bob = Chatter::connect(server.address()).await;
    assert_eq!(bob.watch("alice").await["messages"], json!([]));
    assert_eq!(said("- pause -").1, "sent to the chat of alice, where one listener got it\n");
    assert_eq!(bob.hears("message received").await["message"], "- pause -");
}

#[tokio::test]
async fn a_new_description_is_shown_to_who_watches() {
    let server = started();
    let [_alice, mut bob] = people(&server).await;
    let changed = Changed::by(&server, &["streamer", "description", "-u", "alice", "-d", "painting"]);
    bob.until_aside("stream", |stream| stream["description"] == "painting").await;
    // told at most once a second
    assert!(changed.0.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_password_locks_and_unlocks() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    let changed = Changed::by(&server, &["streamer", "password", "-u", "alice", "-p", "sesame"]);
    assert_eq!(bob.until("password activated").await["username"], "alice");
    changed.has_arrived();
    alice.hears("password activated").await;
    assert_eq!(alice.hears("disconnected").await["username"], "bob");
    let changed = Changed::by(&server, &["streamer", "password", "-u", "alice"]);
    alice.hears("password deactivated").await;
    changed.has_arrived();
    bob.login("alice", "bob").await;
}

#[tokio::test]
async fn chat_that_is_turned_off_ends_for_all() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    let changed = Changed::by(&server, &["streamer", "chat", "-u", "alice", "-s", "disabled"]);
    assert_eq!(bob.until("error").await["code"], "disabled");
    changed.has_arrived();
    assert_eq!(alice.until("error").await["code"], "disabled");
    assert_eq!(bob.try_login("alice", "bob", json!({})).await.unwrap_err()["code"], "disabled");
    bob.until_aside("stream", |stream| stream["chat"] == "disabled").await;
    server.site().admin(&["streamer", "chat", "-u", "alice", "-s", "hidden"]);
    bob.until_aside("stream", |stream| stream["chat"] == "hidden").await;
    bob.login("alice", "bob").await;
}

#[tokio::test]
async fn a_new_key_puts_the_streamer_out_and_the_old_one_opens_nothing() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    let resume = {
        let mut again = alice.again().await;
        drop(alice);
        bob.until_that("disconnected", |left| left["username"] == "alice").await;
        let resume = again.login_with("alice", "alice", json!({"key": "hunter2"})).await["resume"].clone();
        alice = again;
        resume
    };
    let changed = Changed::by(&server, &["streamer", "key", "-u", "alice", "-k", "hunter4"]);
    assert_eq!(bob.until_that("disconnected", |_| true).await["username"], "alice");
    changed.has_arrived();
    alice.message("am I still the streamer?").await;
    alice.until_that("error", |error| error["code"] == "not_logged_in").await;
    let refusal = alice.try_login("alice", "alice", json!({"key": "hunter2"})).await.unwrap_err();
    assert_eq!(refusal["code"], "key_wrong");
    alice
        .say("login", json!({"username": "alice", "streamer": "alice", "color": "red", "resume": resume}))
        .await;
    alice.until("login key required").await;
    alice.login_with("alice", "alice", json!({"key": "hunter4"})).await;
}

#[tokio::test]
async fn the_room_of_a_dropped_streamer_is_closed() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    let changed = Changed::by(&server, &["streamer", "drop", "-u", "alice"]);
    assert_eq!(bob.until("error").await["code"], "streamer_unknown");
    changed.has_arrived();
    assert_eq!(alice.until("error").await["code"], "streamer_unknown");
    assert_eq!(bob.try_login("alice", "bob", json!({})).await.unwrap_err()["code"], "streamer_unknown");
    // somebody else of that name begins anew
    server.site().add_streamer("alice", "hunter5");
    server.until_info("alice", "live", false);
    let history = bob.watch("alice").await;
    assert_eq!(history["messages"], json!([]));
    bob.login("alice", "bob").await;
}

#[tokio::test]
async fn a_person_is_exported_and_erased_while_the_server_runs() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    alice.message("a word of mine").await;
    bob.message("a word to forget").await;
    alice.until_that("message received", |said| said["message"] == "a word to forget").await;
    alice.message("/mute bob").await;
    let get = |path: &str| {
        let path = format!("/api/v1/streams/alice/{path}");
        server.send(Request::new("GET", &path).basic("alice", "hunter2")).must_be(200).json()
    };
    let page = get("people/BOB");
    let of = |kind: &str| -> Vec<Value> {
        let records = page["records"].as_array().unwrap().iter();
        records.filter(|record| record["type"] == kind).cloned().collect()
    };
    assert_eq!(of("message").len(), 1, "{page}");
    assert_eq!(
        (&of("message")[0]["name"], &of("message")[0]["text"]),
        (&json!("bob"), &json!("a word to forget"))
    );
    let kinds: Vec<Value> = of("event").iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["join_chat", "send_message", "mute_user"]);
    assert_eq!(page["next"], Value::Null);

    let begun = Instant::now();
    let erased = server.site().try_admin(&["streamer", "erase", "-u", "alice", "--person", "Bob", "--yes"]);
    assert!(erased.status.success());
    let erased = String::from_utf8(erased.stdout).unwrap();
    assert_eq!(
        erased,
        "erased 1 messages and 3 recorded events of Bob in the stream of alice, in the running chat too\n"
    );
    alice.until("message deleted").await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    let page = get("people/bob");
    // moderation goes on
    assert_eq!(page["records"].as_array().unwrap().len(), 1, "{page}");
    assert_eq!(page["records"][0]["type"], "mute");
    assert!(!get("export").to_string().contains("to forget"));
    assert!(get("export").to_string().contains("a word of mine"));
}

#[tokio::test]
async fn a_streamer_is_erased_with_all_that_the_running_server_still_records() {
    let server = started();
    let [mut alice, mut bob] = people(&server).await;
    alice.message("a word of mine").await;
    bob.until("message received").await;
    let erase = |confirm: &str| {
        let path = format!("/api/v1/streams/alice/data?confirm={confirm}");
        server.send(Request::new("DELETE", &path).basic("alice", "hunter2"))
    };
    erase("eve").must_be(409);
    let erased = erase("ALICE").must_be(200).json();
    assert_eq!(erased["messages"], 1);
    assert!(erased["events"].as_u64().unwrap() >= 5, "{erased}");
    server.get("/alice/").must_be(404);
    let left = server.site().try_admin(&["streamer", "export", "-u", "alice"]);
    assert!(!left.status.success() && left.stdout.is_empty(), "{left:?}");
}
