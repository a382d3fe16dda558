//! A message in a channel that announces a broadcast.

use crate::model::UnixTime;
use crate::model::names::Token;

/// The last message that a webhook made about a streamer. It is changed when the broadcast ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The receiver's id of the message.
    pub message: String,
    /// The broadcast that it announces.
    pub broadcast: Token,
    /// When that began, or an earlier one that it continues.
    pub since: UnixTime,
    /// When it ended, if the message says so.
    pub until: Option<UnixTime>,
}
