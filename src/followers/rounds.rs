//! Which streams to announce, and when to look at them again. Pure.
//!
//! A round tells the followers of one stream of one broadcast. It begins when the stream has a preview picture, or a moment
//! later without one, and comes again for followers who could not be told.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::Token;
use pystreaming_actors::status::{StreamState, StreamStatus};

/// Rounds at a time.
const AT_ONCE: usize = 2;
/// How long a broadcast without a picture waits for one.
const PICTURE_WAIT: Duration = Duration::from_secs(10);
/// A broadcast that begins so soon after the last one is the same show: an encoder was restarted.
const SAME_SHOW: Duration = Duration::from_secs(10 * 60);
/// Pause after the store failed, or the stream was not live any more.
const PAUSE: Duration = Duration::from_secs(2);

/// The streams that are live, or were lately.
#[derive(Default)]
pub(super) struct Rounds {
    /// By streamer, folded.
    entries: HashMap<Box<str>, Entry>,
}

struct Entry {
    broadcast: Token,
    /// When the broadcast was first seen live.
    since: Instant,
    /// When it was last seen live.
    last: Instant,
    /// Whether it continues a show of which followers were told.
    continues: bool,
    /// Whether a round has begun.
    begun: bool,
    next: Next,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A round is under way.
    Running,
    /// Everybody has been told.
    Done,
    At(Instant),
}

/// A round to start. It ends with [`Rounds::ended`].
#[derive(Debug, PartialEq)]
pub(super) struct Start {
    pub view: Arc<StreamStatus>,
    pub broadcast: Token,
    /// Nobody is told: it continues a show.
    pub continues: bool,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Everybody has been told.
    Done,
    /// Somebody is to be told in so many seconds.
    In(UnixTime),
    /// The store failed, or the stream was not live any more.
    Interrupted,
}

impl Rounds {
    /// The rounds to start now. `pictured` says whether a stream has a preview picture.
    pub fn start(
        &mut self,
        views: &[Arc<StreamStatus>],
        pictured: impl Fn(&StreamStatus) -> bool,
        now: Instant,
    ) -> Vec<Start> {
        let mut free =
            AT_ONCE.saturating_sub(self.entries.values().filter(|one| one.next == Next::Running).count());
        let mut starts = Vec::new();
        for view in views {
            let Some(broadcast) = live(view) else { continue };
            let entry = self.seen(view, broadcast, now);
            // whoever is told of a locked stream cannot watch it
            if view.settings.password.is_some() {
                continue;
            }
            let is_ready =
                entry.continues || pictured(view) || now.duration_since(entry.since) >= PICTURE_WAIT;
            let is_due = matches!(entry.next, Next::At(at) if at <= now);
            if free > 0 && is_ready && is_due {
                (entry.begun, entry.next) = (true, Next::Running);
                free -= 1;
                starts.push(Start {
                    view: Arc::clone(view),
                    broadcast: broadcast.clone(),
                    continues: entry.continues,
                });
            }
        }
        self.entries
            .retain(|_, entry| entry.next == Next::Running || now.duration_since(entry.last) < SAME_SHOW);
        starts
    }

    /// Takes note that a round has ended.
    pub fn ended(&mut self, streamer: &str, broadcast: &Token, end: End, now: Instant) {
        let Some(entry) = self.entries.get_mut(streamer).filter(|entry| entry.broadcast == *broadcast) else {
            return;
        };
        entry.next = match end {
            End::Done => Next::Done,
            End::In(seconds) => Next::At(now + Duration::from_secs(seconds.clamp(1, 60 * 60).unsigned_abs())),
            End::Interrupted => Next::At(now + PAUSE),
        };
    }

    fn seen(&mut self, view: &StreamStatus, broadcast: &Token, now: Instant) -> &mut Entry {
        let fresh = |continues| Entry {
            broadcast: broadcast.clone(),
            since: now,
            last: now,
            continues,
            begun: false,
            next: Next::At(now),
        };
        let streamer: Box<str> = view.settings.name.folded().into();
        let entry = self.entries.entry(streamer).or_insert_with(|| fresh(ended_lately(view)));
        if entry.broadcast != *broadcast {
            let lately = now.duration_since(entry.last) < SAME_SHOW;
            *entry = fresh(lately && (entry.begun || entry.continues));
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
    let gap = view.started().zip(view.settings.last_live).map(|(started, ended)| started - ended);
    let same_show = UnixTime::try_from(SAME_SHOW.as_secs()).unwrap_or_default();
    gap.is_some_and(|gap| (0..same_show).contains(&gap))
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
        };
        let on_air = Some(BroadcastStatus { broadcast, qualities: Vec::new() });
        StreamStatus { state: StreamState::Live, live: true, on_air, ..offline }
    }

    /// The broadcasts of which rounds start, and whether they continue a show.
    fn started(rounds: &mut Rounds, view: StreamStatus, pictured: bool, now: Instant) -> Vec<(String, bool)> {
        let starts = rounds.start(&[Arc::new(view)], |_| pictured, now);
        starts.into_iter().map(|start| (start.broadcast.to_string(), start.continues)).collect()
    }

    #[test]
    fn a_broadcast_is_announced_with_its_picture_or_a_moment_later_and_once() {
        let (mut rounds, now) = (Rounds::default(), Instant::now());
        let after = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(started(&mut rounds, on("alice", "a"), false, now), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), false, after(9)), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), false, after(10)), [("a".to_owned(), false)]);
        assert_eq!(started(&mut rounds, on("alice", "a"), true, after(11)), [], "it runs");
        rounds.ended("alice", &Token::stored("a"), End::Done, after(12));
        let reconnecting = StreamStatus { state: StreamState::Reconnecting, live: false, ..on("alice", "a") };
        assert_eq!(started(&mut rounds, reconnecting, true, after(20)), []);
        assert_eq!(started(&mut rounds, on("alice", "a"), true, after(30)), [], "it is the same broadcast");
        assert_eq!(started(&mut rounds, on("bob", "b"), true, after(30)), [("b".to_owned(), false)]);
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
        assert_eq!(started(&mut rounds, on("alice", "b"), false, after(69)), [("b".to_owned(), true)]);
        rounds.ended("alice", &Token::stored("b"), End::Done, after(69));
        assert_eq!(started(&mut rounds, offline("alice"), false, after(80)), []);
        assert_eq!(started(&mut rounds, on("alice", "c"), true, after(80)), [("c".to_owned(), false)]);
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
            let told = started(&mut Rounds::default(), ended(last_live), true, Instant::now());
            assert_eq!(told, [("b".to_owned(), continues)], "{last_live:?}");
        }
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
            [("b".to_owned(), false)],
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
        rounds.ended("a", &Token::stored("a"), End::Done, now);
        assert_eq!(names(rounds.start(&views, |_| true, now)), ["c"]);
    }
}
