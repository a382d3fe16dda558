//! Importing databases of the original PyStreaming: a dump of one that was in use, older versions, and strange rows.

use pystreaming::storage::{
    Database, DatabaseSettings, ImportOptions, ImportReport, MySqlSettings, Progress, Tally,
};
use pystreaming_actors::model::names::ViewerPassword;
use pystreaming_actors::model::{AccountUrl, ChatSetting, Description, Emote, Setting, Streamer};
use pystreaming_actors::ports::{EventQuery, Store};
use serde_json::json;
use sqlx::{Executor, Row};

use crate::fixture::{Fixture, key, name, secrets};
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;

const DUMP: &str = include_str!("../data/pystreaming-original.sql");
const NOW: i64 = 1_800_000_000;

/// A server with the original's database on it.
async fn original() -> (MariaDb, MySqlSettings) {
    let server = MariaDb::start().await;
    let settings = restored(&server, "site_old").await;
    (server, settings)
}

/// A database with the dump in it.
async fn restored(server: &MariaDb, database: &str) -> MySqlSettings {
    let create = format!("CREATE OR REPLACE DATABASE {database}");
    server.execute("mysql", &create).await;
    server.execute(database, DUMP).await;
    match server.settings(database) {
        DatabaseSettings::MySql(settings) => settings,
        other => panic!("{other}"),
    }
}

async fn import(fixture: &Fixture<'_>, from: &MySqlSettings) -> ImportReport {
    run(&fixture.database, from, false).await
}

async fn run(database: &Database, from: &MySqlSettings, dry_run: bool) -> ImportReport {
    let options = ImportOptions { dry_run, secrets: &secrets(), now: NOW };
    database.import(from, options, &mut |_| {}).await.unwrap()
}

fn copied(report: &ImportReport) -> [u64; 4] {
    [report.streamers, report.emotes, report.events, report.messages].map(|tally| tally.copied)
}

fn notes(report: &ImportReport) -> Vec<String> {
    report.notes.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn told(report: &ImportReport, start: &str, what: &str) {
    let notes = notes(report);
    let fits = |note: &&String| note.starts_with(start) && note.contains(what);
    assert_eq!(notes.iter().filter(fits).count(), 1, "{start} {what}: {notes:#?}");
}

/// Everything that an import writes.
async fn content(store: &dyn Store) -> (Vec<Streamer>, Vec<Emote>, usize) {
    let events = store.events(&EventQuery::last(100_000)).await.unwrap().len();
    (store.streamers().await.unwrap(), store.emotes().await.unwrap(), events)
}

#[tokio::test]
async fn streamers_emotes_and_events_are_copied_and_keys_hashed() {
    let (server, from) = original().await;
    let postgres = Postgres::start().await;
    let fixtures =
        [Fixture::sqlite().await, Fixture::mariadb(&server).await, Fixture::postgres(&postgres).await];
    for fixture in fixtures {
        let mut progress = Vec::new();
        let options = ImportOptions { dry_run: false, secrets: &secrets(), now: NOW };
        let mut tell = |step: Progress| progress.push((step.what, step.read, step.percent));
        let report = fixture.database.import(&from, options, &mut tell).await.unwrap();
        assert_eq!(copied(&report), [4, 2, 46, 0]);
        assert_eq!(
            progress,
            [("streamers", 4, 100), ("emotes", 2, 100), ("events", 46, 100), ("messages", 0, 100)]
        );
        let odd_key = |streamer: &str| {
            format!(
                "look at: streamer {streamer:?}: the stream key contains a character that a stream key cannot; if encoders are \
                 refused, `pystreaming-admin streamer key -u {streamer}` makes another"
            )
        };
        assert_eq!(notes(&report), [odd_key("DarkRoom"), odd_key("O'Brien")]);
        assert_eq!(report.schema.as_deref(), Some("433eb8d7fc1e"));

        let store = &fixture.store;
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
                last_live: Some(1_795_360_421),
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
    }
}

#[tokio::test]
async fn what_is_there_already_is_not_copied_again_wherever_the_database_moved() {
    let (server, from) = original().await;
    let moved = restored(&server, "site_moved").await;
    let older = restored(&server, "site_backup").await;
    server.execute("site_backup", "DELETE FROM events WHERE id > 40").await;
    const NEW: &str = "INSERT INTO events (timestamp, username, type, meta) VALUES (1795360500, 'test', 'stop_streaming', '{}'); \
                       INSERT INTO streamersettings (username, `key`) VALUES ('new', 'new-key')";
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        import(&fixture, &from).await;
        let before = content(fixture.store.as_ref()).await;
        for source in [&from, &moved, &older] {
            let again = import(&fixture, source).await;
            assert_eq!(copied(&again), [0; 4], "{source}: {again}");
            assert_eq!((again.streamers.already_there, again.emotes.already_there), (4, 2));
            let events = if std::ptr::eq(source, &older) { 40 } else { 46 };
            assert_eq!(again.events.already_there, events);
            assert_eq!((again.streamers.left_out, again.notes.len()), (0, 0), "{again}");
            assert_eq!(content(fixture.store.as_ref()).await, before);
        }
        server.execute("site_moved", NEW).await;
        assert_eq!(copied(&import(&fixture, &moved).await), [1, 0, 1, 0]);
        assert_eq!(copied(&import(&fixture, &moved).await), [0; 4]);
        restored(&server, "site_moved").await;
    }
}

