//! WebSockets that upgrade a session of another worker thread. Any thread may accept the connection of a client that
//! polled first; it moves to the session's thread, so that the two share one.

use std::rc::Rc;
use std::sync::Arc;

use bytes::BytesMut;
use tokio::sync::oneshot;
use tracing::debug;

use super::link::WebSocketLink;
use super::refusal::Refusal;
use super::service::Service;
use super::sid::Sid;
use super::websocket;
use super::worker::{SessionWorker, SessionWorkers};
use crate::server::ClientStream;

/// An upgrade that a session of another worker waits for. Dropping it gives the attempt up.
pub(super) struct Reservation<S: Service> {
    workers: Arc<SessionWorkers<S>>,
    worker: u16,
    /// `None` once the connection is on its way.
    attempt: Option<Attempt>,
}

/// An upgrade, by the numbers of the session and of the attempt.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    session: u64,
    number: u32,
}

impl Attempt {
    fn link<S: Service>(self, worker: &Rc<SessionWorker<S>>) -> WebSocketLink<S> {
        WebSocketLink::new(Rc::clone(worker), self.session, Some(self.number))
    }
}

/// Reserves the upgrade of a session of another worker. `None` if it cannot be upgraded now.
pub(super) async fn reserve<S: Service>(
    here: &SessionWorker<S>,
    sid: Sid,
) -> Result<Option<Reservation<S>>, Refusal> {
    let (reserved, when_reserved) = oneshot::channel();
    here.workers.run(sid.id.worker, move |there: &Rc<SessionWorker<S>>| {
        let reservation = there.begin_upgrade(&sid).map(|begun| {
            begun.map(|(session, number)| Reservation {
                workers: Arc::clone(&there.workers),
                worker: there.index,
                attempt: Some(Attempt { session, number }),
            })
        });
        // without a receiver, the reservation is dropped
        let _ = reserved.send(reservation);
    });
    // a worker that does not run has dropped the sender
    when_reserved.await.unwrap_or(Err(Refusal::UnknownSession))
}

impl<S: Service> Reservation<S> {
    /// Moves the connection to the session's thread, with the bytes already read from it. Waits until it ends, because
    /// the connection is counted where it was accepted.
    pub(super) async fn hand_over(mut self, stream: ClientStream, read: BytesMut) {
        let stream = match stream.detach() {
            Ok(stream) => stream,
            Err(error) => {
                debug!(%error, "a connection cannot leave its thread");
                return;
            }
        };
        let Some(attempt) = self.attempt.take() else { return };
        let (ended, when_ended) = oneshot::channel::<()>();
        self.workers.run(self.worker, move |there: &Rc<SessionWorker<S>>| {
            let link = attempt.link(there);
            let settings = Arc::clone(&there.settings);
            actix::spawn(async move {
                let _ended = ended;
                match stream.attach() {
                    Ok(stream) => websocket::serve(stream, read, Some(link), None, &settings).await,
                    Err(error) => debug!(%error, "a connection that moved to this thread cannot be served"),
                }
            });
        });
        // never sent, only dropped
        let _ = when_ended.await;
    }
}

impl<S: Service> Drop for Reservation<S> {
    fn drop(&mut self) {
        if let Some(attempt) = self.attempt.take() {
            self.workers.run(self.worker, move |there: &Rc<SessionWorker<S>>| drop(attempt.link(there)));
        }
    }
}
