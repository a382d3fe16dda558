//! Answers to publishers that may not publish.

use serde::{Deserialize, Serialize};

/// Why a publisher may not publish, or no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// OBS disconnects at each of them.
    pub code: RefusalCode,
    /// For the streamer, without the key. OBS 29 writes them to its log and says on the screen that the stream cannot be
    /// accessed.
    pub words: String,
}

/// The codes that encoders know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The key is wrong, or in use.
    BadName,
    /// The streamer may not publish now.
    Denied,
    /// The stream cannot be used.
    Rejected,
}

impl RefusalCode {
    /// As in `onStatus`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadName => "NetStream.Publish.BadName",
            Self::Denied => "NetStream.Publish.Denied",
            Self::Rejected => "NetStream.Publish.Rejected",
        }
    }
}
