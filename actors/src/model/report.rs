//! Viewers' reports on messages.

use super::message::ChatMessage;
use super::names::Token;
use super::time::UnixTime;

/// A message that viewers reported. The chat may no longer keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedMessage {
    /// As it was said.
    pub message: ChatMessage,
    /// Id of its author's browser, if known.
    pub author: Option<Token>,
    /// Oldest first; at least one.
    pub reports: Vec<Report>,
}

/// What one viewer says about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Id of the viewer's browser, if known.
    pub browser_id: Option<Token>,
    /// The viewer's name at the time.
    pub name: String,
    /// Why the message should not be there.
    pub reason: String,
    /// When it was reported.
    pub at: UnixTime,
}
