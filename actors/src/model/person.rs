//! People in chat.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::account::{AccountId, SiteRole};
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
    /// Moderates every room of the site.
    SiteModerator,
    /// Owns the room.
    #[serde(rename = "admin")]
    Streamer,
    /// Administers the site.
    SiteAdministrator,
}

impl Role {
    /// From the one that may least to the one that may most.
    pub const ALL: [Self; 7] = [
        Self::Viewer,
        Self::Vip,
        Self::Bot,
        Self::Moderator,
        Self::SiteModerator,
        Self::Streamer,
        Self::SiteAdministrator,
    ];

    /// The word that clients of the original know: `normal`, `moderator` or `admin`, who is the streamer.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer | Self::Vip | Self::Bot => "normal",
            Self::Moderator | Self::SiteModerator | Self::SiteAdministrator => "moderator",
            Self::Streamer => "admin",
        }
    }

    /// The word of this role alone, which the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vip => "vip",
            Self::Bot => "bot",
            Self::SiteModerator => "site_moderator",
            Self::SiteAdministrator => "site_administrator",
            Self::Viewer | Self::Moderator | Self::Streamer => self.as_str(),
        }
    }

    /// Whether it is one on the whole site, which streamers neither give nor take.
    pub fn is_of_site(self) -> bool {
        matches!(self, Self::SiteModerator | Self::SiteAdministrator)
    }

    /// Reads [`Role::word`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// What [`Role::as_str`] does not tell.
    pub fn badge(self) -> Option<&'static str> {
        (self.is_of_site() || matches!(self, Self::Vip | Self::Bot)).then(|| self.word())
    }

    /// The word of roles to which streamers give a title.
    pub fn titled(self) -> Option<&'static str> {
        match self {
            Self::Viewer | Self::SiteModerator | Self::SiteAdministrator => None,
            Self::Streamer => Some("streamer"),
            role => Some(role.word()),
        }
    }
}

impl From<SiteRole> for Role {
    fn from(role: SiteRole) -> Self {
        match role {
            SiteRole::Moderator => Self::SiteModerator,
            SiteRole::Administrator => Self::SiteAdministrator,
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
