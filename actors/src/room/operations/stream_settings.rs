//! Settings that streamers change themselves.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::messages::{SetSlowMode, check_slow_mode};
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::{Secrets, ViewerPassword, hex};
use crate::model::text::Invalid;
use crate::model::{Capability, ChatSetting, Principal, ProfileLinks, Setting, SettingKind, Tags};
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Sets the stream's description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDescription {
    /// Blank removes it.
    pub description: String,
}

/// Outcome of [`SetDescription`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DescriptionSet {
    /// The new description; `None` if it was removed.
    pub description: Option<String>,
}

impl RoomOperation for SetDescription {
    const SPEC: Spec = Spec {
        id: "set-description",
        summary: "set or remove the stream's description",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_description"),
        route: None,
    };
    type Outcome = DescriptionSet;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<DescriptionSet, Refusal> {
        let setting = parsed(SettingKind::Description, &self.description)?;
        let description = setting.value().map(str::to_owned);
        room.settings.change(setting, cx);
        Ok(DescriptionSet { description })
    }
}

impl SlashCommand for SetDescription {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { description: argument.to_owned() })
    }

    fn render(set: DescriptionSet) -> Vec<Cow<'static, str>> {
        vec![match set.description {
            Some(_) => "The description has been changed.".into(),
            None => "The description has been removed.".into(),
        }]
    }
}

/// Defines a slash command that sets or removes one text: the name of its type and what it holds, its id, what `/help`
/// says, the audit event, the setting, and what the caller is told when it is set and when it is removed.
macro_rules! text_setting {
    ($(#[$doc:meta])* $name:ident, $id:literal, $summary:literal, $audits:literal, $kind:ident,
        $set:literal, $removed:literal) => {
        $(#[$doc])*
        pub struct $name {
            /// Blank removes it.
            text: String,
        }

        impl RoomOperation for $name {
            const SPEC: Spec =
                Spec { id: $id, summary: $summary, audits: Some($audits), ..SetDescription::SPEC };
            type Outcome = Option<String>;

            fn apply(
                self,
                room: &mut RoomState,
                _: Principal,
                cx: &mut Cx<'_, '_>,
            ) -> Result<Option<String>, Refusal> {
                let setting = parsed(SettingKind::$kind, &self.text)?;
                let value = setting.value().map(str::to_owned);
                room.settings.change(setting, cx);
                Ok(value)
            }
        }

        impl SlashCommand for $name {
            fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
                Ok(Self { text: argument.to_owned() })
            }

            fn render(value: Option<String>) -> Vec<Cow<'static, str>> {
                vec![value.map_or(Cow::Borrowed($removed), |value| format!($set, value).into())]
            }
        }
    };
}

text_setting!(
    /// Sets the title of the stream.
    SetStreamTitle,
    "set-stream-title",
    "set or remove the title of the stream",
    "set_stream_title",
    Title,
    "The title is \"{}\" now.",
    "The title has been removed."
);
text_setting!(
    /// Sets all tags of the stream.
    SetTags,
    "set-tags",
    "set the tags of the stream, up to ten, or remove them",
    "set_tags",
    Tags,
    "The tags are {} now.",
    "The tags have been removed."
);
text_setting!(
    /// Sets the language of the stream.
    SetLanguage,
    "set-language",
    "set or remove the language of the stream, such as en, de or pt-BR",
    "set_language",
    Language,
    "The language is {} now.",
    "The language has been removed."
);
text_setting!(
    /// Sets the content warning of the stream.
    SetContentWarning,
    "set-content-warning",
    "set or remove what viewers are asked before they see the picture",
    "set_content_warning",
    ContentWarning,
    "Viewers are asked before they see the picture: {}",
    "Viewers see the picture without being asked."
);

/// Sets the password that viewers need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// Blank removes it.
    pub password: String,
}

/// Outcome of [`SetPassword`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PasswordSet {
    /// In plain text, since the streamer passes it on to viewers.
    pub password: Option<String>,
}

impl RoomOperation for SetPassword {
    const SPEC: Spec = Spec {
        id: "set-password",
        summary: "set or remove the password that viewers need",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_viewer_password"),
        route: None,
    };
    type Outcome = PasswordSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<PasswordSet, Refusal> {
        let setting = parsed(SettingKind::Password, &self.password)?;
        let shown = setting.value().map(str::to_owned);
        room.settings.store(setting, cx);
        if let (Principal::Member(id), Some(password)) = (by, shown.clone()) {
            cx.reply(id, RoomEvent::PasswordSet { password });
        }
        room.lock_with(shown.as_deref().and_then(ViewerPassword::stored), cx);
        Ok(PasswordSet { password: shown })
    }
}