#[tokio::test]
async fn a_dry_run_reports_the_same_and_writes_nothing() {
    let (server, from) = original().await;
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        let revision = fixture.store.revision().await.unwrap();
        let dry = run(&fixture.database, &from, true).await;
        assert_eq!(content(fixture.store.as_ref()).await, (vec![], vec![], 0));
        assert_eq!(fixture.store.revision().await.unwrap(), revision);
        assert!(dry.to_string().starts_with("would be copied from the original: 4 streamers"), "{dry}");
        let real = import(&fixture, &from).await;
        assert_eq!(ImportReport { dry_run: false, ..dry }, real);
    }
}

#[tokio::test]
async fn pending_messages_wait_for_the_server_once() {
    let (server, from) = original().await;
    let messages = format!(
        "INSERT INTO pendingmessages (username, type, message) VALUES
            ('TEST', 'action', 'waves'), ('test', 'server', NULL), ('nobody', 'normal', 'x'),
            ('test', 'shout', 'x'), ('test', 'normal', '{}')",
        "x".repeat(1001)
    );
    server.execute("site_old", "ALTER TABLE pendingmessages MODIFY message TEXT").await;
    server.execute("site_old", &messages).await;
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        let report = import(&fixture, &from).await;
        assert_eq!(report.messages, Tally { copied: 1, left_out: 4, ..Tally::default() });
        told(&report, "left out: pending message 6: ", "the message is empty");
        told(&report, "left out: pending message 7: ", "there is no streamer \"nobody\"");
        told(&report, "left out: pending message 8: ", "the type \"shout\" is unknown");
        told(&report, "left out: pending message 9: ", "1000 are allowed");
        let again = import(&fixture, &from).await;
        assert_eq!(again.messages, Tally::default());
        let queued = fixture.store.take_operations().await.unwrap();
        assert_eq!(queued.len(), 1);
        assert_eq!(queued[0].streamer, name("test"));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&queued[0].operation).unwrap(),
            json!({"SendMessage": {"type": "action", "text": "waves"}})
        );
    }
}

