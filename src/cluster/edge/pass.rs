//! Passes a request on, and its answer back. While no node leads, requests wait for one; those that can be repeated are repeated when
//! the node that leads fails.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_http::ConnectionType;
use actix_web::http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use actix_web::http::{Method, StatusCode, Version};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::StreamExt as _;
use hyper::body::Incoming;
use hyper::http::uri::PathAndQuery;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use pystreaming_actors::model::names::Token;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use super::admissions::Admission;
use super::body::{Answer, Outgoing, streamed, whole};
use crate::cluster::coordination::Node;
use crate::cluster::link::{Connector, Upstream, uri};
use crate::cluster::origin::{BRANCH, Branch, ENCODERS, NOT_LEADING, ORIGIN, target};
use crate::cluster::relay::relay;
use crate::cluster::trunk::{self, NoTrunk, TRUNK, Trunks};
use crate::server::TakeOver;
use crate::web::packaged::{ADMISSION, PACKAGER};
use crate::web::{SOCKETS, refuse};

/// How long a request waits for a node that leads: longer than it takes another to begin.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long a body that is kept may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Before a request is repeated.
const PAUSE: Duration = Duration::from_millis(100);
/// Bodies of up to this many bytes are kept until the answer begins, so that they can be sent again.
const REPEATABLE: u64 = 64 * 1024;
/// Bytes of bodies that are kept at once; others are sent as they come.
const KEPT_MAX: u64 = 64 * 1024 * 1024;
/// Requests that wait for a node that leads; more are refused.
const WAITING_MAX: u64 = 20_000;

