//! The schedule of a stream: broadcasts that the streamer plans, once or every week.
//!
//! A plan is kept as the streamer means it, as a time of day in a time zone, so that a weekly broadcast stays at eight
//! in the evening when the clocks change.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use super::names::Token;
use super::short_text::StreamTitle;
use super::text::Invalid;
use super::time::UnixTime;

/// Most plans of one stream.
pub const PLANS_MAX: usize = 20;
/// Longest planned broadcast, in minutes.
pub const MINUTES_MAX: u32 = 24 * 60;
/// How a start is written.
const FORM: &str = "%Y-%m-%dT%H:%M";
/// Most dates that a weekly plan leaves out.
const SKIPPED_MAX: usize = 20;
/// How far in the future a plan may begin, in seconds.
const AHEAD_MAX: i64 = 2 * 366 * 24 * 60 * 60;
/// Weeks of a plan that are looked through for one that is not left out.
const WEEKS: i64 = SKIPPED_MAX as i64 + 200;
const WEEK: i64 = 7 * 24 * 60 * 60;

/// A planned broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Permanent.
    pub id: Token,
    /// What will be on, if the streamer says.
    pub title: Option<StreamTitle>,
    /// When it begins, the first time if it is weekly; in `zone`.
    pub start: DateTime,
    /// Name of a time zone, such as `Europe/Berlin`.
    pub zone: Box<str>,
    /// How long it lasts.
    pub minutes: u32,
    /// Whether it comes every week.
    pub weekly: bool,
    /// Dates on which a weekly one does not come.
    pub skipped: Vec<Date>,
}

/// A planned broadcast at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The plan's.
    pub id: Token,
    /// The plan's.
    pub title: Option<StreamTitle>,
    /// When it begins.
    pub start: UnixTime,
    /// When it ends.
    pub end: UnixTime,
    /// The plan's.
    pub weekly: bool,
}

/// A plan as stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: Token,
    title: Option<StreamTitle>,
    start: String,
    zone: Box<str>,
    minutes: u32,
    weekly: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<String>,
}

/// The plans of a stream, by their first start.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    plans: Arc<[Plan]>,
    /// As stored.
    text: Arc<str>,
}

impl PartialEq for Schedule {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Schedule {}

impl Plan {
    /// Reads a start such as `2026-12-04T20:00`.
    pub fn parse_start(text: &str) -> Result<DateTime, Invalid> {
        let start = DateTime::strptime(FORM, text.trim());
        start.map_err(|_| "is no date and time of day; write them as 2026-12-04T20:00".into())
    }

    /// Reads a date such as `2026-12-04`.
    pub fn parse_date(text: &str) -> Result<Date, Invalid> {
        Date::strptime("%Y-%m-%d", text.trim()).map_err(|_| "is no date; write it as 2026-12-04".into())
    }

    /// Reads the name of a time zone, in any case, and returns it in its usual one.
    pub fn parse_zone(name: &str) -> Result<Box<str>, Invalid> {
        let zone = TimeZone::get(name.trim()).ok().filter(|zone| !zone.is_unknown());
        let name = zone.as_ref().and_then(TimeZone::iana_name).map(Box::from);
        name.ok_or_else(|| "is no time zone; write its name, such as Europe/Berlin or UTC".into())
    }

    /// Checks a length in minutes.
    pub fn checked_minutes(minutes: u32) -> Result<u32, Invalid> {
        match minutes {
            1..=MINUTES_MAX => Ok(minutes),
            _ => Err("is out of bounds: a broadcast lasts from a minute to 24 hours".into()),
        }
    }

    /// Checks that it comes at some time that is not too far away.
    pub fn check_times(&self, now: UnixTime) -> Result<(), Invalid> {
        match self.upcoming(now).next() {
            Some(next) if next.start <= now.saturating_add(AHEAD_MAX) => Ok(()),
            // the last days of the year 9999 are no times of a clock
            None if self.start.year() < 9999 => Err("is in the past".into()),
            Some(_) | None => Err("is more than two years ahead".into()),
        }
    }

