//! A running broadcast: its publishers, its playlists, and when it counts as live, interrupted or over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::config::RoomConfig;
use super::write_activity::WriteActivity;
use crate::delivery::{OfferedMedia, OfferedRendition, PackagedUpdate};
use crate::health::{self, Health, Standing};
use crate::media::{
    Leaving, MediaPlaylist, MediaSource, Problem, PublisherId, Quality, QualityInfo, Rendition,
};
use crate::model::names::Token;
use crate::model::{Broadcast, CLOCKS_DIFFER, SEEN_WITHIN, UnixTime};
use crate::ports::Now;
use crate::status::{BroadcastStatus, QualityStatus, StreamState};

/// How long a publisher may take to send its first picture before it counts as absent.
const FIRST_PICTURE: Duration = Duration::from_secs(60);
/// Longest segment that is waited for: a jump in a publisher's timestamps feigns longer ones.
const LONGEST_SEGMENT: Duration = Duration::from_secs(120);

/// How long nothing may arrive at this server's own ingest.
const STALLED: Duration = Duration::from_secs(3);

/// The latest playlist of one quality.
#[derive(Debug, Clone)]
pub struct RenditionUpdate {
    /// Publish name and quality of the files.
    pub rendition: Rendition,
    /// The name that the publisher was renamed to; `None` if the files are named by the stream key.
    pub publish_name: Option<Token>,
    /// As nginx wrote it.
    pub playlist: Arc<MediaPlaylist>,
    /// Properties of its segments.
    pub info: QualityInfo,
    /// Whether its segment numbering restarted.
    pub restarted: bool,
    /// When it last changed.
    pub changed: Now,
}

impl RenditionUpdate {
    /// Whether the picture is moving, judging by the playlist.
    pub fn is_fresh(&self, delay: Duration, now: Instant) -> bool {
        now < self.stale_at(delay)
    }

    /// When an unchanged playlist becomes stale. Nginx writes it when a segment ends, so it may stay unchanged for one
    /// segment; after another one, its publisher counts as missing.
    pub fn stale_at(&self, delay: Duration) -> Instant {
        self.changed.monotonic + delay.max(2 * self.longest())
    }

    /// Length of the longest segment, at most [`LONGEST_SEGMENT`].
    fn longest(&self) -> Duration {
        Duration::from_secs(self.playlist.target_duration).min(LONGEST_SEGMENT)
    }
}

/// A running broadcast, including the time for which it waits for its publisher to come back.
#[derive(Debug)]
pub struct OnAir {
    /// As stored.
    pub broadcast: Broadcast,
    /// Who makes its media; not known of one that was running before this room, until its media or its publisher are seen.
    source: Option<MediaSource>,
    /// When it began, or its publisher last came back.
    since: Instant,
    /// Whether no picture has arrived since then.
    awaits_picture: bool,
    /// Connections that publish it, as announced by hooks.
    publishers: BTreeSet<PublisherId>,
    /// Whether there is a publisher that no hook announced: it came before this room did, or the site has no hooks.
    unannounced: bool,
    /// Whether the site is known to have hooks, which will announce the publisher's return.
    hooked: bool,
    /// Whether there has ever been a picture.
    had_picture: bool,
    /// Whether files were written until the last publisher left: it stopped on purpose and did not lose its connection.
    said_goodbye: bool,
    /// Whether viewers were told that it ended, and its publisher is back without a picture yet: it starts again for
    /// them.
    begins_again: bool,
    /// When the last publisher left.
    left: Option<Now>,
    renditions: BTreeMap<Option<Quality>, RenditionUpdate>,
    /// What this server packages itself.
    packaged: Option<PackagedUpdate>,
    /// Number of the first segment that it packages.
    pub first_segment: u64,
    /// How what arrives was when it was last looked at, and when that was.
    health: Option<(Arc<Health>, Now)>,
    /// Problems that the segments of nginx reveal.
    standing: Standing,
    /// When the first playlist came.
    first_playlist: Option<Instant>,
    /// When the playlist of the deciding quality last changed, and until when it counts as moving. Kept when nginx
    /// deletes the old file, which must not cut the wait for its publisher short.
    moved: Option<(Now, Instant)>,
    /// When the unfinished segment of the deciding quality was last seen to grow.
    grew: Option<Now>,
    writes: WriteActivity,
}

