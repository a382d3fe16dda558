//! `stream` events, which tell watchers how the stream is: at most one a second, and only of changes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::status::StreamInfo;

/// Shortest time between two events.
const PAUSE: Duration = Duration::from_secs(1);

/// What watchers have been told.
#[derive(Debug, Default)]
pub(super) struct StreamNews {
    /// The info that all watchers have; `None` while they may have different ones.
    told: Option<Arc<StreamInfo>>,
    told_at: Option<Instant>,
    /// Whether the info may have changed since.
    stale: bool,
}

impl StreamNews {
    /// Nobody watches yet, so everybody knows `info`.
    pub fn new(info: Arc<StreamInfo>) -> Self {
        Self { told: Some(info), ..Self::default() }
    }

    /// The info may have changed.
    pub fn note_change(&mut self) {
        self.stale = true;
    }

    /// A newcomer was told `info`.
    pub fn note_newcomer(&mut self, info: &Arc<StreamInfo>) {
        if self.told.as_ref() != Some(info) {
            // the others do not have this info yet; if it reverts before they get it, the newcomer still needs an
            // update
            self.forget();
        }
    }

    /// Tells watchers again even if nothing changed.
    pub fn forget(&mut self) {
        self.told = None;
        self.stale = true;
    }

    /// When the info has to be compared with what watchers have; `None` if it did not change.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        self.stale.then(|| self.told_at.map_or(now, |at| at + PAUSE))
    }

    /// Takes over the current info when [`StreamNews::deadline`] is reached. Returns whether to send it.
    pub fn update(&mut self, info: &Arc<StreamInfo>, now: Instant) -> bool {
        self.stale = false;
        if self.told.as_ref() == Some(info) {
            return false;
        }
        self.told = Some(Arc::clone(info));
        self.told_at = Some(now);
        true
    }
}
