//! Mutes and moderators.

use super::account::AccountId;
use super::names::{AddressId, Token};
use super::time::UnixTime;

/// A muted person, recognised by account, browser or address, and also by name if others share the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// Id of the mute.
    pub id: Token,
    /// Id of the person's browser, if known.
    pub visitor: Option<Token>,
    /// The person's account, if they were signed in.
    pub account: Option<AccountId>,
    /// The address from which the person chatted.
    pub address: AddressId,
    /// The name of the person when muted.
    pub name: String,
    /// When the mute began.
    pub at: UnixTime,
}

/// A moderator of a room, recognised by account or, without one, by browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderator {
    /// Id of the moderator's browser.
    pub visitor: Token,
    /// The moderator's account, if they were signed in when they became one.
    pub account: Option<AccountId>,
    /// The name of the person when they became a moderator.
    pub name: String,
}
