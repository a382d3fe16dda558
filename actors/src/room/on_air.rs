//! A running broadcast: its publishers, its playlists, and when it counts as live, interrupted or over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::config::RoomConfig;
use super::pulse::Pulse;
use crate::media::{
    MediaPlaylist, OfferedMedia, OfferedRendition, Problem, PublisherId, Quality, QualityInfo, Rendition,
};
use crate::model::names::Token;
use crate::model::{Broadcast, UnixTime};
use crate::ports::Now;
use crate::status::{BroadcastStatus, QualityStatus, StreamState};

/// How long a publisher that sends nothing may take to show its first picture before it counts as absent.
const FIRST_PICTURE: Duration = Duration::from_secs(60);
/// Segments longer than this are not waited for: a jump in a publisher's timestamps makes such a length out of nothing.
const LONGEST_SEGMENT: Duration = Duration::from_secs(120);

/// The latest playlist of one quality.
#[derive(Debug, Clone)]
pub struct RenditionUpdate {
    /// Which files it is about.
    pub rendition: Rendition,
    /// The name that the files' publisher had been renamed to, where they are not named by the key.
    pub publish_name: Option<Token>,
    /// As nginx wrote it.
    pub playlist: Arc<MediaPlaylist>,
    /// What its segments are made of.
    pub info: QualityInfo,
    /// Its numbering began again.
    pub restarted: bool,
    /// When it last changed.
    pub changed: Now,
}

impl RenditionUpdate {
    /// Whether the picture is moving, as far as the playlist tells.
    pub fn is_fresh(&self, delay: Duration, now: Instant) -> bool {
        now < self.stale_at(delay)
    }

    /// Until when the playlist may stand still. Nginx writes it when a segment ends, so it may stand still for as long
    /// as a segment lasts, and as long again before its publisher is missed.
    fn stale_at(&self, delay: Duration) -> Instant {
        self.changed.monotonic + delay.max(2 * self.longest())
    }

    /// The length of the longest segment.
    fn longest(&self) -> Duration {
        Duration::from_secs(self.playlist.target_duration).min(LONGEST_SEGMENT)
    }
}

/// See the module.
#[derive(Debug)]
pub struct OnAir {
    /// As remembered in the store.
    pub broadcast: Broadcast,
    /// When it began, or its publisher came back.
    since: Instant,
    /// The publisher has not shown a picture since then.
    awaits_picture: bool,
    /// Connections that publish it.
    publishers: BTreeSet<PublisherId>,
    /// There is a publisher of which no hook told: it came before this room did, or the site has no hooks.
    unannounced: bool,
    /// A hook told of a publisher, so a hook will tell of its return: worth waiting for.
    hooked: bool,
    /// There was a picture once, whatever is known now.
    had_picture: bool,
    /// Its files were written up to the moment when the last publisher left: it stopped, rather than lost its way here.
    said_goodbye: bool,
    /// Viewers were told that it had ended, and its publisher is back, with no picture yet: for them it starts again.
    begins_again: bool,
    /// Its start stands in the audit journal, and its stop does not yet.
    audited: bool,
    /// When the last publisher left.
    left: Option<Now>,
    renditions: BTreeMap<Option<Quality>, RenditionUpdate>,
    /// When the first playlist came.
    first_playlist: Option<Instant>,
    /// When the playlist that decides last changed and until when it counts as moving, also if its file is gone by now:
    /// nginx clears away what is old, and that must not cut the wait for its publisher short.
    moved: Option<(Now, Instant)>,
    /// When the segment under way of the quality that decides was last seen to grow.
    grew: Option<Now>,
    pulse: Pulse,
}

impl OnAir {
    /// A new broadcast, before anybody is known to send it. `hooked`: whether the site is known to have hooks, which
    /// would tell of a return.
    pub fn begun(broadcast: Broadcast, hooked: bool, now: Instant) -> Self {
        Self {
            broadcast,
            since: now,
            awaits_picture: true,
            publishers: BTreeSet::new(),
            unannounced: false,
            hooked,
            had_picture: false,
            said_goodbye: false,
            begins_again: false,
            audited: false,
            left: None,
            renditions: BTreeMap::new(),
            first_playlist: None,
            moved: None,
            grew: None,
            pulse: Pulse::default(),
        }
    }

