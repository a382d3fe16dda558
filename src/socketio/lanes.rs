//! Who gets what is said to a room, on one worker thread. Sockets of one group that get the same frames share a *lane*:
//! a log in which each has its place. Saying something adds to the log and wakes those who had read everything;
//! frames that several find at the same place are joined once for all of them.

use std::collections::{HashMap, VecDeque};
use std::task::Waker;

use bytes::{Bytes, BytesMut};
use slab::Slab;

/// How far anyone may be behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// Most frames.
    pub frames: usize,
    /// Most bytes.
    pub bytes: usize,
}

/// Whoever is so many times too far behind is closed at once, so that what is kept for them is bounded.
const FAR: usize = 8;
/// Where so many hear something, each wake-up counts, and what can wait is kept until there is more to say.
const MANY: usize = 50;

/// What is to be done after something was said.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Lanes for which [`Lanes::wake_lane`] is to be called in a while, unless that is known.
    pub to_wake: Vec<usize>,
    /// Lanes in which someone is too far behind, unless that is known. They may just not have had their turn:
    /// [`Lanes::find_slow`] tells in a while who did not catch up.
    pub too_long: Vec<usize>,
    /// Sessions that are so much too far behind that they get no time.
    pub too_slow: Vec<u64>,
}

/// A place in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    lane: usize,
    slot: usize,
}

/// All lanes of one worker thread.
#[derive(Default)]
pub struct Lanes {
    lanes: Slab<Lane>,
    groups: HashMap<u32, Vec<usize>>,
    /// Lanes to which something was added since their readers were last woken.
    grown: Vec<usize>,
}

struct Lane {
    group: u32,
    channels: u8,
    members: Slab<Member>,
    /// What someone has still to read, oldest first.
    log: VecDeque<Entry>,
    /// Position of the log's first frame, counted from the lane's beginning.
    base: u64,
    /// Sum of the log's bytes.
    bytes: usize,
    /// How many have read everything.
    at_end: usize,
    /// There is something that can wait, and nobody was woken for it.
    holds_back: bool,
    /// Who has not read up to here by the time of [`Lanes::find_slow`] is too slow.
    must_be_read: Option<u64>,
    /// What was last joined: from where, to where.
    joined: Option<(u64, u64, Bytes)>,
}

struct Entry {
    frame: Bytes,
    /// How many members stand before this very frame.
    readers: usize,
}

struct Member {
    number: u64,
    /// Position of the next frame to read; never before `base`.
    cursor: u64,
    /// Set while there is nothing to read.
    waker: Option<Waker>,
}

impl Lanes {
    /// Seats a session, which gets what is said from now on.
    pub fn join(&mut self, group: u32, channels: u8, number: u64) -> Seat {
        let of_group = self.groups.entry(group).or_default();
        let existing = of_group.iter().copied().find(|&lane| self.lanes[lane].channels == channels);
        let lane = existing.unwrap_or_else(|| {
            let lane = self.lanes.insert(Lane::new(group, channels));
            of_group.push(lane);
            lane
        });
        Seat { lane, slot: self.lanes[lane].join(number) }
    }

    /// Gives a place up, and returns who waits there.
    pub fn leave(&mut self, seat: Seat) -> Option<Waker> {
        let lane = &mut self.lanes[seat.lane];
        let waker = lane.leave(seat.slot);
        if lane.members.is_empty() {
            let group = self.lanes.remove(seat.lane).group;
            if let Some(lanes) = self.groups.get_mut(&group) {
                lanes.retain(|&lane| lane != seat.lane);
                if lanes.is_empty() {
                    self.groups.remove(&group);
                }
            }
        }
        waker
    }

    /// Whether something goes to this seat.
    pub fn hears(&self, seat: Seat, group: u32, channels: u8) -> bool {
        let lane = &self.lanes[seat.lane];
        lane.group == group && lane.channels & channels != 0
    }

