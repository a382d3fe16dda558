//! Video that this node has fetched: each playlist, segment and part once, however many watch here. Requests that wait for the next part
//! wait here too, and one of them waits at the node that packages the stream.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::header::{ACCEPT_ENCODING, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use pystreaming_actors::model::names::Token;
use quick_cache::sync::Cache;
use quick_cache::{UnitWeighter, Weighter};
use tokio::time::{Instant, timeout};

use super::pass::{Asked, Failure, Passage, patience};
use super::paths::{FILES, broadcast, stream, target};
use super::tree::Tree;
use crate::cluster::coordination::Node;
use crate::cluster::origin::{Branch, SOURCE};
use crate::web::packaged::{self, Fetched, PACKAGER};
use crate::web::{HeldRequests, Peer, refuse};

/// The longest segment that is kept; longer ones are passed through.
const LONGEST: usize = 64 * 1024 * 1024;
/// How long a segment may take to arrive.
const FETCH_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the node that packages a stream may take to begin an answer: longer than requests wait there.
const LONGEST_WAIT: Duration = Duration::from_secs(12);
/// How long a refusal is remembered.
const FORGET_REFUSALS: Duration = Duration::from_secs(1);
/// How long a node may take to answer another before the next is asked too, and with a whole segment. Divided by the level,
/// so that nobody waits for one that waits for another in vain.
const PATIENCE_WITH_FOLLOWERS: Duration = Duration::from_secs(2);
const PATIENCE_WITH_SEGMENTS: Duration = Duration::from_secs(6);
/// How much later than the root a follower may answer what both had to wait for.
const LATER: Duration = Duration::from_millis(500);
/// From here on nodes ask the root, in case they see different trees.
const DEEPEST: u8 = 8;
/// Segments that viewers who rewind ask for.
const LONGEST_AGE: Duration = Duration::from_secs(120);
/// How long what was for everybody is taken to be so still, if no newer answer says it: a viewer password may have been set.
const CONFIRMED: Duration = Duration::from_secs(1);
/// Broadcasts that are watched here.
const BROADCASTS: usize = 1024;
/// What the node that leads says of what it fetches.
const OF_LEADER: Branch = Branch { depth: 0, under: None };

/// Whether a request can be answered from what many get.
pub fn is_media(request: &HttpRequest) -> bool {
    *request.method() == Method::GET && packaged::is_media(request.path())
}

/// See the module.
pub struct Media {
    kept: Cache<String, Kept, BySize>,
    /// By the start of their addresses, until when the files of a broadcast are known to be for everybody, or for those who were admitted.
    confirmed: Cache<String, Instant, UnitWeighter>,
    /// By stream, the nodes that package, as far as they are not the one that leads.
    packagers: Cache<String, Arc<Node>>,
    held: HeldRequests,
    tree: Tree,
    me: Node,
    fetched: AtomicU64,
    served: AtomicU64,
    given: AtomicU64,
}

#[derive(Clone)]
struct Kept {
    /// When the answer came. It is also for those who have waited for it.
    came: Instant,
    /// How old it was then, since it left the node that packages the stream.
    aged: Duration,
    until: Instant,
    /// The process of the node that it comes from: another may use the same addresses for something else.
    of: String,
    /// None for an answer that is not for all who share it.
    answer: Option<Arc<Fetched>>,
}

impl Kept {
    /// No answer of a process.
    fn nothing(process: &str) -> Self {
        let now = Instant::now();
        Self { came: now, aged: Duration::ZERO, until: now, of: process.to_owned(), answer: None }
    }

    /// Whether nothing is there.
    fn is_missing(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.status == StatusCode::NOT_FOUND)
    }

    /// Since it left the node that packages the stream.
    fn age(&self) -> Duration {
        self.aged + self.came.elapsed()
    }
}

#[derive(Clone)]
struct BySize;

impl Weighter<String, Kept> for BySize {
    fn weight(&self, key: &String, kept: &Kept) -> u64 {
        (key.len() + 200 + kept.answer.as_ref().map_or(0, |answer| answer.body.len())) as u64
    }
}

