//! Those who do too much are told so, and nobody else notices.

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

/// Says something until it is refused, and returns how often it was not, and the refusal.
async fn until_refused(
    chatter: &mut Chatter,
    event: &str,
    fields: impl Fn(usize) -> Value,
) -> (usize, Value) {
    for count in 0..500 {
        chatter.say(event, fields(count)).await;
        let refusal =
            chatter.rest().await.into_iter().find(|(event, _)| event == "warning" || event == "error");
        if let Some((_, refusal)) = refusal {
            return (count, refusal);
        }
    }
    panic!("{event} is never refused");
}

#[tokio::test]
async fn floods_of_messages_are_held_up_and_told_so_while_others_talk() {
    let server = started("chat: {messages: {burst: 5, per_minute: 6}}\n");
    let mut flooder = Chatter::connect(server.address()).await;
    let mut other = Chatter::connect(server.address()).await;
    flooder.login("alice", "flooder").await;
    other.login("alice", "other").await;
    let (count, refusal) =
        until_refused(&mut flooder, "message", |n| json!({"message": format!("number {n}")})).await;
    assert_eq!(count, 5);
    assert_eq!(refusal["code"], "rate");
    assert!((1..=10).contains(&refusal["wait"].as_u64().unwrap()), "{refusal}");
    // commands are no way around it
    flooder.message("/me waves").await;
    assert_eq!(flooder.hears("warning").await["code"], "rate");
    other.message("I am here").await;
    let heard = other.until_that("message received", |said| said["message"] == "I am here").await;
    assert_eq!(heard["username"], "other");
    assert!(flooder.until_that("message received", |said| said["username"] == "other").await.is_object());
}

