//! Slow mode: everybody may speak only every so many seconds, whether or not they leave and come back meanwhile.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::limits::PersonKey;

/// Most people who are remembered.
const PEOPLE: usize = 20_000;

/// Who spoke when.
#[derive(Debug, Default)]
pub(super) struct SlowMode {
    /// Seconds between two messages of one person; 0 without slow mode.
    pub seconds: u32,
    /// When people last spoke; nobody without slow mode.
    spoke: HashMap<PersonKey, Instant>,
}

impl SlowMode {
    pub fn new(seconds: u32) -> Self {
        Self { seconds, spoke: HashMap::new() }
    }

    /// Seconds until they may speak again; `None` if they may now.
    pub fn wait(&self, person: &PersonKey, now: Instant) -> Option<u32> {
        let silent = now.saturating_duration_since(*self.spoke.get(person)?);
        let left = self.pause().checked_sub(silent).filter(|left| !left.is_zero())?;
        u32::try_from(left.as_millis().div_ceil(1000)).ok()
    }

    /// They spoke.
    pub fn note(&mut self, person: PersonKey, now: Instant) {
        if self.seconds == 0 {
            return;
        }
        if self.spoke.len() >= PEOPLE {
            let pause = self.pause();
            self.spoke.retain(|_, at| now.saturating_duration_since(*at) < pause);
        }
        if self.spoke.len() >= PEOPLE {
            // so many speak at once that other limits matter more
            self.spoke.clear();
        }
        self.spoke.insert(person, now);
    }

    /// Sets the pause; 0 turns slow mode off.
    pub fn set(&mut self, seconds: u32) {
        self.seconds = seconds;
        if seconds == 0 {
            self.spoke.clear();
        }
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(self.seconds.into())
    }
}
