//! What a room decides, without touching the world: `apply(input, env) -> effects`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::on_air::{OnAir, Track};
use super::presence::{Presence, ViewerId};
use crate::clock::{Env, Now};
use crate::events::AuditEvent;
use crate::live::{StreamState, StreamView};
use crate::names::Token;
use crate::store::{Broadcast, Streamer, Write};
use crate::watcher::{Quality, Rendition};

/// How often at most the number of viewers is shown anew.
const VIEWERS_PAUSE: Duration = Duration::from_secs(1);

/// The number by which nginx-rtmp tells its connections apart.
pub type ClientId = u64;

/// What a room needs to know of the configuration.
#[derive(Debug, Clone)]
pub struct RoomConfig {
    /// Qualities in order; empty where there is a single one. The first decides liveness.
    pub qualities: Vec<Quality>,
    /// A playlist older than this means that the picture stopped.
    pub live_indicator_delay: Duration,
    /// How long a broadcast is held open for its encoder to come back.
    pub reconnect_window: Duration,
    /// Whether encoders are renamed to a random id.
    pub keyless: bool,
}

/// What happens to a room.
#[derive(Debug)]
pub enum Input {
    /// An encoder with the right key asks to publish.
    PublishStarted(ClientId),
    /// It is gone.
    PublishEnded(ClientId),
    /// A playlist of this streamer changed.
    PlaylistUpdated(Box<Track>),
    /// A playlist file vanished.
    PlaylistGone(Rendition),
    /// A page is open.
    ViewerHeard(ViewerId),
    /// A page closed.
    ViewerLeft(ViewerId),
    /// An administrator or the streamer changed settings.
    SettingsChanged(Box<Streamer>),
    /// A deadline passed.
    TimePassed,
}

/// What is to be done about it, in order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// To the journal.
    Save(Write),
    /// The view of the stream changed.
    Publish,
}

/// One stream: settings, broadcast and viewers.
#[derive(Debug)]
pub struct RoomState {
    config: RoomConfig,
    settings: Streamer,
    on_air: Option<OnAir>,
    /// While nothing is on air: the latest playlists of qualities that do not decide whether something is. They may come
    /// before the one that does.
    early: BTreeMap<Option<Quality>, Track>,
    presence: Presence,
    /// The count as last published, and when.
    viewers: u32,
    viewers_at: Option<Instant>,
    /// State and liveness as last published, to notice when only time changed them.
    shown: (StreamState, bool),
}

impl RoomState {
    /// A room at the start of the server, or after the death of its predecessor, with the broadcast that was running.
    pub fn new(config: RoomConfig, settings: Streamer, running: Option<Broadcast>, now: Now) -> Self {
        let on_air = running.map(|broadcast| OnAir::resumed(broadcast, now.monotonic));
        Self {
            config,
            settings,
            on_air,
            early: BTreeMap::new(),
            presence: Presence::default(),
            viewers: 0,
            viewers_at: None,
            shown: (StreamState::Offline, false),
        }
    }

