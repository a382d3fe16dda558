//! Sums of the last seconds.

use std::time::Instant;

/// How many whole seconds are kept.
pub const KEPT: usize = 10;

/// What arrived in a second, or in several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Bytes of all tracks.
    pub bytes: u64,
    pub picture_bytes: u64,
    pub sound_bytes: u64,
    pub frames: u64,
    pub dropped: u64,
    pub late: u64,
    /// The latest frame, in microseconds.
    pub worst: i64,
    /// Longest delay by reordered frames, in microseconds.
    pub reordered: i64,
}

impl Sum {
    fn plus(self, other: Self) -> Self {
        Self {
            bytes: self.bytes + other.bytes,
            picture_bytes: self.picture_bytes + other.picture_bytes,
            sound_bytes: self.sound_bytes + other.sound_bytes,
            frames: self.frames + other.frames,
            dropped: self.dropped + other.dropped,
            late: self.late + other.late,
            worst: self.worst.max(other.worst),
            reordered: self.reordered.max(other.reordered),
        }
    }
}

/// The last seconds, counted from the first input.
#[derive(Debug)]
pub struct Seconds {
    begun: Instant,
    /// Number of the current second.
    at: u64,
    current: Sum,
    /// Newest first.
    past: [Sum; KEPT],
}

impl Seconds {
    pub fn new(begun: Instant) -> Self {
        Self { begun, at: 0, current: Sum::default(), past: [Sum::default(); KEPT] }
    }

    /// The second of `now`.
    pub fn at(&mut self, now: Instant) -> &mut Sum {
        let at = now.saturating_duration_since(self.begun).as_secs();
        let passed = at.saturating_sub(self.at);
        self.at = self.at.max(at);
        for _ in 0..passed.min(KEPT as u64 + 1) {
            self.past.rotate_right(1);
            let second = std::mem::take(&mut self.current);
            if let Some(newest) = self.past.first_mut() {
                *newest = second;
            }
        }
        &mut self.current
    }

    /// The sum of the last whole seconds, and how many they are: 0 in the first one, then up to [`KEPT`].
    pub fn sum(&self) -> (Sum, u64) {
        (self.past.iter().copied().fold(Sum::default(), Sum::plus), self.at.min(KEPT as u64))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn sums_are_of_whole_seconds_and_forget_what_is_older() {
        let start = Instant::now();
        let mut seconds = Seconds::new(start);
        let mut arrive = |millis, bytes| {
            seconds.at(start + Duration::from_millis(millis)).bytes += bytes;
            let (sum, count) = seconds.sum();
            (sum.bytes, count)
        };
        assert_eq!(arrive(0, 5), (0, 0));
        assert_eq!(arrive(999, 5), (0, 0));
        assert_eq!(arrive(1000, 7), (10, 1));
        assert_eq!(arrive(3000, 1), (17, 3), "a second without anything counts");
        assert_eq!(arrive(10_999, 1), (18, 10));
        assert_eq!(arrive(11_000, 1), (9, 10));
        assert_eq!(arrive(3_600_000, 1), (0, 10));
    }
}
