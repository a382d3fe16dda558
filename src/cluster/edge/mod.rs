//! A node that does not lead: what it is asked, it passes on to the node that does.

mod admissions;
mod body;
mod fetching;
mod media;
mod pass;
mod paths;
mod report;
mod shared;
mod tree;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, web};
use pystreaming_actors::model::names::Token;
use tokio::sync::watch::Sender;
use tracing::{info, warn};

use super::coordination::Node;
use super::encoders::{Asker, ENCODERS, Homes};
use super::link::Upstream;
use super::membership::Membership;
use super::origin::{Branch, Origins, branch};
use super::trunk::{Counts, Limits, TRUNKS, Trunks};
use crate::config::Config;
use crate::gateway::socket_settings;
use crate::server::{self, Options};
use crate::web::{refuse, set_idle_timeout};

use admissions::Admissions;
use media::Media;
use pass::{Entry, Failure, Passage};
use shared::Shared;

pub use fetching::WaysToOtherNodes;
pub use tree::Tree;

/// How long requests may go on when this node stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// How long what was passed on may go on when this node begins to lead: as long as sockets stay open.
const REPLACED_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);

/// Serves the ports of this node until it is told to stop.
pub struct Edge {
    shared: web::Data<Shared>,
    passage: Arc<Passage>,
    server: ServerHandle,
    ended: actix_web::rt::task::JoinHandle<()>,
    /// Ends the sockets that are passed on.
    ending: Sender<bool>,
}

impl Edge {
    /// Begins to pass on what arrives.
    pub fn start(
        listener: TcpListener,
        options: &Options,
        config: &Config,
        membership: &Membership,
        upstream: Upstream,
        tree: Tree,
        (me, homes): (Node, Arc<Homes>),
    ) -> io::Result<Self> {
        let passage = Arc::new(Passage::new(upstream.clone(), options.keep_alive));
        let ending = passage.ending();
        let sockets = Arc::new(Counts::default());
        let limits = Limits::of(&socket_settings(&config.chat));
        let shared = web::Data::new(Shared {
            media: Media::new(config.segment_cache_mib, tree, me),
            admissions: Admissions::default(),
            homes,
            sockets: Arc::clone(&sockets),
            name: config.cluster.node.clone().unwrap_or_default(),
            config: config.clone(),
            lease: membership.lease(),
        });
        let address = listener.local_addr()?;
        let (ends, shared_too, passage_too) = (ending.clone(), shared.clone(), Arc::clone(&passage));
        let server = server::serve(listener, options, move || {
            let (shared, passage) = (&shared_too, &passage_too);
            let trunks = Trunks::new(upstream.clone(), limits, ends.subscribe(), Arc::clone(&sockets));
            App::new()
                .app_data(shared.clone())
                // its connections live as long as the thread that made them
                .app_data(web::Data::new(passage.of_this_thread()))
                .app_data(web::Data::new(trunks))
                .route("/healthz", web::get().to(report::healthz))
                .route("/readyz", web::get().to(report::readyz))
                .route("/metrics", web::get().to(report::metrics))
                .route("/auth/{hook:.*}", web::to(refuse_hook))
                // nodes say this to each other, and clients to none
                .route(ENCODERS, web::to(report::nothing))
                .route(TRUNKS, web::to(report::nothing))
                .default_service(web::to(answer))
        })?;
        info!(%address, "passing requests on to the node that leads");
        let handle = server.handle();
        let ended = actix_web::rt::spawn(async move {
            if let Err(error) = server.await {
                warn!(%error, "requests are no longer passed on");
            }
        });
        Ok(Self { shared, passage, server: handle, ended, ending })
    }

    /// Stops accepting. What has begun goes on, beside what this node serves itself: sockets that have waited for a node that leads are
    /// with this one now.
    pub fn replace(self) {
        let Self { server, ended, .. } = self;
        actix_web::rt::spawn(async move {
            server.stop(true).await;
            ended.abort();
        });
    }

    /// Stops, as the whole process does. Requests that have begun are answered.
    pub async fn stop(self) {
        self.ending.send_replace(true);
        let _ = tokio::time::timeout(STOP_TIMEOUT, self.server.stop(true)).await;
    }
}

