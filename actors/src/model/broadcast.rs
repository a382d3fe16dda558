//! A broadcast, as remembered over restarts.

use super::names::{StreamerName, Token};
use super::time::UnixTime;

/// From an encoder's start until it has been away for longer than the reconnect window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    /// Names the broadcast for good.
    pub id: Token,
    /// Whose it is.
    pub streamer: StreamerName,
    /// What the encoder was renamed to in keyless mode; `None` where files carry the key's name.
    pub publish_name: Option<Token>,
    /// First part of every segment's address; changes with the viewer password.
    pub prefix: Token,
    /// When the encoder was let in.
    pub started_at: UnixTime,
}
