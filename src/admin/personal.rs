//! `pystreaming-admin streamer export` and `erase`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::room::operations::{Ask as _, ForgetPerson};
use pystreaming_actors::room::refusal::Code;

use super::context::AdminContext;
use super::error::AdminError;
use super::operation::Asked;
use crate::personal::{
    Cursor, ErasedPerson, ErasedStreamer, Export, erase_events_of, erase_person, erase_streamer, messages_of,
};

/// Records of a page.
const PAGE: u32 = 500;
/// How long a running server may take to record its last of what is erased.
const LATE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Writes an export, a record on each line.
pub(super) async fn export(
    context: &AdminContext,
    streamer: &str,
    person: Option<&str>,
    output: Option<&Path>,
) -> Result<String, AdminError> {
    let name = known(context, streamer).await?;
    let mut target: Box<dyn Write> = match output {
        None => Box::new(io::stdout().lock()),
        Some(path) => {
            let file = File::options().write(true).create_new(true).open(path);
            let unfit =
                |error| AdminError::File { path: path.to_owned(), why: format!("cannot be made: {error}") };
            Box::new(BufWriter::new(file.map_err(unfit)?))
        }
    };
    let export = Export { store: context.store.as_ref(), streamer: &name, person };
    let (mut from, mut count) = (Some(Cursor::default()), 0);
    while let Some(cursor) = from {
        let page = export.page(cursor, PAGE).await?;
        for record in &page.records {
            writeln!(target, "{record}")
                .map_err(|error| AdminError::Machine { doing: "writing the export", error })?;
        }
        count += page.records.len();
        from = page.next;
    }
    target.flush().map_err(|error| AdminError::Machine { doing: "writing the export", error })?;
    Ok(output.map_or_else(String::new, |path| format!("wrote {count} records to {}\n", path.display())))
}

/// Erases a streamer, or a person in their stream.
pub(super) async fn erase(
    context: &AdminContext,
    streamer: &str,
    person: Option<&str>,
    yes: bool,
) -> Result<String, AdminError> {
    let name = known(context, streamer).await?;
    if !yes {
        let whom =
            person.map_or_else(|| name.to_string(), |person| format!("{person} in the stream of {name}"));
        let why = format!("is missing: it erases all that is kept about {whom}, and nothing brings it back");
        return Err(AdminError::Option { option: "--yes", why });
    }
    match person {
        Some(person) => erase_one(context, &name, person).await,
        None => erase_all(context, &name).await,
    }
}

/// The streamer of a name, who may have been dropped and left recorded events.
pub(super) async fn known(context: &AdminContext, streamer: &str) -> Result<StreamerName, AdminError> {
    match context.streamer(streamer).await {
        Ok(streamer) => Ok(streamer.name),
        Err(missing) => {
            let name = StreamerName::stored(streamer.trim());
            let groups = context.store.event_groups().await?;
            groups.iter().any(|group| group.streamer == name).then_some(name).ok_or(missing)
        }
    }
}

async fn erase_one(
    context: &AdminContext,
    streamer: &StreamerName,
    person: &str,
) -> Result<String, AdminError> {
    let is_there = context.store.streamers().await?.iter().any(|one| one.name == *streamer);
    let store = context.store.as_ref();
    // the room deletes some of them, and they may still be stored when it answers
    let mut messages = messages_of(store, streamer, person).await?.len() as u64;
    let mut served = false;
    if is_there {
        let operation = ForgetPerson { user: person.to_owned() }.into_operation();
        match context.ask(streamer, &operation).await? {
            Asked::Done(outcome) => {
                served = true;
                let in_room = ForgetPerson::answer(outcome).map(|forgotten| forgotten.messages);
                messages = messages.max(in_room.unwrap_or(0));
            }
            // the room of a closed channel is gone, and what it recorded may still be written
            Asked::Refused(refusal) if refusal.code == Code::StreamerUnknown => served = true,
            Asked::Refused(refusal) => {
                return Err(AdminError::Refused { streamer: streamer.clone(), refusal });
            }
            Asked::Unknown => served = true,
            Asked::NoServer => {}
        }
    }
    let ErasedPerson { mut events, mut last, .. } = erase_person(store, streamer, person, 0).await?;
    // what the server was still recording
    let until = Instant::now() + LATE;
    while served && Instant::now() < until {
        tokio::time::sleep(LOOK_EVERY).await;
        let late = erase_person(store, streamer, person, last).await?;
        (events, last) = (events + late.events, late.last);
    }
    let room = if served { ", in the running chat too" } else { "; no server runs" };
    Ok(format!(
        "erased {messages} messages and {events} recorded events of {person} in the stream of {streamer}{room}\n"
    ))
}

async fn erase_all(context: &AdminContext, streamer: &StreamerName) -> Result<String, AdminError> {
    let store = context.store.as_ref();
    let is_there = store.streamers().await?.iter().any(|one| one.name == *streamer);
    let ErasedStreamer { kept, mut events } = match is_there {
        true => erase_streamer(store, streamer).await?,
        false => {
            ErasedStreamer { events: erase_events_of(store, streamer).await?, ..ErasedStreamer::default() }
        }
    };
    // a running server notices within a second, and records that everybody left
    let until = Instant::now() + LATE;
    while is_there && Instant::now() < until {
        tokio::time::sleep(LOOK_EVERY).await;
        events += erase_events_of(store, streamer).await?;
    }
    let mut text = format!("erased streamer {streamer}, with:\n");
    for (what, count) in [
        ("recorded events", events),
        ("messages", kept.messages),
        ("ended broadcasts", kept.broadcasts),
        ("samples of viewers", kept.samples),
        ("moderators", kept.moderators),
        ("mutes", kept.mutes),
        ("bans", kept.bans),
        ("reports", kept.reports),
        ("notes", kept.notes),
        ("API tokens", kept.tokens),
        ("webhooks", kept.webhooks),
        ("followers", kept.followers),
    ] {
        text.push_str(&format!("  {count} {what}\n"));
    }
    Ok(text)
}
