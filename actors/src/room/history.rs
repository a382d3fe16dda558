//! The recent messages of a room, bounded in number, size and age.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::ids::MessageIds;
use crate::model::{ChatKind, ChatMessage};
use crate::ports::Now;

/// How many deletions are remembered for clients that were away.
pub const DELETED_MAX: usize = 100;
/// How many messages are dropped before the store is told to delete them.
const TRIM_EVERY: u32 = 32;
/// Bytes that an encoded message takes besides its text: field names, numbers and the author.
const AROUND_TEXT: usize = 256;

/// Drawings take at most one in this many messages and bytes, so that they do not push out text.
const DRAWINGS_SHARE: usize = 4;

/// How much history is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Maximum number of messages, a quarter of which may be drawings; 0 keeps none.
    pub messages: usize,
    /// Maximum size in bytes of JSON, since newcomers receive all of it at once; a quarter may be drawings. A single
    /// message may exceed it.
    pub bytes: usize,
    /// Maximum age; `None` for no limit.
    pub age: Option<Duration>,
}

/// A message in the history.
#[derive(Debug)]
struct Kept {
    message: Arc<ChatMessage>,
    /// When it expires, by the monotonic clock.
    until: Option<Instant>,
}

/// The recent messages of a room.
#[derive(Debug)]
pub(super) struct History {
    retention: Retention,
    messages: VecDeque<Kept>,
    /// Sum of the messages' sizes.
    bytes: usize,
    /// Number of drawings among them, and the sum of their sizes.
    drawings: usize,
    drawing_bytes: usize,
    /// The last id given, whether or not its message is still here.
    last_id: u64,
    ids: MessageIds,
    /// All messages after this id are here, except deleted ones.
    complete_after: u64,
    /// The last stored id and the first id of this run: ids between them belong to messages of an earlier run that were
    /// never stored. `None` if the store has no ids.
    lost: Option<(u64, u64)>,
    deleted: VecDeque<u64>,
    /// Messages dropped since the store was last told to delete some.
    dropped: u32,
}

impl History {
    /// Starts with the stored messages and deletions, oldest first.
    pub fn new(
        retention: Retention,
        messages: Vec<ChatMessage>,
        deleted: Vec<u64>,
        ids: MessageIds,
        now: Now,
    ) -> Self {
        let last_id =
            messages.last().map_or(0, |message| message.id).max(deleted.last().copied().unwrap_or(0));
        // messages before the oldest one are unknown; without any, all before now are
        let complete_after = messages.first().map_or(ids.at(now.monotonic), |message| message.id);
        let lost = (last_id > 0).then(|| (last_id, ids.at(now.monotonic)));
        let kept = |message: ChatMessage| {
            let age = Duration::from_secs(u64::try_from(now.unix - message.time).unwrap_or_default());
            let until = retention.age.map(|most| now.monotonic + most.saturating_sub(age));
            Kept { message: Arc::new(message), until }
        };
        let mut history = Self {
            retention,
            bytes: 0,
            drawings: 0,
            drawing_bytes: 0,
            messages: VecDeque::with_capacity(messages.len()),
            lost,
            last_id,
            ids,
            complete_after,
            deleted: deleted.into(),
            dropped: 0,
        };
        for message in messages {
            history.count_in(&message);
            history.messages.push_back(kept(message));
        }
        history.shorten();
        history
    }

    /// An id for a message sent now, larger than all before it, including those of earlier runs.
    pub fn next_id(&mut self, now: Instant) -> u64 {
        self.last_id = self.ids.at(now).max(self.last_id + 1);
        self.last_id
    }

    /// Appends a message. Once [`TRIM_EVERY`] messages have been dropped, returns the id up to which the store may
    /// delete.
    pub fn push(&mut self, message: Arc<ChatMessage>, now: Instant) -> Option<u64> {
        self.count_in(&message);
        self.messages.push_back(Kept { message, until: self.retention.age.map(|age| now + age) });
        let gone = self.shorten();
        gone.filter(|_| self.dropped >= TRIM_EVERY).inspect(|_| self.dropped = 0)
    }

    /// Drops what exceeds the limits. Returns the id of the last message dropped from the front.
    fn shorten(&mut self) -> Option<u64> {
        let most = self.retention;
        while self.drawings > 1
            && (self.drawings > most.messages / DRAWINGS_SHARE
                || self.drawing_bytes > most.bytes / DRAWINGS_SHARE)
        {
            self.drop_oldest_drawing();
        }
        let mut gone = None;
        while self.messages.len() > most.messages || (self.bytes > most.bytes && self.messages.len() > 1) {
            gone = self.drop_oldest();
        }
        gone
    }

