//! Start times of segments by the wall clock, for EXT-X-PROGRAM-DATE-TIME.
//!
//! A segment starts one duration before it is closed, but it may be closed late because the network delayed the
//! encoder. Between discontinuities, media time and wall clock advance at the same rate, so the least delayed segment
//! dates all of them.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::UnixMillis;

/// Length of the media that is compared. A delay that lasts longer counts as a pause in the encoder's timestamps.
const WINDOW: Duration = Duration::from_secs(30);
/// A segment that is more than this many milliseconds late was not delayed: the encoder's timestamps paused.
const LATE_MAX: i64 = 10_000;
/// If a segment is closed this many milliseconds before the previous one, the clock was set back.
const BACK_MIN: i64 = 1000;

/// The timeline of one rendition's segments, in playlist order.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Start of the next segment, in media time since the start of the first one.
    media: Duration,
    /// For each recent segment: its end in media time, and the wall-clock time of media time 0 if it was not delayed.
    recent: VecDeque<(Duration, UnixMillis)>,
    /// Start and close time of the newest segment.
    newest: Option<(UnixMillis, UnixMillis)>,
}

impl Timeline {
    /// Returns the start time of a segment that was closed at `closed` and lasts `duration`. `breaks` means that its
    /// timestamps do not continue those of the segment before.
    ///
    /// Start times increase, unless the clock was set back.
    pub fn place(&mut self, closed: UnixMillis, duration: Duration, breaks: bool) -> UnixMillis {
        let end = self.media.saturating_add(duration);
        let origin = closed.saturating_sub(millis(end));
        let newest = self.newest.filter(|(_, before)| before.saturating_sub(closed) < BACK_MIN);
        let was_set_back = newest.is_none() && self.newest.is_some();
        let best = self.recent.iter().map(|(_, origin)| *origin).min();
        let stood_still = best.is_some_and(|best| origin.saturating_sub(best) > LATE_MAX);
        if breaks || was_set_back || stood_still {
            self.recent.clear();
        }
        self.recent.push_back((end, origin));
        while self.recent.front().is_some_and(|(ended, _)| end.saturating_sub(*ended) > WINDOW) {
            self.recent.pop_front();
        }
        let best = self.recent.iter().map(|(_, origin)| *origin).min().unwrap_or(origin);
        let mut begun = best.saturating_add(millis(self.media));
        if let Some((newest, _)) = newest {
            begun = begun.max(newest.saturating_add(1));
        }
        self.newest = Some((begun, closed));
        self.media = end;
        begun
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Start times in milliseconds after noon. Each segment is given by its close time, its duration, and whether its
    /// timestamps break.
    fn placed(segments: &[(i64, u64, bool)]) -> Vec<i64> {
        const NOON: UnixMillis = 1_780_000_000_000;
        let mut timeline = Timeline::default();
        let place = |(closed, duration, breaks): &(i64, u64, bool)| {
            timeline.place(NOON + closed, Duration::from_millis(*duration), *breaks) - NOON
        };
        segments.iter().map(place).collect()
    }

    #[test]
    fn a_segment_was_begun_when_it_was_closed_less_its_duration() {
        assert_eq!(placed(&[(2000, 2000, false), (3000, 1000, false)]), [0, 2000]);
    }

    #[test]
    fn segments_that_were_held_up_are_as_old_as_their_timestamps_say() {
        let stall = [(1000, 1000, false), (6000, 1000, false), (6010, 1000, false), (6020, 1000, false)];
        assert_eq!(placed(&stall), [0, 1000, 2000, 3000]);
    }

    #[test]
    fn a_stream_that_begins_with_a_burst_finds_its_time_without_going_back() {
        let burst = [(1000, 1000, false), (1200, 1000, false), (2200, 1000, false)];
        assert_eq!(placed(&burst), [0, 200, 1200]);
        let burst = [(1000, 1000, false), (1000, 3000, false), (2000, 1000, false)];
        assert_eq!(placed(&burst), [0, 1, 1000], "begun before what comes before it");
    }

    #[test]
    fn timestamps_that_stood_still_do_not_make_everything_after_them_old() {
        let at_once = placed(&[(1000, 1000, false), (22_000, 1000, false), (23_000, 1000, false)]);
        assert_eq!(at_once, [0, 21_000, 22_000]);
        // a pause of five seconds may be a network delay; half a minute later it is known not to be
        let slowly: Vec<_> =
            (1..60).map(|n| (n * 1000 + if n > 10 { 5000 } else { 0 }, 1000, false)).collect();
        let slowly = placed(&slowly);
        assert_eq!((slowly[10], slowly[39]), (10_000, 39_000));
        assert_eq!((slowly[42], slowly[58]), (47_000, 63_000));
    }

    #[test]
    fn a_discontinuity_begins_again_with_what_is_measured() {
        assert_eq!(placed(&[(1000, 1000, false), (5000, 1000, true), (6100, 1000, false)]), [0, 4000, 5000]);
    }

    #[test]
    fn a_clock_that_is_set_back_takes_the_times_with_it() {
        assert_eq!(placed(&[(1000, 1000, false), (-1_800_000, 1000, false)]), [0, -1_801_000]);
    }

    proptest! {
        #[test]
        fn later_segments_are_begun_later(
            segments in prop::collection::vec((0i64..20_000, 0u64..20_000, any::<bool>()), 1..100)
        ) {
            let mut at = 0;
            let in_order = segments.into_iter().map(|(pause, duration, breaks)| {
                at += pause;
                (at, duration, breaks)
            });
            let segments: Vec<_> = in_order.collect();
            let times = placed(&segments);
            prop_assert!(times.is_sorted_by(|a, b| a < b), "{times:?}");
        }

        #[test]
        fn no_time_is_too_large(
            segments in prop::collection::vec((any::<i64>(), any::<u64>(), any::<bool>()), 1..20)
        ) {
            let mut timeline = Timeline::default();
            for (closed, seconds, breaks) in segments {
                timeline.place(closed, Duration::from_secs(seconds), breaks);
            }
        }
    }
}
