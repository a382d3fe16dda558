//! The rows of operations, from which programs make routes and commands.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::script::{Script, id};
use crate::model::{AuditEvent, Principal};
use crate::room::operations::{ChangeSettings, ListMessages, Method, Operation, Row, ShowSettings};
use crate::room::refusal::Code;

fn named(id: &str) -> &'static Row {
    Operation::ROWS.iter().find(|row| row.spec.id == id).unwrap()
}

fn properties(row: &Row) -> BTreeSet<String> {
    let schema = serde_json::to_value((row.parameters)()).unwrap();
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

/// Parameters with which each operation that is audited succeeds in [`Script::staffed`] while it is live, and somebody else has
/// said the message `said`, which is reported, and has the note `note`.
fn working(id: &str, said: u64, note: &str) -> Value {
    match id {
        "clear-chat" | "end-broadcast" | "end-poll" | "unpin-message" => json!({}),
        "announce" | "pin-message" => json!({"text": "hello"}),
        "remove-vip" => json!({"user": "vip"}),
        "remove-bot" => json!({"user": "bot"}),
        "set-title" => json!({"role": "moderator", "title": "Crew"}),
        "start-poll" => json!({"question": "Tea?", "choices": ["yes", "no"]}),
        "delete-message" => json!({"id": said}),
        "report-message" => json!({"id": said, "reason": "rude"}),
        "settle-report" => json!({"id": said}),
        "set-slow-mode" => json!({"seconds": 5}),
        "add-note" => json!({"user": "bob", "text": "late"}),
        "remove-note" => json!({"id": note}),
        "rename" => json!({"user": "bob", "name": "rob"}),
        "unmute" | "decline-appeal" => json!({"user": "muted"}),
        "unban" => json!({"user": "banned"}),
        "remove-moderator" => json!({"user": "mod"}),
        "send-message" => json!({"text": "hello"}),
        "set-description" | "change-settings" => json!({"description": "painting"}),
        "set-chat" => json!({"chat": "hidden"}),
        "set-password" => json!({"password": "sesame"}),
        "add-filter-rule" => json!({"kind": "word", "action": "mask", "text": "darn"}),
        "remove-filter-rule" => json!({"id": 1}),
        "set-lockdown" => json!({"mode": "followers"}),
        "schedule-broadcast" => {
            json!({"start": "1970-01-02T20:00", "time_zone": "Europe/Berlin", "weekly": true})
        }
        "change-chat-rules" => json!({"links": "moderators"}),
        _ => json!({"user": "bob"}),
    }
}

#[test]
fn every_row_says_how_it_is_called() {
    let mut routes = BTreeSet::new();
    for row in Operation::ROWS {
        let id = row.spec.id;
        let fields = properties(row);
        let Some(route) = row.spec.route else { continue };
        assert!(routes.insert(format!("{:?} {}", route.method, route.path)), "{id}: its route is taken");
        for field in route.fields() {
            assert!(fields.contains(field), "{id}: the path names {field:?}");
        }
        let parameters = serde_json::to_value((row.parameters)()).unwrap();
        let required = parameters["required"].as_array().cloned().unwrap_or_default();
        let in_path = |field: &Value| route.fields().any(|name| *field == name);
        assert!(
            route.method != Method::Get || required.iter().all(in_path),
            "{id}: what is read has defaults for its query"
        );
        let outcome = serde_json::to_value((row.outcome)()).unwrap();
        assert!(outcome.get("type") == Some(&json!("object")), "{id}: {outcome}");
    }
}

#[test]
fn every_operation_records_what_its_row_says() {
    for row in Operation::ROWS {
        let (mut room, _, _, bob) = Script::staffed();
        room.goes_live();
        room.joins(7, "muted");
        room.says(bob, "hello");
        room.says(bob, "hello again");
        let said = room.said_ids();
        let report = json!({"id": said[0], "reason": "rude"});
        room.asks_json(named("report-message"), &report).unwrap();
        let note = room.asks_json(named("add-note"), &json!({"user": "bob", "text": "kind"})).unwrap();
        room.asks_json(named("mute"), &json!({"user": "muted"})).unwrap();
        room.says(id(7), "/appeal I did nothing");
        room.joins(8, "banned");
        room.asks_json(named("ban"), &json!({"user": "banned"})).unwrap();
        match row.spec.id {
            "end-poll" => {
                room.asks_json(named("start-poll"), &working("start-poll", 0, "")).map(drop).unwrap()
            }
            "remove-vip" | "remove-bot" => {
                let name = if row.spec.id == "remove-vip" { "vip" } else { "bot" };
                room.joins(15, name);
                let add = named(if name == "vip" { "add-vip" } else { "add-bot" });
                room.asks_json(add, &json!({"user": name})).map(drop).unwrap();
            }
            "unpin-message" => {
                room.asks_json(named("pin-message"), &working("pin-message", 0, "")).map(drop).unwrap();
            }
            _ => {}
        }
        let rule = json!({"kind": "word", "action": "hold", "text": "heck"});
        room.asks_json(named("add-filter-rule"), &rule).unwrap();
        room.says(bob, "heck");
        let plan = working("schedule-broadcast", 0, "");
        let plan = room.asks_json(named("schedule-broadcast"), &plan).unwrap();
        let before = room.recorded().len();
        let Some(kind) = row.spec.audits else { continue };
        assert!(AuditEvent::KINDS.contains(&kind), "{kind}");
        if kind.ends_with("_stream_emote") {
            // the store records it with the change
            continue;
        }
        let mut parameters = working(row.spec.id, said[0], note["id"].as_str().unwrap());
        if row.spec.id == "report-message" {
            parameters["id"] = said[1].into();
        }
        if matches!(row.spec.id, "approve-message" | "reject-message") {
            parameters = json!({"id": room.state.held.iter().next().unwrap().id});
        }
        if matches!(row.spec.id, "change-scheduled" | "skip-scheduled" | "unschedule-broadcast") {
            parameters = json!({"id": plan["id"]});
        }
        room.asks_json(row, &parameters).unwrap();
        let kinds = room.recorded().split_off(before);
        assert!(kinds.contains(&kind), "{}: {kinds:?}", row.spec.id);
    }
}

impl Script {
    fn asks_json(&mut self, row: &Row, parameters: &Value) -> Result<Value, Code> {
        let operation = row.parse(parameters).unwrap();
        self.asks_any(Principal::Streamer, operation)
            .map(|outcome| outcome.to_json().unwrap())
            .map_err(|refusal| refusal.code)
    }
}

#[test]
fn unknown_and_missing_parameters_are_named() {
    let problem = |parameters: Value| named("mute").parse(&parameters).unwrap_err().to_string();
    assert!(problem(json!({})).contains("`user`"), "{}", problem(json!({})));
    let extra = problem(json!({"user": "bob", "hours": 3}));
    assert!(extra.contains("`hours`"), "{extra}");
}

#[test]
fn messages_are_read_page_by_page_in_both_directions() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    for text in ["a", "b", "c", "d", "e"] {
        room.says(bob, text);
        room.wait(60);
    }
    let mut page = |list: ListMessages| {
        let page = room.asks(Principal::Streamer, list).unwrap();
        (page.messages.into_iter().map(|message| message.text).collect::<String>(), page.next)
    };
    let two = ListMessages { limit: Some(2), ..ListMessages::default() };
    let (newest, next) = page(two.clone());
    let (older, further) = page(ListMessages { before: next, ..two.clone() });
    let (oldest, end) = page(ListMessages { before: further, ..two.clone() });
    assert_eq!([newest, older, oldest], ["de", "bc", "a"]);
    assert_eq!(end, None);
    let (first, next) = page(ListMessages { after: Some(0), ..two.clone() });
    let (second, _) = page(ListMessages { after: next, ..two.clone() });
    assert_eq!([first, second], ["ab", "cd"]);
    assert!(room.asks(Principal::Streamer, ListMessages { limit: Some(0), ..two.clone() }).is_err());
    let between = ListMessages { before: next, after: Some(0), ..two };
    assert_eq!(room.asks(Principal::Streamer, between).unwrap().messages.len(), 1);
}

