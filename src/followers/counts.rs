//! How many notices were sent.

use std::sync::atomic::{AtomicU64, Ordering};

use pystreaming_actors::ports::Told;

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

/// Counts of Web Push, or of mails, since the server started.
#[derive(Debug, Default)]
pub struct Counts([AtomicU64; 3]);

impl Counts {
    pub(super) fn add(&self, told: &Told) {
        let outcome = match told {
            Told::Done => Outcome::Sent,
            Told::Gone => Outcome::Gone,
            Told::Later { .. } | Told::GivenUp => Outcome::Failed,
        };
        self.0[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// How many came to this.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize].load(Ordering::Relaxed)
    }
}
