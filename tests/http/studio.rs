//! The studio: who enters it, what they may do by the API, and when that ends.

use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

const STUDIO: &str = "/alice/studio/";

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.add_streamer("eve", "eves-key");
    site.start()
}

/// Signs in by the stream key, and returns the cookie.
pub fn sign_in(server: &Server, streamer: &str, key: &str) -> String {
    let entered = server.post(&format!("/{streamer}/studio/sign-in"), &format!("key={key}")).must_be(303);
    cookie(&entered, "desk")
}

pub fn cookie(answer: &Answer, name: &str) -> String {
    let set = answer.all("set-cookie").into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")));
    set.unwrap_or_else(|| panic!("no cookie {name}: {answer:?}"))
}

/// A call of the API as a page of the studio makes it.
fn call(method: &str, path: &str, cookie: &str) -> Request {
    Request::new(method, &format!("/api/v1/streams/{path}"))
        .cookie(cookie)
        .header("X-Desk", "1")
        .header("Sec-Fetch-Site", "same-origin")
}

pub fn code(answer: &Answer) -> Value {
    answer.json()["code"].clone()
}

/// Stops the server, changes its database, and starts it again.
pub async fn meanwhile(server: &mut Server, sql: &str) {
    server.stop();
    let file = server.site().path("data/pystreaming.db");
    let mut database = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
    database.execute(AssertSqlSafe(sql)).await.unwrap();
    drop(database);
    server.restart();
}

/// Signs up for an account, and returns its cookie.
pub fn sign_up(server: &Server, name: &str) -> String {
    let made = server.post("/-/account/sign-up", &format!("name={name}&password=a+few+good+words"));
    cookie(&made.must_be(200), "account")
}

#[test]
fn a_streamer_enters_by_the_key_and_leaves() {
    let server = site("");
    server.get("/alice/studio").must_be(308);
    for path in ["/nobody/studio/", "/alice/studio/nowhere", "/alice/studio/Settings"] {
        server.get(path).must_be(404);
    }
    let door = server.get(STUDIO).must_be(403);
    assert!(door.text().contains("name=\"key\""), "{}", door.text());
    assert_eq!(door.header("cache-control"), Some("no-store"));
    assert_eq!(server.post("/alice/studio/sign-in", "key=wrong").must_be(403).all("set-cookie"), [""; 0]);
    let entered =
        server.post("/alice/studio/sign-in", "key=hunter2&next=/alice/studio/settings").must_be(303);
    assert_eq!(entered.header("location"), Some("/alice/studio/settings"));
    let cookie = cookie(&entered, "desk");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    for section in ["", "settings", "people", "programs", "broadcasts"] {
        let path = format!("{STUDIO}{section}");
        let page = server.send(Request::new("GET", &path).cookie(&cookie)).must_be(200);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        let head = server.send(Request::new("HEAD", &path).cookie(&cookie)).must_be(200);
        assert_eq!((head.header("cache-control"), head.text()), (Some("no-store"), ""), "{path}");
    }
    for next in ["https://evil.example/", "//evil.example", "/alice/studio/../..", "/eve/studio/"] {
        let entered = server.post("/alice/studio/sign-in", &format!("key=hunter2&next={next}"));
        assert_eq!(entered.must_be(303).header("location"), Some(STUDIO), "{next}");
    }
    let out = server.send(Request::new("POST", "/alice/studio/sign-out").cookie(&cookie).form(""));
    assert!(out.must_be(303).all("set-cookie")[0].contains("Max-Age=0"));
    server.send(Request::new("GET", STUDIO).cookie(&cookie)).must_be(403);
    assert_eq!(code(&server.send(call("GET", "alice/settings", &cookie)).must_be(401)), "signed_out");
}

