//! Requests operations on rooms of a running server, through the database.

use std::time::{Duration, Instant};

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::registry::Answer;
use pystreaming_actors::room::operations::{Operation, Outcome};
use pystreaming_actors::room::refusal::Refusal;

use super::context::AdminContext;
use super::error::AdminError;

/// How long to wait for a running server, which looks for operations more than twice a second.
const PATIENCE: Duration = Duration::from_secs(3);
/// The same of nodes, of which another may just be about to lead.
const PATIENCE_WITH_NODES: Duration = Duration::from_secs(10);
const ASK_EVERY: Duration = Duration::from_millis(50);

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The room performed it.
    Done(Outcome),
    /// It was not performed: the room refused it, or the server does not know it.
    Refused(Refusal),
    /// No running server took it, and none will.
    NoServer,
    /// A server took it and did not answer: it may have been performed.
    Unknown,
}

impl AdminContext {
    /// Asks a running server to perform an operation in the room of a streamer, and waits for the answer. A request
    /// that no server takes within three seconds is withdrawn.
    pub async fn ask(&self, streamer: &StreamerName, operation: &Operation) -> Result<Asked, AdminError> {
        let operation = serde_json::to_string(operation).map_err(AdminError::Json)?;
        let id = self.store.request_operation(streamer, &operation).await?;
        let mut answer = self.answer(id).await?;
        if answer.is_none() {
            if self.store.withdraw_operation(id).await? {
                return Ok(Asked::NoServer);
            }
            // a server took it just before it could be withdrawn
            answer = self.answer(id).await?;
        }
        let Some(answer) = answer else { return Ok(Asked::Unknown) };
        Ok(match serde_json::from_str(&answer).map_err(AdminError::Json)? {
            Answer::Done(outcome) => Asked::Done(outcome),
            Answer::Refused(refusal) => Asked::Refused(refusal),
            Answer::Gone => Asked::Unknown,
        })
    }

    /// JSON of the answer to an operation; `None` if no server gives it within [`PATIENCE`].
    async fn answer(&self, id: i64) -> Result<Option<String>, AdminError> {
        let has_nodes = self.config.cluster.redis.is_some();
        let deadline = Instant::now() + if has_nodes { PATIENCE_WITH_NODES } else { PATIENCE };
        loop {
            let answer = self.store.operation_answer(id).await?;
            if answer.is_some() || Instant::now() >= deadline {
                return Ok(answer);
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }
}
