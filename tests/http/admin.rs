//! The administration: who enters it, what they may do by the API, and what a new site says.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};
use crate::studio::{code, cookie, meanwhile, sign_in, sign_up};

/// What only administrators see.
const OF_THE_SITE: [&str; 9] =
    ["server", "server/log", "backups", "streamers", "accounts", "sanctions", "events", "tokens", "sessions"];

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// A call of the API as a page of the administration makes it.
fn call(method: &str, path: &str, cookie: &str) -> Request {
    Request::new(method, &format!("/api/v1/{path}"))
        .cookie(cookie)
        .header("X-Desk", "1")
        .header("Sec-Fetch-Site", "same-origin")
}

/// The secret of a new link to the administration.
fn link(server: &Server) -> String {
    let output = server.site().try_admin(&["login-link", "--admin", "--json"]);
    let link: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (page, secret) = link["link"].as_str().unwrap().split_once('#').unwrap();
    assert!(page.ends_with("/-/login"), "{page}");
    secret.to_owned()
}

fn enter(server: &Server, secret: &str) -> Answer {
    server.post("/-/login", &format!("secret={secret}"))
}

/// Signs in by a new link, and returns the cookie.
fn admin(server: &Server) -> String {
    cookie(&enter(server, &link(server)).must_be(303), "desk")
}

fn page(server: &Server, path: &str, cookie: &str) -> Answer {
    server.send(Request::new("GET", path).cookie(cookie))
}

#[test]
fn a_link_signs_one_browser_in_as_an_administrator_who_leaves_again() {
    let server = site("");
    server.get("/admin").must_be(307);
    server.get("/admin/nowhere").must_be(404);
    let door = server.get("/admin/").must_be(403);
    assert!(door.text().contains("pystreaming-admin login-link --admin"), "{}", door.text());
    assert_eq!(door.header("cache-control"), Some("no-store"));
    let secret = link(&server);
    enter(&server, "guessed").must_be(403);
    let entered = enter(&server, &secret).must_be(303);
    assert_eq!(entered.header("location"), Some("/admin/"));
    let desk = cookie(&entered, "desk");
    enter(&server, &secret).must_be(403);
    for path in [
        "/admin/",
        "/admin/streamers",
        "/admin/people",
        "/admin/emotes",
        "/admin/programs",
        "/admin/settings",
        "/admin/log",
        "/admin/backup",
        "/admin/start",
        "/-/admin/",
        "/alice/studio/settings",
    ] {
        assert_eq!(
            page(&server, path, &desk).must_be(200).header("cache-control"),
            Some("no-store"),
            "{path}"
        );
    }
    for path in OF_THE_SITE {
        server.send(call("GET", path, &desk)).must_be(200);
    }
    let out = server.send(Request::new("POST", "/admin/sign-out").cookie(&desk).form(""));
    assert!(out.must_be(303).all("set-cookie")[0].contains("Max-Age=0"));
    page(&server, "/admin/", &desk).must_be(403);
    assert_eq!(code(&server.send(call("GET", "server", &desk)).must_be(401)), "signed_out");
    assert!(!server.log().contains(&secret));
}

#[tokio::test]
async fn a_link_that_is_too_old_signs_nobody_in() {
    let mut server = site("");
    let secret = link(&server);
    meanwhile(&mut server, "UPDATE login_links SET expires_at = expires_at - 900").await;
    let late = enter(&server, &secret).must_be(403);
    assert!(late.text().contains("older than 15 minutes") && late.all("set-cookie").is_empty());
}

#[test]
fn the_api_takes_an_administrator_from_the_sites_own_pages_alone() {
    let server = site("api: {allowed_origins: [https://friend.example]}");
    let desk = admin(&server);
    let bare = |method: &str, path: &str| Request::new(method, &format!("/api/v1/{path}")).cookie(&desk);
    server.send(bare("GET", "server")).must_be(401);
    let add = |request: Request| request.json(&json!({"name": "mallory"}));
    server.send(add(bare("POST", "streamers")).header("Sec-Fetch-Site", "same-origin")).must_be(401);
    for (header, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://evil.example"),
        ("Origin", "https://friend.example"),
        ("Origin", "null"),
    ] {
        server.send(bare("GET", "server").header("X-Desk", "1").header(header, value)).must_be(403);
        server.send(add(bare("POST", "streamers")).header("X-Desk", "1").header(header, value)).must_be(403);
        let removal = bare("DELETE", "streamers/alice").header("X-Desk", "1").header(header, value);
        server.send(removal).must_be(403);
    }
    let out = Request::new("POST", "/admin/sign-out").cookie(&desk).form("");
    server.send(out.header("Origin", "https://evil.example")).must_be(403);
    let streamers = server.send(call("GET", "streamers", &desk)).must_be(200).json();
    assert_eq!(streamers["streamers"].as_array().unwrap().len(), 1, "{streamers}");
}

