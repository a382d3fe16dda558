//! People in chat.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::colour::Colour;

/// What someone may do in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Takes part in chat.
    #[serde(rename = "normal")]
    Viewer,
    /// Moderates the room.
    #[serde(rename = "moderator")]
    Moderator,
    /// Owns the room.
    #[serde(rename = "admin")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their name.
    pub username: Arc<str>,
    /// What they may do.
    pub role: Role,
    /// The colour of their name.
    pub color: Colour,
}
