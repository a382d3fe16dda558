//! Messages from outside chat, queued in the store for the server.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::PendingMessage;

/// A message in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMessage {
    /// Identifies its delivery report.
    pub id: i64,
    /// The message to post in its streamer's chat.
    pub message: PendingMessage,
}

/// The queue, and the delivery reports that senders wait for.
#[async_trait]
pub trait MessageQueue: Send + Sync + 'static {
    /// Queues a message, changes the revision, and returns the message's id.
    async fn send_message(&self, message: &PendingMessage) -> Result<i64, StoreError>;
    /// Removes a queued message; `false` if a server has already taken it.
    async fn withdraw_message(&self, id: i64) -> Result<bool, StoreError>;
    /// How many listeners got the message; `None` until a server reports it. A report is returned once.
    async fn delivery(&self, id: i64) -> Result<Option<u32>, StoreError>;
    /// Takes all messages out of the queue, oldest first.
    async fn take_messages(&self) -> Result<Vec<QueuedMessage>, StoreError>;
    /// Reports how many listeners got each message, by the message's id.
    async fn report_deliveries(&self, heard: &[(i64, u32)]) -> Result<(), StoreError>;
}
