//! Who is a moderator, a VIP or a bot: appointed and dismissed by name, permanently if their account or browser is known.

use super::context::Cx;
use super::event::RoomEvent;
use super::members::looked_for;
use super::refusal::{Code, Refusal};
use super::state::RoomState;
use crate::model::names::Token;
use crate::model::text::confusable_key;
use crate::model::{AccountId, AuditEvent, Capability, Moderator, Principal, Role};
use crate::session::SessionId;

/// What people are called who have a role by appointment.
pub(super) fn called(role: Role) -> &'static str {
    match role {
        Role::Moderator => "a moderator",
        Role::Vip => "a VIP",
        Role::Bot => "a bot",
        Role::SiteModerator => "a moderator of this site",
        Role::SiteAdministrator => "an administrator of this site",
        Role::Viewer | Role::Streamer => "somebody else",
    }
}

impl RoomState {
    /// Gives a member a role, in place of the one before. Returns their name as they spell it.
    pub(super) fn appoint(
        &mut self,
        user: &str,
        role: Role,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<String, Refusal> {
        let (id, name) = self.subject(user, by, "promoted")?;
        let before = self.people.member(id).map_or(Role::Viewer, |member| member.role);
        if before == role {
            return Err(Refusal::new(Code::Unchanged, format!("{name} is already {}.", called(role))));
        }
        if before == Role::Moderator {
            let text = format!("{name} is a moderator. End that first.");
            return Err(Refusal::new(Code::Unchanged, text));
        }
        if let Some((browser_id, account)) = self.known_as(id) {
            let moderator = Moderator { browser_id, account, name: name.clone(), role };
            self.moderation.promote(moderator, &self.settings.name, cx);
        }
        let operator = self.operator(by);
        let event = match role {
            Role::Moderator => AuditEvent::ModUser { operator, name: name.clone() },
            role => AuditEvent::SetRole { operator, name: name.clone(), role: role.word() },
        };
        self.audit(event, cx);
        self.set_role(id, role, format!("You are {} now.", called(role)), cx);
        Ok(name)
    }

    /// Makes somebody of a role a viewer again, even one who is away. Returns their name.
    pub(super) fn dismiss(
        &mut self,
        user: &str,
        role: Role,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<String, Refusal> {
        let wanted = looked_for(user);
        let away = self.moderation.moderators().named(role, |name| confusable_key(name) == wanted);
        if let Some(moderator) = away.filter(|_| self.people.named(&wanted).is_none()) {
            // not here, but still on the list
            let Moderator { browser_id, account, name, .. } = moderator.clone();
            self.depose(&[], Some((browser_id, account)), &name, role, by, cx);
            return Ok(name);
        }
        let (id, name) = self.subject(user, by, "demoted")?;
        if self.people.member(id).is_none_or(|member| member.role != role) {
            return Err(Refusal::new(Code::Unchanged, format!("{name} is not {}.", called(role))));
        }
        let known_as = self.known_as(id);
        self.depose(&[id], known_as, &name, role, by, cx);
        Ok(name)
    }

    /// Removes the role in every window of the account or browser, or at `sessions` if neither is known.
    fn depose(
        &mut self,
        sessions: &[SessionId],
        known_as: Option<(Token, Option<AccountId>)>,
        name: &str,
        role: Role,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) {
        let (operator, name) = (self.operator(by), name.to_owned());
        let event = match role {
            Role::Moderator => AuditEvent::DemodUser { operator, name },
            _ => AuditEvent::SetRole { operator, name, role: Role::Viewer.word() },
        };
        self.audit(event, cx);
        let mut windows = sessions.to_vec();
        if let Some((browser_id, account)) = known_as {
            let members = self.people.members().filter(|(_, member)| member.role == role);
            windows = members
                .map(|(id, _)| id)
                .filter(|id| {
                    self.known_as(*id).is_some_and(|(browser, of)| {
                        of == account && (account.is_some() || browser == browser_id)
                    })
                })
                .collect();
            self.moderation.demote(browser_id, account, &self.settings.name, cx);
        }
        for id in windows {
            self.set_role(id, Role::Viewer, format!("You are no longer {}.", called(role)), cx);
        }
    }

    /// Sets a member's role and announces it.
    pub(super) fn set_role(&mut self, id: SessionId, role: Role, notice: String, cx: &mut Cx<'_, '_>) {
        self.people.promote(id, role);
        cx.notice(id, notice);
        self.tell_status(id, cx);
        if let Some(member) = self.people.member(id) {
            cx.all(RoomEvent::RoleChanged(member.person()));
        }
        if role.may(Capability::Moderate) {
            self.brief_moderator(id, cx);
            self.tell_waiting(id, cx);
        }
    }

    /// The browser at a session, and the account that is signed in there.
    fn known_as(&self, id: SessionId) -> Option<(Token, Option<AccountId>)> {
        let identity = &self.people.session(id)?.identity;
        Some((identity.browser.as_ref()?.id.clone(), identity.account))
    }
}
