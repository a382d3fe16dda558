//! The API: who may do what, and its manners.

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor, Row};

use crate::encoder::{Recording, publish};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.add_streamer("eve", "eves-key");
    site.start()
}

/// Makes a token with `pystreaming-admin`, and waits until the server knows it.
pub fn token(server: &Server, line: &[&str]) -> String {
    let output = server.site().try_admin(&[&["token", "add", "--json"], line].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let added: Value = serde_json::from_slice(&output.stdout).unwrap();
    let token = added["token"].as_str().unwrap().to_owned();
    until("the server to know the token", || {
        let answer = server.send(Request::new("GET", "/api/v1/streamers").bearer(&token));
        (answer.status != 401).then_some(())
    });
    token
}

fn at(path: &str) -> String {
    format!("/api/v1/streams/alice/{path}")
}

fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status, "{problem}");
    assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
    problem
}

#[test]
fn wrong_credentials_are_refused_and_slowed_without_keeping_the_right_ones_out() {
    let server = site("");
    let get = |user: &str, key: &str| server.send(Request::new("GET", "/api/info").basic(user, key));
    for (user, key) in [("alice", "wrong"), ("alice", ""), ("nobody", "hunter2"), ("eve", "hunter2")] {
        let refused = get(user, key).must_be(401);
        assert_eq!(refused.all("www-authenticate"), ["Basic realm=\"stream\", charset=\"UTF-8\"", "Bearer"]);
        problem(&refused);
    }
    let token = token(&server, &["-s", "read"]);
    for _ in 0..12 {
        get("alice", "wrong").must_be(401);
        server.send(Request::new("GET", &at("members")).bearer("pst_wrong")).must_be(401);
    }
    let slowed = get("alice", "wrong").must_be(401);
    assert_eq!(problem(&slowed)["code"], "key_throttled");
    assert!(slowed.header("retry-after").is_some());
    server.send(Request::new("GET", &at("members")).bearer(&token)).must_be(200);
    for other in ["Basic", "Basic !!!", "Digest a", "Bearer"] {
        server.send(Request::new("GET", "/api/info").header("Authorization", other)).must_be(401);
    }
    server.get("/api/info").must_be(401);
}

#[test]
fn the_originals_api_refuses_what_the_original_refused() {
    let server = site("");
    let post = |body: &Value| {
        server.send(Request::new("POST", "/api/messages").basic("alice", "hunter2").json(body))
    };
    for bad in
        [json!({}), json!({"message": " "}), json!({"type": "shout", "message": "hi"}), json!({"message": 5})]
    {
        problem(&post(&bad).must_be(400));
    }
    let raw = |text: &str| {
        let request = Request::new("POST", "/api/messages").basic("alice", "hunter2");
        server.send(request.text(text).header("Content-Type", "application/json"))
    };
    raw("{").must_be(415);
    server.send(Request::new("GET", "/api/messages?limit=x").basic("alice", "hunter2")).must_be(422);
    let cross =
        Request::new("POST", "/api/messages").basic("alice", "hunter2").json(&json!({"message": "hi"}));
    server.send(cross.header("Origin", "https://evil.example")).must_be(403);
}

/// Every operation of the published document, with a path that exists.
fn operations(server: &Server) -> Vec<(String, String, Value)> {
    let document = server.get("/api/v1/openapi.json").must_be(200).json();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, methods)| {
        let path = path
            .replace("{streamer}", "alice")
            .replace("{id}", "1")
            .replace("{user}", "x")
            .replace("{alias}", "x");
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    operations.collect()
}

