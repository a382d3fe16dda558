//! A fresh store, and the names and values that the tests put into it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use pystreaming::storage::{Database, DatabaseSettings};
use pystreaming_actors::model::names::{KeyHash, Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::model::{AuditEvent, Broadcast, Principal, Streamer};
use pystreaming_actors::ports::{Batch, Store, StoreError, Write};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use crate::mariadb::MariaDb;
use crate::postgres::Postgres;

/// What runs the database of a fixture.
#[derive(Clone, Copy)]
enum Server<'a> {
    MariaDb(&'a MariaDb),
    Postgres(&'a Postgres),
}

/// An empty store, and a way into its database past it.
pub struct Fixture<'a> {
    pub database: Database,
    pub store: Arc<dyn Store>,
    pub settings: DatabaseSettings,
    server: Option<(Server<'a>, String)>,
    _folder: Option<TempDir>,
}

impl<'a> Fixture<'a> {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = DatabaseSettings::Sqlite { path: folder.path().join("data/site.db") };
        Self::create(settings, None, Some(folder)).await
    }

    /// In a database of its own on that server.
    pub async fn mariadb(server: &'a MariaDb) -> Self {
        let database = unused();
        Self::create(server.settings(&database), Some((Server::MariaDb(server), database)), None).await
    }

    /// The same.
    pub async fn postgres(server: &'a Postgres) -> Self {
        let database = unused();
        Self::create(server.settings(&database), Some((Server::Postgres(server), database)), None).await
    }

    /// Remembers what the database holds, for [`Fixture::restored`].
    pub async fn remember(&self) {
        match self.server.as_ref().expect("a database on a server") {
            (Server::MariaDb(server), database) => server.remember(database).await,
            (Server::Postgres(server), database) => server.remember(database).await,
        }
    }

    /// The same database, opened once more, with what was remembered and nothing else. To make another would take longer, and to
    /// remove the files of a hundred of them longer still.
    pub async fn restored(&self) -> Self {
        let server = self.server.clone().expect("a database on a server");
        match &server {
            (Server::MariaDb(server), database) => server.restore(database).await,
            (Server::Postgres(server), database) => server.restore(database).await,
        }
        Self::open(self.settings.clone(), Some(server), None).await
    }

    async fn create(
        settings: DatabaseSettings,
        server: Option<(Server<'a>, String)>,
        folder: Option<TempDir>,
    ) -> Self {
        Database::create(&settings, &secrets()).await.unwrap();
        Self::open(settings, server, folder).await
    }

    async fn open(
        settings: DatabaseSettings,
        server: Option<(Server<'a>, String)>,
        folder: Option<TempDir>,
    ) -> Self {
        let database = Database::open(&settings, &secrets(), false, "upgrade").await.unwrap();
        Self { store: database.store(), database, settings, server, _folder: folder }
    }

    /// Runs SQL behind the store's back.
    pub async fn execute(&self, sql: &str) {
        match (&self.settings, &self.server) {
            (_, Some((Server::MariaDb(server), database))) => server.execute(database, sql).await,
            (_, Some((Server::Postgres(server), database))) => server.execute(database, sql).await,
            (DatabaseSettings::Sqlite { path }, None) => {
                let mut connection: SqliteConnection =
                    SqliteConnectOptions::new().filename(path).connect().await.unwrap();
                connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
            }
            (other, None) => panic!("no server for {other}"),
        }
    }

    /// A text as the database keeps it: PostgreSQL has no U+0000.
    pub fn kept(&self, text: &str) -> String {
        match self.settings {
            DatabaseSettings::Postgres(_) => text.replace('\0', "\u{fffd}"),
            _ => text.to_owned(),
        }
    }

    /// The one streamer of that name.
    pub async fn streamer(&self, name: &str) -> Streamer {
        let all = self.store.streamers().await.unwrap();
        all.into_iter().find(|streamer| streamer.name == self::name(name)).unwrap()
    }
}

/// The name of a database that no fixture has.
fn unused() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("site_{}", MADE.fetch_add(1, Ordering::Relaxed))
}

/// Writes steps as a batch of their own.
pub trait Record {
    async fn record(&self, steps: &[Write]) -> Result<(), StoreError>;
}

impl<S: Store + ?Sized> Record for S {
    async fn record(&self, steps: &[Write]) -> Result<(), StoreError> {
        self.write(&batch(steps)).await
    }
}

pub fn batch(steps: &[Write]) -> Batch {
    Batch { writer: Token::from_random(rand::random()), number: 1, steps: steps.to_vec() }
}

pub fn secrets() -> Secrets {
    Secrets::derive("a secret for tests")
}

pub fn name(name: &str) -> StreamerName {
    StreamerName::stored(name)
}

pub fn key(key: &str) -> KeyHash {
    secrets().hash(&StreamKey::new(key).unwrap())
}

pub fn token(text: &str) -> Token {
    Token::stored(text)
}

pub fn broadcast(id: &str, streamer: &str, started_at: i64) -> Broadcast {
    Broadcast {
        id: token(id),
        streamer: name(streamer),
        publish_name: Some(token("renamed")),
        prefix: token("prefix"),
        started_at,
        seen_at: started_at,
        is_recorded: true,
    }
}

/// Somebody who acts by an API token of a streamer.
pub fn by_token(id: i64) -> Principal {
    Principal::Token { id, administers: false }
}

pub fn viewers(at: i64, streamer: &str, viewers: u32) -> Write {
    Write::Audit { at, streamer: name(streamer), event: AuditEvent::ViewerCount { viewers } }
}
