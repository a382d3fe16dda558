//! Settings that streamers change themselves.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Cost, Cx, RoomOperation, SlashCommand, Spec};
use crate::model::names::ViewerPassword;
use crate::model::{Capability, ChatSetting, Principal, Setting, SettingKind};
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Sets the stream's description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDescription {
    /// Blank removes it.
    pub description: String,
}

/// Outcome of [`SetDescription`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPassword {
    /// Blank removes it.
    pub password: String,
}

/// Outcome of [`SetPassword`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetChat {
    /// `enabled` or `hidden`; only administrators set `disabled`.
    pub chat: String,
}

/// Outcome of [`SetChat`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    };
    type Outcome = ChatSet;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<ChatSet, Refusal> {
        // a streamer who disabled chat could not enable it again from there
        let chosen = ChatSetting::parse(&self.chat.to_lowercase());
        let Some(chat) = chosen.filter(|chat| *chat != ChatSetting::Disabled) else {
            return Err(Refusal::new(Code::Invalid, "Choose one of: enabled, hidden."));
        };
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowSettings;

/// Outcome of [`ShowSettings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// As stored.
    pub description: Option<String>,
    /// In plain text, since the streamer passes it on to viewers.
    pub password: Option<String>,
    /// `enabled`, `hidden` or `disabled`.
    pub chat: String,
}

impl RoomOperation for ShowSettings {
    const SPEC: Spec = Spec {
        id: "show-settings",
        summary: "show the stream's settings",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
    };
    type Outcome = Settings;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<Settings, Refusal> {
        Ok(Settings {
            description: room.settings.description.as_deref().map(str::to_owned),
            password: room.settings.password.as_ref().map(|password| password.reveal().to_owned()),
            chat: room.settings.chat.as_str().to_owned(),
        })
    }
}

impl SlashCommand for ShowSettings {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self)
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

/// Parses a setting; blank text unsets it.
fn parsed(kind: SettingKind, text: &str) -> Result<Setting, Refusal> {
    if text.trim().is_empty() {
        return Ok(Setting::stored(kind, None));
    }
    Setting::parse(kind, text).map_err(|why| Refusal::new(Code::Invalid, format!("That {why}.")))
}
