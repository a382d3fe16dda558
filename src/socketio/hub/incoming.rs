//! Packets from clients, and what the service makes of them.

use std::task::{Context, Poll};
use std::time::Instant;

use pystreaming_actors::session::RoomId;
use tracing::debug;

use super::Hub;
use crate::socketio::deadlines::Kind;
use crate::socketio::engine::Packet;
use crate::socketio::outcome::Received;
use crate::socketio::service::{Message, Service};
use crate::socketio::session::{CloseSignal, Transport};
use crate::socketio::sockets::{Call, Reaction};
use crate::socketio::unfinished::Part;

impl<S: Service> Hub<S> {
    /// Ready while the session may take another packet; one that is gone may.
    pub fn poll_ready(&mut self, number: u64, context: &Context<'_>) -> Poll<()> {
        let most = self.settings.max_permits;
        let gate = self.get(number).and_then(|session| session.sockets.gate());
        match gate.is_none_or(|gate| gate.is_open(most, context.waker())) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    /// Reserves memory for an incomplete message on a session's WebSocket. False where that is too much.
    pub fn reserve(&mut self, number: u64, bytes: usize) -> bool {
        self.get(number).is_none_or(|session| session.held.reserve(Part::Message, bytes))
    }

    /// Takes a packet.
    pub fn receive(&mut self, number: u64, packet: Packet<'_>, now: Instant) -> Received {
        let Some(session) = self.get(number).filter(|session| session.closing.is_none()) else {
            return Received::Fine;
        };
        match packet {
            Packet::Text(text) => return self.message(number, Message::Text(text), now),
            Packet::Binary(bytes) => return self.message(number, Message::Binary(&bytes), now),
            Packet::Pong(_) => self.pong(number, now),
            Packet::Close if session.transport == Transport::WebSocket => self.remove(number),
            Packet::Close => self.close(number, CloseSignal::Noop, now),
            Packet::Upgrade | Packet::Noop => {}
            Packet::Ping(_) => {
                self.remove(number);
                return Received::Malformed;
            }
        }
        Received::Fine
    }

    fn message(&mut self, number: u64, message: Message<'_>, now: Instant) -> Received {
        let Some(session) = self.sessions.get_mut(number) else { return Received::Fine };
        let call = Call {
            service: &*self.service,
            settings: &self.settings,
            session: session.sid.id,
            handshake: &session.handshake,
        };
        let reaction = match (call.try_to(|service| service.intercept(message)), message) {
            (None, _) => Ok(Reaction::failure()),
            (Some(Some(frame)), _) => Ok(Reaction { frames: vec![frame], ..Reaction::default() }),
            (Some(None), Message::Text(text)) => session.sockets.text(&call, &mut session.held, text),
            (Some(None), Message::Binary(bytes)) => {
                session.sockets.binary(&call, &mut session.held, bytes.clone())
            }
        };
        if session.sockets.any() {
            session.connect_by = None;
        }
        if !session.sockets.awaits_attachments() {
            session.attach_by = None;
        } else if session.attach_by.is_none() {
            let by = now + self.settings.message_timeout;
            session.attach_by = Some(by);
            self.deadlines.set(Kind::Attachments, by, number);
        }
        match reaction {
            Ok(reaction) => {
                self.react(number, reaction, now);
                Received::Fine
            }
            Err(error) => {
                debug!(%error, "closing a session that does not speak Socket.IO");
                self.remove(number);
                Received::Malformed
            }
        }
    }

    /// Tells a session's sockets what a room lets it receive: whether any belongs to that room.
    pub(super) fn subscribed(&mut self, number: u64, room: RoomId, subscription: &S::Subscription) -> bool {
        let Some(session) = self.sessions.get_mut(number) else { return false };
        let call = Call {
            service: &*self.service,
            settings: &self.settings,
            session: session.sid.id,
            handshake: &session.handshake,
        };
        let answer = session.sockets.subscribed(&call, room, subscription);
        if answer.is_none() {
            self.remove(number);
        }
        answer == Some(true)
    }

    /// Hands a message of the application to a session's sockets.
    pub(super) fn notify(&mut self, number: u64, message: &S::Message, now: Instant) {
        let Some(session) = self.sessions.get_mut(number) else { return };
        let call = Call {
            service: &*self.service,
            settings: &self.settings,
            session: session.sid.id,
            handshake: &session.handshake,
        };
        let reaction = session.sockets.notify(&call, message);
        self.react(number, reaction, now);
    }

    fn react(&mut self, number: u64, reaction: Reaction, now: Instant) {
        let Some((session, logs)) = self.get_with_logs(number) else { return };
        for frame in reaction.frames {
            session.outbox.push(frame, logs);
        }
        if reaction.unsubscribe {
            session.outbox.unsubscribe(logs);
        }
        if reaction.failed {
            self.remove(number);
        } else if !self.remove_if_slow(number) && reaction.close {
            self.close(number, CloseSignal::Close, now);
        }
    }
}
