//! What is sent to the subscribers of a room, on one worker thread. Sessions with the same room and channels share a
//! *channel log*, in which each has a cursor. A broadcast appends to the log and wakes the readers that had read it
//! to its end; frames that several readers find at the same cursor are joined once for all of them.

use std::collections::{HashMap, VecDeque};
use std::task::Waker;

use bytes::{Bytes, BytesMut};
use pystreaming_actors::session::{Channels, RoomId};
use slab::Slab;

/// How far a reader may fall behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BacklogLimit {
    /// Frames that are sent and not yet read.
    pub frames: usize,
    /// Their bytes.
    pub bytes: usize,
}

/// A reader with this many times the allowed backlog is disconnected at once, which bounds the log.
pub const HARD_LIMIT: usize = 8;
/// In a log with more readers than this each wake-up counts, and frames that can wait are held back until there is more
/// to send.
const MANY: usize = 50;

/// What a broadcast leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// Logs that now hold frames back: [`ChannelLogs::wake_log`] is to be called in a while.
    pub held_back: Vec<usize>,
    /// Logs in which a reader has just exceeded its backlog. It may not have had its turn yet:
    /// [`ChannelLogs::find_slow`] tells in a while which readers did not catch up.
    pub too_long: Vec<usize>,
    /// Sessions beyond the hard limit.
    pub too_slow: Vec<u64>,
}

/// A reader's place in a channel log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    log: usize,
    reader: usize,
}

/// All channel logs of one worker thread.
#[derive(Default)]
pub struct ChannelLogs {
    logs: Slab<ChannelLog>,
    rooms: HashMap<RoomId, Vec<usize>>,
    /// Logs that grew since their readers were last woken.
    grown: Vec<usize>,
}

struct ChannelLog {
    room: RoomId,
    channels: Channels,
    readers: Slab<Reader>,
    /// Frames that some reader has still to read, oldest first.
    entries: VecDeque<Entry>,
    /// Position of the first entry, counted from the first frame ever.
    base: u64,
    /// Sum of the entries' bytes.
    bytes: usize,
    /// How many readers have read everything.
    at_end: usize,
    /// The log holds frames back: nobody was woken for them.
    holds_back: bool,
    /// A reader that has not come this far by the time of [`ChannelLogs::find_slow`] is too slow.
    must_be_read: Option<u64>,
    /// The frames that were last joined: from which position to which.
    joined: Option<(u64, u64, Bytes)>,
}

struct Entry {
    frame: Bytes,
    /// How many readers read this frame next.
    readers: usize,
}

struct Reader {
    session: u64,
    /// Of the next frame to read; never before `base`.
    position: u64,
    /// Set while there is nothing to read.
    waker: Option<Waker>,
}

impl ChannelLogs {
    /// Subscribes a session: it receives what is broadcast from now on.
    pub fn subscribe(&mut self, room: RoomId, channels: Channels, session: u64) -> Cursor {
        let of_room = self.rooms.entry(room).or_default();
        let existing = of_room.iter().copied().find(|&log| self.logs[log].channels == channels);
        let log = existing.unwrap_or_else(|| {
            let log = self.logs.insert(ChannelLog::new(room, channels));
            of_room.push(log);
            log
        });
        Cursor { log, reader: self.logs[log].add_reader(session) }
    }

    /// Ends a subscription, and returns the waker parked at it.
    pub fn unsubscribe(&mut self, cursor: Cursor) -> Option<Waker> {
        let log = &mut self.logs[cursor.log];
        let waker = log.remove_reader(cursor.reader);
        if log.readers.is_empty() {
            let room = self.logs.remove(cursor.log).room;
            if let Some(logs) = self.rooms.get_mut(&room) {
                logs.retain(|&log| log != cursor.log);
                if logs.is_empty() {
                    self.rooms.remove(&room);
                }
            }
        }
        waker
    }

