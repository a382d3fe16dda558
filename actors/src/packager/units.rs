//! Times: nanoseconds of media time, ticks of a track, and the seconds that playlists show.

use std::fmt;

/// Nanoseconds of a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds of the last digit that playlists show.
const DIGIT: i64 = 10_000;

/// Ticks nearest to a time.
pub fn to_ticks(nanos: i64, timescale: u32) -> i64 {
    scale(nanos, timescale.into(), SECOND)
}

/// The time of a tick, rounded so that [`to_ticks`] returns the tick.
pub fn to_nanos(ticks: i64, timescale: u32) -> i64 {
    scale(ticks, SECOND, timescale.into())
}

/// `value * by / of`, rounded to the nearest.
pub fn scale(value: i64, by: i64, of: i64) -> i64 {
    let of = i128::from(of.max(1));
    let scaled = (i128::from(value) * i128::from(by) * 2 + of).div_euclid(of * 2);
    i64::try_from(scaled).unwrap_or(if scaled < 0 { i64::MIN } else { i64::MAX })
}

/// A duration as playlists show it: with five decimal places. Durations are compared in this form, so that nobody who
/// adds what playlists say comes to another result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Seconds(i64);

impl Seconds {
    /// Between two moments. Durations one after another add up.
    pub fn between(from: i64, to: i64) -> Self {
        Self(scale(to, 1, DIGIT).saturating_sub(scale(from, 1, DIGIT)))
    }

    /// At least `nanos`.
    pub fn at_least(nanos: i64) -> Self {
        // less than a nanosecond of rounding is no reason for a further digit
        Self(nanos.saturating_sub(2).div_euclid(DIGIT).saturating_add(1))
    }

    pub const fn from_millis(millis: i64) -> Self {
        Self(millis * 100)
    }

    pub const fn nanos(self) -> i64 {
        self.0.saturating_mul(DIGIT)
    }

    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn times(self, count: i64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// Rounded to whole seconds, as for the target duration.
    pub fn rounded(self) -> i64 {
        scale(self.0.saturating_mul(DIGIT), 1, SECOND)
    }
}

impl std::iter::Sum for Seconds {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::plus)
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:05}", self.0 / 100_000, self.0.unsigned_abs() % 100_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_survive_being_told_as_time() {
        for timescale in [7350, 44_100, 48_000, 90_000, 192_000] {
            assert!((0..500_000).all(|ticks| to_ticks(to_nanos(ticks, timescale), timescale) == ticks));
        }
    }

    #[test]
    fn durations_have_five_digits_and_add_up() {
        let at = |frame: i64| scale(frame * SECOND, 1001, 30_000);
        let parts = [(0, 9), (9, 18), (18, 27)].map(|(from, to)| Seconds::between(at(from), at(to)));
        assert_eq!(parts.map(|part| part.to_string()), ["0.30030"; 3]);
        assert_eq!(parts.into_iter().sum::<Seconds>(), Seconds::between(0, at(27)));
        assert_eq!(Seconds::at_least(300_300_000).to_string(), "0.30030");
        assert_eq!(Seconds::at_least(291_958_333).to_string(), "0.29196");
        assert_eq!((Seconds::from_millis(2499).rounded(), Seconds::from_millis(2500).rounded()), (2, 3));
    }
}
