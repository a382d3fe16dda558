//! How many of a session's events are being handled.

use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// Counts a session's permits. Shared by the session and its permits.
#[derive(Debug, Default)]
pub struct Gate {
    out: AtomicU32,
    waiting: AtomicWaker,
}

impl Gate {
    /// A permit was given out.
    pub fn enter(&self) {
        self.out.fetch_add(1, Ordering::Relaxed);
    }

    /// A permit came back: wakes the session if it waits for that.
    pub fn leave(&self) {
        self.out.fetch_sub(1, Ordering::AcqRel);
        self.wake();
    }

    /// Wakes the session if it waits.
    pub fn wake(&self) {
        self.waiting.wake();
    }

    /// Whether fewer than `most` permits are out. If not, `waker` is woken when one comes back.
    pub fn is_open(&self, most: u32, waker: &Waker) -> bool {
        let is_open = || self.out.load(Ordering::Acquire) < most;
        is_open() || {
            self.waiting.register(waker);
            // a permit may have come back in between
            is_open()
        }
    }
}