impl SlashCommand for SetPassword {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { password: argument.to_owned() })
    }

    fn render(set: PasswordSet) -> Vec<Cow<'static, str>> {
        vec![match set.password {
            Some(password) => format!("Viewers now need the password \"{password}\".").into(),
            None => "Viewers no longer need a password.".into(),
        }]
    }
}

/// Shows or hides the chat for new viewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetChat {
    /// `enabled` or `hidden`; only administrators set `disabled`.
    pub chat: String,
}

/// Outcome of [`SetChat`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatSet {
    /// `enabled`, `hidden` or `disabled`.
    pub chat: String,
}

impl RoomOperation for SetChat {
    const SPEC: Spec = Spec {
        id: "set-chat",
        summary: "show or fold away the chat for new viewers",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_chat"),
        route: None,
    };
    type Outcome = ChatSet;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<ChatSet, Refusal> {
        let chat = chat_choice(&self.chat)?;
        room.settings.change(Setting::Chat(chat), cx);
        Ok(ChatSet { chat: chat.as_str().to_owned() })
    }
}

impl SlashCommand for SetChat {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { chat: argument.to_owned() })
    }

    fn render(ChatSet { chat }: ChatSet) -> Vec<Cow<'static, str>> {
        vec![format!("Chat is {chat} for new viewers.").into()]
    }
}

/// Shows the stream's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowSettings {}

/// Outcome of [`ShowSettings`] and [`ChangeSettings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settings {
    /// What is on.
    pub title: Option<String>,
    /// With emoji in place of their names.
    pub description: Option<String>,
    /// By which people find the stream.
    pub tags: Vec<String>,
    /// Spoken in the stream, as a BCP 47 tag.
    pub language: Option<String>,
    /// What viewers are asked before they see the picture.
    pub content_warning: Option<String>,
    /// What the streamer tells about themselves, in Markdown.
    pub about: Option<String>,
    /// Their pages elsewhere.
    pub links: Vec<String>,
    /// The password that viewers need, in plain text, since the streamer passes it on.
    pub password: Option<String>,
    /// `enabled`, `hidden` or `disabled`.
    pub chat: String,
    /// Slow mode: seconds between two messages of one person; 0 is off.
    pub slow_mode: u32,
}

impl Settings {
    fn of(room: &RoomState) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            title: text(room.settings.title.as_deref()),
            description: text(room.settings.description.as_deref()),
            tags: room.settings.tags.iter().map(str::to_owned).collect(),
            language: text(room.settings.language.as_deref()),
            content_warning: text(room.settings.content_warning.as_deref()),
            about: text(room.settings.about.as_deref()),
            links: room.settings.links.iter().map(str::to_owned).collect(),
            password: room.settings.password.as_ref().map(|password| password.reveal().to_owned()),
            chat: room.settings.chat.as_str().to_owned(),
            slow_mode: room.pace.slow_mode(),
        }
    }

    /// Names these settings: equal settings have the same version. 16 hexadecimal digits, from which the password
    /// cannot be guessed without the site's secret.
    pub fn version(&self, secrets: &Secrets) -> String {
        let all = serde_json::to_vec(self).unwrap_or_default();
        hex(&secrets.sign(&[b"settings", &all])[..8])
    }
}

impl RoomOperation for ShowSettings {
    const SPEC: Spec = Spec {
        id: "show-settings",
        summary: "show the stream's settings",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("settings")),
    };
    type Outcome = Settings;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<Settings, Refusal> {
        Ok(Settings::of(room))
    }
}

impl SlashCommand for ShowSettings {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(settings: Settings) -> Vec<Cow<'static, str>> {
        let known = [
            match settings.description {
                Some(description) => format!("Description: {description}").into(),
                None => "No description".into(),
            },
            match settings.password {
                Some(password) => format!("Password for viewers: {password}").into(),
                None => "No password for viewers".into(),
            },
            format!("Chat for new viewers: {}", settings.chat).into(),
        ];
        let more = [
            ("Title", settings.title),
            ("Tags", Some(settings.tags.join(" ")).filter(|tags| !tags.is_empty())),
            ("Language", settings.language),
            ("Content warning", settings.content_warning),
            ("Links", Some(settings.links.join(" ")).filter(|links| !links.is_empty())),
        ];
        let more = more.into_iter().filter_map(|(name, text)| Some(format!("{name}: {}", text?).into()));
        // bots of the original read the first three
        known.into_iter().chain(more).collect()
    }
}

