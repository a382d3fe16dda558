use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};
use pystreaming_actors::model::{ChatSetting, PictureKind};
use pystreaming_actors::ports::{EventQuery, WebhooksOf};
use serde_json::json;

use crate::{SECRET, Site};

fn site_with(names: &[&str]) -> Site {
    let site = Site::new();
    for name in names {
        site.ok(&["streamer", "add", "-u", name]);
    }
    site
}

#[tokio::test]
async fn a_given_key_is_kept_as_a_hash_and_never_printed() {
    let site = Site::new();
    let added = site.ok(&["streamer", "add", "--user", "alice", "--key", "secretkey"]);
    assert!(added.starts_with("added streamer alice\n"), "{added}");
    assert!(added.contains("Keyframe Interval to 1 s") && !added.contains("secretkey"), "{added}");
    assert!(added.contains("In OBS, the server is rtmp://HOST/live\n"), "{added}");
    let added = site.ok_with_input(
        &["streamer", "add", "-u", "bob", "-k", "-"],
        "another key\n".replace(' ', "-").as_str(),
    );
    assert!(added.starts_with("added streamer bob\n") && !added.contains("another-key"), "{added}");
    assert!(site.has_key("alice", "secretkey").await);
    assert!(site.has_key("bob", "another-key").await);
    for listing in [site.ok(&["streamer", "list"]), site.ok(&["streamer", "list", "--json"])] {
        assert!(!listing.contains("secretkey") && !listing.contains("another-key"), "{listing}");
    }
    let database = std::fs::read(site.folder.path().join("data/pystreaming.db")).unwrap();
    assert!(!database.windows(9).any(|bytes| bytes == b"secretkey"));
}

