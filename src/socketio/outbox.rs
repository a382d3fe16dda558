//! What one session has still to be sent: what was said to it alone, and before or after that what its lane holds.

use std::collections::VecDeque;
use std::task::Waker;

use bytes::Bytes;

use super::frame::{self, Frame};
use super::lanes::{Behind, Lanes, Seat};

/// Most bytes handed to a connection at a time, unless a single frame is longer.
pub const PIECE: usize = 16 * 1024;

/// The queue of one session.
#[derive(Default)]
pub struct Outbox {
    /// Frames to send before anything of the lane, whole ones but for what is left of the first.
    queue: VecDeque<Bytes>,
    /// Sum of the queue's bytes.
    bytes: usize,
    /// Where it hears a room.
    seat: Option<Seat>,
    /// Whom to wake when there is something to send, while there is no seat that remembers it.
    waker: Option<Waker>,
}

impl Outbox {
    /// Adds a frame after everything said so far.
    pub fn push(&mut self, frame: Frame, lanes: &mut Lanes) {
        self.catch_up(lanes);
        self.append(frame.into_bytes());
        self.wake(lanes);
    }

    /// Whether more waits here than may. One frame may, however long it is.
    pub fn is_over(&self, behind: Behind) -> bool {
        self.queue.len() > 1 && (self.queue.len() > behind.frames || self.bytes > behind.bytes)
    }

    /// Takes the next bytes to write.
    pub fn next_piece(&mut self, lanes: &mut Lanes) -> Option<Bytes> {
        if self.queue.is_empty() {
            let joined = lanes.take(self.seat?, PIECE)?;
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
            // most sessions are spoken to alone when they arrive, and then no more
            self.queue = VecDeque::new();
        }
        Some(piece)
    }

    /// Takes packets for the body of a polling answer: at most as many as `most` says, which is lowered by as many.
    pub fn take_payload(&mut self, lanes: &mut Lanes, most: &mut usize) -> String {
        let mut payload = String::new();
        while *most > 0 {
            // only what is sent now leaves the lane, where the rest goes on counting as unread
            if self.queue.is_empty()
                && let Some(joined) = self.seat.and_then(|seat| lanes.take(seat, PIECE))
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

    /// Forgets everything that waits here.
    pub fn clear(&mut self) {
        self.queue = VecDeque::new();
        self.bytes = 0;
    }

    /// Takes a place among those who hear a group, and gives up the one it has.
    pub fn sit(&mut self, group: u32, channels: u8, number: u64, lanes: &mut Lanes) {
        // waits at its new place from now on
        self.wake(lanes);
        self.stand(lanes);
        self.seat = Some(lanes.join(group, channels, number));
    }

    /// Gives up its place, after taking what was said there so far.
    pub fn stand(&mut self, lanes: &mut Lanes) {
        self.catch_up(lanes);
        if let Some(seat) = self.seat.take()
            && let Some(waker) = lanes.leave(seat)
        {
            waker.wake();
        }
    }

    /// Gives up its place and what was said there.
    pub fn leave(&mut self, lanes: &mut Lanes) {
        self.clear();
        self.wake(lanes);
        if let Some(seat) = self.seat.take() {
            lanes.leave(seat);
        }
    }

    /// The place, if it hears such a frame.
    pub fn hearing(&self, group: u32, channels: u8, lanes: &Lanes) -> Option<Seat> {
        self.seat.filter(|seat| lanes.hears(*seat, group, channels))
    }

    /// Takes over what its lane holds.
    pub fn catch_up(&mut self, lanes: &mut Lanes) {
        let Some(seat) = self.seat else { return };
        while let Some(joined) = lanes.take(seat, PIECE) {
            self.append(joined);
        }
    }

    /// Remembers whom to wake; to be called when there is nothing to send.
    pub fn park(&mut self, waker: &Waker, lanes: &mut Lanes) {
        match (self.seat, &mut self.waker) {
            (Some(seat), _) => lanes.park(seat, waker),
            (None, Some(parked)) => parked.clone_from(waker),
            (None, none) => *none = Some(waker.clone()),
        }
    }

    /// Wakes who waits.
    pub fn wake(&mut self, lanes: &mut Lanes) {
        let seated = self.seat.and_then(|seat| lanes.unpark(seat));
        for waker in [self.waker.take(), seated].into_iter().flatten() {
            waker.wake();
        }
    }

    /// Who waits, unless at its seat.
    pub fn into_waker(self) -> Option<Waker> {
        self.waker
    }

    fn append(&mut self, bytes: Bytes) {
        self.bytes += bytes.len();
        self.queue.push_back(bytes);
    }
}