/// What the node that leads says of a wish.
enum Where {
    /// This node packages the stream.
    At(Arc<Node>),
    /// No other does.
    Answered(Kept),
}

/// A request for media.
struct Wish<'a> {
    passage: &'a Passage,
    target: String,
    gzip: bool,
    /// Through how many nodes it will have come to this one, and who gets it.
    branch: Branch,
    begun: Instant,
    /// Until when it waits for a node that leads.
    deadline: Instant,
}

impl Media {
    /// Of the node `me`, which keeps up to `mib` MiB.
    pub fn new(mib: u32, tree: Tree, me: Node) -> Self {
        Self {
            // a larger number would divide the memory into parts in which no segment fits
            kept: Cache::with_weighter(64, u64::from(mib.max(1)) << 20, BySize),
            confirmed: Cache::new(BROADCASTS),
            packagers: Cache::new(2 * BROADCASTS),
            held: HeldRequests::default(),
            tree,
            me,
            fetched: AtomicU64::new(0),
            served: AtomicU64::new(0),
            given: AtomicU64::new(0),
        }
    }

    /// Answers fetched, served, and given to other nodes so far.
    pub fn counts(&self) -> [u64; 3] {
        [&self.fetched, &self.served, &self.given].map(|count| count.load(Ordering::Relaxed))
    }

    /// Makes room for a request that may have to wait.
    pub fn hold(&self, request: &HttpRequest, hops: u8) -> Option<impl Sized> {
        self.held.hold(&Peer::of(request, hops.into()))
    }

    /// Whether a process is this one.
    pub fn is_of_this_node(&self, process: &str) -> bool {
        self.me.process == process
    }

    /// This node served something itself.
    pub fn has_served(&self) {
        self.served.fetch_add(1, Ordering::Relaxed);
    }

    /// This node gives another something itself.
    pub fn given(&self, mut own: HttpResponse) -> HttpResponse {
        self.given.fetch_add(1, Ordering::Relaxed);
        from(&mut own, &self.me.process, Duration::ZERO, Some(&self.me));
        own
    }

    /// The answer, if everybody gets the same, or everybody who was admitted to a prefix.
    pub async fn get(
        &self,
        request: &HttpRequest,
        passage: &Passage,
        hops: u8,
        under: Option<&Token>,
    ) -> Result<Option<HttpResponse>, Failure> {
        let Some(_held) = self.held.hold(&Peer::of(request, hops.into())) else { return Ok(None) };
        let branch = Branch { depth: 0, under: under.cloned() };
        let kept = self.wished(&Wish::of(request, passage, branch)).await?;
        let Some(answer) = kept.answer else { return Ok(None) };
        self.served.fetch_add(1, Ordering::Relaxed);
        Ok(Some(response(request, &answer)))
    }

    /// The answer to a node that fetches a stream from this one, with the source of it.
    pub async fn give(&self, request: &HttpRequest, passage: &Passage, branch: Branch) -> HttpResponse {
        if !is_media(request) {
            return refuse(StatusCode::NOT_FOUND, "this is no playlist, segment or part");
        }
        let wish = Wish::of(request, passage, branch);
        let kept = match self.wished(&wish).await {
            Ok(kept) => kept,
            Err(failure) => return passage.refuse(failure),
        };
        self.given.fetch_add(1, Ordering::Relaxed);
        let mut response = match &kept.answer {
            Some(answer) => response(request, answer),
            None => refuse(StatusCode::FORBIDDEN, "this is not for everybody"),
        };
        let packager = self.packagers.get(wish.stream());
        from(&mut response, &kept.of, kept.age(), packager.as_deref());
        response
    }

