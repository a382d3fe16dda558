//! What is on air: how publishers and playlists begin, continue and end broadcasts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::admitted::Admitted;
use super::config::RoomConfig;
use super::context::Cx;
use super::ended::{Ended, JustEnded};
use super::on_air::{OnAir, RenditionUpdate};
use super::publish_names::PublishNames;
use super::settings::StreamSettings;
use super::superseded::Superseded;
use crate::delivery::{OfferedMedia, PackagedUpdate};
use crate::health::{Health, StreamHealth};
use crate::media::{Leaving, MediaPlaylist, MediaSource, Problem, PublisherId, Quality, Rendition};
use crate::model::names::Token;
use crate::model::{AuditEvent, Broadcast, Streamer, UnixTime};
use crate::ports::{Now, Write};
use crate::status::{StreamInfo, StreamState, StreamStatus};

/// The running broadcast of a stream, and the publishers that may begin or continue one.
#[derive(Debug)]
pub(super) struct Broadcasting {
    config: Arc<RoomConfig>,
    on_air: Option<OnAir>,
    publish_names: PublishNames,
    /// Superseded publishers that may still be sending.
    superseded: Superseded,
    /// Publishers whose broadcast was ended.
    ended: Ended,
    /// Whether a hook has announced a publisher, so that a hook will announce its return.
    hooked: bool,
    /// While nothing is on air: the latest playlists of all but the deciding quality, which may arrive before its
    /// playlist.
    early: BTreeMap<Option<Quality>, RenditionUpdate>,
    /// State and liveness as last published, to notice when only time changed them.
    shown: (StreamState, bool),
}

/// What viewers see of it.
impl Broadcasting {
    /// Continues a broadcast that was running when the server went down or the room died.
    pub fn new(
        config: Arc<RoomConfig>,
        running: Option<Broadcast>,
        publish_names: Vec<Token>,
        now: Instant,
    ) -> Self {
        let name = running.as_ref().and_then(|broadcast| broadcast.publish_name.as_ref());
        Self {
            config,
            publish_names: PublishNames::of(publish_names, name),
            on_air: running.map(|broadcast| OnAir::resumed(broadcast, now)),
            superseded: Superseded::default(),
            ended: Ended::default(),
            hooked: false,
            early: BTreeMap::new(),
            shown: (StreamState::Offline, false),
        }
    }

    /// Names under which publishers may be sending, latest last.
    pub fn publish_names(&self) -> &[Token] {
        self.publish_names.all()
    }

    /// The broadcast that is running or waits for its publisher.
    pub fn broadcast(&self) -> Option<&Broadcast> {
        self.on_air.as_ref().map(|on_air| &on_air.broadcast)
    }

    fn state(&self, now: Instant) -> StreamState {
        self.on_air.as_ref().map_or(StreamState::Offline, |on_air| on_air.state(&self.config, now))
    }

    pub fn is_live(&self, now: Instant) -> bool {
        self.on_air.as_ref().is_some_and(|on_air| on_air.is_live(&self.config, now))
    }

    fn problems(&self) -> Vec<Problem> {
        self.on_air.as_ref().map_or_else(Vec::new, |on_air| on_air.problems(&self.config))
    }

    /// The status for pages and the API.
    pub fn status(&self, settings: &Streamer, viewers: u32, now: Instant) -> StreamStatus {
        StreamStatus {
            settings: settings.clone(),
            state: self.state(now),
            live: self.is_live(now),
            viewers,
            on_air: self.on_air.as_ref().map(|on_air| on_air.status(&self.config)),
            problems: self.problems(),
            moderators: Vec::new(),
        }
    }

    /// The content of `stream` events.
    pub fn info(&self, settings: &Streamer, viewers: u32, now: Instant) -> Arc<StreamInfo> {
        let (live, state, problems) = (self.is_live(now), self.state(now), self.problems());
        Arc::new(StreamInfo::of(settings, live, state, viewers, self.broadcast(), problems))
    }

