//! What watchers are told of the stream: the viewer count, and `stream` events.

use std::sync::Arc;
use std::time::Instant;

use super::context::Cx;
use super::event::RoomEvent;
use super::state::RoomState;
use crate::model::AuditEvent;
use crate::ports::Now;
use crate::session::Channels;
use crate::status::StreamInfo;

impl RoomState {
    /// Publishes the viewer count when it changed.
    pub(super) fn publish_viewers(&mut self, cx: &mut Cx<'_, '_>) {
        if self.viewers.update(self.people.viewers(), cx.now().monotonic) {
            cx.publish();
        }
        if let Some(viewers) = self.viewers.audit(self.broadcasting.is_live(cx.now().monotonic)) {
            self.audit(AuditEvent::ViewerCount { viewers }, cx);
        }
    }

    /// Sends watchers the next `stream` event when it is due.
    pub(super) fn tell_watchers(&mut self, cx: &mut Cx<'_, '_>) {
        if cx.publishes() {
            self.news.note_change();
        }
        let now = cx.now();
        if self.news.deadline(now.monotonic).is_none_or(|at| at > now.monotonic) {
            return;
        }
        let info = self.info(now.monotonic);
        if self.news.update(&info, now.monotonic) {
            cx.broadcast(Channels::WATCHING, RoomEvent::Stream { info, now: now.precise() });
        }
    }

    /// The `stream` event for a session that has just arrived.
    pub(super) fn news_for_newcomer(&mut self, now: Now) -> RoomEvent {
        let info = self.info(now.monotonic);
        self.news.note_newcomer(&info);
        RoomEvent::Stream { info, now: now.precise() }
    }

    fn info(&self, now: Instant) -> Arc<StreamInfo> {
        self.broadcasting.info(&self.settings, self.viewers.published(), now)
    }
}