#[test]
fn over_tls_the_cookie_has_the_prefix_that_binds_it_to_the_host() {
    let server = site("nginx_proxy: 1");
    let tls = |request: Request| {
        request.header("X-Forwarded-For", "192.0.2.7").header("X-Forwarded-Proto", "https")
    };
    let request = Request::new("POST", "/alice/studio/sign-in").form("key=hunter2");
    let entered = server.send(tls(request)).must_be(303);
    let cookie = cookie(&entered, "__Host-desk");
    assert!(cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
    server.send(tls(Request::new("GET", STUDIO)).cookie(&cookie)).must_be(200);
    let bare = cookie.replace("__Host-desk", "desk");
    server.send(tls(Request::new("GET", STUDIO)).cookie(&bare)).must_be(403);
}

#[test]
fn the_api_takes_a_session_from_the_sites_own_pages_alone() {
    let server = site("api: {allowed_origins: [https://friend.example]}");
    let cookie = sign_in(&server, "alice", "hunter2");
    let change = |request: Request| request.json(&json!({"slow_mode": 5}));
    server.send(call("GET", "alice/settings", &cookie)).must_be(200);
    server.send(change(call("PATCH", "alice/settings", &cookie))).must_be(200);
    let bare = |method: &str| Request::new(method, "/api/v1/streams/alice/settings").cookie(&cookie);
    server.send(bare("GET")).must_be(401);
    server.send(change(bare("PATCH")).header("Sec-Fetch-Site", "same-origin")).must_be(401);
    for (header, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://evil.example"),
        ("Origin", "https://friend.example"),
        ("Origin", "null"),
    ] {
        for method in ["GET", "PATCH"] {
            let request = bare(method).header("X-Desk", "1").header(header, value);
            let request = if method == "PATCH" { change(request) } else { request };
            server.send(request).must_be(403);
        }
    }
    let asked = Request::new("OPTIONS", "/api/v1/streams/alice/settings")
        .header("Origin", "https://friend.example")
        .header("Access-Control-Request-Method", "PATCH")
        .header("Access-Control-Request-Headers", "x-desk");
    let allowed = server.send(asked).must_be(204);
    let headers = allowed.header("access-control-allow-headers").unwrap_or_default().to_lowercase();
    assert!(!headers.contains("x-desk") && allowed.header("access-control-allow-credentials").is_none());
    // credentials in a header win: whoever sends them means them
    server.send(call("GET", "alice/settings", &cookie).basic("eve", "eves-key")).must_be(403);
}

#[test]
fn a_streamer_neither_sees_nor_changes_what_is_anothers() {
    let server = site("");
    let cookie = sign_in(&server, "alice", "hunter2");
    server.send(Request::new("GET", "/eve/studio/").cookie(&cookie)).must_be(403);
    for streamer in ["eve", "nobody"] {
        for path in
            ["settings", "tokens", "sessions", "events", "events/stream", "broadcasts", "held", "webhooks"]
        {
            let answer = server.send(call("GET", &format!("{streamer}/{path}"), &cookie));
            assert!(
                matches!(answer.status, 403 | 404) && (streamer != "eve" || answer.status == 403),
                "{path}"
            );
        }
    }
    server.send(call("PUT", "eve/key", &cookie).json(&json!({}))).must_be(403);
    server.send(call("PATCH", "eve/settings", &cookie).json(&json!({"slow_mode": 5}))).must_be(403);
    server.send(Request::new("GET", "/api/v1/server").cookie(&cookie).header("X-Desk", "1")).must_be(403);
    let eves = sign_in(&server, "eve", "eves-key");
    let listed = server.send(call("GET", "eve/sessions", &eves)).must_be(200).json();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1, "{listed}");
    let id = &listed["sessions"][0]["id"];
    server.send(call("DELETE", &format!("alice/sessions/{id}"), &cookie)).must_be(404);
    server.send(call("GET", "eve/settings", &eves)).must_be(200);
}

#[test]
fn sessions_end_alone_and_all_with_the_key() {
    let server = site("");
    let [one, two] = [(); 2].map(|()| sign_in(&server, "alice", "hunter2"));
    let listed = server.send(call("GET", "alice/sessions", &one)).must_be(200).json();
    let others: Vec<_> =
        listed["sessions"].as_array().unwrap().iter().filter(|session| session["is_this"] == false).collect();
    assert_eq!(others.len(), 1, "{listed}");
    server.send(call("DELETE", &format!("alice/sessions/{}", others[0]["id"]), &one)).must_be(200);
    server.send(call("GET", "alice/sessions", &two)).must_be(401);
    let three = sign_in(&server, "alice", "hunter2");
    let fresh = server.send(call("PUT", "alice/key", &one).json(&json!({}))).must_be(200).json();
    for cookie in [&one, &three] {
        until("the session to end", || {
            (server.send(call("GET", "alice/settings", cookie)).status == 401).then_some(())
        });
    }
    server.post("/alice/studio/sign-in", "key=hunter2").must_be(403);
    sign_in(&server, "alice", fresh["key"].as_str().unwrap());
}

