//! Announcements for channels of Discord, whose part a receiver of the test's own plays.

use serde_json::{Value, json};

use crate::encoder::{Recording, publish, publish_done};
use crate::http::{Answer, Request};
use crate::receiver::{Receiver, Reply};
use crate::server::{Server, Site, until};

const CONFIG: &str = "site_url: https://live.example.org\nreconnect_window: 0\nlive_indicator_delay: 10\n\
                      api: {requests: {burst: 10000, per_minute: 0}}\nwebhooks: {allow_private: [\"127.0.0.1\"]}";

fn call(server: &Server, method: &str, path: &str, body: Value) -> Answer {
    let request = Request::new(method, &format!("/api/v1/streams/alice/{path}")).basic("alice", "hunter2");
    server.send(if body.is_null() { request } else { request.json(&body) })
}

/// A site with Alice's webhook for Discord, and its path.
fn started(receiver: &Receiver) -> (Server, String) {
    let site = Site::new(CONFIG);
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    let made =
        call(&server, "POST", "webhooks", json!({"url": receiver.url(), "format": "discord"})).must_be(200);
    // no picture is waited for
    call(&server, "PATCH", "settings", json!({"content_warning": "paint"})).must_be(200);
    assert_eq!(made.json()["secret"], Value::Null);
    let path = format!("webhooks/{}", made.json()["id"]);
    let rotated = call(&server, "PUT", &format!("{path}/secret"), json!({})).must_be(409);
    assert!(rotated.text().contains("not signed"), "{}", rotated.text());
    (server, path)
}

fn go_live(server: &Server, client: u64, first: u64) {
    publish(server, "hunter2", client).must_be(200);
    Recording::new(server, "hunter2").write(first..first + 3);
    server.until_info("alice", "live", true);
}

/// Waits for an entry in the log, and returns its outcome and reason.
fn logged(server: &Server, path: &str, count: usize) -> Vec<(String, String)> {
    until("the deliveries", || {
        let log = call(server, "GET", &format!("{path}/deliveries"), Value::Null).must_be(200).json();
        let log = log["deliveries"].as_array().unwrap().clone();
        let told = log.iter().map(|one| {
            (one["outcome"].as_str().unwrap().to_owned(), one["reason"].as_str().unwrap_or("").to_owned())
        });
        (log.len() >= count).then(|| told.collect())
    })
}