#[tokio::test]
async fn the_same_line_again_and_again_is_refused() {
    let server = started("");
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    let (count, refusal) = until_refused(&mut chatter, "message", |_| json!({"message": "buy this"})).await;
    assert!((1..=3).contains(&count), "{count}");
    assert_eq!(refusal["code"], "duplicate");
    assert!(refusal["wait"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn floods_of_names_and_colours_are_held_up() {
    let server = started("chat: {changes: {burst: 4, per_minute: 6}}\n");
    let mut chatter = Chatter::connect(server.address()).await;
    let mut other = Chatter::connect(server.address()).await;
    other.login("alice", "other").await;
    chatter.login("alice", "bob").await;
    let rename = |n| json!({"message": format!("/name bob {n}")});
    let (count, refusal) = until_refused(&mut chatter, "message", rename).await;
    assert_eq!((count, &refusal["code"]), (4, &json!("rate")));
    chatter.message("/color red").await;
    assert_eq!(chatter.hears("warning").await["code"], "rate");
    let seen = other.rest().await;
    let changes = seen.iter().filter(|(event, _)| event == "rename" || event == "recolor").count();
    assert_eq!(changes, 4, "{seen:?}");
}

#[tokio::test]
async fn floods_of_drawings_are_held_up() {
    let server = started("chat: {drawings: {burst: 3, per_minute: 6}}\n");
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    let mut refusals = Vec::new();
    for _ in 0..6 {
        chatter.say("drawing", json!({"src": "data:image/png;base64,AAAA"})).await;
    }
    while refusals.len() < 6 {
        refusals.push(chatter.next().await.1);
    }
    let held_up = refusals.iter().filter(|refusal| refusal["code"] == "rate").count();
    assert_eq!(held_up, 3, "{refusals:?}");
}

#[tokio::test]
async fn floods_of_logins_and_announcements_are_held_up() {
    let server = started("chat: {joins: {burst: 6, per_minute: 6}}\n");
    let mut chatter = Chatter::connect(server.address()).await;
    let mut refused = None;
    for count in 0..20 {
        match chatter.try_login("alice", "bob", json!({})).await {
            Ok(_) => chatter.say("logout", json!({})).await,
            Err(refusal) => {
                refused = Some((count, refusal));
                break;
            }
        }
    }
    let (count, refusal) = refused.expect("logins are held up");
    assert_eq!(count, 6, "{refusal}");
    let mut other = Chatter::connect(server.address()).await;
    other.login("alice", "bob").await;
}

#[tokio::test]
async fn moderators_and_the_streamer_are_not_held_up() {
    let server = started("chat: {messages: {burst: 2, per_minute: 1}}\n");
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    alice.message("/mod bob").await;
    bob.until_that("server", |said| said["msg"].as_str().unwrap().contains("moderator")).await;
    for n in 0..10 {
        bob.message(&format!("mod {n}")).await;
        alice.message(&format!("alice {n}")).await;
    }
    bob.until_that("message received", |said| said["message"] == "mod 9").await;
    alice.until_that("message received", |said| said["message"] == "alice 9").await;
}

#[tokio::test]
async fn people_of_one_address_share_what_one_address_may() {
    let server = started("nginx_proxy: 1\nchat: {per_address: 2, messages: {burst: 3, per_minute: 3}}\n");
    let from = |address: &str| Approach::default().from(address).connect(server.address());
    let mut said = 0;
    for number in 0..4 {
        // each a browser of its own
        let mut chatter = from("203.0.113.7").await;
        chatter.login("alice", &format!("bot {number}")).await;
        for line in 0..3 {
            chatter.message(&format!("{number} {line}")).await;
        }
        let heard = chatter.rest().await;
        said += heard
            .iter()
            .filter(|(event, said)| {
                event == "message received" && said["username"] == format!("bot {number}")
            })
            .count();
    }
    assert_eq!(said, 6, "twice what one may");
    let mut elsewhere = from("203.0.113.8").await;
    elsewhere.login("alice", "neighbour").await;
    elsewhere.message("hello").await;
    elsewhere.until("message received").await;
}

#[tokio::test]
async fn an_address_that_a_client_makes_up_gives_no_share_of_its_own() {
    let server = started("nginx_proxy: 1\nchat: {per_address: 1, messages: {burst: 3, per_minute: 3}}\n");
    let mut said = 0;
    for number in 0..4 {
        // what the client wrote stands before what the proxy saw
        let forged = format!("198.51.100.{number}, 203.0.113.7");
        let approach =
            Approach::default().from(&forged).header("forwarded", format!("for=198.51.100.{number}"));
        let mut chatter = approach.connect(server.address()).await;
        chatter.login("alice", &format!("bot {number}")).await;
        for line in 0..3 {
            chatter.message(&format!("{number} {line}")).await;
        }
        let heard = chatter.rest().await;
        said += heard
            .iter()
            .filter(|(event, said)| {
                event == "message received" && said["username"] == format!("bot {number}")
            })
            .count();
    }
    assert_eq!(said, 3);
}

#[tokio::test]
async fn floods_of_connections_are_held_up_by_address() {
    let server = started("nginx_proxy: 1\nchat: {connections: {burst: 5, per_minute: 6}}\n");
    let poll = |address: &str| {
        let request = Request::new("GET", "/socket.io/?EIO=4&transport=polling");
        server.send(request.header("X-Forwarded-For", address))
    };
    for _ in 0..5 {
        poll("203.0.113.7").must_be(200);
    }
    let refusal = poll("198.51.100.1, 203.0.113.7").must_be(429);
    assert!((1..=10).contains(&refusal.header("retry-after").unwrap().parse::<u64>().unwrap()));
    let websocket = Approach::default().from("203.0.113.7").try_connect(server.address()).await;
    assert!(matches!(websocket, Err(Error::Http(answer)) if answer.status() == 429));
    Approach::default().from("203.0.113.8").connect(server.address()).await;
}

#[tokio::test]
async fn guessing_stream_keys_takes_longer_and_longer() {
    let server = started("");
    let mut waits = Vec::new();
    for guess in 0..12 {
        // a new connection for each: it makes no difference
        let mut chatter = Chatter::connect(server.address()).await;
        let key = format!("guess {guess}");
        let refusal = chatter.try_login("alice", "alice", json!({ "key": key })).await.unwrap_err();
        match refusal["code"].as_str().unwrap() {
            "key_wrong" => assert!(waits.is_empty(), "guess {guess} was looked at: {refusal}"),
            "key_throttled" => waits.push(refusal["wait"].as_u64().unwrap()),
            other => panic!("{other}: {refusal}"),
        }
    }
    assert!(waits.len() >= 4, "{waits:?}");
    assert!(waits.iter().all(|wait| (1..=60).contains(wait)), "it says for how long: {waits:?}");
    // the right key is not looked at either
    let mut chatter = Chatter::connect(server.address()).await;
    let refusal = chatter.try_login("alice", "alice", json!({"key": "hunter2"})).await.unwrap_err();
    assert_eq!(refusal["code"], "key_throttled");
    // and others come in as ever
    Chatter::connect(server.address()).await.login("alice", "bob").await;
}

#[tokio::test]
async fn wrong_keys_from_many_addresses_do_not_keep_the_streamer_out() {
    let server = started("nginx_proxy: 1\n");
    for host in 0..60 {
        let mut stranger =
            Approach::default().from(&format!("198.51.100.{host}")).connect(server.address()).await;
        let refusal = stranger.try_login("alice", "alice", json!({ "key": "guess" })).await.unwrap_err();
        assert_eq!(refusal["code"], "key_wrong", "{host}");
    }
    // the last one, a moment ago: on a slow machine the pause of the first is over
    let mut stranger = Approach::default().from("198.51.100.59").connect(server.address()).await;
    let refusal = stranger.try_login("alice", "alice", json!({ "key": "guess" })).await.unwrap_err();
    assert_eq!(refusal["code"], "key_throttled");
    let mut alice = Approach::default().from("203.0.113.7").connect(server.address()).await;
    alice.login_with("alice", "alice", json!({ "key": "hunter2" })).await;
}

#[tokio::test]
async fn a_neighbour_behind_a_gateway_is_not_muted_for_another() {
    let server = started("nginx_proxy: 1\n");
    let from = |address: &'static str| Approach::default().from(address);
    let mut alice = from("203.0.113.7").connect(server.address()).await;
    alice.login_with("alice", "alice", json!({ "key": "hunter2" })).await;
    let mut pupils = Vec::new();
    for name in ["ann", "ben", "cid"] {
        let mut pupil = from("[2001:db8::7]:4711").connect(server.address()).await;
        pupil.login("alice", name).await;
        pupils.push(pupil);
    }
    alice.message("/mute ann").await;
    pupils[0].until_that("server", |said| said["msg"] == "You have been muted.").await;
    drop(pupils);
    for _ in 0..3 {
        alice.until("disconnected").await;
    }
    let mut newcomer = from("2001:db8::8").connect(server.address()).await;
    newcomer.login("alice", "dan").await;
    newcomer.message("hello").await;
    alice.until_that("message received", |said| said["username"] == "dan").await;
}

#[test]
fn the_administrator_is_warned_once_of_proxies_that_are_not_as_configured() {
    for (yaml, header, words) in [
        ("", "203.0.113.7", "nginx_proxy is 0"),
        ("nginx_proxy: 1\n", "unknown", "has no address where the outermost proxy"),
        ("nginx_proxy: 2\n", "203.0.113.7", "has fewer addresses"),
    ] {
        let server = started(yaml);
        for _ in 0..3 {
            let request = Request::new("GET", "/socket.io/?EIO=4&transport=polling");
            server.send(request.header("X-Forwarded-For", header)).must_be(200);
        }
        server.until_logged(words);
        assert_eq!(server.log().matches(words).count(), 1, "{header}");
    }
}
