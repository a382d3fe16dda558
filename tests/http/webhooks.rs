//! Webhooks from outside: made by the API, delivered by the running server.

use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::receiver::Receiver;
use crate::server::{Server, Site, until};

fn started() -> Server {
    let site = Site::new("webhooks: {allow_private: [\"127.0.0.1\"]}");
    site.add_streamer("Alice", "hunter2");
    site.add_streamer("eve", "eves-key");
    site.start()
}

/// A request with Alice's stream key.
fn own(server: &Server, method: &str, path: &str, body: &Value) -> Answer {
    let request =
        Request::new(method, &format!("/api/v1/streams/alice/webhooks{path}")).basic("alice", "hunter2");
    server.send(if body.is_null() { request } else { request.json(body) })
}

#[test]
fn a_streamer_makes_a_webhook_that_gets_what_happens() {
    let (server, receiver) = (started(), Receiver::new(&[]));
    let call = |method: &str, path: &str, body: Value| own(&server, method, path, &body);
    let made =
        call("POST", "", json!({"url": receiver.url(), "events": ["set_description"]})).must_be(200).json();
    let (secret, path) = (made["secret"].as_str().unwrap(), format!("/{}", made["id"]));
    let describe = |name: &str, key: &str| {
        let address = format!("/api/v1/streams/{name}/settings");
        server
            .send(Request::new("PATCH", &address).basic(name, key).json(&json!({"description": name})))
            .must_be(200);
    };
    let ping = call("POST", &format!("{path}/ping"), Value::Null).must_be(200).json();
    assert_eq!(
        (&ping["outcome"], &ping["status"], &ping["type"]),
        (&json!("delivered"), &json!(204), &json!("ping"))
    );
    describe("eve", "eves-key");
    describe("alice", "hunter2");
    let event = receiver.until(2)[1].clone();
    let body = event.json();
    assert_eq!((&body["type"], &body["streamer"]), (&json!("set_description"), &json!("Alice")));
    let listed =
        server.send(Request::new("GET", "/api/v1/streams/alice/events").basic("alice", "hunter2")).json();
    let same = listed["events"].as_array().unwrap().iter().find(|event| event["id"] == body["id"]).unwrap();
    for field in ["id", "time", "type", "data"] {
        assert_eq!(body[field], same[field]);
    }

    let rotated = call("PUT", &format!("{path}/secret"), Value::Null).must_be(200).json();
    let again = call("POST", &format!("{path}/deliveries"), json!({"event": body["id"]})).must_be(200).json();
    assert_eq!(again["event"], body["id"]);
    let received = receiver.until(3);
    assert_eq!(received[2].header("webhook-id"), event.header("webhook-id"));
    assert_eq!(received[2].header("webhook-signature").split(' ').count(), 2);
    call("POST", &format!("{path}/deliveries"), json!({"event": 999})).must_be(404);

    let log = call("GET", &format!("{path}/deliveries?limit=2"), Value::Null).must_be(200).json();
    assert_eq!(log["deliveries"].as_array().unwrap().len(), 2);
    let older = call("GET", &format!("{path}/deliveries?before={}", log["next"]), Value::Null).json();
    assert_eq!((older["deliveries"].as_array().unwrap().len(), &older["next"]), (1, &Value::Null));
    let changed = call("PATCH", &path, json!({"enabled": false, "events": []})).must_be(200).json();
    assert_eq!((&changed["enabled"], &changed["events"]), (&json!(false), &json!([])));
    until("the server to know that it is disabled", || {
        let before = receiver.received().len();
        describe("alice", "hunter2");
        std::thread::sleep(std::time::Duration::from_millis(100));
        (receiver.received().len() == before).then_some(())
    });
    let all = call("GET", "", Value::Null).must_be(200).json().to_string();
    call("DELETE", &path, Value::Null).must_be(200);
    call("GET", &path, Value::Null).must_be(404);
    for secret in [secret, rotated["secret"].as_str().unwrap()] {
        assert!(!all.contains(secret) && !log.to_string().contains(secret) && !server.log().contains(secret));
    }
}

#[test]
fn webhooks_have_rules_and_owners() {
    let server = started();
    let add = |url: &str| own(&server, "POST", "", &json!({"url": url, "events": []}));
    for url in [
        "http://10.0.0.1/",
        "http://[::1]:8080/",
        "ftp://bot.example.com/",
        "https://bot.example.com:22/",
        "x",
    ] {
        let refused = add(url).must_be(409).json();
        assert!(refused["detail"].as_str().unwrap().starts_with("The URL "), "{refused}");
    }
    own(&server, "POST", "", &json!({"url": "https://bot.example.com/", "events": ["shout"]})).must_be(422);
    add(&format!("https://bot.example.com/{}", "x".repeat(2000))).must_be(422);
    let id = add("https://bot.example.com/").must_be(200).json()["id"].clone();
    for _ in 1..10 {
        add("https://bot.example.com/").must_be(200);
    }
    assert!(add("https://bot.example.com/").must_be(409).text().contains("10 webhooks already"));

    let eve = |method: &str, path: &str| {
        let address = format!("/api/v1/streams/eve/webhooks{path}");
        server.send(Request::new(method, &address).basic("eve", "eves-key")).status
    };
    assert_eq!(
        (eve("GET", ""), eve("GET", &format!("/{id}")), eve("DELETE", &format!("/{id}"))),
        (200, 404, 404)
    );
    assert_eq!(eve("POST", &format!("/{id}/ping")), 404);
    let of_site = |method: &str, user: &str, key: &str| {
        server.send(Request::new(method, "/api/v1/webhooks").basic(user, key)).status
    };
    assert_eq!(of_site("GET", "alice", "hunter2"), 403);

    let receiver = Receiver::new(&[]);
    server.site().admin(&["webhook", "add", "-l", &receiver.url(), "-e", "set_description"]);
    let output = server.site().try_admin(&["token", "add", "--json", "-s", "admin"]);
    let token =
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["token"].as_str().unwrap().to_owned();
    let site = until("the server to know the token", || {
        let answer = server.send(Request::new("GET", "/api/v1/webhooks").bearer(&token));
        (answer.status == 200).then(|| answer.json())
    });
    assert_eq!(site["webhooks"].as_array().unwrap().len(), 1, "those of streamers are theirs");
    // an event that another program writes, for a webhook that it made
    server.site().admin(&["streamer", "description", "-u", "eve", "-d", "painting"]);
    assert_eq!(receiver.until(1)[0].json()["streamer"], "eve");
}
