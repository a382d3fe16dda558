//! Which streams to announce, and when to look at them again. Pure.
//!
//! A round tells the followers of one stream of one broadcast. It begins when the stream has a preview picture, or a moment
//! later without one, and comes again for followers who could not be told.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{SAME_SHOW, UnixTime, is_same_show};
use pystreaming_actors::ports::Informed;
use pystreaming_actors::status::{StreamState, StreamStatus};

/// Rounds at a time.
const AT_ONCE: usize = 2;
/// How long a broadcast without a picture waits for one.
const PICTURE_WAIT: Duration = Duration::from_secs(10);
/// Pause after the store failed, or the stream was not live any more.
const PAUSE: Duration = Duration::from_secs(2);

/// The streams that are live, or were lately.
#[derive(Default)]
pub(super) struct Rounds {
    /// By streamer, folded.
    entries: HashMap<Box<str>, Entry>,
    /// The streamers, folded, whose rounds are under way. A round of an earlier broadcast ends before the next begins.
    running: HashSet<Box<str>>,
    /// When it was first asked.
    first: Option<Instant>,
}

struct Entry {
    broadcast: Token,
    /// When the broadcast was first seen live.
    since: Instant,
    /// When it was last seen live.
    last: Instant,
    /// Who need not be told.
    informed: Informed,
    /// Whether a round has begun.
    begun: bool,
    /// Whether the store knows who need not be told.
    prepared: bool,
    /// When the next round is due; `None` if everybody has been told.
    next: Option<Instant>,
}

/// A round to start. It ends with [`Rounds::ended`].
#[derive(Debug, PartialEq)]
pub(super) struct Start {
    pub view: Arc<StreamStatus>,
    pub broadcast: Token,
    /// Who need not be told; `None` if the store knows.
    pub informed: Option<Informed>,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Everybody has been told.
    Done,
    /// There may be others to tell now.
    More,
    /// Somebody is to be told in so many seconds.
    In(UnixTime),
    /// The store failed, or the stream was not live any more.
    Interrupted,
}

impl Rounds {
    /// The rounds to start now, those first that have waited longest. `pictured` says whether a stream has a preview
    /// picture.
    pub fn start(
        &mut self,
        views: &[Arc<StreamStatus>],
        pictured: impl Fn(&StreamStatus) -> bool,
        now: Instant,
    ) -> Vec<Start> {
        self.first.get_or_insert(now);
        let mut due = Vec::new();
        for view in views {
            let Some(broadcast) = live(view) else { continue };
            let entry = self.seen(view, broadcast, now);
            let is_ready = entry.informed == Informed::Everybody
                || pictured(view)
                || now.duration_since(entry.since) >= PICTURE_WAIT;
            // followers could not watch a locked stream
            if let Some(at) = entry.next.filter(|at| *at <= now)
                && is_ready
                && view.settings.password.is_none()
            {
                due.push((at, view));
            }
        }
        due.retain(|(_, view)| !self.running.contains(view.settings.name.folded()));
        due.sort_by_key(|(at, _)| *at);
        let free = AT_ONCE.saturating_sub(self.running.len());
        let mut starts = Vec::new();
        for (_, view) in due.into_iter().take(free) {
            let folded = view.settings.name.folded();
            let Some(entry) = self.entries.get_mut(folded) else { continue };
            let informed = (!entry.prepared).then(|| entry.informed.clone());
            (entry.begun, entry.prepared) = (true, true);
            self.running.insert(folded.into());
            starts.push(Start { view: Arc::clone(view), broadcast: entry.broadcast.clone(), informed });
        }
        self.entries.retain(|streamer, entry| {
            self.running.contains(streamer) || now.duration_since(entry.last) < SAME_SHOW
        });
        starts
    }

    /// Takes note that a round has ended.
    pub fn ended(&mut self, streamer: &str, broadcast: &Token, end: End, now: Instant) {
        self.running.remove(streamer);
        let Some(entry) = self.entries.get_mut(streamer).filter(|entry| entry.broadcast == *broadcast) else {
            return;
        };
        entry.next = match end {
            End::Done => None,
            End::More => Some(now),
            End::In(seconds) => Some(now + Duration::from_secs(seconds.clamp(1, 60 * 60).unsigned_abs())),
            End::Interrupted => Some(now + PAUSE),
        };
        // perhaps before the store knew
        entry.prepared &= end != End::Interrupted;
    }

