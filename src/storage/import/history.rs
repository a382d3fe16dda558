//! Converts events of the original, so that those who read the audit journal can rely on it.

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::StreamerName;
use serde_json::{Value, json};

use super::convert;
use super::report::NoteKind;
use super::source::is_too_long;

/// The last second of the year 9999: later times cannot be shown, and are mistakes.
const LATEST: i64 = 253_402_300_799;
/// What the database has room for.
const KIND_MAX: usize = 32;
const NAME_MAX: usize = 256;

/// The types of events, and the fields that readers expect in each.
const KINDS: [(&str, &[&str]); 16] = [
    ("start_streaming", &["description", "password"]),
    ("stop_streaming", &[]),
    ("send_message", &["name", "message"]),
    ("send_drawing", &["name", "drawing"]),
    ("send_action", &["name", "action"]),
    ("send_broadcast", &["broadcast"]),
    ("join_chat", &["name"]),
    ("leave_chat", &["name"]),
    ("change_name", &["oldname", "newname"]),
    ("viewer_count", &["viewers"]),
    ("mod_user", &["operator", "name"]),
    ("demod_user", &["operator", "name"]),
    ("mute_user", &["operator", "name"]),
    ("unmute_user", &["operator", "name"]),
    ("set_description", &["description"]),
    ("set_viewer_password", &["password"]),
];

/// A row of `events`.
#[derive(Debug, Clone, Default)]
pub(super) struct OldEvent {
    pub timestamp: Option<String>,
    pub username: Option<String>,
    pub kind: Option<String>,
    pub meta: Option<String>,
}

/// An event converted from the original's row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewEvent {
    pub at: UnixTime,
    pub streamer: StreamerName,
    pub kind: String,
    /// Text of a JSON object.
    pub meta: String,
}

/// What is noted about an event.
pub(super) type Remark = (NoteKind, &'static str);

/// Converts an event. `Err` says why it is left out.
pub(super) fn event(old: OldEvent, remarks: &mut Vec<Remark>) -> Result<NewEvent, &'static str> {
    let at = old.timestamp.as_deref().and_then(time).ok_or("the time is missing or no time")?;
    let username = old.username.unwrap_or_default();
    let streamer = convert::name(&username);
    if streamer.as_str().is_empty() || is_too_long(&username) || streamer.as_str().chars().count() > NAME_MAX
    {
        return Err("the name of the streamer is missing or too long");
    }
    if streamer.as_str() != username {
        remarks.push((NoteKind::Changed, "the streamer's name had spaces or invisible characters"));
    }
    let kind = old.kind.filter(|kind| !kind.is_empty()).ok_or("the type is missing")?;
    if kind.chars().count() > KIND_MAX || is_too_long(&kind) {
        return Err("the type is longer than 32 characters");
    }
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    if known.is_none() {
        remarks.push((NoteKind::LookAt, "the type is unknown to this program, and is kept"));
    }
    let meta = meta(old.meta, known.map_or(&[], |(_, fields)| fields), remarks)?;
    Ok(NewEvent { at, streamer, kind, meta })
}

/// Seconds since 1970, which some databases hold as a fraction.
fn time(text: &str) -> Option<UnixTime> {
    let whole = text.trim().split('.').next()?;
    whole.parse().ok().filter(|at| (0..=LATEST).contains(at))
}

fn meta(old: Option<String>, fields: &[&str], remarks: &mut Vec<Remark>) -> Result<String, &'static str> {
    let text = old.unwrap_or_default();
    if is_too_long(&text) {
        return Err("the meta is longer than 4 MiB");
    }
    if text.trim().is_empty() {
        remarks.push((NoteKind::Changed, "the meta was missing, and is empty now"));
        return Ok("{}".to_owned());
    }
    let (text, value) = match serde_json::from_str::<Value>(&text) {
        Ok(value) => (text, value),
        Err(_) => {
            let mended = without_lone_surrogates(&text);
            match serde_json::from_str::<Value>(&mended) {
                Ok(value) => {
                    remarks.push((NoteKind::Changed, "half a character in the meta was replaced"));
                    (mended, value)
                }
                Err(_) => (text.clone(), Value::String(text)),
            }
        }
    };
    match value {
        Value::Object(object) => {
            if fields.iter().any(|field| !object.contains_key(*field)) {
                remarks.push((NoteKind::LookAt, "the meta lacks a field that programs may expect"));
            }
            Ok(text)
        }
        other => {
            remarks.push((
                NoteKind::Changed,
                "the meta was no JSON object, and is the field `original` of one now",
            ));
            Ok(json!({ "original": other }).to_string())
        }
    }
}

