//! The trait that every database stands behind.

use async_trait::async_trait;

use super::audit::StoredEvent;
use super::chat::ChatMemory;
use super::journal::Batch;
use super::messages::QueuedMessage;
use crate::model::names::{KeyHash, StreamerName};
use crate::model::{Broadcast, Emote, PendingMessage, Setting, Streamer, UnixTime};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something of that name is there already.
    #[error("{what} {name:?} exists already")]
    Exists {
        /// "streamer" or "emote" or "stream key of".
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Nothing of that name is there.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// "streamer" or "emote".
        what: &'static str,
        /// The name asked for.
        name: String,
    },
    /// The tables are not there or are of an earlier version.
    #[error("{0}")]
    Schema(String),
    /// The database is out of reach, full or broken. The text names no secret.
    #[error("database: {0}")]
    Database(String),
}

/// A database, shared by the server and `pystreaming-admin`. Every method that changes something also moves
/// [`Store::revision`], except what only the server itself calls ([`Store::write`], [`Store::take_messages`],
/// [`Store::report_deliveries`], [`Store::reserve_ids`]), and what is asked about a message that was sent.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// A number that changes whenever an administrator changes anything; cheap enough to ask twice a second.
    async fn revision(&self) -> Result<i64, StoreError>;
    /// All streamers, by name.
    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError>;
    /// Broadcasts that were running when the server was last heard of.
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError>;
    /// All emotes, by alias.
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError>;
    /// Takes all pending messages out, oldest first.
    async fn take_messages(&self) -> Result<Vec<QueuedMessage>, StoreError>;
    /// Says of messages that were taken, by their ids, in front of how many listeners each was said.
    async fn report_deliveries(&self, heard: &[(i64, u32)]) -> Result<(), StoreError>;
    /// Sets `count` ids of messages aside for good, the first of which is answered: `from`, or the one behind all that were
    /// set aside before or that a message has.
    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError>;
    /// What a room begins with: of its messages the last `limit` that are not older than `since`.
    async fn chat_memory(
        &self,
        of: &StreamerName,
        limit: u32,
        since: UnixTime,
    ) -> Result<ChatMemory, StoreError>;
    /// Writes a batch in one transaction, in order; nothing if it is the one that was written last.
    async fn write(&self, batch: &Batch) -> Result<(), StoreError>;
    /// The last `limit` audit events, oldest first; of one streamer or of all.
    async fn events(&self, of: Option<&StreamerName>, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;

    /// Takes the pictures out of up to `most` events of drawings that are older than `before` and come after row
    /// `after`; who drew and when stays. Answers the last such row, or `None` when there was none.
    async fn forget_drawings(
        &self,
        before: UnixTime,
        after: i64,
        most: u32,
    ) -> Result<Option<i64>, StoreError>;

    /// Adds a streamer with nothing set but name and key.
    async fn add_streamer(&self, name: &StreamerName, key: KeyHash) -> Result<(), StoreError>;
    /// Removes a streamer; what the audit journal knows of them stays.
    async fn drop_streamer(&self, name: &StreamerName) -> Result<(), StoreError>;
    /// Changes one setting, and audits it at `now` where [`Setting::audit`] says so, in one transaction.
    async fn set(&self, name: &StreamerName, setting: &Setting, now: UnixTime) -> Result<(), StoreError>;
    /// Adds an emote.
    async fn add_emote(&self, emote: &Emote) -> Result<(), StoreError>;
    /// Removes an emote.
    async fn drop_emote(&self, alias: &str) -> Result<(), StoreError>;
    /// Puts a message into a streamer's chat, and answers its id.
    async fn send_message(&self, message: &PendingMessage) -> Result<i64, StoreError>;
    /// In front of how many listeners a message was said; `None` until a server has said it. Answers once.
    async fn delivery(&self, id: i64) -> Result<Option<u32>, StoreError>;
    /// Takes a message back; `false` if a server has taken it before.
    async fn withdraw_message(&self, id: i64) -> Result<bool, StoreError>;
}