/// Headers that are about one connection, RFC 9110, section 7.6.1, and the length of a body that may be sent otherwise.
const OF_A_CONNECTION: [HeaderName; 9] = [
    CONTENT_LENGTH,
    CONNECTION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    EXPECT,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// The way of one thread to the node that leads.
pub struct Passage {
    client: Client<Connector, Outgoing>,
    common: Arc<Common>,
}

/// What all threads share.
struct Common {
    upstream: Upstream,
    keep_alive: Duration,
    waiting: AtomicU64,
    /// Bytes of bodies.
    kept: AtomicU64,
    passed: AtomicU64,
    failed: AtomicU64,
    sockets: AtomicU64,
    /// The process of the node about which something was logged.
    complained: Mutex<String>,
    /// Whether sockets that are passed on end.
    ending: watch::Sender<bool>,
}

/// A request without its body.
pub struct Asked {
    method: hyper::Method,
    target: PathAndQuery,
    headers: hyper::HeaderMap,
    upgrades: bool,
}

/// Until when a request that begins now waits for a node that leads.
pub fn patience() -> Instant {
    Instant::now() + PATIENCE
}

/// What the node that leads says of somebody who wants to see media.
pub enum Entry {
    Admitted(Admission),
    /// Its answer to them, such as that they need a password.
    Answered(HttpResponse),
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No node leads.
    NoLeader,
    /// The node that leads has failed in the middle of it.
    Broken,
    /// What is asked for has no address.
    Nowhere,
}

impl Passage {
    /// `keep_alive` is how long the node that leads keeps connections that are not used.
    pub fn new(upstream: Upstream, keep_alive: Duration) -> Self {
        let [waiting, kept, passed, failed] = std::array::from_fn(|_| AtomicU64::new(0));
        let (sockets, complained, ending) = Default::default();
        Self::over(Arc::new(Common {
            upstream,
            keep_alive,
            waiting,
            kept,
            passed,
            failed,
            sockets,
            complained,
            ending,
        }))
    }

    /// The same with connections of its own.
    pub fn of_this_thread(&self) -> Self {
        Self::over(Arc::clone(&self.common))
    }

    fn over(common: Arc<Common>) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(common.keep_alive / 2)
            .pool_timer(TokioTimer::new())
            // the client's, or none
            .set_host(false)
            .build(common.upstream.links.connector());
        Self { client, common }
    }

    /// Ends the sockets that are passed on when it becomes true.
    pub fn ending(&self) -> watch::Sender<bool> {
        self.common.ending.clone()
    }

    /// The node that leads, if one does.
    pub fn leader(&self) -> Option<Arc<Node>> {
        self.common.upstream.leader.now()
    }

    /// Whether a node can be connected to.
    pub async fn reach(&self, node: &Node) -> bool {
        self.common.upstream.links.reach(node).await
    }

    /// Requests that were passed on, and those without an answer, so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.common.passed.load(Ordering::Relaxed), self.common.failed.load(Ordering::Relaxed))
    }

    /// Connections that were taken over, such as WebSockets, now.
    pub fn sockets(&self) -> u64 {
        self.common.sockets.load(Ordering::Relaxed)
    }

    /// The request as it is passed on.
    pub fn ask(&self, request: &HttpRequest) -> Result<Asked, Failure> {
        let upgrades = request.headers().contains_key(UPGRADE)
            && request.headers().get(CONNECTION).is_some_and(|connection| {
                connection.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("upgrade"))
            });
        let mut headers = copied(request.headers());
        if upgrades {
            headers.insert(hyper::header::CONNECTION, hyper::header::HeaderValue::from_static("upgrade"));
            for value in request.headers().get_all(UPGRADE) {
                append(&mut headers, &UPGRADE, value);
            }
        }
        if request.version() <= Version::HTTP_10 && !headers.contains_key(hyper::header::HOST) {
            // what is passed on is of HTTP/1.1, which needs one
            headers.insert(hyper::header::HOST, hyper::header::HeaderValue::from_static(""));
        }
        // only requests made in tests have no connection
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let asked =
            self.signed(peer.to_canonical(), request.method().as_str(), target(request.uri()), headers)?;
        Ok(Asked { upgrades, ..asked })
    }

    /// Asks for what everybody gets, or everybody who was admitted to a prefix: nothing of a client goes into it, since others get the
    /// answer too.
    pub fn ask_for_many(
        &self,
        method: &str,
        target: String,
        gzip: bool,
        under: Option<&Token>,
    ) -> Result<Asked, Failure> {
        let branch = under.map(|prefix| Branch { depth: 0, under: Some(prefix.clone()) });
        let branch = branch.map(|branch| self.common.upstream.origins.branch_header(&branch, &target));
        let encoding = if gzip { "gzip" } else { "identity" };
        let mut headers = hyper::HeaderMap::new();
        headers.insert(hyper::header::ACCEPT_ENCODING, hyper::header::HeaderValue::from_static(encoding));
        headers.insert(hyper::header::HOST, hyper::header::HeaderValue::from_static(""));
        if let Some(branch) = branch.and_then(|branch| HeaderValue::from_str(&branch).ok()) {
            append(&mut headers, &BRANCH, &branch);
        }
        // an address that says nothing about who asks, so that no limit of a household applies
        self.signed(IpAddr::V4(Ipv4Addr::LOCALHOST), method, target, headers)
    }

    /// The same, unless another node packages it: that one should be asked.
    pub fn ask_where(&self, target: String, gzip: bool, under: Option<&Token>) -> Result<Asked, Failure> {
        let mut asked = self.ask_for_many("GET", target, gzip, under)?;
        append(&mut asked.headers, &PACKAGER, &HeaderValue::from_static("?"));
        Ok(asked)
    }

    /// Whether a node is of this site.
    pub fn knows(&self, node: &Node) -> bool {
        self.common.upstream.origins.knows(node)
    }

    /// Asks a node that follows too for what many get.
    pub fn ask_along_a_branch(
        &self,
        method: &str,
        target: String,
        gzip: bool,
        branch: &Branch,
    ) -> Result<Asked, Failure> {
        let branch = self.common.upstream.origins.branch_header(branch, &target);
        let mut asked = self.ask_for_many(method, target, gzip, None)?;
        asked.headers.remove(ORIGIN.as_str());
        if let Ok(branch) = HeaderValue::from_str(&branch) {
            append(&mut asked.headers, &BRANCH, &branch);
        }
        Ok(asked)
    }

    /// The answer of a node that follows too; `None` if there is none.
    pub async fn answer_of(&self, node: &Node, asked: &Asked) -> Option<hyper::Response<Incoming>> {
        let request = request(node, asked, whole(Bytes::new()))?;
        self.client.request(request).await.ok()
    }

    fn signed(
        &self,
        address: IpAddr,
        method: &str,
        target: String,
        mut headers: hyper::HeaderMap,
    ) -> Result<Asked, Failure> {
        let origin = self.common.upstream.origins.header(address, method, &target);
        if let Ok(origin) = HeaderValue::from_str(&origin) {
            append(&mut headers, &ORIGIN, &origin);
        }
        let method = hyper::Method::from_bytes(method.as_bytes()).map_err(|_| Failure::Nowhere)?;
        // such as that of `OPTIONS *`
        let target = Some(target).filter(|target| target.starts_with('/')).ok_or(Failure::Nowhere)?;
        let target = target.parse().map_err(|_| Failure::Nowhere)?;
        Ok(Asked { method, target, headers, upgrades: false })
    }

    /// The answer, and whose it is. `body` is sent again if it can be.
    pub async fn answer(
        &self,
        asked: &Asked,
        body: Bytes,
        can_repeat: bool,
        deadline: Instant,
    ) -> Result<(hyper::Response<Incoming>, String), Failure> {
        loop {
            let leader = self.until_led(deadline).await?;
            match self.try_once(asked, whole(body.clone()), &leader).await {
                Ok(response) => return Ok((response, leader.process.clone())),
                // nothing has arrived there
                Err(Refused::Unreachable) => {}
                Err(Refused::Broken) if can_repeat => {}
                Err(Refused::Broken) => return Err(Failure::Broken),
            }
            if Instant::now() > deadline {
                return Err(Failure::NoLeader);
            }
            sleep(PAUSE).await;
        }
    }

    async fn until_led(&self, deadline: Instant) -> Result<Arc<Node>, Failure> {
        if let Some(leader) = self.common.upstream.leader.now() {
            return Ok(leader);
        }
        if self.common.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING_MAX {
            self.common.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Failure::NoLeader);
        }
        let _waiting = Counted(&self.common.waiting, 1);
        timeout_at(deadline, self.common.upstream.leader.known()).await.map_err(|_| Failure::NoLeader)
    }

    async fn try_once(
        &self,
        asked: &Asked,
        body: Outgoing,
        leader: &Node,
    ) -> Result<hyper::Response<Incoming>, Refused> {
        let request = request(leader, asked, body).ok_or(Refused::Unreachable)?;
        let gone = self.common.upstream.leader.clone().gone(leader.process.clone());
        tokio::select! {
            answered = self.client.request(request) => match answered {
                Ok(response) if response.headers().contains_key(NOT_LEADING.as_str()) => {
                    Err(Refused::Unreachable)
                }
                Ok(response) => Ok(response),
                Err(error) => {
                    self.complain(leader, &error);
                    Err(if error.is_connect() { Refused::Unreachable } else { Refused::Broken })
                }
            },
            () = gone => Err(Refused::Broken),
        }
    }

    /// Logs the first failure of a node that leads.
    fn complain(&self, leader: &Node, error: &hyper_util::client::legacy::Error) {
        let mut complained = self.common.complained.lock().unwrap_or_else(PoisonError::into_inner);
        if *complained == leader.process {
            debug!(%error, "the node that leads cannot be asked");
            return;
        }
        complained.clone_from(&leader.process);
        let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        warn!(%error, %cause, leader = %leader.name, "the node that leads does not answer");
    }

    /// Passes a request on. Sockets go by the thread's trunk.
    pub async fn pass(&self, request: &HttpRequest, body: web::Payload, trunks: &Trunks) -> HttpResponse {
        if *request.method() == Method::CONNECT {
            return refuse(StatusCode::METHOD_NOT_ALLOWED, "this is no proxy");
        }
        let mut asked = match self.ask(request) {
            Ok(asked) => asked,
            Err(failure) => return self.refuse(failure),
        };
        if asked.upgrades && is_socket(request) {
            match self.open_socket(request, &asked, trunks).await {
                Ok(Some(response)) => return response,
                // by a connection of its own
                Ok(None) => {}
                Err(failure) => return self.refuse(failure),
            }
        }
        let answered = match self.repeatable(request, body).await {
            Ok(Sent::Whole(body, _kept)) => self.answer(&asked, body, can_repeat(request), patience()).await,
            Ok(Sent::AsItComes(length, body)) => {
                if let Some(length) = length {
                    asked.headers.insert(hyper::header::CONTENT_LENGTH, length.into());
                }
                self.answer_once(&asked, body).await
            }
            Err(BodyError::Broken) => {
                return refuse(StatusCode::BAD_REQUEST, "the body of the request broke off");
            }
            Err(BodyError::Slow) => {
                return refuse(StatusCode::REQUEST_TIMEOUT, "the body of the request did not arrive in time");
            }
        };
        match answered {
            Ok((response, process)) => {
                self.common.passed.fetch_add(1, Ordering::Relaxed);
                self.passed_back(request, response, process, asked.upgrades).await
            }
            Err(failure) => self.refuse(failure),
        }
    }

    /// Asks the node that leads whether a client may see media that are not for everybody.
    pub async fn admission(&self, request: &HttpRequest) -> Result<Entry, Failure> {
        let mut asked = self.ask(request)?;
        append(&mut asked.headers, &ADMISSION, &HeaderValue::from_static("?"));
        let begun = Instant::now();
        let (response, process) = self.answer(&asked, Bytes::new(), true, patience()).await?;
        self.common.passed.fetch_add(1, Ordering::Relaxed);
        Ok(match Admission::read(response.headers(), begun) {
            Some(admission) => Entry::Admitted(admission),
            None => Entry::Answered(self.passed_back(request, response, process, false).await),
        })
    }

    /// The answer to a request that no node has answered.
    pub fn refuse(&self, failure: Failure) -> HttpResponse {
        self.common.failed.fetch_add(1, Ordering::Relaxed);
        refused(failure)
    }

    /// Waits until a node leads no longer.
    pub fn gone(&self, process: String) -> impl Future<Output = ()> + use<> {
        self.common.upstream.leader.clone().gone(process)
    }

    /// Passes a request for a socket on, and the socket. `None` if the node that leads takes no trunks.
    async fn open_socket(
        &self,
        request: &HttpRequest,
        asked: &Asked,
        trunks: &Trunks,
    ) -> Result<Option<HttpResponse>, Failure> {
        let target = copy(asked.target.as_str().as_bytes());
        let headers: Vec<_> =
            in_bytes(&asked.headers).map(|(name, value)| (copy(name), copy(value))).collect();
        let deadline = patience();
        loop {
            let leader = self.until_led(deadline).await?;
            let opened = timeout_at(deadline, trunks.open(&leader, target.clone(), headers.clone())).await;
            match opened.unwrap_or(Err(NoTrunk::Unreachable)) {
                Ok((answer, _)) if answer.headers.iter().any(|(name, _)| *name == NOT_LEADING.as_str()) => {}
                Ok((answer, socket)) => {
                    self.common.passed.fetch_add(1, Ordering::Relaxed);
                    return Ok(Some(self.carry(answer, socket)));
                }
                Err(NoTrunk::Unknown) => return Ok(None),
                Err(NoTrunk::Unreachable) => {}
                Err(NoTrunk::Broken) if can_repeat(request) => {}
                Err(NoTrunk::Broken) => return Err(Failure::Broken),
            }
            if Instant::now() > deadline {
                return Err(Failure::NoLeader);
            }
            sleep(PAUSE).await;
        }
    }

    /// The answer to a request for a socket, and the socket if there is one.
    fn carry(&self, given: trunk::Answer, socket: trunk::Socket) -> HttpResponse {
        let status = StatusCode::from_u16(given.status).unwrap_or(StatusCode::BAD_GATEWAY);
        let mut answer = HttpResponse::build(status);
        pass_headers(given.headers.iter().map(|(name, value)| (&name[..], &value[..])), &mut answer);
        if status != StatusCode::SWITCHING_PROTOCOLS {
            return answer.body(given.body);
        }
        let common = Arc::clone(&self.common);
        TakeOver::answer(answer.upgrade("websocket").finish(), async move |client, read| {
            common.sockets.fetch_add(1, Ordering::Relaxed);
            let _counted = Counted(&common.sockets, 1);
            client.limit_unsent();
            socket.carry(client, read).await;
        })
    }

    async fn answer_once(
        &self,
        asked: &Asked,
        body: Outgoing,
    ) -> Result<(hyper::Response<Incoming>, String), Failure> {
        let leader = self.until_reached(patience()).await?;
        match self.try_once(asked, body, &leader).await {
            Ok(response) => Ok((response, leader.process.clone())),
            Err(Refused::Unreachable) => Err(Failure::NoLeader),
            Err(Refused::Broken) => Err(Failure::Broken),
        }
    }

    /// The node that leads, once it can be reached. A body can be sent only once, and a node that has just gone is known for a while.
    async fn until_reached(&self, deadline: Instant) -> Result<Arc<Node>, Failure> {
        loop {
            let leader = self.until_led(deadline).await?;
            if self.reach(&leader).await {
                return Ok(leader);
            }
            if Instant::now() > deadline {
                return Err(Failure::NoLeader);
            }
            sleep(PAUSE).await;
        }
    }

    async fn repeatable(&self, request: &HttpRequest, mut body: web::Payload) -> Result<Sent<'_>, BodyError> {
        let headers = request.headers();
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        match length {
            None if headers.contains_key(TRANSFER_ENCODING) => Ok(Sent::AsItComes(None, streamed(body))),
            Some(length) if length > REPEATABLE => Ok(Sent::AsItComes(Some(length), streamed(body))),
            None | Some(0) => Ok(Sent::Whole(Bytes::new(), None)),
            Some(length) => {
                if self.common.kept.fetch_add(length, Ordering::Relaxed) + length > KEPT_MAX {
                    self.common.kept.fetch_sub(length, Ordering::Relaxed);
                    return Ok(Sent::AsItComes(Some(length), streamed(body)));
                }
                let kept = Counted(&self.common.kept, length);
                let mut whole = Vec::new();
                let collect = async {
                    while let Some(chunk) = body.next().await {
                        whole.extend_from_slice(&chunk.map_err(|_| BodyError::Broken)?);
                    }
                    Ok(())
                };
                timeout(BODY_TIMEOUT, collect).await.map_err(|_| BodyError::Slow)??;
                Ok(Sent::Whole(whole.into(), Some(kept)))
            }
        }
    }

    async fn passed_back(
        &self,
        request: &HttpRequest,
        mut response: hyper::Response<Incoming>,
        process: String,
        upgrades: bool,
    ) -> HttpResponse {
        let status = status(response.status());
        let gone = self.gone(process);
        if status == StatusCode::SWITCHING_PROTOCOLS && upgrades {
            let mut answer = HttpResponse::build(status);
            let protocol = response.headers().get(hyper::header::UPGRADE).cloned();
            pass_headers(in_bytes(response.headers()), &mut answer);
            answer.upgrade(protocol.as_ref().and_then(|it| it.to_str().ok()).unwrap_or("websocket"));
            let upgraded = match hyper::upgrade::on(&mut response).await {
                Ok(upgraded) => upgraded,
                Err(_) => return refused(Failure::Broken),
            };
            let common = Arc::clone(&self.common);
            return TakeOver::answer(answer.finish(), async move |mut client, read| {
                common.sockets.fetch_add(1, Ordering::Relaxed);
                let _counted = Counted(&common.sockets, 1);
                let mut ending = common.ending.subscribe();
                let mut server = TokioIo::new(upgraded);
                if server.write_all(&read).await.is_ok() {
                    tokio::select! {
                        () = relay(&mut client, &mut server) => {}
                        () = gone => {}
                        _ = ending.wait_for(|ending| *ending) => {}
                    }
                }
            });
        }
        let mut answer = HttpResponse::build(status);
        pass_headers(in_bytes(response.headers()), &mut answer);
        let length = response.headers().get(hyper::header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let closes = response.headers().get(hyper::header::CONNECTION);
        let closes = closes.is_some_and(|connection| connection.as_bytes().eq_ignore_ascii_case(b"close"));
        let mut answer = match status {
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED => answer.finish(),
            _ => answer.body(Answer::new(length, response.into_body(), gone)),
        };
        // the node that leads closes the connection of some clients, see socketio/polling.rs
        if closes && request.path().starts_with(SOCKETS) {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        answer
    }
}

/// A request to a node.
fn request(node: &Node, asked: &Asked, body: Outgoing) -> Option<hyper::Request<Outgoing>> {
    let mut request = hyper::Request::new(body);
    *request.method_mut() = asked.method.clone();
    *request.uri_mut() = uri(node, asked.target.clone())?;
    *request.headers_mut() = asked.headers.clone();
    Some(request)
}

/// A body to pass on.
enum Sent<'a> {
    Whole(Bytes, Option<Counted<'a>>),
    /// With its length, if that is known.
    AsItComes(Option<u64>, Outgoing),
}

/// Why a body cannot be passed on.
enum BodyError {
    Broken,
    Slow,
}

enum Refused {
    /// There was no connection.
    Unreachable,
    /// The request may have arrived.
    Broken,
}

/// So many less when dropped.
struct Counted<'a>(&'a AtomicU64, u64);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(self.1, Ordering::Relaxed);
    }
}

