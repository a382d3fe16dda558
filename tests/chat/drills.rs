//! Drills: trolls by script against a moderator by script. What counts is how many of their messages others still see, and that
//! nobody else is hit.

use std::time::Duration;

use serde_json::{Value, json};

use crate::chat::{Approach, Chatter};
use crate::server::{Server, Site};

/// How many new people a raid brings.
const RAID: usize = 20;

fn started() -> Server {
    let site = Site::new("nginx_proxy: 1\n");
    site.add_streamer("alice", "hunter2");
    site.start()
}

async fn come(server: &Server, from: &str) -> Chatter {
    Approach::default().from(from).connect(server.address()).await
}

/// The same browser, from another address.
async fn come_again(server: &Server, browser: &Chatter, from: &str) -> Chatter {
    Approach::default().cookies(&browser.cookies).from(from).connect(server.address()).await
}

async fn streamer(server: &Server) -> Chatter {
    let mut alice = come(server, "198.51.100.1").await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    alice
}

async fn member(server: &Server, name: &str, from: &str) -> Chatter {
    let mut member = come(server, from).await;
    member.login("alice", name).await;
    member
}

/// What somebody has seen of other people's words until now.
async fn seen(reader: &mut Chatter) -> Vec<String> {
    let heard = reader.rest().await.into_iter().filter(|(event, _)| event == "message received");
    heard.map(|(_, said)| said["message"].as_str().unwrap().to_owned()).collect()
}

/// A command, once it has been handled.
async fn command(moderator: &mut Chatter, line: &str) {
    moderator.say_and_wait("message", &[json!({ "message": line })]).await.unwrap();
}

