//! Sanctions of the whole site. A room imposes them, since only a room knows whom a name means.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, SlashCommand, Spec};
use crate::model::{Capability, Principal, SanctionKind, SanctionScope, Term, UnixTime, spelled};
use crate::room::refusal::{Code, Refusal};
use crate::room::sentence::{Imposed, Sentence};
use crate::room::state::RoomState;

/// Mutes or bans someone in every chat of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SanctionOnSite {
    /// Name of a member, also of one who left lately.
    pub user: String,
    /// `mute` or `ban`.
    #[schema(value_type = String)]
    pub kind: SanctionKind,
    /// For how long, in seconds; without it, until somebody lifts it.
    #[serde(default)]
    pub seconds: Option<u32>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Outcome of [`SanctionOnSite`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SanctionedOnSite {
    /// Its id.
    pub id: String,
    /// The person's name as they spell it.
    pub name: String,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// Why it does not hold at the person's address; null if it does.
    pub note: Option<String>,
}

impl RoomOperation for SanctionOnSite {
    const SPEC: Spec = Spec {
        id: "sanction-on-site",
        summary: "mute or ban someone on the whole site",
        needs: Capability::ModerateSite,
        muted_may: false,
        cost: Cost::Message,
        audits: None,
        route: None,
    };
    type Outcome = SanctionedOnSite;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<SanctionedOnSite, Refusal> {
        if self.kind == SanctionKind::Kick {
            return Err(Refusal::new(Code::Invalid, "The kind must be mute or ban."));
        }
        let sentence = Sentence::new(self.kind, self.seconds, self.reason.as_deref())?;
        let sentence = Sentence { scope: SanctionScope::Site, ..sentence };
        let Imposed { id, name, until, note } = room.pass(&self.user, sentence, by, cx)?;
        cx.name_account(room.account_of(by));
        Ok(SanctionedOnSite { id, name, until, note })
    }
}

/// `/siteban`, or `/sitemute` where it does not ban.
pub struct TypedOnSite<const BANS: bool>(SanctionOnSite);

/// `/sitemute`
pub type MuteOnSite = TypedOnSite<false>;

/// `/siteban`
pub type BanOnSite = TypedOnSite<true>;

impl<const BANS: bool> RoomOperation for TypedOnSite<BANS> {
    const SPEC: Spec = if BANS {
        Spec {
            id: "ban-on-site",
            summary: "ban someone from every chat of the site",
            audits: Some("ban_user"),
            ..SanctionOnSite::SPEC
        }
    } else {
        Spec {
            id: "mute-on-site",
            summary: "mute someone on the whole site",
            audits: Some("mute_user"),
            ..SanctionOnSite::SPEC
        }
    };
    type Outcome = (SanctionedOnSite, Option<u32>);

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Self::Outcome, Refusal> {
        let seconds = self.0.seconds;
        self.0.apply(room, by, cx).map(|sanctioned| (sanctioned, seconds))
    }
}

impl<const BANS: bool> SlashCommand for TypedOnSite<BANS> {
    const ANSWERS_FIRST: bool = true;

    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let kind = if BANS { SanctionKind::Ban } else { SanctionKind::Mute };
        let (user, term, reason) = room.split_sentence(argument)?;
        Ok(Self(SanctionOnSite { user, kind, seconds: term.map(Term::seconds), reason: Some(reason) }))
    }

    fn render((sanctioned, seconds): Self::Outcome) -> Vec<Cow<'static, str>> {
        told(if BANS { "banned" } else { "muted" }, sanctioned, seconds)
    }
}

fn told(done: &str, sanctioned: SanctionedOnSite, seconds: Option<u32>) -> Vec<Cow<'static, str>> {
    let SanctionedOnSite { name, note, .. } = sanctioned;
    let lasts = seconds.map_or_else(String::new, |seconds| format!(" for {}", spelled(seconds)));
    let note = note.map_or_else(String::new, |note| format!(" {note}"));
    vec![format!("{name} has been {done} on the whole site{lasts}.{note}").into()]
}
