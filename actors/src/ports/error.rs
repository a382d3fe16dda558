//! Errors of every store.

/// Why a database refused or failed.
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
