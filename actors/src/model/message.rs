//! Messages in a room.

use serde::{Deserialize, Serialize};

use super::person::Person;
use super::time::UnixTime;

/// How a message from outside chat is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// As if the streamer had typed it.
    #[default]
    Normal,
    /// As `/me` does.
    Action,
    /// As a notice of the server.
    Server,
}

impl MessageKind {
    /// The word used in the store, on the command line and by API clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Action => "action",
            Self::Server => "server",
        }
    }

    /// Reads [`MessageKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Normal, Self::Action, Self::Server].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How a chat message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatKind {
    /// As a person's words.
    Message,
    /// As an action after `/me`.
    Action,
    /// As a picture: the text is its data URL.
    Drawing,
    /// As a notice without an author.
    Server,
    /// As an announcement of those who keep order.
    Announcement,
}

impl ChatKind {
    /// The word used in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Action => "action",
            Self::Drawing => "drawing",
            Self::Server => "server",
            Self::Announcement => "announcement",
        }
    }

    /// Reads [`ChatKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Message, Self::Action, Self::Drawing, Self::Server, Self::Announcement]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A chat message, as broadcast in a room and kept in its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Increases from message to message within a room, also across restarts: see [`crate::ids`]. Below 2^53, so that
    /// JavaScript can represent it.
    pub id: u64,
    /// When it was sent.
    pub time: UnixTime,
    /// How it is shown.
    pub kind: ChatKind,
    /// The author, with the name and colour of that time; `None` for [`ChatKind::Server`].
    pub author: Option<Person>,
    /// The text, or a drawing's data URL.
    pub text: String,
    /// Id of the message to which it replies.
    pub reply: Option<u64>,
}
