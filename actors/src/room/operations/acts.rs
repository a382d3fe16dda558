//! The moderators' log.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::{Act, ActFilter, Capability, Principal};
use crate::room::acts::ActQuery;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Most acts of one page.
const PAGE_MAX: u32 = 200;
/// Acts of a page unless the caller says otherwise.
const PAGE: u32 = 50;
/// How many acts `/log` lists.
const LISTED: u32 = 15;

/// Lists a page of the moderators' log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListActs {
    /// Only acts of someone of this name.
    #[serde(default)]
    pub operator: Option<String>,
    /// Only acts on someone of this name.
    #[serde(default)]
    pub person: Option<String>,
    /// Most acts to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// The `next` of the page before; without it, the newest acts.
    #[serde(default)]
    pub before: Option<i64>,
}

/// Outcome of [`ListActs`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ActPage {
    /// Newest first. A page may have few, or none, and not be the last.
    #[schema(inline)]
    pub acts: Vec<Act>,
    /// The `before` of the next older page; null on the last.
    pub next: Option<i64>,
}

impl RoomOperation for ListActs {
    const SPEC: Spec = Spec {
        id: "list-acts",
        summary: "list what moderators did, to whom and why",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("acts")),
    };
    type Outcome = ActPage;

    /// The acts follow: see [`Effect::ReadActs`](crate::room::Effect::ReadActs).
    fn apply(self, _: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<ActPage, Refusal> {
        let Self { operator, person, limit, before } = self;
        let limit = limit.unwrap_or(PAGE);
        if !(1..=PAGE_MAX).contains(&limit) {
            return Err(Refusal::new(Code::Invalid, format!("The limit is a number from 1 to {PAGE_MAX}.")));
        }
        cx.read_acts(by, ActQuery { filter: ActFilter { operator, person }, before, limit });
        Ok(ActPage::default())
    }
}

impl SlashCommand for ListActs {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        let person = (!argument.is_empty()).then(|| argument.to_owned());
        Ok(Self { person, limit: Some(LISTED), ..Self::default() })
    }

    fn render(_: ActPage) -> Vec<Cow<'static, str>> {
        Vec::new()
    }
}

impl RoomState {
    /// Lists acts that a member asked for by `/log`, oldest first, if they still moderate.
    pub(in crate::room) fn list_acts(
        &self,
        by: Principal,
        acts: Result<Vec<Act>, Refusal>,
        cx: &mut Cx<'_, '_>,
    ) {
        let Principal::Member(id) = by else { return };
        if !self.role_of(by).is_some_and(|role| role.may(Capability::Moderate)) {
            return;
        }
        match acts {
            Err(refusal) => cx.refuse(id, refusal),
            Ok(acts) if acts.is_empty() => cx.notice(id, "Nothing is in the log."),
            Ok(acts) => {
                for act in acts.iter().rev() {
                    cx.notice(id, line(act, cx.now().unix));
                }
            }
        }
    }
}

fn line(Act { time, operator, text, reason, .. }: &Act, now: i64) -> String {
    let reason = reason.as_ref().map(|reason| format!(" – {reason}")).unwrap_or_default();
    format!("{}: {operator} {text}{reason}", ago(now - time))
}

/// A time past, in its largest unit.
fn ago(seconds: i64) -> String {
    match seconds {
        ..60 => "just now".to_owned(),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..86_400 => format!("{} h ago", seconds / 3600),
        _ => format!("{} d ago", seconds / 86_400),
    }
}
