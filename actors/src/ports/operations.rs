//! Operations that programs outside of the server request, queued in the store for the server.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::StreamerName;

/// An operation in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedOperation {
    /// Identifies its answer.
    pub id: i64,
    /// The streamer in whose room to perform it.
    pub streamer: StreamerName,
    /// JSON of an [`Operation`](crate::room::operations::Operation), of any version of the program.
    pub operation: String,
}

/// The queue, and the answers for which requesters wait.
#[async_trait]
pub trait OperationQueue: Send + Sync + 'static {
    /// Queues an operation in JSON, changes the revision, and returns the operation's id.
    async fn request_operation(&self, streamer: &StreamerName, operation: &str) -> Result<i64, StoreError>;
    /// Removes a queued operation; `false` if a server has already taken it.
    async fn withdraw_operation(&self, id: i64) -> Result<bool, StoreError>;
    /// JSON of the [`Answer`](crate::registry::Answer) to an operation; `None` until a server gives it. An answer is
    /// returned once.
    async fn operation_answer(&self, id: i64) -> Result<Option<String>, StoreError>;
    /// Takes all operations out of the queue, oldest first.
    async fn take_operations(&self) -> Result<Vec<QueuedOperation>, StoreError>;
    /// Answers operations: id and JSON of an [`Answer`](crate::registry::Answer).
    async fn answer_operations(&self, answers: &[(i64, String)]) -> Result<(), StoreError>;
}
