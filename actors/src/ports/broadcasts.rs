//! Running broadcasts, which survive a restart of the server, and those that have ended.

use async_trait::async_trait;

use super::audit::Page;
use super::error::StoreError;
use crate::model::names::StreamerName;
use crate::model::{Broadcast, PastBroadcast};

/// Running broadcasts. The journal writes them.
#[async_trait]
pub trait BroadcastStore: Send + Sync + 'static {
    /// Broadcasts that have not ended: those that ran when the server last stopped.
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError>;
}

/// Broadcasts that have ended. The journal writes them when they end, with what was recorded in the meantime.
#[async_trait]
pub trait BroadcastHistory: Send + Sync + 'static {
    /// One page of a streamer's broadcasts, in the order in which they ended.
    async fn past_broadcasts(
        &self,
        of: &StreamerName,
        page: Page,
        limit: u32,
    ) -> Result<Vec<PastBroadcast>, StoreError>;
}
