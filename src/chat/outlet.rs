//! From rooms to sockets: what is said is encoded once, whoever hears it.

use std::sync::Arc;

use pystreaming_actors::session::{Audience, Outlet, RoomId, Seat, ServerEvent, SessionId};
use tracing::error;

use super::{Chat, Word};
use crate::socketio::{
    Broadcast, BroadcastAll, Frame, Relays, Reply, Subscribe, Tell, TellGroup, Unsubscribe,
};

const CHAT: u8 = 1;
const WATCHING: u8 = 2;

/// Reaches the sockets of this process.
pub struct SocketOutlet {
    relays: Arc<Relays<Chat>>,
}

impl SocketOutlet {
    /// By way of these relays.
    pub fn new(relays: Arc<Relays<Chat>>) -> Self {
        Self { relays }
    }
}

/// The frame that carries an event.
pub(super) fn encode(event: &ServerEvent) -> Option<Frame> {
    let encoded = Frame::event(event.name(), event);
    encoded
        .inspect_err(|error| error!(%error, event = event.name(), "an event cannot be written as json"))
        .ok()
}

impl Outlet for SocketOutlet {
    fn seat(&self, session: SessionId, seat: Option<Seat>) {
        let channels = seat.as_ref().map_or(0, |seat| {
            let chat = if seat.chat { CHAT } else { 0 };
            let watching = if seat.watching { WATCHING } else { 0 };
            chat | watching
        });
        match &seat {
            Some(seat) if channels != 0 => {
                self.relays.send(session.relay, Subscribe { session, group: seat.room.0, channels });
            }
            _ => self.relays.send(session.relay, Unsubscribe { session }),
        }
        self.relays.send(session.relay, Tell { to: session, message: Word::Seat(seat) });
    }

    fn reply(&self, to: SessionId, event: &ServerEvent) {
        if let Some(frame) = encode(event) {
            self.relays.send(to.relay, Reply { to, frame });
        }
    }

    fn broadcast(
        &self,
        room: RoomId,
        relays: &[u16],
        audience: Audience,
        except: Option<SessionId>,
        event: &ServerEvent,
    ) {
        if relays.is_empty() {
            return; // nobody is there, and nothing is to be encoded for them
        }
        let channels = match audience {
            Audience::Chat => CHAT,
            Audience::Watching => WATCHING,
            Audience::All => CHAT | WATCHING,
        };
        if let Some(frame) = encode(event) {
            for relay in relays {
                let frame = frame.clone();
                self.relays.send(*relay, Broadcast { group: room.0, channels, except, frame });
            }
        }
    }

    fn everybody(&self, event: &ServerEvent) {
        if let Some(frame) = encode(event) {
            self.relays.send_all(&BroadcastAll { frame });
        }
    }

    fn announce_again(&self, room: RoomId) {
        self.relays.send_all(&TellGroup { group: room.0, message: Word::AnnounceAgain });
    }
}
