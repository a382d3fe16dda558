//! Opening a database whose tables are of another version.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use pystreaming::storage::{Database, DatabaseSettings};
use pystreaming_actors::model::{MessageKind, SanctionKind, SanctionScope};
use pystreaming_actors::ports::{ChatMemory, EventQuery, StoreError};
use pystreaming_actors::room::operations::{Operation, SendMessage};
use sqlx::migrate::{Migrate, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use crate::fixture::{Fixture, key, name, secrets};
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;

const ALL: &str = "migration 0001 site, migration 0002 chat, migration 0003 message ids, migration 0004 message reports, migration 0005 journal writers, migration 0006 operations, migration 0007 api tokens, migration 0008 imports, migration 0009 past broadcasts, migration 0010 webhooks, migration 0011 retention, migration 0012 emote pictures, migration 0013 repeatable requests, migration 0014 notices, migration 0015 sanctions, migration 0016 roles, migration 0017 chat rules, migration 0018 reports, migration 0019 accounts, migration 0020 filter time outs, migration 0021 stream emotes, migration 0022 site roles, migration 0023 account identities, migration 0024 desk, migration 0025 stream titles, migration 0026 profile, migration 0027 followers, migration 0028 streamer pictures, migration 0029 site settings, migration 0030 webhook formats, migration 0032 channel bans, migration 0033 follower indexes, migration 0034 site owner";
const COMMAND: &str = "pystreaming-admin --config site.yaml database upgrade";

async fn open(settings: &DatabaseSettings, auto_upgrade: bool) -> Result<Database, StoreError> {
    Database::open(settings, &secrets(), auto_upgrade, COMMAND).await
}

#[tokio::test]
async fn many_who_start_at_once_make_the_tables_once() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = DatabaseSettings::Sqlite { path: folder.path().join("data/site.db") };
    let server = MariaDb::start().await;
    let mysql = server.settings("site");
    server.execute("mysql", "CREATE DATABASE site").await;
    let postgres_server = Postgres::start().await;
    let postgres = postgres_server.settings("site");
    postgres_server.execute("postgres", "CREATE DATABASE site OWNER site").await;
    for settings in [sqlite, mysql, postgres] {
        for opened in join_all((0..6).map(|_| open(&settings, true))).await {
            assert_eq!(opened.unwrap().store().revision().await.unwrap(), 0, "{settings}");
        }
    }
}

#[tokio::test]
async fn mysql_is_upgraded_when_told_so_and_otherwise_refused_with_the_command() {
    let server = MariaDb::start().await;
    let settings = server.settings("site");
    server.execute("mysql", "CREATE DATABASE site").await;
    let error = open(&settings, false).await.unwrap_err();
    assert!(matches!(error, StoreError::Schema(_)));
    let error = error.to_string();
    assert!(error.contains(ALL) && error.contains(&format!("`{COMMAND}`")), "{error}");
    let database = Database::connect(&settings).await.unwrap();
    assert_eq!(database.pending().await.unwrap().to_string(), ALL);
    let upgraded = database.upgrade(&secrets()).await.unwrap();
    assert_eq!(
        upgraded.to_string(),
        "applied: 0001 site, 0002 chat, 0003 message ids, 0004 message reports, 0005 journal writers, 0006 operations, 0007 api tokens, 0008 imports, 0009 past broadcasts, 0010 webhooks, 0011 retention, 0012 emote pictures, 0013 repeatable requests, 0014 notices, 0015 sanctions, 0016 roles, 0017 chat rules, 0018 reports, 0019 accounts, 0020 filter time outs, 0021 stream emotes, 0022 site roles, 0023 account identities, 0024 desk, 0025 stream titles, 0026 profile, 0027 followers, 0028 streamer pictures, 0029 site settings, 0030 webhook formats, 0032 channel bans, 0033 follower indexes, 0034 site owner"
    );
    assert_eq!(database.pending().await.unwrap().to_string(), "nothing to do");
    assert_eq!(database.upgrade(&secrets()).await.unwrap().to_string(), "the database is up to date");
    open(&settings, false).await.unwrap();
}

#[tokio::test]
async fn postgres_is_upgraded_when_told_so_and_otherwise_refused_with_the_command() {
    let server = Postgres::start().await;
    let settings = server.settings("site");
    server.execute("postgres", "CREATE DATABASE site OWNER site").await;
    assert!(Database::is_new(&settings).await.unwrap());
    let error = open(&settings, false).await.unwrap_err();
    assert!(matches!(error, StoreError::Schema(_)));
    let error = error.to_string();
    assert!(error.contains("migration 0034 tables") && error.contains(&format!("`{COMMAND}`")), "{error}");
    let database = Database::connect(&settings).await.unwrap();
    let upgraded = database.upgrade(&secrets()).await.unwrap();
    assert_eq!(upgraded.to_string(), "applied: 0034 tables");
    assert_eq!(database.upgrade(&secrets()).await.unwrap().to_string(), "the database is up to date");
    assert!(!Database::is_new(&settings).await.unwrap());
    open(&settings, false).await.unwrap();
}