#[test]
fn every_published_operation_is_there_for_those_who_may_and_nobody_else() {
    let server = site("api: {requests: {burst: 10000, per_minute: 0}}");
    let admin = token(&server, &["-s", "admin"]);
    let nothing = token(&server, &["-u", "eve", "-s", "read,chat,moderate,settings"]);
    let all = operations(&server);
    assert!(all.len() > 20, "{}", all.len());
    for (method, path, operation) in all {
        let id = operation["operationId"].as_str().unwrap().to_owned();
        let send = |request: Request| {
            server.send(if method == "GET" || method == "DELETE" {
                request
            } else {
                request.json(&json!({"unknown": 1}))
            })
        };
        let without = send(Request::new(&method, &path));
        let other = send(Request::new(&method, &path).bearer(&nothing));
        if operation["security"] == json!([]) {
            // a body is checked for everybody alike
            let answer = if operation["requestBody"].is_null() { 200 } else { 422 };
            assert_eq!((without.status, other.status), (answer, answer), "{id}");
        } else {
            assert_eq!((without.status, other.status), (401, 403), "{id}");
        }
        let options = server.send(Request::new("OPTIONS", &path)).must_be(204);
        assert!(options.header("allow").unwrap().split(", ").any(|allowed| allowed == method), "{id}");
        // neither the streamer nor the own token goes here, and the stream of events has no end
        if !matches!(&*id, "remove-streamer" | "revoke-site-token" | "follow-events") {
            let allowed = send(Request::new(&method, &path).bearer(&admin));
            let body = &operation["requestBody"]["content"];
            let parameters = operation["parameters"].as_array().unwrap();
            if parameters.iter().any(|it| it["in"] == "query" && it["required"] == true) {
                assert_eq!(allowed.status, 422, "{id}: {allowed:?}");
            } else if body.is_null() {
                assert!(matches!(allowed.status, 200 | 404 | 409), "{id}: {allowed:?}");
            } else {
                let takes_json = !body["application/json"].is_null();
                assert_eq!(allowed.status, if takes_json { 422 } else { 415 }, "{id}: {allowed:?}");
            }
        }
        server.send(Request::new("TRACE", &path)).must_be(405);
    }
}

