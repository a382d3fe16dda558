//! Steady times of pictures from stamps that RTMP rounds to milliseconds.

use super::units::{SECOND, scale};

/// Stamps differ from steady times by their own rounding and that of the first one.
const ROUNDING_MAX: i64 = 1_200_000;
/// Fewest pictures from which a rate is measured.
const MEASURED_MIN: usize = 5;

/// Pictures a second, as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pictures: i64,
    seconds: i64,
}

impl Rate {
    /// Whole rates, and those of NTSC.
    fn known() -> impl Iterator<Item = Self> {
        let whole = (1..=240).map(|pictures| Self { pictures, seconds: 1 });
        let ntsc = [24, 30, 48, 60, 120].map(|rate| Self { pictures: rate * 1000, seconds: 1001 });
        whole.chain(ntsc)
    }

    /// Duration of `count` pictures in nanoseconds.
    pub fn span(self, count: i64) -> i64 {
        scale(count.saturating_mul(SECOND), self.seconds, self.pictures)
    }

    pub fn as_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let rate = self.pictures as f64 / self.seconds as f64;
        rate
    }

    /// The rate of pictures with these stamps; `None` if they are uneven. `declared` decides between rates that the
    /// stamps do not tell apart.
    pub fn measure(stamps: &[i64], declared: Option<f64>) -> Option<Self> {
        let (&first, &last) = (stamps.first()?, stamps.last()?);
        if stamps.len() < MEASURED_MIN || last <= first {
            return None;
        }
        let count = i64::try_from(stamps.len() - 1).ok()?;
        let miss = |rate: &Self| (rate.span(count) - (last - first)).abs();
        let fits = |rate: &Self| {
            (0..).zip(stamps).all(|(n, stamp)| (first + rate.span(n) - stamp).abs() <= ROUNDING_MAX)
        };
        let is_declared =
            |rate: &Self| declared.is_some_and(|declared| (rate.as_f64() - declared).abs() < 0.005);
        let mut fitting: Vec<Self> = Self::known().filter(fits).collect();
        fitting.sort_by_key(|rate| (!is_declared(rate), miss(rate)));
        fitting.first().copied()
    }
}

/// The steady clock of one track.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    rate: Option<Rate>,
    /// The last stamp that no steady time was near to.
    anchor: Option<i64>,
}

impl Pace {
    pub fn at(rate: Option<Rate>) -> Self {
        Self { rate, anchor: None }
    }

    pub fn rate(&self) -> Option<Rate> {
        self.rate
    }

    /// The steady time nearest to a stamp; the stamp itself if none is near.
    pub fn steady(&mut self, stamp: i64) -> i64 {
        let Some(rate) = self.rate else { return stamp };
        if let Some(anchor) = self.anchor {
            let count =
                scale(stamp.saturating_sub(anchor), rate.pictures, rate.seconds.saturating_mul(SECOND));
            let steady = anchor.saturating_add(rate.span(count));
            if count > 0 && (stamp - steady).abs() <= ROUNDING_MAX {
                return steady;
            }
        }
        self.anchor = Some(stamp);
        stamp
    }

    /// A composition offset without rounding.
    pub fn whole(&self, composition: i64) -> i64 {
        let Some(rate) = self.rate else { return composition };
        let count = scale(composition, rate.pictures, rate.seconds.saturating_mul(SECOND));
        let whole = rate.span(count);
        if (whole - composition).abs() <= ROUNDING_MAX { whole } else { composition }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stamps as RTMP carries them.
    fn stamps(rate: f64, count: usize) -> Vec<i64> {
        (0..count).map(|frame| (frame as f64 * 1000.0 / rate).round() as i64 * 1_000_000).collect()
    }

    #[test]
    fn the_rate_is_found_in_rounded_stamps() {
        for rate in
            [24_000.0 / 1001.0, 24.0, 25.0, 30_000.0 / 1001.0, 30.0, 50.0, 60_000.0 / 1001.0, 60.0, 120.0]
        {
            let found = Rate::measure(&stamps(rate, 120), Some(rate)).unwrap();
            assert!((found.as_f64() - rate).abs() < 1e-9, "{rate}: {found:?}");
            let found = Rate::measure(&stamps(rate, 120), None).unwrap();
            assert!((found.as_f64() / rate - 1.0).abs() < 0.0015, "{rate}: {found:?}");
        }
        let uneven: Vec<i64> = (0..50).map(|frame| frame * 33_000_000 + frame % 3 * 4_000_000).collect();
        assert_eq!(Rate::measure(&uneven, Some(30.0)), None);
    }

    #[test]
    fn steady_times_neither_jitter_nor_drift() {
        let stamps = stamps(60.0, 100_000);
        let mut pace = Pace::at(Rate::measure(&stamps[..60], None));
        let times: Vec<i64> = stamps.iter().map(|stamp| pace.steady(*stamp)).collect();
        assert!(times.windows(2).all(|pair| (16_666_666..=16_666_667).contains(&(pair[1] - pair[0]))));
        assert!(times.iter().zip(&stamps).all(|(time, stamp)| (time - stamp).abs() <= 1_000_000));
    }

    #[test]
    fn dropped_frames_and_other_rates_keep_their_stamps() {
        let mut pace = Pace::at(Rate::measure(&stamps(30.0, 30), None));
        let times = [0, 33, 100, 110, 143].map(|millis| pace.steady(millis * 1_000_000));
        assert_eq!(times, [0, 33_333_333, 100_000_000, 110_000_000, 143_333_333]);
        assert_eq!(pace.whole(67_000_000), 66_666_667);
        assert_eq!(pace.whole(50_000_000), 50_000_000);
    }
}
