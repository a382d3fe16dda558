//! Moderators and administrators of the site, in this room.

use super::appointing::called;
use super::context::Cx;
use super::event::RoomEvent;
use super::state::RoomState;
use crate::model::names::Token;
use crate::model::{AccountId, Principal, Role, SanctionKind, SanctionScope, SiteStaff};
use crate::ports::Write;
use crate::session::{ClientIdentity, SessionId};

impl RoomState {
    /// The role that an account has on the whole site.
    pub(super) fn site_role(&self, account: Option<AccountId>) -> Option<Role> {
        account.and_then(|account| self.site_staff.get(&account)).map(|role| Role::from(*role))
    }

    /// The role in which a client takes part who is not the streamer.
    pub(super) fn role_by_identity(&self, identity: &ClientIdentity) -> Role {
        let appointed = self.moderation.moderators().role(identity);
        self.site_role(identity.account).max(appointed).unwrap_or(Role::Viewer)
    }

    /// The role of an account here, whether or not its owner is in the chat.
    pub(super) fn role_of_account(&self, account: AccountId) -> Option<Role> {
        self.site_role(Some(account)).max(self.moderation.moderators().role_of(None, Some(account)))
    }

    /// The account of a principal.
    pub(super) fn account_of(&self, by: Principal) -> Option<AccountId> {
        match by {
            Principal::Account(account) => Some(account),
            Principal::Member(id) => self.people.session(id)?.identity.account,
            _ => None,
        }
    }

    /// Ends a sanction that a principal may lift, also one of the site.
    pub(super) fn end_by(&mut self, id: &Token, by: Principal, cx: &mut Cx<'_, '_>) {
        let ended = self.end_sanction(id, cx);
        if ended.is_some_and(|ended| ended.scope == SanctionScope::Site) {
            cx.save(Write::SiteLifted { id: id.clone(), by: self.account_of(by), at: cx.now().unix });
        }
    }

    /// Takes over who has a role on the site, and tells those who are here.
    pub(super) fn site_staff_changed(&mut self, staff: SiteStaff, cx: &mut Cx<'_, '_>) {
        self.site_staff = staff;
        let members = self.people.members().filter(|(_, member)| member.role != Role::Streamer);
        let changed: Vec<(SessionId, Role, Role)> = members
            .filter_map(|(id, member)| {
                let identity = &self.people.session(id)?.identity;
                let before = Some(member.role).filter(|role| role.is_of_site());
                let changes = before != self.site_role(identity.account);
                changes.then(|| (id, member.role, self.role_by_identity(identity)))
            })
            .collect();
        for (id, before, now) in changed {
            let notice = match now.is_of_site() {
                true => format!("You are {} now.", called(now)),
                false => format!("You are no longer {}.", called(before)),
            };
            self.set_role(id, now, notice, cx);
            let mute = self.people.member(id).and_then(|member| member.mute.clone());
            if let Some(mute) = mute.filter(|_| now.is_of_site()) {
                self.unsilence(id, &RoomEvent::Freed { id: mute.id, kind: SanctionKind::Mute }, cx);
            }
        }
    }
}
