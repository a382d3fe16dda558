//! The log of deliveries.

use serde::Serialize;

use crate::model::time::UnixTime;

/// One attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WebhookDelivery {
    /// Grows from attempt to attempt.
    pub id: i64,
    /// Id of the event; `None` for a test.
    pub event: Option<i64>,
    /// Kind of the event.
    pub kind: String,
    /// When the attempt began.
    pub at: UnixTime,
    /// Counts the attempts to deliver this event, from 1; 0 for one that was requested.
    pub attempt: u32,
    /// What became of it.
    pub outcome: DeliveryOutcome,
    /// Status of the response; `None` if there was none.
    pub status: Option<u16>,
    /// Why it failed; `None` if it did not.
    pub reason: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// Beginning of the body of a response that says why; `None` if it has none or is not kept.
    pub answer: Option<String>,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryOutcome {
    /// The receiver has it.
    Delivered,
    /// It failed. Events are attempted again.
    Failed,
    /// It failed for the last time.
    GivenUp,
}

impl DeliveryOutcome {
    /// The word used by the store and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
        }
    }

    /// Reads [`DeliveryOutcome::as_str`]; anything else is a failure.
    pub fn stored(word: &str) -> Self {
        match word {
            "delivered" => Self::Delivered,
            "given_up" => Self::GivenUp,
            _ => Self::Failed,
        }
    }
}
