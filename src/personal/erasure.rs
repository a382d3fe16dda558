//! Erases what is kept about a streamer or a person, in small steps that leave the journal its turn.

use std::time::Duration;

use pystreaming_actors::model::names::{StreamerName, Token, fold};
use pystreaming_actors::model::{ReportedMessage, UnixTime};
use pystreaming_actors::ports::{EventQuery, Kept, Page, Store, StoreError};
use serde::Serialize;
use serde_json::{Map, Value};

/// Rows read at once, and most rows of one transaction.
const STEP: u32 = 500;
/// Leaves room for the journal's own writes.
const PAUSE: Duration = Duration::from_millis(20);
/// Fields of events that name the people whom they are about.
const ABOUT: [&str; 3] = ["name", "oldname", "newname"];
/// Fields that name who acted on others.
const ACTED: [&str; 2] = ["operator", "reporter"];
/// Takes the place of those who acted and were erased, in events about others.
const ERASED: &str = "(erased)";

/// What was erased of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ErasedPerson {
    /// Stored messages of chat history, besides those that the running room deleted.
    pub messages: u64,
    /// Recorded events that were deleted, or lost the name of who acted.
    pub events: u64,
    /// The last event that was looked at.
    #[serde(skip)]
    pub last: i64,
}

/// What was erased of a streamer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ErasedStreamer {
    /// What the database kept besides events.
    #[serde(flatten)]
    pub kept: Kept,
    /// Recorded events.
    pub events: u64,
}

/// Whether an event is about the person of this folded name.
pub(super) fn names_person(meta: &Value, person: &str) -> bool {
    ABOUT.iter().chain(&ACTED).any(|field| is_name(meta.get(field), person))
}

fn is_name(value: Option<&Value>, person: &str) -> bool {
    value.and_then(Value::as_str).is_some_and(|name| fold(name) == person)
}

/// Erases stored messages of a person in a stream, and what is recorded about them after an event. The room must have
/// deleted its messages before.
///
/// # Errors
/// The store does not answer; what was erased stays erased.
pub async fn erase_person(
    store: &dyn Store,
    streamer: &StreamerName,
    person: &str,
    after: i64,
) -> Result<ErasedPerson, StoreError> {
    let person = fold(person);
    let mut erased =
        ErasedPerson { messages: erase_messages(store, streamer, &person).await?, events: 0, last: after };
    erase_reports(store, streamer, &person).await?;
    loop {
        let page = Page::After(erased.last);
        let events = store.events(&EventQuery { page, ..EventQuery::last(STEP).of(streamer) }).await?;
        let is_last = events.len() < STEP as usize;
        let (mut delete, mut change) = (Vec::new(), Vec::new());
        for event in events {
            erased.last = event.id;
            match without(event.meta, &person) {
                Some(None) => delete.push(event.id),
                Some(Some(meta)) => change.push((event.id, meta)),
                None => {}
            }
        }
        if !delete.is_empty() || !change.is_empty() {
            erased.events += store.erase_events(&delete, &change).await?;
            tokio::time::sleep(PAUSE).await;
        }
        if is_last {
            return Ok(erased);
        }
    }
}

/// `None` if a meta does not name the person; otherwise the meta without them, or nothing if it is about them.
fn without(meta: Value, person: &str) -> Option<Option<Value>> {
    if ABOUT.iter().any(|field| is_name(meta.get(field), person)) {
        return Some(None);
    }
    let acted: Vec<&str> = ACTED.into_iter().filter(|field| is_name(meta.get(field), person)).collect();
    if acted.is_empty() {
        return None;
    }
    let mut meta: Map<String, Value> = meta.as_object().cloned().unwrap_or_default();
    for field in acted {
        meta.insert(field.to_owned(), ERASED.into());
    }
    Some(Some(meta.into()))
}

