//! The interface to the application.

use std::cell::RefCell;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use pystreaming_actors::session::{RoomId, SessionId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::frame::Frame;
use super::gate::Gate;
use super::packet::{Event, Kind};

/// An application over Socket.IO. Its methods run on the session's worker thread and must not block; slow work runs
/// elsewhere and answers through [`SessionWorkers`](super::SessionWorkers). A method that panics ends the session it was
/// called for; [`disconnected`](Self::disconnected) is still called for the session's sockets.
pub trait Service: Send + Sync + 'static {
    /// State of each socket, that is of each session in each namespace. Never leaves its thread.
    type Socket: 'static;
    /// What [`handshake`](Self::handshake) keeps of the opening request, for the life of the session.
    type Handshake: 'static;
    /// What the application keeps of a subscription.
    type Subscription: Clone + Send + 'static;
    /// What it sends to its own sockets: see [`SessionWorkers::notify_room`](super::SessionWorkers::notify_room).
    type Message: Clone + Send + 'static;

    /// The namespaces. Others are refused without a call of [`connect`](Self::connect).
    fn namespaces(&self) -> &[&str] {
        &["/"]
    }

    /// Accepts a request, or answers it otherwise. Called for every request, so that none from a foreign origin is
    /// accepted.
    #[allow(
        clippy::result_large_err,
        reason = "refused requests are rare, and a response is made to be moved"
    )]
    fn admit(&self, request: &HttpRequest) -> Result<Headers, HttpResponse>;

    /// The address that a client's memory counts for; `None` where it says nothing about who the client is.
    fn address(&self, _request: &HttpRequest) -> Option<IpAddr> {
        None
    }

    /// Lets an accepted request open a session, or answers it otherwise.
    #[allow(
        clippy::result_large_err,
        reason = "refused requests are rare, and a response is made to be moved"
    )]
    fn handshake(&self, request: &HttpRequest) -> Result<Admission<Self::Handshake>, HttpResponse>;

    /// A client wants to join a namespace. What is sent to `socket` here follows the confirmation; a refusal drops it.
    fn connect(
        &self,
        socket: &SocketRef<'_>,
        handshake: &Self::Handshake,
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<Self::Socket, ConnectRefusal>;

    /// A client sent an event. `permit` is to be kept until the event is handled: nothing is read from a client with too
    /// many permits out. If the client asked for an acknowledgement and gets none here, it gets an empty one, unless the
    /// session is closed here.
    fn event(
        &self,
        socket: &SocketRef<'_>,
        state: &mut Self::Socket,
        event: IncomingEvent<'_>,
        permit: Permit,
    );

    /// A message for the socket arrived, in the order in which the worker got it.
    fn notified(&self, _socket: &SocketRef<'_>, _state: &mut Self::Socket, _message: Self::Message) {}

    /// A room sets what the session receives. False if the socket does not belong to that room, or no longer: then
    /// the session's subscription stays as it is.
    fn subscribed(
        &self,
        _state: &mut Self::Socket,
        _room: RoomId,
        _subscription: Self::Subscription,
    ) -> bool {
        true
    }

    /// The socket is gone, for whatever reason. Called once for each that [`connect`](Self::connect) accepted; what is
    /// sent to `socket` here is dropped.
    fn disconnected(&self, socket: &SocketRef<'_>, state: Self::Socket);

    /// Answers an Engine.IO message instead of Socket.IO, for services with another protocol over Engine.IO.
    fn intercept(&self, _message: Message<'_>) -> Option<Frame> {
        None
    }
}

/// What Engine.IO carries.
#[derive(Debug, Clone, Copy)]
pub enum Message<'a> {
    /// Text.
    Text(&'a str),
    /// Bytes.
    Binary(&'a Bytes),
}

/// Headers of an answer: cookies, or those that let a page of another site read it.
pub type Headers = Vec<(HeaderName, HeaderValue)>;

/// A request that may open a session.
#[derive(Debug)]
pub struct Admission<H> {
    /// What is kept of it.
    pub handshake: H,
    /// Added to those of [`Service::admit`].
    pub headers: Headers,
}

/// Why a namespace may not be joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectRefusal {
    /// Why, for the client.
    pub message: String,
}

impl ConnectRefusal {
    /// With that message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(super) fn unknown_namespace() -> Self {
        Self::new("Invalid namespace")
    }
}

/// A client's event.
#[derive(Debug)]
pub struct IncomingEvent<'a> {
    /// Its name.
    pub name: &'a str,
    /// The first argument.
    pub first: Option<&'a RawValue>,
    /// All arguments as JSON, separated by commas, without brackets, with placeholders for attachments.
    pub arguments: &'a str,
    /// By the numbers of their placeholders.
    pub attachments: &'a [Bytes],
    /// The number of the acknowledgement that the client asked for.
    pub ack: Option<u64>,
}