#[test]
fn settings_change_together_or_not_at_all() {
    let mut room = Script::chat();
    let change = |json: Value| serde_json::from_value::<ChangeSettings>(json).unwrap();
    let all = change(json!({
        "title": "Night", "description": "paint", "tags": ["Live coding", "art"], "language": "de",
        "content_warning": "loud", "password": "sesame", "chat": "hidden", "slow_mode": 5
    }));
    let changed = room.asks(Principal::Streamer, all).unwrap();
    assert_eq!(changed, room.asks(Principal::Streamer, ShowSettings {}).unwrap());
    assert_eq!((changed.password.as_deref(), changed.slow_mode), (Some("sesame"), 5));
    assert_eq!((changed.title.as_deref(), changed.language.as_deref()), (Some("Night"), Some("de")));
    assert_eq!(
        (changed.tags.join(" ").as_str(), changed.content_warning.as_deref()),
        ("live-coding art", Some("loud"))
    );
    for bad in [
        json!({"description": "new", "chat": "disabled"}),
        json!({"description": "new", "slow_mode": 4000}),
        json!({"title": "new", "tags": ["a/b"]}),
        json!({"title": "new", "language": "x"}),
        json!({"title": "new", "content_warning": "x".repeat(101)}),
        json!({"description": "new", "password": "x".repeat(2000)}),
    ] {
        assert_eq!(room.asks(Principal::Streamer, change(bad)).unwrap_err().code, Code::Invalid);
    }
    assert_eq!(room.asks(Principal::Streamer, ShowSettings {}).unwrap(), changed);
    let unset = room
        .asks(
            Principal::Streamer,
            change(json!({"description": null, "password": "", "tags": [], "title": " "})),
        )
        .unwrap();
    assert_eq!((unset.description, unset.password, unset.chat.as_str()), (None, None, "hidden"));
    assert_eq!((unset.title, unset.tags.len(), unset.language.as_deref()), (None, 0, Some("de")));
}

#[test]
fn settings_that_changed_in_the_meantime_are_not_overwritten() {
    let mut room = Script::chat();
    let secrets = super::script::config().secrets;
    let version = room.asks(Principal::Streamer, ShowSettings {}).unwrap().version(&secrets);
    let change = |slow_mode: u32| ChangeSettings {
        slow_mode: Some(slow_mode),
        only_at: Some(version.clone()),
        ..ChangeSettings::default()
    };
    let changed = room.asks(Principal::Streamer, change(5)).unwrap();
    assert_ne!(changed.version(&secrets), version);
    assert_eq!(room.asks(Principal::Streamer, change(6)).unwrap_err().code, Code::Outdated);
    assert_eq!(room.asks(Principal::Streamer, change(0)).unwrap_err().code, Code::Outdated);
}