#[test]
fn a_token_may_what_its_scopes_say_and_not_after_it_was_revoked() {
    let server = site("");
    let read = token(&server, &["-u", "alice", "-s", "read"]);
    let chat = token(&server, &["-s", "chat"]);
    let status = |token: &str, method: &str, path: &str, body: &Value| {
        server.send(Request::new(method, path).bearer(token).json(body)).status
    };
    let message = json!({"text": "hi"});
    assert_eq!(status(&read, "GET", &at("members"), &Value::Null), 200);
    assert_eq!(status(&read, "POST", &at("messages"), &message), 403);
    assert_eq!(status(&chat, "POST", &at("messages"), &message), 200);
    assert_eq!(status(&chat, "POST", "/api/v1/streams/eve/messages", &message), 200);
    assert_eq!(status(&chat, "GET", &at("settings"), &Value::Null), 403);
    assert_eq!(status(&read, "GET", "/api/v1/streams/eve/members", &Value::Null), 403);

    let own = |method: &str, path: &str| Request::new(method, path).basic("alice", "hunter2");
    let made = server.send(own("POST", &at("tokens")).json(&json!({"scopes": ["moderate"], "name": "bot"})));
    let made = made.must_be(200).json();
    let secret = made["token"].as_str().unwrap().to_owned();
    let listed = server.send(own("GET", &at("tokens"))).must_be(200).json();
    assert_eq!(listed["tokens"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(&secret));
    until("the token to work", || (status(&secret, "GET", &at("mutes"), &Value::Null) == 200).then_some(()));
    assert_eq!(
        status(&secret, "POST", &at("tokens"), &json!({"scopes": ["settings"]})),
        403,
        "tokens make no tokens"
    );
    server.send(own("DELETE", &at(&format!("tokens/{}", made["id"])))).must_be(200);
    until("the token to be revoked", || {
        (status(&secret, "GET", &at("mutes"), &Value::Null) == 401).then_some(())
    });
    server.send(own("POST", &at("tokens")).json(&json!({"scopes": ["admin"]}))).must_be(409);
}

#[test]
fn settings_have_versions_and_are_changed_together() {
    let server = site("");
    let own = |method: &str| Request::new(method, &at("settings")).basic("alice", "hunter2");
    let first = server.send(own("GET")).must_be(200);
    let etag = first.header("etag").unwrap().to_owned();
    server.send(own("GET").header("If-None-Match", etag.clone())).must_be(304);
    let change = |slow: u32| own("PATCH").json(&json!({"slow_mode": slow}));
    let changed = server.send(change(5).header("If-Match", etag.clone())).must_be(200);
    assert_eq!(changed.json()["slow_mode"], 5);
    assert_ne!(changed.header("etag"), Some(etag.as_str()));
    assert_eq!(problem(&server.send(change(6).header("If-Match", etag)).must_be(412))["code"], "outdated");
    server.send(change(7).header("If-Match", "*")).must_be(200);
    server.send(change(8).header("If-Match", "x")).must_be(400);
    let bad = server.send(own("PATCH").json(&json!({"slow_mode": 4000, "description": "x"}))).must_be(422);
    assert!(problem(&bad)["detail"].as_str().unwrap().starts_with("slow_mode: 4000"), "{}", bad.text());
    assert_eq!(server.send(own("GET")).json()["description"], Value::Null);
}

#[tokio::test]
async fn a_repeated_write_is_performed_once_even_over_a_crash() {
    let mut server = site("");
    let token = token(&server, &["-s", "admin"]);
    let write = |server: &Server, path: &str, key: &str, body: Value| {
        let request = Request::new("POST", path).bearer(&token).header("Idempotency-Key", key);
        server.send(request.json(&body))
    };
    let add = |server: &Server, key: &str, alias: &str| {
        let body = json!({"alias": alias, "uri": "https://example.com/a.png"});
        write(server, "/api/v1/emotes", key, body)
    };
    let made = |server: &Server| write(server, &at("tokens"), "k3", json!({"scopes": ["read"]}));
    let first = add(&server, "k1", "wave").must_be(200).json();
    assert_eq!(add(&server, "k1", "wave").must_be(200).json(), first);
    add(&server, "k2", "wave").must_be(409);
    assert_eq!(problem(&add(&server, "k1", "other").must_be(409))["code"], "invalid");
    add(&server, "", "x").must_be(400);
    let secret = made(&server).must_be(200).json();
    server.crash();
    server.restart();
    assert_eq!(add(&server, "k1", "wave").must_be(200).json(), first);
    assert_eq!(made(&server).must_be(200).json(), secret);
    add(&server, "k2", "waves").must_be(200);
    let list = server.get("/api/v1/emotes").must_be(200).json();
    assert_eq!(list["emotes"].as_array().unwrap().len(), 2);

    let file = server.site().path("data/pystreaming.db");
    let mut database = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    let rows = database.fetch_all("SELECT answer FROM repeatable_requests").await.unwrap();
    let answers: Vec<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(answers.len(), 3);
    assert!(
        !answers.iter().any(|answer| answer.windows(4).any(|part| part == b"pst_")),
        "a secret is stored"
    );
    // as a crash leaves it between performing a request and storing the answer
    database.execute("UPDATE repeatable_requests SET answer = NULL").await.unwrap();
    assert_eq!(problem(&add(&server, "k1", "wave").must_be(409))["code"], "unknown_outcome");
}

#[test]
fn administrators_see_who_changed_the_site() {
    let server = site("");
    let admin = token(&server, &["-s", "admin"]);
    let own = |method: &str, path: &str| Request::new(method, &at(path)).basic("alice", "hunter2");
    server.send(own("POST", "tokens").json(&json!({"scopes": ["read"]}))).must_be(200);
    server.send(Request::new("DELETE", "/api/v1/streamers/eve").bearer(&admin)).must_be(200);
    let listed = |query: &str| {
        let path = format!("/api/v1/events?{query}");
        let page = server.send(Request::new("GET", &path).bearer(&admin)).must_be(200).json();
        page["events"].as_array().unwrap().clone()
    };
    let last = listed("after=2&type=add_token").pop().unwrap();
    assert_eq!((&last["streamer"], &last["data"]["by"]), (&json!("alice"), &json!("streamer")));
    let removed = listed("streamer=EVE").pop().unwrap();
    assert_eq!((&removed["type"], &removed["data"]), (&json!("remove_streamer"), &json!({"token": 1})));
    let of_site = listed("streamer=");
    assert_eq!((of_site.len(), &of_site[0]["streamer"]), (1, &Value::Null));
    assert!(!listed("").iter().any(|event| event.to_string().contains("pst_")));
    server.send(own("GET", "../../events")).must_be(404);
    server.send(Request::new("GET", "/api/v1/events").basic("alice", "hunter2")).must_be(403);
    // every change of the site says in the document how it is recorded
    let document = server.get("/api/v1/openapi.json").must_be(200).json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let changes =
                ["streamer", "token", "webhook", "emote", "key"].iter().any(|what| id.ends_with(what));
            let reads = method == "get" || id.starts_with("ping") || id.starts_with("erase");
            let recorded = operation["description"].as_str().is_some_and(|text| text.contains("Recorded as"));
            assert!(!changes || reads || recorded, "{method} {path}");
        }
    }
}

