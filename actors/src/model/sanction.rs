//! Sanctions, and who imposes them: moderators.

use serde::{Deserialize, Serialize};

use super::account::AccountId;
use super::names::{AddressId, Token};
use super::person::Role;
use super::time::UnixTime;

/// Something taken from a person for a while or for good. The person is recognised by account, browser or address, and
/// also by name if others share the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sanction {
    /// Its id.
    pub id: Token,
    /// What is taken.
    pub kind: SanctionKind,
    /// Where.
    pub scope: SanctionScope,
    /// Id of the person's browser, if known.
    pub browser_id: Option<Token>,
    /// The person's account, if they were signed in.
    pub account: Option<AccountId>,
    /// The address from which the person chatted.
    pub address: AddressId,
    /// Whether others had the address too, so that alone it identifies nobody.
    pub shared: bool,
    /// The name that the person had then.
    pub name: String,
    /// When it began.
    pub at: UnixTime,
    /// When it ends; `None` if somebody has to lift it.
    pub until: Option<UnixTime>,
    /// Name of who imposed it; empty if that is not known.
    pub operator: String,
    /// Why; may be empty.
    pub reason: String,
    /// The person's appeal.
    pub appeal: Option<Appeal>,
}

/// What a sanction takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SanctionKind {
    /// The person reads, and does not write.
    Mute,
    /// The person does not take part in chat.
    Ban,
    /// A ban of a few seconds, with which moderators end a visit.
    Kick,
}

impl SanctionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Mute, Self::Ban, Self::Kick];

    /// The word for it in the store and for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mute => "mute",
            Self::Ban => "ban",
            Self::Kick => "kick",
        }
    }

    /// Reads [`SanctionKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it keeps the person from logging in.
    pub fn excludes(self) -> bool {
        matches!(self, Self::Ban | Self::Kick)
    }
}

/// Where a sanction holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SanctionScope {
    /// In the chat of one stream.
    Stream,
    /// In every chat of the site; only administrators impose and lift it.
    Site,
}

impl SanctionScope {
    /// The word for it for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Site => "site",
        }
    }
}

/// What a person says against their sanction, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// At most [`APPEAL_MAX`] characters.
    pub text: String,
    /// When they appealed.
    pub at: UnixTime,
    /// Whether a moderator declined it.
    pub declined: bool,
}

/// Longest appeal, in characters.
pub const APPEAL_MAX: usize = 300;
/// Longest reason, in characters.
pub const REASON_MAX: usize = 200;

/// A moderator, VIP or bot of a room, recognised by account or, without one, by browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderator {
    /// Id of the moderator's browser.
    pub browser_id: Token,
    /// The moderator's account, if they were signed in when they became one.
    pub account: Option<AccountId>,
    /// The name of the person when they got the role.
    pub name: String,
    /// What they are.
    pub role: Role,
}
