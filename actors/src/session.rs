//! What rooms and the sockets of their people have to do with each other. A room knows sockets by [`SessionId`] and
//! speaks to them through [`Outlet`]; what carries its words, and how they are encoded, it does not know.

use crate::model::names::{AddressId, Token};
use crate::model::{Person, UnixTime};
use crate::room::event::RoomEvent;

/// One socket, for as long as the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId {
    /// The worker thread that the socket lives on.
    pub worker: u16,
    /// Unique on that worker, and never reused.
    pub number: u64,
}

/// One room, for as long as the server runs: a room that replaces a dead one has the number of its predecessor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(pub u32);

/// Who sits at a socket, as far as that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// From a signed cookie; bots may have none.
    pub visitor: Option<Visitor>,
    /// The address, made unreadable.
    pub address: AddressId,
    /// How much the address says about the person.
    pub scope: AddressScope,
}

/// Who shares an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressScope {
    /// A household, as far as we know: few people, who are limited together and recognised by it.
    Household,
    /// Many people, behind a gateway: they are limited together, but nobody is recognised by it.
    Crowd,
    /// Everybody: it is this machine's own, or that of a proxy nobody told us about. It says nothing.
    Anonymous,
}

/// A browser that was here before, or is from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Names the browser.
    pub id: Token,
    /// When it was first seen.
    pub since: UnixTime,
    /// Its cookie came with the request. Otherwise it was made for this request, and browsers that keep no cookies never
    /// show it again.
    pub kept: bool,
}

/// To which sockets of a room something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever reads chat: those logged in, and those who asked to read along.
    Chat,
    /// Whoever has the page open, whether or not they see the chat.
    Watching,
    /// Both.
    All,
}

/// A socket's place in a room, as the room last gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Where.
    pub room: RoomId,
    /// Whether it gets what goes to [`Audience::Chat`].
    pub chat: bool,
    /// Whether it gets what goes to [`Audience::Watching`].
    pub watching: bool,
    /// Whether it counts as a viewer.
    pub counted: bool,
    /// Who is logged in at it. Kept by the socket's side, so that a room that replaces a dead one hears of it again.
    pub member: Option<Membership>,
}

/// Someone logged in, with what a new room has to know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// As everybody sees them.
    pub person: Person,
    /// They may not speak.
    pub muted: bool,
}

/// Something that a room has to say to sockets.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// Gives a socket its place; `None` takes it away.
    Seat(SessionId, Option<Seat>),
    /// Says something to one socket.
    Reply(SessionId, RoomEvent),
    /// Says something to the room's sockets.
    Broadcast {
        /// To whom.
        audience: Audience,
        /// Who does not hear it.
        except: Option<SessionId>,
        /// What.
        event: RoomEvent,
    },
}

/// How rooms reach sockets. Calls return at once; what one room says arrives in the order in which it was said.
pub trait Outlet: Send + Sync + 'static {
    /// Sends what a room has to say. All of the room's sockets live on these workers.
    fn deliver(&self, room: RoomId, workers: &[u16], dispatches: Vec<Dispatch>);
    /// Says something to every socket of the site.
    fn everybody(&self, event: &RoomEvent);
    /// Has every socket that sits in the room announce itself anew, since a new room knows nobody.
    fn announce_again(&self, room: RoomId);
}
