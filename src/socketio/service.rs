//! The seam: what an application does with sockets.

use std::cell::RefCell;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use pystreaming_actors::session::SessionId;
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
    /// What is kept for each socket, that is for each session in each namespace. Never leaves its thread.
    type Socket: 'static;
    /// What [`handshake`](Self::handshake) keeps of the opening request for as long as the session lives.
    type Handshake: 'static;
    /// What other threads can send to sockets: see [`HubCommand::Notify`](super::HubCommand::Notify).
    type Message: Clone + Send + 'static;

    /// Namespaces that there are. Others are refused without asking [`connect`](Self::connect).
    fn namespaces(&self) -> &[&str] {
        &["/"]
    }

    /// Lets a request in, or answers it in another way. Asked for every request, so that a foreign origin is refused
    /// on all of them.
    #[allow(
        clippy::result_large_err,
        reason = "refused requests are rare, and a response is made to be moved"
    )]
    fn admit(&self, request: &HttpRequest) -> Result<Headers, HttpResponse>;

    /// The address that a client is limited by; `None` where it says nothing about who the client is.
    fn address(&self, _request: &HttpRequest) -> Option<IpAddr> {
        None
    }

    /// Lets a request that was let in open a session, or answers it in another way.
    #[allow(
        clippy::result_large_err,
        reason = "refused requests are rare, and a response is made to be moved"
    )]
    fn handshake(&self, request: &HttpRequest) -> Result<Admission<Self::Handshake>, HttpResponse>;

    /// A client wants to join a namespace. What is sent to `socket` here arrives right after the confirmation; after a
    /// refusal nothing of it does.
    fn connect(
        &self,
        socket: &SocketRef<'_>,
        handshake: &Self::Handshake,
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<Self::Socket, ConnectRefusal>;

    /// A client sent an event. `permit` is kept until the event is dealt with: a client with too many of them out is
    /// not read. An acknowledgement that the client asked for and that is not given here is given empty.
    fn event(
        &self,
        socket: &SocketRef<'_>,
        state: &mut Self::Socket,
        event: IncomingEvent<'_>,
        permit: Permit,
    );

    /// A message for the socket arrived, in the order in which the worker got it.
    fn notified(&self, socket: &SocketRef<'_>, state: &mut Self::Socket, message: Self::Message);

    /// Whether a socket sits where that group does, or is to: a seat is not taken or given up for a group that it has left
    /// while the command was on its way.
    fn is_at(&self, _state: &Self::Socket, _group: u32) -> bool {
        true
    }

    /// The socket is gone, for whatever reason. Called once for each that [`connect`](Self::connect) let in; what is
    /// sent to `socket` here reaches nobody.
    fn disconnected(&self, socket: &SocketRef<'_>, state: Self::Socket);

    /// Answers a message of Engine.IO before Socket.IO sees it, for services that speak something else over Engine.IO.
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

/// Added to an answer: cookies, or what lets a page of another site read it.
pub type Headers = Vec<(HeaderName, HeaderValue)>;

/// A request that may open a session.
#[derive(Debug)]
pub struct Admission<H> {
    /// What is kept of it.
    pub handshake: H,
    /// Beside those of every answer.
    pub headers: Headers,
}

/// A namespace may not be joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConnectRefusal {
    /// Why, for the client.
    pub message: String,
}

impl ConnectRefusal {
    /// For a reason of one's own.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    pub(super) fn unknown_namespace() -> Self {
        Self::new("Invalid namespace")
    }
}

/// An event as it arrived.
#[derive(Debug)]
pub struct IncomingEvent<'a> {
    /// Its name.
    pub name: &'a str,
    /// The first argument.
    pub first: Option<&'a RawValue>,
    /// All arguments as JSON, separated by commas, without brackets. Attachments stand in it as placeholders.
    pub arguments: &'a str,
    /// What the placeholders stand for, by their numbers.
    pub attachments: &'a [Bytes],
    /// Number of the acknowledgement that the client waits for.
    pub ack: Option<u64>,
}

impl<'a> IncomingEvent<'a> {
    pub(super) fn new(event: &'a Event<'a>, attachments: &'a [Bytes], ack: Option<u64>) -> Self {
        Self { name: &event.name, first: event.first, arguments: event.arguments, attachments, ack }
    }

    /// The first argument, read as `T`. Clients may send anything: that it is not one is an everyday error.
    pub fn argument<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.first.map_or("null", RawValue::get))
    }
}

/// Held while an event is being dealt with. May be sent anywhere.
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

/// The socket that a call is about, for the time of the call.
pub struct SocketRef<'a> {
    /// The session it belongs to.
    pub session: SessionId,
    /// The namespace it has joined.
    pub namespace: &'a str,
    said: RefCell<Said>,
}

/// What a service said to a socket during a call.
#[derive(Default)]
pub(super) struct Said {
    pub frames: Vec<Frame>,
    pub acked: bool,
    pub stand: bool,
    pub close: bool,
}

impl<'a> SocketRef<'a> {
    pub(super) fn new(session: SessionId, namespace: &'a str) -> Self {
        Self { session, namespace, said: RefCell::default() }
    }

    pub(super) fn into_said(self) -> Said {
        self.said.into_inner()
    }

    /// Sends a frame, which must be of this socket's namespace.
    pub fn send(&self, frame: Frame) {
        self.said.borrow_mut().frames.push(frame);
    }

    /// Answers an event with one argument. Fails where it has no form in JSON.
    pub fn ack(&self, id: u64, argument: &impl Serialize) -> Result<(), serde_json::Error> {
        self.ack_with(id, &format!("[{}]", serde_json::to_string(argument)?), &[]);
        Ok(())
    }

    /// Has an event answered later, by the frame that this makes: it does not count as unanswered.
    pub fn ack_later(&self, id: u64) -> Frame {
        self.said.borrow_mut().acked = true;
        Frame::packet(Kind::Ack, self.namespace, Some(id), "[]", &[])
    }

    /// Answers an event with a JSON array, in which attachments stand as placeholders.
    pub fn ack_with(&self, id: u64, arguments: &str, attachments: &[Bytes]) {
        let kind = if attachments.is_empty() { Kind::Ack } else { Kind::BinaryAck };
        self.send(Frame::packet(kind, self.namespace, Some(id), arguments, attachments));
        self.said.borrow_mut().acked = true;
    }

    /// Sends an event with a JSON array of its name and arguments, in which attachments stand as placeholders.
    pub fn emit(&self, array: &str, attachments: &[Bytes]) {
        let kind = if attachments.is_empty() { Kind::Event } else { Kind::BinaryEvent };
        self.send(Frame::packet(kind, self.namespace, None, array, attachments));
    }

    /// Gives up the session's seat.
    pub fn stand(&self) {
        self.said.borrow_mut().stand = true;
    }

    /// Ends the session after what was sent.
    pub fn close(&self) {
        self.said.borrow_mut().close = true;
    }
}
