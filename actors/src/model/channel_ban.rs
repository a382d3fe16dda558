//! Channels that administrators have closed.

use super::names::{KeyHash, StreamerName};
use super::text::{Invalid, bounded};
use super::time::UnixTime;

/// Longest reason, in characters.
const REASON_MAX: usize = 200;

/// That an administrator has closed a streamer's channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelBan {
    /// Since when.
    pub since: UnixTime,
    /// Until when; `None` until somebody lifts it.
    pub until: Option<UnixTime>,
    /// Why, for administrators; may be empty.
    pub reason: Box<str>,
}

impl ChannelBan {
    /// Whether it holds at a moment.
    pub fn holds(&self, now: UnixTime) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Checks a reason, and trims it.
pub fn ban_reason(text: &str) -> Result<Box<str>, Invalid> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("has a control character; write one line".into());
    }
    bounded(text, REASON_MAX).map(Box::from)
}

/// A closed channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedChannel {
    /// Whose it is.
    pub name: StreamerName,
    /// Hash of the streamer's key: who knows it is told that the channel is closed.
    pub key: KeyHash,
    /// As in [`ChannelBan::until`].
    pub until: Option<UnixTime>,
}
