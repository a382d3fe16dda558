//! Promoting and demoting moderators.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::Token;
use crate::model::text::confusable_key;
use crate::model::{AccountId, AuditEvent, Capability, Moderator, Principal, Role};
use crate::room::event::RoomEvent;
use crate::room::members::looked_for;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;
use crate::session::SessionId;

/// Makes a member a moderator, permanently if their account or their browser is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promote {
    /// Name of the member.
    pub user: String,
}

/// Outcome of [`Promote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Promoted {
    /// The member's name as they spell it.
    pub name: String,
}

impl RoomOperation for Promote {
    const SPEC: Spec = Spec {
        id: "add-moderator",
        summary: "make someone a moderator",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("mod_user"),
        route: Some(Route::put("moderators/{user}")),
    };
    type Outcome = Promoted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Promoted, Refusal> {
        let (id, name) = room.subject(&self.user, by, "promoted")?;
        if room.is_moderator(id) {
            return Err(Refusal::new(Code::Unchanged, format!("{name} is already a moderator.")));
        }
        if let Some((visitor, account)) = room.known_as(id) {
            let moderator = Moderator { visitor, account, name: name.clone() };
            room.moderation.promote(moderator, &room.settings.name, cx);
        }
        let operator = room.operator(by);
        room.audit(AuditEvent::ModUser { operator, name: name.clone() }, cx);
        room.set_role(id, Role::Moderator, "You are a moderator now.", cx);
        Ok(Promoted { name })
    }
}

impl SlashCommand for Promote {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Promoted { name }: Promoted) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is a moderator now.").into()]
    }
}

/// Makes a moderator a viewer again, even one who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Demote {
    /// Name of the member.
    pub user: String,
}

/// Outcome of [`Demote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Demoted {
    /// Their name as they spell it, or spelled it when they became a moderator.
    pub name: String,
}

impl RoomOperation for Demote {
    const SPEC: Spec = Spec {
        id: "remove-moderator",
        summary: "make a moderator a viewer again",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("demod_user"),
        route: Some(Route::delete("moderators/{user}")),
    };
    type Outcome = Demoted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Demoted, Refusal> {
        let wanted = looked_for(&self.user);
        if room.people.named(&wanted).is_none()
            && let Some(moderator) = room.moderation.moderators().named(|name| confusable_key(name) == wanted)
        {
            // not here, but still on the list
            let Moderator { visitor, account, name } = moderator.clone();
            return Ok(room.depose(&[], Some((visitor, account)), name, by, cx));
        }
        let (id, name) = room.subject(&self.user, by, "demoted")?;
        if !room.is_moderator(id) {
            return Err(Refusal::new(Code::Unchanged, format!("{name} is not a moderator.")));
        }
        let known_as = room.known_as(id);
        Ok(room.depose(&[id], known_as, name, by, cx))
    }
}

impl SlashCommand for Demote {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Demoted { name }: Demoted) -> Vec<Cow<'static, str>> {
        vec![format!("{name} is no longer a moderator.").into()]
    }
}

impl RoomState {
    fn is_moderator(&self, id: SessionId) -> bool {
        self.people.member(id).is_some_and(|member| member.role == Role::Moderator)
    }

    /// Removes the role in every window of the account or browser, or at `sessions` if neither is known.
    fn depose(
        &mut self,
        sessions: &[SessionId],
        known_as: Option<(Token, Option<AccountId>)>,
        name: String,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Demoted {
        let operator = self.operator(by);
        self.audit(AuditEvent::DemodUser { operator, name: name.clone() }, cx);
        let mut windows = sessions.to_vec();
        if let Some((visitor, account)) = known_as {
            let moderators = self.people.staff().filter(|(_, member)| member.role == Role::Moderator);
            windows = moderators
                .map(|(id, _)| id)
                .filter(|id| {
                    self.known_as(*id).is_some_and(|(browser, of)| {
                        of == account && (account.is_some() || browser == visitor)
                    })
                })
                .collect();
            self.moderation.demote(visitor, account, &self.settings.name, cx);
        }
        for id in windows {
            self.set_role(id, Role::Viewer, "You are no longer a moderator.", cx);
        }
        Demoted { name }
    }

    /// Sets a member's role and announces it.
    fn set_role(&mut self, id: SessionId, role: Role, notice: &'static str, cx: &mut Cx<'_, '_>) {
        self.people.promote(id, role);
        cx.notice(id, notice);
        self.tell_status(id, cx);
        if let Some(member) = self.people.member(id) {
            cx.all(RoomEvent::RoleChanged(member.person()));
        }
        if role.may(Capability::Moderate) {
            self.tell_mutes(id, cx);
        }
    }

    /// The browser at a session, and the account that is signed in there.
    fn known_as(&self, id: SessionId) -> Option<(Token, Option<AccountId>)> {
        let identity = &self.people.session(id)?.identity;
        Some((identity.browser.as_ref()?.id.clone(), identity.account))
    }
}