    /// Drops expired messages. Returns the id up to which the store may delete.
    pub fn expire(&mut self, now: Instant) -> Option<u64> {
        let mut gone = None;
        while self.deadline().is_some_and(|until| until <= now) {
            gone = self.drop_oldest();
        }
        gone
    }

    /// When the oldest message expires.
    pub fn deadline(&self) -> Option<Instant> {
        self.messages.front()?.until
    }

    /// The messages after `last` and true, if none is missing between; otherwise all messages and false.
    pub fn since(&self, last: Option<u64>) -> (Vec<Arc<ChatMessage>>, bool) {
        let resumed = last.is_some_and(|last| last >= self.complete_after && last <= self.last_id)
            && self.lost_after(last).is_none();
        let after = if resumed { last.unwrap_or_default() } else { 0 };
        let start = self.messages.partition_point(|kept| kept.message.id <= after);
        (self.messages.range(start..).map(|kept| Arc::clone(&kept.message)).collect(), resumed)
    }

    /// The id of the last stored message, if the client's `last` message came after it and was lost in a crash: no
    /// other client will see that message.
    pub fn lost_after(&self, last: Option<u64>) -> Option<u64> {
        let (stored, first) = self.lost?;
        last.filter(|last| (stored + 1..first).contains(last)).map(|_| stored)
    }

    /// Ids of messages that were deleted singly, at most [`DELETED_MAX`].
    pub fn deleted(&self) -> Vec<u64> {
        self.deleted.iter().copied().collect()
    }

    /// The message with this id, if it is still here.
    pub fn message(&self, id: u64) -> Option<&ChatMessage> {
        self.position(id).and_then(|at| self.messages.get(at)).map(|kept| &*kept.message)
    }

    /// All messages.
    pub fn newest_first(&self) -> impl Iterator<Item = &ChatMessage> {
        self.messages.iter().rev().map(|kept| &*kept.message)
    }

    /// Removes one message; false when it is not here.
    pub fn delete(&mut self, id: u64) -> bool {
        if self.position(id).and_then(|at| self.take_out(at)).is_none() {
            return false;
        }
        if self.deleted.len() == DELETED_MAX {
            self.deleted.pop_front();
        }
        self.deleted.push_back(id);
        true
    }

    /// Removes the messages that fit, and returns their ids.
    pub fn delete_all(&mut self, fits: impl Fn(&ChatMessage) -> bool) -> Vec<u64> {
        let ids: Vec<u64> =
            self.messages.iter().filter(|kept| fits(&kept.message)).map(|kept| kept.message.id).collect();
        for id in &ids {
            self.delete(*id);
        }
        if ids.len() > DELETED_MAX {
            // clients that were away in the meantime start over: not all deletions are remembered
            self.complete_after = self.last_id + 1;
        }
        ids
    }

    /// Removes all messages. Returns the id up to which everything is deleted, including messages that only clients
    /// still have.
    pub fn clear(&mut self, now: Instant) -> u64 {
        self.messages.clear();
        (self.bytes, self.drawings, self.drawing_bytes) = (0, 0, 0);
        self.deleted.clear();
        let up_to = self.next_id(now);
        // clients that were away in the meantime start over
        self.complete_after = up_to + 1;
        up_to
    }

    fn position(&self, id: u64) -> Option<usize> {
        self.messages.binary_search_by_key(&id, |kept| kept.message.id).ok()
    }

    fn drop_oldest(&mut self) -> Option<u64> {
        let oldest = self.take_out(0)?;
        self.complete_after = self.complete_after.max(oldest.id);
        self.dropped += 1;
        Some(oldest.id)
    }

    /// The store keeps the drawing until the messages around it are dropped.
    fn drop_oldest_drawing(&mut self) {
        let oldest = self.messages.iter().position(|kept| kept.message.kind == ChatKind::Drawing);
        if let Some(drawing) = oldest.and_then(|at| self.take_out(at)) {
            self.complete_after = self.complete_after.max(drawing.id);
        }
    }

    fn count_in(&mut self, message: &ChatMessage) {
        self.bytes += size(message);
        if message.kind == ChatKind::Drawing {
            self.drawings += 1;
            self.drawing_bytes += size(message);
        }
    }

