//! Bit rates of a playlist, from the sizes of its segments.

use std::time::Duration;

/// Bit rates in bits per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bandwidth {
    /// Peak segment bit rate (RFC 8216, 4.1): the highest of any consecutive segments that together last between half
    /// and one and a half target durations.
    pub peak: u64,
    /// Average over all segments.
    pub average: u64,
}

/// Measures segments given as duration and size in bytes. Segments of unknown size are left out. `None` if the total
/// duration is zero.
pub fn bandwidth(segments: &[(Duration, Option<u64>)], target: Duration) -> Option<Bandwidth> {
    let known = segments.iter().filter_map(|(duration, bytes)| Some((*duration, (*bytes)?)));
    let (duration, bytes) = known.fold((Duration::ZERO, 0), add);
    let average = rate(duration, bytes)?;

    let mut peak = average;
    for first in 0..segments.len() {
        let (mut duration, mut bytes) = (Duration::ZERO, 0);
        for segment in segments.iter().skip(first).map_while(|(duration, bytes)| Some((*duration, (*bytes)?)))
        {
            (duration, bytes) = add((duration, bytes), segment);
            if duration * 2 > target * 3 {
                break;
            }
            if duration * 2 >= target {
                peak = peak.max(rate(duration, bytes)?);
            }
        }
    }
    Some(Bandwidth { peak, average })
}

fn add(sum: (Duration, u64), segment: (Duration, u64)) -> (Duration, u64) {
    (sum.0.saturating_add(segment.0), sum.1.saturating_add(segment.1))
}

fn rate(duration: Duration, bytes: u64) -> Option<u64> {
    let bits = u128::from(bytes) * 8;
    let rate = (bits * 1_000_000).checked_div(duration.as_micros())?;
    Some(u64::try_from(rate).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(segments: &[(u64, Option<u64>)], expected: Option<(u64, u64)>) {
        let segments: Vec<_> =
            segments.iter().map(|(ms, bytes)| (Duration::from_millis(*ms), *bytes)).collect();
        let measured = bandwidth(&segments, Duration::from_secs(4));
        assert_eq!(measured.map(|measured| (measured.peak, measured.average)), expected, "{segments:?}");
    }

    #[test]
    fn peak_is_of_the_largest_segment_and_average_of_all() {
        check(&[(4000, Some(1000)), (4000, Some(3000))], Some((6000, 4000)));
    }

    #[test]
    fn a_short_last_segment_does_not_count_alone() {
        check(&[(4000, Some(1000)), (500, Some(5000))], Some((10666, 10666)));
        check(&[(500, Some(5000))], Some((80_000, 80_000)));
    }

    #[test]
    fn a_segment_that_vanished_is_left_out() {
        check(&[(4000, Some(1000)), (4000, None), (4000, Some(2000))], Some((4000, 3000)));
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        check(&[], None);
        check(&[(4000, None)], None);
        check(&[(0, Some(1000))], None);
    }

    #[test]
    fn absurd_sizes_do_not_overflow() {
        check(&[(1, Some(u64::MAX)), (1, Some(u64::MAX))], Some((u64::MAX, u64::MAX)));
    }
}
