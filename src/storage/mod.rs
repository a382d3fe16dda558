//! Storage in SQLite, PostgreSQL or MySQL, behind the trait [`Store`] of the actors.

mod accounts;
mod broadcast_history;
mod broadcasts;
mod change;
mod chat;
mod chat_rows;
mod chat_rules;
mod columns;
mod desk;
mod dialect;
mod earlier;
mod emotes;
mod event_blocks;
mod events;
mod failure;
mod followers;
mod import;
mod journal;
mod migrations;
mod mysql;
mod new_events;
mod notices;
mod owner;
mod past;
mod personal;
mod pictures;
#[cfg(test)]
mod plans;
mod postgres;
mod queue;
mod reports;
mod requests;
mod retention;
mod revision;
mod rows;
mod samples;
mod sanctions;
mod schema;
mod servers;
mod settings;
mod site_settings;
mod sql;
mod sqlite;
mod store;
mod streamers;
mod tokens;
mod webhooks;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::names::Secrets;
use pystreaming_actors::ports::{Clock, Store, StoreError, SystemClock};

pub use import::{ImportOptions, ImportReport, Note, NoteKind, OnProgress, Progress, Tally};
pub use migrations::next_migration;
pub use owner::{Claim, Epoch};
pub use schema::{Pending, Upgraded};
pub use settings::{
    DatabasePassword, DatabaseSettings, InvalidDatabase, MySqlServer, MySqlSettings, MySqlTls,
    PostgresSettings, PostgresTls,
};

use sql::Pool;
use store::SqlStore;

/// How long to wait for a connection. The site works without its database, so it is better to fail early.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// Runs code with the settings of whichever server keeps the database. A file has none, which is an error.
macro_rules! on_server {
    ($settings:expr, $server:ident => $code:expr) => {
        match $settings {
            DatabaseSettings::Sqlite { .. } => Err(no_server()),
            DatabaseSettings::MySql($server) => $code,
            DatabaseSettings::Postgres($server) => $code,
        }
    };
}

/// A database that has been reached. Its tables may be missing or outdated.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
}

