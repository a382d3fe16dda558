//! The schedule: broadcasts that the streamer plans.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, Spec};
use crate::model::text::Invalid;
use crate::model::{Capability, PLANS_MAX, Plan, Principal, Schedule, Setting, StreamTitle, UnixTime};
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Minutes that a planned broadcast lasts unless the streamer says otherwise.
const MINUTES: u32 = 120;

/// A planned broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduledBroadcast {
    /// By which it is changed and removed.
    pub id: String,
    /// What will be on; null if the streamer does not say.
    pub title: Option<String>,
    /// Date and time of day in the time zone, such as `2026-12-04T20:00`; the first time if it is weekly.
    pub start: String,
    /// Name of the time zone, such as `Europe/Berlin`.
    pub time_zone: String,
    /// How long it lasts.
    pub minutes: u32,
    /// Whether it comes every week.
    pub weekly: bool,
    /// Dates on which a weekly one does not come.
    pub skipped: Vec<String>,
    /// When it begins next, in Unix seconds; null once it is over.
    pub next: Option<i64>,
}

impl ScheduledBroadcast {
    fn of(plan: &Plan, now: UnixTime) -> Self {
        Self {
            id: plan.id.to_string(),
            title: plan.title.as_ref().map(StreamTitle::shown),
            start: plan.start_text(),
            time_zone: plan.zone.to_string(),
            minutes: plan.minutes,
            weekly: plan.weekly,
            skipped: plan.skipped.iter().map(ToString::to_string).collect(),
            next: plan.upcoming(now).next().map(|next| next.start),
        }
    }
}

/// Lists the planned broadcasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSchedule {}

/// Outcome of [`ListSchedule`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduleList {
    /// By their first start.
    #[schema(inline)]
    pub schedule: Vec<ScheduledBroadcast>,
}

impl RoomOperation for ListSchedule {
    const SPEC: Spec = Spec {
        id: "list-schedule",
        summary: "list the planned broadcasts",
        needs: Capability::Read,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("schedule")),
    };
    type Outcome = ScheduleList;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<ScheduleList, Refusal> {
        let now = cx.now().unix;
        let plans = room.settings.schedule.plans().iter();
        Ok(ScheduleList { schedule: plans.map(|plan| ScheduledBroadcast::of(plan, now)).collect() })
    }
}

/// Plans a broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleBroadcast {
    /// Date and time of day in the time zone, such as `2026-12-04T20:00`; the first time if it is weekly.
    pub start: String,
    /// Name of a time zone, such as `Europe/Berlin` or `UTC`.
    pub time_zone: String,
    /// How long it lasts, up to a day; 120 if it is left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1440, default = 120)]
    pub minutes: Option<u32>,
    /// Whether it comes every week, at the same time of day.
    #[serde(default)]
    pub weekly: bool,
    /// What will be on, up to 140 characters.
    #[serde(default)]
    pub title: Option<String>,
}

impl RoomOperation for ScheduleBroadcast {
    const SPEC: Spec = Spec {
        id: "schedule-broadcast",
        summary: "plan a broadcast, once or every week",
        needs: Capability::ManageStream,
        muted_may: false,
        cost: Cost::Message,
        audits: Some("set_schedule"),
        route: Some(Route::post("schedule")),
    };
    type Outcome = ScheduledBroadcast;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<ScheduledBroadcast, Refusal> {
        let now = cx.now().unix;
        let mut plans = room.settings.schedule.current(now);
        if plans.len() >= PLANS_MAX {
            let text = format!("There are {PLANS_MAX} planned broadcasts already. Remove one first.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        let plan = Plan {
            id: cx.token(),
            title: title(self.title.as_deref())?,
            start: Plan::parse_start(&self.start).map_err(start_is)?,
            zone: Plan::parse_zone(&self.time_zone).map_err(zone_is)?,
            minutes: Plan::checked_minutes(self.minutes.unwrap_or(MINUTES)).map_err(length_is)?,
            weekly: self.weekly,
            skipped: Vec::new(),
        };
        plan.check_times(now).map_err(start_is)?;
        let shown = ScheduledBroadcast::of(&plan, now);
        plans.push(plan);
        room.settings.change(Setting::Schedule(Schedule::of(plans)), cx);
        Ok(shown)
    }
}

/// Changes a planned broadcast. A field that is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeScheduled {
    /// Id of the planned broadcast.
    pub id: String,
    /// Date and time of day in the time zone, such as `2026-12-04T20:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Name of a time zone, such as `Europe/Berlin` or `UTC`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// How long it lasts, up to a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1440)]
    pub minutes: Option<u32>,
    /// Whether it comes every week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly: Option<bool>,
    /// What will be on, up to 140 characters; blank removes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl RoomOperation for ChangeScheduled {
    const SPEC: Spec = Spec {
        id: "change-scheduled",
        summary: "change a planned broadcast",
        route: Some(Route::patch("schedule/{id}")),
        ..ScheduleBroadcast::SPEC
    };
    type Outcome = ScheduledBroadcast;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<ScheduledBroadcast, Refusal> {
        let now = cx.now().unix;
        let (mut plans, at) = with_plan(room, &self.id, now)?;
        let plan = &mut plans[at];
        if let Some(start) = self.start {
            plan.start = Plan::parse_start(&start).map_err(start_is)?;
            // those were of another day
            plan.skipped.clear();
        }
        if let Some(zone) = self.time_zone {
            plan.zone = Plan::parse_zone(&zone).map_err(zone_is)?;
        }
        if let Some(minutes) = self.minutes {
            plan.minutes = Plan::checked_minutes(minutes).map_err(length_is)?;
        }
        if let Some(text) = self.title {
            plan.title = title(Some(&text))?;
        }
        plan.weekly = self.weekly.unwrap_or(plan.weekly);
        plan.check_times(now).map_err(start_is)?;
        let shown = ScheduledBroadcast::of(plan, now);
        room.settings.change(Setting::Schedule(Schedule::of(plans)), cx);
        Ok(shown)
    }
}

