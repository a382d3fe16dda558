//! Sanctions in a room: whom they hold, how they begin, and how they end.

use std::sync::Arc;

use super::context::Cx;
use super::member::MemberMute;
use super::refusal::{Code, Refusal};
use super::sanction_words as words;
use super::state::RoomState;
use crate::model::names::{Nickname, Token};
use crate::model::text::confusable_key;
use crate::model::{Role, Sanction, SanctionKind, SanctionScope, UnixTime};
use crate::ports::Now;
use crate::room::event::RoomEvent;
use crate::session::{AddressScope, ClientIdentity, SessionId};

/// Whom a sanction holds.
impl RoomState {
    /// The mute that applies to somebody with this name. See [`Sanctions::of`](super::sanctions::Sanctions::of).
    pub(super) fn mute_of(&self, identity: &ClientIdentity, key: &str) -> Option<&Sanction> {
        self.sanction_of(|kind| kind == SanctionKind::Mute, identity, key)
    }

    /// The ban, or the like, that keeps somebody with this name from logging in.
    pub(super) fn exclusion_of(&self, identity: &ClientIdentity, key: &str) -> Option<&Sanction> {
        self.sanction_of(SanctionKind::excludes, identity, key)
    }

    fn sanction_of(
        &self,
        is_kind: impl Fn(SanctionKind) -> bool,
        identity: &ClientIdentity,
        key: &str,
    ) -> Option<&Sanction> {
        // an administrator takes the role first
        if self.site_role(identity.account).is_some() {
            return None;
        }
        let is_name = |then: &str| confusable_key(then) == key;
        let is_present =
            |sanction: &Sanction| self.people.members().any(|(_, member)| member.is_muted_by(&sanction.id));
        let has_neighbour = |sanction: &Sanction| self.people.has_neighbour(identity, sanction.at);
        self.moderation.sanctions().of(is_kind, identity, is_name, is_present, has_neighbour)
    }

    /// The sessions that this mute silences.
    pub(super) fn silenced(&self, mute: &Token) -> Vec<SessionId> {
        let silenced = self.people.members().filter(|(_, member)| member.is_muted_by(mute));
        silenced.map(|(id, _)| id).collect()
    }

    /// The sessions without a member whose browser was sanctioned.
    pub(super) fn shut_out_by(&self, sanction: &Sanction) -> Vec<SessionId> {
        let Some(browser_id) = &sanction.browser_id else { return Vec::new() };
        let is_theirs = |identity: &ClientIdentity| {
            identity.browser.as_ref().is_some_and(|browser| browser.id == *browser_id)
        };
        let sessions = self.people.sessions();
        let out = sessions.filter(|(_, session)| session.member.is_none() && is_theirs(&session.identity));
        out.map(|(id, _)| id).collect()
    }

    /// Refuses a login to somebody who is banned, and tells them all about it.
    pub(super) fn check_excluded(
        &self,
        id: SessionId,
        identity: &ClientIdentity,
        key: &str,
        cx: &mut Cx<'_, '_>,
    ) -> Result<(), Refusal> {
        let Some(sanction) = self.exclusion_of(identity, key) else { return Ok(()) };
        let own = self.own(sanction, cx.now());
        let refusal = self.exclusion(sanction, cx.now());
        cx.reply(id, RoomEvent::Sanctioned(own));
        Err(refusal)
    }

    /// What somebody who is kept out is told.
    fn exclusion(&self, sanction: &Sanction, now: Now) -> Refusal {
        let code = if sanction.kind == SanctionKind::Kick { Code::Kicked } else { Code::Banned };
        let left = self.moderation.sanctions().left(&sanction.id, now.monotonic);
        Refusal { code, text: words::to_person(sanction, left).into(), wait: left }
    }

    /// The mute of someone who was muted in the replaced room; a new one if it was never stored.
    pub(super) fn mute_kept(
        &mut self,
        identity: &ClientIdentity,
        name: &Nickname,
        until: Option<UnixTime>,
        cx: &mut Cx<'_, '_>,
    ) -> MemberMute {
        let is_name = |then: &str| confusable_key(then) == name.confusable_key();
        let is_mute = |kind| kind == SanctionKind::Mute;
        // another window of the same browser may have returned first
        let known = self.moderation.sanctions().of(is_mute, identity, is_name, |_| false, |_| false);
        if let Some(known) = known {
            return known.into();
        }
        let mute = Sanction {
            id: cx.token(),
            kind: SanctionKind::Mute,
            scope: SanctionScope::Stream,
            browser_id: identity.browser.as_ref().map(|browser| browser.id.clone()),
            account: identity.account,
            address: identity.address.clone(),
            shared: identity.scope != AddressScope::Household,
            name: name.as_str().to_owned(),
            at: cx.now().unix,
            until,
            operator: String::new(),
            reason: String::new(),
            appeal: None,
        };
        let kept = MemberMute::from(&mute);
        self.impose(mute, cx);
        kept
    }
}

/// How sanctions begin and end.
impl RoomState {
    /// Adds a sanction to the list, in place of one with the same id.
    pub(super) fn impose(&mut self, sanction: Sanction, cx: &mut Cx<'_, '_>) {
        let streamer = &self.settings.name;
        if let Some(given_up) = self.moderation.sanction(sanction, streamer, cx) {
            self.free(&given_up, cx);
        }
    }