#[tokio::test]
async fn older_versions_are_copied_as_far_as_they_go() {
    const OLDEST: &str = "DROP TABLE emotes; DROP TABLE events; DROP TABLE pendingmessages; DROP TABLE alembic_version;
        ALTER TABLE streamersettings DROP COLUMN chat, DROP COLUMN mastodon, DROP COLUMN streampass, DROP COLUMN description";
    const OLD: &str = "UPDATE alembic_version SET version_num = 'abc';
        ALTER TABLE streamersettings DROP COLUMN mastodon;
        ALTER TABLE events MODIFY id INT, DROP PRIMARY KEY;
        UPDATE events SET id = NULL WHERE id % 2 = 0;
        ALTER TABLE events MODIFY timestamp DATETIME(3);
        RENAME TABLE events TO Events";
    let server = MariaDb::start().await;
    let oldest = restored(&server, "site_oldest").await;
    server.execute("site_oldest", OLDEST).await;
    let old = restored(&server, "site_old").await;
    // times as numbers do not turn into dates by themselves
    let times = OLD.replace(
        "ALTER TABLE events MODIFY timestamp DATETIME(3);",
        "ALTER TABLE events ADD COLUMN happened DATETIME(3); SET time_zone = '+00:00';
         UPDATE events SET happened = FROM_UNIXTIME(timestamp);
         ALTER TABLE events DROP COLUMN timestamp; ALTER TABLE events RENAME COLUMN happened TO timestamp;",
    );
    server.execute("site_old", &times).await;
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        let report = import(&fixture, &oldest).await;
        assert_eq!(copied(&report), [4, 0, 0, 0]);
        for table in ["emotes", "events", "pendingmessages"] {
            told(&report, &format!("left out: table {table}: "), "does not exist");
        }
        told(
            &report,
            "look at: table streamersettings: ",
            "has no column chat, description, streampass, mastodon",
        );

        let report = import(&fixture, &old).await;
        assert_eq!(copied(&report), [0, 2, 46, 0], "{report}");
        told(&report, "look at: the version of the original's tables: ", "is \"abc\", not 433eb8d7fc1e");
        let events = fixture.store.events(&EventQuery::last(100)).await.unwrap();
        assert_eq!((events[0].at, events[45].at), (1_795_360_356, 1_795_360_422));
        assert_eq!(copied(&import(&fixture, &old).await), [0; 4], "also without ids");
        server.execute("site_old", "INSERT INTO Events (timestamp, username, type, meta) VALUES ('2030-01-01 00:00:00', 'test', 'stop_streaming', '{}')").await;
        assert_eq!(copied(&import(&fixture, &old).await), [0, 0, 1, 0]);
        server.execute("site_old", "DELETE FROM Events WHERE timestamp = '2030-01-01'").await;
    }
}

#[tokio::test]
async fn a_database_of_something_else_is_refused() {
    let server = MariaDb::start().await;
    server.execute("mysql", "CREATE DATABASE site_other").await;
    let DatabaseSettings::MySql(other) = server.settings("site_other") else { panic!() };
    let fixture = Fixture::sqlite().await;
    let options = ImportOptions { dry_run: false, secrets: &secrets(), now: NOW };
    let error = fixture.database.import(&other, options, &mut |_| {}).await.unwrap_err().to_string();
    assert!(error.contains("none of the original's tables"), "{error}");
}

