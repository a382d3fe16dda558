//! Acknowledgements of what clients say: given when it is in the store, where a crash does not reach it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix::Addr;
use pystreaming_actors::journal::{Flush, Journal, JournalStatus};
use pystreaming_actors::room::DealtWith;
use pystreaming_actors::session::SessionId;
use tokio::sync::oneshot;

use super::Chat;
use crate::socketio::{Frame, HubCommand, Permit, SessionWorkers};

/// What acknowledgements wait for, and how they reach their sockets.
pub struct Acknowledgements {
    /// Stores what is said.
    pub journal: Addr<Journal>,
    /// How the journal does.
    pub status: Arc<JournalStatus>,
    /// Reach the sockets.
    pub workers: Arc<SessionWorkers<Chat>>,
}

/// An acknowledgement that a client waits for, on its way through a room. A room that dies before it dealt with the event
/// gives none.
struct Pending {
    permit: Permit,
    acknowledgements: Arc<Acknowledgements>,
    to: SessionId,
    frame: Frame,
    /// Steps that the journal had dropped before this one.
    dropped: u64,
}

/// The permit of an event, with the acknowledgement that the client waits for, if it does.
pub(super) fn permit(
    acknowledgements: &Arc<Acknowledgements>,
    permit: Permit,
    to: SessionId,
    frame: Option<Frame>,
) -> Box<dyn DealtWith> {
    let Some(frame) = frame else { return Box::new(Held(permit)) };
    let dropped = acknowledgements.status.dropped.load(Ordering::Relaxed);
    Box::new(Pending { permit, acknowledgements: Arc::clone(acknowledgements), to, frame, dropped })
}

/// A permit without an acknowledgement.
struct Held(#[expect(dead_code, reason = "gives the permit back when dropped")] Permit);

impl DealtWith for Held {
    fn dealt_with(self: Box<Self>) {}
}

impl DealtWith for Pending {
    fn dealt_with(self: Box<Self>) {
        let Self { permit, acknowledgements, to, frame, dropped } = *self;
        drop(permit);
        let (stored, when_stored) = oneshot::channel();
        acknowledgements.journal.do_send(Flush(stored));
        actix::spawn(async move {
            let stored = when_stored.await.is_ok();
            // it may be among those that found no room
            if stored && acknowledgements.status.dropped.load(Ordering::Relaxed) == dropped {
                acknowledgements.workers.send(to.worker, vec![HubCommand::Send { session: to, frame }]);
            }
        });
    }
}
