//! The messages that wait for a moderator.

use std::collections::VecDeque;

use crate::model::HeldMessage;

/// Most messages that wait; beyond it the oldest is rejected.
const HELD_MAX: usize = 100;
/// The messages that wait, oldest first; at most [`HELD_MAX`].
#[derive(Debug, Default)]
pub(super) struct Held(VecDeque<HeldMessage>);

impl Held {
    pub fn new(stored: Vec<HeldMessage>) -> Self {
        Self(stored.into())
    }

    pub fn iter(&self) -> impl Iterator<Item = &HeldMessage> {
        self.0.iter()
    }

    pub fn get(&self, id: u64) -> Option<&HeldMessage> {
        self.0.iter().find(|held| held.id == id)
    }

    /// Takes one out.
    pub fn take(&mut self, id: u64) -> Option<HeldMessage> {
        let at = self.0.iter().position(|held| held.id == id)?;
        self.0.remove(at)
    }

    /// Adds one. Returns the oldest if there is no room for both.
    pub fn add(&mut self, held: HeldMessage) -> Option<HeldMessage> {
        let oldest = if self.0.len() >= HELD_MAX { self.0.pop_front() } else { None };
        self.0.push_back(held);
        oldest
    }
}
