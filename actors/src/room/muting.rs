//! Mutes: whom they silence, and the events about them. Only moderators and the streamer receive these; muted members are
//! told only their own status.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::Cx;
use super::state::RoomState;
use crate::model::Mute;
use crate::model::names::{Nickname, Token};
use crate::model::text::confusable_key;
use crate::room::event::{MutedPerson, RoomEvent};
use crate::session::{ClientIdentity, SessionId};

impl RoomState {
    /// Sends all mutes, if there are any, to someone who now moderates.
    pub(super) fn tell_mutes(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if self.moderation.mutes().is_empty() {
            return;
        }
        // one walk over the members, however many are muted
        let mut here: HashMap<&Token, Vec<Arc<str>>> = HashMap::new();
        for (_, member) in self.people.members() {
            if let Some(mute) = &member.mute {
                here.entry(mute).or_default().push(member.name.spelled());
            }
        }
        let mutes = self
            .moderation
            .mutes()
            .iter()
            .map(|mute| muted(mute, here.remove(&mute.id).unwrap_or_default()))
            .collect();
        cx.reply(id, RoomEvent::Mutes { mutes });
    }

    /// Sends one mute to all moderators and the streamer: it is new, or a muted person came, left or was renamed.
    pub(super) fn tell_mute(&self, id: &Token, cx: &mut Cx<'_, '_>) {
        let Some(mute) = self.moderation.mutes().with_id(id) else { return };
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
        let streamer = &self.settings.name;
        if let Some(oldest) = self.moderation.mute(mute, shares_address, streamer, cx) {
            self.forget_mute(&oldest.id, cx);
        }
    }

    /// Removes a mute from the list. Returns the sessions that may speak again.
    pub(super) fn forget_mute(&mut self, id: &Token, cx: &mut Cx<'_, '_>) -> Vec<SessionId> {
        self.moderation.unmute(id, cx);
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

    /// The mute that applies to a newcomer with this name. See [`Mutes::of`](super::mutes::Mutes::of).
    pub(super) fn mute_of(&self, identity: &ClientIdentity, key: &str) -> Option<&Mute> {
        let is_name = |muted: &str| confusable_key(muted) == key;
        let is_present =
            |mute: &Mute| self.people.members().any(|(_, member)| member.mute.as_ref() == Some(&mute.id));
        let has_neighbour = |mute: &Mute| self.people.has_neighbour(identity, mute.at);
        self.moderation.mutes().of(identity, is_name, is_present, has_neighbour)
    }

    /// The mute of someone who was muted in the replaced room; a new one if it was never stored.
    pub(super) fn mute_kept(
        &mut self,
        identity: &ClientIdentity,
        name: &Nickname,
        cx: &mut Cx<'_, '_>,
    ) -> Token {
        let is_name = |muted: &str| confusable_key(muted) == name.confusable_key();
        // another window of the same browser may have returned first
        if let Some(known) = self.moderation.mutes().of(identity, is_name, |_| false, |_| false) {
            return known.id.clone();
        }
        let mute = Mute {
            id: cx.token(),
            visitor: identity.browser.as_ref().map(|browser| browser.id.clone()),
            account: identity.account,
            address: identity.address.clone(),
            name: name.as_str().to_owned(),
            at: cx.now().unix,
        };
        let id = mute.id.clone();
        self.add_mute(mute, false, cx);
        id
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