#[test]
fn callers_are_told_their_limits() {
    let server = site("api: {requests: {burst: 3, per_minute: 1}}");
    let get = || server.send(Request::new("GET", &at("members")).basic("alice", "hunter2"));
    let first = get().must_be(200);
    assert_eq!(first.header("ratelimit-policy"), Some("\"requests\";q=3;w=180"));
    assert!(first.header("ratelimit").unwrap().starts_with("\"requests\";r=2;t="), "{first:?}");
    get().must_be(200);
    get().must_be(200);
    let refused = get().must_be(429);
    assert_eq!(problem(&refused)["code"], "rate");
    assert!(refused.header("retry-after").is_some());
    server.send(Request::new("GET", &at("members")).basic("alice", "other")).must_be(401);
}

#[test]
fn pages_of_other_sites_call_the_api_only_where_the_configuration_lets_them() {
    let server = site("api: {allowed_origins: [\"https://panel.example\"]}");
    let send = |origin: &str| {
        let request = Request::new("PATCH", &at("settings")).basic("alice", "hunter2").json(&json!({}));
        server.send(request.header("Origin", origin))
    };
    let allowed = send("https://panel.example").must_be(200);
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://panel.example"));
    send("https://evil.example").must_be(403);
    let preflight = |origin: &str| {
        let request = Request::new("OPTIONS", &at("settings")).header("Origin", origin);
        server.send(request.header("Access-Control-Request-Method", "PATCH")).must_be(204)
    };
    assert!(preflight("https://panel.example").header("access-control-allow-methods").is_some());
    assert_eq!(preflight("https://evil.example").header("access-control-allow-origin"), None);
}

#[test]
fn what_administrators_add_by_the_api_is_there_within_a_second() {
    let server = site("");
    let token = token(&server, &["-s", "admin"]);
    let call = |method: &str, path: &str, body: &Value| {
        server.send(Request::new(method, path).bearer(&token).json(body))
    };
    let added = call("POST", "/api/v1/streamers", &json!({"name": "zoë"})).must_be(200).json();
    let key = added["key"].as_str().unwrap();
    until("zoë", || (server.get("/zo%C3%AB/info").status == 200).then_some(()));
    server.send(Request::new("GET", "/api/info").basic("ZOË", key)).must_be(200);
    call("POST", "/api/v1/streamers", &json!({"name": "Zoë"})).must_be(409);
    call("POST", "/api/v1/streamers", &json!({"name": "api"})).must_be(409);
    let rotated = call("PUT", "/api/v1/streams/zo%C3%AB/key", &json!({})).must_be(200).json();
    until("the new key", || {
        let new = rotated["key"].as_str().unwrap();
        (server.send(Request::new("GET", "/api/info").basic("zoë", new)).status == 200).then_some(())
    });
    server.send(Request::new("GET", "/api/info").basic("zoë", key)).must_be(401);
    call("DELETE", "/api/v1/streamers/ZO%C3%8B", &Value::Null).must_be(200);
    until("zoë to be gone", || (server.get("/zo%C3%AB/info").status == 404).then_some(()));
}

#[test]
fn recorded_events_are_read_page_by_page_without_the_viewer_password() {
    let server = site("");
    let patch = Request::new("PATCH", &at("settings")).basic("alice", "hunter2");
    server.send(patch.json(&json!({"description": "one", "password": "sesame"}))).must_be(200);
    let get = |query: &str| {
        server.send(Request::new("GET", &at(&format!("events{query}"))).basic("alice", "hunter2"))
    };
    let page = until("the events", || {
        let page = get("?after=2").must_be(200).json();
        (page["events"].as_array().unwrap().len() == 2).then_some(page)
    });
    assert_eq!(page["next"], Value::Null);
    assert!(!page.to_string().contains("sesame"));
    let first = get("?after=2&limit=1").json();
    assert_eq!(first["events"][0], page["events"][0]);
    assert_eq!(get(&format!("?after={}", first["next"])).json()["events"][0], page["events"][1]);
    let newest = get("?limit=1").json();
    assert_eq!(newest["events"][0], page["events"][1]);
    assert_eq!(get(&format!("?limit=1&before={}", newest["next"])).json()["events"][0], page["events"][0]);
    assert_eq!(get("?type=set_description").json()["events"].as_array().unwrap().len(), 1);
    get("?limit=0").must_be(422);
}

