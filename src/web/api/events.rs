//! The recorded events of a stream, and of the site.

use pystreaming_actors::model::Capability;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::ports::{EventQuery, Page, StoredEvent};
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::protocol::{RecordedEvent, SiteRecordedEvent};

/// Most events of one page.
const PAGE_MAX: u32 = 500;
/// Events of a page unless the caller says otherwise.
const PAGE: u32 = 100;

/// Lists a page of recorded events: the newest, or those before or after an id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEvents {
    /// Most events to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
    /// Only events before this id: the newest of them, without `after`.
    #[serde(default)]
    before: Option<i64>,
    /// Only events after this id: the oldest of them.
    #[serde(default)]
    after: Option<i64>,
    /// Only events since this time, in Unix seconds.
    #[serde(default)]
    since: Option<i64>,
    /// Only events before this time, in Unix seconds.
    #[serde(default)]
    until: Option<i64>,
    /// Only events of this type, such as `send_message`.
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// Oldest first.
    #[schema(inline)]
    events: Vec<RecordedEvent>,
    /// The `before` of the next older page, or with `after` the `after` of the next newer one; null on the last page.
    next: Option<i64>,
}

impl SiteOperation for ListEvents {
    const ID: &'static str = "list-events";
    const SUMMARY: &'static str = "list what happened in a stream";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/events";
    const ACCESS: Access = Access::Stream(Capability::Read);
    type Outcome = EventPage;

    async fn run(self, call: &Call) -> Result<EventPage, Problem> {
        let Self { limit, before, after, since, until, kind } = self;
        let streamer = Some(call.stream()?.settings.name.clone());
        let query = EventQuery { streamer, kind, since, until, ..EventQuery::default() };
        let (events, next) = page(call, query, limit, before, after).await?;
        Ok(EventPage { events: events.into_iter().map(RecordedEvent::from).collect(), next })
    }
}

/// Lists a page of recorded events of all streams and of the site: the newest, or those before or after an id.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSiteEvents {
    /// Only events of this streamer, who may have been removed; empty for those of the site.
    #[serde(default)]
    streamer: Option<String>,
    /// Most events to return.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
    /// Only events before this id: the newest of them, without `after`.
    #[serde(default)]
    before: Option<i64>,
    /// Only events after this id: the oldest of them.
    #[serde(default)]
    after: Option<i64>,
    /// Only events since this time, in Unix seconds.
    #[serde(default)]
    since: Option<i64>,
    /// Only events before this time, in Unix seconds.
    #[serde(default)]
    until: Option<i64>,
    /// Only events of this type, such as `add_token`.
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteEventPage {
    /// Oldest first.
    #[schema(inline)]
    events: Vec<SiteRecordedEvent>,
    /// The `before` of the next older page, or with `after` the `after` of the next newer one; null on the last page.
    next: Option<i64>,
}

impl SiteOperation for ListSiteEvents {
    const ID: &'static str = "list-site-events";
    const SUMMARY: &'static str = "list what happened in all streams, and who changed the site";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/events";
    const ACCESS: Access = Access::Admin;
    type Outcome = SiteEventPage;

    async fn run(self, call: &Call) -> Result<SiteEventPage, Problem> {
        let Self { streamer, limit, before, after, since, until, kind } = self;
        let streamer = streamer.as_deref().map(StreamerName::stored);
        let query = EventQuery { streamer, kind, since, until, ..EventQuery::default() };
        let (events, next) = page(call, query, limit, before, after).await?;
        Ok(SiteEventPage { events: events.into_iter().map(SiteRecordedEvent::from).collect(), next })
    }
}

/// A page of the events of a query, and where the next one begins.
async fn page(
    call: &Call,
    query: EventQuery,
    limit: Option<u32>,
    before: Option<i64>,
    after: Option<i64>,
) -> Result<(Vec<StoredEvent>, Option<i64>), Problem> {
    let limit = limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let page = match (before, after) {
        (_, Some(after)) => Page::After(after),
        (Some(before), None) => Page::Before(before),
        (None, None) => Page::Last,
    };
    call.site.recorded().await;
    // one more tells whether there is another page
    let mut events = call.site.store.events(&EventQuery { page, limit: limit + 1, ..query }).await?;
    events.retain(|event| before.is_none_or(|before| event.id < before));
    let more = events.len() > limit as usize;
    let forward = matches!(page, Page::After(_));
    if more {
        let surplus = if forward { events.len() - 1 } else { 0 };
        events.remove(surplus);
    }
    let edge = if forward { events.last() } else { events.first() };
    let next = edge.filter(|_| more).map(|event| event.id);
    Ok((events, next))
}
