//! What is said in a room.

use serde::{Deserialize, Serialize};

use super::names::StreamerName;
use super::person::Person;
use super::time::UnixTime;

/// How a message that is sent from outside chat shows in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// As if the streamer had typed it.
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

/// A message on its way from the command line or the API into a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMessage {
    /// Into whose chat.
    pub streamer: StreamerName,
    /// How it shows.
    pub kind: MessageKind,
    /// Its text.
    pub message: String,
}

/// How something said in chat shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// Somebody's words.
    Message,
    /// What somebody does, as after `/me`.
    Action,
    /// A picture: the text is its data URL.
    Drawing,
    /// A notice from outside; nobody's name.
    Server,
}

impl ChatKind {
    /// The word used in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Action => "action",
            Self::Drawing => "drawing",
            Self::Server => "server",
        }
    }

    /// Reads [`ChatKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Message, Self::Action, Self::Drawing, Self::Server]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// Something said in a room, as all in it hear it and as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Grows from message to message within a room, also over restarts: see [`crate::ids`]. Below 2^53, so that
    /// JavaScript can hold it.
    pub id: u64,
    /// When.
    pub time: UnixTime,
    /// How it shows.
    pub kind: ChatKind,
    /// Who said it, as they were called and coloured then; nobody for [`ChatKind::Server`].
    pub author: Option<Person>,
    /// The words, or a drawing's data URL.
    pub text: String,
    /// The message that it answers.
    pub reply: Option<u64>,
}
