//! Events about mutes, which only moderators and the streamer receive. Muted members are told only their own status.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::Cx;
use super::state::RoomState;
use crate::model::Mute;
use crate::model::names::Token;
use crate::ports::Write;
use crate::room::event::{MutedPerson, RoomEvent};
use crate::session::SessionId;

impl RoomState {
    /// Sends all mutes, if there are any, to someone who now moderates.
    pub(super) fn tell_mutes(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if self.mutes.is_empty() {
            return;
        }
        // one walk over the members, however many are muted
        let mut here: HashMap<&Token, Vec<Arc<str>>> = HashMap::new();
        for (_, member) in self.people.members() {
            if let Some(mute) = &member.mute {
                here.entry(mute).or_default().push(member.name.spelled());
            }
        }
        let mutes =
            self.mutes.iter().map(|mute| muted(mute, here.remove(&mute.id).unwrap_or_default())).collect();
        cx.reply(id, RoomEvent::Mutes { mutes });
    }

    /// Sends one mute to all moderators and the streamer: it is new, or a muted person came, left or was renamed.
    pub(super) fn tell_mute(&self, id: &Token, cx: &mut Cx<'_, '_>) {
        let Some(mute) = self.mutes.with_id(id) else { return };
        let here = self.people.members().filter(|(_, member)| member.mute.as_ref() == Some(id));
        let event = RoomEvent::Muted(muted(mute, here.map(|(_, member)| member.name.spelled()).collect()));
        self.tell_staff(&event, cx);
    }

    /// As [`RoomState::tell_mute`] for the member at this session, if they are muted.
    pub(super) fn tell_mute_of(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if let Some(mute) = self.people.member(id).and_then(|member| member.mute.as_ref()) {
            self.tell_mute(mute, cx);
        }
    }

    /// Adds a mute to the list. `shares_address`: someone else in chat has the same address. A full list lifts its
    /// oldest mute.
    pub(super) fn add_mute(&mut self, mute: Mute, shares_address: bool, cx: &mut Cx<'_, '_>) {
        let streamer = self.settings.name.clone();
        cx.save(Write::Muted { streamer, mute: mute.clone() });
        if let Some(oldest) = self.mutes.add(mute, shares_address) {
            self.forget_mute(&oldest.id, cx);
        }
    }

    /// Removes a mute from the list. Returns the sessions that may speak again.
    pub(super) fn forget_mute(&mut self, id: &Token, cx: &mut Cx<'_, '_>) -> Vec<SessionId> {
        self.mutes.remove(id);
        cx.save(Write::Unmuted { id: id.clone() });
        let freed = self.silenced(id);
        for freed in &freed {
            if let Some(member) = self.people.member_mut(*freed) {
                member.mute = None;
            }
            self.tell_subscription(*freed, cx);
        }
        self.tell_staff(&RoomEvent::Unmuted { id: id.clone() }, cx);
        freed
    }

    /// The sessions that this mute silences.
    pub(super) fn silenced(&self, mute: &Token) -> Vec<SessionId> {
        let silenced = self.people.members().filter(|(_, member)| member.mute.as_ref() == Some(mute));
        silenced.map(|(id, _)| id).collect()
    }

    fn tell_staff(&self, event: &RoomEvent, cx: &mut Cx<'_, '_>) {
        for (id, _) in self.people.staff() {
            cx.reply(id, event.clone());
        }
    }
}

fn muted(mute: &Mute, here: Vec<Arc<str>>) -> MutedPerson {
    MutedPerson { id: mute.id.clone(), username: mute.name.as_str().into(), time: mute.at, here }
}
