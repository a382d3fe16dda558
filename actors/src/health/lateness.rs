//! How late frames arrive.
//!
//! A frame is late by what it takes longer than the fastest one of the last one to two minutes. Clocks that run at
//! different speeds do not add up to much in that time.

/// How long the fastest frame counts, at least, in microseconds.
const PERIOD: i64 = 60_000_000;

/// The delays of a track's frames. Times are in microseconds, delays too; they have any offset.
#[derive(Debug, Default)]
pub struct Lateness {
    /// The period's number, its shortest delay, and that of the one before.
    least: Option<(i64, i64, i64)>,
    last: Option<i64>,
    /// Sixteen times the mean difference of delays.
    jitter: i64,
}

impl Lateness {
    /// Forgets the publisher's clock, which has jumped.
    pub fn forget(&mut self) {
        (self.least, self.last) = (None, None);
    }

    /// How late a frame is that arrived at `arrived` on this server's clock.
    pub fn observe(&mut self, decoded_at: i64, arrived: i64) -> i64 {
        let delay = arrived.saturating_sub(decoded_at);
        let period = arrived / PERIOD;
        let (now, before) = match self.least {
            Some((known, now, before)) if known == period => (now.min(delay), before),
            Some((known, now, _)) if known + 1 == period => (delay, now),
            _ => (delay, delay),
        };
        self.least = Some((period, now, before));
        if let Some(last) = self.last.replace(delay) {
            // RFC 3550, 6.4.1
            self.jitter += delay.saturating_sub(last).saturating_abs().min(PERIOD) - (self.jitter + 8) / 16;
        }
        delay.saturating_sub(now.min(before))
    }

    /// Mean difference of the delays of two frames that follow one another.
    pub fn jitter(&self) -> i64 {
        self.jitter / 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1000;

    #[test]
    fn frames_are_late_by_what_they_take_longer_than_the_fastest() {
        let mut lateness = Lateness::default();
        let mut late = |decoded: i64, arrived: i64| lateness.observe(decoded * MS, arrived * MS) / MS;
        assert_eq!(
            [late(90_000, 0), late(90_040, 50), late(90_080, 80), late(90_120, 1120)],
            [0, 10, 0, 1000]
        );
        assert_eq!(late(150_000, 60_900), 900, "the fastest frame of a minute ago still counts");
        assert_eq!(late(210_000, 120_900), 0, "that of two minutes ago does not");
    }

    #[test]
    fn jitter_settles_at_the_mean_difference() {
        let mut lateness = Lateness::default();
        for frame in 0..500 {
            lateness.observe(frame * 40 * MS, (frame * 40 + frame % 2 * 10) * MS);
        }
        assert!((9 * MS..=11 * MS).contains(&lateness.jitter()), "{}", lateness.jitter());
    }
}
