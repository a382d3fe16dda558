//! The distance of pictures, and which of them are missing.

/// Distances that are looked at.
const KEPT: usize = 120;
/// Fewer tell nothing.
const LEAST: usize = 24;
/// Longer distances are pauses, in microseconds.
pub const PAUSE: i64 = 2_000_000;
/// For how many looks another pace, or none, has to stay until it counts: frames that are dropped look like it.
const SETTLED: u8 = 30;

/// Recognizes a steady distance of pictures. Times are in microseconds.
#[derive(Debug)]
pub struct Pace {
    distances: [i64; KEPT],
    /// How many there were.
    count: usize,
    steady: Option<i64>,
    /// For how many looks pictures came at another pace.
    other: u8,
}

impl Default for Pace {
    fn default() -> Self {
        Self { distances: [0; KEPT], count: 0, steady: None, other: 0 }
    }
}

impl Pace {
    /// Notes a distance; returns how many pictures are missing in it.
    pub fn observe(&mut self, distance: i64) -> u64 {
        if !(1..=PAUSE).contains(&distance) {
            return 0;
        }
        if let Some(slot) = self.distances.get_mut(self.count % KEPT) {
            *slot = distance;
        }
        self.count += 1;
        match self.steady {
            Some(steady) if distance > steady * 3 / 2 => {
                ((distance + steady / 2) / steady).unsigned_abs().saturating_sub(1)
            }
            _ => 0,
        }
    }

    /// The distance of pictures where it is steady. Looks at what came since the last look.
    pub fn look(&mut self) -> Option<i64> {
        let found = self.measure();
        let is_same = |steady: i64| found.is_some_and(|found| (found - steady).abs() <= steady / 8);
        let is_faster = |steady: i64| found.is_some_and(|found| found < steady);
        match self.steady {
            Some(steady) if !is_same(steady) && !is_faster(steady) && self.other < SETTLED => self.other += 1,
            _ => (self.steady, self.other) = (found, 0),
        }
        self.steady
    }

    /// The mean of those that are near the median, if these are most.
    fn measure(&self) -> Option<i64> {
        let mut sorted = self.distances;
        let sorted = sorted.get_mut(..self.count.min(KEPT)).filter(|known| known.len() >= LEAST)?;
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied()?;
        // publishers round to milliseconds
        let tolerance = median / 4 + 1500;
        let (sum, near) = sorted
            .iter()
            .filter(|distance| (**distance - median).abs() <= tolerance)
            .fold((0, 0), |(sum, near), distance| (sum + distance, near + 1));
        (near * 5 >= sorted.len() * 4).then(|| sum / i64::try_from(near).unwrap_or(1).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Observes pictures at these times in milliseconds, as RTMP has them.
    fn observe(pace: &mut Pace, times: impl IntoIterator<Item = i64>) -> u64 {
        let times: Vec<i64> = times.into_iter().collect();
        times.windows(2).map(|two| pace.observe((two[1] - two[0]) * 1000)).sum()
    }

    #[test]
    fn every_common_rate_is_found_although_times_are_rounded() {
        for rate in [24.0, 25.0, 29.97, 30.0, 50.0, 59.94, 60.0, 120.0] {
            let mut pace = Pace::default();
            observe(&mut pace, (0..300).map(|frame| (f64::from(frame) * 1000.0 / rate).round() as i64));
            let found = 1e6 / pace.look().unwrap() as f64;
            assert!((found - rate).abs() < rate / 500.0, "{found} for {rate}");
        }
    }

    #[test]
    fn missing_pictures_are_counted_as_long_as_they_are_missing() {
        let (mut pace, frame) = (Pace::default(), |frame: i64| frame * 1000 / 60);
        observe(&mut pace, (0..120).map(frame));
        pace.look();
        assert_eq!(observe(&mut pace, (120..240).map(frame)), 0);
        assert_eq!(observe(&mut pace, (240..360).filter(|at| at % 10 != 3).map(frame)), 12);
        for second in 6..16 {
            let count =
                observe(&mut pace, (second * 60..=second * 60 + 60).filter(|at| at % 2 == 0).map(frame));
            assert_eq!(count, 30, "every second one, for a long time");
            pace.look();
        }
    }

    #[test]
    fn a_slower_rate_is_taken_for_one_after_half_a_minute() {
        let mut pace = Pace::default();
        observe(&mut pace, (0..120).map(|frame| frame * 20));
        assert_eq!(pace.look(), Some(20_000));
        for second in 0..31 {
            observe(&mut pace, (second * 25..=second * 25 + 25).map(|frame| frame * 40));
            pace.look();
        }
        assert_eq!(pace.look(), Some(40_000));
        assert_eq!(observe(&mut pace, (0..25).map(|frame| frame * 40)), 0);
    }

    #[test]
    fn uneven_pictures_miss_nothing() {
        let mut pace = Pace::default();
        let times = (0..400).scan(0, |at, frame| {
            *at += 20 + frame * frame * 7919 % 230;
            Some(*at)
        });
        assert_eq!(observe(&mut pace, times), 0);
        assert_eq!(pace.look(), None);
    }
}
