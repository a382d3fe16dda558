//! Answers as text for people.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::terminal::{self, inert};

/// An answer as text: a list as a table, an object as a line for each field.
pub fn text(answer: &Value) -> String {
    match answer {
        Value::Object(fields) if fields.is_empty() => "done\n".to_owned(),
        Value::Object(fields) => object(fields),
        Value::Array(rows) => table(rows),
        other => format!("{}\n", cell(other)),
    }
}

/// A recorded event as one line: time, type, then what else is known.
pub fn event(event: &Value) -> String {
    let time = event["time"].as_i64().and_then(|time| OffsetDateTime::from_unix_timestamp(time).ok());
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let time = time.and_then(|time| time.format(format).ok()).unwrap_or_default();
    let data = event["data"].as_object().into_iter().flatten();
    let data: String = data.map(|(name, value)| format!(" {name}={}", cell(value))).collect();
    format!("{time} {}{data}\n", cell(&event["type"]))
}

fn object(fields: &Map<String, Value>) -> String {
    // the one list of a page is what was asked for
    let lists: Vec<_> = fields.values().filter_map(Value::as_array).collect();
    if let [rows] = lists[..]
        && fields.len() <= 2
    {
        return table(rows);
    }
    fields.iter().map(|(name, value)| format!("{}: {}\n", name.replace('_', " "), cell(value))).collect()
}

fn table(rows: &[Value]) -> String {
    let Some(first) = rows.first() else { return "none\n".to_owned() };
    let Value::Object(first) = first else {
        return rows.iter().map(|row| format!("{}\n", cell(row))).collect();
    };
    let names: Vec<&String> = first.keys().collect();
    let head = names.iter().map(|name| name.replace('_', " ").to_uppercase()).collect();
    let body = rows.iter().map(|row| names.iter().map(|name| cell(&row[*name])).collect());
    terminal::table(std::iter::once(head).chain(body).collect())
}

/// A value on one line.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => inert(text),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_tables_and_objects_lines() {
        let page = json!({"members": [{"name": "zoë", "muted": false}, {"name": "bob", "muted": true}]});
        assert_eq!(text(&page), "MUTED  NAME\nfalse  zoë\ntrue   bob\n");
        assert_eq!(text(&json!({"members": []})), "none\n");
        assert_eq!(text(&json!({"names": ["a", "b"]})), "a\nb\n");
        assert_eq!(
            text(&json!({"live": true, "last_live": null, "members": ["a", "b"]})),
            "last live: -\nlive: true\nmembers: a, b\n"
        );
        assert_eq!(text(&json!({})), "done\n");
    }

    #[test]
    fn an_event_is_one_line() {
        let event = json!({"id": 1, "time": 1_727_807_400, "type": "send_message", "data": {"name": "bob", "message": "a\nb"}});
        assert_eq!(super::event(&event), "2024-10-01 18:30:00 send_message message=a\u{fffd}b name=bob\n");
    }

    #[test]
    fn texts_of_others_do_not_command_the_terminal() {
        assert_eq!(cell(&json!("a\u{1b}[2Jb\nc")), "a\u{fffd}[2Jb\u{fffd}c");
    }
}
