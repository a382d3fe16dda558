//! Taking over a MySQL database of the original PyStreaming, from a dump of one that was in use.

use pystreaming::storage::{Database, DatabaseSettings};
use pystreaming_actors::model::names::ViewerPassword;
use pystreaming_actors::model::{AccountUrl, ChatSetting, Description, Emote, Setting, Streamer};
use pystreaming_actors::ports::{EventQuery, StoreError};
use serde_json::json;
use sqlx::{Executor, Row};

use crate::fixture::{key, name, secrets};
use crate::mariadb::MariaDb;

const DUMP: &str = include_str!("../data/pystreaming-original.sql");

/// A server with the original's database on it.
async fn original() -> (MariaDb, DatabaseSettings) {
    let server = MariaDb::start().await;
    server.connect_as_root().await.execute("CREATE DATABASE site").await.unwrap();
    server.execute("site", DUMP).await;
    let settings = server.settings("site");
    (server, settings)
}

#[tokio::test]
async fn streamers_emotes_and_events_are_copied_and_keys_hashed() {
    let (server, settings) = original().await;
    let error = Database::open(&settings, &secrets(), false, "upgrade it").await.unwrap_err().to_string();
    assert!(error.contains("copy of the original's tables") && error.contains("`upgrade it`"), "{error}");

    let upgraded = Database::create(&settings, &secrets()).await.unwrap();
    let imported = upgraded.imported.clone().unwrap();
    assert_eq!((imported.streamers, imported.emotes, imported.events), (4, 2, 46));
    let odd_key = |streamer: &str| {
        format!(
            "look at: streamer {streamer:?}: the stream key contains a character that a stream key cannot; if encoders are \
             refused, `pystreaming-admin streamer key -u {streamer}` makes another"
        )
    };
    assert_eq!(imported.notes, [odd_key("DarkRoom"), odd_key("O'Brien")]);
    assert!(upgraded.to_string().ends_with(
        "with every stream key in clear. They are not used any more; once you are sure not to go back, remove them:\
         \n  DROP TABLE streamersettings, emotes, events, pendingmessages, alembic_version;"
    ));

    let database = Database::open(&settings, &secrets(), false, "upgrade it").await.unwrap();
    let store = database.store();
    let bare = |streamer: &str, its_key| Streamer::new(name(streamer), key(its_key));
    let expected = [
        Streamer {
            chat: ChatSetting::Hidden,
            password: ViewerPassword::stored("öffnen sesame; drop"),
            ..bare("DarkRoom", "a%b_c")
        },
        Streamer { chat: ChatSetting::Disabled, ..bare("O'Brien", "quote'key\"x") },
        Streamer {
            description: Some(Description::stored("from api :smile:")),
            mastodon: Some(AccountUrl::stored("https://mastodon.example/@test")),
            ..bare("test", "secretkey")
        },
        Streamer {
            description: Some(Description::stored("paint :art: & https://example.com/a?b=c <b>")),
            ..bare("Zoë", "kéy-with-ünïcode")
        },
    ];
    let streamers = store.streamers().await.unwrap();
    assert_eq!(streamers, expected);
    assert_eq!(streamers[3].name.as_str(), "Zoë");
    let emote = |alias: &str, uri: &str| Emote { alias: alias.into(), uri: uri.into() };
    assert_eq!(
        store.emotes().await.unwrap(),
        [
            emote("blob-cat", "https://emotes.example/blob.png"),
            emote("party_parrot", "/static/emotes/parrot.gif")
        ]
    );
    let events = store.events(&EventQuery::last(1000)).await.unwrap();
    assert_eq!(events.len(), 46);
    assert_eq!((events[0].at, events[0].streamer.as_str()), (1_795_360_356, "darkroom"));
    assert_eq!(events[9].meta, json!({"name": "alice", "message": "hi 😄 👍 👍 :notanemoji:"}));
    assert!(events[32].meta["drawing"].as_str().unwrap().len() > 500);
    assert_eq!((events[41].kind.as_str(), &events[41].meta), ("stop_streaming", &json!({})));
    assert_eq!(store.events(&EventQuery::last(10).of(&name("Zoë"))).await.unwrap().len(), 1);

    let mut root = server.connect_as_root().await;
    let rows = root
        .fetch_all(
            "SELECT CONCAT_WS('|', folded, name, key_hash, chat, description, mastodon) \
                               FROM site.streamers",
        )
        .await
        .unwrap();
    for row in rows {
        let row: String = row.get(0);
        assert!(!["secretkey", "a%b_c", "kéy-with"].iter().any(|key| row.contains(key)), "{row}");
    }
}