    /// When it comes, of the times that have not ended at `now`, in order. Empty if its time zone is unknown.
    pub fn upcoming(&self, now: UnixTime) -> impl Iterator<Item = Upcoming> {
        let length = i64::from(self.minutes) * 60;
        let zone = TimeZone::get(&self.zone).ok();
        let first =
            zone.as_ref().and_then(|zone| zone.to_timestamp(self.start).ok()).map(Timestamp::as_second);
        // a change of the clocks moves it by less than a week
        let passed =
            first.map_or(0, |first| now.saturating_sub(first.saturating_add(length)).div_euclid(WEEK));
        let from = if self.weekly { passed.saturating_sub(1).max(0) } else { 0 };
        let until = if self.weekly { from.saturating_add(WEEKS) } else { 1 };
        (from..until).filter_map(move |week| {
            let at = self.start.checked_add(week.weeks()).ok()?;
            if self.skipped.contains(&at.date()) {
                return None;
            }
            let start = zone.as_ref()?.to_timestamp(at).ok()?.as_second();
            let end = start.saturating_add(length);
            (end > now).then(|| Upcoming {
                id: self.id.clone(),
                title: self.title.clone(),
                start,
                end,
                weekly: self.weekly,
            })
        })
    }

    /// The date on which it comes next, in its time zone.
    pub fn next_date(&self, now: UnixTime) -> Option<Date> {
        let next = self.upcoming(now).next()?;
        let zone = TimeZone::get(&self.zone).ok()?;
        Some(zone.to_datetime(Timestamp::from_second(next.start).ok()?).date())
    }

    /// Leaves out a date, and forgets those that are over.
    pub fn skip(&mut self, date: Date, now: UnixTime) -> Result<(), Invalid> {
        let today = Timestamp::from_second(now).map(|now| TimeZone::UTC.to_datetime(now).date());
        // dates differ by a day at most, whatever the time zone
        let old = today.ok().and_then(|today| today.checked_sub(2.days()).ok());
        self.skipped.retain(|skipped| old.is_none_or(|old| *skipped >= old));
        if self.skipped.contains(&date) {
            return Ok(());
        }
        if self.skipped.len() >= SKIPPED_MAX {
            return Err(Invalid(format!("leaves out {SKIPPED_MAX} dates already; remove it instead")));
        }
        self.skipped.push(date);
        self.skipped.sort();
        Ok(())
    }

    /// Its start as somebody writes it.
    pub fn start_text(&self) -> String {
        self.start.strftime(FORM).to_string()
    }
}

impl Schedule {
    /// A schedule of these plans.
    pub fn of(mut plans: Vec<Plan>) -> Self {
        if plans.is_empty() {
            return Self::default();
        }
        plans.sort_by(|a, b| (a.start, a.id.as_str()).cmp(&(b.start, b.id.as_str())));
        let stored: Vec<_> = plans
            .iter()
            .map(|plan| Stored {
                id: plan.id.clone(),
                title: plan.title.clone(),
                start: plan.start_text(),
                zone: plan.zone.clone(),
                minutes: plan.minutes,
                weekly: plan.weekly,
                skipped: plan.skipped.iter().map(Date::to_string).collect(),
            })
            .collect();
        Self { plans: plans.into(), text: serde_json::to_string(&stored).unwrap_or_default().into() }
    }

    /// A schedule from the store. Plans that cannot be read are left out.
    pub fn stored(text: &str) -> Self {
        let rows: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let plan = |row: serde_json::Value| {
            let stored: Stored = serde_json::from_value(row).ok()?;
            Some(Plan {
                start: Plan::parse_start(&stored.start).ok()?,
                id: stored.id,
                title: stored.title,
                zone: stored.zone,
                minutes: Plan::checked_minutes(stored.minutes).ok()?,
                weekly: stored.weekly,
                skipped: stored.skipped.iter().filter_map(|date| Plan::parse_date(date).ok()).collect(),
            })
        };
        let plans: Vec<_> = rows.into_iter().filter_map(plan).take(PLANS_MAX).collect();
        Self { plans: plans.into(), text: text.into() }
    }

