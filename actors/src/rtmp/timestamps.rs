//! Time without end out of RTMP's 32 bits of milliseconds, or the fewer that some encoders use.

/// How far frames at a wrap are apart, in milliseconds.
const WINDOW: i64 = 60_000;
/// Periods of encoders that do not use all bits: 4 hours and 39 minutes without extended timestamps, 24.8 days with
/// ffmpeg, which leaves out the sign. The whole period is 49.7 days.
const SHORT_PERIODS: [i64; 2] = [1 << 24, 1 << 31];

/// The clock of a publisher, which all of its tracks share: they are interleaved, and wrap one after the other.
#[derive(Debug, Default)]
pub struct Timestamps {
    /// The last timestamp, and what it was unwrapped to.
    last: Option<(u32, i64)>,
    /// After how many milliseconds the timestamps have wrapped, if early.
    short_period: Option<i64>,
}

impl Timestamps {
    /// Milliseconds since the publisher's zero. Jumps remain jumps.
    pub fn unwrap(&mut self, timestamp: u32) -> i64 {
        let Some((last, unwrapped)) = self.last else {
            self.last = Some((timestamp, timestamp.into()));
            return timestamp.into();
        };
        // the nearer way around 32 bits
        let mut step = i64::from(timestamp.wrapping_sub(last).cast_signed());
        let later = i64::from(timestamp.max(last));
        let wraps = |period: &i64| later < *period && (-period..WINDOW - period).contains(&step);
        if let Some(period) = SHORT_PERIODS.into_iter().find(wraps) {
            self.short_period = Some(period);
            step += period;
        } else if let Some(period) = self.short_period
            && later < period
            && step > period - WINDOW
        {
            // another track has not wrapped yet
            step -= period;
        }
        let unwrapped = unwrapped.saturating_add(step);
        self.last = Some((timestamp, unwrapped));
        unwrapped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Both tracks of a stream that begins at `start`, whose timestamps have `bits`.
    fn unwrapped_of(start: i64, bits: u32, steps: &[(u16, i16)]) -> (Vec<i64>, Vec<i64>) {
        let (mut clock, mut at, mut sent, mut read) = (Timestamps::default(), start, Vec::new(), Vec::new());
        for (step, apart) in steps {
            at += i64::from(*step);
            for time in [at, at + i64::from(*apart)] {
                sent.push(time);
                read.push(clock.unwrap((time & ((1 << bits) - 1)) as u32));
            }
        }
        (sent, read)
    }

    proptest! {
        #[test]
        fn interleaved_tracks_wrap_without_a_jump(
            bits in prop::sample::select(vec![24_u32, 31, 32]),
            steps in prop::collection::vec((0..2000_u16, -500..500_i16), 50..200),
        ) {
            let start = (1_i64 << bits) - 20_000;
            let (sent, read) = unwrapped_of(start, bits, &steps);
            prop_assert_eq!(read, sent);
        }

        #[test]
        fn any_timestamps_are_read(timestamps: Vec<u32>) {
            let mut clock = Timestamps::default();
            for timestamp in timestamps {
                clock.unwrap(timestamp);
            }
        }
    }

    #[test]
    fn extended_timestamps_go_past_24_bits() {
        let mut clock = Timestamps::default();
        let times = [0, 0xFF_FFFE, 0xFF_FFFF, 0x100_0000, 0x100_0021];
        assert_eq!(times.map(|time| clock.unwrap(time)), times.map(i64::from));
    }

    #[test]
    fn jumps_remain_jumps() {
        let mut clock = Timestamps::default();
        assert_eq!([5_000_000, 1000, 9_000_000].map(|time| clock.unwrap(time)), [5_000_000, 1000, 9_000_000]);
    }

    #[test]
    fn a_track_can_begin_before_zero() {
        let mut clock = Timestamps::default();
        assert_eq!([0, 0_u32.wrapping_sub(23), 10].map(|time| clock.unwrap(time)), [0, -23, 10]);
    }
}
