//! A chat message in JSON: its kind determines its event and the key of its text.

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use pystreaming_actors::model::{ChatKind, ChatMessage};

/// The name of the event that carries a message.
pub(super) fn event_of(kind: ChatKind) -> &'static str {
    match kind {
        ChatKind::Message => "message received",
        ChatKind::Action => "action received",
        ChatKind::Drawing => "drawing received",
        ChatKind::Server | ChatKind::Announcement => "server",
    }
}

/// A message on its own or, if `named`, one of `history`: its field `event` says which event would have carried it.
pub(super) struct Message<'a> {
    pub message: &'a ChatMessage,
    pub named: bool,
}

impl Serialize for Message<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.message;
        let mut map = serializer.serialize_map(None)?;
        if self.named {
            map.serialize_entry("event", event_of(message.kind))?;
        }
        if let Some(author) = &message.author {
            map.serialize_entry("username", &author.username)?;
            map.serialize_entry("type", author.role.as_str())?;
            map.serialize_entry("color", &author.color)?;
            if let Some(badge) = author.role.badge() {
                map.serialize_entry("badges", &[badge])?;
            }
            if author.account.is_some() {
                map.serialize_entry("account", &true)?;
            }
        }
        let key = match message.kind {
            ChatKind::Message | ChatKind::Action => "message",
            ChatKind::Drawing => "src",
            ChatKind::Server | ChatKind::Announcement => "msg",
        };
        map.serialize_entry(key, &message.text)?;
        map.serialize_entry("id", &message.id)?;
        map.serialize_entry("time", &message.time)?;
        if let Some(reply) = message.reply {
            map.serialize_entry("reply", &reply)?;
        }
        map.end()
    }
}
