//! The configuration, database and secrets that most commands need.

use std::sync::Arc;

use pystreaming_actors::model::names::{Secrets, StreamerName};
use pystreaming_actors::model::{Principal, Streamer, UnixTime};
use pystreaming_actors::ports::{Clock, Store, StoreError, SystemClock};

use super::error::AdminError;
use crate::config::{CliOverrides, Config};
use crate::storage::Database;
use crate::text::closest;

/// Configuration, database and secrets of the site.
pub(super) struct AdminContext {
    pub config: Config,
    /// Records changes as the administrator's.
    pub store: Arc<dyn Store>,
    pub secrets: Secrets,
    database: Database,
}

impl AdminContext {
    /// Loads the configuration and opens the database. Creates the secret of a new site and, with SQLite, its database.
    pub async fn open(flags: &CliOverrides) -> Result<Self, AdminError> {
        let config = Config::load(flags)?;
        let secrets = config.secrets()?;
        let upgrade = flags.upgrade_command();
        // the node that leads may be of the version before
        let upgrades = config.auto_upgrade && config.cluster.redis.is_none();
        let database = Database::open(&config.database, &secrets, upgrades, &upgrade).await?;
        let store = database.store().by(Principal::Administrator, SystemClock.now().unix);
        Ok(Self { store, config, secrets, database })
    }

    pub async fn close(self) {
        self.database.close().await;
    }

    pub fn now(&self) -> UnixTime {
        SystemClock.now().unix
    }

    /// Finds a streamer by name; suggests similar names if there is none.
    pub async fn streamer(&self, name: &str) -> Result<Streamer, AdminError> {
        let all = self.store.streamers().await?;
        // older versions imported names with spaces around them
        let exact = StreamerName::stored(name);
        let there = all.iter().any(|streamer| streamer.name == exact);
        let wanted = if there { exact } else { StreamerName::stored(name.trim()) };
        let near = closest(wanted.as_str(), all.iter().map(|streamer| streamer.name.as_str()));
        let near = near.into_iter().map(str::to_owned).collect();
        let found = all.into_iter().find(|streamer| streamer.name == wanted);
        found.ok_or_else(|| AdminError::Missing { what: "streamer", name: name.to_owned(), near })
    }
}

/// Distinguishes a name that is taken from a stream key that is taken.
pub(super) fn taken(error: StoreError, what: &'static str, todo: &'static str) -> AdminError {
    match error {
        StoreError::Exists { what: found, name } if found == what => AdminError::Taken { what, name, todo },
        StoreError::Exists { .. } => AdminError::KeyTaken,
        other => other.into(),
    }
}
