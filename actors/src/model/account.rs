//! Accounts of people: names that are theirs alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::names::{InvalidNickname, Nickname};
use super::time::UnixTime;

/// Longest form by which names are compared, in characters; the store's column has as many.
const KEY_MAX: usize = 512;

/// Identifies an account; never given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

/// Whether people can have accounts, and need one to talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountPolicy {
    /// Nobody has an account.
    #[default]
    Off,
    /// People have accounts if they want.
    Optional,
    /// Only people with an account talk. The streamer needs none.
    Required,
}

/// What somebody is in every chat of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteRole {
    /// May in every stream what its moderators may, and sanctions people on the whole site.
    Moderator,
    /// May besides what streamers may, but for speaking in their name.
    Administrator,
}

impl SiteRole {
    /// Its word in the store and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::Administrator => "administrator",
        }
    }

    /// Reads [`SiteRole::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Moderator, Self::Administrator].into_iter().find(|role| role.as_str() == word)
    }
}

/// The accounts that have a role on the whole site.
pub type SiteStaff = Arc<BTreeMap<AccountId, SiteRole>>;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The reserved name, with its spelling.
    pub name: Arc<str>,
    /// When it was made.
    pub created_at: UnixTime,
    /// When an administrator disabled it: its name stays reserved, but nobody can sign in.
    pub disabled_at: Option<UnixTime>,
}

/// A name that can be reserved, parsed as typed. It has no custom emotes, since those may be removed.
pub fn account_name(text: &str) -> Result<Nickname, InvalidNickname> {
    let name = Nickname::parse(text, &|_| false)?;
    match name.confusable_key().chars().count() <= KEY_MAX {
        true => Ok(name),
        false => Err(InvalidNickname::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_chat_accepts() {
        assert_eq!(account_name("  Bob  the\tBuilder ").unwrap().as_str(), "Bob the Builder");
        assert_eq!(account_name("Bob\u{200b}").unwrap_err(), InvalidNickname::Unfit("invisible characters"));
        assert_eq!(account_name("").unwrap_err(), InvalidNickname::Blank);
        assert_eq!(account_name(&"x".repeat(21)).unwrap_err(), InvalidNickname::TooLong);
    }
}
