//! The settings of a stream. A new one needs a variant and its arms here, a field in [`Streamer`], a column in a
//! migration, and a command or an option that sets it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::about::{AboutText, ProfileLinks};
use super::address::AccountUrl;
use super::audit::AuditEvent;
use super::chat_setting::ChatSetting;
use super::description::Description;
use super::language::Language;
use super::names::ViewerPassword;
use super::picture::{PictureKind, PictureName};
use super::schedule::Schedule;
use super::short_text::{ContentWarning, StreamTitle};
use super::streamer::Streamer;
use super::tags::Tags;
use super::text::Invalid;

/// The kinds of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// See [`ChatSetting`].
    Chat,
    /// See [`Description`].
    Description,
    /// See [`ViewerPassword`].
    Password,
    /// See [`AccountUrl`].
    Mastodon,
    /// See [`StreamTitle`].
    Title,
    /// See [`Tags`].
    Tags,
    /// See [`Language`].
    Language,
    /// See [`ContentWarning`].
    ContentWarning,
    /// See [`Schedule`].
    Schedule,
    /// See [`AboutText`].
    About,
    /// See [`ProfileLinks`].
    Links,
    /// See [`PictureKind::Avatar`].
    Avatar,
    /// See [`PictureKind::Offline`].
    OfflinePicture,
}

impl SettingKind {
    /// All kinds, in the order of the store's columns.
    pub const ALL: [Self; 13] = [
        Self::Chat,
        Self::Description,
        Self::Password,
        Self::Mastodon,
        Self::Title,
        Self::Tags,
        Self::Language,
        Self::ContentWarning,
        Self::Schedule,
        Self::About,
        Self::Links,
        Self::Avatar,
        Self::OfflinePicture,
    ];
    /// The kinds that operations of a room change.
    pub const OF_ROOM: [Self; 10] = [
        Self::Chat,
        Self::Description,
        Self::Password,
        Self::Title,
        Self::Tags,
        Self::Language,
        Self::ContentWarning,
        Self::Schedule,
        Self::About,
        Self::Links,
    ];

    /// The kinds that pages tell about the stream, around the picture.
    pub const ABOUT: [Self; 9] = [
        Self::Title,
        Self::Description,
        Self::Tags,
        Self::Language,
        Self::Schedule,
        Self::About,
        Self::Links,
        Self::Avatar,
        Self::OfflinePicture,
    ];

    /// The name of the store's column.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Description => "description",
            Self::Password => "password",
            Self::Mastodon => "mastodon",
            Self::Title => "title",
            Self::Tags => "tags",
            Self::Language => "language",
            Self::ContentWarning => "content_warning",
            Self::Schedule => "schedule",
            Self::About => "about",
            Self::Links => "links",
            Self::Avatar => "avatar",
            Self::OfflinePicture => "offline_picture",
        }
    }
}

/// A setting with its value; `None` where it is unset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Whether the stream has chat.
    Chat(ChatSetting),
    /// Shown on the front page and under the picture.
    Description(Option<Description>),
    /// The password that viewers must enter.
    Password(Option<ViewerPassword>),
    /// The account to which the page links with `rel="me"`.
    Mastodon(Option<AccountUrl>),
    /// What is on; shown wherever the stream is.
    Title(Option<StreamTitle>),
    /// By which people find the stream.
    Tags(Tags),
    /// Spoken in the stream.
    Language(Option<Language>),
    /// Shown before the picture, which viewers then have to ask for.
    ContentWarning(Option<ContentWarning>),
    /// The broadcasts that the streamer plans.
    Schedule(Schedule),
    /// What the streamer tells about themselves, in Markdown.
    About(Option<AboutText>),
    /// Their pages elsewhere.
    Links(ProfileLinks),
    /// The picture beside their name; the store has its files.
    Avatar(Option<PictureName>),
    /// The picture of the stream while it is offline; the store has its files.
    OfflinePicture(Option<PictureName>),
}

impl Setting {
    /// The setting that says which picture of a kind a streamer has.
    pub fn picture(kind: PictureKind, name: Option<PictureName>) -> Self {
        match kind {
            PictureKind::Avatar => Self::Avatar(name),
            PictureKind::Offline => Self::OfflinePicture(name),
        }
    }