/// Changes several settings at once; none if one is refused. A field that is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSettings {
    /// What is on, up to 140 characters; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub title: Option<Option<String>>,
    /// Shown on the front page and under the picture; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
    /// By which people find the stream: up to 10 of up to 30 characters, in place of all that there are. They become
    /// lower case, and spaces in them become hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Spoken in the stream: a BCP 47 tag such as `de` or `pt-BR`, or an English name; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub language: Option<Option<String>>,
    /// What viewers are asked before they see the picture, up to 100 characters; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub content_warning: Option<Option<String>>,
    /// What the streamer tells about themselves, in Markdown, up to 5000 characters; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub about: Option<Option<String>>,
    /// Up to ten `https` addresses of the streamer's pages elsewhere, in place of all that there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<String>>,
    /// The password that viewers need; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub password: Option<Option<String>>,
    /// `enabled` or `hidden`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<String>,
    /// Slow mode: seconds between two messages of one person; 0 is off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 3600)]
    pub slow_mode: Option<u32>,
    /// Changes nothing unless this is the version of the settings: see [`Settings::version`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub only_at: Option<String>,
}

impl RoomOperation for ChangeSettings {
    const SPEC: Spec = Spec {
        id: "change-settings",
        summary: "change the stream's settings",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_description"),
        route: Some(Route::patch("settings")),
    };
    type Outcome = Settings;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Settings, Refusal> {
        let before = Settings::of(room);
        if self.only_at.is_some_and(|only_at| only_at != before.version(&room.config.secrets)) {
            let text = "The settings have been changed in the meantime. Read them again.";
            return Err(Refusal::new(Code::Outdated, text));
        }
        // all are checked before the first is changed
        let texts = [
            (SettingKind::Title, self.title),
            (SettingKind::Description, self.description),
            (SettingKind::Language, self.language),
            (SettingKind::ContentWarning, self.content_warning),
            (SettingKind::About, self.about),
        ];
        let mut settings = Vec::new();
        for (kind, text) in texts {
            if let Some(text) = text {
                settings.push(parsed(kind, &text.unwrap_or_default())?);
            }
        }
        if let Some(tags) = self.tags {
            let tags =
                Tags::of(tags.iter().map(String::as_str)).map_err(|why| refused(SettingKind::Tags, &why))?;
            settings.push(Setting::Tags(tags));
        }
        if let Some(links) = self.links {
            let links = ProfileLinks::of(links.iter().map(String::as_str));
            settings.push(Setting::Links(links.map_err(|why| refused(SettingKind::Links, &why))?));
        }
        let password = self.password.map(Option::unwrap_or_default);
        password.iter().try_for_each(|text| parsed(SettingKind::Password, text).map(drop))?;
        self.chat.iter().try_for_each(|chat| chat_choice(chat).map(drop))?;
        self.slow_mode.iter().try_for_each(|seconds| check_slow_mode(*seconds))?;
        for setting in settings {
            room.settings.change(setting, cx);
        }
        if let Some(password) = password {
            SetPassword { password }.apply(room, by, cx)?;
        }
        if let Some(chat) = self.chat {
            SetChat { chat }.apply(room, by, cx)?;
        }
        if let Some(seconds) = self.slow_mode {
            SetSlowMode { seconds }.apply(room, by, cx)?;
        }
        Ok(Settings::of(room))
    }
}

/// Tells a field that is null from one that is left out.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

fn chat_choice(word: &str) -> Result<ChatSetting, Refusal> {
    // a streamer who disabled chat could not enable it again from there
    ChatSetting::parse(&word.to_lowercase())
        .filter(|chat| *chat != ChatSetting::Disabled)
        .ok_or_else(|| Refusal::new(Code::Invalid, "Choose one of: enabled, hidden."))
}

/// Parses a setting; blank text unsets it.
fn parsed(kind: SettingKind, text: &str) -> Result<Setting, Refusal> {
    if text.trim().is_empty() {
        return Ok(Setting::stored(kind, None));
    }
    Setting::parse(kind, text).map_err(|why| refused(kind, &why))
}

fn refused(kind: SettingKind, why: &Invalid) -> Refusal {
    let what = match kind {
        SettingKind::Title => "The title",
        SettingKind::Tags | SettingKind::Links => "The list",
        SettingKind::About => "The text",
        SettingKind::Language => "The language",
        SettingKind::ContentWarning => "The content warning",
        _ => "That",
    };
    Refusal::new(Code::Invalid, format!("{what} {why}."))
}
