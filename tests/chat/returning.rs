//! People who come back: after a lost connection, a reload, a restart of the server, and its crash.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::chat::{Approach, Chatter};
use crate::server::{Server, Site, until};

fn started(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.start()
}

const FAST: &str = "chat: {messages: {burst: 1, per_minute: 0}, history_messages: 50}\n";

async fn streamer(server: &Server) -> Chatter {
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    alice
}

/// Says this and returns its id when it was heard.
async fn say(chatter: &mut Chatter, text: &str) -> u64 {
    chatter.message(text).await;
    id(&chatter.until_that("message received", |said| said["message"] == text).await)
}

fn id(message: &Value) -> u64 {
    message["id"].as_u64().unwrap_or_else(|| panic!("no id: {message}"))
}

fn texts(history: &Value) -> Vec<&str> {
    history["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["message"].as_str().unwrap())
        .collect()
}

fn ids(history: &Value) -> Vec<u64> {
    history["messages"].as_array().unwrap().iter().map(id).collect()
}

fn is_ordered(ids: &[u64]) -> bool {
    ids.windows(2).all(|pair| pair[0] < pair[1])
}

#[tokio::test]
async fn a_newcomer_gets_what_was_said_last() {
    let server = started("chat: {messages: {burst: 1, per_minute: 0}, history_messages: 5}\n");
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    for number in 0..8 {
        say(&mut bob, &format!("number {number}")).await;
    }
    bob.message("/me waves").await;
    bob.until("action received").await;
    let history = Chatter::connect(server.address()).await.watch("alice").await;
    assert_eq!(history["resumed"], false);
    assert_eq!(texts(&history), ["number 4", "number 5", "number 6", "number 7", "waves"]);
    assert!(is_ordered(&ids(&history)));
    let last = &history["messages"][4];
    assert_eq!(
        (&last["event"], &last["username"], &last["type"]),
        (&json!("action received"), &json!("bob"), &json!("normal"))
    );
    assert_eq!(history["count"], 1);
}

#[tokio::test]
async fn who_lost_the_connection_gets_what_they_missed_and_nothing_twice() {
    let server = started(FAST);
    let mut alice = streamer(&server).await;
    let mut reader = Chatter::connect(server.address()).await;
    reader.watch("alice").await;
    say(&mut alice, "heard").await;
    let last = id(&reader.hears("message received").await);
    drop(reader);
    for number in 0..5 {
        say(&mut alice, &format!("missed {number}")).await;
    }
    let mut back = Chatter::connect(server.address()).await;
    let history = back.read("alice", Some(last)).await;
    assert_eq!(history["resumed"], true);
    assert_eq!(texts(&history), ["missed 0", "missed 1", "missed 2", "missed 3", "missed 4"]);
    // what is said from now on follows
    say(&mut alice, "and on").await;
    let next = back.hears("message received").await;
    assert_eq!(next["message"], "and on");
    assert!(id(&next) > *ids(&history).last().unwrap());
    // nothing missed, nothing told
    let up_to_date = Chatter::connect(server.address()).await.read("alice", Some(id(&next))).await;
    assert_eq!((texts(&up_to_date), &up_to_date["resumed"]), (vec![], &json!(true)));
}

#[tokio::test]
async fn who_missed_too_much_is_told_so() {
    let server = started("chat: {messages: {burst: 1, per_minute: 0}, history_messages: 5}\n");
    let mut alice = streamer(&server).await;
    let last = say(&mut alice, "heard").await;
    for number in 0..20 {
        say(&mut alice, &format!("missed {number}")).await;
    }
    let history = Chatter::connect(server.address()).await.read("alice", Some(last)).await;
    assert_eq!(history["resumed"], false);
    assert_eq!(texts(&history), ["missed 15", "missed 16", "missed 17", "missed 18", "missed 19"]);
    // nor does an id that never was get anything else
    for made_up in [0, 1, last - 1, u64::from(u32::MAX), (1 << 53) - 1] {
        let history = Chatter::connect(server.address()).await.read("alice", Some(made_up)).await;
        assert_eq!((texts(&history).len(), &history["resumed"]), (5, &json!(false)), "{made_up}");
    }
}

#[tokio::test]
async fn what_was_missed_is_told_also_after_a_restart() {
    let mut server = started(FAST);
    let mut alice = streamer(&server).await;
    let last = say(&mut alice, "heard").await;
    say(&mut alice, "missed before").await;
    alice.message("/me was missed too").await;
    alice.until("action received").await;
    assert!(server.stop().success());
    server.restart();
    let mut alice = streamer(&server).await;
    say(&mut alice, "missed after").await;
    let history = Chatter::connect(server.address()).await.read("alice", Some(last)).await;
    assert_eq!(history["resumed"], true);
    assert_eq!(texts(&history), ["missed before", "was missed too", "missed after"]);
    assert!(is_ordered(&ids(&history)) && ids(&history)[0] > last);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_talk_leaves_no_gap() {
    const ROUNDS: u64 = 5;
    let mut server = started("chat: {messages: {burst: 1, per_minute: 0}, history_messages: 1000}\n");
    let mut seen = BTreeSet::new();
    for round in 1..=ROUNDS {
        let mut bob = Chatter::connect(server.address()).await;
        bob.login("alice", "bob").await;
        let mut heard = Vec::new();
        let mut number = 0;
        // at another point each time
        while heard.len() < usize::try_from(20 * round).unwrap() {
            bob.message(&format!("{round} {number}")).await;
            number += 1;
            if number % 3 == 0 {
                heard.push(id(&bob.until("message received").await));
            }
        }
        server.crash();
        while let Ok((event, said)) = bob.try_next().await {
            if event == "message received" {
                heard.push(id(&said));
            }
        }
        server.restart();
        let history = Chatter::connect(server.address()).await.watch("alice").await;
        let kept = ids(&history);
        assert!(is_ordered(&kept), "nothing twice, and in order");
        // of this round, all up to some point
        let prefix = format!("{round} ");
        let of_round: Vec<_> = texts(&history).into_iter().filter(|text| text.starts_with(&prefix)).collect();
        let expected: Vec<_> = (0..of_round.len()).map(|number| format!("{prefix}{number}")).collect();
        assert_eq!(of_round, expected);
        // whoever heard the first of them gets the rest of what is kept
        let first = heard[0];
        if kept.contains(&first) {
            let history = Chatter::connect(server.address()).await.read("alice", Some(first)).await;
            assert_eq!(history["resumed"], true);
            assert_eq!(ids(&history), kept.iter().copied().filter(|id| *id > first).collect::<Vec<_>>());
        }
        // an id is never given twice, and those of later runs are greater
        for id in heard {
            assert!(seen.last().is_none_or(|last| *last < id), "{id}");
            seen.insert(id);
        }
    }
}

#[tokio::test]
async fn what_was_stored_survives_a_crash() {
    let mut server = started(FAST);
    let mut alice = streamer(&server).await;
    let last = say(&mut alice, "heard").await;
    say(&mut alice, "missed").await;
    until("all is written", || {
        server.get("/metrics").text().contains("\npystreaming_journal_waiting 0\n").then_some(())
    });
    server.crash();
    server.restart();
    let history = Chatter::connect(server.address()).await.read("alice", Some(last)).await;
    assert_eq!((texts(&history), &history["resumed"]), (vec!["missed"], &json!(true)));
}

#[tokio::test]
async fn a_name_is_taken_up_again_from_a_stale_connection() {
    let server = started("");
    let mut alice = streamer(&server).await;
    let mut stale = Chatter::connect(server.address()).await;
    let resume = stale.login("alice", "bob").await["resume"].clone();
    alice.until_that("connected", |joined| joined["username"] == "bob").await;
    // the old connection is believed to be there still
    let mut stranger = Chatter::connect(server.address()).await;
    assert_eq!(stranger.try_login("alice", "bob", json!({})).await.unwrap_err()["code"], "name_taken");
    let mut back = stale.again().await;
    let success = back.login_with("alice", "bob", json!({ "resume": resume })).await;
    assert_eq!(success["username"], "bob");
    assert_eq!(stale.until("error").await["code"], "displaced");
    alice.message("/users").await;
    let users = alice.until("userlist").await;
    assert_eq!(users["count"], 2, "{users}");
    // what somebody else shows opens nothing
    let mut thief = Chatter::connect(server.address()).await;
    let refusal = thief.try_login("alice", "bob", json!({ "resume": resume })).await.unwrap_err();
    assert_eq!(refusal["code"], "name_taken");
}

/// Everything that belongs to a person, through each way to come back.
#[tokio::test]
async fn mutes_moderators_names_and_roles_survive_everything() {
    let mut server = started("");
    let mut alice = streamer(&server).await;
    let mut moderator = Chatter::connect(server.address()).await;
    moderator.login("alice", "mo").await;
    let mut muted = Chatter::connect(server.address()).await;
    muted.login("alice", "loud mouth").await;
    alice.message("/mod mo").await;
    let promoted = moderator.until_aside("status", |status| status["type"] == "moderator").await;
    moderator.message("/mute loud mouth").await;
    let silenced = muted.until_aside("status", |status| status["muted"] == true).await;
    let mut resumes = (promoted["resume"].clone(), silenced["resume"].clone());
    for way in ["reload", "restart", "crash"] {
        match way {
            "restart" => assert!(server.stop().success()),
            "crash" => {
                until("all is written", || {
                    server.get("/metrics").text().contains("\npystreaming_journal_waiting 0\n").then_some(())
                });
                server.crash();
            }
            _ => {}
        }
        if way != "reload" {
            server.restart();
        }
        let back = moderator.again().await;
        drop(std::mem::replace(&mut moderator, back));
        let back = muted.again().await;
        drop(std::mem::replace(&mut muted, back));
        let success = moderator.login_with("alice", "mo", json!({"resume": resumes.0})).await;
        assert_eq!((&success["type"], &success["username"]), (&json!("moderator"), &json!("mo")), "{way}");
        resumes.0 = success["resume"].clone();
        let success = muted.login_with("alice", "loud mouth", json!({"resume": resumes.1})).await;
        assert_eq!((&success["muted"], &success["username"]), (&json!(true), &json!("loud mouth")), "{way}");
        resumes.1 = success["resume"].clone();
        muted.message("may I?").await;
        let heard = muted.rest().await;
        assert!(heard.iter().all(|(event, _)| event != "message received"), "{way}: {heard:?}");
        assert!(heard.iter().any(|(event, _)| event == "server"), "{way}: {heard:?}");
    }
    // neither does another name help
    let mut renamed = muted.again().await;
    drop(muted);
    let success = renamed.login("alice", "somebody else").await;
    assert_eq!(success["muted"], true);
    moderator.message("/unmute somebody else").await;
    renamed.until("server").await;
    say(&mut renamed, "thank you").await;
}

#[tokio::test]
async fn the_streamer_comes_back_without_the_key_also_after_a_restart() {
    let mut server = started("");
    let mut alice = Chatter::connect(server.address()).await;
    let resume = alice.login_with("alice", "Alice", json!({"key": "hunter2"})).await["resume"].clone();
    assert!(server.stop().success());
    server.restart();
    let mut back = alice.again().await;
    let success = back.login_with("alice", "Alice", json!({ "resume": resume })).await;
    assert_eq!(success["type"], "admin");
    // another browser does not
    let mut thief = Chatter::connect(server.address()).await;
    thief.watch("alice").await;
    drop(back);
    thief.until("disconnected").await;
    thief
        .say("login", json!({"streamer": "alice", "username": "Alice", "color": "red", "resume": resume}))
        .await;
    thief.until("login key required").await;
}

#[tokio::test]
async fn a_mute_without_cookies_is_of_the_address() {
    let server = started("nginx_proxy: 1\n");
    let mut alice = streamer(&server).await;
    let from = |address: &str| Approach::default().from(address).connect(server.address());
    let mut bot = from("203.0.113.7").await;
    bot.login("alice", "bot").await;
    alice.message("/mute bot").await;
    bot.until("server").await;
    drop(bot);
    alice.until("disconnected").await;
    // the address that the client wrote itself does not count
    let mut again = from("198.51.100.1, 203.0.113.7").await;
    assert_eq!(again.login("alice", "another name").await["muted"], true);
    let mut elsewhere = from("203.0.113.8").await;
    assert_eq!(elsewhere.login("alice", "somebody").await["muted"], false);
}

#[tokio::test]
async fn without_a_proxy_nobody_has_the_address_that_they_make_up() {
    let server = started("");
    let mut alice = streamer(&server).await;
    let from = |address: &str| Approach::default().from(address).connect(server.address());
    let mut bot = from("203.0.113.7").await;
    bot.login("alice", "bot").await;
    alice.message("/mute bot").await;
    bot.until("server").await;
    drop(bot);
    alice.until("disconnected").await;
    let mut again = from("203.0.113.8").await;
    assert_eq!(again.login("alice", "bot").await["muted"], true);
}

#[tokio::test]
async fn what_was_removed_stays_removed() {
    let mut server = started(FAST);
    let mut alice = streamer(&server).await;
    for text in ["one", "two", "three"] {
        say(&mut alice, text).await;
    }
    let two = say(&mut alice, "four").await;
    alice.message(&format!("/delete {two}")).await;
    assert_eq!(alice.until("message deleted").await["id"], two);
    let history = Chatter::connect(server.address()).await.watch("alice").await;
    assert_eq!(texts(&history), ["one", "two", "three"]);
    assert!(server.stop().success());
    server.restart();
    let mut reader = Chatter::connect(server.address()).await;
    assert_eq!(texts(&reader.watch("alice").await), ["one", "two", "three"]);
    let mut alice = streamer(&server).await;
    alice.message("/clear").await;
    assert!(reader.until("chat cleared").await["id"].is_u64());
    alice.message("/slow 30").await;
    assert_eq!(reader.until("slow").await["seconds"], 30);
    assert!(server.stop().success());
    server.restart();
    let history = Chatter::connect(server.address()).await.watch("alice").await;
    assert_eq!((texts(&history), &history["slow"]), (vec![], &json!(30)));
}