    /// What a node packages, for those who may see it.
    pub async fn bring(
        &self,
        request: &HttpRequest,
        prefix: &Token,
        passage: &Passage,
        node: &Node,
    ) -> Option<Arc<Fetched>> {
        let wish = Wish::of(request, passage, OF_LEADER);
        let key = format!("{}{} {prefix} {}", wish.encoding(), node.process, wish.target);
        let kept = loop {
            match self.kept.get_value_or_guard_async(&key).await {
                Ok(kept) if wish.begun <= kept.came || Instant::now() < kept.until => break kept,
                Ok(old) => {
                    self.kept.remove_if(&key, |kept| kept.came == old.came);
                }
                Err(guard) => {
                    // those who wait for this do not try again one after the other
                    let nothing = || Kept::nothing(&node.process);
                    let kept = self.bring_once(&wish, node).await.unwrap_or_else(nothing);
                    let _ = guard.insert(kept.clone());
                    break kept;
                }
            }
        };
        kept.answer
    }

    async fn bring_once(&self, wish: &Wish<'_>, node: &Node) -> Option<Kept> {
        let asked =
            wish.passage.ask_along_a_branch("GET", wish.target.clone(), wish.gzip, &OF_LEADER).ok()?;
        let response = timeout(LONGEST_WAIT, wish.passage.answer_of(node, &asked)).await.ok()??;
        let of = (node.process.clone(), Duration::ZERO);
        self.keep(wish, For::Some, response, of, std::future::pending()).await.ok()
    }

    /// A picture of what a node packages.
    pub async fn bring_picture(&self, target: String, passage: &Passage, node: &Node) -> Option<Bytes> {
        let asked = passage.ask_along_a_branch("GET", target, false, &OF_LEADER).ok()?;
        let fetch = async {
            let response = passage.answer_of(node, &asked).await?;
            let is_there = response.status() == hyper::StatusCode::OK;
            let body = Limited::new(response.into_body(), LONGEST).collect().await.ok()?;
            is_there.then(|| body.to_bytes())
        };
        timeout(PATIENCE_WITH_FOLLOWERS, fetch).await.ok()?
    }

    /// What is kept of it now, or else fetched.
    async fn wished(&self, wish: &Wish<'_>) -> Result<Kept, Failure> {
        let key = format!("{}{}", wish.encoding(), wish.among(&wish.target));
        loop {
            match self.kept.get_value_or_guard_async(&key).await {
                Ok(kept) if self.is_current(&kept, wish).await => return Ok(kept),
                Ok(old) => {
                    self.kept.remove_if(&key, |kept| kept.came == old.came);
                }
                Err(guard) => {
                    let kept = match self.fetch(wish).await {
                        Err(Failure::Broken) => self.fetch(wish).await?,
                        fetched => fetched?,
                    };
                    // if it was evicted at once, it is served all the same
                    let _ = guard.insert(kept.clone());
                    return Ok(kept);
                }
            }
        }
    }

    /// Fetches it from another follower, or from the node that packages it.
    async fn fetch(&self, wish: &Wish<'_>) -> Result<Kept, Failure> {
        let parent = match wish.branch.depth {
            DEEPEST.. => None,
            _ => self.tree.parent(wish.stream(), Instant::now()),
        };
        let Some(parent) = parent else { return self.fetch_from_root(wish).await };
        let asked = wish.ask_next("GET")?;
        let mut along = pin!(async {
            let response = wish.passage.answer_of(&parent, &asked).await?;
            let (of, age) = source(response.headers())?;
            self.learn(wish, response.headers());
            // a node that is gone is noticed by the time that this takes
            self.keep(wish, wish.whom(), response, (of, age), std::future::pending()).await.ok()
        });
        match timeout(wish.patience(), &mut along).await {
            Ok(Some(kept)) => {
                self.tree.works(wish.stream());
                return Ok(kept);
            }
            Ok(None) => self.tree.shun(&parent, wish.stream(), Instant::now()),
            Err(_) => {
                // it may be the encoder for which everybody waits
                let mut direct = pin!(self.fetch_from_root(wish));
                let (kept, has_failed) = tokio::select! {
                    came = &mut along => match came {
                        Some(kept) => (Ok(kept), false),
                        None => (direct.await, true),
                    },
                    kept = &mut direct => {
                        let came = timeout(LATER, &mut along).await;
                        (kept, came.ok().flatten().is_none())
                    }
                };
                if has_failed {
                    self.tree.shun(&parent, wish.stream(), Instant::now());
                }
                return kept;
            }
        }
        self.fetch_from_root(wish).await
    }

