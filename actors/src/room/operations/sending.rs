//! Messages of members, and messages in the streamer's name from outside of chat.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::Object;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec, choice};
use crate::model::{Capability, ChatKind, MessageKind, Principal};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Sends a message, even if it looks like a command.
pub struct Say {
    /// Text of the message.
    pub text: String,
}

/// Sends an action.
pub struct Act {
    /// Text of the action, in the third person.
    pub text: String,
}

/// Outcome of [`Say`] and [`Act`].
pub struct Said;

impl RoomOperation for Say {
    const SPEC: Spec = Spec {
        id: "say",
        summary: "say something, even if it looks like a command",
        needs: Capability::Chat,
        muted_may: false,
        cost: Cost::ByOutcome,
        audits: Some("send_message"),
        route: None,
    };
    type Outcome = Said;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Said, Refusal> {
        room.spoken(by, ChatKind::Message, &self.text, cx)
    }
}

impl SlashCommand for Say {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { text: argument.to_owned() })
    }

    fn render(_: Said) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}

impl RoomOperation for Act {
    const SPEC: Spec = Spec { id: "act", summary: "do something", audits: Some("send_action"), ..Say::SPEC };
    type Outcome = Said;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Said, Refusal> {
        room.spoken(by, ChatKind::Action, &self.text, cx)
    }
}

impl SlashCommand for Act {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { text: argument.to_owned() })
    }

    fn render(_: Said) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}

/// Sends a message in the streamer's name, or a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// `normal` and `action` come from the streamer; `server` is a notice.
    #[serde(rename = "type", default)]
    #[schema(schema_with = kind_schema)]
    pub kind: MessageKind,
    /// Text of the message.
    #[schema(min_length = 1)]
    pub text: String,
    /// Id of the message to which it replies; ignored if the chat no longer has it, and for notices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub reply: Option<u64>,
}

fn kind_schema() -> Object {
    let words = [MessageKind::Normal, MessageKind::Action, MessageKind::Server].map(MessageKind::as_str);
    choice(&words, "`normal` and `action` come from the streamer; `server` is a notice.")
}

/// Outcome of [`SendMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivered {
    /// Number of sessions that received it; without any, the message is not kept.
    pub listeners: u32,
}

impl RoomOperation for SendMessage {
    const SPEC: Spec = Spec {
        id: "send-message",
        summary: "say something in the streamer's name, or as a notice",
        needs: Capability::SpeakForStreamer,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("send_message"),
        route: Some(Route::post("messages")),
    };
    type Outcome = Delivered;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<Delivered, Refusal> {
        let listeners = room.listeners();
        room.said_outside(self, cx)?;
        Ok(Delivered { listeners })
    }
}

impl RoomState {
    fn spoken(
        &mut self,
        by: Principal,
        kind: ChatKind,
        text: &str,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Said, Refusal> {
        match by {
            Principal::Member(id) => {
                self.speak(id, kind, text, None, cx)?;
                Ok(Said)
            }
            _ => Err(Refusal::new(Code::NotLoggedIn, "Join the chat first.")),
        }
    }
}
