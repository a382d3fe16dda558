//! Performs the operations that programs outside of the server queued in the store.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use actix::prelude::*;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::StreamRegistry;
use crate::model::Principal;
use crate::ports::QueuedOperation;
use crate::room::AskError;
use crate::room::operations::{Operation, Outcome};
use crate::room::refusal::{Code, Refusal};

/// What became of a queued operation; in the store as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The room performed it.
    Done(Outcome),
    /// The room refused it, or the server does not know it.
    Refused(Refusal),
    /// The room died in the meantime, or its streamer was removed: the operation may have been performed.
    Gone,
}

impl Answer {
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

type Answering = Pin<Box<dyn Future<Output = Answer>>>;

impl StreamRegistry {
    /// Sends each operation to its room, in order, and reports the answers. A room that does not answer holds up only its
    /// own answers.
    pub(super) fn perform(&self, operations: Vec<QueuedOperation>, ctx: &mut Context<Self>) {
        let mut rooms: HashMap<Box<str>, Vec<(i64, Answering)>> = HashMap::new();
        for QueuedOperation { id, streamer, operation } in operations {
            let answering = self.answering(streamer.folded(), &operation);
            rooms.entry(streamer.folded().into()).or_default().push((id, answering));
        }
        for (streamer, answering) in rooms {
            let store = Arc::clone(&self.ports.store);
            let report = async move {
                let mut answers = Vec::new();
                for (id, answer) in answering {
                    answers.push((id, answer.await.to_json()));
                }
                if let Err(error) = store.answer_operations(&answers).await {
                    warn!(%error, %streamer, "cannot report what became of operations");
                }
            };
            ctx.spawn(report.into_actor(self));
        }
    }

    /// Sends an operation in JSON to the room of a streamer.
    fn answering(&self, streamer: &str, operation: &str) -> Answering {
        let at_once = |answer| -> Answering { Box::pin(std::future::ready(answer)) };
        // the error is not logged, since it may quote a password
        let Ok(operation) = serde_json::from_str::<Operation>(operation) else {
            warn!(streamer, "unknown operation; a program of another version may have requested it");
            let text = "The server does not know this operation. It may be of another version.";
            return at_once(Answer::Refused(Refusal::new(Code::Malformed, text)));
        };
        let Some(entry) = self.entries.get(streamer) else {
            return at_once(match self.closed.contains_key(streamer) {
                true => Answer::Refused(Refusal::channel_closed()),
                false => Answer::Gone,
            });
        };
        let performed = entry.handle.perform(operation, Principal::Administrator);
        Box::pin(async {
            match performed.await {
                Ok(outcome) => Answer::Done(outcome),
                Err(AskError::Refused(refusal)) => Answer::Refused(refusal),
                Err(AskError::Gone) => Answer::Gone,
            }
        })
    }
}