    /// Fetches it from the node that packages it.
    async fn fetch_from_root(&self, wish: &Wish<'_>) -> Result<Kept, Failure> {
        let Some(packager) = self.packagers.get(wish.stream()) else {
            return match self.ask_where(wish).await? {
                Where::At(packager) => self.fetch_at(wish, &packager).await,
                Where::Answered(kept) => Ok(kept),
            };
        };
        let mut fetch = pin!(self.fetch_from_packager(wish, &packager));
        let mut came = timeout(PATIENCE_WITH_FOLLOWERS, &mut fetch).await.ok();
        let mut named = None;
        if came.is_none() {
            // it waits for its encoder, or is paused
            tokio::select! {
                late = &mut fetch => came = Some(late),
                asked = self.ask_where(wish) => named = Some(asked),
            }
        }
        if let Some(Some(kept)) = &came
            && !kept.is_missing()
        {
            return Ok(kept.clone());
        }
        // the stream may have moved to another node
        let named = match named {
            Some(named) => named,
            None => self.ask_where(wish).await,
        };
        match named {
            Ok(Where::Answered(kept)) => return Ok(kept),
            Ok(Where::At(other)) if other.process != packager.process => {
                return self.fetch_at(wish, &other).await;
            }
            // it is there still, or nobody knows better
            _ => {}
        }
        let kept = match came {
            Some(kept) => kept,
            None => fetch.await,
        };
        match (kept, named) {
            (Some(kept), _) => Ok(kept),
            (None, Ok(_)) => self.fetch_by_leader(wish).await,
            (None, Err(failure)) => Err(failure),
        }
    }

    /// Fetches it from the node that packages it, as the node that leads has just said.
    async fn fetch_at(&self, wish: &Wish<'_>, packager: &Node) -> Result<Kept, Failure> {
        match self.fetch_from_packager(wish, packager).await {
            Some(kept) => Ok(kept),
            None => self.fetch_by_leader(wish).await,
        }
    }

    /// Fetches it by way of the node that leads, which may reach the node that packages it.
    async fn fetch_by_leader(&self, wish: &Wish<'_>) -> Result<Kept, Failure> {
        let begun = Instant::now();
        let (response, of) = wish.ask("GET").await?;
        self.keep_of_leader(wish, begun, response, of).await
    }

    /// Asks the node that leads, which answers itself unless another node packages the stream.
    async fn ask_where(&self, wish: &Wish<'_>) -> Result<Where, Failure> {
        let begun = Instant::now();
        let asked = wish.passage.ask_where(wish.target.clone(), wish.gzip, wish.branch.under.as_ref())?;
        let (response, of) = wish.passage.answer(&asked, Bytes::new(), true, wish.deadline).await?;
        if let Some(packager) = self.learn(wish, response.headers()) {
            return Ok(Where::At(packager));
        }
        if response.status() == hyper::StatusCode::OK {
            self.packagers.remove(wish.stream());
        }
        Ok(Where::Answered(self.keep_of_leader(wish, begun, response, of).await?))
    }

    /// Notes which node packages the stream, if an answer says so.
    fn learn(&self, wish: &Wish<'_>, headers: &hyper::HeaderMap) -> Option<Arc<Node>> {
        let node: Node = serde_json::from_slice(headers.get(PACKAGER.as_str())?.as_bytes()).ok()?;
        if !wish.passage.knows(&node) || self.is_of_this_node(&node.process) {
            return None;
        }
        let node = Arc::new(node);
        self.packagers.insert(wish.stream().to_owned(), Arc::clone(&node));
        Some(node)
    }

