//! What bots rely on that were written for the original program.

use serde_json::json;

use crate::chat::Chatter;
use crate::server::{Server, Site};

fn started() -> Server {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site.add_streamer("bobby", "hunter3");
    site.start()
}

#[tokio::test]
async fn key_that_can_be_nobodys_is_wrong_rather_than_missing() {
    let server = started();
    let mut bot = Chatter::connect(server.address()).await;
    let name = json!({"username": "alice", "streamer": "alice", "color": "red"});
    for key in ["", &"x".repeat(300)] {
        let mut login = name.clone();
        login["key"] = key.into();
        bot.say("login", login).await;
        assert_eq!(bot.hears("error").await["code"], "key_wrong", "{key:?}");
    }
    let mut login = name;
    login["key"] = json!(null);
    bot.say("login", login).await;
    bot.hears("login key required").await;
}

#[tokio::test]
async fn nothing_at_all_is_warned_of_before_anything_else() {
    let server = started();
    let mut bot = Chatter::connect(server.address()).await;
    bot.message("").await;
    assert_eq!(bot.hears("warning").await["code"], "blank");
    bot.say("presence", json!({"streamer": "alice"})).await;
    bot.message("").await;
    assert_eq!(bot.hears("warning").await["code"], "blank");
    bot.message("hello").await;
    assert_eq!(bot.hears("error").await["code"], "not_logged_in");
}

#[tokio::test]
async fn presence_elsewhere_takes_nobody_out_of_the_chat_they_are_in() {
    let server = started();
    let mut bot = Chatter::connect(server.address()).await;
    bot.login("alice", "bot").await;
    for elsewhere in ["bobby", "nobody"] {
        bot.say("presence", json!({"streamer": elsewhere})).await;
        assert_eq!(bot.hears("error").await["code"], "already_logged_in");
    }
    bot.say("presence", json!({"streamer": "ALICE"})).await;
    bot.message("here still").await;
    assert_eq!(bot.hears("message received").await["message"], "here still");
    // whoever only watches turns to another stream as they like
    bot.say("logout", json!({})).await;
    bot.say("presence", json!({"streamer": "bobby", "chat": true})).await;
    bot.until("history").await;
}
