//! Acts of moderation, as the moderators' log shows them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::term::spelled;
use super::text::confusable_key;
use super::time::UnixTime;

/// An act of moderation, or a change of the stream's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Act {
    /// Id of its recorded event.
    pub id: i64,
    /// When, in Unix seconds.
    pub time: i64,
    /// Type of the event, such as `mute_user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who did it, by the name at the time.
    pub operator: String,
    /// To whom, by the name at the time; null for what concerns everybody.
    pub person: Option<String>,
    /// What was done, in words that follow the operator's name.
    pub text: String,
    /// Why, if that was said.
    pub reason: Option<String>,
}

/// Which acts to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActFilter {
    /// Only acts of someone of this name.
    pub operator: Option<String>,
    /// Only acts on someone of this name.
    pub person: Option<String>,
}

/// The types of recorded events that are acts.
pub const ACTS: &[&str] = &[
    "mute_user",
    "unmute_user",
    "ban_user",
    "unban_user",
    "kick_user",
    "decline_appeal",
    "mod_user",
    "demod_user",
    "set_role",
    "set_title",
    "add_stream_emote",
    "remove_stream_emote",
    "rename_user",
    "delete_message",
    "delete_messages",
    "clear_chat",
    "set_slow_mode",
    "send_announcement",
    "pin_message",
    "unpin_message",
    "start_poll",
    "end_poll",
    "settle_report",
    "approve_message",
    "reject_message",
    "add_filter_rule",
    "remove_filter_rule",
    "set_lockdown",
    "set_chat_rules",
    "add_note",
    "remove_note",
    "set_description",
    "set_viewer_password",
    "set_chat",
    "set_stream_title",
    "set_tags",
    "set_language",
    "set_content_warning",
    "set_schedule",
    "set_about",
    "set_links",
    "set_avatar",
    "set_offline_picture",
];

impl Act {
    /// The act that an event records. `streamer`: who did what names nobody, since only the streamer may.
    pub fn of(id: i64, time: UnixTime, kind: &str, meta: &Value, streamer: &str) -> Self {
        // whoever announces something is named as those are who speak
        let announcer = text(meta, "name").filter(|_| kind == "send_announcement");
        let person = text(meta, "name").filter(|_| announcer.is_none());
        Self {
            id,
            time,
            kind: kind.to_owned(),
            operator: announcer.unwrap_or_else(|| operator(meta, streamer)),
            text: words(kind, time, meta, person.as_deref().unwrap_or("somebody")),
            person,
            reason: text(meta, "reason"),
        }
    }
}

impl ActFilter {
    /// Whether an act passes.
    pub fn admits(&self, act: &Act) -> bool {
        let is = |wanted: &Option<String>, name: Option<&str>| {
            wanted
                .as_ref()
                .is_none_or(|wanted| name.is_some_and(|name| confusable_key(name) == confusable_key(wanted)))
        };
        is(&self.operator, Some(&act.operator)) && is(&self.person, act.person.as_deref())
    }

    /// Whether every act passes.
    pub fn is_empty(&self) -> bool {
        self.operator.is_none() && self.person.is_none()
    }
}

