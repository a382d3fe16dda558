//! Bans, of a stream and of the site: over crashes, for browsers that come back, and in the running server within a second.

use serde_json::{Value, json};

use crate::chat::Chatter;
use crate::http::Request;
use crate::server::{Server, Site};

fn started() -> Server {
    let site = Site::new("");
    for streamer in ["alice", "zoe"] {
        site.add_streamer(streamer, &format!("{streamer}-key"));
    }
    site.start()
}

async fn streamer(server: &Server) -> Chatter {
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "alice-key"})).await;
    alice
}

fn code(refused: Result<Value, Value>) -> String {
    refused.unwrap_err()["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_ban_outlasts_a_crash_and_is_appealed_from_outside() {
    let mut server = started();
    let mut alice = streamer(&server).await;
    let mut troll = Chatter::connect(server.address()).await;
    troll.watch("alice").await;
    troll.login("alice", "troll").await;
    alice.message("/ban troll 1d spam").await;
    // what is acknowledged survives a crash
    alice.say_and_wait("message", &[json!({"message": "stay calm"})]).await.unwrap();
    let told = troll.until("error").await;
    assert_eq!((&told["code"], &told["wait"]), (&json!("banned"), &json!(86400)));
    assert_eq!(told["msg"].as_str().unwrap().split(". ").nth(1), Some("Reason: spam"));
    server.crash();
    server.restart();
    let mut alice = streamer(&server).await;
    let mut back = troll.again().await;
    assert_eq!(code(back.try_login("alice", "somebody else", json!({})).await), "banned");
    let own = back.until_aside("sanction", |own| own["kind"] == "ban").await;
    assert_eq!(
        (&own["reason"], &own["scope"], &own["appeal"]),
        (&json!("spam"), &json!("stream"), &Value::Null)
    );
    assert!(
        back.read("alice", None).await["messages"].to_string().contains("stay calm"),
        "reading stays open"
    );
    back.say("appeal", json!({"message": "it was my brother"})).await;
    let heard = alice.until_that("server", |said| said["msg"].as_str().unwrap().contains("appeals")).await;
    assert_eq!(heard["msg"], "troll appeals the ban: it was my brother");
    assert_eq!(alice.until("ban").await["appeal"]["text"], "it was my brother");
    alice.message("/unban troll").await;
    back.until_aside("sanction ended", |ended| ended["kind"] == "ban").await;
    back.login("alice", "somebody else").await;
}

#[tokio::test]
async fn a_ban_on_the_whole_site_holds_in_every_chat_until_it_is_lifted() {
    let server = started();
    let mut troll = Chatter::connect(server.address()).await;
    troll.login("alice", "troll").await;
    let mut elsewhere = troll.again().await;
    elsewhere.login("zoe", "innocent").await;
    let admin = |line: &[&str]| {
        let output = server.site().try_admin(line);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let added = admin(&["sanction", "add", "-u", "alice", "--user", "troll", "-k", "ban", "-r", "spam"]);
    assert!(added.starts_with("banned troll on the whole site; "), "{added}");
    for chatter in [&mut troll, &mut elsewhere] {
        assert_eq!(chatter.until("error").await["code"], "banned");
    }
    let listed: Value = serde_json::from_str(&admin(&["sanction", "list", "--json"])).unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["reason"]), (&json!("troll"), &json!("spam")));
    let ask = |method: &str, path: &str| {
        let request = Request::new(method, path).basic("zoe", "zoe-key");
        server.send(request)
    };
    let bans = ask("GET", "/api/v1/streams/zoe/bans").must_be(200).json();
    assert_eq!(bans["bans"][0]["scope"], "site");
    let id = bans["bans"][0]["id"].as_str().unwrap();
    ask("DELETE", &format!("/api/v1/streams/zoe/bans/{id}")).must_be(403);
    ask("GET", "/api/v1/sanctions").must_be(403);
    admin(&["sanction", "lift", id]);
    elsewhere.until_aside("sanction ended", |ended| ended["id"] == id).await;
    elsewhere.login("zoe", "innocent").await;
    let events = admin(&["event", "list", "-t", "lift_sanction"]);
    assert!(events.contains(id), "{events}");
}
