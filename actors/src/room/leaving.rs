//! Members who log out, sessions that close, and evictions.

use super::context::Cx;
use super::event::RoomEvent;
use super::member::Member;
use super::refusal::Code;
use super::state::RoomState;
use crate::model::{AuditEvent, Role};
use crate::session::SessionId;

impl RoomState {
    /// Logs the member out; their session stays in the room.
    pub(super) fn logout(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if let Some(member) = self.part(id, cx) {
            self.tell_parted(&member, cx);
        }
    }

    /// Logs the member out without telling others. In a locked room, a session that has not shown the password is shut
    /// out: only being the streamer had given it access.
    pub(super) fn part(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) -> Option<Member> {
        let member = self.people.part(id)?;
        if !self.is_unlocked(id) {
            self.people.shut_out(id);
        }
        self.tell_subscription(id, cx);
        Some(member)
    }

    /// Announces that a member left.
    fn tell_parted(&mut self, member: &Member, cx: &mut Cx<'_, '_>) {
        let person = member.person();
        self.audit(AuditEvent::LeaveChat { name: person.username.to_string() }, cx);
        if self.people.is_heard() && self.people.announces(cx.now().monotonic) {
            let (users, count) = (self.people.users_for_all(), self.people.count());
            cx.all(RoomEvent::Left { person, users, count });
        }
        if let Some(mute) = &member.mute {
            self.tell_sanction(&mute.id, cx);
        }
    }

    /// Removes a closed session.
    pub(super) fn gone(&mut self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let member = self.people.part(id);
        self.people.leave(id);
        if let Some(member) = member {
            self.tell_parted(&member, cx);
        }
    }

    /// Logs out the streamer, and tells them why. Returns whether they were here.
    pub(super) fn log_out_streamer(&mut self, why: Code, text: &'static str, cx: &mut Cx<'_, '_>) -> bool {
        let streamers = self.people.staff().filter(|(_, member)| member.role == Role::Streamer);
        let here: Vec<SessionId> = streamers.map(|(id, _)| id).collect();
        for id in &here {
            self.log_out(*id, why, text, cx);
        }
        !here.is_empty()
    }

    /// Logs a member out, and tells them why.
    pub(super) fn log_out(&mut self, id: SessionId, why: Code, text: &'static str, cx: &mut Cx<'_, '_>) {
        cx.error(id, why, text);
        self.logout(id, cx);
    }

    /// Evicts the sessions for which `goes` returns true, given whether they are unlocked and the role of their member.
    pub(super) fn evict_all(&mut self, cx: &mut Cx<'_, '_>, goes: impl Fn(bool, Option<Role>) -> bool) {
        let gone: Vec<SessionId> = self
            .people
            .sessions()
            .filter(|(id, session)| {
                goes(self.is_unlocked(*id), session.member.as_ref().map(|member| member.role))
            })
            .map(|(id, _)| id)
            .collect();
        self.evict(&gone, true, cx);
    }

    /// Logs out the members at these sessions and stops their chat; with `wholly`, also their stream updates. Those who
    /// stay are told.
    pub(super) fn evict(&mut self, gone: &[SessionId], wholly: bool, cx: &mut Cx<'_, '_>) {
        // log out everybody before telling anybody, or each would be told of those who follow
        let mut members = Vec::new();
        for id in gone {
            members.extend(self.people.part(*id));
            match wholly {
                true => self.people.shut_out(*id),
                false => self.people.change(*id, |session| session.reads = false),
            }
            self.tell_subscription(*id, cx);
        }
        members.sort_unstable_by_key(|member| member.joined);
        for member in members {
            self.tell_parted(&member, cx);
        }
    }
}
