//! `/schedule`, which lists, adds and removes planned broadcasts.

use std::borrow::Cow;

use super::schedule::{
    ListSchedule, ScheduleBroadcast, ScheduledBroadcast, SkipScheduled, UnscheduleBroadcast,
};
use super::{Cx, RoomOperation, SlashCommand, Spec};
use crate::model::{Plan, Principal, span};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// What the command takes.
const USAGE: &str = "Write /schedule add 2026-12-04 20:00 Europe/Berlin 2h weekly TITLE, where time zone, length, \
                     weekly and title may be left out; or /schedule remove NUMBER, or /schedule skip NUMBER.";

/// Lists, plans, removes or skips broadcasts.
pub enum ScheduleCommand {
    /// Nothing, or `list`.
    List,
    /// `add`
    Add(ScheduleBroadcast),
    /// `remove`, with the number in the list, from 1.
    Remove(usize),
    /// `skip`, likewise.
    Skip(usize),
}

impl RoomOperation for ScheduleCommand {
    const SPEC: Spec = Spec {
        id: "schedule",
        summary: "list, plan or remove broadcasts, or skip the next date of a weekly one",
        route: None,
        ..ScheduleBroadcast::SPEC
    };
    type Outcome = Vec<Cow<'static, str>>;

    fn apply(
        self,
        room: &mut RoomState,
        by: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<Vec<Cow<'static, str>>, Refusal> {
        match self {
            Self::List => {
                let list = ListSchedule {}.apply(room, by, cx)?.schedule;
                let lines = list.iter().enumerate().map(|(at, plan)| {
                    let over = if plan.next.is_none() { ", over" } else { "" };
                    format!("{}. {}{over}", at + 1, line(plan)).into()
                });
                let lines: Vec<_> = lines.collect();
                Ok(if lines.is_empty() { vec!["Nothing is planned.".into()] } else { lines })
            }
            Self::Add(add) => {
                let plan = add.apply(room, by, cx)?;
                Ok(vec![format!("Planned: {}", line(&plan)).into()])
            }
            Self::Remove(number) => {
                let id = id_of(number, room, by, cx)?;
                UnscheduleBroadcast { id }.apply(room, by, cx)?;
                Ok(vec!["It is no longer planned.".into()])
            }
            Self::Skip(number) => {
                let id = id_of(number, room, by, cx)?;
                let plan = SkipScheduled { id }.apply(room, by, cx)?;
                let skipped = plan.skipped.join(", ");
                Ok(vec![format!("{} does not come on: {skipped}", line(&plan)).into()])
            }
        }
    }
}

impl SlashCommand for ScheduleCommand {
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let (verb, rest) = argument.split_once(' ').unwrap_or((argument, ""));
        let usage = || Refusal::new(Code::Invalid, USAGE);
        let number = || rest.trim().trim_end_matches('.').parse().map_err(|_| usage());
        match verb {
            "" | "list" => Ok(Self::List),
            "add" => added(rest, room).map(Self::Add).ok_or_else(usage),
            "remove" => number().map(Self::Remove),
            "skip" => number().map(Self::Skip),
            _ => Err(usage()),
        }
    }

    fn render(lines: Vec<Cow<'static, str>>) -> Vec<Cow<'static, str>> {
        lines
    }
}

/// Reads `2026-12-04 20:00 [ZONE] [LENGTH] [weekly] [TITLE]`. The time zone is that of the last plan unless it is given.
fn added(text: &str, room: &RoomState) -> Option<ScheduleBroadcast> {
    let mut rest = text.trim_start();
    let mut next = |wanted: &dyn Fn(&str) -> bool| {
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let fits = !word.is_empty() && wanted(word);
        if fits {
            rest = after.trim_start();
        }
        fits.then_some(word)
    };
    let (date, time) = (next(&|_| true)?, next(&|_| true)?);
    let zone = next(&|word| word.eq_ignore_ascii_case("utc") || word.contains('/'));
    let length = next(&|word| span::parse(word).is_some()).and_then(span::parse);
    let weekly = next(&|word| word.eq_ignore_ascii_case("weekly")).is_some();
    let usual = room.settings.schedule.plans().last().map_or("UTC", |plan: &Plan| &plan.zone);
    Some(ScheduleBroadcast {
        start: format!("{date}T{time}"),
        time_zone: zone.unwrap_or(usual).to_owned(),
        minutes: length.map(|seconds| seconds / 60),
        weekly,
        title: Some(rest.to_owned()).filter(|title| !title.is_empty()),
    })
}

/// The id of a plan by its number in the list.
fn id_of(number: usize, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<String, Refusal> {
    let list = ListSchedule {}.apply(room, by, cx)?.schedule;
    let plan = number.checked_sub(1).and_then(|at| list.into_iter().nth(at));
    let missing =
        || Refusal::new(Code::NotFound, "There is no such number. /schedule lists what is planned.");
    plan.map(|plan| plan.id).ok_or_else(missing)
}

fn line(plan: &ScheduledBroadcast) -> String {
    let start = plan.start.replace('T', " ");
    let weekly = if plan.weekly { ", weekly" } else { "" };
    let title = plan.title.as_ref().map(|title| format!(": {title}")).unwrap_or_default();
    format!("{start} {}, {}{weekly}{title}", plan.time_zone, span::words(plan.minutes * 60))
}