    /// A broadcast that was running when the server went down or the room died.
    pub fn resumed(broadcast: Broadcast, now: Instant) -> Self {
        Self {
            awaits_picture: false,
            unannounced: true,
            had_picture: true,
            audited: true,
            ..Self::begun(broadcast, true, now)
        }
    }

    /// A hook told of a publisher. Returns whether that starts the stream.
    pub fn publisher_came(&mut self, publisher: PublisherId, config: &RoomConfig, now: Instant) -> bool {
        // it is, or takes the place of, the one that was not announced
        self.unannounced = false;
        self.hooked = true;
        self.begins_again |= self.state(config, now) == StreamState::Offline;
        if self.left.take().is_some() {
            self.since = now;
            self.awaits_picture = true;
        }
        self.publishers.insert(publisher);
        !std::mem::replace(&mut self.audited, true)
    }

    /// A moving playlist tells of a publisher. Returns whether that starts the stream.
    pub fn publisher_noticed(&mut self) -> bool {
        self.unannounced = true;
        self.left = None;
        !std::mem::replace(&mut self.audited, true)
    }

    /// A hook told that a publisher left. Returns whether that stops the stream.
    pub fn publisher_left(&mut self, publisher: PublisherId, now: Now) -> bool {
        let known = self.publishers.remove(&publisher) || std::mem::take(&mut self.unannounced);
        if !known || !self.publishers.is_empty() {
            return false;
        }
        self.left = Some(now);
        self.said_goodbye = self.begins_again || self.pulse.beats(now.monotonic);
        std::mem::take(&mut self.audited)
    }

    /// Gives up on every publisher. Returns whether that stops the stream.
    pub fn every_publisher_left(&mut self, now: Now) -> bool {
        self.publishers.clear();
        self.unannounced = false;
        self.left.get_or_insert(now);
        std::mem::take(&mut self.audited)
    }

    /// Whether a moving picture means a publisher of which no hook told. After a good-bye, what was still under way
    /// may move it a little longer.
    pub fn is_sent_unannounced(&self, config: &RoomConfig, now: Instant) -> bool {
        match self.left {
            Some(left) => now > left.monotonic + config.live_indicator_delay * 2,
            None => self.publishers.is_empty() && !self.unannounced,
        }
    }

    /// Whether some other connection is believed to send this broadcast.
    pub fn is_sent_by_another(&self, publisher: PublisherId) -> bool {
        self.unannounced || self.publishers.iter().any(|other| *other != publisher)
    }

    /// Whether it is waited for, with nobody known to send it.
    pub fn is_left(&self) -> bool {
        self.left.is_some()
    }

    /// Connections that publish it, and whether there may be one of which no hook told.
    pub fn publishers(&self) -> (&BTreeSet<PublisherId>, bool) {
        (&self.publishers, self.unannounced)
    }

    /// Whether a playlist is of this broadcast; one left behind by an earlier broadcast is not.
    pub fn owns(&self, update: &RenditionUpdate, fresh: bool) -> bool {
        match &update.publish_name {
            Some(_) => update.publish_name == self.broadcast.publish_name,
            None => {
                fresh
                    || self
                        .renditions
                        .values()
                        .any(|own| own.rendition.publish_file == update.rendition.publish_file)
            }
        }
    }

    /// Takes a newer playlist.
    pub fn update(&mut self, update: RenditionUpdate, config: &RoomConfig, now: Instant) {
        self.had_picture = true;
        self.awaits_picture = false;
        self.begins_again = false;
        self.first_playlist.get_or_insert(now);
        if update.rendition.quality.as_ref() == config.qualities.first() {
            self.moved = Some((update.changed, update.stale_at(config.live_indicator_delay)));
            self.pulse.beat(update.changed.monotonic);
        }
        self.renditions.insert(update.rendition.quality.clone(), update);
    }