#[tokio::test]
async fn what_was_never_checked_is_repaired_or_left_out_and_told_line_by_line() {
    let (server, from) = original().await;
    server.execute("site_old", "DELETE FROM streamersettings; DELETE FROM emotes; DELETE FROM events").await;
    let streamers = format!(
        "ALTER TABLE streamersettings DROP KEY username, DROP KEY `key`, MODIFY username VARCHAR(300),
            MODIFY `key` VARCHAR(300), MODIFY description LONGTEXT, MODIFY streampass LONGTEXT;
        INSERT INTO streamersettings (username, `key`, chat, description, streampass, mastodon) VALUES
            (' bob', 'bobs-key', NULL, 'a\nb', ' ', 'javascript:alert(1)'),
            ('BOB', 'the other bob', 'loud', NULL, '', 'https://mastodon.example/@bob'),
            ('bob', 'third', NULL, NULL, NULL, NULL),
            ('  ', 'blank-key', NULL, NULL, NULL, NULL),
            (NULL, 'nobodys-key', NULL, NULL, NULL, NULL),
            ('hls', 'hls-key', NULL, NULL, NULL, NULL),
            ('a/b', 'ab-key', NULL, NULL, NULL, NULL),
            (' ann\u{200b} ', '', NULL, NULL, NULL, NULL),
            ('carl', '{}', NULL, NULL, NULL, NULL),
            ('dora', '{}', NULL, NULL, NULL, NULL),
            ('emil', 'the other bob', NULL, NULL, NULL, NULL),
            ('fred', NULL, NULL, REPEAT('long ', 100000), REPEAT('x', 100000), NULL),
            ('abcdefghijklmnopqrstuvwxyz', 'long-name-key', NULL, NULL, NULL, NULL)",
        "c".repeat(255),
        "d".repeat(250),
    );
    server.execute("site_old", &streamers).await;
    let emotes = "ALTER TABLE emotes DROP KEY alias, MODIFY alias VARCHAR(64) NULL, MODIFY uri LONGTEXT NULL;
        INSERT INTO emotes VALUES (':wave:', 'static/emotes/wave.png'), ('evil', 'javascript:alert(1)'),
        ('old', 'HTTP://example.com/old.gif'), ('two words', '/x.png'), ('space', '/static/my wave.png'),
        ('Wave', '/static/other.png'), ('wave', '/static/third.png'), (NULL, '/x.png'), ('nothing', NULL),
        ('embedded', CONCAT('data:image/png;base64,', REPEAT('A', 1000000)))";
    server.execute("site_old", emotes).await;

    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        let report = import(&fixture, &from).await;
        let streamers = fixture.store.streamers().await.unwrap();
        let names: Vec<_> = streamers.iter().map(|streamer| streamer.name.as_str()).collect();
        assert_eq!(
            names,
            ["abcdefghijklmnopqrstuvwxyz", "ann", "BOB", "carl", "dora", "emil", "fred"],
            "{report}"
        );
        assert_eq!(streamers[2].key, key("the other bob"), "who needs no repair keeps the name");
        told(&report, "left out: streamer \" bob\"", "is taken");
        told(&report, "left out: streamer \"bob\"", "is taken");
        told(&report, "changed: streamer \"BOB\"", "the chat setting \"loud\" is unknown");
        told(&report, "left out: streamer \"  \"", "nothing of the name can be seen");
        told(&report, "left out: streamer \"hls\"", "an address of the site itself");
        told(&report, "left out: streamer \"a/b\"", "'/'");
        told(&report, "changed: streamer \"ann\"", "the name was");
        told(&report, "changed: streamer \"ann\"", "the stream key is empty or too long");
        told(&report, "changed: streamer \"carl\"", "the stream key is empty or too long");
        told(&report, "look at: streamer \"dora\"", "is 250 bytes long");
        told(&report, "changed: streamer \"emil\"", "the stream key is that of another streamer");
        told(&report, "changed: streamer \"fred\"", "the stream key is empty");
        told(&report, "changed: streamer \"fred\"", "the description is on one line");
        told(&report, "look at: streamer \"fred\"", "the viewer password is ");
        told(&report, "look at: streamer \"abcdefghijklmnopqrstuvwxyz\"", "longer than 20 characters");
        assert!(streamers[6].password.is_some(), "a stream that was locked stays locked");
        let lines = notes(&report).concat();
        assert!(!lines.contains("cccc") && !lines.contains("dddd") && !lines.contains("the other bob"));
        assert!(lines.len() < 10_000, "long values do not make a long report");

        let emotes = fixture.store.emotes().await.unwrap();
        let emotes: Vec<_> = emotes.iter().map(|emote| (emote.alias.as_str(), emote.uri.as_str())).collect();
        assert_eq!(
            emotes,
            [
                ("Wave", "/static/other.png"),
                ("old", "https://example.com/old.gif"),
                ("space", "/static/my%20wave.png"),
                ("wave", "/static/emotes/wave.png")
            ]
        );
        told(&report, "left out: emote \"evil\"", "`javascript:`");
        told(&report, "left out: emote \"two words\"", "the alias");
        told(&report, "changed: emote \"old\"", "HTTP://example.com/old.gif");
        told(&report, "left out: emote \"wave\"", "the alias is taken");
        told(&report, "left out: emote \"nothing\"", "the address");
        told(&report, "left out: emote \"embedded\"", "`data:`");
        assert_eq!((report.streamers.copied, report.streamers.left_out), (7, 6));
        assert_eq!((report.emotes.copied, report.emotes.left_out), (4, 6));
    }
}

