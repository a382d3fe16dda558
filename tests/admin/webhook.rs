use serde_json::{Value, json};

use crate::Site;
use crate::receiver::{Receiver, Reply};

const LOCAL: &str = "secret_key: only for tests\nwebhooks: {allow_private: [\"127.0.0.1\"]}";

#[test]
fn a_webhook_is_made_tested_changed_and_removed_without_a_server() {
    let (site, receiver) = (Site::with_config(LOCAL), Receiver::new(&[]));
    site.ok(&["streamer", "add", "-u", "Alice"]);
    let line = ["webhook", "add", "-u", "alice", "-l", &receiver.url(), "-e", "stop_streaming,join_chat"];
    let shown = site.ok(&line);
    let secret = shown.strip_prefix("added webhook 1 of Alice\nsecret: ").unwrap();
    let secret = secret.strip_suffix("\nKeep it now: it cannot be shown again.\n").unwrap();
    assert!(secret.starts_with("whsec_"));
    let added = site.json(&["webhook", "add", "-l", "https://bot.example.com/", "--json"]);
    assert_eq!(added["id"], 2);
    let for_discord = ["webhook", "add", "-f", "discord", "-l", "https://discord.com/api/webhooks/123/abc"];
    assert_eq!(site.ok(&for_discord), "added webhook 3 of the site\n", "nothing is signed");
    let added = site.json(&[&for_discord[..], &["--json"]].concat());
    assert_eq!(added, json!({"id": 4, "secret": null}));
    site.refused(
        &["webhook", "rotate", "3"],
        "webhook 3 is for Discord and has no secret: what it sends is not signed",
    );
    for id in ["3", "4"] {
        site.ok(&["webhook", "remove", id]);
    }

    assert!(site.ok(&["webhook", "ping", "1"]).starts_with("delivered: the receiver answered 204 after "));
    assert_eq!(receiver.received()[0].json()["type"], "ping");
    receiver.reply(&[Reply::Bytes("HTTP/1.1 401 No\r\nContent-Length: 9\r\n\r\nwho's it?".into())]);
    site.refused(&["webhook", "ping", "1"], "not delivered: the receiver answered 401");
    let deliveries = site.json(&["webhook", "deliveries", "1", "--json"]);
    let outcomes: Vec<&Value> = deliveries.as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["delivered", "failed"]);
    assert!(
        site.ok(&["webhook", "deliveries", "1", "-l", "1"]).contains("failed: the receiver answered 401")
    );
    site.refused(&["webhook", "redeliver", "1", "77"], "EVENT is no event that this webhook gets");

    let rotated = site.json(&["webhook", "rotate", "1", "--json"]);
    assert_ne!(rotated["secret"], secret);
    site.ok(&["webhook", "ping", "1"]);
    assert_eq!(receiver.received()[2].header("webhook-signature").split(' ').count(), 2);

    site.ok(&["webhook", "change", "1", "--events", "", "--enabled", "false"]);
    let listed = site.json(&["webhook", "list", "-u", "alice", "--json"]);
    let expected =
        json!({"id": 1, "streamer": "Alice", "url": receiver.url(), "events": [], "enabled": false});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(listed[0][name], *value);
    }
    let table = site.ok(&["webhook", "list"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[1], ["1", "Alice", &receiver.url(), "all", "disabled"]);
    assert_eq!(lines[2], ["2", "-", "https://bot.example.com/", "all", "-"]);
    assert!(!table.contains(secret) && !listed.to_string().contains("whsec_"));

    assert_eq!(site.ok(&["webhook", "remove", "1"]), "removed webhook 1\n");
    for line in [&["webhook", "remove", "1"][..], &["webhook", "ping", "1"], &["webhook", "deliveries", "1"]]
    {
        site.refused(line, "there is no webhook \"1\"; `pystreaming-admin webhook list` shows every webhook");
    }
}

#[test]
fn mistakes_are_refused_with_the_remedy() {
    let site = Site::new();
    let public = "leads to an address that is not public; webhooks.allow_private can allow it";
    for (url, expected) in [
        ("http://127.0.0.1:8080/", public),
        ("http://[::1]:8080/", public),
        ("bot.example.com", "is no URL; give one such as https://bot.example.com/events"),
        ("https://a:b@c.example/", "contains a user name or password; put a secret into its path instead"),
        ("https://c.example:25/", "has a port on which no web server is; use 80, 443 or one from 1024 on"),
    ] {
        site.refused(&["webhook", "add", "-l", url], &format!("--url {expected}"));
    }
    let output = site.output(&["webhook", "add", "-l", "https://c.example/", "-e", "join_chat,shout"], "");
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("--events has \"shout\", which is no type of event")
    );
    assert_eq!(
        site.ok(&["webhook", "list"]),
        "no webhooks yet; `pystreaming-admin webhook add -l URL` adds one\n"
    );
    for _ in 0..10 {
        site.ok(&["webhook", "add", "-l", "https://c.example/"]);
    }
    site.refused(
        &["webhook", "add", "-l", "https://c.example/"],
        "the site has 10 webhooks already; `pystreaming-admin webhook remove` removes one",
    );
}
