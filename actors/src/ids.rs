//! Ids of messages. They grow, whatever the clock does and however the server ends: pages ask for what came after the
//! last one that they have.
//!
//! An id is the number of microseconds since 1970 when it was given. How many pass is told by the monotonic clock, and where
//! to begin by the store, in which ids are set aside before they are given: neither a clock that was set back nor rows
//! that a crash lost let one come twice.

use std::time::{Duration, Instant};

use crate::model::UnixTime;
use crate::ports::{Now, Store, StoreError};

/// For how long ids are set aside at once. A start behind a crash, or soon behind another, begins so far ahead of the
/// clock.
pub const SET_ASIDE: Duration = Duration::from_secs(600);

/// Gives ids to messages.
#[derive(Debug, Clone, Copy)]
pub struct MessageIds {
    /// The id that was given `since`.
    first: u64,
    since: Instant,
}

impl MessageIds {
    /// Sets ids aside from this moment on, for [`SET_ASIDE`].
    pub async fn reserve(store: &dyn Store, now: Now) -> Result<Self, StoreError> {
        let first = store.reserve_ids(micros(now.unix), count()).await?;
        Ok(Self { first, since: now.monotonic })
    }

    /// Those that begin with `first` now; the caller has set them aside.
    pub fn beginning(first: u64, now: Instant) -> Self {
        Self { first, since: now }
    }

    /// What a message is called that is said now, unless the last one is called so already.
    pub fn at(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(self.since).as_micros();
        self.first.saturating_add(u64::try_from(passed).unwrap_or(u64::MAX))
    }

    /// Until when there are ids, if no more are set aside.
    pub fn until(&self) -> Instant {
        self.since + SET_ASIDE
    }
}

/// Sets more ids aside, behind those that are.
pub async fn reserve_more(store: &dyn Store) -> Result<(), StoreError> {
    store.reserve_ids(0, count()).await.map(|_| ())
}

fn count() -> u64 {
    u64::try_from(SET_ASIDE.as_micros()).unwrap_or(u64::MAX)
}

fn micros(unix: UnixTime) -> u64 {
    u64::try_from(unix).unwrap_or_default().saturating_mul(1_000_000)
}