    /// Adds a frame for whoever of a group has one of these channels; [`Self::wake_readers`] is still to be called.
    pub fn broadcast(
        &mut self,
        group: u32,
        channels: u8,
        frame: &Bytes,
        can_wait: bool,
        behind: Behind,
    ) -> Said {
        let far = Behind { frames: behind.frames * FAR, bytes: behind.bytes * FAR };
        let mut said = Said::default();
        for &at in self.groups.get(&group).into_iter().flatten() {
            let lane = &mut self.lanes[at];
            if lane.channels & channels != 0 {
                lane.push(frame.clone());
                if let Some(mark) = lane.first_allowed(far) {
                    said.too_slow.extend(lane.before(mark));
                } else if lane.must_be_read.is_none() && lane.set_mark(behind) {
                    said.too_long.push(at);
                }
                if can_wait && lane.members.len() > MANY {
                    if !lane.holds_back {
                        lane.holds_back = true;
                        said.to_wake.push(at);
                    }
                } else if self.grown.last() != Some(&at) {
                    self.grown.push(at);
                }
            }
        }
        said
    }

    /// The numbers of sessions that were too far behind when the lane was last said to be too long, and have not caught
    /// up; and whether it has become too long again.
    pub fn find_slow(&mut self, lane: usize, behind: Behind) -> (Vec<u64>, bool) {
        let Some(lane) = self.lanes.get_mut(lane) else { return Default::default() };
        let mark = lane.must_be_read.take().unwrap_or_default();
        (lane.before(mark).collect(), lane.set_mark(behind))
    }

    /// Wakes those who wait for what was added. Frames that were added together are then found together.
    pub fn wake_readers(&mut self) {
        for lane in std::mem::take(&mut self.grown) {
            self.wake_lane(lane);
        }
    }

    /// Wakes those who wait for what was added to one lane.
    pub fn wake_lane(&mut self, lane: usize) {
        if let Some(lane) = self.lanes.get_mut(lane) {
            lane.wake_readers();
        }
    }

    /// Passes over the frame that was added last.
    pub fn skip_to_end(&mut self, seat: Seat) {
        let lane = &mut self.lanes[seat.lane];
        lane.move_to(seat.slot, lane.end());
    }

    /// Takes what is to be read: one frame, or as many as fit in `size` bytes joined.
    pub fn take(&mut self, seat: Seat, size: usize) -> Option<Bytes> {
        self.lanes[seat.lane].take(seat.slot, size)
    }

