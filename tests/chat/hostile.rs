//! What clients may send that no decent client would.

use serde_json::{Value, json};

use crate::chat::Chatter;
use crate::http::Connection;
use crate::server::{Server, Site};

fn started() -> Server {
    let site = Site::new(
        "chat: {messages: {burst: 1000, per_minute: 0}, drawings: {burst: 1, per_minute: 0}, changes: {burst: 1, per_minute: 0}, joins: {burst: 1, per_minute: 0}}\n",
    );
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// The server goes on for somebody else.
async fn goes_on(server: &Server) {
    let mut other = Chatter::connect(server.address()).await;
    other.login("alice", "other").await;
    other.message("still here").await;
    other.until_that("message received", |said| said["message"] == "still here").await;
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

/// Values of every type that JSON has, with those that are hard on parsers.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}"),
        json!("\u{feff}\u{202e}\u{2028}"),
        json!("x".repeat(100_000)),
        json!([]),
        json!([[["alice"]]]),
        json!({}),
        json!({"streamer": "alice", "constructor": {"prototype": 1}, "__proto__": {}}),
        json!({"$ne": null}),
    ]
}

#[tokio::test]
async fn fields_of_the_wrong_type_are_answered_and_break_nothing() {
    let server = started();
    let events: [(&str, Value); 7] = [
        ("presence", json!({"streamer": "alice", "chat": true, "watch": true, "last": 1})),
        ("login", json!({"username": "bob", "streamer": "alice", "color": "red", "key": "k", "resume": "r"})),
        ("logout", json!({})),
        ("message", json!({"message": "hi", "reply": 1})),
        ("drawing", json!({"src": "data:image/png;base64,AAAA"})),
        ("get color", json!({})),
        ("commands", json!({})),
    ];
    for logged_in in [false, true] {
        let mut chatter = Chatter::connect(server.address()).await;
        if logged_in {
            chatter.login("alice", "bob").await;
        }
        for (event, good) in &events {
            let mut arguments: Vec<Value> = values();
            for (field, _) in good.as_object().unwrap() {
                for value in values() {
                    let mut fields = good.clone();
                    fields[field] = value;
                    arguments.push(fields);
                }
                let mut without = good.clone();
                without.as_object_mut().unwrap().remove(field);
                arguments.push(without);
            }
            for argument in arguments {
                let text: String = argument.to_string().chars().take(100).collect();
                if let Err(error) = chatter.say_and_wait(event, &[argument]).await {
                    panic!("{event} {text} ended the connection: {error}");
                }
            }
        }
        // still there, and still served
        chatter.say("logout", json!({})).await;
        chatter.say("login", json!({"username": "bob again", "streamer": "alice", "color": "red"})).await;
        // after all the errors
        while chatter.next().await.1["username"] != "bob again" {}
    }
    goes_on(&server).await;
}

#[tokio::test]
async fn events_that_nobody_knows_and_arguments_too_few_or_too_many_break_nothing() {
    let server = started();
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    for packet in [
        r#"42["no such event",{}]"#,
        r#"42["message"]"#,
        r#"42["message",null,null,null]"#,
        r#"42["message",{"message":"one"},{"message":"two"}]"#,
        r#"42["connected",{"username":"alice"}]"#,
        r#"42["server",{"msg":"I am the server"}]"#,
        r#"42["password set",{"password":"x"}]"#,
        r#"42["",{}]"#,
    ] {
        chatter.send(packet).await.unwrap();
    }
    let rest = chatter.rest().await;
    assert!(rest.iter().all(|(event, _)| event != "server" && event != "connected"), "{rest:?}");
    goes_on(&server).await;
}

#[tokio::test]
async fn an_acknowledgement_that_is_asked_for_is_given() {
    let server = started();
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    chatter.say_and_wait("message", &[json!({"message": "did you get it?"})]).await.unwrap();
    chatter.until("message received").await;
}