    /// What the node that packages the stream answers. `None` if it does not, or what it says is not for those who share it.
    async fn fetch_from_packager(&self, wish: &Wish<'_>, packager: &Node) -> Option<Kept> {
        let asked = wish.ask_next("GET").ok()?;
        let begun = Instant::now();
        let Ok(Some(response)) = timeout(LONGEST_WAIT, wish.passage.answer_of(packager, &asked)).await else {
            self.packagers.remove(wish.stream());
            return None;
        };
        let (of, aged) =
            source(response.headers()).unwrap_or_else(|| (packager.process.clone(), Duration::ZERO));
        if of != packager.process {
            return None;
        }
        let kept = self.keep(wish, wish.whom(), response, (of, aged), std::future::pending()).await.ok()?;
        self.confirm(wish, begun, &kept);
        kept.answer.is_some().then_some(kept)
    }

    /// Takes the answer of the node that leads, which was asked as by somebody who is not signed in and has no cookies.
    async fn keep_of_leader(
        &self,
        wish: &Wish<'_>,
        begun: Instant,
        response: hyper::Response<hyper::body::Incoming>,
        of: String,
    ) -> Result<Kept, Failure> {
        let gone = wish.passage.gone(of.clone());
        let kept = self.keep(wish, wish.whom(), response, (of, Duration::ZERO), gone).await?;
        self.confirm(wish, begun, &kept);
        Ok(kept)
    }

    /// Notes that files of a broadcast were for those who share them when one was asked for.
    fn confirm(&self, wish: &Wish<'_>, asked: Instant, kept: &Kept) {
        let is_there = kept.answer.as_ref().is_some_and(|answer| answer.status == StatusCode::OK);
        if let (Some(broadcast), true) = (broadcast(&wish.target), is_there) {
            // it says what was so when it was sent, and may have been long on its way
            let until = asked + CONFIRMED;
            if until > Instant::now() {
                self.confirmed.insert(wish.among(broadcast), until);
            }
        }
    }

    /// Takes an answer that left the node that packages the stream so long ago.
    async fn keep(
        &self,
        wish: &Wish<'_>,
        whom: For,
        response: hyper::Response<hyper::body::Incoming>,
        (of, aged): (String, Duration),
        gone: impl Future<Output = ()>,
    ) -> Result<Kept, Failure> {
        let begun = Instant::now();
        let cache = response.headers().get(hyper::header::CACHE_CONTROL);
        let age = match response.status().as_u16() {
            200 => cache.and_then(|cache| lasts(cache.to_str().ok()?, whom)),
            // a file or part that is not there may be there at any moment
            404 | 503 if wish.waits() => Some(Duration::ZERO),
            // a node of an older version knows of nobody who was admitted, and does not say whose answer this is
            400 if wish.waits() && (wish.branch.under.is_none() || source(response.headers()).is_some()) => {
                Some(Duration::ZERO)
            }
            404 | 503 => Some(FORGET_REFUSALS),
            _ => None,
        };
        let forget =
            if response.status() == hyper::StatusCode::FORBIDDEN { FORGET_REFUSALS } else { Duration::ZERO };
        let kept = |lasts: Duration, of, answer| {
            let came = Instant::now();
            let aged = aged + begun.elapsed();
            Kept { came, aged, until: came + lasts.saturating_sub(aged), of, answer }
        };
        let length = response.headers().get(hyper::header::CONTENT_LENGTH);
        let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let status = StatusCode::from_u16(response.status().as_u16());
        let (Some(age), Ok(status)) = (age, status) else { return Ok(kept(forget, of, None)) };
        if length.is_some_and(|length| length > LONGEST) {
            return Ok(kept(LONGEST_AGE, of, None));
        }
        let headers = kept_headers(response.headers());
        let collect = timeout(FETCH_TIMEOUT, Limited::new(response.into_body(), LONGEST).collect());
        let body = tokio::select! {
            collected = collect => collected.ok().and_then(Result::ok).ok_or(Failure::Broken)?.to_bytes(),
            () = gone => return Err(Failure::Broken),
        };
        self.fetched.fetch_add(1, Ordering::Relaxed);
        Ok(kept(age.min(LONGEST_AGE), of, Some(Arc::new(Fetched { status, headers, body }))))
    }

