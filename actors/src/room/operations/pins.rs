//! The pinned message.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::text::clean_lines;
use crate::model::{AuditEvent, Capability, ChatKind, Person, Pin, Principal, UnixTime, span};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Longest time for which something is pinned or asked, in seconds: four weeks.
pub(super) const SECONDS_MAX: u32 = 28 * 24 * 60 * 60;
/// What separates a text from the time after it.
const FOR: &str = " for ";
/// Digits of the longest id.
const ID_DIGITS: usize = 16;

/// Pins a message of the chat, or a text, in place of what is pinned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinMessage {
    /// Id of a message of the chat. Give this or a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub id: Option<u64>,
    /// A text of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// For how long, up to four weeks; until it is unpinned if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 2_419_200)]
    pub seconds: Option<u32>,
}

/// Outcome of [`PinMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessagePinned {
    /// When it ends by itself.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// For how many seconds.
    pub seconds: Option<u32>,
}

impl RoomOperation for PinMessage {
    const SPEC: Spec = Spec {
        id: "pin-message",
        summary: "show a message or a text above the chat",
        needs: Capability::Moderate,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("pin_message"),
        route: Some(Route::put("pin")),
    };
    type Outcome = MessagePinned;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<MessagePinned, Refusal> {
        let Self { id, text, seconds } = self;
        check_seconds(seconds)?;
        let operator = room.operator(by);
        let (text, author, name) = match (id, text) {
            (Some(id), None) => {
                let (text, author) = room.pinnable(id)?;
                let name = author.as_ref().map(|author| author.username.to_string());
                (text, author, name.unwrap_or_default())
            }
            (None, Some(text)) => (room.own_words(&text)?, None, operator.clone()),
            _ => return Err(Refusal::new(Code::Invalid, "Give the id of a message, or a text.")),
        };
        let at = cx.now().unix;
        let until = seconds.map(|seconds| at.saturating_add(i64::from(seconds)));
        room.audit(AuditEvent::PinMessage { operator, name, message: text.clone() }, cx);
        let pin = Pin { id: cx.token(), text, author, message: id, at, until };
        room.pinned.set(pin, &room.settings.name, cx);
        Ok(MessagePinned { until, seconds })
    }
}

impl SlashCommand for PinMessage {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let (what, seconds) = without_span(argument);
        let is_id =
            !what.is_empty() && what.len() <= ID_DIGITS && what.bytes().all(|byte| byte.is_ascii_digit());
        let id = if is_id { what.parse().ok() } else { None };
        let text = id.is_none().then(|| what.to_owned());
        Ok(Self { id, text, seconds })
    }

    fn render(MessagePinned { seconds, .. }: MessagePinned) -> Vec<Cow<'static, str>> {
        vec![match seconds {
            Some(seconds) => format!("Pinned for {}.", span::words(seconds)).into(),
            None => "Pinned. /unpin ends that.".into(),
        }]
    }
}

/// Removes what is pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnpinMessage {}

/// Outcome of [`UnpinMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unpinned {}

impl RoomOperation for UnpinMessage {
    const SPEC: Spec = Spec {
        id: "unpin-message",
        summary: "remove what is pinned above the chat",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("unpin_message"),
        route: Some(Route::delete("pin")),
    };
    type Outcome = Unpinned;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Unpinned, Refusal> {
        if !room.pinned.clear(&room.settings.name, cx, |_| true) {
            return Err(Refusal::new(Code::Unchanged, "Nothing is pinned."));
        }
        let operator = room.operator(by);
        room.audit(AuditEvent::UnpinMessage { operator }, cx);
        Ok(Unpinned {})
    }
}

impl SlashCommand for UnpinMessage {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(_: Unpinned) -> Vec<Cow<'static, str>> {
        vec!["Nothing is pinned any longer.".into()]
    }
}

/// Shows what is pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowPin {}

/// Outcome of [`ShowPin`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownPin {
    /// What it says; null if nothing is pinned.
    pub text: Option<String>,
    /// The author of a message of the chat.
    pub name: Option<String>,
    /// Id of the message of the chat.
    pub id: Option<u64>,
    /// When it was pinned.
    #[schema(value_type = Option<i64>)]
    pub time: Option<UnixTime>,
    /// When it ends by itself.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
}

impl RoomOperation for ShowPin {
    const SPEC: Spec = Spec {
        id: "show-pin",
        summary: "show what is pinned above the chat",
        needs: Capability::Read,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("pin")),
    };
    type Outcome = ShownPin;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<ShownPin, Refusal> {
        let pin = room.pinned.pin();
        let author = pin.and_then(|pin| pin.author.as_ref());
        Ok(ShownPin {
            text: pin.map(|pin| pin.text.clone()),
            name: author.map(|author| author.username.to_string()),
            id: pin.and_then(|pin| pin.message),
            time: pin.map(|pin| pin.at),
            until: pin.and_then(|pin| pin.until),
        })
    }
}

impl RoomState {
    /// Text and author of a message that can be pinned.
    fn pinnable(&self, id: u64) -> Result<(String, Option<Person>), Refusal> {
        let message = self.conversation.message(id).ok_or_else(|| {
            Refusal::new(Code::NotFound, "There is no such message, or it is too old to be pinned.")
        })?;
        match message.kind {
            ChatKind::Drawing => Err(Refusal::new(Code::Invalid, "A drawing cannot be pinned.")),
            _ => Ok((message.text.clone(), message.author.clone())),
        }
    }

    /// A text as it is shown to all.
    pub(super) fn own_words(&self, text: &str) -> Result<String, Refusal> {
        let text = self.conversation.with_emoji(&clean_lines(text));
        if text.is_empty() {
            return Err(Refusal::new(Code::Invalid, "Write a text after the command."));
        }
        self.conversation.check_length(&text)?;
        Ok(text)
    }
}

/// Refuses a time that is too short or too long.
pub(super) fn check_seconds(seconds: Option<u32>) -> Result<(), Refusal> {
    match seconds {
        Some(0) => Err(Refusal::new(Code::Invalid, "For how long? Write a time such as 10m after the text.")),
        Some(seconds) if seconds > SECONDS_MAX => {
            Err(Refusal::new(Code::Invalid, format!("At most for {}.", span::words(SECONDS_MAX))))
        }
        _ => Ok(()),
    }
}

/// Splits `TEXT for TIME`.
pub(super) fn without_span(argument: &str) -> (&str, Option<u32>) {
    let split = argument.rsplit_once(FOR).and_then(|(what, time)| Some((what, span::parse(time.trim())?)));
    match split {
        Some((what, seconds)) => (what.trim_end(), Some(seconds)),
        None => (argument, None),
    }
}
