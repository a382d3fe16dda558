//! Broadcasts that outlive a restart of the server.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::Broadcast;

/// Running broadcasts. The journal writes them.
#[async_trait]
pub trait BroadcastStore: Send + Sync + 'static {
    /// Broadcasts without an end: those that ran when the last server stopped.
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError>;
}
