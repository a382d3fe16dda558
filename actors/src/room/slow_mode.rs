//! Slow mode: a shortest time between two messages of one person, even if they leave and come back.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::limits::PersonKey;

/// Maximum number of people remembered.
const PEOPLE: usize = 20_000;
/// Longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(3600);

/// The pause, and when each person last spoke.
#[derive(Debug, Default)]
pub(super) struct SlowMode {
    /// Seconds between two messages of one person; 0 without slow mode.
    pub seconds: u32,
    /// When people last spoke, at most [`PEOPLE`]; empty without slow mode.
    spoke: HashMap<PersonKey, Instant>,
}

impl SlowMode {
    pub fn new(seconds: u32) -> Self {
        Self { seconds, spoke: HashMap::new() }
    }

    /// Seconds until someone whose messages need this pause may speak again; `None` if they may now.
    pub fn wait(&self, person: &PersonKey, pause: u32, now: Instant) -> Option<u32> {
        let silent = now.saturating_duration_since(*self.spoke.get(person)?);
        let left = Duration::from_secs(pause.into()).checked_sub(silent).filter(|left| !left.is_zero())?;
        u32::try_from(left.as_millis().div_ceil(1000)).ok()
    }

    /// Records that someone whose messages need this pause spoke.
    pub fn note(&mut self, person: PersonKey, pause: u32, now: Instant) {
        if pause == 0 {
            return;
        }
        if self.spoke.len() >= PEOPLE {
            self.spoke.retain(|_, at| now.saturating_duration_since(*at) < PAUSE_MAX);
        }
        if self.spoke.len() >= PEOPLE {
            // when this many people speak at once, other limits matter more
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
}
