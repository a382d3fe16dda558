//! Small state that all workers share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something small behind a lock.
#[derive(Debug, Default)]
pub struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Puts it behind one.
    pub fn new(thing: T) -> Self {
        Self(Mutex::new(thing))
    }

    /// The contents; a panic of another holder does not make them unusable.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
