//! Timeouts and limits.

use std::time::Duration;

use super::channel_log::BacklogLimit;
use super::unfinished::UnfinishedLimit;

const MIB: usize = 1024 * 1024;

/// Timeouts and limits of all sessions. Where the reference implementation has a default, it is ours too.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Between heartbeats.
    pub ping_interval: Duration,
    /// To answer one.
    pub ping_timeout: Duration,
    /// To join a namespace after opening a session.
    pub connect_timeout: Duration,
    /// To complete an upgrade to a WebSocket.
    pub upgrade_timeout: Duration,
    /// For the body of a `POST` to arrive.
    pub body_timeout: Duration,
    /// For a whole message to arrive on a WebSocket, and for the attachments of an event. Meanwhile its client cannot send
    /// a pong.
    pub message_timeout: Duration,
    /// Bytes of incomplete messages, of all clients and of those at one address.
    pub max_unfinished: UnfinishedLimit,
    /// Most bytes in the body of a `POST`, in a message on a WebSocket, and in an event with its attachments.
    pub max_payload: usize,
    /// Most packets in the body of a `POST`.
    pub max_packets: usize,
    /// Most packets in the answer to a `GET`; the next one gets more. python-engineio disconnects at more than 16.
    pub max_polled: usize,
    /// Most binary attachments of an event.
    pub max_attachments: usize,
    /// Most requests of a session to join a namespace.
    pub max_connects: u8,
    /// Most events of a session in the service's hands; with more, nothing more is read from its client.
    pub max_permits: u32,
    /// What may be queued for a session before it is closed as too slow.
    pub max_backlog: BacklogLimit,
    /// How long a subscriber may exceed that with the frames of its room. However many are broadcast at once, every
    /// subscriber gets its turn to read them.
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
            max_unfinished: UnfinishedLimit { total: 32 * MIB, per_address: 4 * MIB },
            max_payload: 1_000_000,
            max_packets: 1_000,
            max_polled: 16,
            max_attachments: 10,
            max_connects: 16,
            max_permits: 32,
            max_backlog: BacklogLimit { frames: 512, bytes: 1_000_000 },
            catch_up_timeout: Duration::from_secs(1),
        }
    }
}
