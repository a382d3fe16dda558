//! A streamer, as stored.

use super::names::{KeyHash, StreamerName, ViewerPassword};
use super::setting::ChatSetting;
use super::text::{clean, with_emoji};
use super::time::UnixTime;

/// A streamer's settings as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streamer {
    /// Unique without case.
    pub name: StreamerName,
    /// Unique; the key itself is not kept.
    pub key: KeyHash,
    /// Whether there is chat.
    pub chat: ChatSetting,
    /// Shown on the front page and under the picture.
    pub description: Option<String>,
    /// `None` for a stream open to all.
    pub password: Option<ViewerPassword>,
    /// An `https` address that the page links to as `rel="me"`.
    pub mastodon: Option<String>,
    /// When the last broadcast ended.
    pub last_live: Option<UnixTime>,
}

impl Streamer {
    /// The description as people read it: with emoji in place of their names, and nothing that disturbs a page. Empty
    /// where there is none, as clients have always been told.
    pub fn shown_description(&self) -> String {
        with_emoji(&clean(self.description.as_deref().unwrap_or_default())).into_owned()
    }
}
