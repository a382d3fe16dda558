//! The gateway's state of a client's socket.

use std::rc::Rc;

use pystreaming_actors::model::names::fold;
use pystreaming_actors::room::RoomHandle;
use pystreaming_actors::session::{RoomId, Subscription};

use super::handshake::Handshake;
use crate::web::CountedSocket;

/// A client's socket. It belongs to one room at a time.
pub struct Socket {
    /// The request that opened it.
    pub(super) handshake: Rc<Handshake>,
    /// The room that the client named last.
    pub(super) room: Option<RoomRef>,
    /// What it receives there, as the room last set.
    pub(super) subscription: Option<Subscription>,
    /// Counts it among the open ones.
    pub(super) _counted: CountedSocket,
}

/// A room, identified by its streamer: the handle changes when the room is replaced.
pub(super) struct RoomRef {
    /// Folded name.
    pub streamer: Box<str>,
    pub handle: RoomHandle,
}

impl Socket {
    /// Whether the client belongs to that room, even if the room has been replaced.
    pub fn is_in(&self, id: RoomId) -> bool {
        self.room.as_ref().is_some_and(|room| room.handle.id() == id)
    }

    /// Whether the client is logged in to the chat of another streamer.
    pub fn chats_elsewhere(&self, streamer: &str) -> bool {
        let is_elsewhere = self.room.as_ref().is_some_and(|room| *room.streamer != *fold(streamer));
        is_elsewhere && self.subscription.as_ref().is_some_and(|subscription| subscription.member.is_some())
    }
}
