//! What an import did, for people and for programs.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

/// Positions of rows that a note about many rows names.
const NAMED: usize = 10;

/// What an import copied, changed and left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// The version of the original's schema; `None` if its database does not say.
    pub schema: Option<String>,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Streamers with their settings.
    pub streamers: Tally,
    /// Custom emotes.
    pub emotes: Tally,
    /// Audit events.
    pub events: Tally,
    /// Messages on their way into a chat.
    pub messages: Tally,
    /// One for each value, or kind of value, that was changed, was left out, or should be checked.
    pub notes: Vec<Note>,
}

/// Numbers of rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Copied by this import.
    pub copied: u64,
    /// Those of `copied` that were changed.
    pub changed: u64,
    /// Not copied because they were there already.
    pub already_there: u64,
    /// Not copied because they cannot be used.
    pub left_out: u64,
}

/// Something that the administrator should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What happened.
    pub kind: NoteKind,
    /// What it happened to, such as `streamer "alice"`.
    pub about: String,
    /// What was wrong, and what became of it.
    pub what: String,
}

/// What happened to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// Repaired without changing its meaning.
    Changed,
    /// Not copied.
    LeftOut,
    /// Copied unchanged, but may not work.
    LookAt,
}

impl NoteKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::LeftOut => "left out",
            Self::LookAt => "look at",
        }
    }
}

impl Serialize for NoteKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.as_str().replace(' ', "_"))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.kind.as_str(), self.about, self.what)
    }
}

/// Lines for the administrator who ran the import.
impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |number: fn(&Tally) -> u64| {
            let kinds = [
                (self.streamers, "streamer"),
                (self.emotes, "emote"),
                (self.events, "event"),
                (self.messages, "message"),
            ];
            kinds.map(|(tally, kind)| plural(number(&tally), kind)).join(", ")
        };
        let done = if self.dry_run { "would be copied" } else { "copied" };
        write!(f, "{done} from the original: {}", counted(|tally| tally.copied))?;
        for (number, what) in [
            (Tally::changed as fn(&Tally) -> u64, "changed"),
            (Tally::left_out, "left out"),
            (Tally::already_there, "already there"),
        ] {
            if [self.streamers, self.emotes, self.events, self.messages].iter().any(|tally| number(tally) > 0)
            {
                write!(f, "\n{what}: {}", counted(number))?;
            }
        }
        self.notes.iter().try_for_each(|note| write!(f, "\n{note}"))
    }
}

impl Tally {
    fn changed(&self) -> u64 {
        self.changed
    }

    fn left_out(&self) -> u64 {
        self.left_out
    }

    fn already_there(&self) -> u64 {
        self.already_there
    }
}

fn plural(number: u64, kind: &str) -> String {
    format!("{number} {kind}{}", if number == 1 { "" } else { "s" })
}

/// Notes about rows of a large table, one for each reason instead of one for each row.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    groups: BTreeMap<(NoteKind, &'static str), (u64, Vec<i64>)>,
}

impl Grouped {
    /// Notes that something happened to the row at this position.
    pub(super) fn add(&mut self, kind: NoteKind, what: &'static str, position: i64) {
        let (number, named) = self.groups.entry((kind, what)).or_default();
        *number += 1;
        if named.len() < NAMED {
            named.push(position);
        }
    }

    /// The notes; `kind` is the word for one row.
    pub(super) fn into_notes(self, row: &str) -> Vec<Note> {
        let note = |((kind, what), (number, named)): ((NoteKind, &str), (u64, Vec<i64>))| {
            let ids: Vec<_> = named.iter().map(i64::to_string).collect();
            let about = match number {
                1 => format!("{row} {}", ids.join("")),
                _ => {
                    let more = if number > named.len() as u64 { ", …" } else { "" };
                    format!("{} ({}{more})", plural(number, row), ids.join(", "))
                }
            };
            Note { kind, about, what: what.to_owned() }
        };
        self.groups.into_iter().map(note).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_with_the_same_fault_make_one_line() {
        let mut grouped = Grouped::default();
        for position in 1..=12 {
            grouped.add(NoteKind::Changed, "was torn", position);
        }
        grouped.add(NoteKind::LeftOut, "has no time", 7);
        let lines: Vec<_> = grouped.into_notes("event").iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "changed: 12 events (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …): was torn",
                "left out: event 7: has no time"
            ]
        );
    }

    #[test]
    fn the_report_is_readable_by_people_and_programs() {
        let note = Note { kind: NoteKind::LookAt, about: "emote \"x\"".into(), what: "is odd".into() };
        let report = ImportReport {
            streamers: Tally { copied: 1, changed: 1, ..Tally::default() },
            notes: vec![note],
            ..ImportReport::default()
        };
        assert_eq!(
            report.to_string(),
            "copied from the original: 1 streamer, 0 emotes, 0 events, 0 messages\n\
             changed: 1 streamer, 0 emotes, 0 events, 0 messages\n\
             look at: emote \"x\": is odd"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["notes"][0]["kind"], "look_at");
        assert_eq!(json["streamers"]["copied"], 1);
    }
}
