//! Deleting messages, clearing chat, and slow mode.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::fold;
use crate::model::{AuditEvent, Capability, Person, Principal};
use crate::ports::Write;
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Longest pause of slow mode, in seconds.
const SLOW_MAX: u32 = 3600;

/// Deletes one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteMessage {
    /// Id of the message.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub id: u64,
}

/// Outcome of [`DeleteMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deleted {}

impl RoomOperation for DeleteMessage {
    const SPEC: Spec = Spec {
        id: "delete-message",
        summary: "delete one message, by its number",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("delete_message"),
        route: Some(Route::delete("messages/{id}")),
    };
    type Outcome = Deleted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Deleted, Refusal> {
        let id = self.id;
        let Some(message) = room.conversation.message(id) else {
            let text = "There is no such message, or it is too old to be deleted.";
            return Err(Refusal::new(Code::NotFound, text));
        };
        let name = message.author.as_ref().map(|author| author.username.to_string()).unwrap_or_default();
        room.pinned.clear(&room.settings.name, cx, |pin| pin.message == Some(id));
        room.conversation.delete(id, &room.settings.name, cx);
        let operator = room.operator(by);
        room.audit(AuditEvent::DeleteMessage { operator, name, id }, cx);
        Ok(Deleted {})
    }
}

impl SlashCommand for DeleteMessage {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let id = argument.parse();
        let id = id
            .map_err(|_| Refusal::new(Code::Invalid, "Which message? Write its number after the command."))?;
        Ok(Self { id })
    }

    fn render(_: Deleted) -> Vec<Cow<'static, str>> {
        vec!["The message has been deleted.".into()]
    }
}

/// Deletes all messages of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteMessages {
    /// Their name at the time, in any case.
    pub user: String,
}

/// Outcome of [`DeleteMessages`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessagesDeleted {
    /// How many messages were deleted.
    pub deleted: u64,
}

impl RoomOperation for DeleteMessages {
    const SPEC: Spec = Spec {
        id: "delete-messages",
        summary: "delete all messages of one person that the chat keeps",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("delete_messages"),
        route: Some(Route::delete("people/{user}/messages")),
    };
    type Outcome = MessagesDeleted;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<MessagesDeleted, Refusal> {
        let deleted = room.conversation.delete_of(&self.user, &room.settings.name, cx) as u64;
        let is_theirs = |author: &Person| fold(&author.username) == fold(&self.user);
        room.pinned.clear(&room.settings.name, cx, |pin| pin.author.as_ref().is_some_and(is_theirs));
        let deleted = deleted + room.drop_held_of(&self.user, cx) as u64;
        if deleted > 0 {
            let operator = room.operator(by);
            room.audit(AuditEvent::DeleteMessages { operator, name: self.user, messages: deleted }, cx);
        }
        Ok(MessagesDeleted { deleted })
    }
}

/// Deletes all messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearChat {}

/// Outcome of [`ClearChat`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cleared {
    /// All messages up to this id are deleted.
    pub up_to: u64,
}

impl RoomOperation for ClearChat {
    const SPEC: Spec = Spec {
        id: "clear-chat",
        summary: "delete all messages",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("clear_chat"),
        route: Some(Route::delete("messages")),
    };
    type Outcome = Cleared;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Cleared, Refusal> {
        let up_to = room.conversation.clear(&room.settings.name, cx);
        room.pinned.clear(&room.settings.name, cx, |pin| pin.message.is_some());
        let operator = room.operator(by);
        room.audit(AuditEvent::ClearChat { operator }, cx);
        Ok(Cleared { up_to })
    }
}

impl SlashCommand for ClearChat {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(_: Cleared) -> Vec<Cow<'static, str>> {
        vec!["All messages have been deleted.".into()]
    }
}

/// Sets slow mode: one message per person every `seconds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSlowMode {
    /// Up to an hour; 0 turns it off.
    #[schema(maximum = 3600)]
    pub seconds: u32,
}

/// Outcome of [`SetSlowMode`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlowModeSet {
    /// Seconds between two messages; 0 is off.
    pub seconds: u32,
}

impl RoomOperation for SetSlowMode {
    const SPEC: Spec = Spec {
        id: "set-slow-mode",
        summary: "limit everyone to one message every so many seconds; 0 turns it off",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("set_slow_mode"),
        route: Some(Route::put("slow-mode")),
    };
    type Outcome = SlowModeSet;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<SlowModeSet, Refusal> {
        let seconds = self.seconds;
        check_slow_mode(seconds)?;
        let changed = seconds != room.pace.slow_mode();
        room.slow_down(seconds, cx);
        if changed {
            let operator = room.operator(by);
            room.audit(AuditEvent::SetSlowMode { operator, seconds }, cx);
        }
        Ok(SlowModeSet { seconds })
    }
}

impl RoomState {
    /// Sets slow mode, and tells everybody, unless nothing changes.
    pub(super) fn slow_down(&mut self, seconds: u32, cx: &mut Cx<'_, '_>) {
        if seconds == self.pace.slow_mode() {
            return;
        }
        self.pace.set_slow_mode(seconds);
        let streamer = self.settings.name.clone();
        cx.save(Write::SlowMode { streamer, seconds });
        cx.all(RoomEvent::SlowMode { seconds });
    }
}

impl SlashCommand for SetSlowMode {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { seconds: argument.parse().map_err(|_| how_many_seconds())? })
    }

    fn render(SlowModeSet { seconds }: SlowModeSet) -> Vec<Cow<'static, str>> {
        vec![match seconds {
            0 => "Slow mode is off.".into(),
            1 => "Slow mode: one message every second.".into(),
            _ => format!("Slow mode: one message every {seconds} seconds.").into(),
        }]
    }
}

pub(super) fn check_slow_mode(seconds: u32) -> Result<(), Refusal> {
    if seconds > SLOW_MAX { Err(how_many_seconds()) } else { Ok(()) }
}

pub(super) fn how_many_seconds() -> Refusal {
    let text = format!("How many seconds? Write a number from 0 (off) to {SLOW_MAX}.");
    Refusal::new(Code::Invalid, text)
}