    /// Holds those who are here to a sanction that is on the list.
    pub(super) fn enforce(&mut self, sanction: &Sanction, windows: &[SessionId], cx: &mut Cx<'_, '_>) {
        let own = self.own(sanction, cx.now());
        match sanction.kind {
            SanctionKind::Mute => {
                let left = self.moderation.sanctions().left(&sanction.id, cx.now().monotonic);
                for window in windows {
                    if let Some(member) = self.people.member_mut(*window) {
                        member.mute = Some(sanction.into());
                    }
                    cx.notice(*window, words::muted(sanction, left));
                    self.tell_status(*window, cx);
                    cx.reply(*window, RoomEvent::Sanctioned(own.clone()));
                }
            }
            SanctionKind::Ban | SanctionKind::Kick => {
                let refusal = self.exclusion(sanction, cx.now());
                let readers = self.shut_out_by(sanction);
                for window in windows {
                    cx.reply(*window, RoomEvent::Sanctioned(own.clone()));
                    cx.reply(*window, RoomEvent::Failed(refusal.clone()));
                    self.logout(*window, cx);
                }
                for reader in readers {
                    cx.reply(reader, RoomEvent::Sanctioned(own.clone()));
                }
            }
        }
        self.tell_sanction(&sanction.id, cx);
    }

    /// Ends a sanction, and tells those whom it held.
    pub(super) fn end_sanction(&mut self, id: &Token, cx: &mut Cx<'_, '_>) -> Option<Sanction> {
        let ended = self.moderation.lift(id, cx)?;
        self.free(&ended, cx);
        Some(ended)
    }

    /// Ends what has run out.
    pub(super) fn expire_sanctions(&mut self, cx: &mut Cx<'_, '_>) {
        for id in self.moderation.sanctions().ended(cx.now().monotonic) {
            let Some(ended) = self.end_sanction(&id, cx) else { continue };
            let name = &ended.name;
            match ended.kind {
                SanctionKind::Mute => {
                    self.notify_staff(&format!("{name} may speak again: the time is over."), cx)
                }
                SanctionKind::Ban => {
                    self.notify_staff(&format!("{name} may chat again: the ban is over."), cx)
                }
                SanctionKind::Kick => {}
            }
        }
    }

    /// Takes over the list of the site's sanctions.
    pub(super) fn site_sanctions_changed(&mut self, listed: Vec<Sanction>, cx: &mut Cx<'_, '_>) {
        let (new, lifted) = self.moderation.set_site(listed, cx.now());
        for id in lifted {
            self.end_sanction(&id, cx);
        }
        for sanction in new {
            self.moderation.take_over(sanction.clone(), cx.now());
            let windows = self.held_by(&sanction);
            self.enforce(&sanction, &windows, cx);
        }
    }

    /// The members to whom a sanction applies. Streamers have their own chat to themselves.
    fn held_by(&self, sanction: &Sanction) -> Vec<SessionId> {
        let is_held = |id: SessionId, key: &str| {
            let session = self.people.session(id)?;
            let found = self.sanction_of(|kind| kind == sanction.kind, &session.identity, key)?;
            (found.id == sanction.id).then_some(id)
        };
        let members = self.people.members().filter(|(_, member)| member.role != Role::Streamer);
        members.filter_map(|(id, member)| is_held(id, member.name.confusable_key())).collect()
    }

    /// Lets those go whom a sanction held that is no longer on the list.
    fn free(&mut self, ended: &Sanction, cx: &mut Cx<'_, '_>) {
        let freed = RoomEvent::Freed { id: ended.id.clone(), kind: ended.kind };
        for window in self.silenced(&ended.id) {
            self.unsilence(window, &freed, cx);
        }
        match ended.kind {
            SanctionKind::Mute => self.tell_staff(&RoomEvent::Unmuted { id: ended.id.clone() }, cx),
            SanctionKind::Ban => {
                for reader in self.shut_out_by(ended) {
                    cx.reply(reader, freed.clone());
                }
                self.tell_staff(&RoomEvent::Unbanned { id: ended.id.clone() }, cx);
            }
            SanctionKind::Kick => {
                for reader in self.shut_out_by(ended) {
                    cx.reply(reader, freed.clone());
                }
            }
        }
    }

    /// Lets a member speak, unless another mute applies to them.
    pub(super) fn unsilence(&mut self, window: SessionId, freed: &RoomEvent, cx: &mut Cx<'_, '_>) {
        let Some(member) = self.people.member_mut(window) else { return };
        member.mute = None;
        let key = member.name.confusable_key().to_owned();
        let Some(identity) = self.people.session(window).map(|session| Arc::clone(&session.identity)) else {
            return;
        };
        let other = self.mute_of(&identity, &key).cloned();
        if let Some(other) = other {
            if let Some(member) = self.people.member_mut(window) {
                member.mute = Some((&other).into());
            }
            let own = self.own(&other, cx.now());
            self.tell_status(window, cx);
            cx.reply(window, RoomEvent::Sanctioned(own));
            return;
        }
        cx.notice(window, "You may speak again.");
        self.tell_status(window, cx);
        cx.reply(window, freed.clone());
    }
}