    async fn is_current(&self, kept: &Kept, wish: &Wish<'_>) -> bool {
        if wish.begun <= kept.came {
            return true;
        }
        let is_packager = |node: Arc<Node>| node.process == kept.of;
        if !self.packagers.get(wish.stream()).is_some_and(is_packager) {
            // while none leads, viewers see what is left
            let Some(leader) = wish.passage.leader() else {
                return Instant::now() < kept.until
                    && (wish.branch.under.is_none() || self.is_shared_still(wish).await);
            };
            if leader.process != kept.of {
                return false;
            }
        }
        Instant::now() < kept.until && (kept.answer.is_none() || self.is_shared_still(wish).await)
    }

    /// Whether what was for those who share it still is. Only asks about files of broadcasts, which are kept for longer than others.
    async fn is_shared_still(&self, wish: &Wish<'_>) -> bool {
        let Some(broadcast) = broadcast(&wish.target) else { return true };
        let key = wish.among(broadcast);
        loop {
            match self.confirmed.get_value_or_guard_async(&key).await {
                Ok(until) if Instant::now() < until => return true,
                Ok(old) => {
                    self.confirmed.remove_if(&key, |until| *until == old);
                }
                Err(guard) => {
                    let asked = Instant::now();
                    let response = match self.head_of_packager(wish).await {
                        Some(response) => response,
                        None => match wish.ask("HEAD").await {
                            Ok((response, _)) => response,
                            // what is left is served while no node answers, unless somebody may have been shut out meanwhile
                            Err(_) => return wish.branch.under.is_none(),
                        },
                    };
                    let cache = response.headers().get(hyper::header::CACHE_CONTROL);
                    let is_shared = response.status() == hyper::StatusCode::OK
                        && cache.and_then(|cache| lasts(cache.to_str().ok()?, wish.whom())).is_some();
                    if is_shared {
                        let _ = guard.insert(asked + CONFIRMED);
                    }
                    return is_shared;
                }
            }
        }
    }
}

impl Media {
    async fn head_of_packager(&self, wish: &Wish<'_>) -> Option<hyper::Response<hyper::body::Incoming>> {
        let packager = self.packagers.get(wish.stream())?;
        let asked = wish.ask_next("HEAD").ok()?;
        let response =
            timeout(PATIENCE_WITH_FOLLOWERS, wish.passage.answer_of(&packager, &asked)).await.ok()??;
        (response.status() == hyper::StatusCode::OK).then_some(response)
    }
}

impl<'a> Wish<'a> {
    fn of(request: &HttpRequest, passage: &'a Passage, branch: Branch) -> Self {
        let (target, gzip) = (target(request), accepts_gzip(request));
        Self { passage, target, gzip, branch, begun: Instant::now(), deadline: patience() }
    }

    /// Who shares the answer.
    fn whom(&self) -> For {
        if self.branch.under.is_some() { For::Some } else { For::Everybody }
    }

    /// Something with which those who share the answer keep it to themselves.
    fn among(&self, what: &str) -> String {
        match &self.branch.under {
            Some(prefix) => format!("{prefix} {what}"),
            None => what.to_owned(),
        }
    }

    fn encoding(&self) -> char {
        if self.gzip { 'z' } else { ' ' }
    }

    /// How long another follower may take.
    fn patience(&self) -> Duration {
        let name = self.target.strip_suffix(".m4s").and_then(|path| path.rsplit('/').next());
        let is_segment = name.is_some_and(|name| !name.contains('.'));
        let patience = if is_segment { PATIENCE_WITH_SEGMENTS } else { PATIENCE_WITH_FOLLOWERS };
        patience / u32::from(self.branch.depth + 1)
    }

    fn stream(&self) -> &str {
        stream(&self.target)
    }

