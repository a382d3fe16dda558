//! Settings that streamers change themselves.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::messages::{SetSlowMode, check_slow_mode};
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::{Secrets, ViewerPassword, hex};
use crate::model::{Capability, ChatSetting, Principal, Setting, SettingKind};
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
    /// With emoji in place of their names.
    pub description: Option<String>,
    /// The password that viewers need, in plain text, since the streamer passes it on.
    pub password: Option<String>,
    /// `enabled`, `hidden` or `disabled`.
    pub chat: String,
    /// Slow mode: seconds between two messages of one person; 0 is off.
    pub slow_mode: u32,
}

impl Settings {
    fn of(room: &RoomState) -> Self {
        Self {
            description: room.settings.description.as_deref().map(str::to_owned),
            password: room.settings.password.as_ref().map(|password| password.reveal().to_owned()),
            chat: room.settings.chat.as_str().to_owned(),
            slow_mode: room.pace.slow_mode(),
        }
    }

    /// Names these settings: equal settings have the same version. 16 hexadecimal digits, from which the password
    /// cannot be guessed without the site's secret.
    pub fn version(&self, secrets: &Secrets) -> String {
        let field =
            |text: Option<&str>| [&[u8::from(text.is_some())], text.unwrap_or_default().as_bytes()].concat();
        let (description, password) = (field(self.description.as_deref()), field(self.password.as_deref()));
        let slow_mode = self.slow_mode.to_be_bytes();
        let signed =
            secrets.sign(&[b"settings", &description, &password, self.chat.as_bytes(), slow_mode.as_slice()]);
        hex(&signed[..8])
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
        vec![
            match settings.description {
                Some(description) => format!("Description: {description}").into(),
                None => "No description".into(),
            },
            match settings.password {
                Some(password) => format!("Password for viewers: {password}").into(),
                None => "No password for viewers".into(),
            },
            format!("Chat for new viewers: {}", settings.chat).into(),
        ]
    }
}

/// Changes several settings at once; none if one is refused. A field that is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSettings {
    /// Shown on the front page and under the picture; null or blank removes it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub description: Option<Option<String>>,
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
        let description = self.description.map(Option::unwrap_or_default);
        let password = self.password.map(Option::unwrap_or_default);
        description.iter().try_for_each(|text| parsed(SettingKind::Description, text).map(drop))?;
        password.iter().try_for_each(|text| parsed(SettingKind::Password, text).map(drop))?;
        self.chat.iter().try_for_each(|chat| chat_choice(chat).map(drop))?;
        self.slow_mode.iter().try_for_each(|seconds| check_slow_mode(*seconds))?;
        if let Some(description) = description {
            SetDescription { description }.apply(room, by, cx)?;
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
    Setting::parse(kind, text).map_err(|why| Refusal::new(Code::Invalid, format!("That {why}.")))
}