    /// The segment under way grows, of this broadcast or another.
    pub fn grows(
        &mut self,
        rendition: &Rendition,
        publish_name: Option<&Token>,
        config: &RoomConfig,
        now: Now,
    ) {
        if publish_name == self.broadcast.publish_name.as_ref()
            && rendition.quality.as_ref() == config.qualities.first()
        {
            self.grew = Some(now);
            self.pulse.beat(now.monotonic);
        }
    }

    /// A playlist lists less than it did, without a sign of its publisher. Returns whether it is one of this broadcast.
    pub fn trim(&mut self, rendition: &Rendition, playlist: Arc<MediaPlaylist>) -> bool {
        let own = self.renditions.get_mut(&rendition.quality).filter(|update| update.rendition == *rendition);
        let Some(update) = own else { return false };
        update.playlist = playlist;
        true
    }

    /// Whether this playlist's numbering contradicts what has been shown of the broadcast: its addresses would come
    /// to mean other segments.
    pub fn contradicts(&self, update: &RenditionUpdate) -> bool {
        update.restarted && self.renditions.contains_key(&update.rendition.quality)
    }

    /// Goes on as a new broadcast, with nothing shown yet. The publishers stay, and so does its start.
    pub fn start_over(&mut self, id: Token, prefix: Token) {
        self.broadcast.id = id;
        self.broadcast.prefix = prefix;
        self.renditions.clear();
    }

    /// A playlist's file vanished. Returns whether it was one of this broadcast.
    pub fn forget(&mut self, rendition: &Rendition) -> bool {
        let own =
            self.renditions.get(&rendition.quality).is_some_and(|update| update.rendition == *rendition);
        if own {
            self.renditions.remove(&rendition.quality);
        }
        own
    }

    /// Gives every segment a new address.
    pub fn readdress(&mut self, prefix: Token) {
        self.broadcast.prefix = prefix;
    }

    /// What bots have always read as "live": the quality that decides is moving, and its publisher is not known to have
    /// left. What nginx writes down when it drops a dead connection is no sign of life.
    pub fn is_live(&self, config: &RoomConfig, now: Instant) -> bool {
        self.left.is_none()
            && self.renditions.contains_key(&config.qualities.first().cloned())
            && self.stale_at(config).is_some_and(|stale_at| now < stale_at)
    }

    /// What viewers are told.
    pub fn state(&self, config: &RoomConfig, now: Instant) -> StreamState {
        let sent = self.left.is_none();
        let ended = self.ended_at(config).is_some_and(|ended_at| now >= ended_at);
        if sent && self.waits_for_qualities(config, now).is_some() {
            StreamState::Starting
        } else if self.is_live(config, now) {
            StreamState::Live
        } else if self.had_picture && !ended && !self.begins_again {
            StreamState::Reconnecting
        } else if sent {
            StreamState::Starting
        } else {
            StreamState::Offline
        }
    }

    /// Whether nothing is to be expected of it any more.
    pub fn is_over(&self, config: &RoomConfig, now: Instant) -> bool {
        now >= self.over_at(config)
    }

    /// When time alone changes its state.
    pub fn deadline(&self, config: &RoomConfig, now: Instant) -> Instant {
        let over_at = self.over_at(config);
        [self.stale_at(config), self.ended_at(config), self.waits_for_qualities(config, now)]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .fold(over_at, Instant::min)
    }

    /// When the picture last moved.
    pub fn last_picture(&self, now: Now) -> UnixTime {
        let moved = self.moved.map(|(moved, _)| moved);
        let latest = moved.into_iter().chain(self.grew).max_by_key(|at| at.monotonic);
        latest.or(self.left).unwrap_or(now).unix
    }

