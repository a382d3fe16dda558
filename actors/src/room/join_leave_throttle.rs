//! Limits how many joins and leaves are announced. Each one costs a copy per listener: ten thousand people coming back
//! at once would cost a hundred million.

use std::time::{Duration, Instant};

/// Copies allowed at once after a quiet time: enough for several hundred people to join and be announced to each other.
const BURST: f64 = 500_000.0;
/// Copies per second in the long run.
const PER_SECOND: f64 = 50_000.0;
/// Shortest time between two head counts, which replace announcements that are too many.
const PAUSE: Duration = Duration::from_secs(1);

/// A token bucket of copies, and the head count that replaces what does not fit.
#[derive(Debug)]
pub(super) struct JoinLeaveThrottle {
    /// Copies that may be sent, as of `at`.
    left: f64,
    at: Option<Instant>,
    /// Whether a join or leave went unannounced since the last head count.
    untold: bool,
    counted_at: Option<Instant>,
}

impl Default for JoinLeaveThrottle {
    fn default() -> Self {
        Self { left: BURST, at: None, untold: false, counted_at: None }
    }
}

impl JoinLeaveThrottle {
    /// Whether to announce one join or leave to this many listeners.
    pub fn tells(&mut self, listeners: usize, now: Instant) -> bool {
        let since = self.at.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        self.left = (self.left + since.as_secs_f64() * PER_SECOND).min(BURST);
        self.at = Some(now);
        // an integer of this size is exact
        #[allow(clippy::cast_precision_loss)]
        let cost = listeners as f64;
        let told = self.left >= cost;
        if told {
            self.left -= cost;
        } else {
            self.untold = true;
        }
        told
    }

    /// Whether a head count is due; if so, the caller has to send it.
    pub fn counts(&mut self, now: Instant) -> bool {
        let due = self.deadline(now).is_some_and(|at| at <= now);
        if due {
            self.untold = false;
            self.counted_at = Some(now);
        }
        due
    }

    /// When the next head count is due.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        self.untold.then(|| self.counted_at.map_or(now, |at| (at + PAUSE).max(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_rooms_hear_of_everybody_and_crowds_of_as_many_as_is_cheap() {
        let now = Instant::now();
        let mut small = JoinLeaveThrottle::default();
        assert!((0..1000).all(|listeners| small.tells(listeners, now)));

        let mut large = JoinLeaveThrottle::default();
        let told = (0..10_000).filter(|_| large.tells(10_000, now)).count();
        assert_eq!(told, 50);
        let later = (0..100).filter(|_| large.tells(10_000, now + Duration::from_secs(1))).count();
        assert_eq!(later, 5);
    }

    #[test]
    fn whoever_is_not_told_who_is_told_how_many_once_a_second() {
        let now = Instant::now();
        let mut join_leave_throttle = JoinLeaveThrottle::default();
        assert!(join_leave_throttle.tells(500_000, now));
        assert_eq!(join_leave_throttle.deadline(now), None);
        assert!(!join_leave_throttle.tells(500_000, now));
        assert!(join_leave_throttle.counts(now));
        assert!(!join_leave_throttle.counts(now), "nothing new");
        assert!(!join_leave_throttle.tells(500_000, now));
        assert_eq!(join_leave_throttle.deadline(now), Some(now + PAUSE));
        assert!(!join_leave_throttle.counts(now));
        assert!(join_leave_throttle.counts(now + PAUSE));
    }
}
