//! Export and erasure of what is kept about a streamer or a person.

use std::time::{Duration, Instant};

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::registry::{AwaitRooms, room_of};
use pystreaming_actors::room::AskError;
use pystreaming_actors::room::operations::{ForgetPerson, Method};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::Caller;
use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::personal::{self, Cursor, Export};
use crate::web::site::Site;

/// Most records of one page.
const PAGE_MAX: u32 = 1000;
/// Records of a page unless the caller says otherwise.
const PAGE: u32 = 500;
/// How long the rooms may take to notice that a streamer is gone.
const PATIENCE: Duration = Duration::from_secs(3);
const ASK_EVERY: Duration = Duration::from_millis(50);

/// Exports a page of what is kept about a streamer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportStreamer {
    /// Most records to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000, default = 500)]
    limit: Option<u32>,
    /// The `next` of the page before; without it, the first page.
    #[serde(default)]
    after: Option<String>,
}

/// Exports a page of what is kept about a person in a stream.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportPerson {
    /// Their name, in any case.
    person: String,
    /// Most records to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000, default = 500)]
    limit: Option<u32>,
    /// The `next` of the page before; without it, the first page.
    #[serde(default)]
    after: Option<String>,
}

/// A page of an export.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportPage {
    /// Objects with a `type`. A page may have few of them, or none, and not be the last.
    #[schema(value_type = Vec<Object>)]
    records: Vec<Value>,
    /// The `after` of the next page; null on the last page.
    next: Option<String>,
}

impl SiteOperation for ExportStreamer {
    const ID: &'static str = "export-streamer";
    const SUMMARY: &'static str = "export all that is kept about the streamer, page by page";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/export";
    const ACCESS: Access = Access::Owner;
    type Outcome = ExportPage;

    async fn run(self, call: &Call) -> Result<ExportPage, Problem> {
        export(call, None, self.limit, self.after.as_deref()).await
    }
}

impl SiteOperation for ExportPerson {
    const ID: &'static str = "export-person";
    const SUMMARY: &'static str = "export what is kept about one person in the stream, page by page";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/people/{person}";
    const ACCESS: Access = Access::Owner;
    type Outcome = ExportPage;

    async fn run(self, call: &Call) -> Result<ExportPage, Problem> {
        export(call, Some(&self.person), self.limit, self.after.as_deref()).await
    }
}

async fn export(
    call: &Call,
    person: Option<&str>,
    limit: Option<u32>,
    after: Option<&str>,
) -> Result<ExportPage, Problem> {
    let from = match after {
        None => Cursor::default(),
        Some(text) => Cursor::parse(text)
            .ok_or_else(|| Problem::invalid("after: no page ends there; give the `next` of a page."))?,
    };
    call.site.recorded().await;
    let export = Export { store: call.site.store.as_ref(), streamer: &call.stream()?.settings.name, person };
    let page = export.page(from, limit.unwrap_or(PAGE).clamp(1, PAGE_MAX)).await?;
    Ok(ExportPage { records: page.records, next: page.next.map(|next| next.to_string()) })
}

/// Erases a person's messages in a stream, and what is recorded about them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasePerson {
    /// Their name, in any case.
    person: String,
}

/// What was erased of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonErased {
    /// Messages of chat history.
    messages: u64,
    /// Recorded events.
    events: u64,
}

impl SiteOperation for ErasePerson {
    const ID: &'static str = "erase-person";
    const SUMMARY: &'static str =
        "erase the messages of one person in the stream, and what is recorded about them";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/people/{person}";
    const ACCESS: Access = Access::Owner;
    type Outcome = PersonErased;

    async fn run(self, call: &Call) -> Result<PersonErased, Problem> {
        let streamer = call.stream()?.settings.name.clone();
        let room = room_of(&call.site.rooms, streamer.folded()).ok_or(AskError::Gone)?;
        let by = call.caller.as_ref().map(Caller::principal);
        let by = by.ok_or_else(|| Problem::forbidden("Give credentials."))?;
        let deleted = room.ask(ForgetPerson { user: self.person.clone() }, by).await?.messages;
        call.site.recorded().await;
        let site = call.site.clone();
        // goes on if the caller goes away
        let erasing = actix_web::rt::spawn(async move {
            personal::erase_person(site.store.as_ref(), &streamer, &self.person, 0).await
        });
        let erased = erasing.await.map_err(|_| Problem::unavailable())??;
        Ok(PersonErased { messages: deleted + erased.messages, events: erased.events })
    }
}

/// Erases a streamer with all that is kept about them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseStreamer {
    /// The streamer's name once more, so that nobody is erased by mistake.
    confirm: String,
}

/// What was erased of a streamer.
#[derive(Debug, Serialize, ToSchema)]
pub struct StreamerErased {
    /// Messages of chat history.
    messages: u64,
    /// Recorded events.
    events: u64,
    /// Ended broadcasts.
    broadcasts: u64,
    /// Samples of viewers.
    samples: u64,
    /// Moderators.
    moderators: u64,
    /// Mutes.
    mutes: u64,
    /// Bans.
    bans: u64,
    /// Viewers' reports on messages.
    reports: u64,
    /// Moderators' notes.
    notes: u64,
    /// API tokens.
    tokens: u64,
    /// Webhooks.
    webhooks: u64,
    /// People who asked to be told when the stream goes live.
    followers: u64,
}

impl SiteOperation for EraseStreamer {
    const ID: &'static str = "erase-streamer";
    const SUMMARY: &'static str = "remove the streamer and erase all that is kept about them";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{streamer}/data";
    const ACCESS: Access = Access::Owner;
    const NEEDS_FRESH: bool = true;
    type Outcome = StreamerErased;

    async fn run(self, call: &Call) -> Result<StreamerErased, Problem> {
        let streamer = call.stream()?.settings.name.clone();
        if StreamerName::stored(&self.confirm) != streamer {
            return Err(Problem::invalid("`confirm` is not the name of the streamer."));
        }
        call.site.recorded().await;
        let site = call.site.clone();
        let erasing = actix_web::rt::spawn(async move {
            let mut erased = personal::erase_streamer(site.store.as_ref(), &streamer).await?;
            gone(&site, &streamer).await;
            erased.events += personal::erase_events_of(site.store.as_ref(), &streamer).await?;
            Ok::<_, Problem>(erased)
        });
        let erased = erasing.await.map_err(|_| Problem::unavailable())??;
        let kept = erased.kept;
        Ok(StreamerErased {
            messages: kept.messages,
            events: erased.events,
            broadcasts: kept.broadcasts,
            samples: kept.samples,
            moderators: kept.moderators,
            mutes: kept.mutes,
            bans: kept.bans,
            reports: kept.reports,
            notes: kept.notes,
            tokens: kept.tokens,
            webhooks: kept.webhooks,
            followers: kept.followers,
        })
    }
}

/// Waits until the room of a dropped streamer is closed and its last events are recorded.
async fn gone(site: &Site, streamer: &StreamerName) {
    let deadline = Instant::now() + PATIENCE;
    let room = room_of(&site.rooms, streamer.folded());
    while site.rooms.contains_key(streamer.folded()) && Instant::now() < deadline {
        tokio::time::sleep(ASK_EVERY).await;
    }
    let _ = site.registry.send(AwaitRooms).await;
    if let Some(room) = room {
        room.settled().await;
    }
    site.recorded().await;
}
