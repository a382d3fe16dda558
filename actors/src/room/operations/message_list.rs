//! The messages that the chat keeps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, Spec};
use crate::model::{Capability, ChatMessage, Principal};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Most messages of one page.
const PAGE_MAX: u32 = 200;
/// Messages of a page unless the caller says otherwise.
const PAGE: u32 = 50;

/// Lists a page of the messages that the chat keeps: the newest, or those before or after an id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMessages {
    /// Most messages to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Only messages before this id: the newest of them, without `after`.
    #[serde(default)]
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub before: Option<u64>,
    /// Only messages after this id: the oldest of them.
    #[serde(default)]
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub after: Option<u64>,
    /// Only messages since this time, in Unix seconds.
    #[serde(default)]
    pub since: Option<i64>,
}

/// Outcome of [`ListMessages`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// Oldest first.
    #[schema(inline)]
    pub messages: Vec<ListedMessage>,
    /// The `before` of the next older page, or with `after` the `after` of the next newer one; null on the last page.
    pub next: Option<u64>,
}

/// A message of the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedMessage {
    /// Grows from message to message.
    pub id: u64,
    /// When it was sent, in Unix seconds.
    pub time: i64,
    /// `message`, `action`, `drawing` or `server`, which is a notice.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name of the author at the time; null for a notice.
    pub name: Option<String>,
    /// Colour of the name, as `#rrggbb`; null for a notice.
    pub color: Option<String>,
    /// The text, or a drawing's data URL.
    pub text: String,
    /// Id of the message to which it replies.
    pub reply: Option<u64>,
}

impl RoomOperation for ListMessages {
    const SPEC: Spec = Spec {
        id: "list-messages",
        summary: "list the messages that the chat keeps",
        needs: Capability::Read,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("messages")),
    };
    type Outcome = MessagePage;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<MessagePage, Refusal> {
        let limit = self.limit.unwrap_or(PAGE);
        if !(1..=PAGE_MAX).contains(&limit) {
            return Err(Refusal::new(Code::Invalid, format!("The limit is a number from 1 to {PAGE_MAX}.")));
        }
        let all = room.conversation.messages();
        let (before, after) = (self.before.unwrap_or(u64::MAX), self.after.unwrap_or(0));
        let since = self.since.unwrap_or(i64::MIN);
        let fits = |message: &&_| {
            let message: &ChatMessage = message;
            message.id < before && message.id > after && message.time >= since
        };
        let fitting: Vec<&ChatMessage> = all.iter().map(AsRef::as_ref).filter(fits).collect();
        let surplus = fitting.len().saturating_sub(limit as usize);
        let page = match self.after {
            Some(_) => &fitting[..fitting.len() - surplus],
            None => &fitting[surplus..],
        };
        let edge = if self.after.is_some() { page.last() } else { page.first() };
        let next = edge.filter(|_| surplus > 0).map(|message| message.id);
        Ok(MessagePage { messages: page.iter().map(|message| ListedMessage::of(message)).collect(), next })
    }
}

impl ListedMessage {
    pub(super) fn of(message: &ChatMessage) -> Self {
        let author = message.author.as_ref();
        Self {
            id: message.id,
            time: message.time,
            kind: message.kind.as_str().to_owned(),
            name: author.map(|author| author.username.to_string()),
            color: author.map(|author| author.color.to_string()),
            text: message.text.clone(),
            reply: message.reply,
        }
    }
}
