//! What moderators see of a person, and what the room forgets of one who is erased.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Cost, Cx, ListedMessage, NoteEntry, RoomOperation, Route, SlashCommand, Spec};
use crate::model::names::fold;
use crate::model::{Capability, ChatKind, ChatMessage, Person, Principal, Role, SanctionKind};
use crate::ports::Write;
use crate::room::refusal::Refusal;
use crate::room::somebody::Somebody;
use crate::room::state::RoomState;

/// How many of their last messages are shown.
const MESSAGES: usize = 5;

/// Shows a person as moderators know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowPerson {
    /// Their name now, or one that they had.
    pub user: String,
}

/// Outcome of [`ShowPerson`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonCard {
    /// Their name now, or the last one.
    pub name: String,
    /// `normal`, `moderator` or `admin`; null while they are not in chat.
    #[serde(rename = "type")]
    pub role: Option<String>,
    /// Names under which they are in chat, one for each window.
    pub here: Vec<String>,
    /// Names that they have had here since the server started, latest last.
    pub names: Vec<String>,
    /// When the site first saw their browser, in Unix seconds; null if it is not known.
    pub known_since: Option<i64>,
    /// Since when they have been muted, in Unix seconds; null if they are not.
    pub muted_since: Option<i64>,
    /// How many of their messages the chat keeps.
    pub messages: u64,
    /// The last of them, oldest first; without the pictures of drawings.
    #[schema(inline)]
    pub last_messages: Vec<ListedMessage>,
    /// How many of their messages are reported.
    pub reported: u64,
    /// Notes on them, oldest first.
    #[schema(inline)]
    pub notes: Vec<NoteEntry>,
}

impl RoomOperation for ShowPerson {
    const SPEC: Spec = Spec {
        id: "show-person",
        summary: "show someone's messages, names, mute, reports and notes",
        needs: Capability::Moderate,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: Some(Route::get("people/{user}/card")),
    };
    type Outcome = PersonCard;

    fn apply(self, room: &mut RoomState, _: Principal, cx: &mut Cx<'_, '_>) -> Result<PersonCard, Refusal> {
        room.expire_reports(cx);
        let person = room.somebody(&self.user)?;
        let all = room.conversation.messages();
        let theirs: Vec<&ChatMessage> =
            all.iter().map(AsRef::as_ref).filter(|message| wrote(room, &person, message)).collect();
        let last = &theirs[theirs.len().saturating_sub(MESSAGES)..];
        let reported = room.reports.after(0).filter(|reported| wrote(room, &person, &reported.message));
        Ok(PersonCard {
            role: role_of(room, &person).map(|role| role.as_str().to_owned()),
            here: person.here.iter().map(|id| room.name_of(*id)).collect(),
            names: person.names.iter().map(ToString::to_string).collect(),
            known_since: person.known_since,
            muted_since: muted_since(room, &person),
            messages: theirs.len() as u64,
            last_messages: last.iter().map(|message| without_picture(message)).collect(),
            reported: reported.count() as u64,
            notes: room.notes.on(person.noted()).map(NoteEntry::from).collect(),
            name: person.name,
        })
    }
}

/// The browser decides where it is known: somebody else may have had the name.
fn wrote(room: &RoomState, person: &Somebody, message: &ChatMessage) -> bool {
    match (room.conversation.author_of(message.id), &person.browser) {
        (Some(author), Some(browser)) => author == browser,
        _ => message.author.as_ref().is_some_and(|author| person.is_called(&author.username)),
    }
}

fn role_of(room: &RoomState, person: &Somebody) -> Option<Role> {
    person.here.iter().filter_map(|id| room.people.member(*id)).map(|member| member.role).max()
}

fn muted_since(room: &RoomState, person: &Somebody) -> Option<i64> {
    let sanctions = room.moderation.sanctions();
    let here = person.here.iter().filter_map(|id| room.people.member(*id)?.mute.as_ref());
    let present = here.filter_map(|mute| sanctions.with_id(&mute.id)).map(|mute| mute.at).next();
    let away = || {
        let mut all = sanctions.of_kind(SanctionKind::Mute);
        all.find(|mute| match (&mute.browser_id, &person.browser) {
            (Some(browser_id), Some(browser)) => browser_id == browser,
            _ => person.is_called(&mute.name),
        })
    };
    if person.here.is_empty() { away().map(|mute| mute.at) } else { present }
}

fn without_picture(message: &ChatMessage) -> ListedMessage {
    let mut listed = ListedMessage::of(message);
    if message.kind == ChatKind::Drawing {
        listed.text.clear();
    }
    listed
}

impl SlashCommand for ShowPerson {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { user: argument.to_owned() })
    }

    fn render(card: PersonCard) -> Vec<Cow<'static, str>> {
        let state = match (card.muted_since, card.here.is_empty()) {
            (Some(_), _) => "muted",
            (None, true) => "not here",
            (None, false) => "here",
        };
        let first = format!(
            "{}: {state}; {} messages, {} reported; names here: {}.",
            card.name,
            card.messages,
            card.reported,
            card.names.join(", ")
        );
        let note = |note: &NoteEntry| format!("Note {} by {}: {}", note.id, note.by, note.text).into();
        std::iter::once(first.into()).chain(card.notes.iter().map(note)).collect()
    }
}

/// Forgets a person who is erased: their messages, reports by and on them, and notes on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgetPerson {
    /// Their name, in any case.
    pub user: String,
}

/// Outcome of [`ForgetPerson`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonForgotten {
    /// How many messages were deleted.
    pub messages: u64,
    /// How many reported messages were by them or reported by them.
    pub reports: u64,
    /// How many notes on them were removed.
    pub notes: u64,
}

impl RoomOperation for ForgetPerson {
    const SPEC: Spec = Spec {
        id: "forget-person",
        summary: "forget someone who is erased",
        needs: Capability::ManageStream,
        muted_may: true,
        cost: Cost::ByOutcome,
        audits: None,
        route: None,
    };
    type Outcome = PersonForgotten;

    fn apply(
        self,
        room: &mut RoomState,
        _: Principal,
        cx: &mut Cx<'_, '_>,
    ) -> Result<PersonForgotten, Refusal> {
        let wanted = fold(&self.user);
        let is_theirs = |name: &str| fold(name) == wanted;
        let messages = room.conversation.delete_of(&self.user, &room.settings.name, cx);
        let is_author = |author: &Person| is_theirs(&author.username);
        room.pinned.clear(&room.settings.name, cx, |pin| pin.author.as_ref().is_some_and(is_author));
        let messages = messages + room.drop_held_of(&self.user, cx);
        let reports = room.reports.about(is_theirs);
        room.close_reports(&reports, cx);
        let notes = room.notes.forget(is_theirs);
        for id in &notes {
            cx.save(Write::NoteRemoved { id: id.clone() });
        }
        room.acquaintances.forget(is_theirs);
        Ok(PersonForgotten {
            messages: messages as u64,
            reports: reports.len() as u64,
            notes: notes.len() as u64,
        })
    }
}
