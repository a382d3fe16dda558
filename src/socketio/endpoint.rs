//! Requests to the Socket.IO address, and which of them open, use or upgrade a session.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::UPGRADE;
use actix_web::http::{ConnectionType, Method};
use actix_web::{HttpRequest, HttpResponse, web};

use super::frame::Frame;
use super::handover::{self, Reservation};
use super::link::WebSocketLink;
use super::polling::{self, Ask};
use super::refusal::Refusal;
use super::service::{Headers, Service};
use super::session::Transport;
use super::settings::Settings;
use super::sid::Sid;
use super::unfinished::Unfinished;
use super::unread;
use super::websocket;
use super::worker::{SessionWorker, SessionWorkers};

/// A Socket.IO server, to be mounted on every worker thread of an HTTP server.
pub struct SocketIo<S: Service> {
    service: Arc<S>,
    workers: Arc<SessionWorkers<S>>,
    settings: Arc<Settings>,
    unfinished: Arc<Unfinished>,
}

impl<S: Service> Clone for SocketIo<S> {
    fn clone(&self) -> Self {
        Self {
            service: Arc::clone(&self.service),
            workers: Arc::clone(&self.workers),
            settings: Arc::clone(&self.settings),
            unfinished: Arc::clone(&self.unfinished),
        }
    }
}

impl<S: Service> SocketIo<S> {
    /// For an application, which reaches its sockets through `workers`.
    pub fn new(service: Arc<S>, workers: Arc<SessionWorkers<S>>, settings: Settings) -> Self {
        let unfinished = Unfinished::new(settings.max_unfinished);
        Self { service, workers, settings: Arc::new(settings), unfinished }
    }

    /// Serves `path`, with and without a slash at its end. To be called once in the `App` factory of a
    /// [server](crate::server), which hands over the connections of WebSockets: it starts the thread's session worker.
    pub fn mount(&self, config: &mut web::ServiceConfig, path: &str) {
        let worker =
            SessionWorker::start_here(&self.service, &self.workers, &self.settings, &self.unfinished);
        let path = path.trim_end_matches('/');
        let handler = move |request: HttpRequest, payload: web::Payload| {
            let worker = Rc::clone(&worker);
            async move { serve(worker, request, payload).await }
        };
        // two addresses of one resource would be found by regular expressions, before all others
        config
            .service(web::resource(path.to_owned()).to(handler.clone()))
            .service(web::resource(format!("{path}/")).to(handler));
    }
}

/// The parameters in the address.
#[derive(Default)]
struct Query {
    version: Option<String>,
    transport: Option<String>,
    sid: Option<String>,
}

impl Query {
    fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            let field = match &*name {
                "EIO" => &mut query.version,
                "transport" => &mut query.transport,
                "sid" => &mut query.sid,
                _ => continue,
            };
            field.get_or_insert(value.into_owned());
        }
        query
    }
}

