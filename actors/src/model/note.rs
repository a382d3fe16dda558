//! Moderators' notes on people.

use super::account::AccountId;
use super::names::Token;
use super::time::UnixTime;

/// A note on a person, which only moderators and the streamer see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Id of the note.
    pub id: Token,
    /// Id of the person's browser, if known. They are known again by it, by the account, or else by the name.
    pub browser_id: Option<Token>,
    /// The person's account, if they were signed in.
    pub account: Option<AccountId>,
    /// The person's name when it was written.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Name of the moderator who wrote it.
    pub by: String,
    /// When it was written.
    pub at: UnixTime,
}