    /// Whether such a broadcast reaches this reader.
    pub fn receives(&self, cursor: Cursor, room: RoomId, channels: Channels) -> bool {
        let log = &self.logs[cursor.log];
        log.room == room && log.channels.overlaps(channels)
    }

    /// Appends a frame for a room's subscribers to any of these channels. [`Self::wake_readers`] is still to be called.
    pub fn broadcast(
        &mut self,
        room: RoomId,
        channels: Channels,
        frame: &Bytes,
        can_wait: bool,
        limit: BacklogLimit,
    ) -> DeliveryReport {
        let hard_limit = BacklogLimit { frames: limit.frames * HARD_LIMIT, bytes: limit.bytes * HARD_LIMIT };
        let mut report = DeliveryReport::default();
        for &at in self.rooms.get(&room).into_iter().flatten() {
            let log = &mut self.logs[at];
            if log.channels.overlaps(channels) {
                log.push(frame.clone());
                if let Some(position) = log.first_allowed(hard_limit) {
                    report.too_slow.extend(log.readers_before(position));
                } else if log.must_be_read.is_none() && log.set_mark(limit) {
                    report.too_long.push(at);
                }
                if can_wait && log.readers.len() > MANY {
                    if !log.holds_back {
                        log.holds_back = true;
                        report.held_back.push(at);
                    }
                } else if self.grown.last() != Some(&at) {
                    self.grown.push(at);
                }
            }
        }
        report
    }

    /// Sessions that had exceeded their backlog when the log was last reported too long, and have not caught up; and
    /// whether the log has become too long again.
    pub fn find_slow(&mut self, log: usize, limit: BacklogLimit) -> (Vec<u64>, bool) {
        let Some(log) = self.logs.get_mut(log) else { return Default::default() };
        let mark = log.must_be_read.take().unwrap_or_default();
        (log.readers_before(mark).collect(), log.set_mark(limit))
    }

    /// Wakes the readers of all logs that grew. Frames that were appended in between are then read together.
    pub fn wake_readers(&mut self) {
        for log in std::mem::take(&mut self.grown) {
            self.wake_log(log);
        }
    }

    /// Wakes the readers of one log.
    pub fn wake_log(&mut self, log: usize) {
        if let Some(log) = self.logs.get_mut(log) {
            log.wake_readers();
        }
    }

    /// Skips everything that the reader has not read.
    pub fn skip_to_end(&mut self, cursor: Cursor) {
        let log = &mut self.logs[cursor.log];
        log.move_to(cursor.reader, log.end());
    }

    /// Reads on: one frame, or as many as fit in `size` bytes joined.
    pub fn read(&mut self, cursor: Cursor, size: usize) -> Option<Bytes> {
        self.logs[cursor.log].read(cursor.reader, size)
    }

