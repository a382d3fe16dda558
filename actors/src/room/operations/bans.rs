//! Banning, unbanning, and ending somebody's visit.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sanction_list::{ListedSanction, listed, named};
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{AuditEvent, Capability, Principal, Sanction, SanctionKind, Term, UnixTime, spelled};
use crate::room::members::{looked_for, no_user};
use crate::room::refusal::{Code, Refusal};
use crate::room::sentence::{Imposed, Sentence};
use crate::room::state::RoomState;

/// How long somebody stays out who was removed, in seconds.
const KICK: u32 = 30;

/// Keeps someone from taking part in chat. They can still read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ban {
    /// Name of a member, also of one who left lately.
    pub user: String,
    /// For how long, in seconds; without it, until somebody lifts the ban.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 31536000)]
    pub seconds: Option<u32>,
    /// Why, for the person and the other moderators.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// Outcome of [`Ban`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Banned {
    /// The person's name as they spell it.
    pub name: String,
    /// Id of the ban.
    pub id: String,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// Why it does not hold at the person's address; null if it does.
    pub note: Option<String>,
    /// For how long it was imposed, in seconds; null if somebody has to lift it.
    pub seconds: Option<u32>,
}

impl RoomOperation for Ban {
    const SPEC: Spec = Spec {
        id: "ban",
        summary: "ban someone from the chat",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("ban_user"),
        route: Some(Route::post("bans")),
    };
    type Outcome = Banned;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Banned, Refusal> {
        let Self { user, seconds, reason } = self;
        let sentence = Sentence::new(SanctionKind::Ban, seconds, reason.as_deref())?;
        let Imposed { id, name, until, note } = room.pass(&user, sentence, by, cx)?;
        Ok(Banned { name, id, until, note, seconds })
    }
}

impl SlashCommand for Ban {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let (user, term, reason) = room.split_sentence(argument)?;
        Ok(Self { user, seconds: term.map(Term::seconds), reason: Some(reason) })
    }

    fn render(Banned { name, note, seconds, .. }: Banned) -> Vec<Cow<'static, str>> {
        let lasts = seconds.map_or_else(String::new, |seconds| format!(" for {}", spelled(seconds)));
        let done = format!("{name} has been banned{lasts}.");
        vec![note.map_or(done.clone(), |note| format!("{done} {note}")).into()]
    }
}

/// Lifts a ban.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unban {
    /// The name that the person had, or the id of the ban.
    pub user: String,
}

/// Outcome of [`Unban`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unbanned {
    /// The name that the person had.
    pub name: String,
}

impl RoomOperation for Unban {
    const SPEC: Spec = Spec {
        id: "unban",
        summary: "let someone take part again",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("unban_user"),
        route: Some(Route::delete("bans/{user}")),
    };
    type Outcome = Unbanned;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Unbanned, Refusal> {
        let is_ban = |sanction: &Sanction| sanction.kind.excludes();
        let Some(ban) = room.sanction_called(&self.user, &looked_for(&self.user), is_ban) else {
            return Err(match self.user.trim() {
                "" => no_user(""),
                user => {
                    let user: String = user.chars().take(40).collect();
                    Refusal::new(Code::NotFound, format!("{user} is not banned."))
                }
            });
        };
        room.check_may_lift(ban, by, "unbanned")?;
        let (id, name) = (ban.id.clone(), ban.name.clone());
        room.end_by(&id, by, cx);
        let operator = room.operator(by);
        room.audit(AuditEvent::UnbanUser { operator, name: name.clone() }, cx);
        Ok(Unbanned { name })
    }
}

impl SlashCommand for Unban {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(Unbanned { name }: Unbanned) -> Vec<Cow<'static, str>> {
        vec![format!("{name} may chat again.").into()]
    }
}

/// Lists who is banned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBans {
    /// Only those with this in their name or reason.
    #[serde(default)]
    pub search: Option<String>,
}

/// Outcome of [`ListBans`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BanList {
    /// Oldest first.
    #[schema(inline)]
    pub bans: Vec<ListedSanction>,
}

impl RoomOperation for ListBans {
    const SPEC: Spec = Spec {
        id: "list-bans",
        summary: "list who is banned",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("bans")),
    };
    type Outcome = BanList;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<BanList, Refusal> {
        Ok(BanList { bans: listed(room, SanctionKind::Ban, self.search.as_deref(), cx) })
    }
}

impl SlashCommand for ListBans {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { search: Some(argument.to_owned()) })
    }

    fn render(BanList { bans }: BanList) -> Vec<Cow<'static, str>> {
        named("Nobody is banned.", "Banned", &bans)
    }
}

/// Logs someone out, who may come back soon.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Kick {
    /// Name of the member.
    pub user: String,
    /// Why, for the person and the other moderators.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// Outcome of [`Kick`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Kicked {
    /// The person's name as they spell it.
    pub name: String,
    /// When they may come back, in Unix seconds.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
}

impl RoomOperation for Kick {
    const SPEC: Spec = Spec {
        id: "kick",
        summary: "log someone out, who may come back in 30 seconds",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("kick_user"),
        route: Some(Route::post("kicks")),
    };
    type Outcome = Kicked;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Kicked, Refusal> {
        let sentence = Sentence::new(SanctionKind::Kick, Some(KICK), self.reason.as_deref())?;
        // somebody who has left is out already
        room.subject(&self.user, by, sentence.done())?;
        let Imposed { name, until, .. } = room.pass(&self.user, sentence, by, cx)?;
        Ok(Kicked { name, until })
    }
}

impl SlashCommand for Kick {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let (user, reason) = room.split_user(argument);
        Ok(Self { user: user.to_owned(), reason: Some(reason.to_owned()) })
    }

    fn render(Kicked { name, .. }: Kicked) -> Vec<Cow<'static, str>> {
        vec![format!("{name} has been removed, and can come back in {}.", spelled(KICK)).into()]
    }
}
