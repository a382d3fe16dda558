//! How long sessions wait, and how much they may hold.

use std::time::Duration;

use super::lanes::Behind;
use super::unfinished::Most;

const MIB: usize = 1024 * 1024;

/// Times and limits of all sessions. The defaults are those of the reference implementation where it has any.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Between heartbeats.
    pub ping_interval: Duration,
    /// To answer one.
    pub ping_timeout: Duration,
    /// To join a namespace after opening a session.
    pub connect_timeout: Duration,
    /// To complete the move to a WebSocket.
    pub upgrade_timeout: Duration,
    /// For the body of a `POST` to arrive.
    pub body_timeout: Duration,
    /// For a message on a WebSocket to arrive whole, and for an event's attachments. Its client cannot answer a heartbeat
    /// meanwhile.
    pub message_timeout: Duration,
    /// Most bytes that clients may hold of messages that have not arrived whole.
    pub max_unfinished: Most,
    /// Most bytes in the body of a `POST`, in a message on a WebSocket, and in an event with its attachments.
    pub max_payload: usize,
    /// Most packets in the body of a `POST`.
    pub max_packets: usize,
    /// Most packets in the answer to a `GET`; the next one brings more. python-engineio hangs up at more than 16.
    pub max_polled: usize,
    /// Most binary attachments of an event.
    pub max_attachments: usize,
    /// Most packets of a session that ask to join a namespace.
    pub max_connects: u8,
    /// Most events of a session that may be waiting for an answer of the service before it is read on.
    pub max_permits: u32,
    /// How far a session may be behind what is sent to it before it is closed.
    pub max_behind: Behind,
    /// How long a session that is further behind what is said to a group may take to catch up: however much is said at
    /// once, everybody gets their turn.
    pub catch_up_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(45),
            upgrade_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            message_timeout: Duration::from_secs(20),
            max_unfinished: Most { by_all: 32 * MIB, by_address: 4 * MIB },
            max_payload: 1_000_000,
            max_packets: 1_000,
            max_polled: 16,
            max_attachments: 10,
            max_connects: 16,
            max_permits: 32,
            max_behind: Behind { frames: 512, bytes: 1_000_000 },
            catch_up_timeout: Duration::from_secs(1),
        }
    }
}
