//! Messages that wait for a moderator.

use serde::{Deserialize, Serialize};

use super::message::ChatKind;
use super::names::Token;
use super::person::Person;
use super::time::UnixTime;

/// A message that waits until a moderator approves or rejects it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldMessage {
    /// From the same source as [`ChatMessage::id`](super::ChatMessage::id); the message gets another id when it is said.
    pub id: u64,
    /// When it was written.
    pub time: UnixTime,
    /// Message or action.
    pub kind: ChatKind,
    /// The author, with the name and colour of that time.
    pub author: Person,
    /// Id of the author's browser, if known: it is told the outcome.
    pub browser_id: Option<Token>,
    /// The text as it will be said.
    pub text: String,
    /// Id of the message to which it replies.
    pub reply: Option<u64>,
    /// The text of the rule that held it.
    pub rule: String,
}
