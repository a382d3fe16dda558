//! From rooms to sockets: what is said is encoded once, whoever hears it.

use std::sync::Arc;

use pystreaming_actors::room::event::RoomEvent;
use pystreaming_actors::session::{Audience, Dispatch, Outlet, RoomId, Seat, SessionId};
use tracing::error;

use super::{Chat, Word};
use crate::protocol::ServerEvent;
use crate::socketio::{Frame, HubCommand, SessionWorkers};

const CHAT: u8 = 1;
const WATCHING: u8 = 2;

/// Reaches the sockets of this process.
pub struct SocketOutlet {
    workers: Arc<SessionWorkers<Chat>>,
}

impl SocketOutlet {
    /// By way of these workers.
    pub fn new(workers: Arc<SessionWorkers<Chat>>) -> Self {
        Self { workers }
    }
}

/// The frame that carries an event.
pub(super) fn encode(event: &RoomEvent) -> Option<Frame> {
    let event = ServerEvent::from(event);
    Frame::event(event.name, &event)
        .inspect_err(|error| error!(%error, event = event.name, "cannot write an event as json"))
        .ok()
}

/// Letters of one room for some workers.
struct Mail<'a> {
    room: RoomId,
    workers: &'a [u16],
    sacks: Vec<(u16, Vec<HubCommand<Word>>)>,
}

impl Mail<'_> {
    fn put(&mut self, worker: u16, command: HubCommand<Word>) {
        match self.sacks.iter_mut().find(|(of, _)| *of == worker) {
            Some((_, commands)) => commands.push(command),
            None => self.sacks.push((worker, vec![command])),
        }
    }

    fn add(&mut self, dispatch: Dispatch) {
        match dispatch {
            Dispatch::Seat(session, seat) => self.seat(session, seat),
            Dispatch::Reply(to, event) => {
                if let Some(frame) = encode(&event) {
                    self.put(to.worker, HubCommand::Send { session: to, frame });
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
        let command = match &seat {
            Some(seat) if channels != 0 => HubCommand::Subscribe { session, group: self.room.0, channels },
            _ => HubCommand::Unsubscribe { session, group: self.room.0 },
        };
        self.put(session.worker, command);
        self.put(session.worker, HubCommand::Notify { session, message: Word::Seat(self.room, seat) });
    }

    fn broadcast(&mut self, audience: Audience, except: Option<SessionId>, event: &RoomEvent) {
        if self.workers.is_empty() {
            return; // nobody was ever there, and nothing is to be encoded for them
        }
        let channels = match audience {
            Audience::Chat => CHAT,
            Audience::Watching => WATCHING,
            Audience::All => CHAT | WATCHING,
        };
        if let Some(frame) = encode(event) {
            for worker in self.workers {
                let frame = frame.clone();
                let (group, can_wait) = (self.room.0, event.can_wait());
                self.put(*worker, HubCommand::Broadcast { group, channels, except, can_wait, frame });
            }
        }
    }
}

impl Outlet for SocketOutlet {
    fn deliver(&self, room: RoomId, workers: &[u16], dispatches: Vec<Dispatch>) {
        let mut mail = Mail { room, workers, sacks: Vec::with_capacity(workers.len()) };
        for dispatch in dispatches {
            mail.add(dispatch);
        }
        for (worker, commands) in mail.sacks {
            self.workers.send(worker, commands);
        }
    }

    fn everybody(&self, event: &RoomEvent) {
        if let Some(frame) = encode(event) {
            self.workers.send_all(&HubCommand::BroadcastAll { frame });
        }
    }

    fn announce_again(&self, room: RoomId) {
        self.workers.send_all(&HubCommand::NotifyGroup { group: room.0, message: Word::AnnounceAgain });
    }
}
