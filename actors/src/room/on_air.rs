//! A running broadcast: its encoders, its playlists, and when it counts as live, interrupted or over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::state::{ClientId, RoomConfig};
use crate::clock::{Now, UnixTime};
use crate::live::{BroadcastView, QualityView, ReadyText, StreamState};
use crate::names::Token;
use crate::store::Broadcast;
use crate::watcher::{MediaPlaylist, Quality, QualityInfo, Rendition, master};

/// How long an encoder may take to show its first picture before it counts as absent.
const FIRST_PICTURE: Duration = Duration::from_secs(60);

/// The latest playlist of one quality.
#[derive(Debug, Clone)]
pub struct Track {
    /// Which files it is about.
    pub rendition: Rendition,
    /// The name that the files' encoder had been renamed to, where they are not named by the key.
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

impl Track {
    /// Whether the picture is moving.
    pub fn is_fresh(&self, delay: Duration, now: Instant) -> bool {
        now < self.changed.monotonic + delay
    }
}

/// See the module.
#[derive(Debug)]
pub struct OnAir {
    /// As remembered in the store.
    pub broadcast: Broadcast,
    since: Instant,
    /// Connections that publish it.
    encoders: BTreeSet<ClientId>,
    /// There is an encoder of which no hook told: it came before this room did, or the site has no hooks.
    unannounced: bool,
    /// A hook told of an encoder, so a hook will tell of its return: worth waiting for.
    hooked: bool,
    /// There was a picture once, whatever is known now.
    had_picture: bool,
    /// Its start stands in the audit journal, and its stop does not yet.
    audited: bool,
    /// When the last encoder left.
    left: Option<Now>,
    tracks: BTreeMap<Option<Quality>, (Track, QualityView)>,
    /// When the first playlist came.
    first_playlist: Option<Instant>,
    /// When a playlist whose file vanished last changed.
    vanished: Option<Now>,
}

impl OnAir {
    /// A new broadcast, before anybody is known to send it.
    pub fn begun(broadcast: Broadcast, now: Instant) -> Self {
        Self {
            broadcast,
            since: now,
            encoders: BTreeSet::new(),
            unannounced: false,
            hooked: false,
            had_picture: false,
            audited: false,
            left: None,
            tracks: BTreeMap::new(),
            first_playlist: None,
            vanished: None,
        }
    }

    /// A broadcast that was running when the server went down or the room died.
    pub fn resumed(broadcast: Broadcast, now: Instant) -> Self {
        Self {
            unannounced: true,
            hooked: true,
            had_picture: true,
            audited: true,
            ..Self::begun(broadcast, now)
        }
    }

    /// A hook told of an encoder. Returns whether that starts the stream.
    pub fn encoder_came(&mut self, client: ClientId) -> bool {
        // it is, or takes the place of, the one that was not announced
        self.unannounced = false;
        self.hooked = true;
        self.left = None;
        self.encoders.insert(client);
        !std::mem::replace(&mut self.audited, true)
    }

    /// A moving playlist tells of an encoder. Returns whether that starts the stream.
    pub fn encoder_noticed(&mut self) -> bool {
        self.unannounced = true;
        self.left = None;
        !std::mem::replace(&mut self.audited, true)
    }

    /// A hook told that an encoder left. Returns whether that stops the stream.
    pub fn encoder_left(&mut self, client: ClientId, now: Now) -> bool {
        let known = self.encoders.remove(&client) || std::mem::take(&mut self.unannounced);
        if !known || !self.encoders.is_empty() {
            return false;
        }
        self.left = Some(now);
        std::mem::take(&mut self.audited)
    }

    /// Gives up on every encoder. Returns whether that stops the stream.
    pub fn every_encoder_left(&mut self, now: Now) -> bool {
        self.encoders.clear();
        self.unannounced = false;
        self.left.get_or_insert(now);
        std::mem::take(&mut self.audited)
    }

    /// Whether a moving picture means an encoder of which no hook told. After a good-bye, what was still under way
    /// may move it a little longer.
    pub fn is_sent_unannounced(&self, config: &RoomConfig, now: Instant) -> bool {
        match self.left {
            Some(left) => now > left.monotonic + config.live_indicator_delay * 2,
            None => self.encoders.is_empty() && !self.unannounced,
        }
    }

    /// Whether some other connection is believed to send this broadcast.
    pub fn is_sent_by_another(&self, client: ClientId) -> bool {
        self.unannounced || self.encoders.iter().any(|encoder| *encoder != client)
    }

    /// Whether a playlist is of this broadcast; one left behind by an earlier broadcast is not.
    pub fn owns(&self, track: &Track, fresh: bool) -> bool {
        match &track.publish_name {
            Some(_) => track.publish_name == self.broadcast.publish_name,
            None => fresh || self.tracks.values().any(|(own, _)| own.rendition.stem == track.rendition.stem),
        }
    }

    /// Takes a newer playlist.
    pub fn update(&mut self, track: Track, now: Instant) {
        self.had_picture = true;
        self.first_playlist.get_or_insert(now);
        let view = self.render(&track);
        self.tracks.insert(track.rendition.quality.clone(), (track, view));
    }

