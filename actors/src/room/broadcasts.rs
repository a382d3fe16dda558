//! How publishers and playlists begin, continue and end broadcasts.

use super::effect::Effect;
use super::on_air::{OnAir, RenditionUpdate};
use super::state::RoomState;
use crate::media::{PublisherId, Rendition};
use crate::model::names::Token;
use crate::model::{AuditEvent, Broadcast};
use crate::ports::{Env, Now, Write};
use crate::status::StreamState;

impl RoomState {
    pub(super) fn publish_started(
        &mut self,
        publisher: PublisherId,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        self.hooked = true;
        // nginx numbers connections from 1 again after a restart: an earlier publisher with this id is gone
        self.superseded.left(publisher);
        // Nginx refuses a second publisher under the same name until it drops the first one, which may be long dead.
        // Under a new name the second publisher gets through and takes the stream over.
        if self.config.keyless
            && let Some(on_air) = &self.on_air
            && on_air.is_sent_by_another(publisher)
        {
            self.superseded.add(on_air);
            self.end(env.now, effects);
        }
        if self.on_air.is_none() {
            let publish_name = self.config.keyless.then(|| env.token());
            self.begin(publish_name, env, effects);
        }
        self.came(publisher, env.now, effects);
    }

    fn came(&mut self, publisher: PublisherId, now: Now, effects: &mut Vec<Effect>) {
        if let Some(on_air) = &mut self.on_air
            && on_air.publisher_came(publisher, &self.config, now.monotonic)
        {
            self.audit_start(now, effects);
        }
    }

    pub(super) fn publish_ended(&mut self, publisher: PublisherId, now: Now, effects: &mut Vec<Effect>) {
        let shown = self.on_air.as_ref().is_some_and(|on_air| on_air.publishers().0.contains(&publisher));
        if self.superseded.left(publisher) || !shown && self.superseded.unannounced_left() {
            return;
        }
        if let Some(on_air) = &mut self.on_air
            && on_air.publisher_left(publisher, now)
        {
            self.audit(now, AuditEvent::StopStreaming, effects);
        }
    }

    pub(super) fn playlist_updated(
        &mut self,
        update: RenditionUpdate,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let fresh = update.is_fresh(self.config.live_indicator_delay, env.now.monotonic);
        let decides = update.rendition.quality.as_ref() == self.config.qualities.first();
        if fresh && decides {
            self.give_back(&update, env, effects);
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
            self.begin(update.publish_name.clone(), env, effects);
        }
        let Some(on_air) = &mut self.on_air else { return };
        if !on_air.owns(&update, fresh) {
            return;
        }
        if on_air.contradicts(&update) {
            let at = env.now.unix;
            effects.push(Effect::Save(Write::BroadcastEnded { id: on_air.broadcast.id.clone(), at }));
            on_air.start_over(env.token(), env.token());
            effects
                .extend([Effect::Save(Write::BroadcastStarted(on_air.broadcast.clone())), Effect::Publish]);
        }
        let before = on_air.told(&self.config);
        on_air.update(update, &self.config, env.now.monotonic);
        effects.push(Effect::PublishMedia);
        if on_air.told(&self.config) != before {
            effects.push(Effect::Publish);
        }
        let unannounced = on_air.is_sent_unannounced(&self.config, env.now.monotonic);
        if fresh && unannounced && on_air.publisher_noticed() {
            self.audit_start(env.now, effects);
        }
        for early in std::mem::take(&mut self.early).into_values() {
            if early.is_fresh(self.config.live_indicator_delay, env.now.monotonic) {
                self.playlist_updated(early, env, effects);
            }
        }
    }

    /// Gives the stream back to a superseded publisher that is still sending, once the one that superseded it has left.
    fn give_back(&mut self, update: &RenditionUpdate, env: &mut Env<'_>, effects: &mut Vec<Effect>) {
        let Some(name) = &update.publish_name else { return };
        if self.on_air.as_ref().is_some_and(|on_air| !on_air.is_left()) {
            return;
        }
        let Some(publishers) = self.superseded.take(name) else { return };
        self.end(env.now, effects);
        self.begin(Some(name.clone()), env, effects);
        for publisher in publishers {
            self.came(publisher, env.now, effects);
        }
    }

    pub(super) fn segment_grows(&mut self, rendition: &Rendition, name: Option<&Token>, now: Now) {
        if let Some(on_air) = &mut self.on_air {
            on_air.grows(rendition, name, &self.config, now);
        }
    }

    pub(super) fn playlist_gone(&mut self, rendition: &Rendition, effects: &mut Vec<Effect>) {
        self.early.retain(|_, update| update.rendition != *rendition);
        if let Some(on_air) = &mut self.on_air
            && on_air.forget(rendition)
        {
            effects.extend([Effect::Publish, Effect::PublishMedia]);
        }
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
        self.on_air = Some(OnAir::begun(broadcast, self.hooked, env.now.monotonic));
    }

    pub(super) fn end_if_over(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.on_air.as_ref().is_some_and(|on_air| on_air.is_over(&self.config, now.monotonic)) {
            self.end(now, effects);
        }
    }

    pub(super) fn end(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(mut on_air) = self.on_air.take() else { return };
        let at = on_air.last_picture(now);
        if on_air.every_publisher_left(now) {
            self.audit(Now { unix: at, ..now }, AuditEvent::StopStreaming, effects);
        }
        self.settings.last_live = Some(at);
        effects.push(Effect::Save(Write::BroadcastEnded { id: on_air.broadcast.id, at }));
        effects.push(Effect::Publish);
    }

    /// Sets `last_live` when the stream turns offline for viewers, which is before the broadcast itself ends.
    pub(super) fn note_last_live(&mut self, now: Now) {
        if let Some(on_air) = &self.on_air
            && self.state(now.monotonic) == StreamState::Offline
        {
            self.settings.last_live = Some(on_air.last_picture(now));
        }
    }

    fn audit_start(&self, now: Now, effects: &mut Vec<Effect>) {
        let event = AuditEvent::StartStreaming {
            description: self.settings.description.as_deref().map(str::to_owned),
            password: self.settings.password.clone(),
        };
        self.audit(now, event, effects);
    }
}
