//! Which messages were the first of newcomers.

use std::collections::VecDeque;

/// How many first messages those are told of who begin to moderate.
const TOLD: usize = 50;

/// Ids of the first messages of newcomers.
#[derive(Debug, Default)]
pub(super) struct FirstMessages(VecDeque<u64>);

impl FirstMessages {
    pub fn note(&mut self, message: u64) {
        if self.0.len() >= TOLD {
            self.0.pop_front();
        }
        self.0.push_back(message);
    }

    /// Oldest first.
    pub fn all(&self) -> Vec<u64> {
        self.0.iter().copied().collect()
    }
}