    /// How the incoming stream is.
    pub fn health(&self, now: Now) -> StreamHealth {
        let state = self.state(now.monotonic);
        let on_air = self.on_air.as_ref();
        StreamHealth {
            state: state.as_str().to_owned(),
            started: on_air
                .filter(|_| state != StreamState::Offline)
                .map(|on_air| on_air.broadcast.started_at),
            now: now.unix,
            health: on_air.and_then(|on_air| on_air.health(&self.config, now)).map(Box::new),
        }
    }

    pub fn media(&self, is_locked: bool, now: Instant) -> Option<OfferedMedia> {
        self.on_air.as_ref().map(|on_air| on_air.media(is_locked, &self.config, now))
    }

    /// When it next changes by time alone.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        self.on_air.as_ref().map(|on_air| on_air.deadline(&self.config, now))
    }
}

/// Publishers and their playlists.
impl Broadcasting {
    pub fn publish_started(
        &mut self,
        publisher: PublisherId,
        has: Option<&Token>,
        settings: &mut StreamSettings,
        cx: &mut Cx<'_, '_>,
    ) {
        self.hooked = true;
        // nginx numbers connections from 1 again after a restart: an earlier publisher with this id is gone
        self.superseded.left(publisher);
        self.ended.left(publisher);
        if self.closed_for(cx.now().monotonic).is_some() {
            return;
        }
        self.ended.admitted();
        // Nginx refuses a second publisher under the same name until it drops the first one, which may be long dead.
        // Under a new name the second publisher gets through and takes the stream over.
        let source = publisher.media();
        if self.config.keyless
            && source == MediaSource::Files
            && let Some(on_air) = &self.on_air
            && on_air.source() != Some(MediaSource::Packaged)
            && on_air.is_sent_by_another(publisher)
        {
            self.superseded.add(on_air);
            self.end(settings, cx);
        }
        // an address never means two segments
        match (self.on_air.as_ref().map(OnAir::source), source) {
            (Some(None | Some(MediaSource::Packaged)), MediaSource::Packaged)
                if self.is_served_under(has) => {}
            // what was packaged is lost, or at another node
            (Some(Some(MediaSource::Packaged)), MediaSource::Packaged) => self.begin_packaging_again(cx),
            (Some(None), MediaSource::Packaged) if self.is_recent(cx.now().unix) => self.begin_packaging(cx),
            // for longer than a publisher may be
            (Some(None), MediaSource::Packaged) => self.end(settings, cx),
            (Some(Some(known)), source) if known != source => {
                self.end_publishers(cx);
                self.end(settings, cx);
            }
            _ => {}
        }
        if self.on_air.is_none() {
            let is_renamed = self.config.keyless && source == MediaSource::Files;
            let publish_name = is_renamed.then(|| cx.token());
            self.begin(publish_name, source, settings, cx);
        }
        self.came(publisher, settings, cx);
    }

    /// Whether what a publisher's server has of the stream is what viewers get.
    fn is_served_under(&self, has: Option<&Token>) -> bool {
        has.is_some() && has == self.on_air.as_ref().map(|on_air| &on_air.broadcast.prefix)
    }

    fn is_recent(&self, now: UnixTime) -> bool {
        self.on_air.as_ref().is_some_and(|on_air| on_air.is_recent(&self.config, now))
    }

    /// Gives the next media other addresses and later numbers, unless viewers have seen none so far.
    fn begin_packaging_again(&mut self, cx: &mut Cx<'_, '_>) {
        if self.on_air.as_ref().is_some_and(OnAir::has_packaged) {
            self.begin_packaging(cx);
            cx.publish();
        }
    }

    fn begin_packaging(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(on_air) = &mut self.on_air else { return };
        on_air.begins_packaging(cx.token(), cx.now());
        cx.save(Write::BroadcastStarted(on_air.broadcast.clone()));
    }