impl OnAir {
    /// A new broadcast, without a publisher yet. `hooked`: the site is known to have hooks, which would announce a
    /// return.
    pub fn begun(broadcast: Broadcast, source: MediaSource, hooked: bool, now: Instant) -> Self {
        Self {
            broadcast,
            source: Some(source),
            since: now,
            awaits_picture: true,
            publishers: BTreeSet::new(),
            unannounced: false,
            hooked,
            had_picture: false,
            said_goodbye: false,
            begins_again: false,
            left: None,
            renditions: BTreeMap::new(),
            packaged: None,
            first_segment: 0,
            health: None,
            standing: Standing::default(),
            first_playlist: None,
            moved: None,
            grew: None,
            writes: WriteActivity::default(),
        }
    }

    /// A broadcast that was running when the server went down or the room died. nginx goes on writing its files; what this
    /// server packaged itself is lost with the server, and announces itself to a room that replaces a dead one.
    pub fn resumed(broadcast: Broadcast, now: Instant) -> Self {
        Self {
            // only nginx publishes under names that the site gives
            source: broadcast.publish_name.is_some().then_some(MediaSource::Files),
            awaits_picture: false,
            unannounced: true,
            had_picture: true,
            ..Self::begun(broadcast, MediaSource::Files, true, now)
        }
    }

    /// Whether one that was running before this room was seen so lately that a publisher continues it.
    pub fn is_recent(&self, config: &RoomConfig, now: UnixTime) -> bool {
        let longest = (config.reconnect_window + SEEN_WITHIN).as_secs();
        let longest = UnixTime::try_from(longest).unwrap_or(UnixTime::MAX).saturating_add(CLOCKS_DIFFER);
        now.saturating_sub(self.broadcast.seen_at) <= longest
    }

    /// Whether viewers were offered what a server of the site packages.
    pub fn has_packaged(&self) -> bool {
        self.packaged.is_some()
    }

    /// Goes on with media that this server packages, at other addresses. Players have asked the same playlist before, so the
    /// numbers go on past all that were used: no segment lasts less than a second for long. Clocks that differ are allowed for
    /// once.
    pub fn begins_packaging(&mut self, prefix: Token, now: Now) {
        self.source = Some(MediaSource::Packaged);
        self.readdress(prefix);
        let seconds = now.unix.saturating_sub(self.broadcast.started_at).max(0) + CLOCKS_DIFFER;
        self.first_segment = u64::try_from(seconds).unwrap_or_default().max(self.first_segment + 1);
        self.packaged = None;
        (self.since, self.awaits_picture) = (now.monotonic, true);
    }

    /// A hook announced a publisher. Returns whether that starts the stream.
    pub fn publisher_came(&mut self, publisher: PublisherId, config: &RoomConfig, now: Instant) -> bool {
        // it is the unannounced publisher, or replaces it
        self.unannounced = false;
        self.hooked = true;
        self.begins_again |= self.state(config, now) == StreamState::Offline;
        // it has as long as the first one had, even if that one has been silent for long
        (self.since, self.awaits_picture) = (now, true);
        if self.left.take().is_some() {
            self.health = None;
        }
        self.publishers.insert(publisher);
        !std::mem::replace(&mut self.broadcast.is_recorded, true)
    }

    /// A moving playlist reveals an unannounced publisher. Returns whether that starts the stream.
    pub fn publisher_noticed(&mut self) -> bool {
        self.unannounced = true;
        self.left = None;
        !std::mem::replace(&mut self.broadcast.is_recorded, true)
    }

    /// A publisher left. Returns whether that stops the stream.
    pub fn publisher_left(&mut self, publisher: PublisherId, leaving: Leaving, now: Now) -> bool {
        let known = self.publishers.remove(&publisher) || std::mem::take(&mut self.unannounced);
        if !known || !self.publishers.is_empty() {
            return false;
        }
        self.left = Some(now);
        self.said_goodbye = match leaving {
            _ if self.begins_again => true,
            Leaving::Stopped => true,
            Leaving::Lost => false,
            Leaving::Unknown => self.writes.is_active(now.monotonic),
        };
        std::mem::take(&mut self.broadcast.is_recorded)
    }

    /// Treats every publisher as gone. Returns whether that stops the stream.
    pub fn every_publisher_left(&mut self, now: Now) -> bool {
        self.publishers.clear();
        self.unannounced = false;
        self.left.get_or_insert(now);
        std::mem::take(&mut self.broadcast.is_recorded)
    }

    /// Whether a moving picture means an unannounced publisher. After the last publisher left, data in transit may move
    /// the picture a little longer.
    pub fn is_sent_unannounced(&self, config: &RoomConfig, now: Instant) -> bool {
        match self.left {
            Some(left) => now > left.monotonic + config.live_indicator_delay * 2,
            None => self.publishers.is_empty() && !self.unannounced,
        }
    }

    /// Who makes its media, if that is known.
    pub fn source(&self) -> Option<MediaSource> {
        self.source
    }

