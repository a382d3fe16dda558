//! When sessions have to be looked after. All sessions wait equally long for the same thing, so that deadlines come due
//! in the order in which they were set, and a queue for each kind does for any number of sessions.

use std::collections::VecDeque;
use std::time::Instant;

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The next heartbeat.
    Ping,
    /// Its answer.
    Pong,
    /// That a namespace is joined.
    Connect,
    /// That an event's attachments arrive.
    Attachments,
    /// That the move to a WebSocket is completed.
    Upgrade,
    /// That a closed session's client fetches the last words.
    Farewell,
    /// That a lane's readers catch up.
    CatchUp,
    /// That what could wait for a lane's readers is said.
    Wake,
}

const KINDS: [Kind; 8] = [
    Kind::Ping,
    Kind::Pong,
    Kind::Connect,
    Kind::Attachments,
    Kind::Upgrade,
    Kind::Farewell,
    Kind::CatchUp,
    Kind::Wake,
];

/// Deadlines of all sessions of a worker. A deadline that was met stays until it would have been due; whoever takes
/// it asks the session whether it still counts.
#[derive(Default)]
pub struct Deadlines {
    queues: [VecDeque<(Instant, u64)>; KINDS.len()],
}

impl Deadlines {
    /// Sets a deadline for a session, or a lane.
    pub fn set(&mut self, kind: Kind, at: Instant, number: u64) {
        self.queues[kind as usize].push_back((at, number));
    }

    /// Takes one that is due.
    pub fn pop_due(&mut self, now: Instant) -> Option<(Kind, Instant, u64)> {
        KINDS.into_iter().find_map(|kind| {
            let (at, number) = self.queues[kind as usize].pop_front_if(|(at, _)| *at <= now)?;
            Some((kind, at, number))
        })
    }

    /// The earliest.
    pub fn next(&self) -> Option<Instant> {
        self.queues.iter().filter_map(|queue| queue.front()).map(|(at, _)| *at).min()
    }
}