    /// The answer to a publisher that has just started.
    pub fn admitted(&self, now: Instant) -> Result<Admitted, JustEnded> {
        match (&self.on_air, self.closed_for(now)) {
            (Some(on_air), None) => Ok(Admitted {
                broadcast: on_air.broadcast.id.clone(),
                prefix: on_air.broadcast.prefix.clone(),
                first: on_air.first_segment,
                rename: on_air.broadcast.publish_name.clone(),
                publish_names: self.publish_names.all().to_vec(),
            }),
            (_, wait) => Err(JustEnded { wait: wait.unwrap_or_default() }),
        }
    }

    fn came(&mut self, publisher: PublisherId, settings: &StreamSettings, cx: &mut Cx<'_, '_>) {
        if let Some(on_air) = &mut self.on_air
            && on_air.publisher_came(publisher, &self.config, cx.now().monotonic)
        {
            self.audit_start(settings, cx);
        }
    }

    pub fn publish_ended(
        &mut self,
        publisher: PublisherId,
        leaving: Leaving,
        settings: &StreamSettings,
        cx: &mut Cx<'_, '_>,
    ) {
        let shown = self.on_air.as_ref().is_some_and(|on_air| on_air.publishers().0.contains(&publisher));
        if self.superseded.left(publisher) || self.ended.left(publisher) {
            return;
        }
        if !shown && (self.superseded.unannounced_left() || self.ended.unannounced_left()) {
            return;
        }
        if let Some(on_air) = &mut self.on_air
            && on_air.publisher_left(publisher, leaving, cx.now())
        {
            cx.audit(&settings.name, AuditEvent::StopStreaming);
            cx.publish();
        }
    }

    pub fn playlist_updated(
        &mut self,
        update: RenditionUpdate,
        settings: &mut StreamSettings,
        cx: &mut Cx<'_, '_>,
    ) {
        if update.publish_name.as_ref().is_some_and(|name| !self.publish_names.contains(name)) {
            return;
        }
        if self.ended.wrote(&update, self.config.live_indicator_delay, cx.now().monotonic) {
            return;
        }
        if self.on_air.as_ref().is_some_and(|on_air| on_air.source() == Some(MediaSource::Packaged)) {
            return;
        }
        let fresh = update.is_fresh(self.config.live_indicator_delay, cx.now().monotonic);
        let decides = update.rendition.quality.as_ref() == self.config.qualities.first();
        if fresh && decides {
            self.give_back(&update, settings, cx);
        }
        if self.on_air.is_none() {
            if !decides {
                self.early.insert(update.rendition.quality.clone(), update);
                return;
            }
            if !fresh {
                return;
            }
            // no hook announced this publisher: the site has no hooks, or the picture came back late
            self.begin(update.publish_name.clone(), MediaSource::Files, settings, cx);
        }
        let Some(on_air) = &mut self.on_air else { return };
        if !on_air.owns(&update, fresh) {
            return;
        }
        if on_air.contradicts(&update) {
            let at = cx.now().unix;
            cx.save(Write::BroadcastEnded { id: on_air.broadcast.id.clone(), at });
            on_air.start_over(cx.token(), cx.token());
            cx.save(Write::BroadcastStarted(on_air.broadcast.clone()));
            cx.publish();
        }
        let before = on_air.told(&self.config);
        on_air.update(update, &self.config, cx.now().monotonic);
        cx.publish_media();
        if on_air.told(&self.config) != before {
            cx.publish();
        }
        let unannounced = on_air.is_sent_unannounced(&self.config, cx.now().monotonic);
        if fresh && unannounced && on_air.publisher_noticed() {
            self.audit_start(settings, cx);
        }
        for early in std::mem::take(&mut self.early).into_values() {
            if early.is_fresh(self.config.live_indicator_delay, cx.now().monotonic) {
                self.playlist_updated(early, settings, cx);
            }
        }
    }