    /// Remembers the waker for when there is something to read.
    pub fn park(&mut self, cursor: Cursor, waker: &Waker) {
        let reader = &mut self.logs[cursor.log].readers[cursor.reader];
        match &mut reader.waker {
            Some(parked) => parked.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    /// Takes the parked waker.
    pub fn unpark(&mut self, cursor: Cursor) -> Option<Waker> {
        self.logs[cursor.log].readers[cursor.reader].waker.take()
    }

    /// All parked wakers.
    pub fn into_wakers(self) -> Vec<Waker> {
        let readers = self.logs.into_iter().flat_map(|(_, log)| log.readers);
        readers.filter_map(|(_, reader)| reader.waker).collect()
    }

    /// The sessions that subscribe to any channel of a room.
    pub fn subscribers(&self, room: RoomId) -> Vec<u64> {
        let logs = self.rooms.get(&room).into_iter().flatten();
        logs.flat_map(|&log| self.logs[log].readers.iter().map(|(_, reader)| reader.session)).collect()
    }
}

impl ChannelLog {
    fn new(room: RoomId, channels: Channels) -> Self {
        Self {
            room,
            channels,
            readers: Slab::new(),
            entries: VecDeque::new(),
            base: 0,
            bytes: 0,
            at_end: 0,
            holds_back: false,
            must_be_read: None,
            joined: None,
        }
    }

    fn end(&self) -> u64 {
        self.base + self.entries.len() as u64
    }

    fn add_reader(&mut self, session: u64) -> usize {
        self.at_end += 1;
        self.readers.insert(Reader { session, position: self.end(), waker: None })
    }

    fn remove_reader(&mut self, reader: usize) -> Option<Waker> {
        let reader = self.readers.remove(reader);
        *self.readers_at(reader.position) -= 1;
        self.drop_read();
        reader.waker
    }

    fn push(&mut self, frame: Bytes) {
        // readers at the end read the new frame next
        let readers = std::mem::take(&mut self.at_end);
        self.bytes += frame.len();
        self.entries.push_back(Entry { frame, readers });
        self.joined = None;
        self.drop_read();
    }

    fn wake_readers(&mut self) {
        self.holds_back = false;
        for (_, reader) in &mut self.readers {
            if let Some(waker) = reader.waker.take() {
                waker.wake();
            }
        }
    }

    /// Notes how far all readers must come for the log to be within the limit. False if it is.
    fn set_mark(&mut self, limit: BacklogLimit) -> bool {
        self.must_be_read = self.first_allowed(limit);
        self.must_be_read.is_some()
    }

    /// Sessions that have not read up to that position.
    fn readers_before(&self, position: u64) -> impl Iterator<Item = u64> {
        let before = self.readers.iter().filter(move |(_, reader)| reader.position < position);
        before.map(|(_, reader)| reader.session)
    }

    /// How far all readers must come for the log to be within the limit. `None` if it is.
    fn first_allowed(&self, limit: BacklogLimit) -> Option<u64> {
        let (mut frames, mut bytes, mut first_allowed) = (self.entries.len(), self.bytes, self.base);
        for entry in &self.entries {
            // a single frame may wait, however long it is
            if frames == 1 || (frames <= limit.frames && bytes <= limit.bytes) {
                break;
            }
            frames -= 1;
            bytes -= entry.frame.len();
            first_allowed += 1;
        }
        (first_allowed > self.base).then_some(first_allowed)
    }

    fn read(&mut self, reader: usize, size: usize) -> Option<Bytes> {
        let from = self.readers[reader].position;
        let unread = usize::try_from(from - self.base).ok()?;
        let first = &self.entries.get(unread)?.frame;
        let (to, bytes) = match &self.joined {
            Some((at, to, bytes)) if *at == from => (*to, bytes.clone()),
            _ => {
                let (count, bytes) = join(first, self.entries.range(unread..), size);
                let to = from + count;
                self.joined = Some((from, to, bytes.clone()));
                (to, bytes)
            }
        };
        self.move_to(reader, to);
        Some(bytes)
    }

    fn move_to(&mut self, reader: usize, to: u64) {
        let from = std::mem::replace(&mut self.readers[reader].position, to);
        *self.readers_at(from) -= 1;
        *self.readers_at(to) += 1;
        self.drop_read();
    }

    /// How many readers are at a position.
    fn readers_at(&mut self, position: u64) -> &mut usize {
        let index = usize::try_from(position - self.base).unwrap_or(usize::MAX);
        self.entries.get_mut(index).map_or(&mut self.at_end, |entry| &mut entry.readers)
    }

    /// Drops the entries that all readers have read.
    fn drop_read(&mut self) {
        while let Some(entry) = self.entries.pop_front_if(|entry| entry.readers == 0) {
            self.base += 1;
            self.bytes -= entry.frame.len();
        }
        if self.entries.is_empty() {
            self.joined = None;
        }
    }
}

/// Joins as many frames as fit, but at least one. A single frame is shared instead of copied.
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