#[tokio::test]
async fn what_needs_a_fresh_proof_is_refused_a_quarter_of_an_hour_later() {
    let mut server = site("");
    let cookie = sign_in(&server, "alice", "hunter2");
    meanwhile(&mut server, "UPDATE desk_sessions SET created_at = created_at - 900").await;
    server.send(call("GET", "alice/settings", &cookie)).must_be(200);
    for (method, path, body) in
        [("PUT", "alice/key", json!({})), ("POST", "alice/tokens", json!({"scopes": ["read"]}))]
    {
        let refused = server.send(call(method, path, &cookie).json(&body)).must_be(403);
        assert_eq!(code(&refused), "sign_in_again", "{path}");
    }
    let again = Request::new("POST", "/alice/studio/sign-in").cookie(&cookie).form("key=hunter2");
    let fresh = self::cookie(&server.send(again).must_be(303), "desk");
    server.send(call("POST", "alice/tokens", &fresh).json(&json!({"scopes": ["read"]}))).must_be(200);
    server.send(call("GET", "alice/settings", &cookie)).must_be(401);
}

#[tokio::test]
async fn a_session_that_is_not_used_for_a_month_is_over() {
    let mut server = site("");
    let cookie = sign_in(&server, "alice", "hunter2");
    let month = 30 * 24 * 60 * 60;
    meanwhile(&mut server, &format!("UPDATE desk_sessions SET last_used = last_used - {month}")).await;
    server.send(call("GET", "alice/settings", &cookie)).must_be(401);
    server.send(Request::new("GET", STUDIO).cookie(&cookie)).must_be(403);
    let own = sign_in(&server, "alice", "hunter2");
    let listed = server.send(call("GET", "alice/sessions", &own)).must_be(200).json();
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 1, "{listed}");
}

#[test]
fn wrong_keys_are_slowed_together_with_those_of_the_api() {
    let server = site("");
    // the wrong keys that cost nothing
    for _ in 0..5 {
        server.post("/alice/studio/sign-in", "key=wrong").must_be(403);
    }
    let by_api = || {
        let basic = Request::new("GET", "/api/v1/streams/alice/settings").basic("alice", "wrong");
        code(&server.send(basic).must_be(401))
    };
    // on a slow machine the first comes after the delay
    by_api();
    assert_eq!(by_api(), "key_throttled");
    let slowed = server.post("/alice/studio/sign-in", "key=wrong").must_be(429);
    assert!(slowed.header("retry-after").is_some() && slowed.text().contains("Try again in"));
}

#[test]
fn a_link_signs_one_browser_in_and_is_told_to_nobody() {
    let server = site("");
    let output = server.site().try_admin(&["login-link", "alice", "--json"]);
    let link: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (page, secret) = link["link"].as_str().unwrap().split_once('#').unwrap();
    assert!(page.ends_with("/-/login"), "{page}");
    for _ in 0..2 {
        let page = server.get("/-/login").must_be(200);
        assert_eq!(page.header("cache-control"), Some("no-store"), "whoever previews it uses nothing up");
    }
    server.post("/-/login", "secret=guessed").must_be(403);
    let cross = Request::new("POST", "/-/login").form(&format!("secret={secret}"));
    server.send(cross.header("Origin", "https://evil.example")).must_be(403);
    let entered = server.post("/-/login", &format!("secret={secret}")).must_be(303);
    assert_eq!(entered.header("location"), Some(STUDIO));
    let cookie = cookie(&entered, "desk");
    server.send(call("GET", "alice/settings", &cookie)).must_be(200);
    server.send(call("GET", "eve/settings", &cookie)).must_be(403);
    let again = server.post("/-/login", &format!("secret={secret}")).must_be(403);
    assert!(again.text().contains("has been used"), "{}", again.text());
    let events = server.send(call("GET", "alice/events", &cookie)).must_be(200);
    assert!(events.text().contains("add_login_link"));
    for place in [server.log(), events.text().to_owned()] {
        assert!(!place.contains(secret));
    }
    let unknown = server.site().try_admin(&["login-link", "alise"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean \"alice\"?"));
}