    /// Parses a value that someone entered.
    pub fn parse(kind: SettingKind, text: &str) -> Result<Self, Invalid> {
        Ok(match kind {
            SettingKind::Chat => Self::Chat(
                ChatSetting::parse(text).ok_or_else(|| Invalid::from("is enabled, hidden or disabled"))?,
            ),
            SettingKind::Description => Self::Description(Some(Description::parse(text)?)),
            SettingKind::Password => Self::Password(Some(ViewerPassword::parse(text)?)),
            SettingKind::Mastodon => Self::Mastodon(Some(AccountUrl::parse(text)?)),
            SettingKind::Title => Self::Title(Some(StreamTitle::parse(text)?)),
            SettingKind::Tags => Self::Tags(Tags::parse(text)?),
            SettingKind::Language => Self::Language(Some(Language::parse(text)?)),
            SettingKind::ContentWarning => Self::ContentWarning(Some(ContentWarning::parse(text)?)),
            // operations change it plan by plan
            SettingKind::Schedule => Self::Schedule(Schedule::stored(text)),
            SettingKind::About => Self::About(Some(AboutText::parse(text)?)),
            SettingKind::Links => Self::Links(ProfileLinks::parse(text)?),
            SettingKind::Avatar => Self::Avatar(Some(PictureName::parse(text)?)),
            SettingKind::OfflinePicture => Self::OfflinePicture(Some(PictureName::parse(text)?)),
        })
    }

    /// A value from the store, not validated.
    pub fn stored(kind: SettingKind, value: Option<&str>) -> Self {
        match kind {
            SettingKind::Chat => Self::Chat(value.and_then(ChatSetting::parse).unwrap_or_default()),
            SettingKind::Description => Self::Description(value.map(Description::stored)),
            SettingKind::Password => Self::Password(value.and_then(ViewerPassword::stored)),
            SettingKind::Mastodon => Self::Mastodon(value.map(AccountUrl::stored)),
            SettingKind::Title => Self::Title(value.map(StreamTitle::stored)),
            SettingKind::Tags => Self::Tags(value.map(Tags::stored).unwrap_or_default()),
            SettingKind::Language => Self::Language(value.map(Language::stored)),
            SettingKind::ContentWarning => Self::ContentWarning(value.map(ContentWarning::stored)),
            SettingKind::Schedule => Self::Schedule(value.map(Schedule::stored).unwrap_or_default()),
            SettingKind::About => Self::About(value.map(AboutText::stored)),
            SettingKind::Links => Self::Links(value.map(ProfileLinks::stored).unwrap_or_default()),
            SettingKind::Avatar => Self::Avatar(value.and_then(|name| PictureName::parse(name).ok())),
            SettingKind::OfflinePicture => {
                Self::OfflinePicture(value.and_then(|name| PictureName::parse(name).ok()))
            }
        }
    }

    /// The kind of this setting.
    pub fn kind(&self) -> SettingKind {
        match self {
            Self::Chat(_) => SettingKind::Chat,
            Self::Description(_) => SettingKind::Description,
            Self::Password(_) => SettingKind::Password,
            Self::Mastodon(_) => SettingKind::Mastodon,
            Self::Title(_) => SettingKind::Title,
            Self::Tags(_) => SettingKind::Tags,
            Self::Language(_) => SettingKind::Language,
            Self::ContentWarning(_) => SettingKind::ContentWarning,
            Self::Schedule(_) => SettingKind::Schedule,
            Self::About(_) => SettingKind::About,
            Self::Links(_) => SettingKind::Links,
            Self::Avatar(_) => SettingKind::Avatar,
            Self::OfflinePicture(_) => SettingKind::OfflinePicture,
        }
    }

    /// The value as stored.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Chat(chat) => Some(chat.as_str()),
            Self::Description(description) => description.as_deref(),
            Self::Password(password) => password.as_ref().map(ViewerPassword::reveal),
            Self::Mastodon(url) => url.as_deref(),
            Self::Title(title) => title.as_deref(),
            Self::Tags(tags) => Some(tags.as_str()).filter(|tags| !tags.is_empty()),
            Self::Language(language) => language.as_deref(),
            Self::ContentWarning(warning) => warning.as_deref(),
            Self::Schedule(schedule) => schedule.as_stored(),
            Self::About(text) => text.as_deref(),
            Self::Links(links) => Some(links.as_str()).filter(|links| !links.is_empty()),
            Self::Avatar(name) | Self::OfflinePicture(name) => name.as_deref(),
        }
    }

    /// The audit event of the change.
    pub fn audit(&self) -> AuditEvent {
        match self {
            Self::Description(description) => {
                AuditEvent::SetDescription { description: description.as_deref().map(str::to_owned) }
            }
            Self::Password(password) => AuditEvent::SetViewerPassword { password: password.clone() },
            Self::Chat(chat) => AuditEvent::SetChat { chat: chat.as_str() },
            Self::Mastodon(url) => AuditEvent::SetMastodon { mastodon: url.as_deref().map(str::to_owned) },
            Self::Title(title) => AuditEvent::SetStreamTitle { title: title.as_deref().map(str::to_owned) },
            Self::Tags(tags) => AuditEvent::SetTags { tags: tags.iter().map(str::to_owned).collect() },
            Self::Language(language) => {
                AuditEvent::SetLanguage { language: language.as_deref().map(str::to_owned) }
            }
            Self::ContentWarning(warning) => {
                AuditEvent::SetContentWarning { warning: warning.as_deref().map(str::to_owned) }
            }
            Self::Schedule(schedule) => AuditEvent::SetSchedule { schedule: schedule.to_json() },
            Self::About(text) => AuditEvent::SetAbout { about: text.as_deref().map(str::to_owned) },
            Self::Links(links) => AuditEvent::SetLinks { links: links.iter().map(str::to_owned).collect() },
            Self::Avatar(name) => AuditEvent::SetAvatar { picture: name.as_deref().map(str::to_owned) },
            Self::OfflinePicture(name) => {
                AuditEvent::SetOfflinePicture { picture: name.as_deref().map(str::to_owned) }
            }
        }
    }
}

