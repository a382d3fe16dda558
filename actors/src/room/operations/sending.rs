//! Messages of members, and messages in the streamer's name from outside of chat.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Cost, Cx, RoomOperation, SlashCommand, Spec};
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
    const SPEC: Spec = Spec { id: "act", summary: "do something", ..Say::SPEC };
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMessage {
    /// `normal`, `action` or `server`.
    pub kind: MessageKind,
    /// Text of the message.
    pub text: String,
}

/// Outcome of [`SendMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
            Principal::Streamer | Principal::Administrator => {
                Err(Refusal::new(Code::NotLoggedIn, "Join the chat first."))
            }
        }
    }
}