async fn serve<S: Service>(
    worker: Rc<SessionWorker<S>>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let mut payload = Some(payload);
    let mut response = answer(worker, &request, &mut payload).await;
    if *request.method() == Method::POST {
        // a POST that crosses with the end of an idle connection is lost silently, and the client may not repeat it
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    match payload {
        Some(payload) if response.status().is_client_error() || response.status().is_server_error() => {
            unread::hang_up(response, payload)
        }
        _ => response,
    }
}

/// Takes `payload` if it reads it.
async fn answer<S: Service>(
    worker: Rc<SessionWorker<S>>,
    request: &HttpRequest,
    payload: &mut Option<web::Payload>,
) -> HttpResponse {
    let query = Query::parse(request.query_string());
    let mut headers = match worker.service.admit(request) {
        Ok(headers) => headers,
        Err(response) => return response,
    };
    if *request.method() == Method::OPTIONS && !headers.is_empty() {
        return with_headers(HttpResponse::NoContent().finish(), headers);
    }
    let to_websocket = match query.transport.as_deref() {
        Some("polling") => false,
        Some("websocket") => true,
        _ => return with_headers(Refusal::UnknownTransport.response(), headers),
    };
    let outcome = match (query.sid, to_websocket) {
        (None, _) if *request.method() != Method::GET => Err(Refusal::BadMethod),
        (_, true) if *request.method() != Method::GET || !request.headers().contains_key(UPGRADE) => {
            Err(Refusal::BadRequest)
        }
        (None, _) if query.version.as_deref() != Some("4") => Err(Refusal::UnsupportedVersion),
        (None, false) => {
            let transport = Transport::IDLE_POLLING;
            let response = match open(&worker, request, transport, &mut headers) {
                Ok((_, open)) => polling::respond(Ok(open)),
                Err(response) => response,
            };
            return with_headers(response, headers);
        }
        (None, true) => {
            let (number, open) = match open(&worker, request, Transport::WebSocket, &mut headers) {
                Ok(opened) => opened,
                Err(response) => return with_headers(response, headers),
            };
            let link = WebSocketLink::new(Rc::clone(&worker), number, None);
            return to_websocket_with(&worker, request, Some(End::Here(link)), Some(&open), headers);
        }
        (Some(sid), to_websocket) => match Sid::parse(&sid) {
            None => Err(Refusal::UnknownSession),
            Some(sid) if to_websocket => return take_over(worker, request, sid, headers).await,
            Some(sid) => poll(worker, request, payload, sid).await.map(|body| polling::respond(Ok(body))),
        },
    };
    with_headers(outcome.unwrap_or_else(Refusal::response), headers)
}

/// Where a WebSocket's session is.
enum End<S: Service> {
    /// On this thread.
    Here(WebSocketLink<S>),
    /// On another, to which the connection moves.
    There(Reservation<S>),
}

/// Opens a session: its number, and the open packet for the client.
#[allow(clippy::result_large_err, reason = "it is sent at once")]
fn open<S: Service>(
    worker: &SessionWorker<S>,
    request: &HttpRequest,
    transport: Transport,
    headers: &mut Headers,
) -> Result<(u64, String), HttpResponse> {
    let admission = worker.service.handshake(request)?;
    headers.extend(admission.headers);
    let address = worker.service.address(request);
    let opened = worker.with(|hub, now| hub.open(admission.handshake, address, transport, now));
    opened.ok_or_else(|| Refusal::Full.response())
}

async fn poll<S: Service>(
    worker: Rc<SessionWorker<S>>,
    request: &HttpRequest,
    payload: &mut Option<web::Payload>,
    sid: Sid,
) -> polling::Answer {
    let ask = match *request.method() {
        Method::GET => Ask::Get,
        Method::POST => Ask::Post(polling::take_body(&worker, sid, request, payload).await?),
        _ => return Err(Refusal::BadMethod),
    };
    polling::answer(worker, sid, ask).await
}

async fn take_over<S: Service>(
    worker: Rc<SessionWorker<S>>,
    request: &HttpRequest,
    sid: Sid,
    headers: Headers,
) -> HttpResponse {
    if sid.id.worker != worker.index {
        return match handover::reserve(&worker, sid).await {
            Ok(reservation) => {
                to_websocket_with(&worker, request, reservation.map(End::There), None, headers)
            }
            Err(refusal) => with_headers(refusal.response(), headers),
        };
    }
    let here = |(number, attempt)| End::Here(WebSocketLink::new(Rc::clone(&worker), number, Some(attempt)));
    let end = match worker.begin_upgrade(&sid) {
        Ok(found) => found.map(here),
        Err(refusal) => return with_headers(refusal.response(), headers),
    };
    to_websocket_with(&worker, request, end, None, headers)
}

fn to_websocket_with<S: Service>(
    worker: &SessionWorker<S>,
    request: &HttpRequest,
    end: Option<End<S>>,
    open: Option<&str>,
    headers: Headers,
) -> HttpResponse {
    let (settings, first) = (Arc::clone(&worker.settings), open.map(Frame::text));
    let served = websocket::upgrade(request, headers, move |stream, read| async move {
        match end {
            Some(End::There(reservation)) => reservation.hand_over(stream, read).await,
            Some(End::Here(link)) => websocket::serve(stream, read, Some(link), first, &settings).await,
            None => websocket::serve::<S>(stream, read, None, None, &settings).await,
        }
    });
    served.unwrap_or_else(HttpResponse::from_error)
}

fn with_headers(mut response: HttpResponse, headers: Headers) -> HttpResponse {
    for (name, value) in headers {
        response.headers_mut().append(name, value);
    }
    response
}
