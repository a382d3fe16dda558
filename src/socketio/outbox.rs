//! What one session has still to be sent: frames of its own, and those that its channel log holds for it.

use std::collections::VecDeque;
use std::task::Waker;

use bytes::Bytes;
use pystreaming_actors::session::{Channels, RoomId};

use super::channel_log::{BacklogLimit, ChannelLogs, Cursor};
use super::frame::{self, Frame};

/// Most bytes passed to a connection at once.
pub const PIECE: usize = 16 * 1024;

/// The queue of one session.
#[derive(Default)]
pub struct Outbox {
    /// Frames to send before anything of the log. Part of the first may have been sent.
    queue: VecDeque<Bytes>,
    /// Sum of the queue's bytes.
    bytes: usize,
    /// The subscription to a room.
    cursor: Option<Cursor>,
    /// Woken when there is something to send. A subscribed session parks its waker at the cursor instead.
    waker: Option<Waker>,
}

impl Outbox {
    /// Adds a frame, after everything sent so far.
    pub fn push(&mut self, frame: Frame, logs: &mut ChannelLogs) {
        self.drain_log(logs);
        self.append(frame.into_bytes());
        self.wake(logs);
    }

    /// Whether more is queued than the limit allows. A single frame may be, however long it is.
    pub fn exceeds(&self, limit: BacklogLimit) -> bool {
        self.queue.len() > 1 && (self.queue.len() > limit.frames || self.bytes > limit.bytes)
    }

    /// Takes the next bytes to write.
    pub fn next_piece(&mut self, logs: &mut ChannelLogs) -> Option<Bytes> {
        if self.queue.is_empty() {
            let joined = logs.read(self.cursor?, PIECE)?;
            if joined.len() <= PIECE {
                return Some(joined);
            }
            self.append(joined);
        }
        let first = self.queue.front_mut()?;
        let piece = first.split_to(first.len().min(PIECE));
        self.bytes -= piece.len();
        if first.is_empty() {
            self.queue.pop_front();
        }
        if self.queue.is_empty() {
            // most sessions get frames of their own when they arrive, and hardly any later
            self.queue = VecDeque::new();
        }
        Some(piece)
    }

    /// Takes up to `most` packets for the body of a polling answer, and subtracts their number from it.
    pub fn take_payload(&mut self, logs: &mut ChannelLogs, most: &mut usize) -> String {
        let mut payload = String::new();
        while *most > 0 {
            // only what is sent now is read from the log: the rest still counts as backlog there
            if self.queue.is_empty()
                && let Some(joined) = self.cursor.and_then(|cursor| logs.read(cursor, PIECE))
            {
                self.append(joined);
            }
            let Some(first) = self.queue.front_mut() else { break };
            let before = first.len();
            frame::move_to_payload(&mut payload, first, most);
            self.bytes -= before - first.len();
            if first.is_empty() {
                self.queue.pop_front();
            }
        }
        if self.queue.is_empty() {
            self.queue = VecDeque::new();
        }
        payload
    }

    /// Drops the queue.
    pub fn clear(&mut self) {
        self.queue = VecDeque::new();
        self.bytes = 0;
    }

    /// Subscribes to a room, in place of the one before.
    pub fn subscribe(&mut self, room: RoomId, channels: Channels, number: u64, logs: &mut ChannelLogs) {
        // the waker is parked again, at the new cursor
        self.wake(logs);
        self.unsubscribe(logs);
        self.cursor = Some(logs.subscribe(room, channels, number));
    }

    /// Ends the subscription. What it has not read is sent nevertheless.
    pub fn unsubscribe(&mut self, logs: &mut ChannelLogs) {
        self.drain_log(logs);
        if let Some(cursor) = self.cursor.take()
            && let Some(waker) = logs.unsubscribe(cursor)
        {
            waker.wake();
        }
    }

    /// Drops everything, and wakes the session.
    pub fn discard(&mut self, logs: &mut ChannelLogs) {
        self.clear();
        self.wake(logs);
        if let Some(cursor) = self.cursor.take() {
            logs.unsubscribe(cursor);
        }
    }

    /// The cursor, if such a broadcast reaches it.
    pub fn receiving(&self, room: RoomId, channels: Channels, logs: &ChannelLogs) -> Option<Cursor> {
        self.cursor.filter(|cursor| logs.receives(*cursor, room, channels))
    }

    /// Moves what is unread in the log to the queue.
    pub fn drain_log(&mut self, logs: &mut ChannelLogs) {
        let Some(cursor) = self.cursor else { return };
        while let Some(joined) = logs.read(cursor, PIECE) {
            self.append(joined);
        }
    }

    /// Remembers the waker; to be called when there is nothing to send.
    pub fn park(&mut self, waker: &Waker, logs: &mut ChannelLogs) {
        match (self.cursor, &mut self.waker) {
            (Some(cursor), _) => logs.park(cursor, waker),
            (None, Some(parked)) => parked.clone_from(waker),
            (None, none) => *none = Some(waker.clone()),
        }
    }

    /// Wakes the parked waker.
    pub fn wake(&mut self, logs: &mut ChannelLogs) {
        let parked = self.cursor.and_then(|cursor| logs.unpark(cursor));
        for waker in [self.waker.take(), parked].into_iter().flatten() {
            waker.wake();
        }
    }

    /// The waker, unless it is parked at the cursor.
    pub fn into_waker(self) -> Option<Waker> {
        self.waker
    }

    fn append(&mut self, bytes: Bytes) {
        self.bytes += bytes.len();
        self.queue.push_back(bytes);
    }
}
