//! Which deliveries to start. Pure.
//!
//! Each webhook has one delivery at a time, and so gets its events in order. Webhooks share a number of slots, of which those that
//! failed last can use half: a receiver that is slow or away delays others at most once. What waits for a picture has no slot.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{UnixTime, Webhook};
use pystreaming_actors::ports::{Now, StoredEvent};

use super::announcements::Awaited;
use super::retry::PAUSE_MAX;

/// Deliveries at a time.
const SLOTS: usize = 32;
/// Those of them to receivers that failed last, or that somebody requested.
const DOUBTFUL_SLOTS: usize = SLOTS / 2;
/// Requests that may wait for one webhook.
const REQUESTS_MAX: usize = 4;
/// Unwanted events after which a webhook's position is stored, so that a restart does not read them all again.
const SKIPPED_MAX: i64 = 1000;
/// Pause after the store failed.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// Pause before it is looked again for what is waited for.
const EARLY_PAUSE: Duration = Duration::from_millis(500);
const DAY: UnixTime = 24 * 60 * 60;

/// All webhooks and what each of them waits for. `R` is a request for a single delivery.
pub(super) struct Schedule<R> {
    entries: BTreeMap<i64, Entry<R>>,
    /// Id of the last event that is known to be stored.
    tail: i64,
    /// Increases with each start.
    turn: u64,
}

struct Entry<R> {
    webhook: Webhook,
    /// No event up to this id remains to be delivered; at least the stored position.
    after: i64,
    /// Before when nothing is attempted.
    due: Option<Instant>,
    /// What the next event waits for.
    awaited: Option<Awaited>,
    running: Option<Slot>,
    /// Requested deliveries, oldest first, with the webhook as it was stored then.
    requests: VecDeque<(Webhook, R)>,
    /// When it was last started.
    turn: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Sound,
    Doubtful,
    /// Only the store is asked.
    None,
}

/// What to start. Each start ends with [`Schedule::finished`].
#[derive(Debug, PartialEq)]
pub(super) enum Start<R> {
    /// Deliver the first wanted event after this one, which has waited for this.
    Next { webhook: Webhook, after: i64, tail: i64, awaited: Option<Awaited> },
    /// Perform a request.
    Request { webhook: Webhook, request: R },
    /// Store the position of a webhook.
    Skip { webhook: i64, up_to: i64 },
}

/// What became of a start.
#[derive(Debug)]
pub(super) enum Finished {
    /// The webhook as stored; `None` if it was removed.
    Settled(Option<Box<Webhook>>),
    /// There was no wanted event up to this one.
    CaughtUp(i64),
    /// The first wanted event after this one waits.
    Early { after: i64, awaited: Awaited },
    /// The store failed.
    Failed,
    /// A request was performed.
    Requested,
}

