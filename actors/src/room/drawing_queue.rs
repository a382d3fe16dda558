//! Drawings that are being decoded. Decoding happens outside the room and in parallel; drawings still appear in chat in
//! the order in which they were sent.

use std::collections::VecDeque;

use super::drawings::InvalidDrawing;
use crate::session::SessionId;

/// Maximum number of drawings that wait in a room.
const WAITING_MAX: usize = 32;

/// A drawing that left the queue: its author, and its data URL or the reason why it was refused.
pub(super) type Finished = (SessionId, Result<String, InvalidDrawing>);

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    author: SessionId,
    result: Option<Result<String, InvalidDrawing>>,
}

/// The drawings of one room that are being decoded.
#[derive(Debug, Default)]
pub(super) struct DrawingQueue {
    /// In order of ticket, oldest first; at most [`WAITING_MAX`].
    waiting: VecDeque<Waiting>,
    next: u64,
}

impl DrawingQueue {
    /// Adds a drawing and returns its ticket; `None` when the queue is full.
    pub fn enter(&mut self, author: SessionId) -> Option<u64> {
        if self.waiting.len() >= WAITING_MAX {
            return None;
        }
        self.next += 1;
        self.waiting.push_back(Waiting { ticket: self.next, author, result: None });
        Some(self.next)
    }

    /// Reassigns the drawings of a member who moves to another session.
    pub fn move_over(&mut self, from: SessionId, to: SessionId) {
        for waiting in self.waiting.iter_mut().filter(|waiting| waiting.author == from) {
            waiting.author = to;
        }
    }

    /// Records the result of one drawing, and removes all finished drawings at the front.
    pub fn finish(&mut self, ticket: u64, result: Result<String, InvalidDrawing>) -> Vec<Finished> {
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.ticket == ticket) {
            waiting.result = Some(result);
        }
        let mut finished = Vec::new();
        while let Some(Waiting { author, result: Some(result), .. }) =
            self.waiting.pop_front_if(|first| first.result.is_some())
        {
            finished.push((author, result));
        }
        finished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author(number: u64) -> SessionId {
        SessionId { node: 1, worker: 0, number }
    }

    #[test]
    fn drawings_keep_their_order_and_their_number_is_bounded() {
        let mut queue = DrawingQueue::default();
        let tickets: Vec<_> = (0..3).map(|number| queue.enter(author(number)).unwrap()).collect();
        assert_eq!(queue.finish(tickets[1], Ok("b".into())), []);
        assert_eq!(
            queue.finish(tickets[0], Ok("a".into())),
            [(author(0), Ok("a".into())), (author(1), Ok("b".into()))]
        );
        assert_eq!(queue.finish(99, Ok("of nobody".into())), []);
        let entered = (0..WAITING_MAX as u64).filter_map(|number| queue.enter(author(number))).count();
        assert_eq!(entered, WAITING_MAX - 1, "one is waiting still");
    }
}
