//! Deleting what was kept for long enough, in small steps.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::UnixTime;
use crate::model::names::StreamerName;

/// A group of audit events that are deleted by their age: those of one streamer and type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventGroup {
    /// The streamer, who may have been dropped.
    pub streamer: StreamerName,
    /// [`AuditEvent::kind`](crate::model::AuditEvent::kind), or any word of an imported event.
    pub kind: String,
}

/// A place among drawings in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DrawingPlace {
    /// Time of the drawing.
    pub at: UnixTime,
    /// Id of its event.
    pub id: i64,
}

/// What one step forgot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForgottenDrawings {
    /// The place of the last drawing that was looked at.
    pub last: DrawingPlace,
    /// How many pictures were erased.
    pub erased: u64,
}

/// Deletes old rows. Each call is a short transaction, which leaves the journal its turn. Deleted ids are not given again.
#[async_trait]
pub trait RetentionStore: Send + Sync + 'static {
    /// The groups in which there are events.
    async fn event_groups(&self) -> Result<Vec<EventGroup>, StoreError>;

    /// Deletes up to `most` events of a group that are older than `before`, and returns how many.
    async fn delete_events(&self, of: &EventGroup, before: UnixTime, most: u32) -> Result<u64, StoreError>;

    /// Deletes up to `most` ended broadcasts, or else samples of viewers, that are older than `before`, and returns how
    /// many.
    async fn delete_statistics(&self, before: UnixTime, most: u32) -> Result<u64, StoreError>;

    /// Deletes up to `most` reports on messages that are older than `before`, and returns how many.
    async fn delete_reports(&self, before: UnixTime, most: u32) -> Result<u64, StoreError>;

    /// Erases the pictures of up to `most` drawings of a streamer that are older than `before` and come after a place;
    /// time and author stay. `None` when none is left.
    async fn forget_drawings(
        &self,
        of: &StreamerName,
        before: UnixTime,
        after: DrawingPlace,
        most: u32,
    ) -> Result<Option<ForgottenDrawings>, StoreError>;
}
