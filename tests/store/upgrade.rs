//! Opening a database whose tables are of another version.

use futures_util::future::join_all;
use pystreaming::store::{Database, DatabaseSettings};
use pystreaming_actors::store::StoreError;

use crate::fixture::{Fixture, key, name, secrets};
use crate::mariadb::MariaDb;

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
    for settings in [sqlite, mysql] {
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
    assert!(error.contains("migration 0001 site") && error.contains(&format!("`{COMMAND}`")), "{error}");
    let database = Database::connect(&settings).await.unwrap();
    assert_eq!(database.pending().await.unwrap().to_string(), "migration 0001 site");
    let upgraded = database.upgrade(&secrets()).await.unwrap();
    assert_eq!(upgraded.to_string(), "applied: 0001 site");
    assert_eq!(database.pending().await.unwrap().to_string(), "nothing to do");
    assert_eq!(database.upgrade(&secrets()).await.unwrap().to_string(), "the database is up to date");
    open(&settings, false).await.unwrap();
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
    for fixture in [Fixture::sqlite().await, Fixture::mariadb(&server).await] {
        for (change, expected) in [
            (NEWER, "upgraded by a newer version of this program (migration 9999)"),
            (EDITED, "migration 1 is not the one that was applied"),
            (BROKEN, "migration 1 stopped half way"),
        ] {
            fixture.execute(change).await;
            let error = open(&fixture.settings, true).await.unwrap_err();
            assert!(matches!(error, StoreError::Schema(_)));
            assert!(error.to_string().contains(expected), "{}: {error}", fixture.settings);
        }
    }
}