    /// As a node that is further away from the one that packages it.
    fn ask_next(&self, method: &str) -> Result<Asked, Failure> {
        let Branch { depth, under } = self.branch.clone();
        let branch = Branch { depth: depth + 1, under };
        self.passage.ask_along_a_branch(method, self.target.clone(), self.gzip, &branch)
    }

    async fn ask(&self, method: &str) -> Result<(hyper::Response<hyper::body::Incoming>, String), Failure> {
        let under = self.branch.under.as_ref();
        let asked = self.passage.ask_for_many(method, self.target.clone(), self.gzip, under)?;
        self.passage.answer(&asked, Bytes::new(), true, self.deadline).await
    }

    /// Whether it may be for something that is still to come.
    fn waits(&self) -> bool {
        self.target.starts_with(FILES) || self.target.contains('?')
    }
}

/// The header that tells other nodes of one that packages.
pub fn packager(node: &Node) -> Option<HeaderValue> {
    HeaderValue::from_str(&serde_json::to_string(node).ok()?).ok()
}

/// An answer for a client.
fn response(request: &HttpRequest, answer: &Fetched) -> HttpResponse {
    let mut response = answer.answer(request);
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Says of which process an answer is, and how old, and which node packages the stream.
fn from(response: &mut HttpResponse, process: &str, age: Duration, packager: Option<&Node>) {
    if let Some(node) = packager.and_then(self::packager) {
        response.headers_mut().insert(PACKAGER, node);
    }
    if let Ok(source) = HeaderValue::from_str(&format!("{process} {}", age.as_millis())) {
        response.headers_mut().insert(SOURCE, source);
    }
}

/// Of which process an answer is, and how old.
fn source(headers: &hyper::HeaderMap) -> Option<(String, Duration)> {
    let (process, age) = headers.get(SOURCE.as_str())?.to_str().ok()?.split_once(' ')?;
    Some((process.to_owned(), Duration::from_millis(age.parse().ok()?)))
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    let encodings = request.headers().get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    encodings.flat_map(|value| value.split(',')).any(|encoding| encoding.trim() == "gzip")
}

/// Whom an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Everybody,
    /// Those of whom it is known that they may see it.
    Some,
}

/// How long an answer with this `Cache-Control` may be kept for those.
fn lasts(cache: &str, whom: For) -> Option<Duration> {
    let mut parts = cache.split(',').map(str::trim);
    if whom == For::Everybody && !parts.clone().any(|part| part == "public") {
        return None;
    }
    parts.find_map(|part| Some(Duration::from_secs(part.strip_prefix("max-age=")?.parse().ok()?)))
}

fn kept_headers(headers: &hyper::HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    const KEPT: [&str; 7] =
        ["content-type", "content-encoding", "cache-control", "etag", "vary", "accept-ranges", "retry-after"];
    let kept = headers.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    let ours = kept.filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    ours.collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn what_is_for_everybody_says_so() {
        let public = |cache| lasts(cache, For::Everybody);
        assert_eq!(public("public, max-age=3600, immutable"), Some(Duration::from_secs(3600)));
        assert_eq!(public("public, max-age=1"), Some(Duration::from_secs(1)));
        assert_eq!(lasts("private, max-age=1", For::Some), Some(Duration::from_secs(1)));
        for other in ["private, max-age=3600, immutable", "no-store", "public", "publicly, max-age=1", ""] {
            assert_eq!(public(other), None, "{other}");
        }
    }

    #[test]
    fn only_what_is_read_is_media() {
        let get = |uri| TestRequest::get().uri(uri);
        assert!(is_media(&get("/-/live/x/0/1.m4s").to_http_request()));
        assert!(is_media(&get("/alice/playlist.m3u8?_HLS_msn=1").to_http_request()));
        for other in [get("/alice/"), get("/-/live"), get("/-/live/x/0/1.m4s").method(Method::POST)] {
            assert!(!is_media(&other.to_http_request()));
        }
    }
}
