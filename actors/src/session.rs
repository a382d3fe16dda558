//! Types shared by rooms and sessions: ids, client identities, subscriptions and deliveries.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::model::names::{AddressId, Token};
use crate::model::{AccountId, Person, UnixTime};

pub use crate::model::SessionId;

/// Id of a room: a hash of its streamer's name. It is the same on every machine, and for a room that replaces a dead
/// one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoomId(pub u64);

impl RoomId {
    /// The room of the streamer with this folded name.
    pub fn of(streamer: &str) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(Sha256::digest(streamer));
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

/// Identity of a client, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientIdentity {
    /// From a signed cookie; bots may have none.
    pub browser: Option<Browser>,
    /// The account that is signed in; guests have none.
    pub account: Option<AccountId>,
    /// Hash of the IP address.
    pub address: AddressId,
    /// How many people share the address.
    pub scope: AddressScope,
}

/// How many people share an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressScope {
    /// A household, as far as is known: few people, who share limits and are recognised by it.
    Household,
    /// Many people behind a gateway, who share limits, but are not recognised by it.
    Crowd,
    /// All clients: it is this machine's own, or that of an unknown proxy, and says nothing about them.
    Anonymous,
}

/// A browser, identified by its cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    /// Id in the cookie.
    pub id: Token,
    /// When it was first seen.
    pub since: UnixTime,
    /// Whether the cookie came with the request. Otherwise it was made for this request, and a browser that keeps no
    /// cookies will not send it again.
    pub kept: bool,
}

/// A set of a room's channels, to which its sessions subscribe; each is a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels(pub u8);

impl Channels {
    /// No channel.
    pub const NONE: Self = Self(0);
    /// Chat, for members and for sessions that only read it.
    pub const CHAT: Self = Self(1);
    /// Stream updates, for everybody with the page open, whether or not it shows the chat.
    pub const WATCHING: Self = Self(2);
    /// All channels.
    pub const ALL: Self = Self(3);

    /// Whether any channel is in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a session receives from a room, and its membership there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Whether it receives [`Channels::CHAT`].
    pub chat: bool,
    /// Whether it receives [`Channels::WATCHING`].
    pub watching: bool,
    /// Whether it counts as a viewer.
    pub counted: bool,
    /// The member logged in at the session. The session keeps it, and passes it on to a room that replaces a dead one.
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

/// A member, with what a replacement room has to know of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// As others see them.
    pub person: Person,
    /// Whether they are muted.
    pub muted: bool,
    /// When the mute ends, if it ends by itself.
    pub muted_until: Option<UnixTime>,
}

/// A delivery to sessions of a room. `E` is an event of the room, later the frame that encodes it; `S` is what the
/// session side keeps of a subscription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Delivery<E, S = Option<Subscription>> {
    /// Sets what a session receives.
    Subscribe {
        /// The session that receives it.
        session: SessionId,
        /// Replaces the previous channels.
        channels: Channels,
        /// `None` once the room no longer knows the session.
        subscription: S,
    },
    /// An event for one session.
    Send(SessionId, E),
    /// An event for all subscribers of any of these channels.
    Broadcast {
        /// A subscriber of any of them receives the event.
        channels: Channels,
        /// A session that does not receive it.
        except: Option<SessionId>,
        /// Whether a large room may delay it a little, to send it together with the next event.
        can_wait: bool,
        /// Shared by all recipients.
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
