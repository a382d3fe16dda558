//! Small state that all workers share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a mutex.
#[derive(Debug, Default)]
pub struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Wraps a value.
    pub fn new(thing: T) -> Self {
        Self(Mutex::new(thing))
    }

    /// Locks the value. A panic of an earlier holder does not poison it.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
