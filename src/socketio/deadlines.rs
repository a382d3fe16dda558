//! The deadlines of all sessions. Each kind has the same timeout for every session, so deadlines of a kind pass in the order
//! in which they were set, and one queue per kind serves any number of sessions.

use std::collections::VecDeque;
use std::time::Instant;

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The next ping.
    Ping,
    /// Its pong.
    Pong,
    /// To join a namespace.
    Connect,
    /// For an event's attachments to arrive.
    Attachments,
    /// To complete an upgrade.
    Upgrade,
    /// To fetch what is left of a closing session.
    Closing,
    /// For the slow readers of a channel log to catch up.
    CatchUp,
    /// To send what a channel log holds back.
    Wake,
}

const KINDS: [Kind; 8] = [
    Kind::Ping,
    Kind::Pong,
    Kind::Connect,
    Kind::Attachments,
    Kind::Upgrade,
    Kind::Closing,
    Kind::CatchUp,
    Kind::Wake,
];

/// The deadlines of a worker's sessions. One that was met stays in its queue until it passes: the hub then asks the session
/// whether it still counts.
#[derive(Default)]
pub struct Deadlines {
    queues: [VecDeque<(Instant, u64)>; KINDS.len()],
}

impl Deadlines {
    /// Sets a deadline for a session, or a channel log.
    pub fn set(&mut self, kind: Kind, at: Instant, number: u64) {
        self.queues[kind as usize].push_back((at, number));
    }

    /// Takes one that has passed.
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
