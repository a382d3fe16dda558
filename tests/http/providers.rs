//! Sign-in by other sites, seen from outside: where it exists, and what forged requests get. Whole attempts are in
//! `tests/e2e/providers.test.mjs`.

use crate::http::Request;
use crate::server::{Server, Site};

fn started(accounts: &str) -> Server {
    let more = "site_url: https://live.example\nprovider_networks: [127.0.0.1]\nmastodon: {enabled: true}\n\
                providers: [{id: ex, name: Example, issuer: \"http://127.0.0.1:1025\", client_id: live, client_secret: hush}]";
    Site::new(&format!("accounts: {accounts}\n{more}")).start()
}

const PATHS: [(&str, &str); 5] = [
    ("POST", "/-/account/providers/start"),
    ("GET", "/-/account/providers/name"),
    ("POST", "/-/account/providers/name"),
    ("GET", "/-/account/providers/ex/callback"),
    ("GET", "/-/account/mastodon/mastodon.social/callback"),
];

#[test]
fn it_exists_where_people_have_accounts_and_the_administrator_lists_sites() {
    for server in [started("off"), Site::new("accounts: optional").start()] {
        for (method, path) in PATHS {
            server.send(Request::new(method, path)).must_be(404);
        }
    }
    let server = started("optional");
    for path in ["/-/account/sign-in", "/-/account/sign-up"] {
        let page = server.get(path).must_be(200).page();
        assert!(page.contains("Continue with Example") && page.contains("Continue with Mastodon"), "{page}");
    }
    let plain = Site::new("accounts: optional").start().get("/-/account/sign-in").must_be(200).page();
    assert!(!plain.contains("Continue with"), "{plain}");
}

#[test]
fn nobody_comes_back_who_has_not_gone() {
    let server = started("required");
    for query in
        ["", "?state=a&code=b", "?state=a&state=b&code=c", "?error=access_denied", "?state=%00%ff&code[]=1"]
    {
        for place in ["providers/ex", "providers/none", "mastodon/mastodon.social"] {
            let answer = server.get(&format!("/-/account/{place}/callback{query}")).must_be(400);
            assert!(
                answer.page().contains("is over") && answer.all("set-cookie").is_empty(),
                "{place}{query}"
            );
        }
    }
    server.get("/-/account/mastodon/nowhere/callback?state=a").must_be(404);
    server.get("/-/account/providers/name").must_be(400);
    server.post("/-/account/providers/name", "name=bob").must_be(400);
    server.post("/-/account/providers/unlink", "identity=1").must_be(303);
    server.post("/-/account/providers/start", "provider=ex&link=yes").must_be(303);
}

#[test]
fn a_site_that_cannot_be_used_is_told_in_words_without_secrets() {
    let server = started("optional");
    for (form, status, words) in [
        ("provider=none", 404, "sign in here with that site"),
        ("provider=ex", 502, "Example cannot be reached"),
        ("instance=", 400, "not the address of an instance"),
        ("instance=10.0.0.1", 400, "does not accept"),
        ("instance=127.0.0.1:1025", 502, "127.0.0.1:1025 cannot be reached"),
    ] {
        let answer = server.post("/-/account/providers/start", form).must_be(status);
        assert!(answer.page().contains(words), "{form}: {}", answer.page());
        assert!(!answer.everything().contains("hush"));
    }
    let foreign = Request::new("POST", "/-/account/providers/start")
        .header("sec-fetch-site", "cross-site")
        .form("provider=ex");
    server.send(foreign).must_be(403);
    assert!(!server.log().contains("hush"));
}
