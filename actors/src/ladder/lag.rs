//! Notices a machine that is too slow.

use std::time::{Duration, Instant};

use crate::packager::RUNG_HOLD;

/// A child that has just started has not caught up yet.
const START: Duration = Duration::from_secs(8);
/// For how long it may be behind.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far a child is behind.
#[derive(Debug)]
pub struct Lag {
    started: Instant,
    behind: Option<Instant>,
}

impl Lag {
    /// A child that starts.
    pub fn new(now: Instant) -> Self {
        Self { started: now, behind: None }
    }

    /// Notes how far the slowest rung is behind the source. Returns whether that has been too far for too long: further
    /// than parts wait.
    pub fn is_too_slow(&mut self, lag: Duration, now: Instant) -> bool {
        if now.saturating_duration_since(self.started) < START || lag <= RUNG_HOLD {
            self.behind = None;
            return false;
        }
        let since = *self.behind.get_or_insert(now);
        now.saturating_duration_since(since) >= PATIENCE
    }
}
