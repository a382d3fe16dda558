//! Muting, for a while or until somebody lifts it, and unmuting.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sanction_list::{ListedSanction, listed, named};
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{AuditEvent, Capability, Principal, SanctionKind, Term, UnixTime, spelled};
use crate::room::members::looked_for;
use crate::room::refusal::{Code, Refusal};
use crate::room::sentence::{Imposed, Sentence};
use crate::room::state::RoomState;

/// How long a time-out lasts unless a time is given, in seconds.
pub(super) const TIME_OUT: u32 = 10 * 60;

/// Mutes someone, in every window of their browser.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mute {
    /// Name of a member, also of one who left lately.
    pub user: String,
    /// For how long, in seconds; without it, until somebody lifts the mute.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 31536000)]
    pub seconds: Option<u32>,
    /// Why, for the person and the other moderators.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// Outcome of [`Mute`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Muted {
    /// The member's name as they spell it.
    pub name: String,
    /// Id of the mute.
    pub id: String,
    /// When it ends, in Unix seconds; null if somebody has to lift it.
    #[schema(value_type = Option<i64>)]
    pub until: Option<UnixTime>,
    /// Why it does not hold at the person's address; null if it does.
    pub note: Option<String>,
    /// For how long it was imposed, in seconds; null if somebody has to lift it.
    pub seconds: Option<u32>,
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
        let Self { user, seconds, reason } = self;
        let sentence = Sentence::new(SanctionKind::Mute, seconds, reason.as_deref())?;
        let Imposed { id, name, until, note } = room.pass(&user, sentence, by, cx)?;
        Ok(Muted { name, id, until, note, seconds })
    }
}

impl SlashCommand for Mute {
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let (user, term, reason) = room.split_sentence(argument)?;
        Ok(Self { user, seconds: term.map(Term::seconds), reason: Some(reason) })
    }

    fn render(Muted { name, note, seconds, .. }: Muted) -> Vec<Cow<'static, str>> {
        let lasts = seconds.map_or_else(String::new, |seconds| format!(" for {}", spelled(seconds)));
        let done = format!("{name} has been muted{lasts}.");
        // clients of the original expect one notice
        vec![note.filter(|_| seconds.is_some()).map_or(done.clone(), |note| format!("{done} {note}")).into()]
    }
}

/// A mute that ends by itself, for chat.
pub struct TimeOut(Mute);

impl RoomOperation for TimeOut {
    const SPEC: Spec =
        Spec { id: "time-out", summary: "mute someone for a while", route: None, ..Mute::SPEC };
    type Outcome = Muted;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<Muted, Refusal> {
        self.0.apply(room, by, cx)
    }
}

impl SlashCommand for TimeOut {
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let mute = Mute::parse(argument, room)?;
        Ok(Self(Mute { seconds: mute.seconds.or(Some(TIME_OUT)), ..mute }))
    }

    fn render(outcome: Muted) -> Vec<Cow<'static, str>> {
        Mute::render(outcome)
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
        let member = room.people.named(&wanted).and_then(|id| room.people.member(id));
        let own = member
            .and_then(|member| Some((member.mute.as_ref()?.id.clone(), member.name.as_str().to_owned())));
        let away = || {
            let mute =
                room.sanction_called(&self.user, &wanted, |sanction| sanction.kind == SanctionKind::Mute)?;
            Some((mute.id.clone(), mute.name.clone()))
        };
        let Some((id, name)) = own.or_else(away) else {
            let (_, name) = room.subject(&self.user, by, "unmuted")?;
            return Err(Refusal::new(Code::Unchanged, format!("{name} is not muted.")));
        };
        if let Some(mute) = room.moderation.sanctions().with_id(&id) {
            room.check_may_lift(mute, by, "unmuted").map_err(|refusal| called(refusal, &mute.name, &name))?;
        }
        room.end_by(&id, by, cx);
        let operator = room.operator(by);
        room.audit(AuditEvent::UnmuteUser { operator, name: name.clone() }, cx);
        Ok(Unmuted { name })
    }
}

/// Names somebody as they are called now.
fn called(refusal: Refusal, then: &str, now: &str) -> Refusal {
    Refusal { text: refusal.text.replacen(then, now, 1).into(), ..refusal }
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMutes {
    /// Only those with this in their name or reason.
    #[serde(default)]
    pub search: Option<String>,
}

/// Outcome of [`ListMutes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MuteList {
    /// Names as they were when muted, oldest mute first.
    pub names: Vec<String>,
    /// The mutes in the same order.
    #[schema(inline)]
    pub mutes: Vec<ListedSanction>,
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

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<MuteList, Refusal> {
        let mutes = listed(room, SanctionKind::Mute, self.search.as_deref(), cx);
        Ok(MuteList { names: mutes.iter().map(|mute| mute.name.clone()).collect(), mutes })
    }
}

impl SlashCommand for ListMutes {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { search: Some(argument.to_owned()) })
    }

    fn render(MuteList { mutes, .. }: MuteList) -> Vec<Cow<'static, str>> {
        named("Nobody is muted.", "Muted", &mutes)
    }
}
