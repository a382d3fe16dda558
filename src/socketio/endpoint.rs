//! Requests to the server's address, and which of them open, use or move a session.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::UPGRADE;
use actix_web::http::{ConnectionType, Method};
use actix_web::{HttpRequest, HttpResponse, web};

use super::frame::Frame;
use super::polling::{self, Ask};
use super::refusal::Refusal;
use super::relay::{Core, Relay, Relays};
use super::remote::{self, Claim};
use super::service::{Headers, Service};
use super::session::Transport;
use super::settings::Settings;
use super::sid::Sid;
use super::unfinished::Unfinished;
use super::unread;
use super::websocket;
use super::wire::Wire;

/// A Socket.IO server, to be mounted on every worker thread of an HTTP server.
pub struct SocketIo<S: Service> {
    service: Arc<S>,
    relays: Arc<Relays<S>>,
    settings: Arc<Settings>,
    unfinished: Arc<Unfinished>,
}

impl<S: Service> Clone for SocketIo<S> {
    fn clone(&self) -> Self {
        Self {
            service: Arc::clone(&self.service),
            relays: Arc::clone(&self.relays),
            settings: Arc::clone(&self.settings),
            unfinished: Arc::clone(&self.unfinished),
        }
    }
}

impl<S: Service> SocketIo<S> {
    /// For an application. `relays` is what it reaches sockets by.
    pub fn new(service: Arc<S>, relays: Arc<Relays<S>>, settings: Settings) -> Self {
        let unfinished = Unfinished::new(settings.max_unfinished);
        Self { service, relays, settings: Arc::new(settings), unfinished }
    }

    /// Serves `path`, with and without a slash at its end. To be called in the factory of the `App` of a
    /// [server](crate::server), which lets go of the connections of WebSockets; once in each, since it starts the
    /// thread's relay.
    pub fn mount(&self, config: &mut web::ServiceConfig, path: &str) {
        let core = Relay::start_here(&self.service, &self.relays, &self.settings, &self.unfinished);
        let path = path.trim_end_matches('/');
        let handler = move |request: HttpRequest, payload: web::Payload| {
            let core = Rc::clone(&core);
            async move { serve(core, request, payload).await }
        };
        config.service(web::resource([path.to_owned(), format!("{path}/")]).to(handler));
    }
}

/// What a client asks for in the address.
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

async fn serve<S: Service>(core: Rc<Core<S>>, request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let mut payload = Some(payload);
    let mut response = answer(core, &request, &mut payload).await;
    if *request.method() == Method::POST {
        // one that crosses with the end of an idle connection is lost without a word, and may not be sent again
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    match payload {
        Some(payload) if response.status().is_client_error() || response.status().is_server_error() => {
            unread::hang_up(response, payload)
        }
        _ => response,
    }
}

/// Takes the payload where it is read.
async fn answer<S: Service>(
    core: Rc<Core<S>>,
    request: &HttpRequest,
    payload: &mut Option<web::Payload>,
) -> HttpResponse {
    let query = Query::parse(request.query_string());
    let mut headers = match core.service.admit(request) {
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
            let transport = Transport::Polling { getting: false, posting: false };
            let response = match open(&core, request, transport, &mut headers) {
                Ok((_, open)) => polling::respond(Ok(open)),
                Err(response) => response,
            };
            return with_headers(response, headers);
        }
        (None, true) => {
            let (number, open) = match open(&core, request, Transport::WebSocket, &mut headers) {
                Ok(opened) => opened,
                Err(response) => return with_headers(response, headers),
            };
            let wire = Wire::new(Rc::clone(&core), number, None);
            return to_websocket_with(&core, request, Some(End::Here(wire)), Some(&open), headers);
        }
        (Some(sid), to_websocket) => match Sid::parse(&sid) {
            None => Err(Refusal::UnknownSession),
            Some(sid) if to_websocket => return take_over(core, request, sid, headers).await,
            Some(sid) => poll(core, request, payload, sid).await.map(|body| polling::respond(Ok(body))),
        },
    };
    with_headers(outcome.unwrap_or_else(Refusal::response), headers)
}

/// Where a WebSocket meets its session.
enum End<S: Service> {
    /// On this thread.
    Here(Wire<S>),
    /// On another, where it has to go.
    There(Claim<S>),
}

/// Opens a session, and returns its number and the packet that tells the client.
#[allow(clippy::result_large_err, reason = "it is answered at once")]
fn open<S: Service>(
    core: &Core<S>,
    request: &HttpRequest,
    transport: Transport,
    headers: &mut Headers,
) -> Result<(u64, String), HttpResponse> {
    let admission = core.service.handshake(request)?;
    headers.extend(admission.headers);
    let address = core.service.address(request);
    let opened = core.with(|hub, now| hub.open(admission.handshake, address, transport, now));
    opened.ok_or_else(|| Refusal::Full.response())
}

async fn poll<S: Service>(
    core: Rc<Core<S>>,
    request: &HttpRequest,
    payload: &mut Option<web::Payload>,
    sid: Sid,
) -> polling::Answer {
    let ask = match *request.method() {
        Method::GET => Ask::Get,
        Method::POST => Ask::Post(polling::take_body(&core, sid, request, payload).await?),
        _ => return Err(Refusal::BadMethod),
    };
    polling::answer(core, sid, ask).await
}

async fn take_over<S: Service>(
    core: Rc<Core<S>>,
    request: &HttpRequest,
    sid: Sid,
    headers: Headers,
) -> HttpResponse {
    if sid.id.relay != core.index {
        return match remote::claim(&core, sid).await {
            Ok(claim) => to_websocket_with(&core, request, claim.map(End::There), None, headers),
            Err(refusal) => with_headers(refusal.response(), headers),
        };
    }
    let here = |(number, attempt)| End::Here(Wire::new(Rc::clone(&core), number, Some(attempt)));
    let end = match core.begin_upgrade(&sid) {
        Ok(found) => found.map(here),
        Err(refusal) => return with_headers(refusal.response(), headers),
    };
    to_websocket_with(&core, request, end, None, headers)
}

fn to_websocket_with<S: Service>(
    core: &Core<S>,
    request: &HttpRequest,
    end: Option<End<S>>,
    open: Option<&str>,
    headers: Headers,
) -> HttpResponse {
    let (settings, first) = (Arc::clone(&core.settings), open.map(Frame::text));
    let served = websocket::upgrade(request, headers, move |stream, read| async move {
        match end {
            Some(End::There(claim)) => claim.take(stream, read).await,
            Some(End::Here(wire)) => websocket::serve(stream, read, Some(wire), first, &settings).await,
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
