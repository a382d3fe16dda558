//! Moderators' notes on people.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::NICKNAME_MAX;
use crate::model::text::{clean, length};
use crate::model::{AuditEvent, Capability, Note, Principal};
use crate::ports::Write;
use crate::room::members::no_user;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Longest note, in characters.
const TEXT_MAX: usize = 300;

/// A note on a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteEntry {
    /// By which it is removed.
    pub id: String,
    /// The person's name when it was written.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When, in Unix seconds.
    pub time: i64,
}

impl From<&Note> for NoteEntry {
    fn from(note: &Note) -> Self {
        Self {
            id: note.id.to_string(),
            name: note.name.clone(),
            text: note.text.clone(),
            by: note.by.clone(),
            time: note.at,
        }
    }
}

/// Writes a note on a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    /// Their name now, or the last one that they had.
    pub user: String,
    /// At most 300 characters.
    pub text: String,
}

/// Outcome of [`AddNote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteAdded {
    /// By which it is removed.
    pub id: String,
    /// The person's name as they spell it.
    pub name: String,
}

impl RoomOperation for AddNote {
    const SPEC: Spec = Spec {
        id: "add-note",
        summary: "write a note on someone, which only moderators see",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("add_note"),
        route: Some(Route::post("people/{user}/notes")),
    };
    type Outcome = NoteAdded;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<NoteAdded, Refusal> {
        let text = clean(&self.text).into_owned();
        match length(&text, &|_| false) {
            0 => return Err(Refusal::new(Code::Invalid, "What does the note say? Write it after the name.")),
            long if long > TEXT_MAX => {
                let text = format!("The note is {long} characters long; {TEXT_MAX} are allowed.");
                return Err(Refusal::new(Code::Invalid, text));
            }
            _ => {}
        }
        let person = room.somebody(&self.user)?;
        if person.here.iter().any(|id| !room.may_moderate(by, *id)) {
            return Err(Refusal::new(Code::NotAllowed, format!("{} cannot be noted.", person.name)));
        }
        let note = Note {
            id: cx.token(),
            browser_id: person.browser.clone(),
            account: person.account,
            name: person.name.clone(),
            text,
            by: room.operator(by),
            at: cx.now().unix,
        };
        room.notes.add(note.clone(), person.noted())?;
        let event = AuditEvent::AddNote { operator: note.by.clone(), name: note.name.clone() };
        room.audit(event, cx);
        let added = NoteAdded { id: note.id.to_string(), name: note.name.clone() };
        cx.save(Write::NoteAdded { streamer: room.settings.name.clone(), note });
        Ok(added)
    }
}

impl SlashCommand for AddNote {
    /// Names may contain spaces: the longest prefix that is somebody's name counts.
    fn parse(argument: &str, room: &RoomState) -> Result<Self, Refusal> {
        let ends: Vec<usize> = argument.match_indices(' ').map(|(at, _)| at).take(NICKNAME_MAX).collect();
        let known = ends.into_iter().rev().find(|end| room.somebody(&argument[..*end]).is_ok());
        let end = known.ok_or_else(|| no_user(argument))?;
        let (user, text) = argument.split_at(end);
        Ok(Self { user: user.trim().to_owned(), text: text.trim().to_owned() })
    }

    fn render(NoteAdded { name, .. }: NoteAdded) -> Vec<Cow<'static, str>> {
        vec![format!("The note on {name} is written.").into()]
    }
}

/// Removes a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveNote {
    /// Id of the note.
    pub id: String,
}

/// Outcome of [`RemoveNote`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteRemoved {
    /// Name of the person on whom it was.
    pub name: String,
}

impl RoomOperation for RemoveNote {
    const SPEC: Spec = Spec {
        id: "remove-note",
        summary: "remove a note, by its id",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: Some("remove_note"),
        route: Some(Route::delete("notes/{id}")),
    };
    type Outcome = NoteRemoved;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<NoteRemoved, Refusal> {
        let note = room.notes.remove(&self.id);
        let note = note.ok_or_else(|| Refusal::new(Code::NotFound, "There is no such note."))?;
        cx.save(Write::NoteRemoved { id: note.id });
        let operator = room.operator(by);
        room.audit(AuditEvent::RemoveNote { operator, name: note.name.clone() }, cx);
        Ok(NoteRemoved { name: note.name })
    }
}

impl SlashCommand for RemoveNote {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { id: argument.to_owned() })
    }

    fn render(NoteRemoved { name }: NoteRemoved) -> Vec<Cow<'static, str>> {
        vec![format!("The note on {name} is gone.").into()]
    }
}