/// Reads events from a stream of them until there are this many. Returns their ids and types.
fn follow(server: &Server, query: &str, many: usize) -> Vec<(i64, String)> {
    let mut connection = server.connect();
    let credentials = "YWxpY2U6aHVudGVyMg==";
    let path = at(&format!("events/stream{query}"));
    connection.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials}\r\n\r\n"));
    connection.head();
    let mut events = Vec::new();
    let mut text = String::new();
    while events.len() < many {
        text.push_str(&connection.chunk());
        while let Some((event, rest)) = text.split_once("\n\n") {
            if let Some(data) = event.lines().find_map(|line| line.strip_prefix("data: ")) {
                let data: Value = serde_json::from_str(data).unwrap();
                events.push((data["id"].as_i64().unwrap(), data["type"].as_str().unwrap().to_owned()));
            }
            text = rest.to_owned();
        }
    }
    // as if the connection had broken there
    events.truncate(many);
    events
}

#[test]
fn events_are_followed_over_a_crash_without_gap_or_repeat() {
    let mut server = site("");
    let describe = |server: &Server, text: &str| {
        let patch = Request::new("PATCH", &at("settings")).basic("alice", "hunter2");
        server.send(patch.json(&json!({"description": text}))).must_be(200);
    };
    for text in ["one", "two", "three"] {
        describe(&server, text);
    }
    // after those by which the two streamers were added
    let first = follow(&server, "?after=2", 2);
    assert!(first.iter().all(|(_, kind)| kind == "set_description"), "{first:?}");
    follow(&server, "?after=2", 3);
    server.crash();
    server.restart();
    describe(&server, "four");
    // changed by another process, which does not wake the server
    server.site().admin(&["streamer", "description", "-u", "alice", "-d", "five"]);
    let rest = follow(&server, &format!("?after={}", first[1].0), 3);
    let ids: Vec<i64> = first.iter().chain(&rest).map(|(id, _)| *id).collect();
    assert!(ids.is_sorted_by(|one, next| one < next) && ids.len() == 5, "{ids:?}");
    assert_eq!(follow(&server, "?after=2", 5), [first, rest].concat());
    server.send(Request::new("GET", &at("events/stream?after=x")).basic("alice", "hunter2")).must_be(422);
    server.send(Request::new("GET", &at("events/stream")).basic("eve", "eves-key")).must_be(403);
}

#[test]
fn those_who_follow_events_do_not_hold_up_the_end_of_the_server() {
    let mut server = site("");
    let mut connection = server.connect();
    let path = at("events/stream");
    connection
        .send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWxpY2U6aHVudGVyMg==\r\n\r\n"));
    connection.head();
    assert_eq!(connection.chunk(), "retry: 2000\n\n");
    let before = std::time::Instant::now();
    assert!(server.stop().success());
    assert!(before.elapsed() < std::time::Duration::from_secs(4), "{:?}", before.elapsed());
}

#[test]
fn a_broadcast_is_ended_by_the_api_and_then_in_the_list() {
    let server = site("");
    let own =
        |method: &str, path: &str| server.send(Request::new(method, &at(path)).basic("alice", "hunter2"));
    own("DELETE", "broadcast").must_be(404);
    publish(&server, "hunter2", 1).must_be(200);
    server.until_info("alice", "state", "starting");
    let ended = own("DELETE", "broadcast").must_be(200).json();
    server.until_info("alice", "state", "offline");
    let page = own("GET", "broadcasts").must_be(200).json();
    let broadcasts = page["broadcasts"].as_array().unwrap();
    assert_eq!((broadcasts.len(), &page["next"]), (1, &Value::Null), "{page}");
    assert_eq!(broadcasts[0]["id"], ended["broadcast"]);
    assert_eq!(broadcasts[0]["peak_viewers"], 0);
    let id = ended["broadcast"].as_str().unwrap();
    let curve = own("GET", &format!("broadcasts/{id}/viewers?points=10")).must_be(200).json();
    assert_eq!((&curve["started"], &curve["ended"]), (&broadcasts[0]["started"], &broadcasts[0]["ended"]));
    assert_eq!(curve["interval"], 60);
    own("GET", "broadcasts/unknown/viewers").must_be(404);
    publish(&server, "hunter2", 2).must_be(404);
}

