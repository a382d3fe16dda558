//! One Engine.IO session: where it stands between opening and closing.

use std::task::Waker;
use std::time::Instant;

use super::frame::Frame;
use super::outbox::Outbox;
use super::service::Service;
use super::sid::Sid;
use super::sockets::Sockets;
use super::unfinished::Held;

/// Everything kept of a session.
pub struct Session<S: Service> {
    /// Its name.
    pub sid: Sid,
    /// How it is reached.
    pub transport: Transport,
    /// A WebSocket that tries to become its transport.
    pub upgrade: Option<Upgrade>,
    /// How many tried that.
    pub attempts: u32,
    /// The heartbeat.
    pub beat: Beat,
    /// Until when a namespace has to be joined, unless one was.
    pub join_by: Option<Instant>,
    /// Set once the session is over for the service but its client has something to fetch.
    pub farewell: Option<Farewell>,
    /// What is to be sent.
    pub outbox: Outbox,
    /// The namespaces.
    pub sockets: Sockets<S>,
    /// What it holds of a message that is not whole, and of an event whose attachments are missing.
    pub held: Held,
    /// Until when they have to arrive.
    pub attach_by: Option<Instant>,
    /// What the service kept of the opening request.
    pub handshake: S::Handshake,
}

/// How a session is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// By one request after the other.
    Polling {
        /// A `GET` waits for something to answer.
        getting: bool,
        /// A `POST` is being dealt with.
        posting: bool,
    },
    /// By frames.
    WebSocket,
}

impl Transport {
    /// Whether a `POST` is being dealt with.
    pub fn is_posting(self) -> bool {
        matches!(self, Self::Polling { posting: true, .. })
    }
}

/// A WebSocket beside long polling.
pub struct Upgrade {
    /// Tells attempts apart.
    pub attempt: u32,
    /// The client asked over it, and was answered.
    pub probed: bool,
    /// Until when it has to take over.
    pub by: Instant,
    /// Whom to wake when it may not any more.
    pub waker: Option<Waker>,
}

/// A heartbeat's next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// The server asks then.
    Ask(Instant),
    /// The client has to have answered by then.
    Answer(Instant),
}

/// The end of a session that its client has not yet seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Farewell {
    /// What is said to a client that polls.
    pub last: Last,
    /// Until when it is kept.
    pub until: Instant,
}

/// A packet that says nothing, type included.
pub const NOOP: &str = "6";

/// How a client that polls learns of the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// The server ends the session. Not every client comes back after that.
    Close,
    /// The client ended it; this ends its waiting request.
    Noop,
    /// By an error, after which every client connects again.
    Error,
}

impl Last {
    /// The packet, type included.
    pub fn packet(self) -> Option<&'static str> {
        match self {
            Self::Close => Some("1"),
            Self::Noop => Some(NOOP),
            Self::Error => None,
        }
    }
}

/// What a WebSocket that wants to take over is to do next.
pub enum Probe {
    /// Send this and go on.
    Reply(Frame),
    /// It carries the session from now on.
    Upgraded,
    /// Close.
    Refused,
}
