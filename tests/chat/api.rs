//! What the API changes is in chat at once, and what chat says is in the API.

use pystreaming::web::api::ENDPOINTS;
use serde_json::{Value, json};

use crate::chat::Chatter;
use crate::http::{Answer, Request};
use crate::server::{Server, Site};

fn started() -> Server {
    let site = Site::new("");
    site.add_streamer("Alice", "hunter2");
    site.add_streamer("eve", "eves-key");
    site.start()
}

/// Asks on a thread that may block.
async fn ask(server: &Server, request: Request) -> Answer {
    let address = server.address();
    tokio::task::spawn_blocking(move || request.send(address)).await.unwrap()
}

async fn alice(server: &Server, method: &str, path: &str, body: Value) -> Answer {
    let request = Request::new(method, path).basic("aLICE", "hunter2");
    ask(server, if body.is_null() { request } else { request.json(&body) }).await
}

#[tokio::test]
async fn the_originals_api_speaks_for_the_streamer() {
    let server = started();
    let mut bob = Chatter::connect(server.address()).await;
    bob.watch("alice").await;
    bob.login("alice", "bob").await;
    let info = alice(&server, "GET", "/api/info", Value::Null).await.must_be(200).json();
    let expected = json!({
        "username": "Alice", "description": null, "streampass": null,
        "live": false, "viewers": 0, "members": ["bob"],
    });
    assert_eq!(info, expected);

    let send = |body: Value| alice(&server, "POST", "/api/messages", body);
    assert_eq!(send(json!({"message": "hello :smile:"})).await.must_be(200).json(), json!({}));
    let said = bob.hears("message received").await;
    assert_eq!(
        (&said["username"], &said["type"], &said["color"]),
        (&json!("Alice"), &json!("admin"), &json!("#000000"))
    );
    send(json!({"type": "action", "message": "waves"})).await.must_be(200);
    assert_eq!(bob.hears("action received").await["message"], "waves");
    send(json!({"type": "server", "message": "soon"})).await.must_be(200);
    assert_eq!(bob.hears("server").await["msg"], "soon");
    bob.message("hi Alice").await;
    bob.hears("message received").await;

    let messages = alice(&server, "GET", "/api/messages?limit=3", Value::Null).await.must_be(200).json();
    let parts: Vec<_> = messages
        .as_array()
        .unwrap()
        .iter()
        .map(|message| {
            assert!(message["timestamp"].is_i64());
            (
                message["type"].as_str().unwrap(),
                message.get("name").cloned(),
                message["message"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("action", Some(json!("Alice")), "waves"),
            ("broadcast", None, "soon"),
            ("message", Some(json!("bob")), "hi Alice"),
        ]
    );
    let none =
        alice(&server, "GET", "/api/messages?lastStreamOnly=true", Value::Null).await.must_be(200).json();
    assert_eq!(none, json!([]), "there was no stream yet");
    assert_eq!(alice(&server, "GET", "/api/messages?limit=0", Value::Null).await.json(), json!([]));
}

#[tokio::test]
async fn the_originals_api_sets_description_and_password() {
    let server = started();
    let mut bob = Chatter::connect(server.address()).await;
    bob.watch("alice").await;
    bob.login("alice", "bob").await;
    let change = |body: Value| alice(&server, "PATCH", "/api/info", body);
    let info = change(json!({"description": "painting", "streampass": "sesame"})).await.must_be(200).json();
    assert_eq!((&info["description"], &info["streampass"]), (&json!("painting"), &json!("sesame")));
    assert_eq!(bob.until("password activated").await["username"], "alice");
    let info = change(json!({"streampass": null})).await.must_be(200).json();
    assert_eq!((&info["description"], &info["streampass"]), (&json!("painting"), &Value::Null));
    bob.until("password deactivated").await;
    assert_eq!(change(json!({"description": ""})).await.json()["description"], Value::Null);
    assert_eq!(change(json!({})).await.must_be(200).json()["username"], "Alice");
    for bad in [json!({"description": 5}), json!({"streampass": "x".repeat(2000)})] {
        assert!(matches!(change(bad).await.status, 400 | 409));
    }
}

#[tokio::test]
async fn moderation_by_the_api_is_that_of_chat() {
    let server = started();
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    let at = |path: &str| format!("/api/v1/streams/alice/{path}");
    alice(&server, "POST", &at("mutes"), json!({"user": "BOB"})).await.must_be(200);
    assert_eq!(bob.hears("server").await["msg"], "You have been muted.");
    let again = alice(&server, "POST", &at("mutes"), json!({"user": "bob"})).await.must_be(409);
    assert_eq!(again.json()["code"], "unchanged");
    let members = alice(&server, "GET", &at("members"), Value::Null).await.must_be(200).json();
    assert_eq!(
        members["members"],
        json!([{"name": "bob", "type": "normal", "color": "#0000ff", "muted": true}])
    );
    alice(&server, "DELETE", &at("mutes/bob"), Value::Null).await.must_be(200);
    assert_eq!(bob.hears("server").await["msg"], "You may speak again.");
    alice(&server, "PATCH", &at("members/bob"), json!({"name": "rob"})).await.must_be(200);
    assert_eq!(bob.until("rename").await["newname"], "rob");
    alice(&server, "PUT", &at("moderators/rob"), Value::Null).await.must_be(200);
    assert_eq!(bob.until("server").await["msg"], "You are a moderator now.");
    alice(&server, "PUT", &at("slow-mode"), json!({"seconds": 5})).await.must_be(200);
    assert_eq!(bob.until("slow").await["seconds"], 5);

    bob.message("first").await;
    let id = bob.until("message received").await["id"].as_u64().unwrap();
    let reply = json!({"text": "indeed", "reply": id});
    assert_eq!(
        alice(&server, "POST", &at("messages"), reply).await.must_be(200).json(),
        json!({"listeners": 1})
    );
    assert_eq!(bob.until("message received").await["reply"], id);
    let page = alice(&server, "GET", &at("messages?limit=1"), Value::Null).await.must_be(200).json();
    assert_eq!((&page["messages"][0]["text"], &page["messages"][0]["reply"]), (&json!("indeed"), &json!(id)));
    let older =
        alice(&server, "GET", &at(&format!("messages?before={}", page["next"])), Value::Null).await.json();
    assert_eq!((&older["messages"][0]["id"], &older["next"]), (&json!(id), &Value::Null));
    alice(&server, "DELETE", &at(&format!("messages/{id}")), Value::Null).await.must_be(200);
    assert_eq!(bob.until("message deleted").await["id"], id);
    assert_eq!(
        alice(&server, "DELETE", &at(&format!("messages/{id}")), Value::Null).await.must_be(404).json()["code"],
        "not_found"
    );
    alice(&server, "DELETE", &at("messages"), Value::Null).await.must_be(200);
    bob.until("chat cleared").await;
    alice(&server, "POST", &at("mutes"), json!({"user": "nobody"})).await.must_be(404);
}

async fn operate(member: &mut Chatter, id: &str, parameters: Value) -> Value {
    let answer = member.ask("operation", &[json!({"id": id, "parameters": parameters})]).await.unwrap();
    answer.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_bot_does_by_socket_what_the_api_does() {
    let server = started();
    let mut alice = Chatter::connect(server.address()).await;
    let not_there = operate(&mut alice, "list-members", json!({})).await;
    assert_eq!(not_there["problem"]["status"], 403, "{not_there}");
    alice.login_with("alice", "Alice", json!({"key": "hunter2"})).await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;

    let members = operate(&mut alice, "list-members", json!({})).await;
    assert!(members["outcome"].to_string().contains("bob"), "{members}");
    let slow = operate(&mut alice, "set-slow-mode", json!({"seconds": 5})).await;
    assert!(slow["problem"].is_null(), "{slow}");
    assert_eq!(operate(&mut alice, "show-settings", json!({})).await["outcome"]["slow_mode"], 5);
    let refused = operate(&mut bob, "set-slow-mode", json!({"seconds": 0})).await;
    assert_eq!(
        (&refused["problem"]["status"], &refused["problem"]["code"]),
        (&json!(403), &json!("not_allowed"))
    );
    let unknown = operate(&mut bob, "make-coffee", json!({})).await;
    assert_eq!(unknown["problem"]["status"], 404, "{unknown}");
    let unfit = operate(&mut alice, "set-slow-mode", json!({"seconds": "five"})).await;
    assert_eq!(unfit["problem"]["status"], 422, "{unfit}");
    bob.say("operation", json!({"id": "list-members"})).await;
    assert_eq!(bob.until("error").await["code"], "malformed", "the outcome would have nowhere to go");
}

#[tokio::test]
async fn every_operation_of_a_room_is_there_by_socket() {
    let server = Site::new("api: {requests: {burst: 10000, per_minute: 0}}");
    server.add_streamer("Alice", "hunter2");
    let server = server.start();
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "Alice", json!({"key": "hunter2"})).await;
    let ids = ENDPOINTS.iter().filter(|endpoint| endpoint.is_of_room()).map(|endpoint| endpoint.id);
    for id in ids {
        let answer = operate(&mut alice, id, json!({"unknown": 1})).await;
        assert_eq!(answer["problem"]["status"], 422, "{id}: {answer}");
    }
}

#[tokio::test]
async fn a_program_with_a_token_for_chat_is_a_bot() {
    let server = started();
    let token = async |scopes: Value| {
        let request =
            alice(&server, "POST", "/api/v1/streams/alice/tokens", json!({ "scopes": scopes })).await;
        request.must_be(200).json()["token"].as_str().unwrap().to_owned()
    };
    let (chat, read) = (token(json!(["chat"])).await, token(json!(["read"])).await);
    // a new token works within a second
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    let (_bot, success) = loop {
        let mut bot = Chatter::connect(server.address()).await;
        match bot.try_login("alice", "helper", json!({ "token": chat })).await {
            Ok(success) => break (bot, success),
            Err(refused) => assert!(std::time::Instant::now() < deadline, "{refused}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!((&success["type"], &success["badges"]), (&json!("normal"), &json!(["bot"])));
    let members =
        alice(&server, "GET", "/api/v1/streams/alice/members", Value::Null).await.must_be(200).json();
    assert_eq!(members["members"][0]["badges"], json!(["bot"]));
    for (streamer, token) in [("alice", read.as_str()), ("alice", "pst_x"), ("eve", chat.as_str())] {
        let mut other = Chatter::connect(server.address()).await;
        let refused = other.try_login(streamer, "other", json!({ "token": token })).await.unwrap_err();
        assert_eq!(refused["code"], "key_wrong", "{streamer} {token}");
    }
}

#[tokio::test]
async fn the_filter_and_held_messages_are_those_of_chat() {
    let server = started();
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    let at = |path: &str| format!("/api/v1/streams/alice/{path}");
    let rule = json!({"kind": "word", "action": "hold", "text": "heck"});
    let added = alice(&server, "POST", &at("filter"), rule.clone()).await.must_be(200).json();
    assert_eq!(added, json!({"id": 1}));
    assert_eq!(alice(&server, "POST", &at("filter"), rule).await.must_be(409).json()["code"], "unchanged");
    let broken = json!({"kind": "pattern", "action": "mask", "text": "(a"});
    let problem = alice(&server, "POST", &at("filter"), broken).await.must_be(409).json();
    assert_eq!(problem["detail"], "The pattern is no pattern: unclosed group, at character 1.");
    let tested = json!({"text": "what the h3ck"});
    let tested = alice(&server, "POST", &at("filter/test"), tested).await.must_be(200).json();
    assert_eq!((&tested["becomes"], &tested["hits"][0]["hit"]), (&json!("held"), &json!("h3ck")));
    bob.message("oh heck").await;
    let held = bob.until("message held").await;
    assert_eq!((&held["message"], held.get("rule")), (&json!("oh heck"), None));
    assert_eq!(bob.hears("server").await["code"], "held");
    let id = held["id"].as_u64().unwrap();
    let list = alice(&server, "GET", &at("held"), Value::Null).await.must_be(200).json();
    assert_eq!((&list["messages"][0]["id"], &list["messages"][0]["rule"]), (&json!(id), &json!("heck")));
    alice(&server, "POST", &at(&format!("held/{id}")), Value::Null).await.must_be(200);
    assert_eq!(bob.until("message received").await["message"], "oh heck");
    alice(&server, "DELETE", &at(&format!("held/{id}")), Value::Null).await.must_be(404);
    alice(&server, "PATCH", &at("chat-rules"), json!({"links": "moderators"})).await.must_be(200);
    assert_eq!(bob.until("rules").await["links"], "moderators");
    bob.message("see example.com").await;
    assert_eq!(bob.until("warning").await["code"], "links");
    let lockdown =
        alice(&server, "PUT", &at("lockdown"), json!({"mode": "followers"})).await.must_be(200).json();
    assert_eq!((&lockdown["slow_mode"], &lockdown["newcomers"]), (&json!(10), &json!(10)));
    alice(&server, "PUT", &at("lockdown"), json!({"mode": "accounts"})).await.must_be(409);
    let over = alice(&server, "PUT", &at("lockdown"), json!({"mode": "off"})).await.must_be(200).json();
    assert_eq!((&over["slow_mode"], &over["links"]), (&json!(0), &json!("moderators")));
}