/// Whether a request may arrive twice. Not one by which a client polls: what it was told by the first answer would be lost.
fn can_repeat(request: &HttpRequest) -> bool {
    let polls = request.path().starts_with(SOCKETS) && request.query_string().contains("sid=");
    !polls && matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a request that upgrades asks for a WebSocket of the chat.
fn is_socket(request: &HttpRequest) -> bool {
    let protocol = request.headers().get(UPGRADE);
    *request.method() == Method::GET
        && request.path().starts_with(SOCKETS)
        && protocol.is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

fn refused(failure: Failure) -> HttpResponse {
    let words = match failure {
        Failure::Nowhere => return refuse(StatusCode::BAD_REQUEST, "the address has to begin with /"),
        Failure::NoLeader => "no server of this site can answer; try again in a few seconds",
        Failure::Broken => {
            "the server failed before it answered; check whether the request took effect before you repeat it"
        }
    };
    let mut response = refuse(StatusCode::SERVICE_UNAVAILABLE, words);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// Two versions of the same crate have a type each.
fn status(status: hyper::StatusCode) -> StatusCode {
    StatusCode::from_u16(status.as_u16()).unwrap_or(StatusCode::BAD_GATEWAY)
}

fn copy(bytes: &[u8]) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

fn append(headers: &mut hyper::HeaderMap, name: &HeaderName, value: &HeaderValue) {
    let name = hyper::header::HeaderName::from_bytes(name.as_str().as_bytes());
    let value = hyper::header::HeaderValue::from_bytes(value.as_bytes());
    if let (Ok(name), Ok(value)) = (name, value) {
        headers.append(name, value);
    }
}

fn copied(from: &HeaderMap) -> hyper::HeaderMap {
    // what `Connection` names is about this connection too, except what tells who asks, and for what
    let named: Vec<String> = from
        .get_all(CONNECTION)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !is_kept(name))
        .collect();
    let mut headers = hyper::HeaderMap::new();
    for (name, value) in from {
        let stays = OF_A_CONNECTION.contains(name)
            || [ORIGIN, ENCODERS, TRUNK, BRANCH, PACKAGER, ADMISSION].contains(name)
            || named.iter().any(|it| name == it.as_str());
        if !stays {
            append(&mut headers, name, value);
        }
    }
    headers
}

/// Whether the node that leads needs a header, whatever a client says of it: without those of a proxy, it would take the address of
/// the proxy for the client's.
fn is_kept(name: &str) -> bool {
    const KEPT: [&str; 5] = ["authorization", "cookie", "forwarded", "host", "x-real-ip"];
    KEPT.contains(&name) || ["content-", "sec-", "x-forwarded-"].iter().any(|prefix| name.starts_with(prefix))
}

fn pass_headers<'a>(
    from: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
    to: &mut actix_web::HttpResponseBuilder,
) {
    for (name, value) in from {
        let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) else {
            continue;
        };
        if !OF_A_CONNECTION.contains(&name) {
            to.append_header((name, value));
        }
    }
}