impl Database {
    /// Connects to the database. A SQLite file and its folder are created if they do not exist; a database on a server
    /// must exist.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let pool = match settings {
            DatabaseSettings::Sqlite { path } => Pool::Sqlite(sqlite::open(path).await?),
            DatabaseSettings::MySql(settings) => Pool::MySql(mysql::open(settings, None).await?),
            DatabaseSettings::Postgres(settings) => Pool::Postgres(postgres::open(settings, None).await?),
        };
        Ok(Self { pool })
    }

    /// `database create`: creates the database, if the user may, and its tables. An existing database is upgraded.
    pub async fn create(settings: &DatabaseSettings, secrets: &Secrets) -> Result<Upgraded, StoreError> {
        Self::make(settings).await?;
        let database = Self::connect(settings).await?;
        let upgraded = database.upgrade(secrets).await?;
        database.close().await;
        Ok(upgraded)
    }

    /// Creates a database on a server, if it does not exist and the user may.
    async fn make(settings: &DatabaseSettings) -> Result<(), StoreError> {
        match settings {
            DatabaseSettings::Sqlite { .. } => Ok(()),
            DatabaseSettings::MySql(settings) => mysql::create_database(settings).await,
            DatabaseSettings::Postgres(settings) => postgres::create_database(settings).await,
        }
    }

    /// Connects to the database. Creates it, if the user may, and its tables, but copies nothing.
    pub async fn prepare(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        Self::make(settings).await?;
        let database = Self::connect(settings).await?;
        migrations::apply(&database.pool).await?;
        Ok(database)
    }

    /// Whether the database has no tables of this program yet. Changes nothing.
    pub async fn is_new(settings: &DatabaseSettings) -> Result<bool, StoreError> {
        if let DatabaseSettings::Sqlite { path } = settings {
            return Ok(!path.exists());
        }
        let database = Self::connect(settings).await?;
        let is_new = migrations::none_applied(&database.pool).await?;
        database.close().await;
        Ok(is_new)
    }

    /// Connects to the database and makes sure that its tables are those of this program. SQLite is always upgraded;
    /// one on a server, which others may share, only with `auto_upgrade`; otherwise the error names `upgrade_command`.
    pub async fn open(
        settings: &DatabaseSettings,
        secrets: &Secrets,
        auto_upgrade: bool,
        upgrade_command: &str,
    ) -> Result<Self, StoreError> {
        Self::connect(settings).await?.up_to_date(secrets, auto_upgrade, upgrade_command).await
    }

    /// Opens the database as the only server that may write, and says since when. When it returns, the node before writes no longer,
    /// even if it does not know yet. A file cannot be shared.
    pub async fn take_over(
        settings: &DatabaseSettings,
        claim: &Claim<'_>,
        secrets: &Secrets,
        auto_upgrade: bool,
        upgrade_command: &str,
    ) -> Result<(Self, Epoch), StoreError> {
        on_server!(settings, server => servers::must_be_free(server).await)?;
        // a node that cannot use the database leaves it to the one that does
        let database = Self::connect(settings).await?;
        database.must_be_usable(auto_upgrade, upgrade_command).await?;
        let after = match claim.after {
            Some(after) => {
                database.close().await;
                after
            }
            None => {
                database.up_to_date(secrets, auto_upgrade, upgrade_command).await?.close().await;
                Self::epoch(settings).await?
            }
        };
        let epoch = on_server!(settings, server => servers::take_over(server, claim, after).await)?;
        let pool = match settings {
            DatabaseSettings::Sqlite { .. } => return Err(no_server()),
            DatabaseSettings::MySql(server) => Pool::MySql(mysql::open(server, Some(epoch)).await?),
            DatabaseSettings::Postgres(server) => Pool::Postgres(postgres::open(server, Some(epoch)).await?),
        };
        let database = Self { pool }.up_to_date(secrets, auto_upgrade, upgrade_command).await?;
        on_server!(settings, server => servers::claim(server, Some(epoch)).await)?;
        Ok((database, epoch))
    }

    /// The epoch of the server that writes.
    pub async fn epoch(settings: &DatabaseSettings) -> Result<Epoch, StoreError> {
        on_server!(settings, server => servers::epoch(server).await)
    }

    /// Lets a node with another secret than before be the next that takes over.
    pub async fn accept_any_site(settings: &DatabaseSettings) -> Result<(), StoreError> {
        on_server!(settings, server => servers::accept_any_site(server).await)
    }

    async fn up_to_date(
        self,
        secrets: &Secrets,
        auto_upgrade: bool,
        upgrade_command: &str,
    ) -> Result<Self, StoreError> {
        let database = self;
        if database.must_be_usable(auto_upgrade, upgrade_command).await?.is_empty() {
            return Ok(database);
        }
        let upgraded = database.upgrade(secrets).await?;
        if let Some(ImportReport { streamers, emotes, events, notes, .. }) = &upgraded.imported {
            let (streamers, emotes, events) = (streamers.copied, emotes.copied, events.copied);
            tracing::info!(streamers, emotes, events, "copied from the original's tables");
            for note in notes {
                tracing::warn!("{note}");
            }
        }
        tracing::info!(migrations = ?upgraded.migrations, "database upgraded");
        Ok(database)
    }

    /// What is pending. An error if it may not be applied, or if the database is of a newer version.
    async fn must_be_usable(&self, auto_upgrade: bool, upgrade_command: &str) -> Result<Pending, StoreError> {
        let pending = self.pending().await?;
        if !pending.is_empty() && !self.is_file() && !auto_upgrade {
            return Err(StoreError::Schema(format!(
                "the database has to be upgraded first ({pending}): run `{upgrade_command}`, \
                 or set `auto_upgrade: true`"
            )));
        }
        Ok(pending)
    }

    /// Fails if another server of this program uses this database; otherwise reserves it until this process ends. A SQLite
    /// file is locked separately.
    pub async fn claim(settings: &DatabaseSettings) -> Result<(), StoreError> {
        match settings {
            DatabaseSettings::Sqlite { .. } => Ok(()),
            settings => on_server!(settings, server => servers::claim(server, None).await),
        }
    }

    /// What [`Database::upgrade`] would do.
    pub async fn pending(&self) -> Result<Pending, StoreError> {
        schema::pending(&self.pool).await
    }

    /// Applies pending migrations, then copies the original's tables if the database has them. Stream keys found there
    /// are hashed with `secrets`.
    pub async fn upgrade(&self, secrets: &Secrets) -> Result<Upgraded, StoreError> {
        schema::upgrade(&self.pool, secrets, SystemClock.now().unix).await
    }

    /// Copies what is new in a database of the original into this one, whose tables must be up to date.
    pub async fn import(
        &self,
        from: &MySqlSettings,
        options: ImportOptions<'_>,
        progress: OnProgress<'_>,
    ) -> Result<ImportReport, StoreError> {
        let source = import::Source::new(mysql::connect_once(from).await?).await?;
        import::import(&self.pool, source, options, progress).await
    }

    /// Whether the database is a file, which can be backed up here.
    pub fn is_file(&self) -> bool {
        matches!(self.pool, Pool::Sqlite(_))
    }

    /// Name and version of what keeps the database, such as `SQLite 3.50.4` or `MariaDB 10.11.14`.
    pub async fn version(&self) -> Result<String, StoreError> {
        let sql = match self.pool {
            Pool::Sqlite(_) => "SELECT sqlite_version()",
            Pool::MySql(_) => "SELECT VERSION()",
            Pool::Postgres(_) => "SHOW server_version",
        };
        let rows = self.pool.rows(sql, &[]).await?;
        let said: String = rows.first().map(|row| row.get(0)).transpose()?.unwrap_or_default();
        Ok(named(&self.pool, &said))
    }

    /// Copies a database that is a file into a new file, as it is at one moment. Others go on reading and writing.
    pub async fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        let (Pool::Sqlite(file), Some(to)) = (&self.pool, to.to_str()) else {
            return Err(StoreError::Database("it cannot be backed up to this place".to_owned()));
        };
        let copied = sqlx::query("VACUUM INTO ?").bind(to.to_owned()).execute(&file.pool).await;
        copied.map(|_| ()).map_err(failure::translate)
    }

    /// The store on this database.
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::new(SqlStore { pool: self.pool.clone(), by: None })
    }

    /// Closes all connections once those in use are returned. Stores on this database fail from then on.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(file) => file.pool.close().await,
            Pool::MySql(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// What a database says about its version, such as `10.11.14-MariaDB-0+deb12u2`, with its name.
fn named(pool: &Pool, said: &str) -> String {
    let name = match pool {
        Pool::Sqlite(_) => "SQLite",
        Pool::Postgres(_) => "PostgreSQL",
        Pool::MySql(_) if said.contains("MariaDB") => "MariaDB",
        Pool::MySql(_) => "MySQL",
    };
    // what follows tells who packaged it
    let number = said.split(['-', ' ']).next().unwrap_or_default();
    format!("{name} {number}")
}

fn no_server() -> StoreError {
    StoreError::Database("a file cannot be shared by nodes".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pystreaming_actors::model::AuditEvent;
    use pystreaming_actors::model::names::{StreamerName, Token};
    use pystreaming_actors::ports::{Batch, EventQuery, Write};

    #[tokio::test]
    async fn a_version_is_named_by_what_made_it() {
        let mysql = Pool::MySql(sqlx::mysql::MySqlPoolOptions::new().connect_lazy_with(Default::default()));
        let postgres =
            Pool::Postgres(sqlx::postgres::PgPoolOptions::new().connect_lazy_with(Default::default()));
        assert_eq!(named(&mysql, "10.11.14-MariaDB-0+deb12u2"), "MariaDB 10.11.14");
        assert_eq!(named(&mysql, "8.0.36-0ubuntu0.22.04.1"), "MySQL 8.0.36");
        assert_eq!(named(&postgres, "15.14 (Debian 15.14-0+deb12u1)"), "PostgreSQL 15.14");
    }

    /// Not with the integration tests, since only this module can limit the size of the file.
    #[tokio::test]
    async fn a_full_disk_is_an_error_that_says_so_and_loses_only_what_was_refused() {
        let folder = tempfile::tempdir().unwrap();
        let settings = DatabaseSettings::Sqlite { path: folder.path().join("site.db") };
        let database = Database::open(&settings, &Secrets::derive("x"), false, "").await.unwrap();
        let Pool::Sqlite(file) = &database.pool else { panic!() };
        // the limit applies to one connection, so each of them needs it
        let mut connections = Vec::new();
        while connections.len() < file.pool.options().get_max_connections() as usize {
            let mut connection = file.pool.acquire().await.unwrap();
            sqlx::query("PRAGMA max_page_count = 200").execute(&mut *connection).await.unwrap();
            connections.push(connection);
        }
        drop(connections);
        let store = database.store();
        let event = AuditEvent::SetDescription { description: Some("x".repeat(20_000)) };
        let step = Write::Audit { at: 0, streamer: StreamerName::stored("alice"), event };
        let mut written = 0;
        let error = loop {
            let batch = Batch {
                writer: Token::stored("writer"),
                number: written as u64 + 1,
                steps: vec![step.clone()],
            };
            match store.write(&batch).await {
                Ok(()) => written += 1,
                Err(error) => break error,
            }
            assert!(written < 100, "the file has no limit");
        };
        assert!(matches!(&error, StoreError::Database(why) if why.contains("the disk is full")), "{error}");
        assert_eq!(store.events(&EventQuery::last(1000)).await.unwrap().len(), written);
        assert!(written > 0);
    }
}
