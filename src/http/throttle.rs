//! Growing pauses for whoever guesses at keys and passwords.
//!
//! Pure: time is an argument. An attempt is first admitted, then its failure is reported; while a pause runs even the
//! right secret is not looked at, so that guessing fast gains nothing.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_MOST: Duration = Duration::from_secs(60);
/// Failures are forgotten after this long without another.
const FORGET_AFTER: Duration = Duration::from_secs(15 * 60);
/// Most guessers remembered; beyond it the one longest silent is forgotten.
const GUESSERS_MAX: usize = 10_000;

/// What tells guessers apart.
pub trait GuesserId: Eq + Hash + Clone {
    /// How many failures cost nothing, since people mistype.
    fn free_failures(&self) -> u32;
}

#[derive(Debug, Clone, Copy)]
struct Record {
    failures: u32,
    last: Instant,
}

impl Record {
    fn free_at(&self, free_failures: u32) -> Instant {
        match self.failures.checked_sub(free_failures) {
            None => self.last,
            Some(over) => self.last + PAUSE_FIRST.saturating_mul(1 << over.min(16)).min(PAUSE_MOST),
        }
    }
}

/// Failures by guesser.
#[derive(Debug)]
pub struct Throttle<K> {
    guessers: HashMap<K, Record>,
}

impl<K> Default for Throttle<K> {
    fn default() -> Self {
        Self { guessers: HashMap::new() }
    }
}

impl<K: GuesserId> Throttle<K> {
    /// Whether `who` may try now; if not, how long they have to wait.
    pub fn admit(&self, who: &K, now: Instant) -> Result<(), Duration> {
        let Some(guesser) = self.guessers.get(who) else { return Ok(()) };
        let wait = guesser.free_at(who.free_failures()).saturating_duration_since(now);
        if wait.is_zero() { Ok(()) } else { Err(wait) }
    }

    /// `who` tried and was wrong.
    pub fn failed(&mut self, who: K, now: Instant) {
        if self.guessers.len() >= GUESSERS_MAX
            && !self.guessers.contains_key(&who)
            && let Some(silent) =
                self.guessers.iter().min_by_key(|(_, guesser)| guesser.last).map(|(who, _)| who.clone())
        {
            self.guessers.remove(&silent);
        }
        let guesser = self.guessers.entry(who).or_insert(Record { failures: 0, last: now });
        if now.saturating_duration_since(guesser.last) > FORGET_AFTER {
            guesser.failures = 0;
        }
        guesser.failures = guesser.failures.saturating_add(1);
        guesser.last = now;
    }

    /// `who` knew the secret.
    pub fn succeeded(&mut self, who: &K) {
        self.guessers.remove(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl GuesserId for usize {
        fn free_failures(&self) -> u32 {
            5
        }
    }

    #[test]
    fn pauses_grow_up_to_a_minute_and_are_forgotten() {
        let mut now = Instant::now();
        let mut throttle = Throttle::default();
        let mut pauses = Vec::new();
        for _ in 0..13 {
            throttle.failed(1, now);
            let pause = throttle.admit(&1, now).err().unwrap_or_default();
            pauses.push(pause.as_secs());
            now += pause;
        }
        assert_eq!(pauses, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(throttle.admit(&2, now), Ok(()), "others are not held up");
        now += FORGET_AFTER + Duration::from_secs(1);
        throttle.failed(1, now);
        assert_eq!(throttle.admit(&1, now), Ok(()));
    }

    #[test]
    fn success_ends_the_count() {
        let now = Instant::now();
        let mut throttle = Throttle::default();
        (0..20).for_each(|_| throttle.failed(1, now));
        throttle.succeeded(&1);
        assert_eq!(throttle.admit(&1, now), Ok(()));
    }

    #[test]
    fn guessers_remembered_are_bounded_and_the_latest_stay() {
        let now = Instant::now();
        let mut throttle = Throttle::default();
        for who in 0..GUESSERS_MAX + 10 {
            throttle.failed(who, now + Duration::from_millis(who as u64));
        }
        assert_eq!(throttle.guessers.len(), GUESSERS_MAX);
        assert!(throttle.guessers.contains_key(&(GUESSERS_MAX + 9)));
    }
}