/// Erases reports by a person and on what they said, and notes on them.
async fn erase_reports(store: &dyn Store, streamer: &StreamerName, person: &str) -> Result<(), StoreError> {
    let memory = store.chat_memory(streamer, 0, 0).await?;
    let reports: Vec<u64> = memory
        .reports
        .iter()
        .filter(|reported| involves(reported, person))
        .map(|reported| reported.message.id)
        .collect();
    let notes = memory.notes.into_iter().filter(|note| fold(&note.name) == person);
    let notes: Vec<Token> = notes.map(|note| note.id).collect();
    if reports.is_empty() && notes.is_empty() {
        return Ok(());
    }
    store.forget_reports(streamer, &reports, &notes).await
}

/// Whether the person of this folded name wrote a message or reported it.
pub(super) fn involves(reported: &ReportedMessage, person: &str) -> bool {
    let author = reported.message.author.as_ref();
    author.is_some_and(|author| fold(&author.username) == person)
        || reported.reports.iter().any(|report| fold(&report.name) == person)
}

async fn erase_messages(store: &dyn Store, streamer: &StreamerName, person: &str) -> Result<u64, StoreError> {
    let pin = store.chat_memory(streamer, 0, 0).await?.pin;
    if pin.and_then(|pin| pin.author).is_some_and(|author| fold(&author.username) == person) {
        store.delete_pin(streamer).await?;
    }
    let mut erased = 0;
    for ids in messages_of(store, streamer, person).await?.chunks(STEP as usize) {
        erased += store.delete_messages(streamer, ids).await?;
    }
    Ok(erased)
}

/// Ids of a person's stored messages in a stream, also of those that wait for a moderator.
///
/// # Errors
/// The store does not answer.
pub async fn messages_of(
    store: &dyn Store,
    streamer: &StreamerName,
    person: &str,
) -> Result<Vec<u64>, StoreError> {
    let (person, mut after) = (fold(person), 0);
    let held = store.chat_memory(streamer, 0, 0).await?.held;
    let held = held.into_iter().filter(|held| fold(&held.author.username) == person);
    let mut found: Vec<u64> = held.map(|held| held.id).collect();
    loop {
        let messages = store.messages(streamer, after, STEP).await?;
        let Some(last) = messages.last() else { return Ok(found) };
        after = last.id;
        let theirs = messages
            .iter()
            .filter(|message| message.author.as_ref().is_some_and(|author| fold(&author.username) == person));
        found.extend(theirs.map(|message| message.id));
    }
}

/// Drops a streamer with everything that is kept about them. A running server records their end until it has noticed;
/// [`erase_events_of`] erases that too.
///
/// # Errors
/// There is no such streamer, or the store does not answer; what was erased stays erased.
pub async fn erase_streamer(
    store: &dyn Store,
    streamer: &StreamerName,
) -> Result<ErasedStreamer, StoreError> {
    let kept = store.kept(streamer).await?;
    store.drop_streamer(streamer).await?;
    Ok(ErasedStreamer { kept, events: erase_events_of(store, streamer).await? })
}

/// Erases all recorded events of a streamer, who may have been dropped before. Returns how many there were.
///
/// # Errors
/// The store does not answer; what was erased stays erased.
pub async fn erase_events_of(store: &dyn Store, streamer: &StreamerName) -> Result<u64, StoreError> {
    let mut erased = 0;
    let groups = store.event_groups().await?;
    for group in groups.iter().filter(|group| group.streamer == *streamer) {
        loop {
            let step = store.delete_events(group, UnixTime::MAX, STEP).await?;
            erased += step;
            if step == 0 {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(erased)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_about_a_person_go_and_those_about_others_lose_who_acted() {
        let meta = without(json!({"name": "BOB", "message": "hi"}), "bob");
        assert_eq!(meta, Some(None));
        assert_eq!(without(json!({"oldname": "bob", "newname": "rob"}), "rob"), Some(None));
        assert_eq!(without(json!({"name": "eve", "message": "bob"}), "bob"), None);
        assert_eq!(without(json!("torn"), "bob"), None);
        assert_eq!(
            without(json!({"operator": "Bob", "name": "eve"}), "bob"),
            Some(Some(json!({"operator": ERASED, "name": "eve"})))
        );
        assert_eq!(
            without(json!({"reporter": "bob", "name": "eve", "reason": "rude"}), "bob"),
            Some(Some(json!({"reporter": ERASED, "name": "eve", "reason": "rude"})))
        );
    }
}
