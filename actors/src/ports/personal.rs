//! What is kept about a streamer or a person, page by page, to export and to erase it.

use async_trait::async_trait;
use serde::Serialize;
use serde_json::Value;

use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{ChatMessage, UnixTime};

/// How much is kept about a streamer, besides recorded events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Kept {
    /// Messages of chat history.
    pub messages: u64,
    /// Ended broadcasts.
    pub broadcasts: u64,
    /// Samples of viewers.
    pub samples: u64,
    /// Moderators.
    pub moderators: u64,
    /// Mutes.
    pub mutes: u64,
    /// Bans.
    pub bans: u64,
    /// Viewers' reports on messages.
    pub reports: u64,
    /// Moderators' notes.
    pub notes: u64,
    /// API tokens.
    pub tokens: u64,
    /// Webhooks.
    pub webhooks: u64,
    /// People who asked to be told when the stream goes live.
    pub followers: u64,
    /// Rules of the chat filter.
    pub filter_rules: u64,
    /// Messages that wait for a moderator.
    pub held: u64,
}

/// Stored personal data.
#[async_trait]
pub trait PersonalStore: Send + Sync + 'static {
    /// How much is kept about a streamer.
    async fn kept(&self, of: &StreamerName) -> Result<Kept, StoreError>;
    /// The stored messages above an id, oldest first.
    async fn messages(
        &self,
        of: &StreamerName,
        after: u64,
        limit: u32,
    ) -> Result<Vec<ChatMessage>, StoreError>;
    /// The samples of viewers after a time, oldest first.
    async fn samples(
        &self,
        of: &StreamerName,
        after: UnixTime,
        limit: u32,
    ) -> Result<Vec<(UnixTime, u64)>, StoreError>;
    /// Deletes messages, also those that wait for a moderator, in one transaction, and returns how many there were.
    async fn delete_messages(&self, of: &StreamerName, ids: &[u64]) -> Result<u64, StoreError>;
    /// Deletes the pinned message.
    async fn delete_pin(&self, of: &StreamerName) -> Result<(), StoreError>;
    /// Deletes the reports on messages, and notes on people, in one transaction.
    async fn forget_reports(
        &self,
        of: &StreamerName,
        messages: &[u64],
        notes: &[Token],
    ) -> Result<(), StoreError>;
    /// Deletes some recorded events, and gives others a new meta, in one transaction. Returns how many were deleted or
    /// changed.
    async fn erase_events(&self, delete: &[i64], change: &[(i64, Value)]) -> Result<u64, StoreError>;
}