    /// Whether this playlist's numbering contradicts what has been shown of the broadcast: its addresses would come
    /// to mean other segments.
    pub fn contradicts(&self, track: &Track) -> bool {
        track.restarted && self.tracks.contains_key(&track.rendition.quality)
    }

    /// Goes on as a new broadcast, with nothing shown yet. The encoders stay, and so does its start.
    pub fn start_over(&mut self, id: Token, prefix: Token) {
        self.broadcast.id = id;
        self.broadcast.prefix = prefix;
        self.tracks.clear();
    }

    /// A playlist's file vanished. Returns whether it was one of this broadcast.
    pub fn forget(&mut self, rendition: &Rendition) -> bool {
        let own = self.tracks.get(&rendition.quality).is_some_and(|(track, _)| track.rendition == *rendition);
        if own && let Some((track, _)) = self.tracks.remove(&rendition.quality) {
            self.vanished = Some(track.changed);
        }
        own
    }

    /// Gives every segment a new address.
    pub fn readdress(&mut self, prefix: Token) {
        self.broadcast.prefix = prefix;
        let tracks = std::mem::take(&mut self.tracks);
        self.tracks = tracks
            .into_iter()
            .map(|(quality, (track, _))| {
                let view = self.render(&track);
                (quality, (track, view))
            })
            .collect();
    }

    /// Whether the quality that decides is moving.
    pub fn is_fresh(&self, config: &RoomConfig, now: Instant) -> bool {
        self.first(config).is_some_and(|track| track.is_fresh(config.live_indicator_delay, now))
    }

    /// What viewers are told.
    pub fn state(&self, config: &RoomConfig, now: Instant) -> StreamState {
        let sent = self.left.is_none();
        if sent && self.waits_for_qualities(config, now).is_some() {
            StreamState::Starting
        } else if self.is_fresh(config, now) {
            if sent { StreamState::Live } else { StreamState::Reconnecting }
        } else if self.had_picture {
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
        let change = match self.stale_at(config) {
            Some(stale_at) if now < stale_at => stale_at,
            _ => self.over_at(config),
        };
        self.waits_for_qualities(config, now).map_or(change, |until| change.min(until))
    }

    /// When the picture last moved.
    pub fn last_picture(&self, config: &RoomConfig, now: Now) -> UnixTime {
        self.moved(config).or(self.left).unwrap_or(now).unix
    }

    /// What readers get to see.
    pub fn view(&self, config: &RoomConfig, now: Instant) -> BroadcastView {
        let mut shown: Vec<&(Track, QualityView)> = self.tracks.values().collect();
        shown.sort_by_key(|(track, _)| {
            config.qualities.iter().position(|quality| Some(quality) == track.rendition.quality.as_ref())
        });
        let infos: Vec<QualityInfo> = shown.iter().map(|(track, _)| track.info.clone()).collect();
        BroadcastView {
            broadcast: self.broadcast.clone(),
            master: (!infos.is_empty() && self.waits_for_qualities(config, now).is_none())
                .then(|| ReadyText::new(master::render(&infos))),
            qualities: shown.iter().map(|(_, view)| view.clone()).collect(),
        }
    }

    /// Until when qualities that have no playlist yet are waited for. A player reads the master playlist once: what is
    /// not in it then, its viewer never gets to choose.
    fn waits_for_qualities(&self, config: &RoomConfig, now: Instant) -> Option<Instant> {
        let until = self.first_playlist? + config.live_indicator_delay;
        let complete =
            config.qualities.iter().all(|quality| self.tracks.contains_key(&Some(quality.clone())));
        (!complete && now < until).then_some(until)
    }

    fn first(&self, config: &RoomConfig) -> Option<&Track> {
        self.tracks.get(&config.qualities.first().cloned()).map(|(track, _)| track)
    }

    /// When the quality that decides last moved, also if its file is gone by now: nginx clears away what is old, and
    /// that must not cut the wait for its encoder short.
    fn moved(&self, config: &RoomConfig) -> Option<Now> {
        self.first(config).map(|track| track.changed).or(self.vanished)
    }

    fn stale_at(&self, config: &RoomConfig) -> Option<Instant> {
        self.moved(config).map(|moved| moved.monotonic + config.live_indicator_delay)
    }

    fn over_at(&self, config: &RoomConfig) -> Instant {
        let stale_at = self.stale_at(config);
        let (window, patience) = match (self.had_picture, self.hooked) {
            // a picture that is still under way must find its broadcast, not begin another
            (false, _) => (config.live_indicator_delay, FIRST_PICTURE),
            (true, true) => (config.reconnect_window, Duration::ZERO),
            // nobody would tell of a return
            (true, false) => (Duration::ZERO, Duration::ZERO),
        };
        match (self.left, stale_at) {
            (Some(left), Some(stale_at)) => stale_at.max(left.monotonic) + window,
            (Some(left), None) => left.monotonic + window,
            (None, Some(stale_at)) => stale_at + window,
            (None, None) => self.since + patience.max(window),
        }
    }

    fn render(&self, track: &Track) -> QualityView {
        let quality = track.rendition.quality.as_ref();
        QualityView {
            rendition: track.rendition.clone(),
            height: track.info.height,
            playlist: ReadyText::new(track.playlist.render(&self.broadcast.prefix, quality)),
            segments: track.playlist.segments.iter().map(|segment| segment.number).collect(),
        }
    }
}
