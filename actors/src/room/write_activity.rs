//! Tells a publisher that is sending from one that is long gone, whose connection nginx only cleans up.

use std::time::{Duration, Instant};

/// A longer gap between writes is a silence. Nginx is configured to drop connections after a silence of twice this
/// length.
const SILENCE: Duration = Duration::from_secs(5);
/// When nginx drops a connection, it writes the last files within this time of reporting the drop.
const CLEARING_UP: Duration = Duration::from_secs(2);

/// When the files of a broadcast were written.
#[derive(Debug, Default)]
pub struct WriteActivity {
    last: Option<Instant>,
    /// When the last silence ended, if there was one.
    resumed: Option<Instant>,
}

impl WriteActivity {
    /// Records a write.
    pub fn record(&mut self, at: Instant) {
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
    pub fn is_active(&self, now: Instant) -> bool {
        let within =
            |at: Option<Instant>, time| at.is_some_and(|at| now.saturating_duration_since(at) <= time);
        within(self.last, SILENCE) && !within(self.resumed, CLEARING_UP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_active(seconds: &[u64], now: u64) -> bool {
        let start = Instant::now();
        let mut writes = WriteActivity::default();
        seconds.iter().for_each(|second| writes.record(start + Duration::from_secs(*second)));
        writes.is_active(start + Duration::from_secs(now))
    }

    #[test]
    fn frequent_writes_are_activity() {
        assert!(is_active(&[0, 1, 2, 3], 4));
        assert!(is_active(&[0], 1));
        assert!(is_active(&[0, 20, 21, 22, 23], 24), "a silence that is over counts no longer");
    }

    #[test]
    fn neither_silence_nor_the_last_writes_after_it_are_activity() {
        assert!(!is_active(&[], 0));
        assert!(!is_active(&[0, 1, 2], 8));
        assert!(!is_active(&[0, 1, 2, 12], 12));
    }
}
