//! What the store remembers of a chat.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::StreamerName;
use crate::model::{ChatMessage, Moderator, Mute, UnixTime};

/// What a room starts with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatMemory {
    /// The last messages, oldest first.
    pub history: Vec<ChatMessage>,
    /// The store holds messages beyond the history's limit: the room deletes all up to this id.
    pub outdated: Option<u64>,
    /// Ids of messages that were deleted one by one, oldest first.
    pub deleted: Vec<u64>,
    /// Oldest first.
    pub mutes: Vec<Mute>,
    /// Sorted by browser.
    pub moderators: Vec<Moderator>,
    /// Seconds between two messages of one person; 0 without slow mode.
    pub slow: u32,
}

/// Chats and the ids of their messages. The journal writes the messages.
#[async_trait]
pub trait ChatStore: Send + Sync + 'static {
    /// What a room starts with. Its history is at most the last `limit` messages, none of them older than `since`.
    async fn chat_memory(
        &self,
        of: &StreamerName,
        limit: u32,
        since: UnixTime,
    ) -> Result<ChatMemory, StoreError>;
    /// Reserves `count` message ids and returns the first: `from`, or the one after every id that is reserved or stored.
    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError>;
}
