//! Planned broadcasts, in chat and from outside.

use serde_json::json;

use super::script::Script;
use crate::model::Principal;
use crate::room::operations::{
    ChangeScheduled, ListSchedule, ScheduleBroadcast, SkipScheduled, UnscheduleBroadcast,
};
use crate::room::refusal::Code;

fn weekly(start: &str) -> ScheduleBroadcast {
    serde_json::from_value(json!({"start": start, "time_zone": "Europe/Berlin", "weekly": true})).unwrap()
}

#[test]
fn broadcasts_are_planned_listed_skipped_and_removed_in_chat() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    assert_eq!(room.says(zoe, "/schedule"), ["Nothing is planned."]);
    assert_eq!(
        room.says(zoe, "/schedule add 1970-01-02 20:00 europe/berlin 90m weekly Night owls"),
        ["Planned: 1970-01-02 20:00 Europe/Berlin, 90 minutes, weekly: Night owls"]
    );
    // the time zone is that of the last plan
    assert_eq!(
        room.says(zoe, "/schedule add 1970-01-04 08:00 weekly"),
        ["Planned: 1970-01-04 08:00 Europe/Berlin, 2 hours, weekly"]
    );
    assert_eq!(
        room.says(zoe, "/schedule list"),
        [
            "1. 1970-01-02 20:00 Europe/Berlin, 90 minutes, weekly: Night owls",
            "2. 1970-01-04 08:00 Europe/Berlin, 2 hours, weekly"
        ]
    );
    assert!(room.says(zoe, "/schedule skip 1")[0].contains("does not come on: "));
    assert_eq!(room.says(zoe, "/schedule remove 2."), ["It is no longer planned."]);
    assert_eq!(room.says(zoe, "/schedule").len(), 1);
    for bad in
        ["remove 2", "remove 0", "skip 99999999999999999999", "remove x", "add", "add 1970-01-03", "plan"]
    {
        assert_eq!(room.says(zoe, &format!("/schedule {bad}")).len(), 1, "{bad}");
    }
    assert!(room.says(zoe, "/schedule add 1969-12-30 20:00 UTC")[0].ends_with("is in the past."));
    assert!(room.says(moderator, "/schedule")[0].starts_with("There is no command"));
}

#[test]
fn a_plan_is_changed_by_its_id_and_nothing_changes_if_the_change_is_refused() {
    let mut room = Script::chat();
    let plan = room.asks(Principal::Streamer, weekly("1969-12-26T20:00")).unwrap();
    let change = |field: &str, value: serde_json::Value| -> ChangeScheduled {
        serde_json::from_value(json!({"id": plan.id, field: value})).unwrap()
    };
    let changed = room.asks(Principal::Streamer, change("start", json!("1969-12-26T21:00"))).unwrap();
    assert_eq!((changed.start.as_str(), changed.minutes, changed.weekly), ("1969-12-26T21:00", 120, true));
    for (field, value) in
        [("start", json!("x")), ("minutes", json!(0)), ("weekly", json!(false)), ("time_zone", json!("x"))]
    {
        assert_eq!(
            room.asks(Principal::Streamer, change(field, value)).unwrap_err().code,
            Code::Invalid,
            "{field}"
        );
    }
    let skip = SkipScheduled { id: plan.id.clone() };
    let skipped = room.asks(Principal::Streamer, skip).unwrap();
    assert_eq!(skipped.skipped.len(), 1);
    assert!(skipped.next > changed.next);
    assert_eq!(room.asks(Principal::Streamer, ListSchedule {}).unwrap().schedule, [skipped]);
    let remove = UnscheduleBroadcast { id: plan.id };
    room.asks(Principal::Streamer, remove.clone()).unwrap();
    assert_eq!(room.asks(Principal::Streamer, remove).unwrap_err().code, Code::NotFound);
    assert_eq!(room.state.settings().schedule.as_stored(), None);
}
