use pystreaming_actors::model::ApiTokenSecret;
use serde_json::json;

use crate::Site;

#[tokio::test]
async fn a_token_is_shown_once_and_found_by_its_hash() {
    let site = Site::new();
    site.ok(&["streamer", "add", "-u", "Alice"]);
    let shown = site.ok(&["token", "add", "-u", "alice", "-s", "chat,read", "-n", "chat bot"]);
    let token = shown.strip_prefix("added token 1 of Alice (read,chat)\ntoken: ").unwrap();
    let token = token.strip_suffix("\nKeep it now: it cannot be shown again.\n").unwrap();
    let added = site.json(&["token", "add", "--scopes", "admin", "--expires", "2100-01-01", "--json"]);
    let secret = added["token"].as_str().unwrap();
    assert_eq!(
        added,
        json!({"id": 2, "token": secret, "name": "", "streamer": null, "scopes": ["admin"], "expires_at": 4_102_444_800_i64})
    );

    let stored = site.store().await.tokens(None).await.unwrap();
    for ((hash, _), secret) in stored.iter().zip([token, secret]) {
        assert_eq!(*hash, ApiTokenSecret::parse(secret).unwrap().hash());
    }
    let listed = site.ok(&["token", "list"]);
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["ID", "STREAMER", "SCOPES", "EXPIRES", "LAST", "USED", "NAME"]);
    assert_eq!(lines[1], ["1", "Alice", "read,chat", "never", "never", "chat", "bot"]);
    assert_eq!(lines[2], ["2", "-", "admin", "2100-01-01", "00:00", "UTC", "never", "-"]);
    let of_alice = site.json(&["token", "list", "--user", "ALICE", "--json"]);
    let created = of_alice[0]["created_at"].as_i64().unwrap();
    assert_eq!(
        of_alice,
        json!([{"id": 1, "name": "chat bot", "streamer": "Alice", "scopes": ["read", "chat"],
                "expires_at": null, "created_at": created, "last_used": null}])
    );
    for secret in [token, secret] {
        assert!(!listed.contains(secret) && !of_alice.to_string().contains(secret));
    }
}

#[test]
fn a_revoked_token_is_gone_and_its_number_is_not_given_again() {
    let site = Site::new();
    assert_eq!(
        site.ok(&["token", "list"]),
        "no tokens yet; `pystreaming-admin token add -s SCOPES` adds one\n"
    );
    site.ok(&["token", "add", "-s", "read"]);
    assert_eq!(site.ok(&["token", "revoke", "1"]), "revoked token 1\n");
    site.refused(
        &["token", "revoke", "1"],
        "there is no token \"1\"; `pystreaming-admin token list` shows every token",
    );
    assert_eq!(site.json(&["token", "add", "-s", "read", "--json"])["id"], 2);
}

#[test]
fn mistakes_are_refused_with_the_remedy() {
    let site = Site::new();
    site.ok(&["streamer", "add", "-u", "alice"]);
    for (line, expected) in [
        (
            &["-s", "read,fly"][..],
            "--scopes has \"fly\", which is no scope; write some of read, chat, moderate, settings, admin",
        ),
        (&["-s", ","], "--scopes is empty; write some of read, chat, moderate, settings, admin"),
        (
            &["-u", "alice", "-s", "admin"],
            "--scopes has admin, which only a token of the site can have; leave --username out",
        ),
        (
            &["-s", "read", "-e", "soon"],
            "--expires \"soon\" is no time; write 12h, 30d or 8w, or a day such as 2027-01-31",
        ),
        (&["-s", "read", "-e", "2020-01-01"], "--expires is in the past"),
        (&["-s", "read", "-n", "a\nb"], "--name has more than one line; write it on one"),
        (&["-s", "read", "-u", "alcie"], "there is no streamer \"alcie\"; did you mean \"alice\"?"),
    ] {
        site.refused(&[&["token", "add"], line].concat(), expected);
    }
    site.misused(&["token", "add"], "--scopes <SCOPES>");
    site.misused(&["token", "revoke", "x"], "invalid value");
}
