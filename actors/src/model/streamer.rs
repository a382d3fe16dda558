//! A streamer, as stored.

use super::about::{AboutText, ProfileLinks};
use super::address::AccountUrl;
use super::channel_ban::ChannelBan;
use super::chat_setting::ChatSetting;
use super::description::Description;
use super::language::Language;
use super::names::{KeyHash, StreamerName, ViewerPassword};
use super::picture::{PictureKind, PictureName};
use super::schedule::Schedule;
use super::short_text::{ContentWarning, StreamTitle};
use super::tags::Tags;
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
    /// [`Setting::Title`](super::Setting::Title)
    pub title: Option<StreamTitle>,
    /// [`Setting::Tags`](super::Setting::Tags)
    pub tags: Tags,
    /// [`Setting::Language`](super::Setting::Language)
    pub language: Option<Language>,
    /// [`Setting::ContentWarning`](super::Setting::ContentWarning)
    pub content_warning: Option<ContentWarning>,
    /// [`Setting::Schedule`](super::Setting::Schedule)
    pub schedule: Schedule,
    /// [`Setting::About`](super::Setting::About)
    pub about: Option<AboutText>,
    /// [`Setting::Links`](super::Setting::Links)
    pub links: ProfileLinks,
    /// [`Setting::Avatar`](super::Setting::Avatar)
    pub avatar: Option<PictureName>,
    /// [`Setting::OfflinePicture`](super::Setting::OfflinePicture)
    pub offline_picture: Option<PictureName>,
    /// That the channel is, or was, closed. Rooms do not know of it: a closed channel has none.
    pub ban: Option<ChannelBan>,
    /// When the last broadcast ended.
    pub last_live: Option<UnixTime>,
}

impl Streamer {
    /// A streamer without any setting.
    pub fn new(name: StreamerName, key: KeyHash) -> Self {
        Self {
            name,
            key,
            chat: ChatSetting::default(),
            description: None,
            password: None,
            mastodon: None,
            title: None,
            tags: Tags::default(),
            language: None,
            content_warning: None,
            schedule: Schedule::default(),
            about: None,
            links: ProfileLinks::default(),
            avatar: None,
            offline_picture: None,
            ban: None,
            last_live: None,
        }
    }

    /// The streamer's picture of a kind.
    pub fn picture(&self, kind: PictureKind) -> Option<&PictureName> {
        match kind {
            PictureKind::Avatar => self.avatar.as_ref(),
            PictureKind::Offline => self.offline_picture.as_ref(),
        }
    }

    /// The description for display; empty if there is none, as clients expect.
    pub fn shown_description(&self) -> String {
        self.description.as_ref().map(Description::shown).unwrap_or_default()
    }
}