#[test]
fn administrators_see_the_state_of_the_server() {
    let server = site("");
    let token = token(&server, &["-s", "admin"]);
    let show = || server.send(Request::new("GET", "/api/v1/server").bearer(&token)).must_be(200).json();
    let state = show();
    assert_eq!((&state["streamers"], &state["rooms"], &state["live"]), (&json!(2), &json!(2), &json!(0)));
    assert_eq!((&state["database"], &state["database_kind"]), (&json!("ok"), &json!("sqlite")));
    assert!(state["database_version"].as_str().unwrap().starts_with("SQLite 3."), "{state}");
    assert_eq!(state["version"], env!("CARGO_PKG_VERSION"));
    assert!(state["memory"].as_u64().unwrap() > 1_000_000, "{state}");
    assert_eq!(state["sockets"], 0);
    let metrics = server.get("/metrics").text().to_owned();
    assert!(metrics.contains("\npystreaming_sockets 0\n"), "{metrics}");
    server.send(Request::new("GET", "/api/v1/server").basic("alice", "hunter2")).must_be(403);
}

#[test]
fn a_live_stream_has_what_is_known_of_its_media() {
    let server = site("");
    Recording::new(&server, "hunter2").write(0..3);
    server.until_info("alice", "live", true);
    let show = |name: &str| server.get(&format!("/api/v1/streams/{name}")).must_be(200).json();
    let media = until("the media", || {
        let media = show("alice")["media"].as_array().unwrap().clone();
        (!media.is_empty()).then_some(media)
    });
    assert_eq!((media.len(), &media[0]["name"]), (1, &Value::Null));
    assert_eq!(media[0]["segment_seconds"], 2.0);
    assert!(media[0]["bandwidth"].as_u64().unwrap() > 0, "{media:?}");
    assert_eq!(show("eve")["media"], json!([]));
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    until("the lock", || (show("alice")["locked"] == true).then_some(()));
    assert_eq!(show("alice")["media"], json!([]));
}

#[test]
fn those_who_follow_events_are_let_go_when_their_rights_end() {
    let server = site("");
    let mut listeners = Vec::new();
    let token = token(&server, &["-u", "alice", "-s", "read"]);
    for credentials in ["Basic YWxpY2U6aHVudGVyMg==".to_owned(), format!("Bearer {token}")] {
        let mut connection = server.connect();
        let path = at("events/stream");
        connection.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {credentials}\r\n\r\n"));
        connection.head();
        assert_eq!(connection.chunk(), "retry: 2000\n\n");
        listeners.push(connection);
    }
    server.site().admin(&["token", "revoke", "1"]);
    server.site().admin(&["streamer", "key", "-u", "alice", "-k", "another-key"]);
    for mut connection in listeners {
        while !connection.chunk().is_empty() {}
    }
}

#[test]
fn a_write_whose_client_goes_away_is_performed_once() {
    let server = site("");
    let body = json!({"scopes": ["read"]}).to_string();
    for key in 0..8 {
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWxpY2U6aHVudGVyMg==\r\nIdempotency-Key: k{key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            at("tokens"),
            body.len()
        );
        let mut gone = server.connect();
        gone.send(head.clone() + &body);
        drop(gone);
        // refused while the first is being performed
        until("an answer", || {
            let mut again = server.connect();
            again.send(head.clone() + &body);
            let answer = again.answer_to("POST").unwrap();
            assert!(matches!(answer.status, 200 | 409), "{answer:?}");
            (answer.status == 200).then_some(())
        });
    }
    let own = server.send(Request::new("GET", &at("tokens")).basic("alice", "hunter2")).must_be(200).json();
    assert_eq!(own["tokens"].as_array().unwrap().len(), 8);
}

#[test]
fn a_page_shows_the_api_and_no_other_page_loads_what_it_takes() {
    let server = site("");
    let page = server.get("/api/v1/").must_be(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'self';"));
    assert!(page.text().contains("spec-url=\"/api/v1/openapi.json\""));
    assert_eq!(server.get("/api/v1").must_be(308).header("location"), Some("/api/v1/"));
    for other in ["/", "/alice/", "/alice/chat", "/nothing"] {
        assert!(!server.get(other).text().contains("openapi-explorer"), "{other}");
    }
}