    /// Decides. Whatever changed is in the effects; the caller publishes [`RoomState::view`] when told to.
    pub fn apply(&mut self, input: Input, env: &mut Env<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::PublishStarted(client) => self.publish_started(client, env, &mut effects),
            Input::PublishEnded(client) => self.publish_ended(client, env.now, &mut effects),
            Input::PlaylistUpdated(track) => self.playlist_updated(*track, env, &mut effects),
            Input::PlaylistGone(rendition) => {
                self.early.retain(|_, track| track.rendition != rendition);
                if let Some(on_air) = &mut self.on_air
                    && on_air.forget(&rendition)
                {
                    effects.push(Effect::Publish);
                }
            }
            Input::ViewerHeard(viewer) => self.presence.heard(viewer, env.now.monotonic),
            Input::ViewerLeft(viewer) => self.presence.left(viewer, env.now.monotonic),
            Input::SettingsChanged(settings) => self.settings_changed(*settings, env, &mut effects),
            Input::TimePassed => self.presence.expire(env.now.monotonic),
        }
        self.end_if_over(env.now, &mut effects);
        self.show_viewers(env.now, &mut effects);
        let shown = (self.state(env.now.monotonic), self.is_live(env.now.monotonic));
        if shown != self.shown {
            self.shown = shown;
            effects.push(Effect::Publish);
        }
        effects
    }

    /// The name that an encoder is to be renamed to, in keyless mode.
    pub fn publish_name(&self) -> Option<&Token> {
        self.on_air.as_ref()?.broadcast.publish_name.as_ref()
    }

    /// The settings as the room knows them.
    pub fn settings(&self) -> &Streamer {
        &self.settings
    }

    /// When time alone will change something. `None` lets an idle room sleep.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        let broadcast = self.on_air.as_ref().map(|on_air| on_air.deadline(&self.config, now));
        let count = (self.presence.count() != self.viewers)
            .then(|| self.viewers_at.map_or(now, |at| at + VIEWERS_PAUSE));
        [broadcast, self.presence.deadline(), count].into_iter().flatten().min()
    }

    /// What readers get to see.
    pub fn view(&self, now: Instant) -> StreamView {
        StreamView {
            settings: self.settings.clone(),
            state: self.state(now),
            live: self.is_live(now),
            viewers: self.viewers,
            on_air: self.on_air.as_ref().map(|on_air| on_air.view(&self.config, now)),
        }
    }

    fn state(&self, now: Instant) -> StreamState {
        self.on_air.as_ref().map_or(StreamState::Offline, |on_air| on_air.state(&self.config, now))
    }

    fn is_live(&self, now: Instant) -> bool {
        self.on_air.as_ref().is_some_and(|on_air| on_air.is_fresh(&self.config, now))
    }

    fn publish_started(&mut self, client: ClientId, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        // Nginx refuses a second encoder under the same name for as long as it believes in the first one, which may
        // be long dead. Renamed, the newcomer gets through and takes the stream over.
        if self.config.keyless && self.on_air.as_ref().is_some_and(|on_air| on_air.is_sent_by_another(client))
        {
            self.end(env.now, effects);
        }
        if self.on_air.is_none() {
            let publish_name = self.config.keyless.then(|| env.token());
            self.begin(publish_name, env, effects);
        }
        if let Some(on_air) = &mut self.on_air
            && on_air.encoder_came(client)
        {
            self.audit_start(env.now, effects);
        }
    }

    fn publish_ended(&mut self, client: ClientId, now: Now, effects: &mut Vec<Effect>) {
        if let Some(on_air) = &mut self.on_air
            && on_air.encoder_left(client, now)
        {
            self.audit(now, AuditEvent::StopStreaming, effects);
        }
    }

    fn playlist_updated(&mut self, track: Track, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        let fresh = track.is_fresh(self.config.live_indicator_delay, env.now.monotonic);
        let decides = track.rendition.quality.as_ref() == self.config.qualities.first();
        if self.on_air.is_none() {
            if !decides {
                self.early.insert(track.rendition.quality.clone(), track);
                return;
            }
            if !fresh {
                return;
            }
            // no hook told of this encoder: the site has none, or the picture came back late
            self.begin(track.publish_name.clone(), env, effects);
        }
        let Some(on_air) = &mut self.on_air else { return };
        if !on_air.owns(&track, fresh) {
            return;
        }
        if on_air.contradicts(&track) {
            let at = env.now.unix;
            effects.push(Effect::Save(Write::BroadcastEnded { id: on_air.broadcast.id.clone(), at }));
            on_air.start_over(env.token(), env.token());
            effects.push(Effect::Save(Write::BroadcastStarted(on_air.broadcast.clone())));
        }
        on_air.update(track, env.now.monotonic);
        effects.push(Effect::Publish);
        let unannounced = on_air.is_sent_unannounced(&self.config, env.now.monotonic);
        if fresh && unannounced && on_air.encoder_noticed() {
            self.audit_start(env.now, effects);
        }
        for early in std::mem::take(&mut self.early).into_values() {
            if early.is_fresh(self.config.live_indicator_delay, env.now.monotonic) {
                self.playlist_updated(early, env, effects);
            }
        }
    }

    fn settings_changed(&mut self, mut settings: Streamer, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        // the store hears of the end of a broadcast from here, and later
        settings.last_live = settings.last_live.max(self.settings.last_live);
        if settings == self.settings {
            return;
        }
        if settings.key != self.settings.key {
            // whoever is sending let themselves in with a key that opens nothing any more
            self.end(env.now, effects);
            settings.last_live = settings.last_live.max(self.settings.last_live);
        }
        if settings.password != self.settings.password
            && let Some(on_air) = &mut self.on_air
        {
            // whoever knows the old addresses must not get in by them
            on_air.readdress(env.token());
            effects.push(Effect::Save(Write::BroadcastStarted(on_air.broadcast.clone())));
        }
        self.settings = settings;
        effects.push(Effect::Publish);
    }

    fn begin(&mut self, publish_name: Option<Token>, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        let broadcast = Broadcast {
            id: env.token(),
            streamer: self.settings.name.clone(),
            publish_name,
            prefix: env.token(),
            started_at: env.now.unix,
        };
        effects.push(Effect::Save(Write::BroadcastStarted(broadcast.clone())));
        effects.push(Effect::Publish);
        self.on_air = Some(OnAir::begun(broadcast, env.now.monotonic));
    }

    fn end_if_over(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.on_air.as_ref().is_some_and(|on_air| on_air.is_over(&self.config, now.monotonic)) {
            self.end(now, effects);
        }
    }

    fn end(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(mut on_air) = self.on_air.take() else { return };
        let at = on_air.last_picture(&self.config, now);
        if on_air.every_encoder_left(now) {
            self.audit(Now { unix: at, ..now }, AuditEvent::StopStreaming, effects);
        }
        self.settings.last_live = Some(at);
        effects.push(Effect::Save(Write::BroadcastEnded { id: on_air.broadcast.id, at }));
        effects.push(Effect::Publish);
    }

    fn show_viewers(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let count = self.presence.count();
        let rested =
            self.viewers_at.is_none_or(|at| now.monotonic.saturating_duration_since(at) >= VIEWERS_PAUSE);
        if count != self.viewers && rested {
            self.viewers = count;
            self.viewers_at = Some(now.monotonic);
            self.audit(now, AuditEvent::ViewerCount { viewers: count }, effects);
            effects.push(Effect::Publish);
        }
    }

    fn audit_start(&self, now: Now, effects: &mut Vec<Effect>) {
        let event = AuditEvent::StartStreaming {
            description: self.settings.description.clone(),
            password: self.settings.password.clone(),
        };
        self.audit(now, event, effects);
    }

    fn audit(&self, now: Now, event: AuditEvent, effects: &mut Vec<Effect>) {
        let streamer = self.settings.name.clone();
        effects.push(Effect::Save(Write::Audit { at: now.unix, streamer, event }));
    }
}