#[tokio::test]
async fn the_copy_is_made_once() {
    let (server, settings) = original().await;
    Database::create(&settings, &secrets()).await.unwrap();
    let database = Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
    let store = database.store();
    store.drop_streamer(&name("test")).await.unwrap();
    store.set(&name("zoë"), &Setting::Description(None), 0).await.unwrap();
    let before = (store.streamers().await.unwrap(), store.events(&EventQuery::last(1000)).await.unwrap());

    let again = database.upgrade(&secrets()).await.unwrap();
    assert_eq!(again.imported, None);
    assert_eq!(again.leftovers.len(), 5);
    assert_eq!(
        (store.streamers().await.unwrap(), store.events(&EventQuery::last(1000)).await.unwrap()),
        before
    );

    server.execute("site", &format!("DROP TABLE {}", again.leftovers.join(", "))).await;
    assert_eq!(database.upgrade(&secrets()).await.unwrap().to_string(), "the database is up to date");
    assert_eq!(
        (store.streamers().await.unwrap(), store.events(&EventQuery::last(1000)).await.unwrap()),
        before
    );
}

#[tokio::test]
async fn what_is_taken_already_is_left_out_and_named() {
    let (server, settings) = original().await;
    server.execute("site", "RENAME TABLE streamersettings TO aside").await;
    Database::create(&settings, &secrets()).await.unwrap();
    let database = Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
    let store = database.store();
    store.add_streamer(&name("TEST"), key("own")).await.unwrap();
    store.add_streamer(&name("other"), key("a%b_c")).await.unwrap();
    store.add_emote(&Emote { alias: "blob-cat".into(), uri: "/own".into() }).await.unwrap();
    server.execute("site", "RENAME TABLE aside TO streamersettings").await;

    let imported = database.upgrade(&secrets()).await.unwrap().imported.unwrap();
    assert_eq!((imported.streamers, imported.emotes, imported.events), (2, 1, 46));
    assert_eq!(
        imported.notes.iter().filter(|note| note.starts_with("left out")).collect::<Vec<_>>(),
        [
            "left out: streamer \"DarkRoom\": name or stream key is taken",
            "left out: streamer \"test\": name or stream key is taken",
            "left out: emote \"blob-cat\": the alias is taken",
        ]
    );
    let streamers = store.streamers().await.unwrap();
    assert_eq!(streamers.iter().find(|streamer| streamer.name == name("test")).unwrap().key, key("own"));
}

#[tokio::test]
async fn tables_of_an_older_original_are_refused_and_copied_once_they_are_up_to_date() {
    let (server, settings) = original().await;
    server.execute("site", "UPDATE alembic_version SET version_num = 'abc'").await;
    let tables = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'site'";
    let count = async || -> i64 { server.connect_as_root().await.fetch_one(tables).await.unwrap().get(0) };
    let before = count().await;
    let error = Database::create(&settings, &secrets()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Schema(why) if why.contains("of version abc")), "{error}");
    assert_eq!(count().await, before, "nothing is made");
    server.execute("site", "UPDATE alembic_version SET version_num = '433eb8d7fc1e'").await;
    assert_eq!(Database::create(&settings, &secrets()).await.unwrap().imported.unwrap().streamers, 4);
}

