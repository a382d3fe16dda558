//! Viewers report messages; moderators look at the reports.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::text::{clean, length};
use crate::model::{AuditEvent, Capability, ChatKind, Principal, Report, ReportedMessage};
use crate::ports::Write;
use crate::room::event::RoomEvent;
use crate::room::members::looked_for;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Longest reason, in characters.
const REASON_MAX: usize = 300;
/// Most reported messages of one page.
const PAGE_MAX: u32 = 200;
/// Reported messages of a page unless the caller says otherwise.
const PAGE: u32 = 50;
/// How many of them `/reports` lists.
const LISTED: u32 = 10;
/// So many characters of a message are repeated in a line.
const QUOTED: usize = 80;

/// Reports a message to the moderators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMessage {
    /// Id of the message.
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub id: u64,
    /// Why, in at most 300 characters.
    pub reason: String,
}

/// Outcome of [`ReportMessage`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageReported {}

impl RoomOperation for ReportMessage {
    const SPEC: Spec = Spec {
        id: "report-message",
        summary: "report a message to the moderators, by its number",
        needs: Capability::Chat,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("report_message"),
        route: Some(Route::post("messages/{id}/reports")),
    };
    type Outcome = MessageReported;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<MessageReported, Refusal> {
        let reason = reason(&self.reason)?;
        let message = room.conversation.message(self.id).cloned().map(Arc::new).ok_or_else(|| {
            Refusal::new(Code::NotFound, "There is no such message, or it is too old to be reported.")
        })?;
        let Some(author) = message.author.as_ref().map(|author| author.username.to_string()) else {
            return Err(Refusal::new(Code::Invalid, "Only what somebody said can be reported."));
        };
        let report =
            Report { browser_id: room.browser_of(by), name: room.operator(by), reason, at: cx.now().unix };
        if looked_for(&author) == looked_for(&report.name) {
            return Err(Refusal::new(Code::Invalid, "That is your own message."));
        }
        room.expire_reports(cx);
        let written_by = room.conversation.author_of(self.id).cloned();
        room.reports.add(&message, written_by.as_ref(), report.clone())?;
        let event = AuditEvent::ReportMessage {
            reporter: report.name.clone(),
            name: author,
            id: self.id,
            reason: report.reason.clone(),
        };
        room.audit(event, cx);
        let news = RoomEvent::Reported {
            message: message.clone(),
            by: report.name.as_str().into(),
            reason: report.reason.as_str().into(),
            count: room.reports.len(),
        };
        let streamer = room.settings.name.clone();
        cx.save(Write::Reported { streamer, message, author: written_by, report });
        room.tell_staff(&news, cx);
        Ok(MessageReported {})
    }
}

impl SlashCommand for ReportMessage {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let (id, reason) = argument.split_once(' ').unwrap_or((argument, ""));
        Ok(Self { id: number(id)?, reason: reason.to_owned() })
    }

    fn render(_: MessageReported) -> Vec<Cow<'static, str>> {
        vec!["Thank you. The moderators will look at it.".into()]
    }
}

/// Lists a page of the messages that viewers reported, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListReports {
    /// Most messages to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// The `next` of the page before; without it, the first page.
    #[serde(default)]
    #[schema(maximum = 9_007_199_254_740_991_i64)]
    pub after: Option<u64>,
}

/// Outcome of [`ListReports`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportPage {
    /// Oldest message first.
    #[schema(inline)]
    pub reports: Vec<OpenReport>,
    /// The `after` of the next page; null on the last.
    pub next: Option<u64>,
}

/// A message with the reports on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenReport {
    /// Id of the message.
    pub id: u64,
    /// When it was sent, in Unix seconds.
    pub time: i64,
    /// `message`, `action` or `drawing`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name of its author at the time.
    pub name: Option<String>,
    /// Colour of the name, as `#rrggbb`.
    pub color: Option<String>,
    /// As it was said, even if it has been deleted since; of a drawing, its data URL.
    pub text: String,
    /// Whether the chat still has it.
    pub kept: bool,
    /// Oldest first.
    #[schema(inline)]
    pub reports: Vec<ReportEntry>,
}

/// What one viewer says about a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportEntry {
    /// The viewer's name at the time.
    pub name: String,
    /// Why.
    pub reason: String,
    /// When, in Unix seconds.
    pub time: i64,
}

impl RoomOperation for ListReports {
    const SPEC: Spec = Spec {
        id: "list-reports",
        summary: "list the messages that viewers reported",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::ByOutcome,
        audits: None,
        route: Some(Route::get("reports")),
    };
    type Outcome = ReportPage;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<ReportPage, Refusal> {
        let limit = self.limit.unwrap_or(PAGE);
        if !(1..=PAGE_MAX).contains(&limit) {
            return Err(Refusal::new(Code::Invalid, format!("The limit is a number from 1 to {PAGE_MAX}.")));
        }
        room.expire_reports(cx);
        let mut found = room.reports.after(self.after.unwrap_or(0));
        let reports: Vec<OpenReport> = found
            .by_ref()
            .take(limit as usize)
            .map(|reported| OpenReport::of(reported, room.conversation.contains(reported.message.id)))
            .collect();
        let next = reports.last().map(|last| last.id).filter(|_| found.next().is_some());
        Ok(ReportPage { reports, next })
    }
}

impl OpenReport {
    fn of(ReportedMessage { message, reports, .. }: &ReportedMessage, kept: bool) -> Self {
        let author = message.author.as_ref();
        let entry = |report: &Report| ReportEntry {
            name: report.name.clone(),
            reason: report.reason.clone(),
            time: report.at,
        };
        Self {
            id: message.id,
            time: message.time,
            kind: message.kind.as_str().to_owned(),
            name: author.map(|author| author.username.to_string()),
            color: author.map(|author| author.color.to_string()),
            text: message.text.clone(),
            kept,
            reports: reports.iter().map(entry).collect(),
        }
    }

    fn line(&self) -> Cow<'static, str> {
        let name = self.name.as_deref().unwrap_or_default();
        let words: String = match self.kind == ChatKind::Drawing.as_str() {
            true => "a drawing".to_owned(),
            false => self.text.chars().take(QUOTED).collect(),
        };
        let reasons: Vec<String> =
            self.reports.iter().map(|report| format!("{} ({})", report.reason, report.name)).collect();
        format!("{} {name}: {words} – {}", self.id, reasons.join("; ")).into()
    }
}

impl SlashCommand for ListReports {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { limit: Some(LISTED), after: None })
    }

    fn render(ReportPage { reports, next }: ReportPage) -> Vec<Cow<'static, str>> {
        if reports.is_empty() {
            return vec!["Nothing is reported.".into()];
        }
        let more = next.map(|_| "There are more.".into());
        reports.iter().map(OpenReport::line).chain(more).collect()
    }
}

/// The number of a message, as typed.
pub(super) fn number(word: &str) -> Result<u64, Refusal> {
    word.parse()
        .map_err(|_| Refusal::new(Code::Invalid, "Which message? Write its number after the command."))
}

/// A reason in one line.
fn reason(text: &str) -> Result<String, Refusal> {
    let reason = clean(text).into_owned();
    match length(&reason, &|_| false) {
        0 => Err(Refusal::new(Code::Invalid, "Say why, in a few words.")),
        long if long > REASON_MAX => {
            let text = format!("The reason is {long} characters long; {REASON_MAX} are allowed.");
            Err(Refusal::new(Code::Invalid, text))
        }
        _ => Ok(reason),
    }
}