#[tokio::test]
async fn all_databases_have_the_same_tables_and_columns() {
    const COLUMNS: &str = "SELECT CAST(table_name AS CHAR(64)), CAST(column_name AS CHAR(64)) FROM information_schema.columns \
                           WHERE table_schema = ";
    let (mariadb, postgres) = (MariaDb::start().await, Postgres::start().await);
    let (sqlite, mysql, postgresql) =
        (Fixture::sqlite().await, Fixture::mariadb(&mariadb).await, Fixture::postgres(&postgres).await);
    let DatabaseSettings::Sqlite { path } = &sqlite.settings else { panic!() };
    let DatabaseSettings::MySql(of_mysql) = &mysql.settings else { panic!() };
    let DatabaseSettings::Postgres(of_postgres) = &postgresql.settings else { panic!() };
    let columns = |rows: Vec<(String, String)>| -> BTreeSet<(String, String)> {
        let ours =
            rows.into_iter().map(|(table, column)| (table.trim().to_owned(), column.trim().to_owned()));
        ours.filter(|(table, _)| table != "_sqlx_migrations" && !table.starts_with("sqlite_")).collect()
    };
    let mut file = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let in_sqlite = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'",
    );
    let mut in_sqlite = columns(in_sqlite.fetch_all(&mut file).await.unwrap());
    let mut root = mariadb.connect_as_root().await;
    let sql = AssertSqlSafe(format!("{COLUMNS} '{}'", of_mysql.database));
    let in_mysql = columns(sqlx::query_as(sql).fetch_all(&mut root).await.unwrap());
    let mut root = postgres.connect_as_root(&of_postgres.database).await;
    let sql = AssertSqlSafe(format!("{COLUMNS} 'public'"));
    let in_postgres = columns(sqlx::query_as(sql).fetch_all(&mut root).await.unwrap());
    assert!(in_postgres.len() > 200);
    assert_eq!(in_postgres, in_sqlite);
    // only in MySQL can the original's tables be beside ours
    in_sqlite.insert(("site_state".to_owned(), "original_imported".to_owned()));
    assert_eq!(in_mysql, in_sqlite);
}

/// Brings an empty database to where a program with this many migrations left it.
async fn make_old<C: Migrate>(backend: &str, migrations: i64, connection: &mut C) {
    let mut migrator = Migrator::new(Path::new("migrations").join(backend)).await.unwrap();
    migrator.set_locking(false).run_direct(Some(migrations), connection, false).await.unwrap();
}

/// An SQLite file and a database of MariaDB as a program with this many migrations left them, with this data.
async fn old_databases(
    migrations: i64,
    data: String,
    path: PathBuf,
    server: &MariaDb,
) -> [DatabaseSettings; 2] {
    let sqlite = DatabaseSettings::Sqlite { path: path.clone() };
    let mut old = SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap();
    make_old("sqlite", migrations, &mut old).await;
    old.execute(AssertSqlSafe(data.clone())).await.unwrap();
    drop(old);
    let mut old = server.connect_as_root().await;
    old.execute("CREATE DATABASE site; USE site").await.unwrap();
    make_old("mysql", migrations, &mut old).await;
    old.execute(AssertSqlSafe(data)).await.unwrap();
    [sqlite, server.settings("site")]
}

