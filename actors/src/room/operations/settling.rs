//! Moderators settle reports: what becomes of the message and its author, in one act.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reports::number;
use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::text::clean;
use crate::model::{AuditEvent, Capability, Principal, ReportedMessage, SanctionKind, Term};
use crate::room::refusal::{Code, Refusal};
use crate::room::sentence::Sentence;
use crate::room::state::RoomState;

/// What authors read as the reason unless moderators say another.
const REASON: &str = "a reported message";

/// Settles the reports on a message. With neither `delete`, `mute` nor `ban` they are dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleReport {
    /// Id of the message.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub id: u64,
    /// Whether to delete the message.
    #[serde(default)]
    pub delete: bool,
    /// Whether to mute the message's author, also if they have left.
    #[serde(default)]
    pub mute: bool,
    /// Whether to ban the message's author instead.
    #[serde(default)]
    pub ban: bool,
    /// For how long the author is muted or banned, in seconds; without it, until somebody lifts it.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 31536000)]
    pub seconds: Option<u32>,
    /// Why, for the author and the other moderators.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub reason: Option<String>,
}

/// Outcome of [`SettleReport`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportSettled {
    /// How many messages are still reported.
    pub left: u64,
    /// Why the mute or ban does not hold at the author's address; null if it does, or if there is none.
    pub note: Option<String>,
}

impl SettleReport {
    /// What the author gets. The reason is checked also where they get nothing.
    fn sentence(&self) -> Result<Option<Sentence>, Refusal> {
        let kind = match (self.mute, self.ban) {
            (false, false) if self.seconds.is_some() => {
                return Err(Refusal::new(Code::Invalid, "Only a mute or a ban has a length."));
            }
            (true, true) => return Err(Refusal::new(Code::Invalid, "Mute or ban, not both.")),
            (_, true) => SanctionKind::Ban,
            _ => SanctionKind::Mute,
        };
        let mut sentence = Sentence::new(kind, self.seconds, self.reason.as_deref())?;
        if sentence.reason.is_empty() {
            sentence.reason = REASON.to_owned();
        }
        Ok((self.mute || self.ban).then_some(sentence))
    }
}

impl RoomOperation for SettleReport {
    const SPEC: Spec = Spec {
        id: "settle-report",
        summary: "settle the reports on a message: delete it, mute or ban its author, or dismiss them",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("settle_report"),
        route: Some(Route::post("reports/{id}")),
    };
    type Outcome = ReportSettled;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<ReportSettled, Refusal> {
        let sentence = self.sentence()?;
        let Self { id, delete, mute, ban, seconds, reason } = self;
        let reported = room.reports.get(id).cloned().ok_or_else(|| {
            Refusal::new(Code::NotFound, "Nobody has reported this message, or the reports are settled.")
        })?;
        let note = match sentence {
            Some(sentence) => sentence_author(room, &reported, sentence, by, cx)?,
            None => None,
        };
        if delete {
            // it may be gone by now
            room.conversation.delete(id, &room.settings.name, cx);
            room.pinned.clear(&room.settings.name, cx, |pin| pin.message == Some(id));
        }
        let author = reported.message.author.as_ref();
        let name = author.map(|author| author.username.to_string()).unwrap_or_default();
        let (operator, reason) =
            (room.operator(by), clean(reason.as_deref().unwrap_or_default()).into_owned());
        room.audit(AuditEvent::SettleReport { operator, name, id, delete, mute, ban, seconds, reason }, cx);
        room.close_reports(&[id], cx);
        Ok(ReportSettled { left: room.reports.len() as u64, note })
    }
}

/// Sentences the author. Who has the same sanction already keeps it.
fn sentence_author(
    room: &mut RoomState,
    reported: &ReportedMessage,
    sentence: Sentence,
    by: Principal,
    cx: &mut Cx<'_, '_>,
) -> Result<Option<String>, Refusal> {
    let target = room.author_target(reported, by, sentence.done())?;
    let judge = room.judge(by);
    match room.pass_on(&target, sentence, judge, cx) {
        Ok(imposed) => Ok(imposed.note),
        Err(refusal) if refusal.code == Code::Unchanged => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

impl SlashCommand for SettleReport {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let (id, mut rest) = argument.split_once(' ').unwrap_or((argument, ""));
        let mut settle = Self { id: number(id)?, ..Self::default() };
        loop {
            let (word, more) = rest.split_once(' ').unwrap_or((rest, ""));
            match word {
                "delete" => settle.delete = true,
                "mute" => settle.mute = true,
                "ban" => settle.ban = true,
                _ => break,
            }
            rest = more.trim_start();
        }
        let (term, reason) =
            Term::take(rest).map_err(|why| Refusal::new(Code::Invalid, format!("{why}.")))?;
        if !(rest.is_empty() || settle.delete || settle.mute || settle.ban) {
            let text = "Write delete, mute or ban after the number, and then a time and a reason.";
            return Err(Refusal::new(Code::Invalid, text));
        }
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        Ok(Self { seconds: term.map(Term::seconds), reason, ..settle })
    }

    fn render(ReportSettled { left, note }: ReportSettled) -> Vec<Cow<'static, str>> {
        let settled = match left {
            0 => "The report is settled. Nothing else is reported.".into(),
            left => format!("The report is settled. {left} more to look at.").into(),
        };
        std::iter::once(settled).chain(note.map(Cow::from)).collect()
    }
}