#[test]
fn a_streamer_neither_sees_nor_changes_what_is_the_sites() {
    let server = site("");
    let desk = sign_in(&server, "alice", "hunter2");
    for path in ["/admin/", "/admin/streamers"] {
        page(&server, path, &desk).must_be(403);
    }
    for path in OF_THE_SITE {
        server.send(call("GET", path, &desk)).must_be(403);
    }
    for (method, path, body) in [
        ("POST", "streamers", json!({"name": "bob"})),
        ("POST", "streamers/alice/login-links", json!({})),
        ("POST", "tokens", json!({"scopes": ["admin"]})),
        ("POST", "webhooks", json!({"url": "https://bot.example/"})),
        ("POST", "emotes", json!({"alias": "wave", "uri": "/wave.png"})),
    ] {
        server.send(call(method, path, &desk).json(&body)).must_be(403);
    }
    server.send(call("DELETE", "streamers/alice", &desk)).must_be(403);
    server.get("/alice/").must_be(200);
}

#[tokio::test]
async fn what_shows_keys_or_removes_needs_a_fresh_proof() {
    let mut server = site("");
    let desk = admin(&server);
    let requests = || {
        [
            call("POST", "streamers", &desk).json(&json!({"name": "bob"})),
            call("PUT", "streams/alice/key", &desk).json(&json!({})),
            call("POST", "streamers/alice/login-links", &desk).json(&json!({})),
            call("POST", "tokens", &desk).json(&json!({"scopes": ["read"]})),
            call("DELETE", "streams/alice/data", &desk),
            call("DELETE", "streamers/alice", &desk),
        ]
    };
    meanwhile(&mut server, "UPDATE desk_sessions SET created_at = created_at - 900").await;
    for request in requests() {
        assert_eq!(code(&server.send(request).must_be(403)), "sign_in_again");
    }
    server.send(call("GET", "streamers", &desk)).must_be(200);
    let again = page(&server, "/admin/sign-in?next=/admin/streamers", &desk).must_be(200);
    assert!(again.text().contains("show once more"), "{}", again.text());
    let entered = server
        .send(Request::new("POST", "/-/login").cookie(&desk).form(&format!("secret={}", link(&server))));
    let fresh = cookie(&entered.must_be(303), "desk");
    server.send(call("POST", "streamers", &fresh).json(&json!({"name": "bob"}))).must_be(200);
    until("bob to be known", || (server.get("/bob/").status == 200).then_some(()));
    server.send(call("DELETE", "streamers/bob", &fresh)).must_be(200);
    until("bob to be gone", || (server.get("/bob/").status == 404).then_some(()));
    server.send(call("GET", "streams/bob/settings", &fresh)).must_be(404);
    server.send(call("GET", "server", &desk)).must_be(401);
}

#[test]
fn an_administrator_by_account_enters_until_they_lose_the_role() {
    let server = site("accounts: optional");
    let token = crate::api::token(&server, &["-s", "admin"]);
    let bob = sign_up(&server, "Bob");
    let by_token = |role: &str| {
        let set = Request::new("PUT", "/api/v1/accounts/Bob/role").bearer(&token);
        server.send(set.json(&json!({"role": role})))
    };
    let reset =
        || server.send(Request::new("POST", "/api/v1/accounts/Bob/reset").bearer(&token).json(&json!({})));
    let door = page(&server, "/admin/", &bob).must_be(403);
    assert!(door.text().contains("does not administer"), "{}", door.text());
    assert!(door.page().contains("/-/account/sign-in?next=/admin/"), "{}", door.page());
    by_token("moderator").must_be(200);
    until("Bob to moderate", || {
        (server.send(call("GET", "streams/alice/held", &bob)).status == 200).then_some(())
    });
    page(&server, "/admin/", &bob).must_be(403);
    server.send(call("GET", "server", &bob)).must_be(403);
    by_token("administrator").must_be(403);
    server.site().admin(&["account", "role", "Bob", "administrator"]);
    until("Bob to administer", || (page(&server, "/admin/", &bob).status == 200).then_some(()));
    server.send(call("POST", "streamers", &bob).json(&json!({"name": "carol"}))).must_be(200);
    let events = server.send(call("GET", "events?type=add_streamer", &bob)).must_be(200).json();
    assert!(events.to_string().contains("\"account\":1"), "{events}");
    reset().must_be(403);
    by_token("none").must_be(200);
    until("Bob to be nobody", || (page(&server, "/admin/", &bob).status == 403).then_some(()));
}