impl<R> Schedule<R> {
    pub fn new() -> Self {
        Self { entries: BTreeMap::new(), tail: 0, turn: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn tail(&self) -> i64 {
        self.tail
    }

    /// Takes over all webhooks as stored, with the id of the last event, if it was read before them.
    pub fn replace(&mut self, webhooks: Vec<Webhook>, tail: i64, now: Now) {
        self.tail = self.tail.max(tail);
        let mut before = std::mem::take(&mut self.entries);
        for webhook in webhooks {
            let entry = match before.remove(&webhook.id) {
                Some(mut entry) => {
                    entry.update(webhook, now);
                    entry
                }
                None => Entry::new(webhook, now),
            };
            self.entries.insert(entry.webhook.id, entry);
        }
    }

    /// Takes note of events that were stored after the tail, in order.
    pub fn recorded(&mut self, events: &[StoredEvent]) {
        let Some(last) = events.last() else { return };
        for entry in self.entries.values_mut() {
            let is_waiting = entry.running.is_none() && entry.after >= self.tail;
            if is_waiting {
                let wanted =
                    events.iter().find(|event| event.id > entry.after && wants(&entry.webhook, event));
                entry.after = entry.after.max(wanted.map_or(last.id, |event| event.id - 1));
            }
        }
        self.tail = self.tail.max(last.id);
    }

    /// Adds a request for a webhook, which may be new.
    ///
    /// # Errors
    /// Too many requests wait for it.
    pub fn request(&mut self, webhook: Webhook, request: R, now: Now) -> Result<(), R> {
        let entry = self.entries.entry(webhook.id).or_insert_with(|| Entry::new(webhook.clone(), now));
        if entry.requests.len() >= REQUESTS_MAX {
            return Err(request);
        }
        entry.requests.push_back((webhook, request));
        Ok(())
    }

    /// What to start now, those first that waited longest.
    pub fn start(&mut self, now: Instant) -> Vec<Start<R>> {
        let running = |slot| self.entries.values().filter(|entry| entry.running == Some(slot)).count();
        let mut doubtful = running(Slot::Doubtful);
        let mut free = SLOTS.saturating_sub(running(Slot::Sound) + doubtful);
        let mut ready: Vec<(u64, i64, Slot)> = Vec::new();
        for (id, entry) in &self.entries {
            ready.extend(entry.ready(self.tail, now).map(|slot| (entry.turn, *id, slot)));
        }
        ready.sort_unstable_by_key(|(turn, ..)| *turn);
        let mut starts = Vec::new();
        for (_, id, slot) in ready {
            let is_doubtful = slot == Slot::Doubtful;
            if slot != Slot::None && (free == 0 || is_doubtful && doubtful >= DOUBTFUL_SLOTS) {
                continue;
            }
            let Some(entry) = self.entries.get_mut(&id) else { continue };
            free -= usize::from(slot != Slot::None);
            doubtful += usize::from(is_doubtful);
            self.turn += 1;
            entry.turn = self.turn;
            entry.running = Some(slot);
            starts.push(entry.start(self.tail, slot));
        }
        starts
    }

    /// Takes note of the end of a start.
    pub fn finished(&mut self, id: i64, finished: Finished, now: Now) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        entry.running = None;
        match finished {
            Finished::Settled(Some(webhook)) => {
                entry.awaited = None;
                entry.update(*webhook, now);
            }
            Finished::Settled(None) => {
                self.entries.remove(&id);
            }
            Finished::CaughtUp(after) => entry.after = entry.after.max(after),
            Finished::Early { after, awaited } => {
                entry.after = entry.after.max(after);
                (entry.awaited, entry.due) = (Some(awaited), Some(now.monotonic + EARLY_PAUSE));
            }
            Finished::Failed => entry.due = Some(now.monotonic + STORE_PAUSE),
            Finished::Requested => {}
        }
    }
}

impl<R> Entry<R> {
    fn new(webhook: Webhook, now: Now) -> Self {
        let (after, due) = (webhook.progress.after, due(&webhook, now));
        Self { webhook, after, due, awaited: None, running: None, requests: VecDeque::new(), turn: 0 }
    }

    fn update(&mut self, webhook: Webhook, now: Now) {
        // a clock that was set does not move what was due
        if webhook.progress != self.webhook.progress {
            self.due = due(&webhook, now);
        }
        self.after = self.after.max(webhook.progress.after);
        self.webhook = webhook;
    }

    /// The slot that it needs if it can be started.
    fn ready(&self, tail: i64, now: Instant) -> Option<Slot> {
        if self.running.is_some() {
            return None;
        }
        if !self.requests.is_empty() {
            return Some(Slot::Doubtful);
        }
        if !self.webhook.settings.enabled || self.due.is_some_and(|due| now < due) {
            return None;
        }
        let progress = &self.webhook.progress;
        if self.after < tail {
            let is_doubtful = progress.attempts > 0 || progress.given_up > 0;
            return Some(if is_doubtful { Slot::Doubtful } else { Slot::Sound });
        }
        (progress.attempts == 0 && self.after - progress.after >= SKIPPED_MAX).then_some(Slot::None)
    }