#[tokio::test]
async fn moderators_enter_by_their_account_with_what_moderators_may_do() {
    let mut server = site("accounts: optional");
    let bob = sign_up(&server, "Bob");
    server.send(Request::new("GET", STUDIO).cookie(&bob)).must_be(403);
    server.send(call("GET", "alice/held", &bob)).must_be(403);
    let appoint = "INSERT INTO chat_moderators (streamer, visitor, account, name, role) \
                   SELECT 'alice', 'somewhere', id, name, 'moderator' FROM accounts";
    meanwhile(&mut server, appoint).await;
    let page = server.send(Request::new("GET", STUDIO).cookie(&bob)).must_be(200);
    assert!(!page.page().contains("studio/settings") && page.page().contains("studio/people"));
    server.send(Request::new("GET", "/alice/studio/settings").cookie(&bob)).must_be(404);
    server.send(Request::new("GET", "/eve/studio/").cookie(&bob)).must_be(403);
    for path in ["alice/held", "alice/reports", "alice/acts", "alice/health", "alice/chat-rules"] {
        server.send(call("GET", path, &bob)).must_be(200);
    }
    for path in
        ["alice/settings", "alice/tokens", "alice/sessions", "alice/events", "alice/broadcasts", "eve/held"]
    {
        server.send(call("GET", path, &bob)).must_be(403);
    }
    server.send(call("PUT", "alice/slow-mode", &bob).json(&json!({"seconds": 7}))).must_be(200);
    let acts = server.send(call("GET", "alice/acts", &bob)).must_be(200).json();
    assert_eq!(
        (&acts["acts"][0]["operator"], &acts["acts"][0]["type"]),
        (&json!("Bob"), &json!("set_slow_mode"))
    );
    let alice = sign_in(&server, "alice", "hunter2");
    let recorded = server.send(call("GET", "alice/events?type=set_slow_mode", &alice)).must_be(200).json();
    assert_eq!(recorded["events"][0]["data"]["account"], 1, "{recorded}");
    server.send(call("DELETE", "alice/moderators/Bob", &alice)).must_be(200);
    until("Bob's standing to end", || {
        (server.send(call("GET", "alice/held", &bob)).status == 403).then_some(())
    });
    server.send(Request::new("GET", STUDIO).cookie(&bob)).must_be(403);
}

#[test]
fn the_sites_staff_enter_every_studio_until_they_lose_their_role() {
    let server = site("accounts: optional");
    let bob = sign_up(&server, "Bob");
    let role = |role: &str| server.site().admin(&["account", "role", "Bob", role]);
    let status = |path: &str| server.send(call("GET", path, &bob)).status;
    role("moderator");
    until("Bob to moderate", || (status("alice/held") == 200).then_some(()));
    assert_eq!((status("eve/held"), status("alice/settings")), (200, 403));
    role("administrator");
    until("Bob to administer", || (status("alice/settings") == 200).then_some(()));
    server.send(call("PATCH", "eve/settings", &bob).json(&json!({"description": "new"}))).must_be(200);
    let events = server.send(call("GET", "eve/events?type=set_description", &bob)).must_be(200).json();
    assert_eq!(events["events"][0]["data"]["account"], 1, "{events}");
    server.send(Request::new("GET", "/api/v1/server").cookie(&bob).header("X-Desk", "1")).must_be(200);
    role("none");
    until("Bob to be nobody", || (status("alice/held") == 403).then_some(()));
}

#[test]
fn whoever_is_signed_in_sees_the_locked_stream_without_its_password() {
    let server = site("");
    let cookie = sign_in(&server, "alice", "hunter2");
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    until("locked", || (server.get("/alice/").status == 403).then_some(()));
    server.send(Request::new("GET", "/alice/info").cookie(&cookie)).must_be(200);
    let eve = sign_in(&server, "eve", "eves-key");
    server.send(Request::new("GET", "/alice/info").cookie(&eve)).must_be(403);
}
