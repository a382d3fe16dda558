//! Running broadcasts, which survive a restart of the server.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::Broadcast;

/// Running broadcasts. The journal writes them.
#[async_trait]
pub trait BroadcastStore: Send + Sync + 'static {
    /// Broadcasts that have not ended: those that ran when the server last stopped.
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError>;
}