#[tokio::test]
async fn a_database_from_before_chat_is_brought_up_to_date_with_what_is_in_it() {
    const DATA: &str = "INSERT INTO streamers (folded, name, key_hash, description) VALUES ('alice', 'Alice', '{}', 'old'); \
                        INSERT INTO queued_messages (streamer, kind, message) VALUES ('alice', 'action', 'says \"ö\"'); \
                        INSERT INTO audit_events (happened_at, streamer, folded, kind, meta) \
                        VALUES (7, 'Alice', 'alice', 'stop_streaming', '{{}}')";
    let data = DATA.replace("'{}'", &format!("'{}'", key("a").to_hex())).replace("{{}}", "{}");
    let folder = tempfile::tempdir().unwrap();
    let server = MariaDb::start().await;
    for settings in old_databases(1, data, folder.path().join("site.db"), &server).await {
        let database = Database::connect(&settings).await.unwrap();
        let pending = database.pending().await.unwrap().to_string();
        assert_eq!(
            pending,
            "migration 0002 chat, migration 0003 message ids, migration 0004 message reports, migration 0005 journal writers, migration 0006 operations, migration 0007 api tokens, migration 0008 imports, migration 0009 past broadcasts, migration 0010 webhooks, migration 0011 retention, migration 0012 emote pictures, migration 0013 repeatable requests, migration 0014 notices, migration 0015 sanctions, migration 0016 roles, migration 0017 chat rules, migration 0018 reports, migration 0019 accounts, migration 0020 filter time outs, migration 0021 stream emotes, migration 0022 site roles, migration 0023 account identities, migration 0024 desk, migration 0025 stream titles, migration 0026 profile, migration 0027 followers, migration 0028 streamer pictures, migration 0029 site settings, migration 0030 webhook formats, migration 0032 channel bans, migration 0033 follower indexes, migration 0034 site owner",
            "{settings}"
        );
        let store = open(&settings, true).await.unwrap().store();
        let alice = &store.streamers().await.unwrap()[0];
        assert_eq!((alice.name.as_str(), alice.description.as_deref()), ("Alice", Some("old")));
        assert_eq!(store.events(&EventQuery::last(10).of(&name("alice"))).await.unwrap()[0].at, 7);
        let queued = &store.take_operations().await.unwrap()[0];
        let message = SendMessage { kind: MessageKind::Action, text: "says \"ö\"".into(), reply: None };
        assert_eq!(queued.streamer, name("alice"));
        assert_eq!(
            serde_json::from_str::<Operation>(&queued.operation).unwrap(),
            Operation::SendMessage(message)
        );
        assert_eq!(store.chat_memory(&name("alice"), 100, 0).await.unwrap(), ChatMemory::default());
    }
}

#[tokio::test]
async fn mutes_from_before_there_were_other_sanctions_hold() {
    let data = "INSERT INTO streamers (folded, name, key_hash) VALUES ('alice', 'Alice', '{}'); \
                INSERT INTO chat_mutes (id, streamer, visitor, address, name, muted_at) \
                VALUES ('m1', 'alice', 'v1', '0123', 'Bob', 5), ('m2', 'alice', NULL, '0456', 'Eve', 6)";
    let data = data.replace("{}", &key("a").to_hex());
    let folder = tempfile::tempdir().unwrap();
    let server = MariaDb::start().await;
    for settings in old_databases(14, data, folder.path().join("site.db"), &server).await {
        let store = open(&settings, true).await.unwrap().store();
        let sanctions = store.chat_memory(&name("alice"), 100, 0).await.unwrap().sanctions;
        let kept: Vec<_> = sanctions
            .iter()
            .map(|mute| (mute.kind, mute.scope, mute.id.as_str(), mute.name.as_str(), mute.at, mute.until))
            .collect();
        let (kind, scope) = (SanctionKind::Mute, SanctionScope::Stream);
        assert_eq!(
            kept,
            [(kind, scope, "m1", "Bob", 5, None), (kind, scope, "m2", "Eve", 6, None)],
            "{settings}"
        );
        assert_eq!(sanctions[0].browser_id.as_ref().unwrap().as_str(), "v1");
        assert_eq!((sanctions[1].browser_id.as_ref(), sanctions[1].address.as_str()), (None, "0456"));
    }
}

#[tokio::test]
async fn what_is_stored_is_there_after_opening_again() {
    let fixture = Fixture::sqlite().await;
    fixture.store.add_streamer(&name("alice"), key("a")).await.unwrap();
    fixture.database.close().await;
    assert!(fixture.store.streamers().await.unwrap_err().to_string().contains("closed"));
    let again = open(&fixture.settings, false).await.unwrap().store();
    assert_eq!(again.streamers().await.unwrap().len(), 1);
    assert_eq!(Database::create(&fixture.settings, &secrets()).await.unwrap().migrations.len(), 0);
}

#[tokio::test]
async fn a_database_of_another_version_is_refused_with_the_reason() {
    const NEWER: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                         VALUES (9999, 'future', TRUE, 'x', 0)";
    const EDITED: &str = "DELETE FROM _sqlx_migrations WHERE version = 9999; \
                          UPDATE _sqlx_migrations SET checksum = 'x'";
    const BROKEN: &str = "UPDATE _sqlx_migrations SET success = FALSE";
    let server = MariaDb::start().await;
    let postgres = Postgres::start().await;
    for (fixture, first) in [
        (Fixture::sqlite().await, 1),
        (Fixture::mariadb(&server).await, 1),
        (Fixture::postgres(&postgres).await, 34),
    ] {
        for (change, expected) in [
            (NEWER, "upgraded by a newer version of this program (migration 9999)".to_owned()),
            (EDITED, format!("migration {first} is not the one that was applied")),
            (BROKEN, format!("migration {first} stopped half way")),
        ] {
            fixture.execute(change).await;
            let error = open(&fixture.settings, true).await.unwrap_err();
            assert!(matches!(error, StoreError::Schema(_)));
            assert!(error.to_string().contains(&expected), "{}: {error}", fixture.settings);
        }
    }
}
