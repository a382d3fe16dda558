//! The chat of a stream with a viewer password.

use serde_json::json;

use crate::chat::{Approach, Chatter};
use crate::http::Request;
use crate::server::{Server, Site, until};

fn started() -> Server {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site.add_streamer("bobby", "hunter3");
    site.start()
}

/// The cookies of somebody who knows the password.
fn unlocked(server: &Server, streamer: &str, password: &str) -> Vec<String> {
    let answer = server.post(&format!("/{streamer}/password"), &format!("streampass={password}"));
    answer.must_be(302).all("set-cookie")
}

async fn streamer(server: &Server) -> Chatter {
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    alice
}

#[tokio::test]
async fn a_password_that_is_set_puts_everybody_else_out_at_once() {
    let server = started();
    let mut alice = streamer(&server).await;
    let mut reader = Chatter::connect(server.address()).await;
    reader.watch("alice").await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    alice.message("/password sesame").await;
    assert_eq!(alice.until("password set").await["password"], "sesame");
    reader.until("password activated").await;
    bob.until("password activated").await;
    assert_eq!(alice.until("disconnected").await["username"], "bob");
    alice.message("only for friends").await;
    alice.until("message received").await;
    // neither of them hears it, or gets in again
    for chatter in [&mut reader, &mut bob] {
        chatter.say("message", json!({"message": "hello?"})).await;
        let error = chatter.hears("error").await;
        assert!(["not_logged_in", "locked"].contains(&error["code"].as_str().unwrap()), "{error}");
        chatter.say("presence", json!({"streamer": "alice", "chat": true, "last": 1})).await;
        assert_eq!(chatter.hears("error").await["code"], "locked");
        assert_eq!(chatter.try_login("alice", "bob", json!({})).await.unwrap_err()["code"], "locked");
    }
}

#[tokio::test]
async fn the_password_of_one_stream_opens_no_other_and_no_later_one() {
    let server = started();
    for name in ["alice", "bobby"] {
        server.site().admin(&["streamer", "password", "-u", name, "-p", "sesame"]);
        until("locked", || (server.get(&format!("/{name}/info")).status == 403).then_some(()));
    }
    let alices = unlocked(&server, "alice", "sesame");
    let with = |cookies: &[String]| Approach::default().cookies(cookies).connect(server.address());
    let mut friend = with(&alices).await;
    friend.login("alice", "friend").await;
    let mut stranger = with(&unlocked(&server, "bobby", "sesame")).await;
    assert_eq!(stranger.try_login("alice", "stranger", json!({})).await.unwrap_err()["code"], "locked");
    let mut forged = alices.clone();
    for cookie in &mut forged {
        let end = cookie.find(';').unwrap();
        let last = if &cookie[end - 1..end] == "A" { "B" } else { "A" };
        cookie.replace_range(end - 1..end, last);
    }
    let mut forger = with(&forged).await;
    assert_eq!(forger.try_login("alice", "forger", json!({})).await.unwrap_err()["code"], "locked");
    // changed from outside: whoever is in is out, and what they had opens nothing
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "open"]);
    friend.until("password activated").await;
    friend.message("still here?").await;
    friend.until("error").await;
    let mut again = with(&alices).await;
    assert_eq!(again.try_login("alice", "friend", json!({})).await.unwrap_err()["code"], "locked");
    let mut anew = with(&unlocked(&server, "alice", "open")).await;
    anew.login("alice", "friend").await;
}

#[tokio::test]
async fn a_locked_stream_tells_nothing_to_who_only_watches() {
    let server = started();
    let mut alice = streamer(&server).await;
    alice.message("/description for friends").await;
    alice.message("/password sesame").await;
    alice.until("password activated").await;
    let mut stranger = Chatter::connect(server.address()).await;
    stranger.say("presence", json!({"streamer": "alice"})).await;
    assert_eq!(stranger.hears("error").await["code"], "locked");
    alice.message("a secret").await;
    alice.until("message received").await;
    // whatever comes before the answer to this
    let refusal = stranger.try_login("alice", "stranger", json!({})).await.unwrap_err();
    assert_eq!(refusal["code"], "locked");
    assert!(stranger.aside.iter().all(|(event, _)| event != "stream"), "{:?}", stranger.aside);
}

#[tokio::test]
async fn the_streamer_comes_in_with_the_key_alone() {
    let server = started();
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    until("locked", || (server.get("/alice/info").status == 403).then_some(()));
    let mut alice = streamer(&server).await;
    alice.message("/password").await;
    alice.until("password deactivated").await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    server.send(Request::new("GET", "/alice/info")).must_be(200);
}
