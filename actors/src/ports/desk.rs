//! Browsers that are signed in to a studio or to the administration without an account, in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::{KeyHash, StreamerName};
use crate::model::{SecretHash, UnixTime};

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSession {
    /// Identifies it when it is ended; never given again.
    pub id: i64,
    /// Whose studio it opens; `None` if it administers the site.
    pub streamer: Option<StreamerName>,
    /// What the browser calls itself, for people.
    pub browser: String,
    /// When it signed in.
    pub created_at: UnixTime,
    /// When it was last used, to the minute.
    pub last_used: UnixTime,
}

/// Sessions of the desk, and the links that begin one. Both end with the stream key, and with the streamer. Secrets are
/// stored as hashes.
#[async_trait]
pub trait DeskStore: Send + Sync + 'static {
    /// All sessions, oldest first.
    async fn desk_sessions(&self) -> Result<Vec<(SecretHash, DeskSession)>, StoreError>;
    /// Begins a session of a streamer whose stream key is this one still.
    ///
    /// # Errors
    /// `NotFound` if the streamer is gone or has another key.
    async fn add_desk_session(
        &self,
        hash: SecretHash,
        of: &StreamerName,
        key: KeyHash,
        browser: &str,
        now: UnixTime,
    ) -> Result<DeskSession, StoreError>;
    /// Ends sessions.
    async fn end_desk_sessions(&self, ids: &[i64]) -> Result<(), StoreError>;
    /// Records when sessions were last used.
    async fn desk_sessions_used(&self, uses: &[(i64, UnixTime)]) -> Result<(), StoreError>;
    /// Adds a link to a streamer's studio, or to the administration, and forgets those that have expired.
    async fn add_login_link(
        &self,
        hash: SecretHash,
        of: Option<&StreamerName>,
        expires_at: UnixTime,
        now: UnixTime,
    ) -> Result<(), StoreError>;
    /// Begins a session by a link, which is used up. `None` if there is no such link, or it has expired.
    async fn use_login_link(
        &self,
        link: SecretHash,
        session: SecretHash,
        browser: &str,
        now: UnixTime,
    ) -> Result<Option<DeskSession>, StoreError>;
}