    fn seen(&mut self, view: &StreamStatus, broadcast: &Token, now: Instant) -> &mut Entry {
        let fresh = |informed| Entry {
            broadcast: broadcast.clone(),
            since: now,
            last: now,
            informed,
            begun: false,
            prepared: false,
            next: Some(now),
        };
        let is_start = self.first.is_some_and(|first| now.duration_since(first) < SAME_SHOW);
        let streamer: Box<str> = view.settings.name.folded().into();
        let entry = self.entries.entry(streamer).or_insert_with(|| {
            let continues = is_start && ended_lately(view);
            fresh(if continues { Informed::Everybody } else { Informed::Nobody })
        });
        if entry.broadcast != *broadcast {
            let lately = now.duration_since(entry.last) < SAME_SHOW;
            *entry = fresh(match (lately, entry.begun) {
                (true, true) => Informed::Of(entry.broadcast.clone()),
                (true, false) => entry.informed.clone(),
                (false, _) => Informed::Nobody,
            });
        }
        entry.last = now;
        entry
    }
}

/// The broadcast of a stream that is live.
pub(super) fn live(view: &StreamStatus) -> Option<&Token> {
    let on_air = view.on_air.as_ref().filter(|_| view.live && view.state == StreamState::Live)?;
    Some(&on_air.broadcast.id)
}