    /// Remembers whom to wake when there is something to read.
    pub fn park(&mut self, seat: Seat, waker: &Waker) {
        let member = &mut self.lanes[seat.lane].members[seat.slot];
        match &mut member.waker {
            Some(parked) => parked.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    /// Takes who waits.
    pub fn unpark(&mut self, seat: Seat) -> Option<Waker> {
        self.lanes[seat.lane].members[seat.slot].waker.take()
    }

    /// All who wait.
    pub fn into_wakers(self) -> Vec<Waker> {
        let members = self.lanes.into_iter().flat_map(|(_, lane)| lane.members);
        members.filter_map(|(_, member)| member.waker).collect()
    }

    /// Numbers of all sessions of a group.
    pub fn members(&self, group: u32) -> Vec<u64> {
        let lanes = self.groups.get(&group).into_iter().flatten();
        lanes.flat_map(|&lane| self.lanes[lane].members.iter().map(|(_, member)| member.number)).collect()
    }
}

impl Lane {
    fn new(group: u32, channels: u8) -> Self {
        Self {
            group,
            channels,
            members: Slab::new(),
            log: VecDeque::new(),
            base: 0,
            bytes: 0,
            at_end: 0,
            holds_back: false,
            must_be_read: None,
            joined: None,
        }
    }

    fn end(&self) -> u64 {
        self.base + self.log.len() as u64
    }

    fn join(&mut self, number: u64) -> usize {
        self.at_end += 1;
        self.members.insert(Member { number, cursor: self.end(), waker: None })
    }

    fn leave(&mut self, slot: usize) -> Option<Waker> {
        let member = self.members.remove(slot);
        *self.readers(member.cursor) -= 1;
        self.forget_read();
        member.waker
    }

    fn push(&mut self, frame: Bytes) {
        // whoever had read everything now stands before the new frame
        let readers = std::mem::take(&mut self.at_end);
        self.bytes += frame.len();
        self.log.push_back(Entry { frame, readers });
        self.joined = None;
        self.forget_read();
    }

    fn wake_readers(&mut self) {
        self.holds_back = false;
        for (_, member) in &mut self.members {
            if let Some(waker) = member.waker.take() {
                waker.wake();
            }
        }
    }

    /// Notes how far everybody would have to be for the log to be as long as it may. False if it is not longer.
    fn set_mark(&mut self, behind: Behind) -> bool {
        self.must_be_read = self.first_allowed(behind);
        self.must_be_read.is_some()
    }

    /// Sessions that have not read up to there.
    fn before(&self, position: u64) -> impl Iterator<Item = u64> {
        let before = self.members.iter().filter(move |(_, member)| member.cursor < position);
        before.map(|(_, member)| member.number)
    }

    /// How far everybody would have to be for the log to be as long as it may. `None` if it is not longer.
    fn first_allowed(&self, behind: Behind) -> Option<u64> {
        let (mut frames, mut bytes, mut first_allowed) = (self.log.len(), self.bytes, self.base);
        for entry in &self.log {
            // one frame may always wait, however long it is
            if frames == 1 || (frames <= behind.frames && bytes <= behind.bytes) {
                break;
            }
            frames -= 1;
            bytes -= entry.frame.len();
            first_allowed += 1;
        }
        (first_allowed > self.base).then_some(first_allowed)
    }

    fn take(&mut self, slot: usize, size: usize) -> Option<Bytes> {
        let from = self.members[slot].cursor;
        let unread = usize::try_from(from - self.base).ok()?;
        let first = &self.log.get(unread)?.frame;
        let (to, bytes) = match &self.joined {
            Some((at, to, bytes)) if *at == from => (*to, bytes.clone()),
            _ => {
                let (count, bytes) = join(first, self.log.range(unread..), size);
                let to = from + count;
                self.joined = Some((from, to, bytes.clone()));
                (to, bytes)
            }
        };
        self.move_to(slot, to);
        Some(bytes)
    }

    fn move_to(&mut self, slot: usize, to: u64) {
        let from = std::mem::replace(&mut self.members[slot].cursor, to);
        *self.readers(from) -= 1;
        *self.readers(to) += 1;
        self.forget_read();
    }

    /// The count of those who stand at a position.
    fn readers(&mut self, position: u64) -> &mut usize {
        let index = usize::try_from(position - self.base).unwrap_or(usize::MAX);
        self.log.get_mut(index).map_or(&mut self.at_end, |entry| &mut entry.readers)
    }

    fn forget_read(&mut self) {
        while let Some(entry) = self.log.pop_front_if(|entry| entry.readers == 0) {
            self.base += 1;
            self.bytes -= entry.frame.len();
        }
        if self.log.is_empty() {
            self.joined = None;
        }
    }
}

/// As many frames as fit, but at least one; alone it is shared as it is.
fn join<'a>(first: &Bytes, frames: impl Iterator<Item = &'a Entry> + Clone, size: usize) -> (u64, Bytes) {
    let (mut count, mut len) = (0, 0);
    for entry in frames.clone() {
        if count > 0 && len + entry.frame.len() > size {
            break;
        }
        count += 1;
        len += entry.frame.len();
    }
    if count == 1 {
        return (1, first.clone());
    }
    let mut joined = BytesMut::with_capacity(len);
    for entry in frames.take(count) {
        joined.extend_from_slice(&entry.frame);
    }
    (count as u64, joined.freeze())
}

#[cfg(test)]
mod tests;
