//! A filter for repeated lines.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::time::{Duration, Instant};

/// How long a line is remembered.
const WINDOW: Duration = Duration::from_secs(30);
/// How often one person may send the same line within [`WINDOW`].
const ALLOWED: usize = 2;
/// Maximum number of lines remembered per person.
const LINES: usize = 32;
/// Maximum number of people remembered.
const PEOPLE: usize = 20_000;

/// The recent lines of each person. The third identical line within half a minute is refused.
#[derive(Debug)]
pub struct DuplicateFilter<K> {
    /// Hash and time of each line, oldest first; never empty, at most [`LINES`].
    said: HashMap<K, VecDeque<(u64, Instant)>>,
}

impl<K> Default for DuplicateFilter<K> {
    fn default() -> Self {
        Self { said: HashMap::new() }
    }
}

impl<K: Hash + Eq> DuplicateFilter<K> {
    /// Admits a line, or returns how long to wait. A refused line is not recorded.
    pub fn admit(&mut self, person: K, text: &str, now: Instant) -> Result<(), Duration> {
        let is_past = |at: Instant| now.saturating_duration_since(at) >= WINDOW;
        if self.said.len() >= PEOPLE && !self.said.contains_key(&person) {
            self.said.retain(|_, lines| lines.back().is_some_and(|(_, at)| !is_past(*at)));
            if self.said.len() >= PEOPLE {
                // when this many people speak at once, other limits matter more
                self.said.clear();
            }
        }
        let line = hash(text);
        let lines = self.said.entry(person).or_default();
        lines.retain(|(_, at)| !is_past(*at));
        let mut same = lines.iter().filter(|(said, _)| *said == line);
        let first = same.next();
        if let Some((_, at)) = first
            && same.count() + 1 >= ALLOWED
        {
            return Err(WINDOW.saturating_sub(now.saturating_duration_since(*at)));
        }
        if lines.len() >= LINES {
            lines.pop_front();
        }
        lines.push_back((line, now));
        Ok(())
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_third_of_the_same_is_refused_for_half_a_minute() {
        let (mut duplicates, start) = (DuplicateFilter::default(), Instant::now());
        assert_eq!(duplicates.admit(1, "hi", start), Ok(()));
        assert_eq!(duplicates.admit(1, "hi", start + SECOND * 10), Ok(()));
        assert_eq!(duplicates.admit(1, "hi", start + SECOND * 20), Err(SECOND * 10));
        // what was refused does not count
        assert_eq!(duplicates.admit(1, "hi", start + SECOND * 30), Ok(()));
        assert_eq!(duplicates.admit(1, "hi", start + SECOND * 31), Err(SECOND * 9));
    }

    #[test]
    fn other_words_and_other_people_are_free() {
        let (mut duplicates, now) = (DuplicateFilter::default(), Instant::now());
        for (person, text) in [(1, "hi"), (1, "ho"), (1, "hi"), (2, "hi"), (2, "hi"), (1, "ho"), (1, "Hi")] {
            assert_eq!(duplicates.admit(person, text, now), Ok(()), "{person} {text}");
        }
        assert!(duplicates.admit(1, "hi", now).is_err());
        assert!(duplicates.admit(1, "ho", now).is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let (mut duplicates, now) = (DuplicateFilter::default(), Instant::now());
        for line in 0..200 {
            assert_eq!(duplicates.admit(0, &line.to_string(), now), Ok(()));
        }
        assert_eq!(duplicates.said[&0].len(), LINES);
        for person in 0..3 * PEOPLE {
            let _ = duplicates.admit(person, "hi", now);
        }
        assert!(duplicates.said.len() <= PEOPLE);
        // those who have been silent longest go first
        let later = now + WINDOW;
        for person in 0..PEOPLE {
            let _ = duplicates.admit(PEOPLE * 5 + person, "hi", later);
        }
        assert_eq!(duplicates.admit(PEOPLE * 5, "hi", later), Ok(()));
        assert!(duplicates.admit(PEOPLE * 5, "hi", later).is_err());
    }
}