fn text(meta: &Value, field: &str) -> Option<String> {
    meta.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Settings that an administrator or a token changed say so in another way, and polls whose time is over name nobody.
fn operator(meta: &Value, streamer: &str) -> String {
    if meta.get("operator").is_some_and(Value::is_null) {
        return "timer".to_owned();
    }
    let token = meta.get("token").and_then(Value::as_i64).map(|id| format!("token {id}"));
    // only an administrator changes the settings of another's stream
    let account = meta.get("account").is_some().then(|| "administrator".to_owned());
    text(meta, "operator")
        .or(token)
        .or(account)
        .or_else(|| text(meta, "by"))
        .unwrap_or_else(|| streamer.to_owned())
}

/// What was done. Passwords are in none.
fn words(kind: &str, time: UnixTime, meta: &Value, person: &str) -> String {
    let flag = |field: &str| meta.get(field).and_then(Value::as_bool).unwrap_or_default();
    match kind {
        "mute_user" => format!("muted {person}{}", lasting(time, meta)),
        "unmute_user" => format!("unmuted {person}"),
        "ban_user" => format!("banned {person}{}", lasting(time, meta)),
        "unban_user" => format!("unbanned {person}"),
        "kick_user" => format!("removed {person} from the chat"),
        "decline_appeal" => format!("declined the appeal of {person}"),
        "mod_user" => format!("made {person} a moderator"),
        "demod_user" => format!("removed {person} as moderator"),
        "set_role" => format!("set the role of {person}"),
        "set_title" => "set the title of a role".to_owned(),
        "add_stream_emote" => format!("added the emote :{}:", text(meta, "alias").unwrap_or_default()),
        "remove_stream_emote" => format!("removed the emote :{}:", text(meta, "alias").unwrap_or_default()),
        "rename_user" => format!("renamed {person} to {}", text(meta, "newname").unwrap_or_default()),
        "delete_message" => format!("deleted a message of {person}"),
        "delete_messages" => format!("deleted all messages of {person}"),
        "clear_chat" => "deleted all messages".to_owned(),
        "set_slow_mode" => match meta.get("seconds").and_then(Value::as_u64) {
            Some(seconds) if seconds > 0 => format!("set slow mode to {seconds} s"),
            _ => "ended slow mode".to_owned(),
        },
        "send_announcement" => {
            format!("announced {:?}", text(meta, "announcement").unwrap_or_default())
        }
        "pin_message" => format!("pinned {:?}", text(meta, "message").unwrap_or_default()),
        "unpin_message" => "unpinned the message".to_owned(),
        "start_poll" => format!("asked {:?}", text(meta, "question").unwrap_or_default()),
        "end_poll" => format!("ended the poll {:?}", text(meta, "question").unwrap_or_default()),
        "approve_message" => format!("approved a message of {person}"),
        "reject_message" => format!("rejected a message of {person}"),
        "add_filter_rule" => format!("added the filter rule {:?}", text(meta, "rule").unwrap_or_default()),
        "remove_filter_rule" => {
            format!("removed the filter rule {:?}", text(meta, "rule").unwrap_or_default())
        }
        "set_lockdown" => match meta.get("newcomers").and_then(Value::as_u64) {
            Some(minutes) => format!("locked the chat down for newcomers of {minutes} minutes"),
            None => "ended the lockdown".to_owned(),
        },
        "set_chat_rules" => "changed the rules of the chat".to_owned(),
        "settle_report" => {
            let sanction = if flag("ban") { "banned" } else { "muted" };
            let lasts = meta.get("seconds").and_then(Value::as_u64).map_or_else(String::new, for_seconds);
            match (flag("delete"), flag("mute") || flag("ban")) {
                (true, true) => format!("deleted a reported message of {person} and {sanction} them{lasts}"),
                (true, false) => format!("deleted a reported message of {person}"),
                (false, true) => format!("{sanction} {person}{lasts} for a reported message"),
                (false, false) => format!("dismissed reports on {person}"),
            }
        }
        "add_note" => format!("wrote a note on {person}"),
        "remove_note" => format!("removed a note on {person}"),
        "set_description" => changed(meta, "description", "description"),
        "set_viewer_password" => match text(meta, "password") {
            Some(_) => "set a password".to_owned(),
            None => "removed the password".to_owned(),
        },
        "set_stream_title" => changed(meta, "title", "title"),
        "set_language" => changed(meta, "language", "language"),
        "set_content_warning" => changed(meta, "content_warning", "content warning"),
        "set_tags" => {
            let tags = meta.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            match tags.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ") {
                none if none.is_empty() => "removed the tags".to_owned(),
                tags => format!("set the tags to {tags}"),
            }
        }
        "set_schedule" => "changed the schedule".to_owned(),
        "set_about" => "changed what the page tells about the streamer".to_owned(),
        "set_links" => "changed the links of the page".to_owned(),
        "set_avatar" | "set_offline_picture" => {
            let what = if kind == "set_avatar" { "avatar" } else { "picture for the time offline" };
            let verb = if text(meta, "picture").is_some() { "set" } else { "removed" };
            format!("{verb} the {what}")
        }
        "set_chat" => format!("set the chat to {}", text(meta, "chat").unwrap_or_default()),
        // of another version
        other => other.replace('_', " "),
    }
}