    /// Gives the stream back to a superseded publisher that is still sending, once the one that superseded it has left.
    fn give_back(&mut self, update: &RenditionUpdate, settings: &mut StreamSettings, cx: &mut Cx<'_, '_>) {
        let Some(name) = &update.publish_name else { return };
        if self.on_air.as_ref().is_some_and(|on_air| !on_air.is_left()) {
            return;
        }
        let Some(publishers) = self.superseded.take(name) else { return };
        self.end(settings, cx);
        self.begin(Some(name.clone()), MediaSource::Files, settings, cx);
        for publisher in publishers {
            self.came(publisher, settings, cx);
        }
    }

    pub fn segment_grows(&mut self, rendition: &Rendition, name: Option<&Token>, now: Now) {
        if let Some(on_air) = &mut self.on_air {
            on_air.grows(rendition, name, &self.config, now);
        }
    }

    pub fn playlist_trimmed(
        &mut self,
        rendition: &Rendition,
        playlist: Arc<MediaPlaylist>,
        cx: &mut Cx<'_, '_>,
    ) {
        if let Some(on_air) = &mut self.on_air
            && on_air.trim(rendition, playlist)
        {
            cx.publish_media();
        }
    }

    pub fn playlist_gone(&mut self, rendition: &Rendition, cx: &mut Cx<'_, '_>) {
        self.early.retain(|_, update| update.rendition != *rendition);
        if let Some(on_air) = &mut self.on_air
            && on_air.forget(rendition)
        {
            cx.publish();
            cx.publish_media();
        }
    }

    /// Pictures arrived at this server's own ingest. Disconnects a publisher whose broadcast is over, so that it connects again: nobody
    /// would see its pictures.
    pub fn packaged(&mut self, update: PackagedUpdate, settings: &StreamSettings, cx: &mut Cx<'_, '_>) {
        let on_air = self.on_air.as_mut().filter(|on_air| on_air.broadcast.id == update.broadcast);
        let Some(on_air) = on_air else { return cx.end_publisher(update.publisher) };
        let before = on_air.told(&self.config);
        if on_air.packaged(update, &self.config, cx.now()) {
            cx.publish_media();
        }
        if on_air.told(&self.config) != before {
            cx.publish();
        }
        let unannounced = on_air.is_sent_unannounced(&self.config, cx.now().monotonic);
        if unannounced && on_air.publisher_noticed() {
            self.audit_start(settings, cx);
        }
    }

    /// How what arrives at this server's own ingest is. That of an earlier broadcast is ignored.
    pub fn measured(&mut self, broadcast: &Token, health: Arc<Health>, cx: &mut Cx<'_, '_>) {
        let Some(on_air) = &mut self.on_air else { return };
        if on_air.broadcast.id != *broadcast {
            return;
        }
        let before = on_air.problems(&self.config);
        on_air.measured(health, cx.now());
        if on_air.problems(&self.config) != before {
            cx.publish();
        }
    }

    fn begin(
        &mut self,
        publish_name: Option<Token>,
        source: MediaSource,
        settings: &StreamSettings,
        cx: &mut Cx<'_, '_>,
    ) {
        if let Some(name) = &publish_name {
            self.publish_names.add(name);
        }
        let broadcast = Broadcast {
            id: cx.token(),
            streamer: settings.name.clone(),
            publish_name,
            prefix: cx.token(),
            started_at: cx.now().unix,
            seen_at: cx.now().unix,
            is_recorded: false,
        };
        cx.save(Write::BroadcastStarted(broadcast.clone()));
        cx.publish();
        self.on_air = Some(OnAir::begun(broadcast, source, self.hooked, cx.now().monotonic));
    }

    pub fn end_if_over(&mut self, settings: &mut StreamSettings, cx: &mut Cx<'_, '_>) {
        if self.on_air.as_ref().is_some_and(|on_air| on_air.is_over(&self.config, cx.now().monotonic)) {
            self.end(settings, cx);
        }
    }

