//! The error of all stores.

/// Why a store operation failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The name is taken.
    #[error("{what} {name:?} exists already")]
    Exists {
        /// "streamer" or "emote" or "stream key of".
        what: &'static str,
        /// The name as stored.
        name: String,
    },
    /// Nothing has that name.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// "streamer" or "emote".
        what: &'static str,
        /// The name as requested.
        name: String,
    },
    /// The tables are missing or of another version.
    #[error("{0}")]
    Schema(String),
    /// The database is unreachable, full or broken. The text contains no secret.
    #[error("database: {0}")]
    Database(String),
}