#[tokio::test]
async fn events_of_any_kind_are_copied_readable_or_told() {
    let (server, from) = original().await;
    let events = "DELETE FROM events;
        ALTER TABLE events MODIFY meta LONGBLOB NULL, MODIFY username VARCHAR(300) CHARACTER SET latin1 NULL,
            MODIFY type VARCHAR(64) NULL, MODIFY timestamp BIGINT NULL;
        ALTER TABLE events DROP CONSTRAINT IF EXISTS meta;
        INSERT INTO events (id, timestamp, username, type, meta) VALUES
            (1, 10, 'Zoë', 'send_message', '{\"name\": \"a\", \"message\": \"hi\"}'),
            (2, 11, ' test ', 'stop_streaming', NULL),
            (3, 12, 'test', 'send_message', '{torn'),
            (4, 13, 'test', 'of_the_future', '{}'),
            (5, NULL, 'test', 'stop_streaming', '{}'),
            (6, 14, NULL, 'stop_streaming', '{}'),
            (7, 15, 'test', NULL, '{}'),
            (8, 16, 'test', 'join_chat', CONCAT('{\"name\": \"', UNHEX('FC'), '\"}')),
            (9, 17, 'test', 'send_message', CONCAT('{\"name\": \"a\", \"message\": \"', REPEAT('x', 5000000), '\"}')),
            (10, 18, 'test', 'send_drawing', CONCAT('{\"name\": \"a\", \"drawing\": \"', REPEAT('y', 3000000), '\"}')),
            (11, 99999999999999, 'test', 'stop_streaming', '{}'),
            (12, 19, 'gone', 'viewer_count', '{\"viewers\": 3}')";
    server.execute("site_old", events).await;
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        let report = import(&fixture, &from).await;
        assert_eq!(report.events, Tally { copied: 7, changed: 3, left_out: 5, already_there: 0 }, "{report}");
        for (line, what) in [
            ("changed: event 2", "the meta was missing"),
            ("changed: event 2", "spaces"),
            ("changed: event 3", "no JSON object"),
            ("look at: event 4", "unknown"),
            ("left out: 2 events (5, 11)", "time"),
            ("left out: event 6", "the name of the streamer"),
            ("left out: event 7", "the type is missing"),
            ("changed: event 8", "Latin-1"),
            ("left out: event 9", "longer than 4 MiB"),
        ] {
            told(&report, line, what);
        }
        let events = fixture.store.events(&EventQuery::last(100)).await.unwrap();
        assert_eq!(events[0].streamer, "Zoë");
        assert_eq!((events[1].streamer.as_str(), &events[1].meta), ("test", &json!({})));
        assert_eq!(events[2].meta, json!({"original": "{torn"}));
        assert_eq!(events[4].meta, json!({"name": "ü"}));
        assert_eq!(events[5].meta["drawing"].as_str().unwrap().len(), 3_000_000);
        assert_eq!(copied(&import(&fixture, &from).await), [0; 4]);
    }
}

#[tokio::test]
async fn many_events_are_copied_in_order() {
    let (server, from) = original().await;
    server
        .execute(
            "site_old",
            "INSERT INTO events (timestamp, username, type, meta)
             SELECT 1795360500 + seq, 'test', 'viewer_count', CONCAT('{\"viewers\": ', seq, '}') FROM seq_1_to_20000",
        )
        .await;
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        assert_eq!(copied(&import(&fixture, &from).await), [4, 2, 20_046, 0]);
        let last = fixture.store.events(&EventQuery::last(20_000)).await.unwrap();
        assert!(last.iter().zip(1..).all(|(event, seq)| event.meta == json!({ "viewers": seq })));
    }
}

