//! What rooms and the sockets of their clients know of each other: ids, who a client is, what a socket subscribes to,
//! and what is delivered to it.

use sha2::{Digest as _, Sha256};

use crate::model::names::{AddressId, Token};
use crate::model::{Person, UnixTime};

pub use crate::model::SessionId;

/// A room, by a hash of its streamer's name: the same on every machine, and for a room that replaces a dead one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(pub u64);

impl RoomId {
    /// The room of a streamer, by the folded name.
    pub fn of(streamer: &str) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(Sha256::digest(streamer));
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

/// Who a client is, as far as that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// From a signed cookie; bots may have none.
    pub browser: Option<Browser>,
    /// The address, hashed.
    pub address: AddressId,
    /// How much the address says about the person.
    pub scope: AddressScope,
}

/// How many people share an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressScope {
    /// A household, as far as is known: few people, who share limits and are recognised by it.
    Household,
    /// Many people behind a gateway, who share limits, but are not recognised by it.
    Crowd,
    /// All clients: it is this machine's own, or that of an unknown proxy, and says nothing about them.
    Anonymous,
}

/// A browser, known by its cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// Its id.
    pub id: Token,
    /// When it was first seen.
    pub since: UnixTime,
    /// The cookie came with the request. Otherwise it was made for this request, and a browser that keeps no cookies will
    /// not send it again.
    pub kept: bool,
}

/// Channels of a room, to which its sockets subscribe; each is a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Channels(pub u8);

impl Channels {
    /// No channel.
    pub const NONE: Self = Self(0);
    /// What people say, for those logged in and for those who read along.
    pub const CHAT: Self = Self(1);
    /// How the stream does, for everybody with the page open, whether or not it shows the chat.
    pub const WATCHING: Self = Self(2);
    /// Both.
    pub const ALL: Self = Self(3);

    /// Whether any channel is in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a socket receives of a room, and what else the room has told it of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Receives [`Channels::CHAT`].
    pub chat: bool,
    /// Receives [`Channels::WATCHING`].
    pub watching: bool,
    /// Counts as a viewer.
    pub counted: bool,
    /// Who is logged in. Kept with the socket, which tells it to a room that replaces a dead one.
    pub member: Option<Membership>,
}

impl Subscription {
    /// The channels that it receives.
    pub fn channels(&self) -> Channels {
        match (self.chat, self.watching) {
            (true, true) => Channels::ALL,
            (true, false) => Channels::CHAT,
            (false, true) => Channels::WATCHING,
            (false, false) => Channels::NONE,
        }
    }
}

/// Someone logged in, with what a new room has to know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// As everybody sees them.
    pub person: Person,
    /// They may not speak.
    pub muted: bool,
}

/// Something for sockets of a room. `E` is an event of the room, and then the frame that carries it; `S` is what the
/// socket's side keeps of a subscription.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery<E, S = Option<Subscription>> {
    /// Sets what a socket receives.
    Subscribe {
        /// Which one.
        session: SessionId,
        /// In place of those before.
        channels: Channels,
        /// `None` once the room no longer knows the socket.
        subscription: S,
    },
    /// To one socket.
    Send(SessionId, E),
    /// To all subscribers of any of these channels.
    Broadcast {
        /// Which.
        channels: Channels,
        /// A socket that does not get it.
        except: Option<SessionId>,
        /// In a large room it may be delayed a little, to leave together with the next event.
        can_wait: bool,
        /// Shared by all of them.
        event: E,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rooms_id_is_the_same_everywhere_and_for_its_streamer_alone() {
        assert_eq!(RoomId::of("zoë"), RoomId(0x2752_b886_8684_7fa5));
        assert_ne!(RoomId::of("zoe"), RoomId::of("zoë"));
    }
}
