//! Who is muted, and who moderates.

use super::names::{AddressId, Token};
use super::time::UnixTime;

/// Someone who may not speak: known again by any of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// Names the mute.
    pub id: Token,
    /// Their browser.
    pub visitor: Option<Token>,
    /// Where they were.
    pub address: AddressId,
    /// What they were called.
    pub name: String,
    /// Since when.
    pub at: UnixTime,
}

/// A browser whose person keeps order in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderator {
    /// Their browser.
    pub visitor: Token,
    /// What they were called when they were made one.
    pub name: String,
}
