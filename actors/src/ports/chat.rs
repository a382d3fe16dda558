//! Chat in the store.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::StreamerName;
use crate::model::{
    ChatMessage, ChatRules, FilterRule, HeldMessage, Moderator, Note, Pin, Poll, ReportedMessage, Sanction,
    Titles, UnixTime, VoterId,
};

/// The stored state with which a room starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatMemory {
    /// The last messages, oldest first.
    pub history: Vec<ChatMessage>,
    /// Set if the store holds messages beyond the history's limit: the room deletes all up to this id.
    pub outdated: Option<u64>,
    /// Ids of individually deleted messages, oldest first.
    pub deleted: Vec<u64>,
    /// The room's sanctions and those of the site, oldest first.
    pub sanctions: Vec<Sanction>,
    /// Moderators, sorted by browser.
    pub moderators: Vec<Moderator>,
    /// Reported messages, oldest first.
    pub reports: Vec<ReportedMessage>,
    /// Moderators' notes, oldest first.
    pub notes: Vec<Note>,
    /// Slow mode: seconds between two messages of one person; 0 if off.
    pub slow: u32,
    /// Titles of roles.
    pub titles: Titles,
    /// The pinned message.
    pub pin: Option<Pin>,
    /// Polls, oldest first; at most [`POLLS_MAX`](crate::room::POLLS_MAX) that have ended.
    pub polls: Vec<Poll>,
    /// Votes in the poll that has not ended: number of the choice by voter.
    pub votes: Vec<(VoterId, u32)>,
    /// Rules of the filter, by id.
    pub filter: Vec<FilterRule>,
    /// The other rules of the chat.
    pub rules: ChatRules,
    /// Messages that wait for a moderator, oldest first.
    pub held: Vec<HeldMessage>,
}

/// Stored chats and reserved message ids. The journal writes the messages.
#[async_trait]
pub trait ChatStore: Send + Sync + 'static {
    /// The stored state with which a room starts. Its history is at most the last `limit` messages, none older than
    /// `since`.
    async fn chat_memory(
        &self,
        of: &StreamerName,
        limit: u32,
        since: UnixTime,
    ) -> Result<ChatMemory, StoreError>;
    /// Reserves `count` message ids and returns the first: `from`, or the id after all that are reserved or stored.
    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError>;
}