async fn refused(chatter: &mut Chatter, name: &str) -> Option<String> {
    let refusal = chatter.try_login("alice", name, json!({})).await.err()?;
    Some(refusal["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_banned_troll_is_out_at_once_and_stays_out_by_any_way_back() {
    let mut server = started();
    let mut alice = streamer(&server).await;
    let mut bob = member(&server, "bob", "203.0.113.7").await;
    // each has a home of their own: three browsers at one address would be a crowd, in which nobody is hit by the address
    for (home, way) in ["a reload", "another network", "another browser", "another address of the same /64"]
        .into_iter()
        .enumerate()
    {
        let address = |host: &str| format!("2001:db8:1:{home}::{host}");
        let mut troll = member(&server, &format!("troll {home}"), &address("1")).await;
        let mut second_window = come_again(&server, &troll, &address("1")).await;
        second_window.login("alice", &format!("puppet {home}")).await;
        let spam = format!("buy followers {home}");
        troll.message(&spam).await;
        bob.until_that("message received", |said| said["message"] == spam.as_str()).await;

        command(&mut alice, &format!("/ban troll {home} spam")).await;
        assert_eq!(troll.until("error").await["code"], "banned", "{way}");
        assert_eq!(second_window.until("error").await["code"], "banned", "in every window, {way}");
        let mut back = match home {
            0 => come_again(&server, &troll, &address("1")).await,
            1 => come_again(&server, &troll, "192.0.2.200").await,
            2 => come(&server, &address("1")).await,
            _ => come(&server, &address("ffff:9")).await,
        };
        assert_eq!(refused(&mut back, "innocent").await.as_deref(), Some("banned"), "{way}");
        back.message("still here").await;
    }
    let mut neighbour = come(&server, "2001:db8:1:9::1").await;
    assert_eq!(refused(&mut neighbour, "neighbour").await, None, "the network beside it");

    // as if the power went
    server.crash();
    server.restart();
    let mut back = come(&server, "2001:db8:1:3::2").await;
    assert_eq!(refused(&mut back, "innocent").await.as_deref(), Some("banned"), "after a crash");
    let mut bob = come_again(&server, &bob, "203.0.113.7").await;
    let history = bob.watch("alice").await;
    let texts = history["messages"].as_array().unwrap().iter().map(|said| said["message"].as_str().unwrap());
    assert!(texts.into_iter().all(|text| text.starts_with("buy followers")), "{history}");
}

#[tokio::test]
async fn behind_a_gateway_the_troll_is_known_by_a_name_that_looks_alike_and_nobody_else_is_hit() {
    const SCHOOL: &str = "203.0.113.50";
    let server = started();
    let mut alice = streamer(&server).await;
    let mut classmates = Vec::new();
    for number in 0..3 {
        classmates.push(member(&server, &format!("pupil {number}"), SCHOOL).await);
    }
    let mut troll = member(&server, "troll", SCHOOL).await;
    command(&mut alice, "/ban troll").await;
    assert_eq!(troll.until("error").await["code"], "banned");
    for name in ["troll", "TROLL", "\u{442}roll", "t r o l l"] {
        let mut back = come(&server, SCHOOL).await;
        assert_eq!(refused(&mut back, name).await.as_deref(), Some("banned"), "{name}");
    }
    for (number, classmate) in classmates.iter_mut().enumerate() {
        classmate.message(&format!("hello from {number}")).await;
        classmate.until_that("message received", |said| said["username"] == format!("pupil {number}")).await;
    }
    let mut newcomer = come(&server, SCHOOL).await;
    assert_eq!(refused(&mut newcomer, "pupil 4").await, None, "a classmate with a new browser");
}

#[tokio::test]
async fn a_filtered_word_is_seen_by_nobody_however_it_is_written() {
    let server = started();
    let mut alice = streamer(&server).await;
    let mut bob = member(&server, "bob", "203.0.113.7").await;
    command(&mut alice, "/filter add word hold scam").await;
    let ways =
        ["scam", "SCAM!", "s c a m", "s.c.a.m", "\u{455}\u{441}\u{430}m", "sc\u{200b}am", "scaaaam", "5c4m"];
    for (number, way) in ways.into_iter().enumerate() {
        let mut troll = member(&server, &format!("guest {number}"), &format!("192.0.2.{number}")).await;
        troll.say_and_wait("message", &[json!({ "message": way })]).await.unwrap();
    }
    let mut fan = member(&server, "fan", "192.0.2.100").await;
    fan.message("the scampi scamper").await;
    bob.until_that("message received", |said| said["username"] == "fan").await;
    assert_eq!(seen(&mut bob).await, Vec::<String>::new());
    let history = come(&server, "192.0.2.101").await.watch("alice").await;
    let texts = history["messages"].as_array().unwrap().iter().map(|said| &said["message"]);
    assert_eq!(texts.collect::<Vec<_>>(), ["the scampi scamper"]);
}

#[tokio::test]
async fn a_raid_is_calmed_by_one_command_and_over_with_another() {
    let server = started();
    let mut alice = streamer(&server).await;
    let mut regular = member(&server, "regular", "203.0.113.7").await;
    command(&mut alice, "/mod regular").await;
    let mut raid = Vec::new();
    for number in 0..RAID {
        let mut raider = member(&server, &format!("raider {number}"), &format!("192.0.2.{number}")).await;
        raider.message(&format!("raid {number}")).await;
        raid.push(raider);
    }
    regular.until_that("message received", |said| said["message"] == format!("raid {}", RAID - 1)).await;

    command(&mut alice, "/lockdown").await;
    seen(&mut regular).await;
    for number in RAID..2 * RAID {
        raid.push(member(&server, &format!("raider {number}"), &format!("192.0.2.{number}")).await);
    }
    for (number, raider) in raid.iter_mut().enumerate() {
        let said = json!({ "message": format!("again {number} https://example.com") });
        raider.say_and_wait("message", &[said]).await.unwrap();
    }
    assert_eq!(seen(&mut regular).await, Vec::<String>::new(), "nothing after the command");
    regular.message("this will pass").await;
    let told = |said: &Value| said["message"] == "this will pass";
    raid[0].until_that("message received", told).await;

    command(&mut alice, "/lockdown off").await;
    let late = &mut raid[2 * RAID - 1];
    late.patience = Duration::from_secs(30);
    late.message("sorry").await;
    regular.until_that("message received", |said| said["message"] == "sorry").await;
}
