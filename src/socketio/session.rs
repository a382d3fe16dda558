//! The state of one Engine.IO session, between opening and closing.

use std::task::Waker;
use std::time::Instant;

use super::outbox::Outbox;
use super::service::Service;
use super::settings::Settings;
use super::sid::Sid;
use super::sockets::{Call, Sockets};
use super::unfinished::Held;

/// One client's session.
pub struct Session<S: Service> {
    /// Names it in requests.
    pub sid: Sid,
    /// How the client is reached.
    pub transport: Transport,
    /// A WebSocket that tries to become its transport.
    pub upgrade: Option<Upgrade>,
    /// How many have tried.
    pub attempts: u32,
    /// Its next step.
    pub heartbeat: Heartbeat,
    /// When the client must have joined a namespace; `None` once it has.
    pub connect_by: Option<Instant>,
    /// Set once the session is over for the service, while its client has something left to fetch.
    pub closing: Option<Closing>,
    /// Frames to send.
    pub outbox: Outbox,
    /// One per namespace that the client has joined.
    pub sockets: Sockets<S>,
    /// Memory for an incomplete message, and for an event whose attachments are missing.
    pub held: Held,
    /// When these attachments must have arrived.
    pub attach_by: Option<Instant>,
    /// What the service kept of the opening request.
    pub handshake: S::Handshake,
}

impl<S: Service> Session<S> {
    /// The number that distinguishes it from all sessions of its worker, past and present.
    pub fn number(&self) -> u64 {
        self.sid.id.number
    }

    /// Tells the service that the sockets are gone, and a WebSocket that tries to upgrade that it cannot.
    pub fn disconnect(&mut self, service: &S, settings: &Settings) {
        let call = Call { service, settings, session: self.sid.id, handshake: &self.handshake };
        self.sockets.disconnect(&call);
        if let Some(waker) = self.upgrade.take().and_then(|upgrade| upgrade.waker) {
            waker.wake();
        }
    }

    /// Whether a WebSocket that tries to upgrade has probed.
    pub fn is_probed(&self) -> bool {
        self.upgrade.as_ref().is_some_and(|upgrade| upgrade.probed)
    }
}

/// How a client is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// By long polling.
    Polling {
        /// A `GET` waits for packets.
        getting: bool,
        /// A `POST` is being handled.
        posting: bool,
    },
    /// By WebSocket frames.
    WebSocket,
}

impl Transport {
    /// Long polling without a request.
    pub const IDLE_POLLING: Self = Self::Polling { getting: false, posting: false };

    /// Whether a `POST` is being handled.
    pub fn is_posting(self) -> bool {
        matches!(self, Self::Polling { posting: true, .. })
    }
}

/// A WebSocket beside long polling.
pub struct Upgrade {
    /// Distinguishes attempts.
    pub attempt: u32,
    /// The client has probed, and was answered.
    pub probed: bool,
    /// When it must have completed.
    pub by: Instant,
    /// Woken when the attempt is refused.
    pub waker: Option<Waker>,
}

/// A heartbeat's next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heartbeat {
    /// The server sends a ping then.
    PingAt(Instant),
    /// The client must have answered by then.
    PongBy(Instant),
}

/// The end of a session that its client has yet to learn of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// How a polling client learns of it.
    pub signal: CloseSignal,
    /// When the session is forgotten, whether or not the client has fetched it.
    pub until: Instant,
}

/// How a polling client learns that its session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseSignal {
    /// By a close packet: the server ends the session. Some clients do not reconnect after that.
    Close,
    /// By a noop: the client ended the session itself, and its waiting request ends.
    Noop,
    /// By an error, after which every client reconnects.
    Error,
}

/// A packet without meaning, type included.
pub const NOOP: &str = "6";

impl CloseSignal {
    /// The packet, type included.
    pub fn packet(self) -> Option<&'static str> {
        match self {
            Self::Close => Some("1"),
            Self::Noop => Some(NOOP),
            Self::Error => None,
        }
    }
}
