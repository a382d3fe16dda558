//! Places frames on the media timeline, which goes on without holes whatever the publisher's clock does.
//!
//! A track's offset turns the publisher's times into media times. It stays the same, so that picture and sound keep
//! their distance, until the publisher's clock jumps: back on the track's own, or forward past everything that any
//! track has. The track then goes on where it ended, and others that jump in the same way take over its offset. A jump
//! therefore needs no discontinuity, and a pause in which nobody sent anything is no part of the timeline.

use super::units::SECOND;

/// The timeline starts here, so that no presentation time is negative: pictures can be shown before they are decoded.
const START: i64 = 10 * SECOND;
/// A track that goes back by no more than this is only out of order.
const DISORDER_MAX: i64 = SECOND / 10;
/// A pause of all tracks that is longer than this is left out.
const PAUSE_MAX: i64 = SECOND;
/// Tracks of one clock are never further apart than this.
const APART_MAX: i64 = 2 * SECOND;
/// A track that jumps with another one is not further ahead of everything than this.
const AHEAD_MAX: i64 = SECOND / 2;
/// Times beyond this (300 years) are cut off, so that sums stay in range.
const TIME_MAX: i64 = 1 << 53;

/// The timeline of all tracks.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Where the newest frame of any track ends.
    newest: Option<i64>,
    /// Offsets in use, by track.
    offsets: Vec<Option<i64>>,
}

impl Clock {
    /// The media time of a frame of `track` that the publisher dates `micros`. `newest` is the media time of the track's
    /// last frame, and where that frame ends.
    pub fn place(&mut self, track: usize, micros: i64, newest: Option<(i64, i64)>) -> i64 {
        let stamp = micros.clamp(-TIME_MAX, TIME_MAX) * 1000;
        let Some(newest_of_all) = self.newest else {
            self.set(track, START - stamp);
            return START;
        };
        let earliest = newest.map_or(newest_of_all - APART_MAX, |(at, _)| at - DISORDER_MAX);
        let fits = |offset: i64, ahead: i64| {
            (earliest..=newest_of_all + ahead).contains(&stamp.saturating_add(offset))
        };
        let own = self.offset(track);
        if let Some(offset) = own.filter(|offset| fits(*offset, PAUSE_MAX)) {
            return stamp.saturating_add(offset);
        }
        let ahead = if newest.is_some() { AHEAD_MAX } else { APART_MAX };
        let of_others = self.offsets.iter().flatten().find(|offset| fits(**offset, ahead)).copied();
        let offset = of_others.unwrap_or_else(|| {
            let end = newest.map(|(_, end)| end).filter(|end| newest_of_all - end <= PAUSE_MAX);
            end.unwrap_or(newest_of_all).saturating_sub(stamp)
        });
        self.set(track, offset);
        stamp.saturating_add(offset)
    }

    /// Notes where a frame of any track ends.
    pub fn extend(&mut self, end: i64) {
        self.newest = self.newest.max(Some(end));
    }

    /// Forgets how the publisher's clock relates to the timeline, as when the publisher connects again. The timeline
    /// goes on at `at`, if that is known.
    pub fn unhinge(&mut self, at: Option<i64>) {
        self.offsets.clear();
        self.newest = at.or(self.newest);
    }

    fn offset(&self, track: usize) -> Option<i64> {
        self.offsets.get(track).copied().flatten()
    }

    fn set(&mut self, track: usize, offset: i64) {
        if self.offsets.len() <= track {
            self.offsets.resize(track + 1, None);
        }
        if let Some(place) = self.offsets.get_mut(track) {
            *place = Some(offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds on the timeline of frames of 20 ms, each given by track and time in milliseconds.
    fn placed(frames: &[(usize, i64)]) -> Vec<i64> {
        let (mut clock, mut ends) = (Clock::default(), [None; 2]);
        let mut place = |(track, millis): &(usize, i64)| {
            let at = clock.place(*track, millis * 1000, ends[*track]);
            ends[*track] = Some((at, at + SECOND / 50));
            clock.extend(at + SECOND / 50);
            (at - START) / 1_000_000
        };
        frames.iter().map(&mut place).collect()
    }

    #[test]
    fn tracks_keep_their_distance() {
        assert_eq!(placed(&[(0, 500), (1, 513), (0, 520), (1, 533), (1, 553)]), [0, 13, 20, 33, 53]);
        assert_eq!(placed(&[(0, 500), (1, 480), (0, 520)]), [0, -20, 20], "the second starts earlier");
    }

    #[test]
    fn a_jump_of_the_clock_moves_all_tracks_alike() {
        for jump in [-1_000_000, -500, 5000, 4_294_967_296] {
            let frames = [(0, 0), (1, 13), (0, 20), (1, 33), (0, 40 + jump), (1, 53 + jump), (0, 60 + jump)];
            assert_eq!(placed(&frames), [0, 13, 20, 33, 40, 53, 60], "{jump}");
        }
    }

    #[test]
    fn a_track_that_lags_behind_a_jump_is_not_torn_along() {
        assert_eq!(placed(&[(0, 0), (1, 5), (0, 9020), (1, 25), (1, 9045)]), [0, 5, 20, 25, 45]);
    }

    #[test]
    fn a_hole_in_one_track_stays() {
        let mut frames = vec![(0, 0)];
        frames.extend((0..250).map(|frame| (1, frame * 20)));
        frames.push((0, 5000));
        assert_eq!(placed(&frames).last(), Some(&5000));
    }

    #[test]
    fn tracks_with_clocks_of_their_own_play_together() {
        let apart = [(0, 0), (1, 3_600_000), (0, 20), (1, 3_600_020), (0, 40)];
        assert_eq!(placed(&apart), [0, 20, 20, 40, 40]);
    }
}
