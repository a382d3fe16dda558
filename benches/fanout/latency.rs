//! Many durations in little room: 32 buckets to each doubling.

use std::time::Duration;

const STEPS: u64 = 32;

#[derive(Clone)]
pub struct Latencies {
    buckets: Vec<u64>,
    count: u64,
}

impl Latencies {
    pub fn new() -> Self {
        Self { buckets: vec![0; (STEPS * 60) as usize], count: 0 }
    }

    #[inline]
    pub fn record(&mut self, nanos: u64) {
        let nanos = nanos.max(STEPS);
        let doublings = nanos.ilog2() - STEPS.ilog2();
        let bucket = u64::from(doublings) * STEPS + (nanos >> doublings) - STEPS;
        self.buckets[bucket as usize] += 1;
        self.count += 1;
    }

    /// Adds what another has recorded.
    pub fn add(&mut self, other: &Self) {
        self.buckets.iter_mut().zip(&other.buckets).for_each(|(count, more)| *count += more);
        self.count += other.count;
    }

    /// The duration below which this part of all lies.
    pub fn quantile(&self, part: f64) -> Duration {
        let wanted = (self.count as f64 * part).ceil() as u64;
        let mut seen = 0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= wanted.max(1) {
                let (doublings, step) = (bucket as u64 / STEPS, bucket as u64 % STEPS);
                return Duration::from_nanos((STEPS + step + 1) << doublings);
            }
        }
        Duration::ZERO
    }
}
