//! A broadcast, as stored across restarts.

use super::names::{StreamerName, Token};
use super::time::UnixTime;

/// A broadcast lasts from an encoder's start until the encoder has been gone for longer than the reconnect window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    /// Permanent id of the broadcast.
    pub id: Token,
    /// The streamer who broadcasts.
    pub streamer: StreamerName,
    /// Name to which the encoder was renamed in keyless mode; `None` if files are named after the key.
    pub publish_name: Option<Token>,
    /// Prefix of the segments' names in URLs; changes with the viewer password.
    pub prefix: Token,
    /// When the encoder was accepted.
    pub started_at: UnixTime,
}
