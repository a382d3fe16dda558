//! Reading the audit journal.

use serde_json::Value;

use crate::model::UnixTime;

/// A row of the audit journal.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// When.
    pub at: UnixTime,
    /// In whose stream, as spelled then.
    pub streamer: String,
    /// [`AuditEvent::kind`].
    pub kind: String,
    /// [`AuditEvent::meta`].
    pub meta: Value,
}
