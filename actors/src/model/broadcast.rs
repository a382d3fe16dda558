//! A broadcast, as stored across restarts.

use serde::Serialize;

use super::audience::Audience;
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

/// A broadcast that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PastBroadcast {
    /// Grows from each to the next that ended; a cursor for [`Page`](crate::ports::Page).
    pub position: i64,
    /// [`Broadcast::id`].
    pub id: Token,
    /// The streamer who broadcast.
    pub streamer: StreamerName,
    /// [`Broadcast::started_at`].
    pub started_at: UnixTime,
    /// When the last picture arrived, or when another broadcast took over.
    pub ended_at: UnixTime,
    /// The stream's title when it ended.
    pub title: Option<String>,
    /// Its statistics.
    #[serde(flatten)]
    pub audience: Audience,
}

impl PastBroadcast {
    /// Viewers at an average moment; 0 for a broadcast of less than a second.
    #[expect(clippy::cast_precision_loss, reason = "no broadcast has so many viewers")]
    pub fn mean_viewers(&self) -> f64 {
        let seconds = self.ended_at.saturating_sub(self.started_at);
        if seconds <= 0 { 0.0 } else { self.audience.viewer_seconds as f64 / seconds as f64 }
    }
}
