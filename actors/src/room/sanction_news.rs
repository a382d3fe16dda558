//! What people are told of sanctions: moderators and the streamer of all, others of their own.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::Cx;
use super::sanction_words as words;
use super::state::RoomState;
use crate::model::names::Token;
use crate::model::{Sanction, SanctionKind};
use crate::ports::Now;
use crate::room::event::{OwnSanction, RoomEvent, SanctionedPerson};
use crate::session::SessionId;

impl RoomState {
    /// Sends all mutes, if there are any, to someone who now moderates.
    pub(super) fn tell_mutes(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let mutes = self.sanctioned(SanctionKind::Mute);
        if !mutes.is_empty() {
            cx.reply(id, RoomEvent::Mutes { mutes });
        }
    }

    /// Everybody who has a sanction of this kind, oldest first.
    pub(super) fn sanctioned(&self, kind: SanctionKind) -> Vec<SanctionedPerson> {
        let mut of_kind = self.moderation.sanctions().of_kind(kind).peekable();
        if of_kind.peek().is_none() {
            return Vec::new();
        }
        // one walk over the members, however many are muted
        let mut here: HashMap<&Token, Vec<Arc<str>>> = HashMap::new();
        for (_, member) in self.people.members() {
            if let Some(mute) = &member.mute {
                here.entry(&mute.id).or_default().push(member.name.spelled());
            }
        }
        of_kind
            .map(|sanction| SanctionedPerson::new(sanction, here.remove(&sanction.id).unwrap_or_default()))
            .collect()
    }

    /// Sends one sanction to all moderators and the streamer: it is new or has an appeal, or a muted person came, left or was
    /// renamed.
    pub(super) fn tell_sanction(&self, id: &Token, cx: &mut Cx<'_, '_>) {
        let Some(sanction) = self.moderation.sanctions().with_id(id) else { return };
        let here = self.people.members().filter(|(_, member)| member.is_muted_by(id));
        let person = SanctionedPerson::new(sanction, here.map(|(_, member)| member.name.spelled()).collect());
        match sanction.kind {
            SanctionKind::Mute => self.tell_staff(&RoomEvent::Muted(person), cx),
            SanctionKind::Ban => self.tell_staff(&RoomEvent::Banned(person), cx),
            SanctionKind::Kick => {}
        }
    }

    /// As [`RoomState::tell_sanction`] for the mute of the member at this session, if they are muted.
    pub(super) fn tell_mute_of(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        if let Some(mute) = self.people.member(id).and_then(|member| member.mute.as_ref()) {
            self.tell_sanction(&mute.id, cx);
        }
    }

    /// Tells a muted member all about their mute.
    pub(super) fn tell_own_mute(&self, id: SessionId, cx: &mut Cx<'_, '_>) {
        let mute = self.people.member(id).and_then(|member| member.mute.as_ref());
        if let Some(mute) = mute.and_then(|mute| self.moderation.sanctions().with_id(&mute.id)) {
            cx.reply(id, RoomEvent::Sanctioned(self.own(mute, cx.now())));
        }
    }

    /// Tells those whom a sanction holds, in all their windows, what has become of it.
    pub(super) fn tell_held(&self, sanction: &Sanction, cx: &mut Cx<'_, '_>) {
        let own = self.own(sanction, cx.now());
        for window in self.silenced(&sanction.id).into_iter().chain(self.shut_out_by(sanction)) {
            cx.reply(window, RoomEvent::Sanctioned(own.clone()));
        }
    }

    /// A sanction as the person sees it to whom it applies.
    pub(super) fn own(&self, sanction: &Sanction, now: Now) -> OwnSanction {
        let left = self.moderation.sanctions().left(&sanction.id, now.monotonic);
        OwnSanction {
            id: sanction.id.clone(),
            kind: sanction.kind,
            scope: sanction.scope,
            until: sanction.until,
            reason: sanction.reason.as_str().into(),
            appeal: sanction.appeal.clone(),
            text: words::to_person(sanction, left),
        }
    }

    /// Sends a notice to all moderators and the streamer.
    pub(super) fn notify_staff(&self, text: &str, cx: &mut Cx<'_, '_>) {
        for (id, _) in self.people.staff() {
            cx.notice(id, text.to_owned());
        }
    }

    pub(super) fn tell_staff(&self, event: &RoomEvent, cx: &mut Cx<'_, '_>) {
        for (id, _) in self.people.staff() {
            cx.reply(id, event.clone());
        }
    }
}