    /// What pages show.
    pub fn status(&self, config: &RoomConfig) -> BroadcastStatus {
        let qualities = self.shown(config).into_iter().map(|update| QualityStatus {
            quality: update.rendition.quality.clone(),
            height: update.info.height,
        });
        BroadcastStatus { broadcast: self.broadcast.clone(), qualities: qualities.collect() }
    }

    /// What players get.
    pub fn media(&self, config: &RoomConfig, now: Instant) -> OfferedMedia {
        let shown = self.shown(config);
        let is_whole = !shown.is_empty() && self.waits_for_qualities(config, now).is_none();
        let offer = |update: &&RenditionUpdate| OfferedRendition {
            rendition: update.rendition.clone(),
            playlist: Arc::clone(&update.playlist),
        };
        OfferedMedia {
            streamer: self.broadcast.streamer.clone(),
            prefix: self.broadcast.prefix.clone(),
            renditions: shown.iter().map(offer).collect(),
            master: is_whole.then(|| shown.iter().map(|update| update.info.clone()).collect()),
        }
    }

    /// Those that have a playlist, in the order of the configuration.
    fn shown(&self, config: &RoomConfig) -> Vec<&RenditionUpdate> {
        let mut shown: Vec<&RenditionUpdate> = self.renditions.values().collect();
        shown.sort_by_key(|update| {
            config.qualities.iter().position(|quality| Some(quality) == update.rendition.quality.as_ref())
        });
        shown
    }

    /// What playlists change of what people are told.
    pub fn told(&self, config: &RoomConfig) -> (BroadcastStatus, Vec<Problem>) {
        (self.status(config), self.problems(config))
    }

    /// What viewers miss, in the quality that decides.
    pub fn problems(&self, config: &RoomConfig) -> Vec<Problem> {
        self.renditions
            .get(&config.qualities.first().cloned())
            .map_or_else(Vec::new, |update| update.info.problems.clone())
    }

    /// Until when qualities that have no playlist yet are waited for. A player reads the master playlist once: what is
    /// not in it then, its viewer never gets to choose.
    fn waits_for_qualities(&self, config: &RoomConfig, now: Instant) -> Option<Instant> {
        let until = self.first_playlist? + config.live_indicator_delay;
        let complete =
            config.qualities.iter().all(|quality| self.renditions.contains_key(&Some(quality.clone())));
        (!complete && now < until).then_some(until)
    }

    /// Until when the picture counts as moving: as long as the playlist may stand still, or a while after the segment
    /// under way last grew, which tells a slow playlist from a dead one.
    fn stale_at(&self, config: &RoomConfig) -> Option<Instant> {
        let by_playlist = self.moved.map(|(_, stale_at)| stale_at);
        let by_growth = self.grew.map(|grew| grew.monotonic + config.live_indicator_delay);
        by_playlist.max(by_growth)
    }

    /// When viewers are told that it ended, though it is held open for a return: when they have seen all of it. They
    /// are about three segments behind.
    fn ended_at(&self, config: &RoomConfig) -> Option<Instant> {
        let left = self.left.filter(|_| self.said_goodbye)?;
        if self.begins_again {
            return Some(left.monotonic);
        }
        let longest = self.renditions.values().map(RenditionUpdate::longest).max().unwrap_or_default();
        let last = self.pulse.last().map_or(left.monotonic, |last| last.max(left.monotonic));
        Some(last + config.live_indicator_delay + 3 * longest)
    }

    fn over_at(&self, config: &RoomConfig) -> Instant {
        let window = match (self.had_picture, self.hooked) {
            // a picture that is still under way must find its broadcast, not begin another
            (false, _) => config.live_indicator_delay,
            (true, true) => config.reconnect_window,
            // nobody would tell of a return
            (true, false) => Duration::ZERO,
        };
        let left = self.left.map(|left| left.monotonic);
        let over_at = self.stale_at(config).max(left).unwrap_or(self.since) + window;
        match self.left.is_none() && self.awaits_picture {
            true => over_at.max(self.since + FIRST_PICTURE),
            false => over_at,
        }
    }
}
