//! What moderators and the streamer are told of reports.

use super::context::Cx;
use super::event::RoomEvent;
use super::state::RoomState;
use crate::ports::Write;
use crate::session::SessionId;

impl RoomState {
    /// Tells someone who now moderates what only moderators and the streamer know.
    pub(super) fn brief_moderator(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        self.tell_mutes(id, cx);
        self.tell_reports(id, cx);
        self.tell_newcomers(id, cx);
    }

    /// Tells someone who now moderates how many messages are reported, if there are any.
    fn tell_reports(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        self.expire_reports(cx);
        let count = self.reports.len();
        if count > 0 {
            cx.reply(id, RoomEvent::ReportsOpen { count });
        }
    }

    /// Removes the reports on these messages, and tells all who moderate how many are left.
    pub(super) fn close_reports(&mut self, messages: &[u64], cx: &mut Cx<'_, '_>) {
        for &message in messages {
            self.reports.settle(message);
            cx.save(Write::ReportsSettled { streamer: self.settings.name.clone(), message });
        }
        if !messages.is_empty() {
            self.tell_staff(&RoomEvent::ReportsOpen { count: self.reports.len() }, cx);
        }
    }

    /// Drops reports that are too old.
    pub(super) fn expire_reports(&mut self, cx: &mut Cx<'_, '_>) {
        for message in self.reports.expire(cx.now().unix) {
            cx.save(Write::ReportsSettled { streamer: self.settings.name.clone(), message });
        }
    }
}