#[tokio::test]
async fn what_was_never_checked_is_repaired_or_left_out_and_told_line_by_line() {
    let (server, settings) = original().await;
    server.execute("site", "DELETE FROM streamersettings; DELETE FROM emotes; DELETE FROM events").await;
    let streamers = format!(
        "INSERT INTO streamersettings (username, `key`, chat, description, streampass, mastodon) VALUES
            (' bob', 'bobs-key', NULL, 'a\nb', ' ', 'javascript:alert(1)'),
            ('BOB', 'the other bob', 'loud', NULL, '', 'https://mastodon.example/@bob'),
            ('  ', 'blank-key', NULL, NULL, NULL, NULL),
            ('hls', 'hls-key', NULL, NULL, NULL, NULL),
            ('a/b', 'ab-key', NULL, NULL, NULL, NULL),
            (' ann\u{200b} ', '', NULL, NULL, NULL, NULL),
            ('carl', '{}', NULL, NULL, NULL, NULL),
            ('dora', '{}', NULL, NULL, NULL, NULL),
            ('abcdefghijklmnopqrstuvwxyz', 'long-name-key', NULL, NULL, NULL, NULL)",
        "c".repeat(255),
        "d".repeat(250),
    );
    server.execute("site", "ALTER TABLE streamersettings MODIFY `key` VARCHAR(300)").await;
    server.execute("site", &streamers).await;
    let emotes =
        "INSERT INTO emotes VALUES (':wave:', 'static/emotes/wave.png'), ('evil', 'javascript:alert(1)'),
        ('old', 'http://example.com/old.gif'), ('two words', '/x.png'), ('space', '/static/my wave.png')";
    server.execute("site", emotes).await;

    let imported = Database::create(&settings, &secrets()).await.unwrap().imported.unwrap();
    let database = Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
    let store = database.store();
    let streamers = store.streamers().await.unwrap();
    let names: Vec<_> = streamers.iter().map(|streamer| streamer.name.as_str()).collect();
    assert_eq!(names, ["abcdefghijklmnopqrstuvwxyz", "ann", "BOB", "carl", "dora"], "{:#?}", imported.notes);
    assert_eq!(streamers[2].key, key("the other bob"), "who needs no repair keeps the name");
    let told = |start: &str, what: &str| {
        let fits = |note: &&String| note.starts_with(start) && note.contains(what);
        assert_eq!(imported.notes.iter().filter(fits).count(), 1, "{start} {what}: {:#?}", imported.notes);
    };
    told("left out: streamer \" bob\"", "is taken");
    told("changed: streamer \"BOB\"", "the chat setting \"loud\" is unknown");
    told("left out: streamer \"  \"", "nothing of the name can be seen");
    told("left out: streamer \"hls\"", "an address of the site itself");
    told("left out: streamer \"a/b\"", "'/'");
    told("changed: streamer \"ann\"", "the name was");
    told("changed: streamer \"ann\"", "the stream key is empty or too long");
    told("changed: streamer \"carl\"", "the stream key is empty or too long");
    told("look at: streamer \"dora\"", "is 250 bytes long");
    told("look at: streamer \"abcdefghijklmnopqrstuvwxyz\"", "longer than 20 characters");
    assert!(!imported.notes.concat().contains("cccc") && !imported.notes.concat().contains("dddd"));

    let emotes = store.emotes().await.unwrap();
    let emotes: Vec<_> = emotes.iter().map(|emote| (emote.alias.as_str(), emote.uri.as_str())).collect();
    assert_eq!(
        emotes,
        [
            ("old", "https://example.com/old.gif"),
            ("space", "/static/my%20wave.png"),
            ("wave", "/static/emotes/wave.png")
        ]
    );
    told("left out: emote \"evil\"", "`javascript:`");
    told("left out: emote \"two words\"", "the alias");
    told("changed: emote \"old\"", "http://example.com/old.gif");
}

#[tokio::test]
async fn nothing_that_locks_a_stream_is_ever_opened_by_the_copy() {
    let (server, settings) = original().await;
    server.execute("site", "UPDATE streamersettings SET streampass = ' ', description = ' a\nb ', mastodon = 'bob' WHERE username = 'test'").await;
    let imported = Database::create(&settings, &secrets()).await.unwrap().imported.unwrap();
    let database = Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
    let streamers = database.store().streamers().await.unwrap();
    let test = streamers.iter().find(|streamer| streamer.name == name("test")).unwrap();
    assert_eq!(test.password, ViewerPassword::stored(" "));
    assert_eq!((test.description.as_deref(), &test.mastodon), (Some("a b"), &None));
    for note in [
        "look at: streamer \"test\": the viewer password is empty",
        "changed: streamer \"test\": the description",
        "left out: streamer \"test\": the Mastodon address \"bob\" is not an address",
    ] {
        assert!(imported.notes.iter().any(|line| line.starts_with(note)), "{note}: {:#?}", imported.notes);
    }
}
