//! How many of a session's events are being dealt with.

use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// Counts permits; shared by a session and those who hold its permits.
#[derive(Debug, Default)]
pub struct Gate {
    out: AtomicU32,
    waiting: AtomicWaker,
}

impl Gate {
    /// Notes a permit given out.
    pub fn enter(&self) {
        self.out.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes one that came back, and wakes the session if it waits for that.
    pub fn leave(&self) {
        self.out.fetch_sub(1, Ordering::AcqRel);
        self.wake();
    }

    /// Wakes the session if it waits.
    pub fn wake(&self) {
        self.waiting.wake();
    }

    /// Whether fewer than `most` are out. If not, `waker` is woken when one comes back.
    pub fn is_open(&self, most: u32, waker: &Waker) -> bool {
        let is_open = || self.out.load(Ordering::Acquire) < most;
        is_open() || {
            self.waiting.register(waker);
            // one may have come back just before
            is_open()
        }
    }
}
