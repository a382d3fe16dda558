//! What was said lately: bounded in number and in age.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::clock::Now;
use crate::store::ChatMessage;

/// Deletions that are remembered, so that who was away meanwhile hears of them.
pub const DELETED_MAX: usize = 100;
/// How many messages drop out before the store is told to forget them.
const TRIM_EVERY: u32 = 32;

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Messages; 0 for none.
    pub messages: usize,
    /// Their age; `None` for any.
    pub age: Option<Duration>,
}

/// The last messages of a room.
#[derive(Debug)]
pub(super) struct History {
    retention: Retention,
    messages: VecDeque<Arc<ChatMessage>>,
    /// The id last given, whether or not that message is still here.
    last_id: u64,
    /// No id is smaller than this. The room before this one may have said something within this same second that the
    /// store does not know.
    first_id: u64,
    /// Everything after this one is here, but for what was deleted.
    complete_after: u64,
    deleted: VecDeque<u64>,
    /// Messages that dropped out since the store was last told.
    dropped: u32,
}

impl History {
    /// What the store remembers, oldest first. Older messages than those are not known.
    pub fn new(retention: Retention, messages: Vec<ChatMessage>, deleted: Vec<u64>, now: Now) -> Self {
        let last_id =
            messages.last().map_or(0, |message| message.id).max(deleted.last().copied().unwrap_or(0));
        let first_id = micros(now) + 1_000_000;
        // what was said before the oldest that is left, nobody can tell; and without any, what was said before now
        let complete_after = messages.first().map_or(first_id, |message| message.id);
        Self {
            retention,
            messages: messages.into_iter().map(Arc::new).collect(),
            last_id,
            first_id,
            complete_after,
            deleted: deleted.into(),
            dropped: 0,
        }
    }

    /// An id for a message that is said now: larger than all before it, also than those of an earlier run.
    pub fn next_id(&mut self, now: Now) -> u64 {
        self.last_id = micros(now).max(self.last_id + 1).max(self.first_id);
        self.last_id
    }

    /// Appends. Answers up to which message the store may forget, now and then.
    pub fn push(&mut self, message: Arc<ChatMessage>) -> Option<u64> {
        self.messages.push_back(message);
        let mut gone = None;
        while self.messages.len() > self.retention.messages {
            gone = self.drop_oldest();
        }
        gone.filter(|_| self.dropped >= TRIM_EVERY).inspect(|_| self.dropped = 0)
    }

    /// Drops what is too old. Answers up to which message the store may forget.
    pub fn expire(&mut self, now: Now) -> Option<u64> {
        let mut gone = None;
        while self.messages.front().is_some_and(|oldest| self.is_too_old(oldest, now)) {
            gone = self.drop_oldest();
        }
        gone
    }

    /// When the oldest message is too old.
    pub fn deadline(&self, now: Now) -> Option<Instant> {
        let (oldest, age) = (self.messages.front()?, self.retention.age?);
        let left = (oldest.time.saturating_add_unsigned(age.as_secs())).saturating_sub(now.unix).max(0);
        Some(now.monotonic + Duration::from_secs(left.unsigned_abs() + 1))
    }

    /// What was said after `last`, and whether that is everything; without `last`, all that is left.
    pub fn since(&self, last: Option<u64>) -> (Vec<Arc<ChatMessage>>, bool) {
        let resumed = last.is_some_and(|last| last >= self.complete_after && last <= self.last_id);
        let after = if resumed { last.unwrap_or_default() } else { 0 };
        let start = self.messages.partition_point(|message| message.id <= after);
        (self.messages.range(start..).cloned().collect(), resumed)
    }

    /// Messages that were deleted one by one, as far as remembered.
    pub fn deleted(&self) -> Vec<u64> {
        self.deleted.iter().copied().collect()
    }

    /// Whether the message is still here.
    pub fn contains(&self, id: u64) -> bool {
        self.position(id).is_some()
    }

    /// Removes one message; false when it is not here.
    pub fn delete(&mut self, id: u64) -> bool {
        let Some(at) = self.position(id) else { return false };
        self.messages.remove(at);
        if self.deleted.len() == DELETED_MAX {
            self.deleted.pop_front();
        }
        self.deleted.push_back(id);
        true
    }

    /// Removes everything. Answers the id up to which all is gone, also of what clients show that is not known here.
    pub fn clear(&mut self, now: Now) -> u64 {
        self.messages.clear();
        self.deleted.clear();
        self.last_id = self.last_id.max(micros(now)).max(self.first_id);
        // who was away meanwhile has to begin anew
        self.complete_after = self.last_id + 1;
        self.last_id
    }

