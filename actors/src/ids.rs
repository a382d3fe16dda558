//! Message ids. They always grow, even if the clock is set back or the server crashes, because pages ask for the
//! messages after the last id that they have.
//!
//! An id is the number of microseconds since 1970 when it was given. The monotonic clock measures the time that passes.
//! The starting point comes from the store, in which ids are reserved before they are given. So no id repeats after the
//! clock was set back or a crash lost rows.

use std::time::{Duration, Instant};

use crate::model::UnixTime;
use crate::ports::{Now, Store, StoreError};

/// How long one reservation lasts. After a crash or a quick restart, ids start up to this far ahead of the clock.
pub const SET_ASIDE: Duration = Duration::from_secs(600);

/// Gives ids to messages.
#[derive(Debug, Clone, Copy)]
pub struct MessageIds {
    /// The id at `since`.
    first: u64,
    since: Instant,
}

impl MessageIds {
    /// Reserves ids from now on, for [`SET_ASIDE`].
    pub async fn reserve(store: &dyn Store, now: Now) -> Result<Self, StoreError> {
        let first = store.reserve_ids(micros(now.unix), count()).await?;
        Ok(Self { first, since: now.monotonic })
    }

    /// Ids that start with `first` now; the caller has reserved them.
    pub fn beginning(first: u64, now: Instant) -> Self {
        Self { first, since: now }
    }

    /// The id of a message sent now, unless the previous message has that id already.
    pub fn at(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(self.since).as_micros();
        self.first.saturating_add(u64::try_from(passed).unwrap_or(u64::MAX))
    }

    /// Until when ids are reserved.
    pub fn until(&self) -> Instant {
        self.since + SET_ASIDE
    }
}

/// Reserves more ids after those already reserved.
pub async fn reserve_more(store: &dyn Store) -> Result<(), StoreError> {
    store.reserve_ids(0, count()).await.map(|_| ())
}

fn count() -> u64 {
    u64::try_from(SET_ASIDE.as_micros()).unwrap_or(u64::MAX)
}

fn micros(unix: UnixTime) -> u64 {
    u64::try_from(unix).unwrap_or_default().saturating_mul(1_000_000)
}