#[tokio::test]
async fn the_originals_own_database_is_taken_over_where_it_is() {
    let server = MariaDb::start().await;
    let own = restored(&server, "site").await;
    let settings = server.settings("site");
    let error = Database::open(&settings, &secrets(), false, "upgrade it").await.unwrap_err().to_string();
    assert!(error.contains("copy of the original's tables") && error.contains("`upgrade it`"), "{error}");

    let upgraded = Database::create(&settings, &secrets()).await.unwrap();
    assert_eq!(copied(upgraded.imported.as_ref().unwrap()), [4, 2, 46, 0]);
    assert!(upgraded.to_string().ends_with(
        "with every stream key in clear. They are not used any more; once you are sure not to go back, remove them:\
         \n  DROP TABLE streamersettings, emotes, events, pendingmessages, alembic_version;"
    ));
    let database = Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
    let store = database.store();
    store.drop_streamer(&name("test")).await.unwrap();
    store.set(&name("zoë"), &Setting::Description(None), 0).await.unwrap();
    let before = content(store.as_ref()).await;
    let again = database.upgrade(&secrets()).await.unwrap();
    assert_eq!((again.imported, again.leftovers.len()), (None, 5));
    assert_eq!(content(store.as_ref()).await, before);
    // on request, what is missing is copied once more, and no event twice
    assert_eq!(copied(&run(&database, &own, false).await), [1, 0, 0, 0]);
    server.execute("site", "DELETE FROM import_checkpoints").await;
    let report = run(&database, &own, false).await;
    assert_eq!(report.events, Tally { already_there: 46, ..Tally::default() }, "as earlier versions left it");

    server.execute("site", &format!("DROP TABLE {}", again.leftovers.join(", "))).await;
    assert_eq!(database.upgrade(&secrets()).await.unwrap().to_string(), "the database is up to date");

    let mut root = server.connect_as_root().await;
    let rows = root
        .fetch_all(
            "SELECT CONCAT_WS('|', folded, name, key_hash, chat, description, mastodon) FROM site.streamers",
        )
        .await
        .unwrap();
    for row in rows {
        let row: String = row.get(0);
        assert!(!["secretkey", "a%b_c", "kéy-with"].iter().any(|key| row.contains(key)), "{row}");
    }
}

#[tokio::test]
async fn a_database_is_imported_where_it_is_without_an_upgrade_first() {
    let server = MariaDb::start().await;
    let own = restored(&server, "site").await;
    let settings = server.settings("site");
    assert!(Database::is_new(&settings).await.unwrap());
    let database = Database::prepare(&settings).await.unwrap();
    assert!(!Database::is_new(&settings).await.unwrap());
    assert_eq!(copied(&run(&database, &own, false).await), [4, 2, 46, 0]);
    Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
}

#[tokio::test]
async fn what_is_taken_already_is_left_out_and_named() {
    let (server, from) = original().await;
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        let store = &fixture.store;
        store.add_streamer(&name("TEST"), key("own")).await.unwrap();
        store.add_streamer(&name("other"), key("a%b_c")).await.unwrap();
        store.add_emote(&Emote { alias: "blob-cat".into(), uri: "/own".into() }).await.unwrap();
        let report = import(&fixture, &from).await;
        assert_eq!(copied(&report), [3, 1, 46, 0]);
        told(&report, "left out: streamer \"test\"", "the name is taken");
        told(&report, "left out: emote \"blob-cat\"", "the alias is taken");
        told(&report, "changed: streamer \"DarkRoom\"", "the stream key is that of another streamer");
        let streamers = store.streamers().await.unwrap();
        assert_eq!(streamers.iter().find(|streamer| streamer.name == name("test")).unwrap().key, key("own"));
    }
}

#[tokio::test]
async fn nothing_that_locks_a_stream_is_ever_opened_by_the_copy() {
    let (server, from) = original().await;
    server.execute("site_old", "UPDATE streamersettings SET streampass = ' ', description = ' a\nb ', mastodon = 'bob' WHERE username = 'test'").await;
    let fixture = Fixture::sqlite().await;
    let report = import(&fixture, &from).await;
    let test = fixture.streamer("test").await;
    assert_eq!(test.password, ViewerPassword::stored(" "));
    assert_eq!((test.description.as_deref(), &test.mastodon), (Some("a b"), &None));
    told(&report, "look at: streamer \"test\"", "the viewer password is empty");
    told(&report, "changed: streamer \"test\"", "the description");
    told(&report, "left out: streamer \"test\"", "the Mastodon address \"bob\" is not an address");
}
