//! What is waited for, for a while: people who have gone to another site and are to come back. Pure.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How long something is waited for.
pub const WAIT: Duration = Duration::from_secs(10 * 60);
/// The most things at once; the oldest give way.
const MOST: usize = 4096;

/// Things by the secret that names them. Each can be taken once, until [`WAIT`] has passed.
#[derive(Debug)]
pub struct Pending<T> {
    things: HashMap<String, (Instant, T)>,
    /// The keys in the order in which they came, some of which are gone from `things`.
    order: VecDeque<(Instant, String)>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self { things: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T> Pending<T> {
    /// Waits for a thing.
    pub fn put(&mut self, key: String, thing: T, now: Instant) {
        self.order.push_back((now, key.clone()));
        self.things.insert(key, (now, thing));
        while let Some((since, key)) = self.order.front() {
            let is_old = now.saturating_duration_since(*since) >= WAIT;
            if !is_old && self.order.len() <= MOST {
                break;
            }
            // a thing that took the place of another of its name came later
            if self.things.get(key).is_some_and(|(at, _)| at == since) {
                self.things.remove(key);
            }
            self.order.pop_front();
        }
    }

    /// The thing that is waited for by this name.
    pub fn get(&self, key: &str, now: Instant) -> Option<&T> {
        let (since, thing) = self.things.get(key)?;
        (now.saturating_duration_since(*since) < WAIT).then_some(thing)
    }

    /// The same, which is no longer waited for.
    pub fn take(&mut self, key: &str, now: Instant) -> Option<T> {
        let (since, thing) = self.things.remove(key)?;
        (now.saturating_duration_since(since) < WAIT).then_some(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_taken_once_and_in_time() {
        let start = Instant::now();
        let mut pending = Pending::default();
        pending.put("a".to_owned(), 1, start);
        assert_eq!(pending.get("a", start + WAIT / 2), Some(&1));
        assert_eq!((pending.take("a", start), pending.take("a", start)), (Some(1), None));
        pending.put("b".to_owned(), 2, start);
        assert_eq!(pending.get("b", start + WAIT), None);
        assert_eq!(pending.take("b", start + WAIT), None);
        assert_eq!(pending.take("c", start), None);
    }

    #[test]
    fn a_flood_displaces_the_oldest_and_nothing_is_kept_for_ever() {
        let start = Instant::now();
        let mut pending = Pending::default();
        for number in 0..MOST + 10 {
            pending.put(number.to_string(), number, start);
        }
        assert_eq!((pending.things.len(), pending.order.len()), (MOST, MOST));
        assert_eq!((pending.get("9", start), pending.get("10", start)), (None, Some(&10)));
        pending.put("last".to_owned(), 0, start + WAIT);
        assert_eq!((pending.things.len(), pending.order.len()), (1, 1));
        for _ in 0..3 {
            pending.put("last".to_owned(), 1, start + WAIT + Duration::from_secs(1));
        }
        pending.put("other".to_owned(), 2, start + WAIT * 2);
        assert_eq!(pending.get("last", start + WAIT * 2), Some(&1), "renewed");
    }
}