fn made(id: u32) -> Reply {
    let body = format!(r#"{{"type":0,"id":"{id}"}}"#);
    Reply::Bytes(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

#[test]
fn a_channel_is_told_what_is_on_and_how_it_was_and_obeyed_when_it_wants_time() {
    let busy = r#"{"message":"You are being rate limited.","retry_after":0.5,"global":false}"#;
    let busy = format!("HTTP/1.1 429 No\r\nContent-Length: {}\r\n\r\n{busy}", busy.len());
    let receiver = Receiver::new(&[Reply::status("204 No Content"), Reply::Bytes(busy), made(77)]);
    let (server, path) = started(&receiver);
    call(&server, "POST", &format!("{path}/ping"), json!({})).must_be(200);
    let test = receiver.until(1)[0].json();
    assert_eq!(test["content"], "Broadcasts of alice are announced here.");
    assert_eq!(test["allowed_mentions"], json!({"parse": []}));
    let about = json!({"title": "Painting @everyone", "description": "with *oil*", "tags": ["art"]});
    call(&server, "PATCH", "settings", about).must_be(200);
    go_live(&server, 1, 0);
    let message = &receiver.until(3)[2];
    assert_eq!(message.line, "POST /events?key=1&wait=true HTTP/1.1");
    let live = json!({
        "embeds": [{
            "author": {"name": "alice is live"},
            "title": r"Painting \@everyone",
            "description": r"with \*oil\*",
            "fields": [{"name": "Content warning", "value": "paint"}, {"name": "Tags", "value": "art"}],
            "url": "https://live.example.org/alice/",
        }],
        "allowed_mentions": {"parse": []},
    });
    assert_eq!(message.json(), live);
    let outcomes: Vec<String> = logged(&server, &path, 3).into_iter().map(|(outcome, _)| outcome).collect();
    assert_eq!(outcomes, ["delivered", "failed", "delivered"]);
    // an encoder that is started again continues the show
    publish_done(&server, "hunter2", 1).must_be(200);
    let ended = &receiver.until(4)[3];
    assert_eq!(ended.line, "PATCH /events/messages/77?key=1 HTTP/1.1");
    assert_eq!(ended.json()["embeds"][0]["author"]["name"], "alice was live for less than a minute");
    server.until_info("alice", "state", "offline");
    go_live(&server, 2, 10);
    let again = &receiver.until(5)[4];
    assert_eq!(again.line, "PATCH /events/messages/77?key=1 HTTP/1.1");
    assert_eq!(again.json(), live);
    // somebody deletes the message
    receiver.reply(&[Reply::status("404 Not Found")]);
    publish_done(&server, "hunter2", 2).must_be(200);
    let last = logged(&server, &path, 6).pop().unwrap();
    assert_eq!(last, ("given_up".to_owned(), "the receiver answered 404".to_owned()));
    let shown = call(&server, "GET", &path, Value::Null).must_be(200).json();
    assert_eq!(shown["enabled"], true);
}

#[test]
fn a_channel_that_is_gone_is_not_asked_again_and_its_secret_shows_nowhere() {
    let receiver = Receiver::new(&[Reply::status("401 Unauthorized")]);
    let (server, path) = started(&receiver);
    let url = format!("http://{}/api/webhooks/12/hunter3", receiver.address);
    call(&server, "PATCH", &path, json!({"url": url})).must_be(200);
    go_live(&server, 1, 0);
    let shown = until("the webhook is off", || {
        let shown = call(&server, "GET", &path, Value::Null).must_be(200);
        (shown.json()["enabled"] == false).then_some(shown)
    });
    assert_eq!(
        shown.json()["disabled_because"],
        "the receiver answered 401: Discord has no webhook with this address any more; make one there again"
    );
    assert_eq!(shown.json()["url"], format!("http://{}/api/webhooks/12/…", receiver.address));
    let pages = ["webhooks", &format!("{path}/deliveries"), "events", "export"];
    let pages = pages.map(|page| call(&server, "GET", page, Value::Null).must_be(200).text().to_owned());
    for text in pages.iter().map(String::as_str).chain([shown.text(), &server.log()]) {
        assert!(!text.contains("hunter3"), "{text}");
    }
}

#[test]
fn what_is_locked_or_unwanted_is_not_announced() {
    let receiver = Receiver::new(&[]);
    let (server, path) = started(&receiver);
    call(&server, "PUT", "following", json!({"announced": false})).must_be(200);
    go_live(&server, 1, 0);
    let told = logged(&server, &path, 1).pop().unwrap();
    assert_eq!(told.1, "not announced: the streamer announces nothing");
    assert_eq!(receiver.received().len(), 0);
    let events = call(&server, "GET", "events", Value::Null).must_be(200).json();
    let start = events["events"].as_array().unwrap().iter().find(|event| event["type"] == "start_streaming");
    let again = json!({"event": start.unwrap()["id"]});
    call(&server, "PUT", "following", json!({"announced": true})).must_be(200);
    call(&server, "PATCH", "settings", json!({"password": "sesame"})).must_be(200);
    call(&server, "POST", &format!("{path}/deliveries"), again.clone()).must_be(409);
    call(&server, "PATCH", "settings", json!({"password": ""})).must_be(200);
    Recording::new(&server, "hunter2").write(3..6);
    receiver.reply(&[Reply::status("500 Internal Server Error")]);
    let failed = call(&server, "POST", &format!("{path}/deliveries"), again).must_be(200).json();
    assert_eq!((&failed["outcome"], &failed["status"]), (&json!("failed"), &json!(500)));
}

#[test]
fn a_webhook_for_discord_announces_and_nothing_else() {
    let receiver = Receiver::new(&[]);
    let (server, path) = started(&receiver);
    let shown = call(&server, "GET", &path, Value::Null).must_be(200).json();
    assert_eq!(
        (&shown["format"], &shown["events"]),
        (&json!("discord"), &json!(["start_streaming", "stop_streaming"]))
    );
    let url = receiver.url();
    let wrong = json!({"url": url, "format": "discord", "events": ["join_chat"]});
    call(&server, "POST", "webhooks", wrong).must_be(409);
    call(&server, "PATCH", &path, json!({"events": []})).must_be(409);
    call(&server, "PATCH", &path, json!({"enabled": false})).must_be(200);
    call(&server, "POST", "webhooks", json!({"url": url, "format": "morse"})).must_be(422);
    call(&server, "POST", "webhooks", json!({"url": "http://10.0.0.1/", "format": "discord"})).must_be(409);
}