#[tokio::test]
async fn packets_that_are_none_end_the_connection() {
    let server = started();
    let deep = format!("42[\"message\",{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    let deep_object = format!("42[\"message\",{}1{}]", "{\"message\":".repeat(100_000), "}".repeat(100_000));
    let packets = [
        deep.as_str(),
        deep_object.as_str(),
        "",
        "9",
        "4",
        "49",
        "42",
        "42{}",
        "42[",
        "42[]",
        "42[1]",
        "42[{}]",
        "42[\"message\",{]",
        "42/,[\"message\"]",
        "42999999999999999999999[\"message\"]",
        "43[]",
        "45",
        "45-[\"message\"]",
        "45999999-[\"message\",{\"_placeholder\":true,\"num\":0}]",
        "451-[\"message\",{\"_placeholder\":true,\"num\":5}]",
        "451-[\"message\",{\"_placeholder\":true,\"num\":-1}]",
        "\u{1e}",
        "ünïcödé",
        "4😀",
    ];
    let mut witness = Chatter::connect(server.address()).await;
    witness.login("alice", "witness").await;
    for (number, packet) in packets.into_iter().enumerate() {
        let mut chatter = Chatter::connect(server.address()).await;
        chatter.login("alice", &format!("bob {number}")).await;
        // either it is answered with an error, or the connection ends
        let _ = chatter.send(packet).await;
        let _ = chatter.try_say("get color", json!({})).await;
        while let Ok((event, fields)) = chatter.try_next().await {
            if event == "return color" {
                break;
            }
            // the one before may leave only now
            assert!(["error", "warning", "disconnected"].contains(&event.as_str()), "{event} {fields}");
        }
    }
    let heard = witness.rest().await;
    assert!(heard.iter().all(|(event, _)| event == "connected" || event == "disconnected"), "{heard:?}");
    goes_on(&server).await;
}

#[tokio::test]
async fn text_in_the_middle_of_a_binary_event_ends_the_connection() {
    let server = started();
    let mut chatter = Chatter::connect(server.address()).await;
    chatter.login("alice", "bob").await;
    chatter.send("451-[\"message\",{\"_placeholder\":true,\"num\":0}]").await.unwrap();
    let _ = chatter.send("42[\"message\",{\"message\":\"in between\"}]").await;
    let heard = chatter.until_closed().await;
    assert!(heard.iter().all(|(event, _)| event != "message received"), "{heard:?}");
    goes_on(&server).await;
}

#[tokio::test]
async fn what_is_written_stays_text() {
    let server = started();
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "<b onclick=x>'\"&").await;
    let hostile = "<img src=x onerror=alert(1)> javascript:alert(1) \"'&amp;";
    bob.message(hostile).await;
    assert_eq!(
        alice.until("message received").await["message"],
        hostile,
        "it is text: the page shows it as such"
    );
    // what turns the direction of text, or hides in it, is gone
    bob.message("abc\u{202e}def\u{0}\u{7}\u{2066}ghi\u{200b}").await;
    assert_eq!(alice.until("message received").await["message"], "abcdefghi");
    for name in ["\u{202e}ecila", "x\u{0}y", "a\u{200b}lice", "alice\u{200d}"] {
        bob.message(&format!("/name {name}")).await;
        let rest = bob.rest().await;
        let renamed = rest.iter().find(|(event, _)| event == "rename");
        if let Some((_, renamed)) = renamed {
            let shown = renamed["newname"].as_str().unwrap();
            assert!(
                shown.chars().all(|c| !c.is_control() && !"\u{202e}\u{200b}\u{200d}".contains(c)),
                "{shown:?}"
            );
            assert_ne!(shown.to_lowercase(), "alice");
        }
    }
    alice.message("/description <script>alert(1)</script>").await;
    alice.rest().await;
    let page = server.get("/alice/").must_be(200).text().to_owned();
    assert!(!page.contains("<script>alert(1)"), "the page escapes it");
}

#[tokio::test]
async fn nobody_can_look_like_the_streamer() {
    let server = started();
    let mut bob = Chatter::connect(server.address()).await;
    for name in [
        "\u{410}lice",  // Cyrillic
        "\u{ff41}lice", // full width
        "al\u{131}ce",  // without the dot
        "a l i c e",
        "alice\u{301}",
        "\u{1d41a}lice", // mathematical bold
        "al\u{200b}ice",
        "aIice", // a capital i for an l
        "a\u{2060}lice",
        " alice\u{3164}",
    ] {
        let refusal = bob.try_login("alice", name, json!({})).await;
        let refusal = refusal.expect_err(name);
        let code = refusal["code"].as_str().unwrap();
        assert!(["name_taken", "name_unfit"].contains(&code), "{name:?}: {refusal}");
    }
    bob.login("alice", "bob").await;
    for name in ["\u{410}lice", "a l i c e", "al\u{200b}ice"] {
        bob.message(&format!("/name {name}")).await;
        let rest = bob.rest().await;
        assert!(rest.iter().all(|(event, _)| event != "rename"), "{name:?}: {rest:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let server = started();
    let opened = server.get("/socket.io/?EIO=4&transport=polling").must_be(200).text().to_owned();
    let sid = opened.split('"').nth(3).unwrap();
    let mut connection = server.connect();
    connection.send(format!(
        "POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n"
    ));
    let chunk = vec![b'4'; 100_000];
    for _ in 0..20 {
        connection.send(&chunk);
    }
    assert_eq!(connection.answer().map_or(413, |answer| answer.status), 413);
    goes_on(&server).await;
}

#[tokio::test]
async fn a_body_that_drips_in_is_given_up() {
    let server = started();
    let opened = server.get("/socket.io/?EIO=4&transport=polling").must_be(200).text().to_owned();
    let sid = opened.split('"').nth(3).unwrap();
    let mut connection: Connection = server.connect();
    connection.send(format!(
        "POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n4"
    ));
    connection.drip();
    assert!(matches!(connection.answer().map_or(408, |answer| answer.status), 400 | 408));
}
