//! Running broadcasts, which survive a restart of the server, and those that have ended.

use async_trait::async_trait;

use super::audit::Page;
use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{Broadcast, ChatPoint, PastBroadcast, UnixTime, ViewerPoint};

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

    /// One of a streamer's broadcasts.
    async fn past_broadcast(
        &self,
        of: &StreamerName,
        id: &Token,
    ) -> Result<Option<PastBroadcast>, StoreError>;

    /// Counts broadcasts that are known by their audit events alone, since this was last done. Returns how many it
    /// added. Each is a transaction of its own.
    async fn count_earlier_broadcasts(&self) -> Result<u64, StoreError>;

    /// The viewers between two times, a point for every `interval` seconds: from samples, or from audit events where
    /// there are no samples.
    async fn viewer_curve(
        &self,
        of: &StreamerName,
        between: (UnixTime, UnixTime),
        interval: i64,
    ) -> Result<Vec<ViewerPoint>, StoreError>;

    /// What happened in the chat between two times, from audit events: a point for every `interval` seconds in which
    /// something did.
    async fn chat_curve(
        &self,
        of: &StreamerName,
        between: (UnixTime, UnixTime),
        interval: i64,
    ) -> Result<Vec<ChatPoint>, StoreError>;
}
