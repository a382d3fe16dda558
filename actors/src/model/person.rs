//! People in chat.

use std::sync::Arc;

use super::colour::Colour;

/// What someone may do in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Chats.
    Viewer,
    /// Keeps order.
    Moderator,
    /// Owns the room.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub username: Arc<str>,
    /// What they may do.
    pub role: Role,
    /// The colour of their name.
    pub color: Colour,
}
