//! How publishers and playlists begin, continue and end broadcasts.

use super::context::Cx;
use super::on_air::{OnAir, RenditionUpdate};
use super::state::RoomState;
use crate::media::{PublisherId, Rendition};
use crate::model::names::Token;
use crate::model::{AuditEvent, Broadcast};
use crate::ports::{Now, Write};
use crate::status::StreamState;

impl RoomState {
    pub(super) fn publish_started(&mut self, publisher: PublisherId, cx: &mut Cx<'_, '_>) {
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
            self.end(cx);
        }
        if self.on_air.is_none() {
            let publish_name = self.config.keyless.then(|| cx.token());
            self.begin(publish_name, cx);
        }
        self.came(publisher, cx);
    }

    fn came(&mut self, publisher: PublisherId, cx: &mut Cx<'_, '_>) {
        if let Some(on_air) = &mut self.on_air
            && on_air.publisher_came(publisher, &self.config, cx.now().monotonic)
        {
            self.audit_start(cx);
        }
    }

    pub(super) fn publish_ended(&mut self, publisher: PublisherId, cx: &mut Cx<'_, '_>) {
        let shown = self.on_air.as_ref().is_some_and(|on_air| on_air.publishers().0.contains(&publisher));
        if self.superseded.left(publisher) || !shown && self.superseded.unannounced_left() {
            return;
        }
        if let Some(on_air) = &mut self.on_air
            && on_air.publisher_left(publisher, cx.now())
        {
            self.audit(AuditEvent::StopStreaming, cx);
        }
    }

    pub(super) fn playlist_updated(&mut self, update: RenditionUpdate, cx: &mut Cx<'_, '_>) {
        let fresh = update.is_fresh(self.config.live_indicator_delay, cx.now().monotonic);
        let decides = update.rendition.quality.as_ref() == self.config.qualities.first();
        if fresh && decides {
            self.give_back(&update, cx);
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
            self.begin(update.publish_name.clone(), cx);
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
            self.audit_start(cx);
        }
        for early in std::mem::take(&mut self.early).into_values() {
            if early.is_fresh(self.config.live_indicator_delay, cx.now().monotonic) {
                self.playlist_updated(early, cx);
            }
        }
    }

    /// Gives the stream back to a superseded publisher that is still sending, once the one that superseded it has left.
    fn give_back(&mut self, update: &RenditionUpdate, cx: &mut Cx<'_, '_>) {
        let Some(name) = &update.publish_name else { return };
        if self.on_air.as_ref().is_some_and(|on_air| !on_air.is_left()) {
            return;
        }
        let Some(publishers) = self.superseded.take(name) else { return };
        self.end(cx);
        self.begin(Some(name.clone()), cx);
        for publisher in publishers {
            self.came(publisher, cx);
        }
    }

    pub(super) fn segment_grows(&mut self, rendition: &Rendition, name: Option<&Token>, now: Now) {
        if let Some(on_air) = &mut self.on_air {
            on_air.grows(rendition, name, &self.config, now);
        }
    }

    pub(super) fn playlist_gone(&mut self, rendition: &Rendition, cx: &mut Cx<'_, '_>) {
        self.early.retain(|_, update| update.rendition != *rendition);
        if let Some(on_air) = &mut self.on_air
            && on_air.forget(rendition)
        {
            cx.publish();
            cx.publish_media();
        }
    }

    fn begin(&mut self, publish_name: Option<Token>, cx: &mut Cx<'_, '_>) {
        let broadcast = Broadcast {
            id: cx.token(),
            streamer: self.settings.name.clone(),
            publish_name,
            prefix: cx.token(),
            started_at: cx.now().unix,
        };
        cx.save(Write::BroadcastStarted(broadcast.clone()));
        cx.publish();
        self.on_air = Some(OnAir::begun(broadcast, self.hooked, cx.now().monotonic));
    }

    pub(super) fn end_if_over(&mut self, cx: &mut Cx<'_, '_>) {
        if self.on_air.as_ref().is_some_and(|on_air| on_air.is_over(&self.config, cx.now().monotonic)) {
            self.end(cx);
        }
    }

    pub(super) fn end(&mut self, cx: &mut Cx<'_, '_>) {
        let Some(mut on_air) = self.on_air.take() else { return };
        let at = on_air.last_picture(cx.now());
        if on_air.every_publisher_left(cx.now()) {
            cx.audit_at(at, &self.settings.name, AuditEvent::StopStreaming);
        }
        self.settings.last_live = Some(at);
        cx.save(Write::BroadcastEnded { id: on_air.broadcast.id, at });
        cx.publish();
    }

    /// Sets `last_live` when the stream turns offline for viewers, which is before the broadcast itself ends.
    pub(super) fn note_last_live(&mut self, now: Now) {
        if let Some(on_air) = &self.on_air
            && self.state(now.monotonic) == StreamState::Offline
        {
            self.settings.last_live = Some(on_air.last_picture(now));
        }
    }

    fn audit_start(&self, cx: &mut Cx<'_, '_>) {
        let event = AuditEvent::StartStreaming {
            description: self.settings.description.as_deref().map(str::to_owned),
            password: self.settings.password.clone(),
        };
        self.audit(event, cx);
    }
}
