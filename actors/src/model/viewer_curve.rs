//! How the number of viewers changed over a broadcast.

use serde::{Deserialize, Serialize};

use super::time::UnixTime;

/// Shortest interval between two points, in seconds: viewers are sampled once a minute.
pub const INTERVAL_MIN: i64 = 60;

/// The viewers of one interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ViewerPoint {
    /// When the interval began.
    pub at: UnixTime,
    /// Viewers at an average moment of it.
    pub mean: f64,
    /// Most viewers of it at once.
    pub peak: u64,
}

/// What happened in the chat in one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChatPoint {
    /// When the interval began.
    pub at: UnixTime,
    /// Messages, actions and drawings.
    pub messages: u64,
    /// How often somebody joined.
    pub joins: u64,
    /// How often somebody left.
    pub leaves: u64,
}

impl ChatPoint {
    /// Adds so many events of a kind.
    pub fn add(&mut self, kind: &str, count: u64) {
        match kind {
            "join_chat" => self.joins += count,
            "leave_chat" => self.leaves += count,
            _ => self.messages += count,
        }
    }
}

/// Seconds between points that cover a time with at most so many: whole minutes, at least one.
pub fn interval(from: UnixTime, until: UnixTime, points: u32) -> i64 {
    let seconds = until.saturating_sub(from).max(1);
    let each = seconds.div_euclid(i64::from(points.max(1))) + 1;
    (each + INTERVAL_MIN - 1).div_euclid(INTERVAL_MIN) * INTERVAL_MIN
}

/// The curve between two times from changes of the number, oldest first. `before`: the number at the beginning.
#[expect(clippy::cast_precision_loss, reason = "exact for as many viewers as there are people")]
pub fn curve(
    (from, until): (UnixTime, UnixTime),
    interval: i64,
    before: u64,
    changes: impl IntoIterator<Item = (UnixTime, u64)>,
) -> Vec<ViewerPoint> {
    let (mut points, mut viewers, mut at) = (Vec::new(), before, from);
    let mut changes = changes.into_iter().filter(|(at, _)| (from..until).contains(at)).peekable();
    while at < until {
        let end = at.saturating_add(interval.max(1)).min(until);
        let (mut peak, mut watched, mut since) = (0, 0, at);
        while let Some((when, number)) = changes.next_if(|(when, _)| *when < end) {
            // a clock that was set back makes no negative time
            let when = when.max(since);
            watched += viewers * (when - since).unsigned_abs();
            if when > since {
                peak = peak.max(viewers);
            }
            (viewers, since) = (number, when);
            peak = peak.max(viewers);
        }
        watched += viewers * (end - since).unsigned_abs();
        peak = peak.max(viewers);
        points.push(ViewerPoint { at, mean: watched as f64 / (end - at) as f64, peak });
        at = end;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_whole_minutes_and_leaves_few_enough_points() {
        for (seconds, points, expected) in
            [(0, 10, 60), (599, 10, 60), (601, 10, 120), (3600, 60, 120), (3599, 60, 60), (86_400, 100, 900)]
        {
            let interval = interval(1000, 1000 + seconds, points);
            assert_eq!(interval, expected, "{seconds} s");
            assert!(seconds.max(1).div_euclid(interval) < i64::from(points), "{seconds} s");
        }
    }

    #[test]
    fn viewers_count_for_as_long_as_they_watch_in_each_interval() {
        let changes = [(130, 4), (190, 0), (185, 6)];
        let point = |at, mean, peak| ViewerPoint { at, mean, peak };
        assert_eq!(
            curve((100, 250), 60, 2, changes),
            [point(100, 3.0, 4), point(160, (4.0 * 30.0 + 6.0 * 30.0) / 60.0, 6), point(220, 6.0, 6)]
        );
        assert_eq!(curve((100, 100), 60, 2, []), []);
    }
}
