//! Handles to rooms. They hide that a room is an actor, and on which machine it runs.

use std::fmt;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::admitted::Admitted;
use super::ended::JustEnded;
use super::input::Input;
use super::operations::{Ask, Operation, Outcome};
use super::refusal::Refusal;
use crate::media::PublisherId;
use crate::model::Principal;
use crate::model::names::Token;
use crate::session::RoomId;

/// What a handle needs of a room: the room's actor, or a connection to the machine where the room runs. Calls do not
/// wait and are handled in order. A room that dies drops the senders of its answers.
pub trait RoomPort: fmt::Debug + Send + Sync + 'static {
    /// Something happened. The permit is notified when the room has handled the input; it is dropped without notice if
    /// the room dies first.
    fn tell(&self, input: Input, permit: Option<Box<dyn DealtWith>>);
    /// Asks the room to perform an operation.
    fn ask(&self, operation: Operation, by: Principal, answer: oneshot::Sender<Result<Outcome, Refusal>>);
    /// A publisher with a valid key wants to publish; see [`RoomCommand::PublishStarted`](super::RoomCommand::PublishStarted).
    fn admit(
        &self,
        publisher: PublisherId,
        has: Option<Token>,
        answer: oneshot::Sender<Result<Admitted, JustEnded>>,
    );
    /// Answers whether a connected publisher may go on.
    fn may_continue(&self, publisher: PublisherId, answer: oneshot::Sender<bool>);
    /// Answered when all earlier inputs have been published and their events delivered.
    fn settle(&self, done: oneshot::Sender<()>);
    /// Whether the room still runs.
    fn is_alive(&self) -> bool;
    /// The actor, to be killed.
    #[cfg(test)]
    fn as_any(&self) -> &dyn std::any::Any;
}

/// Is notified when a room has handled an input.
pub trait DealtWith: Send {
    /// The room has handled the input, and its writes have been sent to the journal.
    fn dealt_with(self: Box<Self>);
}

/// Why a room did not perform an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The room refused it.
    #[error("{}", .0.text)]
    Refused(Refusal),
    /// The room died in the meantime, or its streamer was removed.
    #[error("the room is gone")]
    Gone,
}

impl From<Refusal> for AskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A handle to a room. Handles are equal if they lead to the same room, and not to its replacement.
#[derive(Debug, Clone)]
pub struct RoomHandle {
    id: RoomId,
    pub(super) room: Arc<dyn RoomPort>,
}

impl PartialEq for RoomHandle {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && Arc::ptr_eq(&self.room, &other.room)
    }
}

impl Eq for RoomHandle {}

impl RoomHandle {
    /// The handle to a room, to be cloned: handles that are made separately are not equal.
    pub fn new(id: RoomId, room: impl RoomPort) -> Self {
        Self { id, room: Arc::new(room) }
    }

    /// The room's id, which its replacement shares.
    pub fn id(&self) -> RoomId {
        self.id
    }

    /// Sends an input without waiting.
    pub fn tell(&self, input: impl Into<Input>) {
        self.room.tell(input.into(), None);
    }

    /// As [`RoomHandle::tell`], but the permit is notified when the room has handled the input.
    pub fn tell_with(&self, input: impl Into<Input>, permit: Box<dyn DealtWith>) {
        self.room.tell(input.into(), Some(permit));
    }

    /// Whether the room still runs. A room that died is replaced under a new handle.
    pub fn is_alive(&self) -> bool {
        self.room.is_alive()
    }

    /// Waits until all earlier inputs have been published and their events delivered, or the room is gone.
    pub async fn settled(&self) {
        let (done, settled) = oneshot::channel();
        self.room.settle(done);
        let _ = settled.await;
    }

    /// Asks the room to perform an operation, and waits for its outcome.
    ///
    /// # Errors
    /// The room refuses it, or is gone.
    pub async fn ask<O: Ask>(&self, operation: O, by: Principal) -> Result<O::Answer, AskError> {
        let outcome = self.perform(operation.into_operation(), by).await?;
        O::answer(outcome).ok_or(AskError::Gone)
    }

    /// As [`RoomHandle::ask`], for an operation of any kind. It is sent at once, in the order of calls; the future only
    /// waits for the outcome.
    pub fn perform(
        &self,
        operation: Operation,
        by: Principal,
    ) -> impl Future<Output = Result<Outcome, AskError>> + Send + use<> {
        let (answer, answered) = oneshot::channel();
        self.room.ask(operation, by, answer);
        async move { Ok(answered.await.map_err(|_| AskError::Gone)??) }
    }

    /// See [`RoomPort::admit`]. `None` when the room is gone.
    pub async fn admit(
        &self,
        publisher: PublisherId,
        has: Option<Token>,
    ) -> Option<Result<Admitted, JustEnded>> {
        let (answer, answered) = oneshot::channel();
        self.room.admit(publisher, has, answer);
        answered.await.ok()
    }

    /// See [`RoomPort::may_continue`]. `None` when the room is gone.
    pub async fn may_continue(&self, publisher: PublisherId) -> Option<bool> {
        let (answer, answered) = oneshot::channel();
        self.room.may_continue(publisher, answer);
        answered.await.ok()
    }
}