/// Names and values as bytes.
fn in_bytes(headers: &hyper::HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str().as_bytes(), value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn what_is_about_one_connection_is_not_passed_on_and_what_tells_who_asks_is() {
        let request = TestRequest::get()
            .insert_header(("connection", "keep-alive, X-Forwarded-For, Cookie, X-Hop, upgrade"))
            .insert_header(("x-forwarded-for", "203.0.113.7"))
            .insert_header(("cookie", "a=b"))
            .insert_header(("x-hop", "1"))
            .insert_header(("upgrade", "websocket"))
            .insert_header(("content-length", "5"))
            .insert_header(("x-pystreaming-origin", "10.0.0.1 00"))
            .insert_header(("x-pystreaming-encoders", "10.0.0.1 00"))
            .insert_header(("x-pystreaming-trunk", "1 00"))
            .insert_header(("x-pystreaming-admission", "?"))
            .insert_header(("accept", "text/html"))
            .to_http_request();
        let copied = copied(request.headers());
        let mut names: Vec<_> = copied.keys().map(hyper::header::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "cookie", "x-forwarded-for"]);
    }

    #[test]
    fn what_a_client_would_miss_is_not_asked_for_twice() {
        let can =
            |method, uri: &str| can_repeat(&TestRequest::default().method(method).uri(uri).to_http_request());
        assert!(can(Method::GET, "/alice/") && can(Method::HEAD, "/alice/"));
        assert!(can(Method::GET, "/socket.io/?EIO=4&transport=polling"), "a new session");
        assert!(!can(Method::GET, "/socket.io/?EIO=4&transport=polling&sid=abc"));
        assert!(!can(Method::POST, "/alice/"));
    }
}