#[tokio::test]
async fn without_a_key_a_strong_one_is_made_and_shown_once() {
    let site = Site::new();
    let added = site.ok(&["streamer", "add", "-u", "alice"]);
    let key = added.lines().find_map(|line| line.strip_prefix("stream key: ")).unwrap();
    assert!(key.len() == 26 && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{key}");
    assert!(site.has_key("alice", key).await);

    let added = site.json(&["streamer", "add", "-u", "bob", "--json"]);
    assert_eq!(added["username"], "bob");
    assert!(site.has_key("bob", added["key"].as_str().unwrap()).await);

    let changed = site.json(&["streamer", "key", "-u", "alice", "--json"]);
    assert_ne!(changed["key"], key);
    assert!(site.has_key("alice", changed["key"].as_str().unwrap()).await);
    assert!(!site.has_key("alice", key).await);
}

#[test]
fn keys_that_cannot_be_or_are_taken_are_refused() {
    let site = Site::new();
    site.ok(&["streamer", "add", "-u", "alice", "-k", "secretkey"]);
    let taken = "this stream key is in use already; choose another, or leave --key out to have one made";
    site.refused(&["streamer", "add", "-u", "bob", "-k", "secretkey"], taken);
    site.ok(&["streamer", "add", "-u", "bob"]);
    site.refused(&["streamer", "key", "-u", "bob", "-k", "secretkey"], taken);
    site.refused(
        &["streamer", "key", "-u", "bob", "-k", "BOB"],
        "--key is the streamer's name, which everybody knows; leave it out to have one made",
    );
    site.refused(
        &["streamer", "key", "-u", "bob", "-k", "a/b"],
        "--key contains '/', which a stream key cannot; use letters and digits",
    );
    site.refused(
        &["streamer", "key", "-u", "bob", "-k", ""],
        "--key is empty; leave it out to have one made",
    );
    site.refused(
        &["streamer", "key", "-u", "bob", "-k", &"k".repeat(199)],
        "--key is 199 bytes long, and nginx can only work with up to 198; choose a shorter one",
    );
    site.ok(&["streamer", "key", "-u", "bob", "-k", &"k".repeat(198)]);
    site.refused(
        &["streamer", "key", "-u", "bob", "-k", "-"],
        "--key is - but standard input is empty; write the value to it, as in `… - < file`",
    );
}

#[tokio::test]
async fn streamers_whose_names_would_be_refused_today_can_be_changed_and_dropped() {
    let site = Site::new();
    let store = site.store().await;
    for (name, key) in [(" bob", "1"), ("bob", "2"), ("", "3"), ("hls", "4")] {
        let hash = Secrets::derive(SECRET).hash(&StreamKey::new(key).unwrap());
        store.add_streamer(&StreamerName::stored(name), hash).await.unwrap();
    }
    for name in [" bob", "", "hls"] {
        site.ok(&["streamer", "description", "-u", name, "-d", "x"]);
        site.ok(&["streamer", "drop", "-u", name]);
    }
    site.ok(&["streamer", "description", "-u", " BOB ", "-d", "x"]);
    assert_eq!(site.json(&["streamer", "list", "--json"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_key_that_can_be_guessed_is_warned_of() {
    let site = Site::new();
    let warning = "warning: this stream key is short: anyone who guesses it can stream in the name of alice. Leave --key \
                   out to have a strong one made\n";
    for line in
        [["streamer", "add", "-u", "alice", "-k", "x"], ["streamer", "key", "-u", "alice", "-k", "hunter2"]]
    {
        let output = site.output(&line, "");
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
            (Some(0), warning)
        );
    }
    site.ok(&["streamer", "key", "-u", "alice", "-k", "hunter23"]);
}

#[test]
fn names_that_cannot_be_or_are_taken_are_refused() {
    let site = site_with(&["Alice"]);
    site.refused(
        &["streamer", "add", "-u", "ALICE"],
        "there is a streamer \"Alice\" already; `pystreaming-admin streamer key` changes their stream key",
    );
    site.refused(
        &["streamer", "add", "-u", "a/b"],
        "--username \"a/b\": the name contains '/', which cannot be part of a page's address",
    );
    site.refused(
        &["streamer", "add", "-u", "hls"],
        "--username \"hls\": the name \"hls\" is an address of the site itself; choose another",
    );
    let site = Site::with_config("secret_key: only for tests\naccel_location: /segments/inside");
    site.refused(
        &["streamer", "add", "-u", "Segments"],
        "--username \"Segments\": the name \"Segments\" is an address of the site itself; choose another",
    );
}

#[test]
fn a_streamer_who_is_not_there_is_named_with_those_that_may_be_meant() {
    let site = site_with(&["alice", "Bob", "bobby"]);
    for verb in [
        &["drop"][..],
        &["key", "-k", "x"],
        &["description", "-d", "x"],
        &["description"],
        &["password", "-p", "x"],
        &["password"],
        &["password", "--show"],
        &["mastodon", "-l", "https://mastodon.example/@x"],
        &["mastodon"],
        &["chat", "-s", "hidden"],
        &["chat"],
    ] {
        let line = |name| [&["streamer"], verb, &["-u", name]].concat();
        site.refused(&line("alcie"), "there is no streamer \"alcie\"; did you mean \"alice\"?");
        site.refused(
            &line("nobody"),
            "there is no streamer \"nobody\"; `pystreaming-admin streamer list` shows every streamer",
        );
    }
    site.refused(
        &["streamer", "drop", "-u", "bobb"],
        "there is no streamer \"bobb\"; did you mean one of \"Bob\", \"bobby\"?",
    );
}

#[test]
fn a_dropped_streamer_is_gone() {
    let site = site_with(&["alice", "bob"]);
    assert_eq!(site.ok(&["streamer", "drop", "--user", "ALICE"]), "dropped streamer alice\n");
    let list = site.json(&["streamer", "list", "--json"]);
    assert_eq!((list.as_array().unwrap().len(), &list[0]["username"]), (1, &json!("bob")));
}

#[tokio::test]
async fn settings_are_set_and_unset() {
    let site = site_with(&["Alice"]);
    for (line, said) in [
        (&["description", "--user", "alice", "--desc", " - hi - "][..], "set the description of Alice\n"),
        (&["password", "-u", "alice", "-p", "open sesame"], "set the viewer password of Alice\n"),
        (
            &["mastodon", "-u", "alice", "-l", "https://mastodon.example/@a"],
            "set the Mastodon account of Alice\n",
        ),
        (&["chat", "-u", "alice", "-s", "hidden"], "hid the chat of Alice\n"),
    ] {
        assert_eq!(site.ok(&[&["streamer"], line].concat()), said);
    }
    let streamer = site.store().await.streamers().await.unwrap().remove(0);
    assert_eq!(streamer.description.as_deref(), Some("- hi -"));
    assert_eq!(streamer.password.unwrap().reveal(), "open sesame");
    assert_eq!(streamer.mastodon.as_deref(), Some("https://mastodon.example/@a"));
    assert_eq!(streamer.chat, ChatSetting::Hidden);

    let picture = site.folder.path().join("face.png");
    for (line, said) in [
        (&["about", "-u", "alice", "-t", "# Hi"][..], "set the text about Alice\n"),
        (
            &["links", "-u", "alice", "-l", "https://a.example", "-l", "https://b.example"],
            "set the links of Alice\n",
        ),
        (&["announced", "-u", "alice", "-s", "no"], "nobody is told when Alice goes live\n"),
    ] {
        assert_eq!(site.ok(&[&["streamer"], line].concat()), said);
    }
    site.refused(
        &["streamer", "links", "-u", "alice", "-l", "http://a.example"],
        "--link has \"http://a.example\", which is not encrypted, and browsers do not load such content in an encrypted page",
    );
    let streamer = site.store().await.streamers().await.unwrap().remove(0);
    assert_eq!(
        (streamer.about.as_deref(), streamer.links.as_str()),
        (Some("# Hi"), "https://a.example https://b.example")
    );
    assert!(!site.store().await.following(&streamer.name).await.unwrap().announced);
    image::RgbImage::new(80, 64).save(&picture).unwrap();
    let picture = picture.to_str().unwrap();
    assert_eq!(
        site.ok(&["streamer", "avatar", "-u", "alice", "--file", picture]),
        "set the avatar of Alice\n"
    );
    let small = ["streamer", "offline-picture", "-u", "alice", "--file", picture];
    let why = format!("{picture}: the picture has 80 × 64 pixels; it needs 640 × 360 or more");
    site.refused(&small, &why);
    let avatar = site.store().await.streamers().await.unwrap().remove(0).avatar.unwrap();
    let (store, alice) = (site.store().await, StreamerName::stored("alice"));
    assert!(store.picture(&alice, PictureKind::Avatar, &avatar, 128).await.unwrap().is_some());

    for (verb, said) in [
        ("avatar", "removed the avatar of Alice\n"),
        ("about", "removed the text about Alice\n"),
        ("links", "removed the links of Alice\n"),
        ("announced", "followers are told when Alice goes live\n"),
        ("description", "removed the description of Alice\n"),
        ("password", "opened to all the stream of Alice\n"),
        ("mastodon", "removed the Mastodon account of Alice\n"),
        ("chat", "enabled the chat of Alice\n"),
    ] {
        assert_eq!(site.ok(&["streamer", verb, "-u", "alice"]), said);
    }
    let streamer = site.store().await.streamers().await.unwrap().remove(0);
    assert_eq!((streamer.description, streamer.password, streamer.mastodon), (None, None, None));
    assert_eq!((streamer.avatar, streamer.about, streamer.links.as_str()), (None, None, ""));
    assert_eq!(streamer.chat, ChatSetting::Enabled);

    let audited: Vec<_> = site.store().await.events(&EventQuery::last(20)).await.unwrap();
    let kinds: Vec<_> = audited.iter().map(|event| event.kind.as_str()).collect();
    let each = ["set_description", "set_viewer_password", "set_mastodon", "set_chat"];
    assert_eq!(
        kinds,
        [
            &["add_streamer"][..],
            &each,
            &[
                "set_about",
                "set_links",
                "set_announced",
                "set_avatar",
                "set_avatar",
                "set_about",
                "set_links",
                "set_announced"
            ],
            &each
        ]
        .concat()
    );
    assert!(audited.iter().all(|event| event.meta["by"] == "administrator"));
}

#[test]
fn values_that_cannot_be_are_refused_with_the_remedy() {
    let site = site_with(&["alice"]);
    site.refused(
        &["streamer", "password", "-u", "alice", "-p", ""],
        "--password is empty; choose one that cannot be guessed; to open the stream to all, leave --password out",
    );
    site.refused(
        &["streamer", "mastodon", "-u", "alice", "-l", "@alice@mastodon.example"],
        "--url is a handle; give the address of the account's page: https://mastodon.example/@alice",
    );
    site.refused(
        &["streamer", "description", "-u", "alice", "-d", "a\nb"],
        "--description has more than one line; write it on one",
    );
    site.misused(
        &["streamer", "chat", "-u", "alice", "-s", "off"],
        "possible values: enabled, hidden, disabled",
    );
}

#[test]
fn a_viewer_password_is_read_from_standard_input_and_shown_on_request_only() {
    let site = site_with(&["alice"]);
    let open = "alice has no viewer password: the stream is open to all\n";
    assert_eq!(site.ok(&["streamer", "password", "-u", "alice", "--show"]), open);
    site.ok_with_input(&["streamer", "password", "-u", "alice", "-p", "-"], "open sesame\r\nrest");
    assert_eq!(site.ok(&["streamer", "password", "-u", "alice", "--show"]), "open sesame\n");
    for listing in [site.ok(&["streamer", "list"]), site.ok(&["streamer", "list", "--json"])] {
        assert!(!listing.contains("sesame"), "{listing}");
    }
}

#[test]
fn the_list_is_a_table_for_people_and_json_for_programs() {
    let site = Site::new();
    assert_eq!(
        site.ok(&["streamer", "list"]),
        "no streamers yet; `pystreaming-admin streamer add -u NAME` adds one\n"
    );
    assert_eq!(site.json(&["streamer", "list", "--json"]), json!([]));
    site.ok(&["streamer", "add", "-u", "bob"]);
    site.ok(&["streamer", "add", "-u", "Alice"]);
    site.ok(&["streamer", "password", "-u", "alice", "-p", "x"]);
    site.ok(&["streamer", "ban", "-u", "bob"]);
    site.ok(&["streamer", "description", "-u", "bob", "-d", &"x".repeat(61)]);
    assert_eq!(
        site.ok(&["streamer", "list"]),
        format!(
            "USERNAME  LOCKED  CLOSED    CHAT     LAST LIVE  MASTODON  DESCRIPTION\n\
             Alice     yes     -         enabled  -          -         -\n\
             bob       no      for good  enabled  -          -         {}…\n",
            "x".repeat(60)
        )
    );
    assert_eq!(
        site.json(&["streamer", "list", "--json"])[0],
        json!({
            "username": "Alice",
            "title": null,
            "description": null,
            "tags": [],
            "language": null,
            "content_warning": null,
            "about": null,
            "links": [],
            "avatar": null,
            "offline_picture": null,
            "locked": true,
            "chat": "enabled",
            "mastodon": null,
            "last_live": null,
            "ban": null,
        })
    );
}

#[tokio::test]
async fn all_about_a_streamer_is_exported_without_secrets_and_erased_when_confirmed() {
    let site = site_with(&["Alice", "bob"]);
    site.ok(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    site.ok(&["token", "add", "-u", "alice", "-s", "read", "-n", "bot"]);
    site.ok(&["webhook", "add", "-u", "alice", "-l", "https://bot.example/in"]);
    let lines = |text: &str| -> Vec<serde_json::Value> {
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let exported = site.ok(&["streamer", "export", "-u", "alice"]);
    let records = lines(&exported);
    let types: Vec<_> = records.iter().map(|record| record["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["streamer", "token", "webhook", "event", "event", "event", "event"]);
    assert_eq!((&records[0]["name"], &records[0]["locked"]), (&json!("Alice"), &json!(true)));
    let kinds: Vec<_> = records[3..].iter().map(|record| record["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["add_streamer", "set_viewer_password", "add_token", "add_webhook"]);
    assert_eq!((&records[2]["url"], &records[2]["events"]), (&json!("https://bot.example/in"), &json!([])));
    for secret in ["sesame", "pst_", "whsec_", "seed"] {
        assert!(!exported.contains(secret), "{exported}");
    }
    let file = site.folder.path().join("alice.jsonl");
    let file = file.to_str().unwrap();
    let said = site.ok(&["streamer", "export", "-u", "alice", "-o", file]);
    assert_eq!(said, format!("wrote 7 records to {file}\n"));
    assert_eq!(std::fs::read_to_string(file).unwrap(), exported);
    let again = site.output(&["streamer", "export", "-u", "alice", "-o", file], "");
    assert_eq!(again.status.code(), Some(1), "it is not overwritten");

    site.refused(
        &["streamer", "erase", "-u", "alice"],
        "--yes is missing: it erases all that is kept about Alice, and nothing brings it back",
    );
    let erased = site.ok(&["streamer", "erase", "-u", "alice", "--yes"]);
    assert!(erased.starts_with("erased streamer Alice, with:\n  5 recorded events\n"), "{erased}");
    assert!(erased.contains("  1 API tokens\n  1 webhooks\n"), "{erased}");
    assert_eq!(site.store().await.webhooks(WebhooksOf::Everybody).await.unwrap(), []);
    let of_alice = EventQuery::last(10).of(&StreamerName::stored("alice"));
    assert_eq!(site.store().await.events(&of_alice).await.unwrap(), []);
    assert_eq!(lines(&site.ok(&["streamer", "export", "-u", "bob"])).len(), 2);
}

#[tokio::test]
async fn what_a_dropped_streamer_left_is_erased_too() {
    let site = site_with(&["alice"]);
    site.ok(&["streamer", "description", "-u", "alice", "-d", "painting"]);
    site.ok(&["streamer", "drop", "-u", "alice"]);
    let exported = site.ok(&["streamer", "export", "-u", "alice"]);
    assert!(exported.contains("painting"), "{exported}");
    site.ok(&["streamer", "erase", "-u", "alice", "--yes"]);
    assert_eq!(site.store().await.events(&EventQuery::last(10)).await.unwrap(), []);
    let output = site.output(&["streamer", "erase", "-u", "alice", "--yes"], "");
    assert_eq!(output.status.code(), Some(1), "nothing is left");
}

#[tokio::test]
async fn a_channel_is_closed_for_a_time_or_for_good_and_opened_again() {
    let site = site_with(&["Alice"]);
    let ban = |more: &[&'static str]| [&["streamer", "ban", "-u", "alice"], more].concat();
    let said = site.ok(&ban(&["--until", "2999-01-31", "--reason", "spam"]));
    assert_eq!(said, "closed the channel of Alice until 2999-01-31 00:00 UTC\n");
    assert_eq!(site.ok(&ban(&[])), "closed the channel of Alice\n");
    let ban_now = site.json(&["streamer", "list", "--json"])[0]["ban"].clone();
    assert_eq!((&ban_now["until"], &ban_now["reason"]), (&json!(null), &json!("")));
    site.refused(&ban(&["--until", "2020-01-01"]), "--until is in the past");
    assert_eq!(site.ok(&["streamer", "unban", "-u", "alice"]), "opened the channel of Alice again\n");
    assert_eq!(site.ok(&["streamer", "unban", "-u", "alice"]), "the channel of Alice is open already\n");
    let kinds: Vec<_> = site.store().await.events(&EventQuery::last(9)).await.unwrap();
    let kinds: Vec<_> = kinds.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["add_streamer", "ban_streamer", "ban_streamer", "unban_streamer"]);
}