    /// Whether another connection may be sending this broadcast.
    pub fn is_sent_by_another(&self, publisher: PublisherId) -> bool {
        self.unannounced || self.publishers.iter().any(|other| *other != publisher)
    }

    /// Whether its last publisher has left.
    pub fn is_left(&self) -> bool {
        self.left.is_some()
    }

    /// Announced connections that publish it, and whether there is an unannounced one.
    pub fn publishers(&self) -> (&BTreeSet<PublisherId>, bool) {
        (&self.publishers, self.unannounced)
    }

    /// Whether a playlist belongs to this broadcast, and is not left over from an earlier one.
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

    /// Replaces the playlist of one quality with a newer one.
    pub fn update(&mut self, update: RenditionUpdate, config: &RoomConfig, now: Instant) {
        self.source = Some(MediaSource::Files);
        self.had_picture = true;
        self.awaits_picture = false;
        self.begins_again = false;
        self.first_playlist.get_or_insert(now);
        if update.rendition.quality.as_ref() == config.qualities.first() {
            self.moved = Some((update.changed, update.stale_at(config.live_indicator_delay)));
            self.writes.record(update.changed.monotonic);
            let at = update.changed;
            let health = health::of_segments(&update.info, &update.playlist, &mut self.standing, at.unix);
            self.health = Some((Arc::new(health), at));
        }
        self.renditions.insert(update.rendition.quality.clone(), update);
    }

    /// Pictures arrived at this server's own ingest. Returns whether viewers get other media than before.
    pub fn packaged(&mut self, update: PackagedUpdate, config: &RoomConfig, now: Now) -> bool {
        self.source = Some(MediaSource::Packaged);
        self.had_picture = true;
        self.awaits_picture = false;
        self.begins_again = false;
        self.moved = Some((now, now.monotonic + config.live_indicator_delay));
        self.writes.record(now.monotonic);
        let before = self.packaged.replace(update.clone());
        before.is_none_or(|before| !before.media.is(&update.media))
    }

    /// How what arrives at this server's own ingest is.
    pub fn measured(&mut self, health: Arc<Health>, now: Now) {
        self.health = Some((health, now));
    }

    /// How what arrives is, while somebody publishes.
    pub fn health(&self, config: &RoomConfig, now: Now) -> Option<Health> {
        let (health, at) = self.health.as_ref().filter(|_| self.left.is_none())?;
        let is_stalled = match self.source {
            Some(MediaSource::Packaged) => now.monotonic.saturating_duration_since(at.monotonic) >= STALLED,
            _ => self.stale_at(config).is_some_and(|stale_at| now.monotonic >= stale_at),
        };
        Some(if is_stalled { health.stalled(at.unix) } else { Health::clone(health) })
    }