/// That a text was set or removed.
fn changed(meta: &Value, field: &str, name: &str) -> String {
    match text(meta, field) {
        Some(text) => format!("set the {name} to {text:?}"),
        None => format!("removed the {name}"),
    }
}

/// How long a sanction lasts that was imposed then; nothing if somebody has to lift it.
fn lasting(time: UnixTime, meta: &Value) -> String {
    let until = meta.get("until").and_then(Value::as_i64);
    let lasts = until.and_then(|until| u64::try_from(until.saturating_sub(time)).ok());
    lasts.filter(|seconds| *seconds > 0).map_or_else(String::new, for_seconds)
}

fn for_seconds(seconds: u64) -> String {
    format!(" for {}", spelled(u32::try_from(seconds).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::AuditEvent;

    fn act(kind: &str, meta: Value) -> Act {
        Act::of(1, 2, kind, &meta, "zoë")
    }

    #[test]
    fn acts_are_told_in_words_without_passwords() {
        for (kind, meta, words) in [
            ("mute_user", json!({"operator": "mod", "name": "bob"}), "mod muted bob"),
            (
                "ban_user",
                json!({"operator": "mod", "name": "bob", "until": 3602}),
                "mod banned bob for 1 hour",
            ),
            (
                "settle_report",
                json!({"operator": "mod", "name": "bob", "delete": true, "mute": true, "seconds": 600}),
                "mod deleted a reported message of bob and muted them for 10 minutes",
            ),
            (
                "settle_report",
                json!({"operator": "mod", "name": "bob", "delete": false, "ban": true}),
                "mod banned bob for a reported message",
            ),
            ("set_slow_mode", json!({"operator": "mod", "seconds": 5}), "mod set slow mode to 5 s"),
            ("set_slow_mode", json!({"operator": "mod", "seconds": 0}), "mod ended slow mode"),
            ("set_viewer_password", json!({"password": "sesame"}), "zoë set a password"),
            ("set_description", json!({"description": "", "token": 3}), "token 3 removed the description"),
            ("set_stream_title", json!({"title": "Night"}), "zoë set the title to \"Night\""),
            ("set_stream_title", json!({"title": null}), "zoë removed the title"),
            ("set_tags", json!({"tags": ["art", "live-coding"]}), "zoë set the tags to art, live-coding"),
            ("set_tags", json!({"tags": []}), "zoë removed the tags"),
            ("set_language", json!({"language": "de"}), "zoë set the language to \"de\""),
            ("set_content_warning", json!({"content_warning": null}), "zoë removed the content warning"),
            ("set_chat", json!({"chat": "hidden", "account": 3}), "administrator set the chat to hidden"),
            (
                "set_chat",
                json!({"chat": "hidden", "by": "administrator"}),
                "administrator set the chat to hidden",
            ),
            ("send_announcement", json!({"name": "mod", "announcement": "soon"}), "mod announced \"soon\""),
            ("end_poll", json!({"operator": null, "question": "Tea?"}), "timer ended the poll \"Tea?\""),
            ("hold_it", json!({"operator": "mod"}), "mod hold it"),
            ("mute_user", json!("torn"), "zoë muted somebody"),
        ] {
            let act = act(kind, meta);
            assert_eq!(format!("{} {}", act.operator, act.text), words);
        }
    }

    #[test]
    fn filters_compare_names_as_chat_does() {
        let muted = act("mute_user", json!({"operator": "Mod", "name": "bob", "reason": "rude"}));
        assert_eq!(muted.reason.as_deref(), Some("rude"));
        let filter = |operator: Option<&str>, person: Option<&str>| {
            let (operator, person) = (operator.map(str::to_owned), person.map(str::to_owned));
            ActFilter { operator, person }.admits(&muted)
        };
        assert!(filter(None, None) && filter(Some("MOD"), None) && filter(Some("mod"), Some("BOB")));
        assert!(!filter(Some("bob"), None) && !filter(None, Some("mod")));
    }

    #[test]
    fn every_event_with_an_operator_is_an_act() {
        for kind in AuditEvent::KINDS.iter().filter(|kind| kind.ends_with("_user")) {
            assert!(ACTS.contains(kind), "{kind}");
        }
    }
}
