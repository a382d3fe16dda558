//! API tokens in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::StreamerName;
use crate::model::{ApiToken, ApiTokenHash, TokenGrant, UnixTime};

/// API tokens. Every change changes the revision; a dropped streamer's tokens are removed. The journal writes when a
/// token was last used.
#[async_trait]
pub trait TokenStore: Send + Sync + 'static {
    /// All tokens, or those of one streamer, with their hashes, oldest first. Expired ones are included.
    async fn tokens(&self, of: Option<&StreamerName>) -> Result<Vec<(ApiTokenHash, ApiToken)>, StoreError>;
    /// Stores a token and returns its id.
    async fn add_token(
        &self,
        grant: &TokenGrant,
        hash: ApiTokenHash,
        now: UnixTime,
    ) -> Result<i64, StoreError>;
    /// Removes a token; with `of`, only one of that streamer.
    async fn revoke_token(&self, id: i64, of: Option<&StreamerName>) -> Result<(), StoreError>;
}
