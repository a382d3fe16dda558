//! When media was recorded, by the wall clock, for EXT-X-PROGRAM-DATE-TIME.
//!
//! Media time and wall clock advance at the same rate, but the network delays frames. The least delayed frame of the
//! last half minute dates all of them.

use std::collections::VecDeque;

use super::units::SECOND;
use crate::model::UnixMillis;

/// Buckets of a second that are compared.
const WINDOW: i64 = 30;
/// A frame that comes this many milliseconds too late or too early does not belong to the time before: the publisher
/// paused, or a clock was set.
const ASTRAY: i64 = 5000;

/// The wall clock of a timeline.
#[derive(Debug, Default)]
pub struct Wall {
    /// Seconds of media time, and the smallest wall-clock time of media time 0 that frames in them suggest.
    recent: VecDeque<(i64, UnixMillis)>,
    newest: Option<UnixMillis>,
    /// Whether media that comes now belongs to another time.
    is_past: bool,
}

impl Wall {
    /// Notes that media of time `at` arrived at `now`.
    pub fn observe(&mut self, at: i64, now: UnixMillis) {
        let origin = now.saturating_sub(at / 1_000_000);
        if std::mem::take(&mut self.is_past) {
            self.recent.clear();
        }
        if self.origin().is_some_and(|known| origin.abs_diff(known) > ASTRAY.unsigned_abs()) {
            self.recent.clear();
        }
        let second = at / SECOND;
        match self.recent.back_mut() {
            Some((last, smallest)) if *last >= second => *smallest = origin.min(*smallest),
            _ => self.recent.push_back((second, origin)),
        }
        while self.recent.front().is_some_and(|(first, _)| second - first > WINDOW) {
            self.recent.pop_front();
        }
    }

    /// When media of time `at` was recorded. Later media is always dated later, unless the clock was set back.
    pub fn date(&mut self, at: i64) -> UnixMillis {
        let date = self.origin().unwrap_or_default().saturating_add(at / 1_000_000);
        let earliest = self.newest.filter(|newest| newest - date < ASTRAY).map(|newest| newest + 1);
        let date = earliest.map_or(date, |earliest| date.max(earliest));
        self.newest = Some(date);
        date
    }

    /// Media that comes from now on has another relation to the wall clock, as after a pause.
    pub fn forget(&mut self) {
        self.is_past = true;
    }

    fn origin(&self) -> Option<UnixMillis> {
        self.recent.iter().map(|(_, origin)| *origin).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delayed_frames_are_as_old_as_their_timestamps_say() {
        let mut wall = Wall::default();
        wall.observe(10 * SECOND, 1000);
        assert_eq!(wall.date(10 * SECOND), 1000);
        wall.observe(11 * SECOND, 2900);
        assert_eq!(wall.date(11 * SECOND), 2000);
        wall.observe(12 * SECOND, 2950);
        assert_eq!(wall.date(12 * SECOND), 2950, "that one came sooner");
    }

    #[test]
    fn dates_start_over_after_a_pause_or_a_set_clock() {
        let mut wall = Wall::default();
        wall.observe(10 * SECOND, 100_000);
        wall.date(10 * SECOND);
        wall.observe(11 * SECOND, 120_000);
        assert_eq!(wall.date(11 * SECOND), 120_000);
        wall.observe(12 * SECOND, 50_000);
        assert_eq!(wall.date(12 * SECOND), 50_000);
    }
}