/// JSON with U+FFFD in place of escaped halves of characters, which Python writes and others refuse.
fn without_lone_surrogates(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (surrogate(rest), rest.get(6..).and_then(surrogate)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(_), _) => {
                mended.push_str("\\ufffd");
                rest = &rest[6..];
                continue;
            }
            // the escaped character as well, which may be another backslash
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        mended.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    mended + rest
}

/// The code of an escaped surrogate at the beginning of the text.
fn surrogate(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok().filter(|code| (0xd800..=0xdfff).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(kind: &str, meta: &str) -> OldEvent {
        let text = |text: &str| Some(text.to_owned());
        OldEvent { timestamp: text("7"), username: text("Zoë"), kind: text(kind), meta: text(meta) }
    }

    #[track_caller]
    fn check(old: OldEvent, expected: Result<&str, &str>, remarked: &[(NoteKind, &str)]) {
        let mut remarks = Vec::new();
        match (event(old, &mut remarks), expected) {
            (Ok(new), Ok(meta)) => assert_eq!(new.meta, meta),
            (Err(why), Err(expected)) => assert!(why.contains(expected), "{why}"),
            (got, _) => panic!("{got:?}"),
        }
        assert_eq!(remarks.len(), remarked.len(), "{remarks:?}");
        for ((kind, what), (expected, part)) in remarks.iter().zip(remarked) {
            assert!(kind == expected && what.contains(part), "{what}");
        }
    }

    #[test]
    fn an_event_that_is_right_is_not_touched() {
        let meta = "{\"name\":  \"a\", \"message\": \"\\ud83d\\ude04\"}";
        check(old("send_message", meta), Ok(meta), &[]);
        check(old("stop_streaming", "{}"), Ok("{}"), &[]);
    }

    #[test]
    fn meta_is_an_object_whatever_it_was() {
        use NoteKind::{Changed, LookAt};
        check(old("stop_streaming", ""), Ok("{}"), &[(Changed, "was missing")]);
        check(old("stop_streaming", "[1]"), Ok("{\"original\":[1]}"), &[(Changed, "no JSON object")]);
        check(old("stop_streaming", "{torn"), Ok("{\"original\":\"{torn\"}"), &[(Changed, "no JSON object")]);
        check(old("join_chat", "{}"), Ok("{}"), &[(LookAt, "lacks a field")]);
        check(old("of_the_future", "{}"), Ok("{}"), &[(LookAt, "unknown")]);
        check(
            old("join_chat", "{\"name\": \"\\\\ud83d \\ud83d \\ude04x \\ud83d\\ude04\"}"),
            Ok("{\"name\": \"\\\\ud83d \\ufffd \\ufffdx \\ud83d\\ude04\"}"),
            &[(Changed, "half a character")],
        );
    }

    #[test]
    fn what_has_no_time_type_or_streamer_is_left_out() {
        let event = || old("stop_streaming", "{}");
        for timestamp in [None, Some(""), Some("soon"), Some("-1"), Some("999999999999999")] {
            let timestamp = timestamp.map(str::to_owned);
            check(OldEvent { timestamp, ..event() }, Err("time"), &[]);
        }
        check(OldEvent { timestamp: Some("7.25".into()), ..event() }, Ok("{}"), &[]);
        for username in [None, Some("".to_owned()), Some(" \u{200b}".to_owned()), Some("x".repeat(257))] {
            check(OldEvent { username, ..event() }, Err("streamer"), &[]);
        }
        check(OldEvent { kind: None, ..event() }, Err("type"), &[]);
        check(OldEvent { kind: Some("x".repeat(33)), ..event() }, Err("type"), &[]);
        check(OldEvent { meta: Some("\u{0}5000000".into()), ..event() }, Err("4 MiB"), &[]);
        let renamed = OldEvent { username: Some(" bob".into()), ..event() };
        check(renamed, Ok("{}"), &[(NoteKind::Changed, "name")]);
    }
}
