//! What the site keeps, in SQLite or in MySQL, behind the trait `Store` of the actors.

mod failure;
mod journal;
mod migrations;
mod mysql;
mod original;
mod queries;
mod schema;
mod settings;
mod sql;
mod sqlite;

use std::sync::Arc;

use pystreaming_actors::clock::{Clock, SystemClock};
use pystreaming_actors::names::Secrets;
use pystreaming_actors::store::{Store, StoreError};

pub use migrations::next_migration;
pub use original::Imported;
pub use schema::{Pending, Upgraded};
pub use settings::{
    DatabasePassword, DatabaseSettings, InvalidDatabase, MySqlServer, MySqlSettings, MySqlTls,
};

use queries::SqlStore;
use sql::Pool;

/// A database that answered, whatever the state of its tables.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
}

impl Database {
    /// Reaches the database. A SQLite file and its folder are made where they are not there yet; a MySQL database
    /// has to be there.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let pool = match settings {
            DatabaseSettings::Sqlite { path } => Pool::Sqlite(sqlite::open(path).await?),
            DatabaseSettings::MySql(settings) => Pool::MySql(mysql::open(settings).await?),
        };
        Ok(Self { pool })
    }

    /// `database create`: makes the database itself where that is possible, and its tables. A database that is
    /// there already is upgraded.
    pub async fn create(settings: &DatabaseSettings, secrets: &Secrets) -> Result<Upgraded, StoreError> {
        if let DatabaseSettings::MySql(settings) = settings {
            mysql::create_database(settings).await?;
        }
        let database = Self::connect(settings).await?;
        let upgraded = database.upgrade(secrets).await?;
        database.close().await;
        Ok(upgraded)
    }

    /// Reaches the database and makes sure that its tables are those of this program. SQLite is upgraded on the way;
    /// MySQL, which others may share, only with `auto_upgrade`, and otherwise refused with `upgrade_command` as the
    /// remedy.
    pub async fn open(
        settings: &DatabaseSettings,
        secrets: &Secrets,
        auto_upgrade: bool,
        upgrade_command: &str,
    ) -> Result<Self, StoreError> {
        let database = Self::connect(settings).await?;
        let pending = database.pending().await?;
        if pending.is_empty() {
            return Ok(database);
        }
        if matches!(database.pool, Pool::MySql(_)) && !auto_upgrade {
            return Err(StoreError::Schema(format!(
                "the database has to be upgraded first ({pending}): run `{upgrade_command}`, \
                 or set `auto_upgrade: true`"
            )));
        }
        let upgraded = database.upgrade(secrets).await?;
        tracing::info!(migrations = ?upgraded.migrations, imported = ?upgraded.imported, "database upgraded");
        Ok(database)
    }

    /// What [`Database::upgrade`] would do.
    pub async fn pending(&self) -> Result<Pending, StoreError> {
        schema::pending(&self.pool).await
    }

    /// Applies what is pending: migrations, then the copy of the original's tables, if this is its database. The
    /// stream keys found there are hashed with `secrets`.
    pub async fn upgrade(&self, secrets: &Secrets) -> Result<Upgraded, StoreError> {
        schema::upgrade(&self.pool, secrets, SystemClock.now().unix).await
    }

    /// The store in this database.
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::new(SqlStore { pool: self.pool.clone() })
    }

    /// Ends all connections; what was begun is finished before. The store of this database is closed with it.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::MySql(pool) => pool.close().await,
        }
    }
}
