//! Mutes and moderators.

use super::names::{AddressId, Token};
use super::time::UnixTime;

/// A muted person, recognised by browser or address, and also by name if others share the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// Id of the mute.
    pub id: Token,
    /// Id of the person's browser, if known.
    pub visitor: Option<Token>,
    /// The address from which the person chatted.
    pub address: AddressId,
    /// The name of the person when muted.
    pub name: String,
    /// When the mute began.
    pub at: UnixTime,
}

/// A moderator of a room, recognised by browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderator {
    /// Id of the moderator's browser.
    pub visitor: Token,
    /// The name of the person when they became a moderator.
    pub name: String,
}
