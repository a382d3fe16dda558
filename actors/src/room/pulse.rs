//! Tells a publisher that is sending from one that is long gone, whose connection nginx only cleans up.

use std::time::{Duration, Instant};

/// A longer gap between writes is a silence. Nginx is configured to drop connections after a silence of twice this
/// length.
const SILENCE: Duration = Duration::from_secs(5);
/// When nginx drops a connection, it writes the last files within this time of reporting the drop.
const CLEARING_UP: Duration = Duration::from_secs(2);

/// When the files of a broadcast were written.
#[derive(Debug, Default)]
pub struct Pulse {
    last: Option<Instant>,
    /// When the last silence ended, if there was one.
    resumed: Option<Instant>,
}

impl Pulse {
    /// Records a write.
    pub fn beat(&mut self, at: Instant) {
        if self.last.is_some_and(|last| at.saturating_duration_since(last) > SILENCE) {
            self.resumed = Some(at);
        }
        self.last = self.last.max(Some(at));
    }

    /// Time of the last write.
    pub fn last(&self) -> Option<Instant> {
        self.last
    }

    /// Whether files are being written. Writes just after a silence do not count.
    pub fn beats(&self, now: Instant) -> bool {
        let within =
            |at: Option<Instant>, time| at.is_some_and(|at| now.saturating_duration_since(at) <= time);
        within(self.last, SILENCE) && !within(self.resumed, CLEARING_UP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(seconds: &[u64], now: u64) -> bool {
        let start = Instant::now();
        let mut pulse = Pulse::default();
        seconds.iter().for_each(|second| pulse.beat(start + Duration::from_secs(*second)));
        pulse.beats(start + Duration::from_secs(now))
    }

    #[test]
    fn files_that_are_written_again_and_again_are_a_pulse() {
        assert!(beats(&[0, 1, 2, 3], 4));
        assert!(beats(&[0], 1));
        assert!(beats(&[0, 20, 21, 22, 23], 24), "a silence that is over counts no longer");
    }

    #[test]
    fn silence_is_none_nor_is_what_nginx_writes_after_one() {
        assert!(!beats(&[], 0));
        assert!(!beats(&[0, 1, 2], 8));
        assert!(!beats(&[0, 1, 2, 12], 12));
    }
}