#[test]
fn a_link_that_an_administrator_makes_opens_one_studio() {
    let server = site("");
    let desk = admin(&server);
    let made = server.send(call("POST", "streamers/alice/login-links", &desk).json(&json!({}))).must_be(200);
    let made = made.json();
    let (path, secret) = made["link"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(path, "/-/login");
    let entered = enter(&server, secret).must_be(303);
    assert_eq!(entered.header("location"), Some("/alice/studio/"));
    let alice = cookie(&entered, "desk");
    server.send(call("GET", "streams/alice/settings", &alice)).must_be(200);
    server.send(call("GET", "server", &alice)).must_be(403);
    let events = server.send(call("GET", "events", &desk)).must_be(200);
    assert!(events.text().contains("add_login_link") && !events.text().contains(secret));
}

#[test]
fn tokens_of_the_site_are_made_by_people_and_kept_apart_from_those_of_streamers() {
    let server = site("");
    let desk = admin(&server);
    let theirs = call("POST", "streams/alice/tokens", &desk).json(&json!({"scopes": ["read"]}));
    let theirs = server.send(theirs).must_be(200).json()["id"].clone();
    let made = call("POST", "tokens", &desk).json(&json!({"scopes": ["admin"], "name": "robot"}));
    let made = server.send(made).must_be(200).json();
    let secret = made["token"].as_str().unwrap();
    until("the server to know the token", || {
        let answer = server.send(Request::new("GET", "/api/v1/server").bearer(secret));
        (answer.status == 200).then_some(())
    });
    let listed = server.send(call("GET", "tokens", &desk)).must_be(200).json();
    assert_eq!(listed["tokens"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!((&listed["tokens"][0]["id"], &listed["tokens"][0]["name"]), (&made["id"], &json!("robot")));
    let more = Request::new("POST", "/api/v1/tokens").bearer(secret).json(&json!({"scopes": ["admin"]}));
    server.send(more).must_be(403);
    server.send(call("DELETE", &format!("tokens/{theirs}"), &desk)).must_be(404);
    server.send(call("DELETE", &format!("tokens/{}", made["id"]), &desk)).must_be(200);
    until("the token to be revoked", || {
        let answer = server.send(Request::new("GET", "/api/v1/server").bearer(secret));
        (answer.status == 401).then_some(())
    });
    let kept = server.send(call("GET", "streams/alice/tokens", &desk)).must_be(200).json();
    assert_eq!(kept["tokens"][0]["id"], theirs, "{kept}");
}

#[test]
fn administrators_sign_each_others_browsers_out() {
    let server = site("");
    let [one, two] = [(); 2].map(|()| admin(&server));
    sign_in(&server, "alice", "hunter2");
    let listed = server.send(call("GET", "sessions", &one)).must_be(200).json();
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{listed}");
    let other = sessions.iter().find(|session| session["is_this"] == false).unwrap();
    server.send(call("DELETE", &format!("sessions/{}", other["id"]), &one)).must_be(200);
    server.send(call("GET", "server", &two)).must_be(401);
    server.send(call("GET", "server", &one)).must_be(200);
}

#[tokio::test]
async fn a_streamer_who_had_the_name_before_keeps_their_page() {
    let mut server = site("");
    let refused = server.site().try_admin(&["streamer", "add", "-u", "Admin"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("address of the site itself"));
    let desk = admin(&server);
    meanwhile(&mut server, "UPDATE streamers SET name = 'Admin', folded = 'admin'").await;
    assert!(server.get("/admin/").must_be(200).page().contains("Admin"));
    page(&server, "/-/admin/", &desk).must_be(200);
    server.get("/-/admin/").must_be(403);
    let entered = enter(&server, &link(&server)).must_be(303);
    assert_eq!(entered.header("location"), Some("/-/admin/"));
}

/// What a server said on its standard output, once it has said something.
fn greeting(server: &Server) -> String {
    until("the server to greet", || {
        let said = std::fs::read_to_string(server.site().path("said")).unwrap_or_default();
        said.contains("another.").then_some(said)
    })
}

fn secret_in(greeting: &str) -> String {
    let (_, rest) = greeting.split_once("/-/login#").unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_new_site_prints_a_link_for_whoever_sets_it_up() {
    let mut server = Site::new("").start_after("exec >said");
    let stale = secret_in(&greeting(&server));
    server.stop();
    std::fs::remove_file(server.site().path("said")).unwrap();
    server.restart();
    let secret = secret_in(&greeting(&server));
    enter(&server, &stale).must_be(403);
    let entered = enter(&server, &secret).must_be(303);
    let desk = cookie(&entered, "desk");
    enter(&server, &secret).must_be(403);
    let welcome = page(&server, entered.header("location").unwrap(), &desk).must_be(303);
    assert_eq!(welcome.header("location"), Some("/admin/start"));
    page(&server, "/admin/start", &desk).must_be(200);
    let added =
        server.send(call("POST", "streamers", &desk).json(&json!({"name": "alice"}))).must_be(200).json();
    assert!(added["key"].as_str().unwrap().len() > 20, "{added}");
    until("alice to be known", || (page(&server, "/admin/", &desk).status == 200).then_some(()));
    for secret in [&stale, &secret] {
        assert!(!server.log().contains(secret.as_str()), "the log outlives the link");
    }
}

#[tokio::test]
async fn a_site_that_somebody_administers_prints_no_link() {
    let mut by_link = Site::new("").start_after("exec >said");
    enter(&by_link, &secret_in(&greeting(&by_link))).must_be(303);
    let with_streamer = Site::new("");
    with_streamer.add_streamer("alice", "hunter2");
    let mut with_streamer = with_streamer.start_after("exec >said");
    let mut by_account = Site::new("accounts: optional").start_after("exec >said");
    greeting(&by_account);
    sign_up(&by_account, "Bob");
    by_account.site().admin(&["account", "role", "Bob", "administrator"]);
    for server in [&mut by_link, &mut with_streamer, &mut by_account] {
        server.stop();
        let _ = std::fs::remove_file(server.site().path("said"));
        server.restart();
        // what is said comes before the end
        server.stop();
        let said = std::fs::read_to_string(server.site().path("said")).unwrap();
        assert_eq!(said, "");
    }
}

#[test]
fn administrators_read_the_servers_last_log_lines() {
    let server = site("");
    let desk = admin(&server);
    let lines = server.send(call("GET", "server/log", &desk)).must_be(200).json();
    let serving = |line: &Value| line.as_str().unwrap().contains("serving address=");
    assert!(lines["lines"].as_array().unwrap().iter().any(serving), "{lines}");
}

#[tokio::test]
async fn a_backup_is_a_whole_database_that_only_the_server_can_read() {
    let server = site("");
    let desk = admin(&server);
    std::fs::write(server.site().path("data/secret_key"), "the present one").unwrap();
    let list = || server.send(call("GET", "backups", &desk)).must_be(200).json();
    assert_eq!(list()["backups"], json!([]));
    let made = server.send(call("POST", "backups", &desk).json(&json!({}))).must_be(200).json();
    let folder = server.site().path("data/backups");
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let file = folder.join(made["name"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mut copy = SqliteConnectOptions::new().filename(&file).read_only(true).connect().await.unwrap();
    let name: String = sqlx::query_scalar("SELECT name FROM streamers").fetch_one(&mut copy).await.unwrap();
    assert_eq!(name, "alice");
    drop(copy);
    // each has the secret of its time
    assert_eq!(std::fs::read(file.with_extension("secret_key")).unwrap(), b"the present one");
    for nth in 0..12 {
        let old = folder.join(format!("2020-01-01T0000{nth:02}Z.db"));
        std::fs::copy(&file, &old).unwrap();
        std::fs::write(old.with_extension("secret_key"), "an earlier one").unwrap();
    }
    let output = server.site().try_admin(&["database", "backup", "--json"]);
    let by_program: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(by_program["bytes"].as_u64().unwrap() > 1000, "{by_program}");
    let listed = list();
    assert_eq!(listed["backups"].as_array().unwrap().len(), 10, "the oldest go: {listed}");
    assert_eq!(listed["backups"][9]["name"], "2020-01-01T000004Z.db", "{listed}");
    let kept = std::fs::read_dir(&folder)
        .unwrap()
        .filter(|one| one.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "secret_key"));
    assert_eq!(kept.count(), 10);
    assert_eq!(std::fs::read(folder.join("2020-01-01T000004Z.secret_key")).unwrap(), b"an earlier one");
}
