//! Recorded events as programs get them: from the API, and by webhooks.

use pystreaming_actors::ports::StoredEvent;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A recorded event.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedEvent {
    /// Grows from event to event.
    id: i64,
    /// When it happened, in Unix seconds.
    time: i64,
    /// What happened, such as `join_chat`.
    #[serde(rename = "type")]
    kind: String,
    /// What else is known of it.
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

impl From<StoredEvent> for RecordedEvent {
    /// Leaves out the viewer password, which is in the settings for those who may read them.
    fn from(event: StoredEvent) -> Self {
        // an event of the original's may have anything here
        let mut data = match event.meta {
            Value::Object(data) => data,
            Value::Null => Map::new(),
            other => Map::from_iter([("value".to_owned(), other)]),
        };
        data.remove("password");
        Self { id: event.id, time: event.at, kind: event.kind, data }
    }
}
