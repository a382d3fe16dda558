//! People in chat.

use std::sync::Arc;

use super::colour::Colour;

/// What someone may do in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Takes part in chat.
    Viewer,
    /// Moderates the room.
    Moderator,
    /// Owns the room.
    Streamer,
}

impl Role {
    /// The word used by clients and the store.
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

/// A person in chat, as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub username: Arc<str>,
    /// What they may do.
    pub role: Role,
    /// The colour of their name.
    pub color: Colour,
}
