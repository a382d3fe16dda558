//! People in chat.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::account::AccountId;
use super::colour::Colour;

/// What someone is in a room. Each may do what those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes part in chat.
    #[serde(rename = "normal")]
    Viewer,
    /// A guest of the streamer's, who need not wait.
    Vip,
    /// A program.
    Bot,
    /// Moderates the room.
    Moderator,
    /// Owns the room.
    #[serde(rename = "admin")]
    Streamer,
}

impl Role {
    /// From the one that may least to the one that may most.
    pub const ALL: [Self; 5] = [Self::Viewer, Self::Vip, Self::Bot, Self::Moderator, Self::Streamer];

    /// The word that clients of the original know: `normal`, `moderator` or `admin`, who is the streamer.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer | Self::Vip | Self::Bot => "normal",
            Self::Moderator => "moderator",
            Self::Streamer => "admin",
        }
    }

    /// The word of this role alone, which the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vip => "vip",
            Self::Bot => "bot",
            Self::Viewer | Self::Moderator | Self::Streamer => self.as_str(),
        }
    }

    /// Reads [`Role::word`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// What [`Role::as_str`] does not tell.
    pub fn badge(self) -> Option<&'static str> {
        matches!(self, Self::Vip | Self::Bot).then(|| self.word())
    }

    /// The word of roles to which streamers give a title.
    pub fn titled(self) -> Option<&'static str> {
        match self {
            Self::Viewer => None,
            Self::Streamer => Some("streamer"),
            role => Some(role.word()),
        }
    }
}

/// What streamers call people of a role, by [`Role`].
pub type Titles = BTreeMap<Role, String>;

/// A person in chat, as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their name.
    pub username: Arc<str>,
    /// What they may do.
    pub role: Role,
    /// The colour of their name.
    pub color: Colour,
    /// The account for which their name is reserved. Others learn only that there is one.
    #[serde(default)]
    pub account: Option<AccountId>,
}