    /// As stored; `None` without a plan.
    pub fn as_stored(&self) -> Option<&str> {
        Some(&*self.text).filter(|text| !text.is_empty())
    }

    /// The plans, by their first start.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The plans without those that are over.
    pub fn current(&self, now: UnixTime) -> Vec<Plan> {
        self.plans.iter().filter(|plan| plan.upcoming(now).next().is_some()).cloned().collect()
    }

    /// The next broadcasts that have not ended at `now`, at most so many, in order.
    pub fn upcoming(&self, now: UnixTime, most: usize) -> Vec<Upcoming> {
        let mut all: Vec<_> = self.plans.iter().flat_map(|plan| plan.upcoming(now).take(most)).collect();
        all.sort_by(|a, b| (a.start, a.id.as_str()).cmp(&(b.start, b.id.as_str())));
        all.truncate(most);
        all
    }

    /// For the audit journal: the plans as stored.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| serde_json::Value::Array(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan(start: &str, zone: &str, weekly: bool) -> Plan {
        Plan {
            id: Token::stored("one"),
            title: Some(StreamTitle::stored("Painting")),
            start: Plan::parse_start(start).unwrap(),
            zone: Plan::parse_zone(zone).unwrap(),
            minutes: 90,
            weekly,
            skipped: Vec::new(),
        }
    }

