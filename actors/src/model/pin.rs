//! Pinned messages.

use serde::{Deserialize, Serialize};

use super::names::Token;
use super::person::Person;
use super::time::UnixTime;

/// A message that everybody sees above the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// New with every pin.
    pub id: Token,
    /// What it says.
    pub text: String,
    /// The author of a message of the chat; `None` for a text that moderators wrote for this.
    pub author: Option<Person>,
    /// Id of the message of the chat.
    pub message: Option<u64>,
    /// When it was pinned.
    pub at: UnixTime,
    /// When it ends by itself.
    pub until: Option<UnixTime>,
}
