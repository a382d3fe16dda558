//! What sessions are sent: by themselves, as subscribers of a room, or all of them.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use pystreaming_actors::session::{Channels, Delivery, RoomId, SessionId};

use super::Hub;
use crate::socketio::channel_log::Cursor;
use crate::socketio::deadlines::Kind;
use crate::socketio::frame::Frame;
use crate::socketio::service::Service;

/// How long a large room's log holds back frames that can wait.
const HOLD_BACK: Duration = Duration::from_millis(100);

impl<S: Service> Hub<S> {
    /// Carries out a room's deliveries, and wakes each reader once.
    pub fn deliver(&mut self, room: RoomId, deliveries: Vec<Delivery<Frame, S::Subscription>>, now: Instant) {
        for delivery in deliveries {
            match delivery {
                Delivery::Subscribe { session, channels, subscription } => {
                    self.subscribe(session.number, room, channels, &subscription);
                }
                Delivery::Send(session, frame) => self.send(session.number, &frame),
                Delivery::Broadcast { channels, except, can_wait, event } => {
                    let excluded = except.and_then(|except| self.exclude(except, room, channels));
                    self.broadcast(room, channels, &event, can_wait, now);
                    if let Some(cursor) = excluded {
                        self.logs.skip_to_end(cursor);
                    }
                }
            }
        }
        self.logs.wake_readers();
    }

    /// Hands a message of the application to the sockets of a room's subscribers.
    pub fn notify_room(&mut self, room: RoomId, message: &S::Message, now: Instant) {
        for number in self.logs.subscribers(room) {
            self.notify(number, message, now);
        }
    }

    /// Hands a message of the application to all sockets.
    pub fn notify_all(&mut self, message: &S::Message, now: Instant) {
        for number in self.sessions.numbers() {
            self.notify(number, message, now);
        }
    }

    /// Takes the bytes that a WebSocket writes next; `None` when the session is over.
    pub fn poll_write(&mut self, number: u64, context: &Context<'_>) -> Poll<Option<Bytes>> {
        let Some((session, logs)) = self.get_with_logs(number) else { return Poll::Ready(None) };
        if let Some(piece) = session.outbox.next_piece(logs) {
            return Poll::Ready(Some(piece));
        }
        if session.closing.is_some() {
            self.remove(number);
            return Poll::Ready(None);
        }
        session.outbox.park(context.waker(), logs);
        Poll::Pending
    }

    /// Ready once the session is gone, for a WebSocket that cannot be written to.
    pub fn poll_gone(&mut self, number: u64, context: &Context<'_>) -> Poll<()> {
        let Some((session, logs)) = self.get_with_logs(number) else { return Poll::Ready(()) };
        session.outbox.park(context.waker(), logs);
        Poll::Pending
    }

    pub(super) fn subscribe(
        &mut self,
        number: u64,
        room: RoomId,
        channels: Channels,
        subscription: &S::Subscription,
    ) {
        if !self.subscribed(number, room, subscription) {
            return;
        }
        let Some((session, logs)) = self.get_with_logs(number) else { return };
        match channels {
            Channels::NONE => session.outbox.unsubscribe(logs),
            channels => session.outbox.subscribe(room, channels, number, logs),
        }
        self.remove_if_slow(number);
    }

    /// Prepares a session to skip the next broadcast: its cursor, if the broadcast would reach it.
    fn exclude(&mut self, except: SessionId, room: RoomId, channels: Channels) -> Option<Cursor> {
        if (except.node, except.worker) != self.place {
            return None;
        }
        let (session, logs) = self.get_with_logs(except.number)?;
        let cursor = session.outbox.receiving(room, channels, logs)?;
        session.outbox.drain_log(logs);
        (!self.remove_if_slow(except.number)).then_some(cursor)
    }

    /// Appends a frame to the logs of a room; its readers are still to be woken.
    fn broadcast(&mut self, room: RoomId, channels: Channels, frame: &Frame, can_wait: bool, now: Instant) {
        // whose references are counted on this thread alone
        let bytes = frame.copied().into_bytes();
        let report = self.logs.broadcast(room, channels, &bytes, can_wait, self.settings.max_backlog);
        for log in report.held_back {
            self.deadlines.set(Kind::Wake, now + HOLD_BACK, log as u64);
        }
        for log in report.too_long {
            self.deadlines.set(Kind::CatchUp, now + self.settings.catch_up_timeout, log as u64);
        }
        for number in report.too_slow {
            self.remove(number);
        }
    }

    /// Sends a frame to every session that has joined a namespace.
    pub fn broadcast_to_all(&mut self, frame: &Frame) {
        let frame = frame.copied();
        for number in self.sessions.numbers() {
            self.send(number, &frame);
        }
    }

    /// Sends a frame to one session, if it has joined a namespace.
    pub fn send(&mut self, number: u64, frame: &Frame) {
        let Some((session, logs)) = self.get_with_logs(number) else { return };
        if session.closing.is_some() || !session.sockets.any() {
            return;
        }
        session.outbox.push(frame.clone(), logs);
        self.remove_if_slow(number);
    }

    /// Removes a session whose outbox exceeds the limit. To be called after everything that adds to an outbox: a
    /// frame for the session alone, and whatever drains its channel log.
    pub(super) fn remove_if_slow(&mut self, number: u64) -> bool {
        let limit = self.settings.max_backlog;
        let is_slow = self.get(number).is_some_and(|session| session.outbox.exceeds(limit));
        if is_slow {
            self.remove(number);
        }
        is_slow
    }

    /// Removes the readers of a log that did not catch up.
    pub(super) fn catch_up_due(&mut self, log: u64, now: Instant) {
        let Ok(at) = usize::try_from(log) else { return };
        let (slow, again) = self.logs.find_slow(at, self.settings.max_backlog);
        if again {
            self.deadlines.set(Kind::CatchUp, now + self.settings.catch_up_timeout, log);
        }
        for number in slow {
            self.remove(number);
        }
    }

    /// Wakes the readers of a log that held frames back.
    pub(super) fn wake_due(&mut self, log: u64) {
        if let Ok(log) = usize::try_from(log) {
            self.logs.wake_log(log);
        }
    }
}
