//! What transports learn from the hub.

use super::frame::Frame;

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Handled, or ignored because the session is closing and the client has yet to learn of it.
    Fine,
    /// Not a packet of the protocol: the session is closed.
    Malformed,
}

/// How to answer a `GET`.
#[derive(Debug, PartialEq, Eq)]
pub enum Polled {
    /// With packets.
    Payload(String),
    /// With an error: the session was upgraded to a WebSocket meanwhile.
    Upgraded,
    /// With an error: the session is gone.
    Gone,
}

/// What a WebSocket that tries to upgrade a session does next.
pub enum Probe {
    /// It sends this and goes on.
    Reply(Frame),
    /// It carries the session from now on.
    Upgraded,
    /// It closes.
    Refused,
}
