//! How many notices were sent.

use std::sync::atomic::{AtomicU64, Ordering};

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was accepted.
    Sent,
    /// An attempt failed.
    Failed,
    /// The follower is gone.
    Gone,
}

impl Outcome {
    /// Every outcome with its word in the metrics.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Sent, "sent"), (Self::Failed, "failed"), (Self::Gone, "gone")];
}

/// Counts of Web Push since the server started.
#[derive(Debug, Default)]
pub struct Counts([AtomicU64; 3]);

impl Counts {
    pub(super) fn add(&self, outcome: Outcome) {
        self.0[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How many came to this.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize].load(Ordering::Relaxed)
    }
}
