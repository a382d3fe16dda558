//! The store: one database, which the server and `pystreaming-admin` share. A trait for each subject.

use super::audit::AuditStore;
use super::broadcasts::BroadcastStore;
use super::chat::ChatStore;
use super::journal::JournalStore;
use super::messages::MessageQueue;
use super::settings::SettingsStore;

/// Why a database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The name is taken.
    #[error("{what} {name:?} exists already")]
    Exists {
        /// "streamer" or "emote" or "stream key of".
        what: &'static str,
        /// As stored.
        name: String,
    },
    /// Nothing has that name.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// "streamer" or "emote".
        what: &'static str,
        /// As asked for.
        name: String,
    },
    /// The tables are missing or of another version.
    #[error("{0}")]
    Schema(String),
    /// The database is unreachable, full or broken. The text contains no secret.
    #[error("database: {0}")]
    Database(String),
}

/// Everything that a database stores for the site.
pub trait Store:
    SettingsStore + BroadcastStore + ChatStore + JournalStore + AuditStore + MessageQueue
{
}

impl<S> Store for S where
    S: SettingsStore + BroadcastStore + ChatStore + JournalStore + AuditStore + MessageQueue
{
}