    fn end(&mut self, settings: &mut StreamSettings, cx: &mut Cx<'_, '_>) {
        let Some(mut on_air) = self.on_air.take() else { return };
        let at = on_air.last_picture(&self.config, cx.now());
        if on_air.every_publisher_left(cx.now()) {
            cx.audit_at(at, &settings.name, AuditEvent::StopStreaming);
        }
        settings.set_last_live(at);
        cx.save(Write::BroadcastEnded { id: on_air.broadcast.id, at });
        cx.publish();
    }

    /// Ends the broadcast and disconnects its publishers: their stream key is no longer valid.
    pub fn end_rekeyed(&mut self, settings: &mut StreamSettings, cx: &mut Cx<'_, '_>) {
        self.end_publishers(cx);
        self.end(settings, cx);
        self.superseded = Superseded::default();
        self.publish_names.withdraw();
    }

    /// Disconnects every publisher, superseded ones included.
    pub fn end_publishers(&self, cx: &mut Cx<'_, '_>) {
        let on_air = self.on_air.iter().flat_map(|on_air| on_air.publishers().0);
        for publisher in self.superseded.publishers().chain(on_air.copied()) {
            cx.end_publisher(publisher);
        }
    }

    /// Ends the broadcast, disconnects its publishers, and admits no other for a while. Returns the id of the broadcast;
    /// `None` if nothing is on air.
    pub fn end_by_request(&mut self, settings: &mut StreamSettings, cx: &mut Cx<'_, '_>) -> Option<Token> {
        let on_air = self.on_air.as_ref()?;
        self.end_publishers(cx);
        let id = on_air.broadcast.id.clone();
        let superseded = std::mem::take(&mut self.superseded);
        self.ended.add(on_air, superseded, self.config.live_indicator_delay, cx.now().monotonic);
        self.publish_names.withdraw();
        self.early.clear();
        self.end(settings, cx);
        Some(id)
    }

    /// How long no publisher is admitted, after a broadcast was ended.
    pub fn closed_for(&self, now: Instant) -> Option<Duration> {
        self.ended.closed_for(now)
    }

    /// Whether a connected publisher may go on.
    pub fn may_continue(&self, publisher: PublisherId, now: Instant) -> bool {
        let on_air = self.on_air.as_ref();
        let is_admitted = on_air.is_some_and(|on_air| on_air.publishers().0.contains(&publisher))
            || self.superseded.contains(publisher);
        !self.ended.must_leave(publisher, is_admitted) && (is_admitted || self.closed_for(now).is_none())
    }

    /// Gives the segments new addresses, so that the old ones no longer work.
    pub fn readdress(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(on_air) = &mut self.on_air else { return };
        on_air.readdress(cx.token());
        cx.publish_media();
        cx.save(Write::BroadcastStarted(on_air.broadcast.clone()));
    }

    /// Publishes what time alone changed.
    pub fn publish_passed(&mut self, settings: &mut StreamSettings, cx: &mut Cx<'_, '_>) {
        let shown = (self.state(cx.now().monotonic), self.is_live(cx.now().monotonic));
        if shown == self.shown {
            return;
        }
        self.shown = shown;
        // viewers see it offline before the broadcast ends
        if let (StreamState::Offline, Some(on_air)) = (shown.0, &self.on_air) {
            settings.set_last_live(on_air.last_picture(&self.config, cx.now()));
        }
        cx.publish();
        // a quality ladder that was waited for is offered from now on
        cx.publish_media();
    }

    fn audit_start(&self, settings: &StreamSettings, cx: &mut Cx<'_, '_>) {
        let event = AuditEvent::StartStreaming {
            description: settings.description.as_deref().map(str::to_owned),
            password: settings.password.clone(),
        };
        cx.audit(&settings.name, event);
        cx.publish();
    }
}