impl<'a> IncomingEvent<'a> {
    pub(super) fn new(event: &'a Event<'a>, attachments: &'a [Bytes], ack: Option<u64>) -> Self {
        Self { name: &event.name, first: event.first, arguments: event.arguments, attachments, ack }
    }

    /// The first argument, parsed as `T`. Clients may send anything, so failure is common.
    pub fn argument<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.first.map_or("null", RawValue::get))
    }
}

/// Held while an event is being handled, on any thread.
#[derive(Debug)]
pub struct Permit(Arc<Gate>);

impl Permit {
    pub(super) fn new(gate: &Arc<Gate>) -> Self {
        gate.enter();
        Self(Arc::clone(gate))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// An acknowledgement that waits for its argument.
#[derive(Debug)]
pub struct Answer {
    namespace: Box<str>,
    id: u64,
}

impl Answer {
    /// The acknowledgement with one argument.
    ///
    /// # Errors
    /// The argument cannot be JSON.
    pub fn with(&self, argument: &impl Serialize) -> Result<Frame, serde_json::Error> {
        let arguments = format!("[{}]", serde_json::to_string(argument)?);
        Ok(Frame::packet(Kind::Ack, &self.namespace, Some(self.id), &arguments, &[]))
    }
}

/// The socket that a call is about.
pub struct SocketRef<'a> {
    /// The session it belongs to.
    pub session: SessionId,
    /// The namespace it has joined.
    pub namespace: &'a str,
    outgoing: RefCell<Outgoing>,
}

/// What a service did with a socket during a call.
#[derive(Default)]
pub(super) struct Outgoing {
    pub frames: Vec<Frame>,
    pub acked: bool,
    pub unsubscribe: bool,
    pub close: bool,
}

impl<'a> SocketRef<'a> {
    pub(super) fn new(session: SessionId, namespace: &'a str) -> Self {
        Self { session, namespace, outgoing: RefCell::default() }
    }

    pub(super) fn into_outgoing(self) -> Outgoing {
        self.outgoing.into_inner()
    }

    /// Sends a frame, which must belong to this socket's namespace.
    pub fn send(&self, frame: Frame) {
        self.outgoing.borrow_mut().frames.push(frame);
    }

    /// Acknowledges an event with one argument. Fails where that cannot be JSON.
    pub fn ack(&self, id: u64, argument: &impl Serialize) -> Result<(), serde_json::Error> {
        self.ack_with(id, &format!("[{}]", serde_json::to_string(argument)?), &[]);
        Ok(())
    }

    /// Makes the acknowledgement of an event, to be sent later. The event gets no other one.
    pub fn ack_later(&self, id: u64) -> Frame {
        self.outgoing.borrow_mut().acked = true;
        Frame::packet(Kind::Ack, self.namespace, Some(id), "[]", &[])
    }

    /// Makes what answers an event later. The event gets no other acknowledgement.
    pub fn answer_later(&self, id: u64) -> Answer {
        self.outgoing.borrow_mut().acked = true;
        Answer { namespace: self.namespace.into(), id }
    }

    /// Acknowledges an event with a JSON array, in which placeholders stand for attachments.
    pub fn ack_with(&self, id: u64, arguments: &str, attachments: &[Bytes]) {
        let kind = if attachments.is_empty() { Kind::Ack } else { Kind::BinaryAck };
        self.send(Frame::packet(kind, self.namespace, Some(id), arguments, attachments));
        self.outgoing.borrow_mut().acked = true;
    }

    /// Sends an event: a JSON array of its name and arguments, in which placeholders stand for attachments.
    pub fn emit(&self, array: &str, attachments: &[Bytes]) {
        let kind = if attachments.is_empty() { Kind::Event } else { Kind::BinaryEvent };
        self.send(Frame::packet(kind, self.namespace, None, array, attachments));
    }

    /// Ends the session's subscription.
    pub fn unsubscribe(&self) {
        self.outgoing.borrow_mut().unsubscribe = true;
    }

    /// Closes the session once the client has been sent what is queued.
    pub fn close(&self) {
        self.outgoing.borrow_mut().close = true;
    }
}
