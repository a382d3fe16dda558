//! A session in a room, and the member who is logged in at it.

use std::sync::Arc;

use crate::model::names::{Nickname, Token, ViewerPassword};
use crate::model::{AccountId, Colour, Person, Role, Sanction, UnixTime};
use crate::session::ClientIdentity;

/// A session in a room.
#[derive(Debug)]
pub(super) struct Session {
    pub identity: Arc<ClientIdentity>,
    /// Whether it asked to receive chat.
    pub reads: bool,
    /// Whether it receives stream updates.
    pub watches: bool,
    /// Whether it counts as a viewer.
    pub counted: bool,
    /// The viewer password that it has shown.
    pub shown: Option<ViewerPassword>,
    pub member: Option<Box<Member>>,
}

impl Session {
    /// Whether it receives chat.
    pub fn listens(&self) -> bool {
        self.reads || self.member.is_some()
    }
}

/// Someone logged in to chat.
#[derive(Debug)]
pub(super) struct Member {
    pub name: Nickname,
    pub role: Role,
    pub colour: Colour,
    /// Their account, if their name is the one that it reserves.
    pub account: Option<AccountId>,
    /// The mute that silences them.
    pub mute: Option<MemberMute>,
    /// Whether they are new here and have said nothing yet.
    pub is_new: bool,
    /// Position in the member list: the order of login.
    pub joined: u64,
    /// When they logged in.
    pub since: UnixTime,
}

impl Member {
    pub fn new(name: Nickname, role: Role, colour: Colour, since: UnixTime) -> Self {
        Self { name, role, colour, account: None, mute: None, is_new: false, joined: 0, since }
    }

    pub fn person(&self) -> Person {
        Person { username: self.name.spelled(), role: self.role, color: self.colour, account: self.account }
    }

    /// Whether this is the mute that silences them.
    pub fn is_muted_by(&self, mute: &Token) -> bool {
        self.mute.as_ref().is_some_and(|own| own.id == *mute)
    }
}

/// A mute, as far as a member's session keeps it.
#[derive(Debug, Clone)]
pub(super) struct MemberMute {
    pub id: Token,
    /// When it ends, if it ends by itself.
    pub until: Option<UnixTime>,
}

impl From<&Sanction> for MemberMute {
    fn from(mute: &Sanction) -> Self {
        Self { id: mute.id.clone(), until: mute.until }
    }
}
