//! The viewer count. It is published at most once a second, since each change renders pages again.

use std::time::{Duration, Instant};

/// Shortest time between two changes.
const PAUSE: Duration = Duration::from_secs(1);

/// The viewer count as last published.
#[derive(Debug, Default)]
pub(super) struct ViewerCount {
    published: u32,
    changed_at: Option<Instant>,
    /// As last audited, 0 while the stream is not live; `None` until there is a viewer.
    audited: Option<u32>,
}

impl ViewerCount {
    pub fn published(&self) -> u32 {
        self.published
    }

    /// Takes over the number of viewers, unless it changed less than [`PAUSE`] ago. Returns whether to publish it.
    pub fn update(&mut self, viewers: u32, now: Instant) -> bool {
        let due = self.deadline(viewers, now).is_some_and(|at| at <= now);
        if due {
            self.published = viewers;
            self.changed_at = Some(now);
        }
        due
    }

    /// When the number of viewers may be published; `None` if it is.
    pub fn deadline(&self, viewers: u32, now: Instant) -> Option<Instant> {
        (viewers != self.published).then(|| self.changed_at.map_or(now, |at| at + PAUSE))
    }

    /// The count for the audit log, if it changed.
    pub fn audit(&mut self, live: bool) -> Option<u32> {
        let watching = if live { self.published } else { 0 };
        let changed = self.audited != Some(watching) && (self.audited.is_some() || self.published > 0);
        changed.then(|| *self.audited.insert(watching))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_changes_at_most_once_a_second() {
        let (mut count, start) = (ViewerCount::default(), Instant::now());
        assert_eq!(count.deadline(0, start), None);
        assert!(!count.update(0, start), "nothing new");
        assert!(count.update(1, start));
        assert!(!count.update(2, start + PAUSE / 2));
        assert_eq!((count.published(), count.deadline(2, start)), (1, Some(start + PAUSE)));
        assert!(count.update(2, start + PAUSE));
        assert_eq!(count.published(), 2);
    }

    #[test]
    fn viewers_are_audited_while_live_and_not_before_there_is_one() {
        let (mut count, now) = (ViewerCount::default(), Instant::now());
        assert_eq!([count.audit(true), count.audit(false)], [None, None]);
        count.update(3, now);
        assert_eq!([count.audit(true), count.audit(true)], [Some(3), None]);
        assert_eq!([count.audit(false), count.audit(false)], [Some(0), None]);
    }
}