    fn start(&mut self, tail: i64, slot: Slot) -> Start<R> {
        match (self.requests.pop_front(), slot) {
            (Some((webhook, request)), _) => Start::Request { webhook, request },
            (None, Slot::None) => Start::Skip { webhook: self.webhook.id, up_to: self.after },
            (None, _) => {
                let (webhook, after, awaited) = (self.webhook.clone(), self.after, self.awaited);
                Start::Next { webhook, after, tail, awaited }
            }
        }
    }
}

/// When the next attempt is due. Never later than after the longest pause, even if the clock was set back.
fn due(webhook: &Webhook, now: Now) -> Option<Instant> {
    let wait = webhook.progress.retry_at?.saturating_sub(now.unix);
    let wait = Duration::from_secs(u64::try_from(wait).unwrap_or_default());
    Some(now.monotonic + wait.min(PAUSE_MAX))
}

/// Whether a webhook gets an event. What happened more than a day before it was made was imported later.
pub(super) fn wants(webhook: &Webhook, event: &StoredEvent) -> bool {
    let covers =
        webhook.streamer.as_ref().is_none_or(|streamer| *streamer == StreamerName::stored(&event.streamer));
    covers
        && webhook.settings.kinds.contain(&event.kind)
        && event.at >= webhook.created_at.saturating_sub(DAY)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pystreaming_actors::model::{EventKinds, WebhookProgress};
    use pystreaming_actors::ports::{Clock as _, SystemClock};

    use super::super::tests::{event, webhook};
    use super::*;

    fn schedule(webhooks: Vec<Webhook>, tail: i64) -> (Schedule<&'static str>, Now) {
        let (mut schedule, now) = (Schedule::new(), SystemClock.now());
        schedule.replace(webhooks, tail, now);
        (schedule, now)
    }

    fn failing(id: i64, retry_at: UnixTime) -> Webhook {
        let progress =
            WebhookProgress { attempts: 1, retry_at: Some(retry_at), ..WebhookProgress::default() };
        Webhook { progress, ..webhook(id) }
    }

    fn ids(starts: &[Start<&str>]) -> Vec<i64> {
        starts
            .iter()
            .map(|start| match start {
                Start::Next { webhook, .. } | Start::Request { webhook, .. } => webhook.id,
                Start::Skip { webhook, .. } => *webhook,
            })
            .collect()
    }

    #[test]
    fn only_webhooks_that_want_an_event_are_started() {
        let mut picky = webhook(2);
        picky.settings.kinds = EventKinds::parse(["stop_streaming"]).unwrap();
        let other = Webhook { streamer: Some(StreamerName::stored("bob")), ..webhook(3) };
        let off = Webhook {
            settings: pystreaming_actors::model::WebhookSettings { enabled: false, ..webhook(4).settings },
            ..webhook(4)
        };
        let (mut schedule, now) = schedule(vec![webhook(1), picky, other, off], 0);
        assert_eq!(ids(&schedule.start(now.monotonic)), [0_i64; 0]);
        schedule.recorded(&[event(5, "Alice", "join_chat"), event(6, "alice", "leave_chat")]);
        let starts = schedule.start(now.monotonic);
        assert_eq!(starts, [Start::Next { webhook: webhook(1), after: 4, tail: 6, awaited: None }]);
        schedule.recorded(&[event(8, "alice", "stop_streaming")]);
        let starts = schedule.start(now.monotonic);
        assert!(
            matches!(&starts[..], [Start::Next { webhook, after: 7, .. }] if webhook.id == 2),
            "{starts:?}"
        );
    }

    #[test]
    fn a_webhook_has_one_delivery_at_a_time_and_goes_on_after_it() {
        let (mut schedule, now) = schedule(vec![webhook(1)], 0);
        schedule.recorded(&[event(1, "alice", "join_chat")]);
        assert_eq!(schedule.start(now.monotonic).len(), 1);
        schedule.recorded(&[event(2, "alice", "join_chat")]);
        assert_eq!(schedule.start(now.monotonic).len(), 0);
        let progress = WebhookProgress { after: 1, ..WebhookProgress::default() };
        schedule.finished(1, Finished::Settled(Some(Webhook { progress, ..webhook(1) }.into())), now);
        let starts = schedule.start(now.monotonic);
        assert!(matches!(&starts[..], [Start::Next { after: 1, tail: 2, .. }]), "{starts:?}");
        schedule.finished(1, Finished::CaughtUp(2), now);
        assert_eq!(schedule.start(now.monotonic).len(), 0);
        schedule.finished(1, Finished::Settled(None), now);
        assert!(schedule.is_empty());
    }

    #[test]
    fn a_failed_delivery_waits_whatever_the_clock_is_set_to() {
        let now = SystemClock.now();
        let (mut schedule, _) = schedule(vec![failing(1, now.unix + 3600)], 5);
        schedule.replace(vec![failing(1, now.unix + 3600)], 5, Now { unix: now.unix + 7200, ..now });
        let after = |seconds| now.monotonic + Duration::from_secs(seconds);
        assert_eq!(schedule.start(after(3500)).len(), 0);
        assert_eq!(schedule.start(after(3602)).len(), 1);
        schedule.finished(1, Finished::Failed, now.plus(Duration::from_secs(3602)));
        assert_eq!(schedule.start(after(3602)).len(), 0);
        assert_eq!(schedule.start(after(3604)).len(), 1);
        let (mut schedule, now) = self::schedule(vec![failing(1, i64::MAX)], 5);
        assert_eq!(schedule.start(now.monotonic + PAUSE_MAX).len(), 1, "a clock set back does not stop it");
    }

    #[test]
    fn receivers_that_failed_leave_half_of_the_slots_to_others() {
        let webhooks = (0..100).map(|id| failing(id, 0)).chain((100..200).map(webhook)).collect();
        let (mut schedule, now) = schedule(webhooks, 1);
        let started = ids(&schedule.start(now.monotonic));
        assert_eq!(started.len(), SLOTS);
        assert_eq!(started.iter().filter(|id| **id < 100).count(), DOUBTFUL_SLOTS);
        assert_eq!(schedule.start(now.monotonic).len(), 0);
        schedule.finished(150, Finished::CaughtUp(1), now);
        schedule.finished(started[0], Finished::Failed, now);
        let sound = started.iter().find(|id| **id >= 100).copied().unwrap();
        schedule.finished(sound, Finished::CaughtUp(1), now);
        let next = ids(&schedule.start(now.monotonic));
        assert_eq!(next.len(), 2);
        assert!(next.iter().all(|id| !started.contains(id)), "those that waited longest: {next:?}");
    }

    #[test]
    fn what_waits_for_a_picture_has_no_slot_and_is_looked_at_again() {
        let slots = SLOTS as i64;
        let (mut schedule, now) = schedule((0..=slots).map(webhook).collect(), 7);
        let awaited = Awaited::Picture(now.monotonic);
        for id in ids(&schedule.start(now.monotonic)) {
            schedule.finished(id, Finished::Early { after: 4, awaited }, now);
        }
        assert_eq!(ids(&schedule.start(now.monotonic)), [slots], "the one that had no slot");
        assert_eq!(schedule.start(now.monotonic).len(), 0);
        let again = schedule.start(now.monotonic + EARLY_PAUSE);
        assert_eq!(again.len(), SLOTS - 1);
        let waited = |start: &Start<_>| matches!(start, Start::Next { after: 4, awaited: Some(since), .. } if *since == awaited);
        assert!(again.iter().all(waited), "{again:?}");
        let progress = WebhookProgress { after: 5, ..WebhookProgress::default() };
        let [first, second, ..] = ids(&again)[..] else { panic!() };
        schedule.finished(second, Finished::CaughtUp(7), now);
        schedule.finished(first, Finished::Settled(Some(Webhook { progress, ..webhook(first) }.into())), now);
        let next = schedule.start(now.monotonic + EARLY_PAUSE);
        assert!(matches!(next.last(), Some(Start::Next { after: 5, awaited: None, .. })), "{next:?}");
    }

    #[test]
    fn requests_go_first_even_for_a_disabled_webhook_and_few_may_wait() {
        let (mut schedule, now) = schedule(vec![failing(1, i64::MAX)], 5);
        for _ in 0..REQUESTS_MAX {
            schedule.request(webhook(1), "ping", now).unwrap();
        }
        assert_eq!(schedule.request(webhook(1), "ping", now), Err("ping"));
        schedule.request(webhook(2), "ping", now).unwrap();
        let rotated = Webhook { seed: pystreaming_actors::model::names::Token::from_random(2), ..webhook(2) };
        schedule.request(rotated.clone(), "ping", now).unwrap();
        let starts = schedule.start(now.monotonic);
        assert!(matches!(&starts[..], [Start::Request { .. }, Start::Request { .. }]), "{starts:?}");
        assert_eq!(schedule.start(now.monotonic).len(), 0);
        schedule.finished(1, Finished::Requested, now);
        assert_eq!(ids(&schedule.start(now.monotonic)), [1]);
        schedule.finished(2, Finished::Requested, now);
        let starts = schedule.start(now.monotonic);
        assert_eq!(starts, [Start::Request { webhook: rotated, request: "ping" }], "as it was stored then");
    }

    #[test]
    fn the_position_is_stored_after_many_unwanted_events() {
        let other = Webhook { streamer: Some(StreamerName::stored("bob")), ..webhook(1) };
        let (mut schedule, now) = schedule(vec![other.clone()], 0);
        schedule.recorded(&[event(SKIPPED_MAX - 1, "alice", "join_chat")]);
        assert_eq!(schedule.start(now.monotonic), []);
        schedule.recorded(&[event(SKIPPED_MAX, "alice", "join_chat")]);
        assert_eq!(schedule.start(now.monotonic), [Start::Skip { webhook: 1, up_to: SKIPPED_MAX }]);
        let progress = WebhookProgress { after: SKIPPED_MAX, ..WebhookProgress::default() };
        schedule.finished(1, Finished::Settled(Some(Webhook { progress, ..other }.into())), now);
        assert_eq!(schedule.start(now.monotonic), []);
    }

    #[test]
    fn what_was_imported_from_long_ago_is_not_sent() {
        let made = |created_at| Webhook { created_at, ..webhook(1) };
        let event = event(1, "alice", "join_chat");
        assert!(wants(&made(event.at + DAY), &event) && !wants(&made(event.at + DAY + 1), &event));
    }

    proptest! {
        /// Plays the store and the receivers of a few webhooks by random choices.
        #[test]
        fn every_wanted_event_is_delivered_once_and_in_order(
            choices in proptest::collection::vec((0..4_u8, any::<bool>(), 0..4_i64), 0..300),
        ) {
            let webhooks: Vec<Webhook> = (0..4)
                .map(|id| Webhook { streamer: (id % 2 == 0).then(|| StreamerName::stored("alice")), ..webhook(id) })
                .collect();
            let (mut schedule, mut now) = schedule(webhooks.clone(), 0);
            let mut stored: Vec<StoredEvent> = Vec::new();
            let mut got: Vec<Vec<i64>> = vec![Vec::new(); 4];
            let mut running = Vec::new();
            let mut noted = 0;
            let end = std::iter::repeat_n((1, true, 0), 2000);
            for (action, flag, which) in choices.into_iter().chain(end) {
                match action {
                    0 => stored.push(event(stored.len() as i64 + 1, if flag { "alice" } else { "bob" }, "join_chat")),
                    2 => {
                        let known: Vec<Webhook> = (0..4).map(|id| position(&webhooks[id], &got[id])).collect();
                        schedule.replace(known, 0, now);
                    }
                    _ => {
                        schedule.recorded(&stored[noted..]);
                        noted = stored.len();
                        running.extend(schedule.start(now.monotonic));
                        now = now.plus(Duration::from_secs(2));
                        if running.is_empty() { continue }
                        let start = running.remove(which as usize % running.len());
                        let Start::Next { webhook, after, tail, .. } = start else { continue };
                        let id = webhook.id as usize;
                        let next = stored.iter().find(|event| event.id > after && wants(&webhook, event));
                        let finished = match (next, flag) {
                            (_, false) => Finished::Failed,
                            (None, true) => Finished::CaughtUp(tail),
                            (Some(event), true) => {
                                got[id].push(event.id);
                                Finished::Settled(Some(position(&webhook, &got[id]).into()))
                            }
                        };
                        schedule.finished(webhook.id, finished, now);
                    }
                }
            }
            for (webhook, got) in webhooks.iter().zip(&got) {
                let wanted: Vec<i64> =
                    stored.iter().filter(|event| wants(webhook, event)).map(|event| event.id).collect();
                prop_assert_eq!(&wanted, got, "webhook {}", webhook.id);
            }
        }
    }

    fn position(webhook: &Webhook, got: &[i64]) -> Webhook {
        let after = got.last().copied().unwrap_or_default();
        Webhook { progress: WebhookProgress { after, ..WebhookProgress::default() }, ..webhook.clone() }
    }
}
