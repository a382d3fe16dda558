//! Messages that wait for a moderator: listed, approved, rejected.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{AuditEvent, Capability, HeldMessage, Principal, UnixTime};
use crate::room::conversation::Words;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Lists the messages that wait for a moderator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListHeld {}

/// Outcome of [`ListHeld`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldMessages {
    /// Oldest first.
    #[schema(inline)]
    pub messages: Vec<ListedHeld>,
}

/// A message that waits for a moderator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedHeld {
    /// Names it when it is approved or rejected.
    pub id: u64,
    /// When it was written.
    #[schema(value_type = i64)]
    pub time: UnixTime,
    /// `message` or `action`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who wrote it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The rule that held it.
    pub rule: String,
}

impl From<&HeldMessage> for ListedHeld {
    fn from(held: &HeldMessage) -> Self {
        Self {
            id: held.id,
            time: held.time,
            kind: held.kind.as_str().to_owned(),
            name: held.author.username.to_string(),
            text: held.text.clone(),
            rule: held.rule.clone(),
        }
    }
}

impl RoomOperation for ListHeld {
    const SPEC: Spec = Spec {
        id: "list-held",
        summary: "list the messages that wait for a moderator",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("held")),
    };
    type Outcome = HeldMessages;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<HeldMessages, Refusal> {
        Ok(HeldMessages { messages: room.held.iter().map(ListedHeld::from).collect() })
    }
}

impl SlashCommand for ListHeld {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(HeldMessages { messages }: HeldMessages) -> Vec<Cow<'static, str>> {
        if messages.is_empty() {
            return vec!["No message waits.".into()];
        }
        messages.iter().map(|held| format!("{} {}: {}", held.id, held.name, held.text).into()).collect()
    }
}

/// Says a message that waits, in its author's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveMessage {
    /// Id of the message, as it waits.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub id: u64,
}

/// Outcome of [`ApproveMessage`] and [`RejectMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageDecided {
    /// Who wrote it.
    pub name: String,
}

impl RoomOperation for ApproveMessage {
    const SPEC: Spec = Spec {
        id: "approve-message",
        summary: "say a message that waits for a moderator",
        audits: Some("approve_message"),
        route: Some(Route::post("held/{id}")),
        ..ListHeld::SPEC
    };
    type Outcome = MessageDecided;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<MessageDecided, Refusal> {
        let held = room.decide(self.id, true, cx)?;
        let (operator, name) = (room.operator(by), held.author.username.to_string());
        let message = held.text.clone();
        room.audit(AuditEvent::ApproveMessage { operator, name: name.clone(), message }, cx);
        let HeldMessage { kind, author, text, reply, browser_id, .. } = held;
        let reply = reply.filter(|reply| room.conversation.contains(*reply));
        room.say(Words { kind, author: Some(author), text, reply, browser: browser_id }, cx);
        Ok(MessageDecided { name })
    }
}

impl SlashCommand for ApproveMessage {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { id: number(argument)? })
    }

    fn render(MessageDecided { name }: MessageDecided) -> Vec<Cow<'static, str>> {
        vec![format!("The message of {name} has been approved.").into()]
    }
}

/// Drops a message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectMessage {
    /// Id of the message, as it waits.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub id: u64,
}

impl RoomOperation for RejectMessage {
    const SPEC: Spec = Spec {
        id: "reject-message",
        summary: "drop a message that waits for a moderator",
        audits: Some("reject_message"),
        route: Some(Route::delete("held/{id}")),
        ..ListHeld::SPEC
    };
    type Outcome = MessageDecided;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<MessageDecided, Refusal> {
        let held = room.decide(self.id, false, cx)?;
        let (operator, name) = (room.operator(by), held.author.username.to_string());
        room.audit(AuditEvent::RejectMessage { operator, name: name.clone(), message: held.text }, cx);
        Ok(MessageDecided { name })
    }
}

impl SlashCommand for RejectMessage {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { id: number(argument)? })
    }

    fn render(MessageDecided { name }: MessageDecided) -> Vec<Cow<'static, str>> {
        vec![format!("The message of {name} has been rejected.").into()]
    }
}

fn number(argument: &str) -> Result<u64, Refusal> {
    let text = "Which message? Write its number after the command; /held lists them.";
    argument.parse().map_err(|_| Refusal::new(Code::Invalid, text))
}