/// Leaves out one date of a weekly broadcast: the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipScheduled {
    /// Id of the planned broadcast.
    pub id: String,
}

impl RoomOperation for SkipScheduled {
    const SPEC: Spec = Spec {
        id: "skip-scheduled",
        summary: "leave out the next date of a weekly broadcast",
        route: Some(Route::post("schedule/{id}/skip")),
        ..ScheduleBroadcast::SPEC
    };
    type Outcome = ScheduledBroadcast;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<ScheduledBroadcast, Refusal> {
        let now = cx.now().unix;
        let (mut plans, at) = with_plan(room, &self.id, now)?;
        let plan = &mut plans[at];
        let Some(next) = plan.next_date(now).filter(|_| plan.weekly) else {
            return Err(Refusal::new(Code::Invalid, "That broadcast comes once. Remove it instead."));
        };
        plan.skip(next, now).map_err(|why| Refusal::new(Code::Invalid, format!("The plan {why}.")))?;
        let shown = ScheduledBroadcast::of(plan, now);
        room.settings.change(Setting::Schedule(Schedule::of(plans)), cx);
        Ok(shown)
    }
}

/// Removes a planned broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnscheduleBroadcast {
    /// Id of the planned broadcast.
    pub id: String,
}

/// Outcome of [`UnscheduleBroadcast`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unscheduled {
    /// Id of the broadcast that was planned.
    pub id: String,
}

impl RoomOperation for UnscheduleBroadcast {
    const SPEC: Spec = Spec {
        id: "unschedule-broadcast",
        summary: "remove a planned broadcast",
        route: Some(Route::delete("schedule/{id}")),
        ..ScheduleBroadcast::SPEC
    };
    type Outcome = Unscheduled;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<Unscheduled, Refusal> {
        let (mut plans, at) = with_plan(room, &self.id, cx.now().unix)?;
        let id = plans.remove(at).id.to_string();
        room.settings.change(Setting::Schedule(Schedule::of(plans)), cx);
        Ok(Unscheduled { id })
    }
}

/// The plans that are not over, and the place of one among them.
fn with_plan(room: &RoomState, id: &str, now: UnixTime) -> Result<(Vec<Plan>, usize), Refusal> {
    let plans = room.settings.schedule.current(now);
    let at = plans.iter().position(|plan| plan.id.as_str() == id);
    let at = at.ok_or_else(|| Refusal::new(Code::NotFound, "There is no such planned broadcast."))?;
    Ok((plans, at))
}

fn title(text: Option<&str>) -> Result<Option<StreamTitle>, Refusal> {
    let text = text.filter(|text| !text.trim().is_empty());
    let title = text.map(StreamTitle::parse).transpose();
    title.map_err(|why| Refusal::new(Code::Invalid, format!("The title {why}.")))
}

fn start_is(Invalid(why): Invalid) -> Refusal {
    Refusal::new(Code::Invalid, format!("The start {why}."))
}

fn zone_is(Invalid(why): Invalid) -> Refusal {
    Refusal::new(Code::Invalid, format!("The time zone {why}."))
}

fn length_is(Invalid(why): Invalid) -> Refusal {
    Refusal::new(Code::Invalid, format!("The length {why}."))
}
