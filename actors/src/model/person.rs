//! People in chat.

use std::sync::Arc;

use serde::Serialize;

use super::colour::Colour;

/// What someone may do in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Role {
    /// Chats.
    #[serde(rename = "normal")]
    Viewer,
    /// Keeps order.
    #[serde(rename = "moderator")]
    Moderator,
    /// Owns the room.
    #[serde(rename = "admin")]
    Streamer,
}

impl Role {
    /// The word that clients and the store know.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "normal",
            Self::Moderator => "moderator",
            Self::Streamer => "admin",
        }
    }

    /// Reads [`Role::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Viewer, Self::Moderator, Self::Streamer].into_iter().find(|role| role.as_str() == word)
    }
}

/// Someone in chat, as everybody sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Their name.
    pub username: Arc<str>,
    /// What they may do.
    #[serde(rename = "type")]
    pub role: Role,
    /// The colour of their name.
    pub color: Colour,
}
