//! Messages from outside chat, queued in the store for the server.

use crate::model::PendingMessage;

/// A message that waits in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMessage {
    /// By which its sender asks what became of it.
    pub id: i64,
    /// What is to be said.
    pub message: PendingMessage,
}
