//! Muting and unmuting.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::limits::PersonKey;
use crate::model::names::Token;
use crate::model::text::confusable_key;
use crate::model::{self, AuditEvent, Capability, Principal};
use crate::room::members::looked_for;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;
use crate::session::SessionId;

/// Maximum number of names that `/mutes` lists.
const LISTED: usize = 100;

/// Mutes a member, in every window of their browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mute {
    /// Name of the member.
    pub user: String,
}

/// Outcome of [`Mute`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Muted {
    /// The member's name as they spell it.
    pub name: String,
}

impl RoomOperation for Mute {
    const SPEC: Spec = Spec {
        id: "mute",
        summary: "mute someone",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("mute_user"),
        route: Some(Route::post("mutes")),
    };
    type Outcome = Muted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Muted, Refusal> {
        let (id, name) = room.subject(&self.user, by, "muted")?;
        if room.people.member(id).is_some_and(|member| member.mute.is_some()) {
            return Err(Refusal::new(Code::Unchanged, format!("{name} is already muted.")));
        }
        let Some(session) = room.people.session(id) else {
            return Err(Refusal::new(Code::NotFound, format!("{name} has just left.")));
        };
        let shares_address = room.people.has_neighbour(&session.identity, cx.now().unix);
        let mute = model::Mute {
            id: cx.token(),
            visitor: session.identity.browser.as_ref().map(|browser| browser.id.clone()),
            account: session.identity.account,
            address: session.identity.address.clone(),
            name: name.clone(),
            at: cx.now().unix,
        };
        let silenced = mute.id.clone();
        room.add_mute(mute, shares_address, cx);
        let operator = room.operator(by);
        room.audit(AuditEvent::MuteUser { operator, name: name.clone() }, cx);
        for id in room.windows_of(id, by) {
            if let Some(member) = room.people.member_mut(id) {
                member.mute = Some(silenced.clone());
            }
            cx.notice(id, "You have been muted.");
            room.tell_status(id, cx);
        }
        room.tell_mute(&silenced, cx);
        Ok(Muted { name })
    }
}

impl SlashCommand for Mute {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Muted { name }: Muted) -> Vec<Cow<'static, str>> {
        vec![format!("{name} has been muted.").into()]
    }
}

/// Lifts the mute of a member or of someone who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmute {
    /// A name, or the id of the mute.
    pub user: String,
}

/// Outcome of [`Unmute`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unmuted {
    /// Their name as they spell it, or spelled it when they were muted.
    pub name: String,
}

impl RoomOperation for Unmute {
    const SPEC: Spec = Spec {
        id: "unmute",
        summary: "let someone speak again",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("unmute_user"),
        route: Some(Route::delete("mutes/{user}")),
    };
    type Outcome = Unmuted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Unmuted, Refusal> {
        let wanted = looked_for(&self.user);
        let here = room.people.named(&wanted);
        let is_muted = here.and_then(|id| room.people.member(id)).is_some_and(|member| member.mute.is_some());
        if !is_muted && let Some(mute) = room.mute_called(&self.user, &wanted) {
            // not here, but still on the list
            let (id, name) = (mute.id.clone(), mute.name.clone());
            if room.silenced(&id).iter().any(|silenced| !room.may_moderate(by, *silenced)) {
                // they are here under another name
                return Err(Refusal::new(Code::NotAllowed, format!("{name} cannot be unmuted.")));
            }
            return Ok(room.lift(&id, name, by, cx));
        }
        let (id, name) = room.subject(&self.user, by, "unmuted")?;
        let Some(mute) = room.people.member(id).and_then(|member| member.mute.clone()) else {
            return Err(Refusal::new(Code::Unchanged, format!("{name} is not muted.")));
        };
        Ok(room.lift(&mute, name, by, cx))
    }
}

impl SlashCommand for Unmute {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Unmuted { name }: Unmuted) -> Vec<Cow<'static, str>> {
        vec![format!("{name} may speak again.").into()]
    }
}

/// Lists who is muted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMutes {}

/// Outcome of [`ListMutes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MuteList {
    /// Names as they were when muted, oldest mute first.
    pub names: Vec<String>,
}

impl RoomOperation for ListMutes {
    const SPEC: Spec = Spec {
        id: "list-mutes",
        summary: "list who is muted",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("mutes")),
    };
    type Outcome = MuteList;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<MuteList, Refusal> {
        Ok(MuteList { names: room.moderation.mutes().iter().map(|mute| mute.name.clone()).collect() })
    }
}

impl SlashCommand for ListMutes {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self {})
    }

    fn render(MuteList { names }: MuteList) -> Vec<Cow<'static, str>> {
        if names.is_empty() {
            return vec!["Nobody is muted.".into()];
        }
        let (listed, rest) = names.split_at(names.len().min(LISTED));
        let listed = listed.join(", ");
        vec![match rest.len() {
            0 => format!("Muted: {listed}.").into(),
            more => format!("Muted: {listed} and {more} more.").into(),
        }]
    }
}

impl RoomState {
    /// Every session at which the same person is logged in, under any name, and that the principal may moderate.
    fn windows_of(&self, id: SessionId, by: Principal) -> Vec<SessionId> {
        let key = |id| self.people.session(id).map(|session| PersonKey::of(&session.identity, id));
        let person = key(id);
        let windows = self.people.members().map(|(other, _)| other);
        windows.filter(|other| key(*other) == person && self.may_moderate(by, *other)).collect()
    }

    /// The mute with this id, or of someone who had this name when they were muted. Ids are longer than names.
    fn mute_called(&self, typed: &str, wanted: &str) -> Option<&model::Mute> {
        let mutes = self.moderation.mutes();
        mutes.with_typed_id(typed).or_else(|| mutes.named(|name| confusable_key(name) == wanted))
    }

    /// Lifts a mute, and tells those whom it silenced.
    fn lift(&mut self, mute: &Token, name: String, by: Principal, cx: &mut Cx<'_, '_>) -> Unmuted {
        for id in self.forget_mute(mute, cx) {
            cx.notice(id, "You may speak again.");
            self.tell_status(id, cx);
        }
        let operator = self.operator(by);
        self.audit(AuditEvent::UnmuteUser { operator, name: name.clone() }, cx);
        Unmuted { name }
    }
}
