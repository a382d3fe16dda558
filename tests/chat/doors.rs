//! Who may connect, and what a connection may do before anybody has a name.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::chat::{Approach, Chatter};
use crate::http::Request;
use crate::server::{Server, Site};

fn started(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// What a handshake by polling is answered.
fn poll(server: &Server, headers: &[(&str, &str)]) -> crate::http::Answer {
    let mut request = Request::new("GET", "/socket.io/?EIO=4&transport=polling");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    server.send(request)
}

fn refused_with(result: Result<Chatter, Error>) -> u16 {
    match result {
        Err(Error::Http(answer)) => answer.status().as_u16(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("let in"),
    }
}

#[tokio::test]
async fn pages_of_other_sites_are_kept_out_on_both_transports() {
    let server = started("");
    let address = server.address();
    for foreign in
        ["https://evil.example", "null", &format!("http://{address}.evil.example"), "http://127.0.0.1"]
    {
        assert!(matches!(poll(&server, &[("Origin", foreign)]).status, 400 | 403), "{foreign}");
        let status = refused_with(Approach::default().header("origin", foreign).try_connect(address).await);
        assert!(matches!(status, 400 | 403), "{foreign}: {status}");
    }
    let own = format!("http://{address}");
    let answer = poll(&server, &[("Origin", &own)]).must_be(200);
    assert!(answer.header("access-control-allow-origin").is_none_or(|allowed| allowed == own));
    Approach::default().header("origin", &own).connect(address).await;
    // programs are no pages
    poll(&server, &[]).must_be(200);
    Chatter::connect(address).await;
}

#[tokio::test]
async fn a_foreign_origin_is_refused_on_a_session_that_was_opened_without_one() {
    let server = started("");
    let opened = poll(&server, &[]).must_be(200).text().to_owned();
    let sid = opened.split('"').nth(3).unwrap();
    let target = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");
    for method in ["GET", "POST"] {
        let request = Request::new(method, &target).header("Origin", "https://evil.example");
        let request = if method == "POST" { request.form("40") } else { request };
        assert!(matches!(server.send(request).status, 400 | 403), "{method}");
    }
}

#[tokio::test]
async fn sites_that_are_allowed_may_connect_and_read_the_answers() {
    let server = started("chat: {allowed_origins: [\"https://friend.example\"]}\n");
    let friend = "https://friend.example";
    let answer = poll(&server, &[("Origin", friend)]).must_be(200);
    assert_eq!(answer.header("access-control-allow-origin"), Some(friend));
    Approach::default().header("origin", friend).connect(server.address()).await;
    for foreign in
        ["https://friend.example.evil.example", "http://friend.example", "https://friend.example:444"]
    {
        assert!(matches!(poll(&server, &[("Origin", foreign)]).status, 400 | 403), "{foreign}");
    }
}

#[tokio::test]
async fn every_site_may_connect_where_that_is_configured() {
    let server = started("chat: {allowed_origins: [\"*\"]}\n");
    poll(&server, &[("Origin", "https://anybody.example")]).must_be(200);
    Approach::default().header("origin", "https://anybody.example").connect(server.address()).await;
}

#[tokio::test]
async fn a_namespace_is_joined_once_and_others_are_refused() {
    let server = started("");
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    // again, and elsewhere: whatever is answered, bob is there once
    for packet in ["40", "40{}", "40/admin,", "40/x,{\"a\":1}"] {
        if chatter.send(packet).await.is_err() {
            break;
        }
    }
    let mut other = Chatter::connect(server.address()).await;
    let connected = other.login("alice", "carol").await;
    assert_eq!(connected["username"], "carol");
    other.say("message", json!({"message": "/users"})).await;
    let users = other.until("userlist").await;
    let bobs = users["users"].as_array().unwrap().iter().filter(|user| user["username"] == "bob").count();
    assert!(bobs <= 1, "{users}");
}

#[tokio::test]
async fn thousands_of_namespaces_end_the_connection() {
    let server = started("");
    let mut chatter = Chatter::connect(server.address()).await;
    for number in 0..2000 {
        if chatter.send(&format!("40/n{number},")).await.is_err() {
            break;
        }
    }
    chatter.until_closed().await;
    Chatter::connect(server.address()).await.login("alice", "bob").await;
}

#[tokio::test]
async fn paths_beside_the_door_lead_nowhere() {
    let server = started("");
    for target in [
        "/socket.io/..%2f..%2fetc%2fpasswd?EIO=4&transport=polling",
        "/socket.io/%00?EIO=4&transport=polling",
        "/socket.io//etc/passwd?EIO=4&transport=polling",
        "/Socket.IO/?EIO=4&transport=polling",
        "/socket.io/socket.io.js",
    ] {
        let status = server.get(target).status;
        assert!(matches!(status, 400 | 404), "{target}: {status}");
    }
    for query in
        ["EIO=3&transport=polling", "EIO=4", "EIO=4&transport=carrier-pigeon", "transport=polling", ""]
    {
        let status = server.get(&format!("/socket.io/?{query}")).status;
        assert_eq!(status, 400, "{query}");
    }
}

#[tokio::test]
async fn sids_that_were_guessed_or_are_stale_open_nothing() {
    let server = started("");
    for sid in ["AAAAAAAAAAAAAAAAAAAA", "", "..%2f", "%00", &"x".repeat(5000)] {
        let target = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");
        let status = server.get(&target).status;
        assert!(matches!(status, 400 | 414 | 431) || (sid.is_empty() && status == 200), "{sid}: {status}");
        let status = server.post(&target, "40").status;
        assert!(matches!(status, 400 | 414 | 431), "{sid}: {status}");
    }
}

/// A site with two streams, and somebody who is logged in to the chat of each.
async fn two_rooms() -> (Server, Chatter, Chatter) {
    let site = Site::new("chat: {messages: {burst: 1, per_minute: 0}, joins: {burst: 1, per_minute: 0}}\n");
    site.add_streamer("alice", "hunter2");
    site.add_streamer("bob", "hunter3");
    let server = site.start();
    let mut at_alice = Chatter::connect(server.address()).await;
    at_alice.login("alice", "ann").await;
    let mut at_bob = Chatter::connect(server.address()).await;
    at_bob.login("bob", "ben").await;
    (server, at_alice, at_bob)
}

/// What is said that they hear, up to the history of a room that they turn to.
async fn hears_until_at(streamer: &str, chatter: &mut Chatter) -> Vec<Value> {
    chatter.say("presence", json!({ "streamer": streamer, "chat": true })).await;
    let mut heard = Vec::new();
    loop {
        match chatter.next().await {
            (event, _) if event == "history" => return heard,
            (event, said) if event == "message received" => heard.push(said["message"].clone()),
            _ => {}
        }
    }
}

#[tokio::test]
async fn who_turns_away_hears_nothing_more_whatever_comes_of_it() {
    let (server, mut at_alice, _at_bob) = two_rooms().await;
    let mut restless = Chatter::connect(server.address()).await;
    restless.read("alice", None).await;
    restless.say("login", json!({ "streamer": "bob", "username": " ", "color": "red" })).await;
    assert_eq!(restless.until("error").await["code"], "name_blank");
    let mut leaving = Chatter::connect(server.address()).await;
    leaving.read("alice", None).await;
    for packet in ["41", "40"] {
        leaving.send(packet).await.unwrap();
    }
    // is refused once it is back
    leaving.say("message", json!({ "message": "am I here?" })).await;
    assert_eq!(leaving.until("error").await["code"], "not_logged_in");
    at_alice.message("among us").await;
    at_alice.rest().await;
    for chatter in [&mut restless, &mut leaving] {
        assert!(hears_until_at("bob", chatter).await.is_empty());
    }
}

#[tokio::test]
async fn who_turns_twice_at_once_hears_the_last_alone() {
    let (server, mut at_alice, mut at_bob) = two_rooms().await;
    let mut restless = Chatter::connect(server.address()).await;
    for round in 0..10 {
        // the first room has more to do, and says later where to sit
        for _ in 0..200 {
            at_alice.message("noise").await;
        }
        for streamer in ["alice", "bob"] {
            restless.say("presence", json!({ "streamer": streamer, "chat": true })).await;
        }
        for _ in 0..2 {
            restless.until("history").await;
        }
        at_alice.rest().await;
        at_alice.message(&format!("alice {round}")).await;
        at_alice.rest().await;
        at_bob.message(&format!("bob {round}")).await;
        let heard = restless.until_that("message received", |said| said["message"] != "noise").await;
        assert_eq!(heard["message"], format!("bob {round}"));
    }
}
