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

/// A recorded event of any stream, or of the site.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteRecordedEvent {
    /// Grows from event to event.
    pub id: i64,
    /// When it happened, in Unix seconds.
    pub time: i64,
    /// In whose stream; null for an event of the site.
    pub streamer: Option<String>,
    /// What happened, such as `join_chat` or `add_token`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What else is known of it. `token` is the id of the token that caused it, and `by` is `streamer` or `administrator`.
    #[schema(value_type = Object)]
    pub data: Map<String, Value>,
}

impl From<StoredEvent> for SiteRecordedEvent {
    fn from(event: StoredEvent) -> Self {
        let streamer = (!event.streamer.is_empty()).then(|| event.streamer.clone());
        let RecordedEvent { id, time, kind, data } = event.into();
        Self { id, time, streamer, kind, data }
    }
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
