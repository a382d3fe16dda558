//! From rooms to sockets: what is said is encoded once, whoever hears it.

use std::sync::Arc;

use pystreaming_actors::session::{Audience, Dispatch, Outlet, RoomId, Seat, ServerEvent, SessionId};
use tracing::error;

use super::{Chat, Word};
use crate::socketio::{Frame, Letter, Relays};

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

/// Letters of one room for some relays.
struct Mail<'a> {
    room: RoomId,
    relays: &'a [u16],
    sacks: Vec<(u16, Vec<Letter<Word>>)>,
}

impl Mail<'_> {
    fn put(&mut self, relay: u16, letter: Letter<Word>) {
        match self.sacks.iter_mut().find(|(of, _)| *of == relay) {
            Some((_, letters)) => letters.push(letter),
            None => self.sacks.push((relay, vec![letter])),
        }
    }

    fn add(&mut self, dispatch: Dispatch) {
        match dispatch {
            Dispatch::Seat(session, seat) => self.seat(session, seat),
            Dispatch::Reply(to, event) => {
                if let Some(frame) = encode(&event) {
                    self.put(to.relay, Letter::Reply { to, frame });
                }
            }
            Dispatch::Broadcast { audience, except, event } => self.broadcast(audience, except, &event),
        }
    }

    fn seat(&mut self, session: SessionId, seat: Option<Seat>) {
        let channels = seat.as_ref().map_or(0, |seat| {
            let chat = if seat.chat { CHAT } else { 0 };
            let watching = if seat.watching { WATCHING } else { 0 };
            chat | watching
        });
        let letter = match &seat {
            Some(seat) if channels != 0 => Letter::Subscribe { session, group: self.room.0, channels },
            _ => Letter::Unsubscribe { session, group: self.room.0 },
        };
        self.put(session.relay, letter);
        self.put(session.relay, Letter::Tell { to: session, message: Word::Seat(self.room, seat) });
    }

    fn broadcast(&mut self, audience: Audience, except: Option<SessionId>, event: &ServerEvent) {
        if self.relays.is_empty() {
            return; // nobody was ever there, and nothing is to be encoded for them
        }
        let channels = match audience {
            Audience::Chat => CHAT,
            Audience::Watching => WATCHING,
            Audience::All => CHAT | WATCHING,
        };
        if let Some(frame) = encode(event) {
            for relay in self.relays {
                let frame = frame.clone();
                let (group, can_wait) = (self.room.0, event.can_wait());
                self.put(*relay, Letter::Broadcast { group, channels, except, can_wait, frame });
            }
        }
    }
}

impl Outlet for SocketOutlet {
    fn deliver(&self, room: RoomId, relays: &[u16], dispatches: Vec<Dispatch>) {
        let mut mail = Mail { room, relays, sacks: Vec::with_capacity(relays.len()) };
        for dispatch in dispatches {
            mail.add(dispatch);
        }
        for (relay, letters) in mail.sacks {
            self.relays.send(relay, letters);
        }
    }

    fn everybody(&self, event: &ServerEvent) {
        if let Some(frame) = encode(event) {
            self.relays.send_all(&Letter::BroadcastAll { frame });
        }
    }

    fn announce_again(&self, room: RoomId) {
        self.relays.send_all(&Letter::TellGroup { group: room.0, message: Word::AnnounceAgain });
    }
}
