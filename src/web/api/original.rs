//! The API of PyStreaming, for the programs that exist for it: its addresses, shapes and quirks.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::{MessageKind, Principal, UnixTime};
use pystreaming_actors::ports::{EventQuery, StoredEvent};
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::operations::{Ask, ChangeSettings, ListMembers, SendMessage, ShowSettings};
use pystreaming_actors::room::{AskError, RoomHandle};
use pystreaming_actors::status::StreamStatus;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::body;
use super::caller::Caller;
use super::problem::Problem;
use crate::web::site::Site;

/// Most messages of an answer, and how many it has unless the caller says otherwise. The original had no limit.
const MESSAGES_MAX: u32 = 10_000;

/// `GET /api/info`.
pub async fn info(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    respond(async {
        let stream = Own::of(&request, &site)?;
        stream.info().await
    })
    .await
}

/// `PATCH /api/info`: changes description and viewer password.
pub async fn change(request: HttpRequest, site: web::Data<Site>, payload: web::Payload) -> HttpResponse {
    respond(async {
        let stream = Own::of(&request, &site)?;
        let fields = body::object(&request, payload).await?;
        let change = ChangeSettings {
            description: text(&fields, "description")?,
            password: text(&fields, "streampass")?,
            ..ChangeSettings::default()
        };
        stream.ask(change).await?;
        stream.info().await
    })
    .await
}

/// `POST /api/messages`: sends a message as the streamer, or a notice.
pub async fn send(request: HttpRequest, site: web::Data<Site>, payload: web::Payload) -> HttpResponse {
    respond(async {
        let stream = Own::of(&request, &site)?;
        let fields = body::object(&request, payload).await?;
        let kind = match fields.get("type") {
            None | Some(Value::Null) => Some(MessageKind::Normal),
            Some(kind) => kind.as_str().and_then(MessageKind::parse),
        };
        let kind = kind.ok_or_else(|| Problem::malformed("The type is one of normal, action, server."))?;
        let message = text(&fields, "message")?.flatten().filter(|text| !text.trim().is_empty());
        let text = message.ok_or_else(|| Problem::malformed("There is no message."))?;
        stream.ask(SendMessage { kind, text, reply: None }).await.map_err(|problem| {
            match problem.status {
                // what the original calls a bad request
                409 | 422 => problem.with(StatusCode::BAD_REQUEST),
                _ => problem,
            }
        })?;
        Ok(json!({}))
    })
    .await
}

/// `GET /api/messages?limit=N&lastStreamOnly=true`.
pub async fn messages(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    respond(async {
        let stream = Own::of(&request, &site)?;
        let schema =
            json!({"properties": {"limit": {"type": "integer"}, "lastStreamOnly": {"type": "boolean"}}});
        let query = body::query(&request, &schema)?;
        let limit = match query
            .get("limit")
            .map(|limit| limit.as_u64().and_then(|limit| u32::try_from(limit).ok()))
        {
            None => MESSAGES_MAX,
            Some(Some(limit)) => limit.min(MESSAGES_MAX),
            Some(None) => return Err(Problem::malformed("The limit is a number of messages, 0 or more.")),
        };
        let last_stream = query.get("lastStreamOnly").and_then(Value::as_bool).unwrap_or(false);
        stream.messages(limit, last_stream).await
    })
    .await
}

async fn respond(work: impl Future<Output = Result<impl Serialize, Problem>>) -> HttpResponse {
    match work.await {
        Ok(value) => HttpResponse::Ok().json(value),
        Err(problem) => problem.response(),
    }
}

/// A field that is text; null and absence differ.
fn text(fields: &Map<String, Value>, name: &str) -> Result<Option<Option<String>>, Problem> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(text)) => Ok(Some(Some(text.clone()))),
        Some(_) => Err(Problem::malformed(format!("{name:?} is not text."))),
    }
}

/// The stream of the caller.
struct Own<'a> {
    site: &'a Site,
    status: std::sync::Arc<StreamStatus>,
    room: RoomHandle,
}

#[derive(Serialize)]
struct Info {
    username: String,
    description: Option<String>,
    streampass: Option<String>,
    live: bool,
    viewers: u32,
    members: Vec<String>,
}

#[derive(Serialize)]
struct Message {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    message: String,
}

impl<'a> Own<'a> {
    fn of(request: &HttpRequest, site: &'a Site) -> Result<Self, Problem> {
        let Caller::Streamer { name, .. } = Caller::of(request, site)? else {
            return Err(Problem::unauthorized("Give the streamer's name with the stream key."));
        };
        let status = site.index.of(&name).ok_or(AskError::Gone)?;
        let room = room_of(&site.rooms, name.folded()).ok_or(AskError::Gone)?;
        Ok(Self { site, status, room })
    }

    async fn ask<O: Ask>(&self, operation: O) -> Result<O::Answer, Problem> {
        Ok(self.room.ask(operation, Principal::Streamer).await?)
    }

    async fn info(&self) -> Result<Info, Problem> {
        let settings = self.ask(ShowSettings {}).await?;
        let members = self.ask(ListMembers {}).await?.members;
        Ok(Info {
            username: self.status.settings.name.to_string(),
            description: settings.description,
            streampass: settings.password,
            live: self.status.live,
            viewers: self.status.shown_count(),
            members: members.into_iter().map(|member| member.name).collect(),
        })
    }

    /// The last `limit` messages, oldest first; of the latest broadcast only if asked.
    async fn messages(&self, limit: u32, last_stream: bool) -> Result<Vec<Message>, Problem> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        self.site.recorded().await;
        let start = match last_stream {
            false => None,
            true => match self.events("start_streaming", 1, None).await?.pop() {
                Some(start) => Some(start),
                None => return Ok(Vec::new()),
            },
        };
        let above = start.as_ref().map(|start| start.id);
        let mut found = Vec::new();
        for kind in ["send_message", "send_action", "send_broadcast", "send_announcement"] {
            found.extend(self.events(kind, limit, above).await?);
        }
        found.sort_unstable_by_key(|event| event.id);
        let surplus = found.len().saturating_sub(limit as usize);
        Ok(found.into_iter().skip(surplus).filter_map(Message::of).collect())
    }

    async fn events(&self, kind: &str, limit: u32, above: Option<i64>) -> Result<Vec<StoredEvent>, Problem> {
        let query = EventQuery { kind: Some(kind.to_owned()), above, ..EventQuery::last(limit) };
        Ok(self.site.store.events(&query.of(&self.status.settings.name)).await?)
    }
}

impl Message {
    fn of(event: StoredEvent) -> Option<Self> {
        let text = |key: &str| event.meta.get(key)?.as_str().map(str::to_owned);
        let (kind, message) = match event.kind.as_str() {
            "send_message" => ("message", text("message")?),
            "send_action" => ("action", text("action")?),
            "send_announcement" => ("broadcast", text("announcement")?),
            _ => ("broadcast", text("broadcast")?),
        };
        let name = if kind == "broadcast" { None } else { text("name") };
        Some(Self { kind, timestamp: event.at, name, message })
    }
}
