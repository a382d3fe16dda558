//! Sessions by number.

use std::mem;

use slab::Slab;

use crate::socketio::service::Service;
use crate::socketio::session::Session;

/// Low bits of a session's number: its slot in the slab. The high bits count sessions, so that no number is reused.
const SLOT_BITS: u32 = 20;

/// The sessions of a worker.
pub struct SessionTable<S: Service> {
    pub(super) slots: Slab<Box<Session<S>>>,
    /// How many sessions there have been.
    opened: u64,
}

impl<S: Service> Default for SessionTable<S> {
    fn default() -> Self {
        Self { slots: Slab::new(), opened: 0 }
    }
}

impl<S: Service> SessionTable<S> {
    /// The number of the session to be inserted next. `None` while all slots are taken.
    pub fn next_number(&self) -> Option<u64> {
        let slot = u64::try_from(self.slots.vacant_key()).ok().filter(|slot| slot >> SLOT_BITS == 0)?;
        Some((self.opened << SLOT_BITS) | slot)
    }

    /// Adds the session with that number.
    pub fn insert(&mut self, session: Session<S>) {
        self.opened += 1;
        self.slots.insert(Box::new(session));
    }

    /// The session with that number, while it is there.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut Session<S>> {
        let session = self.slots.get_mut(slot(number))?;
        (session.number() == number).then_some(session)
    }

    /// Takes a session out. The slab's memory is freed with the last one.
    pub fn remove(&mut self, number: u64) -> Option<Box<Session<S>>> {
        self.get_mut(number)?;
        let session = self.slots.try_remove(slot(number));
        if self.slots.is_empty() {
            self.slots.shrink_to_fit();
        }
        session
    }

    /// The numbers of all sessions.
    pub fn numbers(&self) -> Vec<u64> {
        self.slots.iter().map(|(_, session)| session.number()).collect()
    }

    /// Takes all sessions out.
    pub fn take_all(&mut self) -> impl Iterator<Item = Box<Session<S>>> {
        mem::take(&mut self.slots).into_iter().map(|(_, session)| session)
    }
}

fn slot(number: u64) -> usize {
    // these few bits fit
    usize::try_from(number & ((1 << SLOT_BITS) - 1)).unwrap_or(usize::MAX)
}
