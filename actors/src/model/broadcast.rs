//! A broadcast, as stored across restarts.

use std::time::Duration;

use serde::Serialize;

use super::audience::Audience;
use super::names::{StreamerName, Token};
use super::time::UnixTime;

/// A broadcast that begins so soon after the last one is the same show: an encoder was restarted.
pub const SAME_SHOW: Duration = Duration::from_secs(10 * 60);
/// A running broadcast is seen at full minutes.
pub const SEEN_WITHIN: Duration = Duration::from_secs(60);
/// How far the clocks of two servers may differ: one may tell when a broadcast ended, and another when the next begins.
pub const CLOCKS_DIFFER: UnixTime = 60;

/// Whether a broadcast that begins at a time is the same show as one that has ended at another.
pub fn is_same_show(ended: UnixTime, begins: UnixTime) -> bool {
    let same_show = UnixTime::try_from(SAME_SHOW.as_secs()).unwrap_or(UnixTime::MAX);
    (-CLOCKS_DIFFER..same_show).contains(&begins.saturating_sub(ended))
}

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
    /// When it was last known to run, to within [`SEEN_WITHIN`]. Only tells something of one that was running before this server.
    pub seen_at: UnixTime,
    /// Whether its start is in the log, and no stop after it.
    pub is_recorded: bool,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_show_goes_on_after_a_short_pause_by_whichever_clock() {
        let [soon, late] = [599, 600];
        assert!(is_same_show(1000, 1000) && is_same_show(1000, 1000 + soon));
        assert!(is_same_show(1000, 1000 - CLOCKS_DIFFER), "told by another clock");
        assert!(!is_same_show(1000, 1000 + late) && !is_same_show(1000, 1000 - CLOCKS_DIFFER - 1));
        assert!(!is_same_show(UnixTime::MIN, UnixTime::MAX));
    }
}
