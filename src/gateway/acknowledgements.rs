//! Acknowledgements of clients' events, sent once everything that came of the event is stored and survives a crash.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix::Addr;
use pystreaming_actors::journal::{Flush, Journal, JournalStatus};
use pystreaming_actors::room::DealtWith;
use pystreaming_actors::session::SessionId;
use tokio::sync::oneshot;

use crate::socketio::{Frame, Permit, Service, SessionWorkers};

/// Sends acknowledgements once the journal has written the results of their events.
pub struct Acknowledgements<S: Service> {
    /// Writes the results of events.
    pub journal: Addr<Journal>,
    /// Counts the writes that the journal dropped.
    pub status: Arc<JournalStatus>,
    /// Deliver the acknowledgements to sockets.
    pub workers: Arc<SessionWorkers<S>>,
}

/// An acknowledgement that a client waits for. A room that dies before it has handled the event sends none.
struct Pending<S: Service> {
    permit: Permit,
    acknowledgements: Arc<Acknowledgements<S>>,
    to: SessionId,
    frame: Frame,
    /// How many writes the journal had dropped before the event.
    dropped: u64,
}

/// The permit of an event, together with its acknowledgement if the client asked for one.
pub(super) fn permit<S: Service>(
    acknowledgements: &Arc<Acknowledgements<S>>,
    permit: Permit,
    to: SessionId,
    frame: Option<Frame>,
) -> Box<dyn DealtWith> {
    let Some(frame) = frame else { return Box::new(Held(permit)) };
    let dropped = acknowledgements.status.dropped.load(Ordering::Relaxed);
    Box::new(Pending { permit, acknowledgements: Arc::clone(acknowledgements), to, frame, dropped })
}

/// The permit of an event without an acknowledgement.
struct Held(#[expect(dead_code, reason = "returns the permit when dropped")] Permit);

impl DealtWith for Held {
    fn dealt_with(self: Box<Self>) {}
}

impl<S: Service> DealtWith for Pending<S> {
    fn dealt_with(self: Box<Self>) {
        let Self { permit, acknowledgements, to, frame, dropped } = *self;
        drop(permit);
        let (stored, when_stored) = oneshot::channel();
        acknowledgements.journal.do_send(Flush(stored));
        actix::spawn(async move {
            let stored = when_stored.await.is_ok();
            // otherwise, a write of this event may be among those dropped
            if stored && acknowledgements.status.dropped.load(Ordering::Relaxed) == dropped {
                acknowledgements.workers.send(to, frame);
            }
        });
    }
}
