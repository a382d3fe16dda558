//! Reading the audit journal.

use async_trait::async_trait;
use serde_json::Value;

use super::error::StoreError;
use crate::model::UnixTime;
use crate::model::names::StreamerName;

/// A row of the audit journal.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// Grows with every event; a cursor for [`Page`].
    pub id: i64,
    /// Time of the event, by the server's clock.
    pub at: UnixTime,
    /// The streamer's name, as spelled at the time.
    pub streamer: String,
    /// [`AuditEvent::kind`](crate::model::AuditEvent::kind).
    pub kind: String,
    /// [`AuditEvent::meta`](crate::model::AuditEvent::meta).
    pub meta: Value,
}

/// Which events to read; every field narrows the result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventQuery {
    /// Only events of this streamer.
    pub streamer: Option<StreamerName>,
    /// Only events of this [`StoredEvent::kind`].
    pub kind: Option<String>,
    /// Only events at or after this time.
    pub since: Option<UnixTime>,
    /// Only events before this time.
    pub until: Option<UnixTime>,
    /// Only events above this id, wherever the page begins.
    pub above: Option<i64>,
    /// The end of the result from which `limit` counts.
    pub page: Page,
    /// Most events to return.
    pub limit: u32,
}

/// A page of events, by the ids of those already read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// The newest events.
    #[default]
    Last,
    /// The newest events below this id.
    Before(i64),
    /// The oldest events above this id.
    After(i64),
}

impl EventQuery {
    /// The last `limit` events of all streamers.
    pub fn last(limit: u32) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Restricts the query to one streamer.
    #[must_use]
    pub fn of(self, streamer: &StreamerName) -> Self {
        Self { streamer: Some(streamer.clone()), ..self }
    }
}

/// The audit journal.
#[async_trait]
pub trait AuditStore: Send + Sync + 'static {
    /// One page of events, oldest first.
    async fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError>;

    /// Makes the next events findable by time. `false` if there are too few for that, which can be read one by one.
    async fn index_events(&self) -> Result<bool, StoreError>;
}