    fn unix(text: &str) -> UnixTime {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    fn times(plan: &Plan, now: &str, most: usize) -> Vec<String> {
        let shown = |at: UnixTime| Timestamp::from_second(at).unwrap().to_string();
        plan.upcoming(unix(now)).take(most).map(|next| shown(next.start)).collect()
    }

    #[test]
    fn a_weekly_broadcast_keeps_its_time_of_day_when_the_clocks_change() {
        let friday = plan("2026-10-16T20:00", "Europe/Berlin", true);
        let all = ["2026-10-16T18:00:00Z", "2026-10-23T18:00:00Z", "2026-10-30T19:00:00Z"];
        assert_eq!(times(&friday, "2026-01-01T00:00:00Z", 3), all);
        // it is on for another half an hour
        assert_eq!(times(&friday, "2026-10-23T19:00:00Z", 2), all[1..]);
        assert_eq!(times(&friday, "2026-10-23T19:30:00Z", 1), all[2..]);
        // many years and changes later
        assert_eq!(times(&friday, "2036-06-20T12:00:00Z", 1), ["2036-06-20T18:00:00Z"]);
        let new_york = plan("2026-03-01T20:00", "america/new_york", true);
        assert_eq!(&*new_york.zone, "America/New_York");
        assert_eq!(times(&new_york, "2026-03-02T02:30:00Z", 1), ["2026-03-09T00:00:00Z"]);
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_or_repeat_is_one_time() {
        // there is no 2:30 on that day, and twice 2:30 on the other
        assert_eq!(
            times(&plan("2026-03-29T02:30", "Europe/Berlin", false), "2026-03-01T00:00:00Z", 9),
            ["2026-03-29T01:30:00Z"]
        );
        assert_eq!(
            times(&plan("2026-10-25T02:30", "Europe/Berlin", false), "2026-03-01T00:00:00Z", 9),
            ["2026-10-25T00:30:00Z"]
        );
    }

    #[test]
    fn one_week_is_left_out_and_the_next_is_not() {
        let mut friday = plan("2026-10-16T20:00", "Europe/Berlin", true);
        let now = unix("2026-10-17T00:00:00Z");
        assert_eq!(friday.next_date(now).unwrap().to_string(), "2026-10-23");
        friday.skip(friday.next_date(now).unwrap(), now).unwrap();
        assert_eq!(times(&friday, "2026-10-17T00:00:00Z", 1), ["2026-10-30T19:00:00Z"]);
        // what is over is forgotten
        let later = unix("2027-01-01T00:00:00Z");
        friday.skip(friday.next_date(later).unwrap(), later).unwrap();
        assert_eq!(friday.skipped.len(), 1);
        for _ in 0..SKIPPED_MAX - 1 {
            friday.skip(friday.next_date(later).unwrap(), later).unwrap();
        }
        assert!(friday.skip(friday.next_date(later).unwrap(), later).is_err());
        assert!(friday.upcoming(later).next().is_some());
    }

    #[test]
    fn what_cannot_come_is_refused() {
        let now = unix("2026-10-17T00:00:00Z");
        let refused = |start, weekly| plan(start, "UTC", weekly).check_times(now).unwrap_err().to_string();
        assert_eq!(refused("2026-10-16T20:00", false), "is in the past");
        assert_eq!(refused("2029-10-16T20:00", true), "is more than two years ahead");
        assert_eq!(refused("9999-12-31T20:00", false), "is more than two years ahead");
        assert_eq!(plan("2020-10-16T20:00", "UTC", true).check_times(now), Ok(()));
        for bad in ["", "tomorrow", "2026-13-01T20:00", "2026-02-30T20:00", "2026-12-01T25:00", "2026-12-01"]
        {
            assert!(Plan::parse_start(bad).is_err(), "{bad}");
        }
        for bad in ["", "Berlin", "CEST", "../etc/passwd", "Etc/Unknown", "+01:00"] {
            assert!(Plan::parse_zone(bad).is_err(), "{bad}");
        }
        for bad in [0, MINUTES_MAX + 1, u32::MAX] {
            assert!(Plan::checked_minutes(bad).is_err());
        }
    }

    #[test]
    fn a_schedule_survives_the_store_and_damage_hides_no_other_plan() {
        let mut other = plan("2026-10-01T08:00", "UTC", false);
        other.id = Token::stored("two");
        let mut weekly = plan("2026-10-16T20:00", "Europe/Berlin", true);
        weekly.skipped = vec![Plan::parse_date("2026-10-23").unwrap()];
        let schedule = Schedule::of(vec![weekly, other]);
        let again = Schedule::stored(schedule.as_stored().unwrap());
        assert_eq!((again.plans(), &again), (schedule.plans(), &schedule));
        let ids = |now, most| -> Vec<_> {
            again.upcoming(unix(now), most).into_iter().map(|next| next.id.to_string()).collect()
        };
        assert_eq!(ids("2026-09-01T00:00:00Z", 3), ["two", "one", "one"]);
        assert_eq!(again.current(unix("2026-10-02T00:00:00Z")).len(), 1);
        let damaged =
            schedule.as_stored().unwrap().replacen("UTC", "Moon/Base", 1).replacen("20:00", "xx", 1);
        assert_eq!(Schedule::stored(&damaged).plans().len(), 1);
        assert_eq!(Schedule::stored(&damaged).upcoming(0, 9), []);
        assert_eq!(Schedule::stored("torn").plans(), []);
        assert_eq!(Schedule::of(Vec::new()), Schedule::default());
        assert_eq!(Schedule::default().as_stored(), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[\\s\\S]{0,40}|[0-9T:-]{10,20}") {
            let _ = (Plan::parse_start(&text), Plan::parse_zone(&text), Plan::parse_date(&text));
            let _ = Schedule::stored(&text);
        }

        #[test]
        fn times_come_in_order_and_none_has_ended(
            day in 0_i64..3000, hour in 0..24, zone in 0..4_usize, weekly: bool, now in 1_700_000_000..2_000_000_000_i64,
        ) {
            let zone = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"][zone];
            let date = Plan::parse_date("2023-01-01").unwrap().checked_add(day.days()).unwrap();
            let plan = plan(&format!("{date}T{hour:02}:30"), zone, weekly);
            let times: Vec<_> = plan.upcoming(now).take(60).collect();
            prop_assert!(times.iter().all(|next| next.end > now && next.end - next.start == 90 * 60));
            prop_assert!(times.windows(2).all(|pair| (pair[1].start - pair[0].start - WEEK).abs() <= 3600));
            // none is missed: one a week before the first has ended
            if let (Some(next), true) = (times.first(), weekly && day < 300) {
                prop_assert!(next.end - now <= WEEK + 3600 || next.start <= now + WEEK + 3600);
            }
        }
    }
}