/// Whether the last broadcast ended just before this one, as far as is known after a restart of the server.
fn ended_lately(view: &StreamStatus) -> bool {
    let last = view.settings.last_live.zip(view.started());
    last.is_some_and(|(ended, started)| is_same_show(ended, started))
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, ViewerPassword};
    use pystreaming_actors::model::{Broadcast, Streamer};
    use pystreaming_actors::status::BroadcastStatus;

    use super::*;

    fn offline(name: &str) -> StreamStatus {
        let key = Secrets::derive("x").hash(&StreamKey::new(name).unwrap());
        StreamStatus::offline(Streamer::new(StreamerName::stored(name), key))
    }

    fn on(name: &str, id: &str) -> StreamStatus {
        let offline = offline(name);
        let broadcast = Broadcast {
            id: Token::stored(id),
            streamer: offline.settings.name.clone(),
            publish_name: None,
            prefix: Token::stored(id),
            started_at: 10_000,
            seen_at: 10_000,
            is_recorded: false,
        };
        let on_air = Some(BroadcastStatus { broadcast, qualities: Vec::new() });
        StreamStatus { state: StreamState::Live, live: true, on_air, ..offline }
    }

    /// The broadcasts of which rounds start, and who knows of them already.
    fn started(
        rounds: &mut Rounds,
        view: StreamStatus,
        pictured: bool,
        now: Instant,
    ) -> Vec<(String, Option<Informed>)> {
        let starts = rounds.start(&[Arc::new(view)], |_| pictured, now);
        starts.into_iter().map(|start| (start.broadcast.to_string(), start.informed)).collect()
    }

    fn first(broadcast: &str, informed: Informed) -> (String, Option<Informed>) {
        (broadcast.to_owned(), Some(informed))
    }

    #[test]
    fn a_broadcast_is_announced_with_its_picture_or_a_moment_later_and_once() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(started(&mut rounds, on("alice", "a"), false, now), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), false, after(9)), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), false, after(10)), [first("a", Informed::Nobody)]);
        assert_eq!(started(&mut rounds, on("alice", "a"), true, after(11)), [], "it runs");
        rounds.ended("alice", &Token::stored("a"), End::Done, after(12));
        let reconnecting = StreamStatus { state: StreamState::Reconnecting, live: false, ..on("alice", "a") };
        assert_eq!(started(&mut rounds, reconnecting, true, after(20)), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), true, after(30)), [], "it is the same broadcast");
        assert_eq!(started(&mut rounds, on("bob", "b"), true, after(30)), [first("b", Informed::Nobody)]);
    }

    #[test]
    fn who_could_not_be_told_is_told_later_while_the_stream_is_live() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        let alice = || on("alice", "a");
        assert_eq!(started(&mut rounds, alice(), true, now).len(), 1);
        rounds.ended("alice", &Token::stored("a"), End::In(30), now);
        assert_eq!(started(&mut rounds, alice(), true, after(29)), []);
        assert_eq!(started(&mut rounds, offline("alice"), true, after(30)), []);
        assert_eq!(started(&mut rounds, alice(), true, after(31)).len(), 1);
        rounds.ended("alice", &Token::stored("a"), End::Interrupted, after(31));
        assert_eq!(started(&mut rounds, alice(), true, after(33)).len(), 1);
        rounds.ended("alice", &Token::stored("another"), End::Done, after(33));
        rounds.ended("alice", &Token::stored("a"), End::In(i64::MAX), after(33));
        assert_eq!(started(&mut rounds, alice(), true, after(33 + 3600)).len(), 1, "whatever the clock says");
    }

    #[test]
    fn a_restarted_encoder_continues_the_show() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let after = |minutes: u64| now + Duration::from_secs(60 * minutes);
        started(&mut rounds, on("alice", "a"), true, now);
        rounds.ended("alice", &Token::stored("a"), End::Done, now);
        started(&mut rounds, on("alice", "a"), true, after(60));
        let of_a = Informed::Of(Token::stored("a"));
        assert_eq!(started(&mut rounds, on("alice", "b"), true, after(69)), [first("b", of_a)]);
        rounds.ended("alice", &Token::stored("b"), End::Done, after(69));
        assert_eq!(started(&mut rounds, offline("alice"), false, after(80)), []);
        assert_eq!(started(&mut rounds, on("alice", "c"), true, after(80)), [first("c", Informed::Nobody)]);
    }

    #[test]
    fn after_a_restart_of_the_server_the_show_before_is_known() {
        let ended = |last_live| {
            let mut view = on("alice", "b");
            view.settings.last_live = last_live;
            view
        };
        for (last_live, continues) in
            [(None, false), (Some(9_900), true), (Some(9_400), false), (Some(10_500), false)]
        {
            let informed = if continues { Informed::Everybody } else { Informed::Nobody };
            let told = started(&mut Rounds::default(), ended(last_live), true, Instant::now());
            assert_eq!(told, [first("b", informed)], "{last_live:?}");
        }
    }

    #[test]
    fn a_publisher_that_left_before_it_was_live_does_not_take_the_news_from_the_next() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        assert_eq!(started(&mut rounds, offline("alice"), true, now), []);
        let mut view = on("alice", "b");
        view.settings.last_live = Some(9_900);
        let later = now + SAME_SHOW;
        assert_eq!(started(&mut rounds, view, true, later), [first("b", Informed::Nobody)]);
    }

    #[test]
    fn an_encoder_that_is_restarted_during_a_round_waits_for_its_end() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let (a, b) = (Token::stored("a"), Token::stored("b"));
        started(&mut rounds, on("alice", "a"), true, now);
        assert_eq!(started(&mut rounds, on("alice", "b"), true, now), []);
        rounds.ended("alice", &a, End::Interrupted, now);
        let of_a = || first("b", Informed::Of(a.clone()));
        assert_eq!(started(&mut rounds, on("alice", "b"), true, now), [of_a()]);
        rounds.ended("alice", &b, End::More, now);
        assert_eq!(started(&mut rounds, on("alice", "b"), true, now), [("b".to_owned(), None)]);
        rounds.ended("alice", &b, End::Interrupted, now);
        assert_eq!(
            started(&mut rounds, on("alice", "b"), true, now + PAUSE),
            [of_a()],
            "it may not be stored"
        );
    }

    #[test]
    fn a_locked_stream_is_announced_when_it_is_unlocked() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let locked = |id| {
            let mut view = on("alice", id);
            view.settings.password = ViewerPassword::stored("sesame");
            view
        };
        assert_eq!(started(&mut rounds, locked("a"), true, now), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), true, now).len(), 1);
        let mut rounds = Rounds::default();
        assert_eq!(started(&mut rounds, locked("a"), true, now), []);
        assert_eq!(
            started(&mut rounds, on("alice", "b"), true, now),
            [first("b", Informed::Nobody)],
            "nobody was told of the other"
        );
    }

    #[test]
    fn few_rounds_run_at_once() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let views = ["a", "b", "c"].map(|name| Arc::new(on(name, name)));
        let names = |starts: Vec<Start>| -> Vec<String> {
            starts.into_iter().map(|start| start.broadcast.to_string()).collect()
        };
        assert_eq!(names(rounds.start(&views, |_| true, now)), ["a", "b"]);
        assert_eq!(names(rounds.start(&views, |_| true, now)), [""; 0]);
        rounds.ended("a", &Token::stored("a"), End::More, now);
        assert_eq!(names(rounds.start(&views, |_| true, now + PAUSE)), ["a"], "in their order");
        rounds.ended("a", &Token::stored("a"), End::More, now + PAUSE);
        assert_eq!(names(rounds.start(&views, |_| true, now + PAUSE)), ["c"], "which has waited longer");
    }
}
