//! Accounts on the real server: made, signed in to, used in chat, ended and deleted.

use std::time::Duration;

use serde_json::{Value, json};

use crate::chat::{Approach, Chatter};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

const PASSWORD: &str = "a+few+good+words";

fn started(policy: &str) -> Server {
    let site = Site::new(&format!("accounts: {policy}\nchat: {{messages: {{burst: 1, per_minute: 0}}}}"));
    site.add_streamer("alice", "hunter2");
    site.start()
}

/// Makes an account. Returns the cookie and the recovery codes.
fn sign_up(server: &Server, name: &str) -> (String, Vec<String>) {
    let answer = server
        .post("/-/account/sign-up", &format!("name={name}&password={PASSWORD}&next=/alice/"))
        .must_be(200);
    let page = answer.page();
    let codes: Vec<_> =
        page.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10, "{page}");
    (cookie(&answer), codes)
}

fn cookie(answer: &Answer) -> String {
    let cookies = answer.all("set-cookie");
    let own = cookies.into_iter().find(|cookie| cookie.starts_with("account="));
    own.unwrap_or_else(|| panic!("no cookie: {answer:?}"))
}

fn sign_in(server: &Server, name: &str, password: &str) -> Answer {
    server.post("/-/account/sign-in", &format!("name={name}&password={password}&next=/alice/"))
}

fn with(server: &Server, cookie: &str, method: &str, path: &str, fields: &str) -> Answer {
    let request = Request::new(method, path).cookie(cookie);
    server.send(if method == "POST" { request.form(fields) } else { request })
}

/// A socket of a browser with this cookie, which has been told whose it is.
async fn connects(server: &Server, cookie: Option<&str>) -> (Chatter, Value) {
    let cookies: Vec<String> = cookie.map(str::to_owned).into_iter().collect();
    let mut chatter = Approach::default().cookies(&cookies).connect(server.address()).await;
    let account = chatter.hears("account").await;
    (chatter, account)
}

#[tokio::test]
async fn whoever_is_signed_in_joins_under_the_reserved_name_which_guests_cannot_use() {
    let server = started("optional");
    let (cookie, _) = sign_up(&server, "Bob");
    let (mut guest, account) = connects(&server, None).await;
    assert_eq!(account, json!({"accounts": "optional"}));
    guest.say("login", json!({"username": "bob", "streamer": "alice", "color": "red"})).await;
    assert_eq!(guest.hears("error").await["code"], "name_reserved");
    let (mut bob, account) = connects(&server, Some(&cookie)).await;
    assert_eq!(account, json!({"accounts": "optional", "username": "Bob"}));
    bob.say("login", json!({"streamer": "alice", "color": "red"})).await;
    let success = bob.until("login success").await;
    assert_eq!((&success["username"], &success["account"]), (&json!("Bob"), &json!(true)));

    // ended elsewhere
    let second = cookie_of(sign_in(&server, "bob", PASSWORD));
    let page = with(&server, &second, "GET", "/-/account", "").must_be(200).page();
    assert!(page.contains("last used"), "{page}");
    with(&server, &second, "POST", "/-/account/sessions", "session=others").must_be(303);
    let closed =
        tokio::time::timeout(Duration::from_secs(5), async { while bob.try_next().await.is_ok() {} });
    closed.await.expect("the socket is closed");
    with(&server, &cookie, "GET", "/-/account", "").must_be(303);
}

fn cookie_of(answer: Answer) -> String {
    cookie(&answer.must_be(303))
}

#[test]
fn a_password_or_a_code_lets_the_owner_in_and_nobody_else() {
    let server = started("optional");
    let (first, codes) = sign_up(&server, "Bob");
    assert!(first.contains("HttpOnly") && first.contains("SameSite=Lax"), "{first}");
    for (name, password) in [("Bob", "another+good+word"), ("Eve", PASSWORD)] {
        let page = sign_in(&server, name, password).must_be(403).page();
        assert!(page.contains("do not belong together"), "{page}");
    }
    server.post("/-/account/sign-up", &format!("name=B%C3%B4b&password={PASSWORD}")).must_be(200);
    server.post("/-/account/sign-up", &format!("name=bOB&password={PASSWORD}")).must_be(409);
    server.post("/-/account/sign-up", &format!("name=Al1ce&password={PASSWORD}")).must_be(409);
    server.post("/-/account/sign-up", "name=Mia&password=short").must_be(400);
    let recover = |code: &str| server.post("/-/account/recover", &format!("name=bob&code={code}"));
    let recovered = cookie_of(recover(&codes[3]));
    recover(&codes[3]).must_be(403);
    with(&server, &recovered, "POST", "/-/account/password", "password=quite+another+one").must_be(303);
    with(&server, &first, "GET", "/-/account", "").must_be(303);
    sign_in(&server, "Bob", PASSWORD).must_be(403);
    cookie_of(sign_in(&server, "Bob", "quite+another+one"));
    let log = server.log();
    assert!(!log.contains("good+words") && !log.contains(&codes[0]), "{log}");
}

