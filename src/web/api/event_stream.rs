//! Recorded events as they happen, as Server-Sent Events.
//!
//! Only stored events are sent, in the order of their ids, so that a client that comes back with `Last-Event-ID` misses
//! nothing and gets nothing twice, even over a crash of the server.

use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use bytes::Bytes;
use futures_util::stream;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{ACTS, Capability};
use pystreaming_actors::ports::{EventQuery, Page, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;

use super::caller::Caller;
use super::endpoint::VERSION;
use super::problem::Problem;
use super::v1;
use crate::protocol::RecordedEvent;
use crate::web::site::Site;

/// Events read at once.
const BATCH: u32 = 100;
/// How often the store is asked for what others than this server wrote.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// Shortest time between two questions: a busy chat is sent in batches.
const REST: Duration = Duration::from_millis(50);
/// How long nothing may be sent: proxies close connections that are silent for a minute.
const SILENCE: Duration = Duration::from_secs(15);
/// After how many milliseconds a client comes back.
const RETRY: &str = "retry: 2000\n\n";

/// Below the base of the first version.
pub const PATH: &str = "/streams/{streamer}/events/stream";

/// The resource, within `/api`.
pub fn resource() -> Resource {
    web::resource(format!("{VERSION}{PATH}")).route(web::get().to(serve)).default_service(web::to(
        |request: HttpRequest| async move { v1::other_method(&request, "GET, OPTIONS") },
    ))
}

async fn serve(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    match Events::of(&request, &site).await {
        Ok(events) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
            // nginx would hold events back
            .insert_header((HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")))
            .content_type("text/event-stream")
            .streaming(stream::unfold(events, |mut events| async move {
                let chunk = events.next().await?;
                Some((Ok::<_, actix_web::Error>(chunk), events))
            })),
        Err(problem) => problem.response(),
    }
}

/// The events of one client.
struct Events {
    site: web::Data<Site>,
    caller: Caller,
    streamer: StreamerName,
    /// The last event that the client has.
    after: i64,
    /// Whether the caller is a mere moderator, who gets what moderators see in the chat.
    is_moderator: bool,
    /// Changes when the journal has written something.
    written: watch::Receiver<u64>,
    /// When something was last sent; `None` before the first time.
    sent: Option<Instant>,
    asked: Instant,
}

impl Events {
    async fn of(request: &HttpRequest, site: &web::Data<Site>) -> Result<Self, Problem> {
        let caller = Caller::of(request, site)?;
        let stream = site.index.get(request.match_info().query("streamer"));
        let stream = stream.ok_or_else(|| Problem::not_found("There is no such streamer."))?;
        let streamer = stream.settings.name.clone();
        caller.check(&streamer, Capability::Read)?;
        let is_moderator = caller.is_moderator(&streamer);
        let written = site.journal.written_up_to();
        let after = match last_id(request)? {
            Some(last) => last,
            // from now on: what was recorded before the request is not sent
            None => {
                site.recorded().await;
                let last = site.store.events(&EventQuery::last(1).of(&streamer)).await?;
                last.last().map_or(0, |event| event.id)
            }
        };
        let (site, sent, asked) = (site.clone(), None, Instant::now());
        Ok(Self { site, caller, streamer, after, is_moderator, written, sent, asked })
    }

    /// The next piece of the body; `None` at the end of the server, of the stream, or of the caller's rights.
    async fn next(&mut self) -> Option<Bytes> {
        let piece = match self.sent {
            None => Some(Bytes::from_static(RETRY.as_bytes())),
            Some(_) => self.wait().await,
        };
        self.sent = Some(Instant::now());
        piece
    }

    async fn wait(&mut self) -> Option<Bytes> {
        let mut stopping = self.site.stopping.clone();
        loop {
            // the streamer may be gone, or the channel closed
            if !self.caller.is_valid(&self.site) || self.site.index.get(self.streamer.folded()).is_none() {
                return None;
            }
            if let Some(events) = self.read().await.ok().filter(|events| !events.is_empty()) {
                return Some(events);
            }
            if self.sent.is_some_and(|sent| sent.elapsed() >= SILENCE) {
                return Some(Bytes::from_static(b":\n\n"));
            }
            tokio::select! {
                _ = stopping.wait_for(|stopping| *stopping) => return None,
                _ = tokio::time::sleep_until(self.asked + ASK_EVERY) => {}
                changed = self.written.changed() => {
                    if changed.is_err() {
                        return None;
                    }
                    tokio::time::sleep_until(self.asked + REST).await;
                }
            }
        }
    }

    /// The events that the client does not have, as text.
    async fn read(&mut self) -> Result<Bytes, StoreError> {
        self.asked = Instant::now();
        self.written.mark_unchanged();
        let query = EventQuery { page: Page::After(self.after), ..EventQuery::last(BATCH) };
        let events = self.site.store.events(&query.of(&self.streamer)).await?;
        let mut text = String::new();
        for event in events {
            self.after = event.id;
            if self.is_moderator && !is_for_moderators(&event.kind) {
                continue;
            }
            let (id, kind) = (event.id, event.kind.clone());
            let data = serde_json::to_string(&RecordedEvent::from(event)).unwrap_or_default();
            text.push_str(&format!("id: {id}\nevent: {}\ndata: {data}\n\n", one_line(&kind)));
        }
        Ok(text.into())
    }
}

/// Whether moderators see events of a kind: what they did themselves, and what happened in the chat.
fn is_for_moderators(kind: &str) -> bool {
    const CHAT: [&str; 9] = [
        "send_message",
        "send_drawing",
        "send_action",
        "join_chat",
        "leave_chat",
        "change_name",
        "hold_message",
        "report_message",
        "appeal_sanction",
    ];
    ACTS.contains(&kind) || CHAT.contains(&kind)
}

/// An event of the original's may have any kind.
fn one_line(kind: &str) -> String {
    kind.chars().filter(|c| !c.is_control()).collect()
}

/// The last event that a returning client has: a header that browsers send, or `after` in the query.
fn last_id(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    let header = request.headers().get("last-event-id").map(|id| id.to_str().unwrap_or_default().to_owned());
    let query: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
    if let Some((unknown, _)) = query.iter().find(|(name, _)| name != "after") {
        return Err(Problem::unfit(format!("There is no parameter {unknown:?}.")));
    }
    let query = query.into_iter().next().map(|(_, id)| id);
    let wrong = |_| Problem::unfit("The last event id is not a whole number.");
    header.or(query).map(|id| id.trim().parse().map_err(wrong)).transpose()
}