    /// An unfinished segment grew. Only the deciding quality of this broadcast counts.
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
            self.writes.record(now.monotonic);
        }
    }

    /// A playlist lists fewer segments, which is no sign of life of its publisher. Returns whether it belongs to this
    /// broadcast.
    pub fn trim(&mut self, rendition: &Rendition, playlist: Arc<MediaPlaylist>) -> bool {
        let own = self.renditions.get_mut(&rendition.quality).filter(|update| update.rendition == *rendition);
        let Some(update) = own else { return false };
        update.playlist = playlist;
        true
    }

    /// Whether the playlist's numbering contradicts what was published: segment addresses would refer to other
    /// segments.
    pub fn contradicts(&self, update: &RenditionUpdate) -> bool {
        update.restarted && self.renditions.contains_key(&update.rendition.quality)
    }

    /// Continues as a new broadcast without playlists. Publishers and start time stay.
    pub fn start_over(&mut self, id: Token, prefix: Token) {
        self.broadcast.id = id;
        self.broadcast.prefix = prefix;
        self.renditions.clear();
    }

    /// A playlist file was deleted. Returns whether it belonged to this broadcast.
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

    /// What API clients read as "live": the deciding quality is moving, and its publisher is not known to have left.
    /// What nginx writes when it drops a dead connection is no sign of life.
    pub fn is_live(&self, config: &RoomConfig, now: Instant) -> bool {
        self.left.is_none()
            && (self.packaged.is_some() || self.renditions.contains_key(&config.qualities.first().cloned()))
            && self.stale_at(config).is_some_and(|stale_at| now < stale_at)
    }

    /// The state that viewers see.
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

    /// Whether it no longer waits for a picture or a publisher.
    pub fn is_over(&self, config: &RoomConfig, now: Instant) -> bool {
        now >= self.over_at(config)
    }

    /// When its state next changes by time alone.
    pub fn deadline(&self, config: &RoomConfig, now: Instant) -> Instant {
        let over_at = self.over_at(config);
        [self.stale_at(config), self.ended_at(config), self.waits_for_qualities(config, now)]
            .into_iter()
            .flatten()
            .filter(|at| *at > now)
            .fold(over_at, Instant::min)
    }

    /// When the picture last moved.
    pub fn last_picture(&self, config: &RoomConfig, now: Now) -> UnixTime {
        let moved = self.moved.map(|(moved, _)| moved);
        let latest = moved.into_iter().chain(self.grew).max_by_key(|at| at.monotonic);
        match latest.or(self.left) {
            Some(at) => at.unix,
            // it was over before this server began
            None if self.source.is_none() && !self.is_recent(config, now.unix) => self.broadcast.seen_at,
            None => now.unix,
        }
    }

    /// The status for pages and the API.
    pub fn status(&self, config: &RoomConfig) -> BroadcastStatus {
        let qualities = self
            .qualities(config)
            .into_iter()
            .map(|info| QualityStatus { quality: info.name.clone(), height: info.height });
        BroadcastStatus { broadcast: self.broadcast.clone(), qualities: qualities.collect() }
    }

    /// The media for players, who need a password if they are locked.
    pub fn media(&self, is_locked: bool, config: &RoomConfig, now: Instant) -> OfferedMedia {
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
            packaged: self.packaged.as_ref().map(|update| update.media.clone()),
            is_locked,
        }
    }

    /// Properties of the qualities that viewers can choose from.
    fn qualities(&self, config: &RoomConfig) -> Vec<&QualityInfo> {
        match &self.packaged {
            Some(packaged) => packaged.qualities.iter().collect(),
            None => self.shown(config).into_iter().map(|update| &update.info).collect(),
        }
    }

    /// Renditions that have a playlist, in configured order.
    fn shown(&self, config: &RoomConfig) -> Vec<&RenditionUpdate> {
        let mut shown: Vec<&RenditionUpdate> = self.renditions.values().collect();
        shown.sort_by_key(|update| {
            config.qualities.iter().position(|quality| Some(quality) == update.rendition.quality.as_ref())
        });
        shown
    }

    /// The parts of the status that a playlist may change.
    pub fn told(&self, config: &RoomConfig) -> (BroadcastStatus, Vec<Problem>) {
        (self.status(config), self.problems(config))
    }

    /// What viewers miss of the deciding quality.
    pub fn problems(&self, config: &RoomConfig) -> Vec<Problem> {
        let is_there =
            self.packaged.is_some() || self.renditions.contains_key(&config.qualities.first().cloned());
        let health = self.health.as_ref().filter(|_| is_there);
        health.map_or_else(Vec::new, |(health, _)| health.problems())
    }

    /// Until when qualities without a playlist are waited for. A player reads the master playlist once, so its viewer
    /// could never choose a quality that comes later.
    fn waits_for_qualities(&self, config: &RoomConfig, now: Instant) -> Option<Instant> {
        let until = self.first_playlist? + config.live_indicator_delay;
        let complete =
            config.qualities.iter().all(|quality| self.renditions.contains_key(&Some(quality.clone())));
        (!complete && now < until).then_some(until)
    }

    /// Until when the picture counts as moving: until the playlist is stale, or a while after the unfinished segment
    /// last grew, which tells a slow playlist from a dead one.
    fn stale_at(&self, config: &RoomConfig) -> Option<Instant> {
        let by_playlist = self.moved.map(|(_, stale_at)| stale_at);
        let by_growth = self.grew.map(|grew| grew.monotonic + config.live_indicator_delay);
        by_playlist.max(by_growth)
    }

    /// When viewers are told that it ended, though it stays open for a return: once they have seen all of it. They are
    /// about three segments behind.
    fn ended_at(&self, config: &RoomConfig) -> Option<Instant> {
        let left = self.left.filter(|_| self.said_goodbye)?;
        if self.begins_again {
            return Some(left.monotonic);
        }
        if let Some(packaged) = &self.packaged {
            return Some(left.monotonic + packaged.media.most_behind());
        }
        let longest = self.renditions.values().map(RenditionUpdate::longest).max().unwrap_or_default();
        let last = self.writes.last().map_or(left.monotonic, |last| last.max(left.monotonic));
        Some(last + config.live_indicator_delay + 3 * longest)
    }

    fn over_at(&self, config: &RoomConfig) -> Instant {
        let window = match (self.had_picture, self.hooked) {
            // a picture still in transit must find its broadcast, not begin another
            (false, _) => config.live_indicator_delay,
            (true, true) => config.reconnect_window,
            // no hook would announce a return
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