    fn take_out(&mut self, at: usize) -> Option<Arc<ChatMessage>> {
        let message = self.messages.remove(at)?.message;
        self.bytes -= size(&message);
        if message.kind == ChatKind::Drawing {
            self.drawings -= 1;
            self.drawing_bytes -= size(&message);
        }
        Some(message)
    }
}

/// Size of a message in JSON, where quotes and backslashes take two bytes.
fn size(message: &ChatMessage) -> usize {
    let written_as_two = message.text.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count();
    message.text.len() + written_as_two + AROUND_TEXT
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A history that starts at Unix second `unix`, and that instant.
    fn beginning(
        retention: Retention,
        messages: Vec<ChatMessage>,
        deleted: Vec<u64>,
        unix: i64,
    ) -> (History, Instant) {
        let now = Now { monotonic: Instant::now(), unix, millis: 0 };
        let ids = MessageIds::beginning(unix.unsigned_abs() * 1_000_000, now.monotonic);
        (History::new(retention, messages, deleted, ids, now), now.monotonic)
    }

    fn message(id: u64, time: i64) -> ChatMessage {
        ChatMessage { id, time, kind: ChatKind::Server, author: None, text: String::new(), reply: None }
    }

    fn ids((messages, resumed): (Vec<Arc<ChatMessage>>, bool)) -> (Vec<u64>, bool) {
        (messages.iter().map(|message| message.id).collect(), resumed)
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const FEW: Retention = Retention { messages: 3, bytes: 1_000_000, age: Some(Duration::from_secs(60)) };

    #[test]
    fn it_is_no_longer_than_can_be_sent_at_once() {
        let long = |id| ChatMessage { text: "\"".repeat(500), ..message(id, 0) };
        let retention = Retention { messages: 100, bytes: 4_000, age: None };
        let (mut history, now) = beginning(retention, (1..=50).map(long).collect(), Vec::new(), 0);
        assert_eq!(ids(history.since(None)), (vec![48, 49, 50], false));
        for id in 51..=60 {
            history.push(long(id).into(), now);
            history.last_id = id;
        }
        assert_eq!(ids(history.since(Some(57))), (vec![58, 59, 60], true));
        assert_eq!(ids(history.since(Some(56))), (vec![58, 59, 60], false));
        assert!(history.delete(59));
        history.push(long(61).into(), now);
        assert_eq!(ids(history.since(None)), (vec![58, 60, 61], false));
        history.clear(now);
        history.push(ChatMessage { text: "x".repeat(10_000), ..message(u64::MAX, 0) }.into(), now);
        assert_eq!(ids(history.since(None)), (vec![u64::MAX], false), "one may be longer");
    }

    #[test]
    fn drawings_push_out_older_drawings_and_nothing_that_was_said() {
        let drawing = |id| ChatMessage { kind: ChatKind::Drawing, text: "x".repeat(1000), ..message(id, 0) };
        let retention = Retention { messages: 16, bytes: 20_000, age: None };
        let (mut history, now) = beginning(retention, vec![message(1, 0)], Vec::new(), 0);
        for id in 2..=10 {
            history.push(drawing(id).into(), now);
            history.last_id = id;
        }
        assert_eq!(ids(history.since(None)).0, [1, 8, 9, 10], "a quarter of the bytes");
        assert_eq!(ids(history.since(Some(5))), (vec![1, 8, 9, 10], false), "some are missing");
        assert_eq!(ids(history.since(Some(8))), (vec![9, 10], true));
        assert!(history.delete(9));
        assert_eq!((history.drawings, history.drawing_bytes), (2, 2 * (1000 + AROUND_TEXT)));
        let stored = [vec![message(1, 0)], (2..=10).map(drawing).collect()].concat();
        let (history, _) = beginning(retention, stored, Vec::new(), 0);
        assert_eq!(ids(history.since(None)).0, [1, 8, 9, 10]);
    }

    #[test]
    fn a_reader_with_messages_that_a_crash_lost_is_told_after_which_they_were() {
        let (mut history, now) = beginning(FEW, vec![message(10, 0), message(11, 0)], Vec::new(), 1);
        let first = history.next_id(now);
        history.push(message(first, 0).into(), now);
        assert_eq!(history.lost_after(Some(12)), Some(11));
        assert_eq!(ids(history.since(Some(12))), (vec![10, 11, first], false));
        for last in [None, Some(10), Some(11), Some(first)] {
            assert_eq!(history.lost_after(last), None, "{last:?}");
        }
        assert_eq!(ids(history.since(Some(11))), (vec![first], true));
        let (history, _) = beginning(FEW, Vec::new(), Vec::new(), 1);
        assert_eq!(history.lost_after(Some(12)), None, "it may have become too old");
    }

    #[test]
    fn reader_who_comes_back_gets_what_they_missed_and_is_told_when_that_is_not_all() {
        let (mut history, now) = beginning(FEW, vec![message(10, 0), message(11, 0)], Vec::new(), 0);
        history.push(message(12, 0).into(), now);
        history.last_id = 12;
        assert_eq!(ids(history.since(Some(11))), (vec![12], true));
        assert_eq!(ids(history.since(Some(12))), (vec![], true));
        assert_eq!(ids(history.since(Some(10))), (vec![11, 12], true));
        assert_eq!(ids(history.since(Some(9))), (vec![10, 11, 12], false), "what came between is not known");
        assert_eq!(
            ids(history.since(Some(99))),
            (vec![10, 11, 12], false),
            "of another room or another time"
        );
        assert_eq!(ids(history.since(None)), (vec![10, 11, 12], false));
        history.push(message(13, 0).into(), now);
        history.last_id = 13;
        assert_eq!(ids(history.since(Some(10))), (vec![11, 12, 13], true), "the oldest is the one they have");
        history.push(message(14, 0).into(), now);
        history.last_id = 14;
        assert_eq!(ids(history.since(Some(10))), (vec![12, 13, 14], false));
    }

    #[test]
    fn ids_grow() {
        let (mut history, now) = beginning(FEW, vec![message(7_000_001, 7)], Vec::new(), 7);
        let ids = [0, 0, 2, 2].map(|passed| history.next_id(now + seconds(passed)));
        assert_eq!(ids, [7_000_002, 7_000_003, 9_000_000, 9_000_001]);
    }

    #[test]
    fn cleared_and_deleted_messages_are_gone_for_those_who_come_back_too() {
        let (mut history, now) =
            beginning(FEW, vec![message(1, 0), message(2, 0), message(3, 0)], Vec::new(), 1);
        assert!(history.delete(2));
        assert!(!history.delete(2));
        assert_eq!(ids(history.since(Some(1))), (vec![3], true));
        assert_eq!(history.deleted(), [2]);
        let cleared = history.clear(now);
        assert_eq!(cleared, 1_000_000);
        assert_eq!(ids(history.since(Some(cleared))), (vec![], false), "they still show what was cleared");
    }

    #[test]
    fn deletions_are_known_after_a_restart() {
        let (history, _) = beginning(FEW, vec![message(1, 0), message(2, 0)], vec![3], 0);
        assert_eq!(
            ids(history.since(Some(3))),
            (vec![], true),
            "who has the deleted one missed nothing else"
        );
        assert_eq!(history.deleted(), [3]);
    }

    #[test]
    fn messages_grow_too_old() {
        let (mut history, now) = beginning(FEW, vec![message(1, 100), message(2, 150)], Vec::new(), 150);
        assert_eq!(history.deadline(), Some(now + seconds(10)));
        assert_eq!(history.expire(now + seconds(9)), None);
        assert_eq!(history.expire(now + seconds(10)), Some(1));
        assert_eq!(ids(history.since(None)).0, [2]);
        history.push(message(3, 165).into(), now + seconds(15));
        assert_eq!(history.expire(now + seconds(60)), Some(2));
        assert_eq!(history.deadline(), Some(now + seconds(75)));
    }

    #[test]
    fn messages_from_a_time_that_is_to_come_grow_old_as_if_of_now() {
        // the clock was set back since
        let (mut history, now) = beginning(FEW, vec![message(1, 4000)], Vec::new(), 400);
        assert_eq!(history.expire(now + seconds(59)), None);
        assert_eq!(history.expire(now + seconds(60)), Some(1));
    }

    #[test]
    fn store_forgets_in_strides() {
        let (mut history, now) =
            beginning(Retention { messages: 0, age: None, ..FEW }, Vec::new(), Vec::new(), 0);
        let told = (1..=64).filter_map(|id| history.push(message(id, 0).into(), now)).collect::<Vec<_>>();
        assert_eq!(told, [32, 64]);
    }
}