#[test]
fn guessing_is_slowed_down_and_forms_of_other_sites_are_refused() {
    let server = started("optional");
    sign_up(&server, "Bob");
    let statuses: Vec<u16> = (0..7).map(|_| sign_in(&server, "Bob", "wrong+wrong+wrong").status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    let foreign = Request::new("POST", "/-/account/sign-in")
        .form(&format!("name=Bob&password={PASSWORD}"))
        .header("origin", "https://evil.example");
    server.send(foreign).must_be(403);
}

#[tokio::test]
async fn an_account_takes_its_data_along_when_it_goes() {
    let server = started("required");
    let (cookie, _) = sign_up(&server, "Bob");
    let (mut bob, _) = connects(&server, Some(&cookie)).await;
    bob.say("login", json!({"streamer": "alice", "color": "red"})).await;
    bob.until("login success").await;
    bob.say_and_wait("message", &[json!({"message": "hello"})]).await.unwrap();
    let export = with(&server, &cookie, "GET", "/-/account/export", "").must_be(200);
    let records: Vec<Value> = export.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<_> = records.iter().map(|record| record["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["account", "session", "message"]);
    assert_eq!((&records[0]["name"], &records[2]["text"]), (&json!("Bob"), &json!("hello")));

    let (mut guest, account) = connects(&server, None).await;
    assert_eq!(account["accounts"], "required");
    guest.say("login", json!({"username": "eve", "streamer": "alice", "color": "red"})).await;
    assert_eq!(guest.hears("error").await["code"], "account_required");
    guest.say("presence", json!({"streamer": "alice", "chat": true})).await;
    guest.until("history").await;
    with(&server, &cookie, "POST", "/-/account/delete", "messages=yes").must_be(303);
    guest.until("message deleted").await;
    with(&server, &cookie, "GET", "/-/account", "").must_be(303);
    sign_in(&server, "Bob", PASSWORD).must_be(403);
}

#[tokio::test]
async fn administrators_look_after_accounts_while_the_site_runs() {
    let server = started("optional");
    let (cookie, _) = sign_up(&server, "Bob");
    let is_in = || server.send(Request::new("GET", "/-/account").cookie(&cookie)).status == 200;
    assert!(is_in());
    server.site().admin(&["account", "disable", "bob"]);
    until("signed out", || (!is_in()).then_some(()));
    assert!(sign_in(&server, "Bob", PASSWORD).must_be(403).page().contains("disabled"));
    let (mut guest, _) = connects(&server, None).await;
    guest.say("login", json!({"username": "Bob", "streamer": "alice", "color": "red"})).await;
    assert_eq!(guest.hears("error").await["code"], "name_reserved");
    server.site().admin(&["account", "enable", "bob"]);
    let reset = server.site().try_admin(&["account", "reset", "Bob"]);
    let printed = String::from_utf8(reset.stdout).unwrap();
    let code = printed.split("recovery code: ").nth(1).unwrap().lines().next().unwrap().to_owned();
    sign_in(&server, "Bob", PASSWORD).must_be(403);
    server.post("/-/account/recover", &format!("name=bob&code={code}")).must_be(303);
    server.site().admin(&["account", "remove", "Bob"]);
    until("the name is free", || {
        let answer = server.post("/-/account/sign-up", &format!("name=Bob&password={PASSWORD}"));
        (answer.status == 200).then_some(())
    });
}

#[test]
fn without_accounts_there_is_no_page_of_them() {
    let server = started("off");
    for path in ["/-/account", "/-/account/sign-in", "/-/account/sign-up", "/-/account/recover"] {
        server.get(path).must_be(404);
    }
    sign_in(&server, "Bob", PASSWORD).must_be(404);
    assert!(!server.get("/alice/").page().contains("/-/account"));
}