/// Options of the server of a node that passes requests on.
pub fn options(workers: usize, keep_alive: Duration, head_timeout: Duration, origins: Origins) -> Options {
    Options {
        workers,
        shutdown_timeout: REPLACED_TIMEOUT,
        keep_alive,
        head_timeout,
        on_connect: set_idle_timeout,
        on_request: Some(origins.on_request_to_follower()),
    }
}

async fn answer(
    request: HttpRequest,
    body: web::Payload,
    shared: web::Data<Shared>,
    passage: web::Data<Passage>,
    trunks: web::Data<Trunks>,
) -> HttpResponse {
    let is_read = [Method::GET, Method::HEAD].contains(request.method());
    if let Some(branch) = branch(request.headers()) {
        let asker = match &branch {
            Branch { under: Some(prefix), .. } => Asker::Admitted(prefix.clone()),
            Branch { depth: 0, .. } => Asker::Leader,
            _ => Asker::Everybody,
        };
        let comes_from_leader = asker == Asker::Leader;
        if is_read && let Some(own) = shared.homes.answer(&request, asker, || Some(())).await {
            return shared.media.given(own);
        }
        return match comes_from_leader {
            true => refuse(StatusCode::NOT_FOUND, "this node does not package that"),
            false => shared.media.give(&request, &passage, branch).await,
        };
    }
    let hold = || shared.media.hold(&request, shared.config.nginx_proxy);
    if is_read && let Some(own) = shared.homes.answer(&request, Asker::Everybody, hold).await {
        shared.media.has_served();
        return own;
    }
    if media::is_media(&request)
        && let Some(answer) = watch(&request, &shared, &passage).await
    {
        return answer;
    }
    passage.pass(&request, body, &trunks).await
}

/// What a viewer gets of a stream. `None` if only the node that leads can tell.
async fn watch(request: &HttpRequest, shared: &Shared, passage: &Passage) -> Option<HttpResponse> {
    let admitted_to = shared.admissions.of(request);
    let tried = match &admitted_to {
        None => shared.media.get(request, passage, shared.config.nginx_proxy, None).await,
        Some(prefix) => for_admitted(request, shared, passage, prefix).await,
    };
    let tried = match (tried, &admitted_to) {
        (Ok(Some(answer)), None) => return Some(answer),
        (Ok(Some(answer)), Some(_)) if answer.status().is_success() => return Some(answer),
        (Err(failure), None) => return Some(passage.refuse(failure)),
        // nobody knows better than the node that packages it
        (Ok(Some(answer)), Some(_)) if passage.leader().is_none() => return Some(answer),
        // it is not for everybody, or the password may have changed
        (tried, _) => tried,
    };
    let admission = match passage.admission(request).await {
        Ok(Entry::Admitted(admission)) => admission,
        Ok(Entry::Answered(answer)) => {
            shared.admissions.remove(request);
            return Some(answer);
        }
        Err(failure) => return Some(tried.ok().flatten().unwrap_or_else(|| passage.refuse(failure))),
    };
    let prefix = admission.under.clone();
    shared.admissions.add(request, admission);
    if admitted_to.as_ref() == Some(&prefix)
        && let Ok(answer) = tried
    {
        return answer;
    }
    for_admitted(request, shared, passage, &prefix)
        .await
        .unwrap_or_else(|failure| Some(passage.refuse(failure)))
}

/// What those get who were admitted to a prefix.
async fn for_admitted(
    request: &HttpRequest,
    shared: &Shared,
    passage: &Passage,
    prefix: &Token,
) -> Result<Option<HttpResponse>, Failure> {
    let hops = shared.config.nginx_proxy;
    let hold = || shared.media.hold(request, hops);
    if let Some(own) = shared.homes.answer(request, Asker::Admitted(prefix.clone()), hold).await {
        shared.media.has_served();
        return Ok(Some(own));
    }
    shared.media.get(request, passage, hops, Some(prefix)).await
}

/// nginx writes video to the disk of its own machine, which has to be that of the node that leads.
async fn refuse_hook() -> HttpResponse {
    refuse(
        StatusCode::FORBIDDEN,
        "encoders of a cluster publish to its nodes themselves, by RTMP, and not through nginx",
    )
}
