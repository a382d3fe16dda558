//! The polls of a room: one that is open at most, with its votes, and the results of the last ones. They change together
//! with their stored copies, and everybody is told.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::context::Cx;
use super::event::RoomEvent;
use super::pinned::when;
use crate::model::names::{AddressId, StreamerName};
use crate::model::{Poll, VoterId};
use crate::ports::{Now, Write};

/// How many results are kept.
pub const POLLS_MAX: usize = 50;
/// Most votes in one poll.
const VOTES_MAX: usize = 100_000;
/// Most votes from one shared address by browsers that were first seen after the poll began.
pub(super) const NEWCOMERS_MAX: u32 = 20;
/// Shortest time between two announcements of the votes so far, which each listener gets.
const PAUSE: Duration = Duration::from_secs(1);

/// See the module.
#[derive(Debug)]
pub(super) struct Polls {
    open: Option<Open>,
    /// Polls that have ended, oldest first; at most [`POLLS_MAX`].
    ended: VecDeque<Poll>,
}

/// The open poll.
#[derive(Debug)]
struct Open {
    /// With the votes so far.
    poll: Poll,
    votes: HashMap<VoterId, u32>,
    /// Votes of newcomers by their shared address.
    newcomers: HashMap<AddressId, u32>,
    /// When it ends, by the monotonic clock.
    until: Option<Instant>,
    /// Whether somebody voted since the votes were last announced.
    untold: bool,
    told_at: Option<Instant>,
}

/// Why a vote does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uncounted {
    /// The poll has no such choice.
    Choice,
    /// Too many newcomers have voted from a shared address.
    Newcomers,
    /// The poll has all the votes that it can have.
    Full,
}

impl Polls {
    /// As stored: polls, oldest first, and the votes of the one that has not ended.
    pub fn new(stored: Vec<Poll>, votes: Vec<(VoterId, u32)>, now: Now) -> Self {
        let (mut open, ended): (Vec<_>, Vec<_>) = stored.into_iter().partition(|poll| poll.ended.is_none());
        let mut polls = Self { open: None, ended: ended.into() };
        polls.open = open.pop().map(|poll| {
            let mut open = Open::new(poll, now);
            for (voter, choice) in votes {
                open.count(voter, choice);
            }
            open
        });
        polls
    }

    /// The open poll with the votes so far.
    pub fn open(&self) -> Option<&Poll> {
        self.open.as_ref().map(|open| &open.poll)
    }

    /// All polls, the newest first.
    pub fn list(&self) -> impl Iterator<Item = &Poll> {
        self.open().into_iter().chain(self.ended.iter().rev())
    }

    /// Opens a poll. None may be open.
    pub fn start(&mut self, poll: Poll, streamer: &StreamerName, cx: &mut Cx<'_, '_>) {
        cx.save(Write::PollStarted { streamer: streamer.clone(), poll: poll.clone() });
        cx.all(RoomEvent::Poll(Arc::new(poll.clone())));
        self.open = Some(Open::new(poll, cx.now()));
    }

    /// Counts a vote in place of an earlier one of the voter. `shared`: the address of a newcomer, if many people share
    /// it.
    pub fn vote(
        &mut self,
        voter: VoterId,
        choice: u32,
        shared: Option<&AddressId>,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Uncounted> {
        let Some(open) = &mut self.open else { return Err(Uncounted::Choice) };
        open.vote(voter, choice, shared)?;
        cx.save(Write::Voted { poll: open.poll.id.clone(), voter, choice });
        Ok(())
    }

    /// Ends the open poll, and returns it with its result.
    pub fn end(&mut self, streamer: &StreamerName, cx: &mut Cx<'_, '_>) -> Option<Poll> {
        let Open { mut poll, .. } = self.open.take()?;
        poll.ended = Some(cx.now().unix);
        cx.save(Write::PollEnded { streamer: streamer.clone(), poll: poll.clone() });
        cx.all(RoomEvent::Poll(Arc::new(poll.clone())));
        if self.ended.len() == POLLS_MAX {
            self.ended.pop_front();
        }
        self.ended.push_back(poll.clone());
        Some(poll)
    }

    /// Whether the time of the open poll is over.
    pub fn is_over(&self, now: Instant) -> bool {
        self.open.as_ref().and_then(|open| open.until).is_some_and(|until| until <= now)
    }

    /// Announces the votes so far, if they changed and it is time.
    pub fn tell(&mut self, cx: &mut Cx<'_, '_>) {
        let now = cx.now().monotonic;
        let Some(open) = self.open.as_mut().filter(|open| open.told_by(now).is_some_and(|at| at <= now))
        else {
            return;
        };
        (open.untold, open.told_at) = (false, Some(now));
        cx.all(RoomEvent::PollVotes { id: open.poll.id.clone(), votes: open.poll.votes.clone() });
    }

    /// When the poll ends or its votes are announced by time alone.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let open = self.open.as_ref()?;
        [open.until, open.told_by(now)].into_iter().flatten().min()
    }
}

impl Open {
    fn new(poll: Poll, now: Now) -> Self {
        let poll = Poll { votes: vec![0; poll.choices.len()], ..poll };
        Self {
            until: poll.until.and_then(|until| when(until, now)),
            poll,
            votes: HashMap::new(),
            newcomers: HashMap::new(),
            untold: false,
            told_at: None,
        }
    }

    fn vote(&mut self, voter: VoterId, choice: u32, shared: Option<&AddressId>) -> Result<(), Uncounted> {
        if self.poll.votes.get(choice as usize).is_none() {
            return Err(Uncounted::Choice);
        }
        if !self.votes.contains_key(&voter) {
            if self.votes.len() >= VOTES_MAX {
                return Err(Uncounted::Full);
            }
            if let Some(address) = shared {
                let newcomers = self.newcomers.entry(address.clone()).or_default();
                if *newcomers >= NEWCOMERS_MAX {
                    return Err(Uncounted::Newcomers);
                }
                *newcomers += 1;
            }
        }
        self.count(voter, choice);
        Ok(())
    }

    fn count(&mut self, voter: VoterId, choice: u32) {
        if let Some(votes) = self.poll.votes.get_mut(choice as usize) {
            *votes += 1;
            if let Some(before) = self.votes.insert(voter, choice)
                && let Some(votes) = self.poll.votes.get_mut(before as usize)
            {
                *votes = votes.saturating_sub(1);
            }
            self.untold = true;
        }
    }

    /// When the votes so far have to be announced; `None` if everybody knows them.
    fn told_by(&self, now: Instant) -> Option<Instant> {
        self.untold.then(|| self.told_at.map_or(now, |at| (at + PAUSE).max(now)))
    }
}