    fn position(&self, id: u64) -> Option<usize> {
        self.messages.binary_search_by_key(&id, |message| message.id).ok()
    }

    fn drop_oldest(&mut self) -> Option<u64> {
        let id = self.messages.pop_front()?.id;
        self.complete_after = id;
        self.dropped += 1;
        Some(id)
    }

    fn is_too_old(&self, message: &ChatMessage, now: Now) -> bool {
        let Some(age) = self.retention.age else { return false };
        message.time.saturating_add_unsigned(age.as_secs()) < now.unix
    }
}

fn micros(now: Now) -> u64 {
    u64::try_from(now.unix).unwrap_or_default().saturating_mul(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ChatKind;

    fn message(id: u64, time: i64) -> ChatMessage {
        ChatMessage { id, time, kind: ChatKind::Server, author: None, text: String::new(), reply: None }
    }

    fn at(unix: i64) -> Now {
        Now { monotonic: Instant::now(), unix }
    }

    fn ids((messages, resumed): (Vec<Arc<ChatMessage>>, bool)) -> (Vec<u64>, bool) {
        (messages.iter().map(|message| message.id).collect(), resumed)
    }

    const FEW: Retention = Retention { messages: 3, age: Some(Duration::from_secs(60)) };

    #[test]
    fn reader_who_comes_back_gets_what_they_missed_and_is_told_when_that_is_not_all() {
        let mut history = History::new(FEW, vec![message(10, 0), message(11, 0)], Vec::new(), at(0));
        history.push(message(12, 0).into());
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
        history.push(message(13, 0).into());
        history.last_id = 13;
        assert_eq!(ids(history.since(Some(10))), (vec![11, 12, 13], true), "the oldest is the one they have");
        history.push(message(14, 0).into());
        history.last_id = 14;
        assert_eq!(ids(history.since(Some(10))), (vec![12, 13, 14], false));
    }

    #[test]
    fn ids_grow_also_when_the_clock_is_set_back() {
        let mut history = History::new(FEW, vec![message(7_000_000, 7)], Vec::new(), at(7));
        let ids = [at(9), at(9), at(3), at(20)].map(|now| history.next_id(now));
        assert_eq!(ids, [9_000_000, 9_000_001, 9_000_002, 20_000_000]);
        // what was said a moment ago, but is not stored yet, has an id too
        assert_eq!(History::new(FEW, Vec::new(), Vec::new(), at(7)).next_id(at(7)), 8_000_000);
    }

    #[test]
    fn cleared_and_deleted_messages_are_gone_for_those_who_come_back_too() {
        let mut history =
            History::new(FEW, vec![message(1, 0), message(2, 0), message(3, 0)], Vec::new(), at(0));
        assert!(history.delete(2));
        assert!(!history.delete(2));
        assert_eq!(ids(history.since(Some(1))), (vec![3], true));
        assert_eq!(history.deleted(), [2]);
        let cleared = history.clear(at(0));
        assert_eq!(cleared, 1_000_000);
        assert_eq!(ids(history.since(Some(cleared))), (vec![], false), "they still show what was cleared");
    }

    #[test]
    fn deletions_are_known_after_a_restart() {
        let history = History::new(FEW, vec![message(1, 0), message(2, 0)], vec![3], at(0));
        assert_eq!(
            ids(history.since(Some(3))),
            (vec![], true),
            "who has the deleted one missed nothing else"
        );
        assert_eq!(history.deleted(), [3]);
    }

    #[test]
    fn messages_grow_too_old() {
        let mut history = History::new(FEW, vec![message(1, 100), message(2, 150)], Vec::new(), at(150));
        assert_eq!(history.expire(at(160)), None);
        let now = at(100);
        assert_eq!(history.deadline(now).map(|at| at - now.monotonic), Some(Duration::from_secs(61)));
        assert_eq!(history.expire(at(161)), Some(1));
        assert_eq!(ids(history.since(None)).0, [2]);
    }

    #[test]
    fn store_forgets_in_strides() {
        let mut history = History::new(Retention { messages: 0, age: None }, Vec::new(), Vec::new(), at(0));
        let told = (1..=64).filter_map(|id| history.push(message(id, 0).into())).collect::<Vec<_>>();
        assert_eq!(told, [32, 64]);
    }
}
