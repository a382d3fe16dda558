//! A streamer, as stored.

use super::address::AccountUrl;
use super::chat_setting::ChatSetting;
use super::description::Description;
use super::names::{KeyHash, StreamerName, ViewerPassword};

use super::time::UnixTime;

/// A streamer with the settings of their stream; [`Setting`](super::Setting) explains each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streamer {
    /// Unique, ignoring case.
    pub name: StreamerName,
    /// Hash of the stream key; unique. The key itself is not stored.
    pub key: KeyHash,
    /// [`Setting::Chat`](super::Setting::Chat)
    pub chat: ChatSetting,
    /// [`Setting::Description`](super::Setting::Description)
    pub description: Option<Description>,
    /// [`Setting::Password`](super::Setting::Password); `None` for a stream open to all.
    pub password: Option<ViewerPassword>,
    /// [`Setting::Mastodon`](super::Setting::Mastodon)
    pub mastodon: Option<AccountUrl>,
    /// When the last broadcast ended.
    pub last_live: Option<UnixTime>,
}

impl Streamer {
    /// A streamer without any setting.
    pub fn new(name: StreamerName, key: KeyHash) -> Self {
        let chat = ChatSetting::default();
        Self { name, key, chat, description: None, password: None, mastodon: None, last_live: None }
    }

    /// The description for display; empty if there is none, as clients expect.
    pub fn shown_description(&self) -> String {
        self.description.as_ref().map(Description::shown).unwrap_or_default()
    }
}