impl Streamer {
    /// One of the streamer's settings.
    pub fn setting(&self, kind: SettingKind) -> Setting {
        match kind {
            SettingKind::Chat => Setting::Chat(self.chat),
            SettingKind::Description => Setting::Description(self.description.clone()),
            SettingKind::Password => Setting::Password(self.password.clone()),
            SettingKind::Mastodon => Setting::Mastodon(self.mastodon.clone()),
            SettingKind::Title => Setting::Title(self.title.clone()),
            SettingKind::Tags => Setting::Tags(self.tags.clone()),
            SettingKind::Language => Setting::Language(self.language.clone()),
            SettingKind::ContentWarning => Setting::ContentWarning(self.content_warning.clone()),
            SettingKind::Schedule => Setting::Schedule(self.schedule.clone()),
            SettingKind::About => Setting::About(self.about.clone()),
            SettingKind::Links => Setting::Links(self.links.clone()),
            SettingKind::Avatar => Setting::Avatar(self.avatar.clone()),
            SettingKind::OfflinePicture => Setting::OfflinePicture(self.offline_picture.clone()),
        }
    }

    /// Changes with what pages tell about the stream: 8 hexadecimal digits, since it stands in the page.
    pub fn about_version(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for kind in SettingKind::ABOUT {
            self.setting(kind).value().hash(&mut hasher);
        }
        format!("{:08x}", hasher.finish() >> 32)
    }

    /// Changes a setting.
    pub fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Chat(chat) => self.chat = chat,
            Setting::Description(description) => self.description = description,
            Setting::Password(password) => self.password = password,
            Setting::Mastodon(url) => self.mastodon = url,
            Setting::Title(title) => self.title = title,
            Setting::Tags(tags) => self.tags = tags,
            Setting::Language(language) => self.language = language,
            Setting::ContentWarning(warning) => self.content_warning = warning,
            Setting::Schedule(schedule) => self.schedule = schedule,
            Setting::About(text) => self.about = text,
            Setting::Links(links) => self.links = links,
            Setting::Avatar(name) => self.avatar = name,
            Setting::OfflinePicture(name) => self.offline_picture = name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::{Secrets, StreamerName};

    #[test]
    fn every_setting_survives_the_store() {
        let key = Secrets::derive("a").hash_given("key");
        let mut streamer = Streamer::new(StreamerName::stored("zoë"), key);
        for kind in SettingKind::ALL {
            let text = match kind {
                SettingKind::Chat => "hidden",
                SettingKind::Description => "paint",
                SettingKind::Password => "sesame",
                SettingKind::Mastodon => "https://mastodon.example/@zoe",
                SettingKind::Title => "Painting tonight",
                SettingKind::Tags => "art live-coding",
                SettingKind::Language => "pt-BR",
                SettingKind::ContentWarning => "flashing lights",
                SettingKind::About => "# Hello\n\nI paint.",
                SettingKind::Links => "https://a.example/@zoe https://b.example",
                SettingKind::Avatar => "0123456789abcdef0123456789abcdef.png",
                SettingKind::OfflinePicture => "0123456789abcdef0123456789abcdef.jpg",
                SettingKind::Schedule => {
                    r#"[{"id":"a","title":"Night","start":"2026-12-04T20:00","zone":"UTC","minutes":90,"weekly":true}]"#
                }
            };
            let setting = Setting::parse(kind, text).unwrap();
            assert_eq!((setting.kind(), setting.value()), (kind, Some(text)));
            assert_eq!(Setting::stored(kind, setting.value()), setting);
            streamer.set(setting.clone());
            assert_eq!(streamer.setting(kind), setting);
        }
    }
}
