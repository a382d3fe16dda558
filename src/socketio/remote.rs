//! WebSockets that take over a session of another thread: a client that polled first may be accepted by any thread. Its
//! connection goes where the session is, so that the two share a thread.

use std::rc::Rc;
use std::sync::Arc;

use actix::prelude::*;
use actix_web::rt::net::TcpStream;
use bytes::BytesMut;
use tokio::sync::oneshot;
use tracing::debug;

use super::refusal::Refusal;
use super::relay::{Core, Relay};
use super::service::Service;
use super::sid::Sid;
use super::websocket;
use super::wire::Wire;

/// Asks the relay of a session to let a WebSocket try to take it over. `None` where that cannot be now.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Adopt<S: Service> {
    sid: Sid,
    adopted: oneshot::Sender<Result<Option<Claim<S>>, Refusal>>,
}

/// The WebSocket's place in a session.
#[derive(Debug, Clone, Copy)]
struct Place {
    number: u64,
    attempt: u32,
}

/// The connection of a WebSocket comes to take its place.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct Arrive {
    place: Place,
    stream: std::net::TcpStream,
    read: BytesMut,
    /// Dropped when the connection has ended.
    ended: oneshot::Sender<()>,
}

/// No connection will come to take that place.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct GiveUp(Place);

/// A place in a session of another thread, for a WebSocket that was accepted here. It is given up when this is dropped.
pub(super) struct Claim<S: Service> {
    relay: Addr<Relay<S>>,
    place: Option<Place>,
}

impl<S: Service> Claim<S> {
    fn new(relay: Addr<Relay<S>>, number: u64, attempt: u32) -> Self {
        Self { relay, place: Some(Place { number, attempt }) }
    }

    /// Moves the connection to the session's thread, with what has arrived on it already. Waits until it ends, since it
    /// counts where it was accepted.
    pub(super) async fn take(mut self, stream: TcpStream, read: BytesMut) {
        let stream = match stream.into_std() {
            Ok(stream) => stream,
            Err(error) => {
                debug!(%error, "a connection cannot leave its thread");
                return;
            }
        };
        let Some(place) = self.place.take() else { return };
        let (ended, when_ended) = oneshot::channel();
        self.relay.do_send(Arrive { place, stream, read, ended });
        // never sent, only dropped
        let _ = when_ended.await;
    }
}

impl<S: Service> Drop for Claim<S> {
    fn drop(&mut self) {
        if let Some(place) = self.place.take() {
            self.relay.do_send(GiveUp(place));
        }
    }
}

/// Claims a place in a session of another thread. `None` if it cannot be taken over now.
pub(super) async fn claim<S: Service>(core: &Core<S>, sid: Sid) -> Result<Option<Claim<S>>, Refusal> {
    let relay = core.relays.get(sid.id.relay).ok_or(Refusal::UnknownSession)?;
    let (adopted, when_adopted) = oneshot::channel();
    relay.do_send(Adopt { sid, adopted });
    when_adopted.await.unwrap_or(Err(Refusal::UnknownSession))
}

impl<S: Service> Adopt<S> {
    /// Looks for the session here.
    pub(super) fn answer(self, core: &Core<S>, here: Addr<Relay<S>>) {
        let claim = core
            .begin_upgrade(&self.sid)
            .map(|found| found.map(|(number, attempt)| Claim::new(here, number, attempt)));
        // where nobody waits for it, the claim is dropped
        let _ = self.adopted.send(claim);
    }
}

impl Arrive {
    /// Serves the connection here.
    pub(super) fn serve<S: Service>(self, core: &Rc<Core<S>>) {
        let Self { place, stream, read, ended } = self;
        let wire = Wire::new(Rc::clone(core), place.number, Some(place.attempt));
        let settings = Arc::clone(&core.settings);
        actix::spawn(async move {
            let _ended = ended;
            match TcpStream::from_std(stream) {
                Ok(stream) => websocket::serve(stream, read, Some(wire), None, &settings).await,
                Err(error) => debug!(%error, "a connection that moved here cannot be served"),
            }
        });
    }
}

impl GiveUp {
    /// Forgets whoever would have come.
    pub(super) fn forget<S: Service>(self, core: &Rc<Core<S>>) {
        drop(Wire::new(Rc::clone(core), self.0.number, Some(self.0.attempt)));
    }
}
