//! A node that does not lead: what it is asked, it passes on to the node that does.

mod body;
mod fetching;
mod media;
mod pass;
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
use tokio::sync::watch;
use tracing::{info, warn};

use super::coordination::Node;
use super::encoders::{Asker, ENCODERS, Homes};
use super::link::Upstream;
use super::membership::Membership;
use super::origin::{Origins, depth};
use super::trunk::{Counts, Limits, TRUNKS, Trunks};
use crate::config::Config;
use crate::gateway::socket_settings;
use crate::server::{self, Options};
use crate::web::{refuse, set_idle_timeout};

use media::Media;
use pass::Passage;
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
    ending: watch::Sender<bool>,
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
    if let Some(depth) = depth(request.headers()) {
        let asker = if depth == 0 { Asker::Leader } else { Asker::Everybody };
        if is_read && let Some(own) = shared.homes.answer(&request, asker, || Some(())).await {
            return shared.media.given(own);
        }
        return match asker {
            Asker::Leader => refuse(StatusCode::NOT_FOUND, "this node does not package that"),
            Asker::Everybody => shared.media.give(&request, &passage, depth).await,
        };
    }
    let hold = || shared.media.hold(&request, shared.config.nginx_proxy);
    if is_read && let Some(own) = shared.homes.answer(&request, Asker::Everybody, hold).await {
        shared.media.has_served();
        return own;
    }
    if media::is_media(&request) {
        match shared.media.get(&request, &passage, shared.config.nginx_proxy).await {
            Ok(Some(kept)) => return kept,
            Ok(None) => {}
            Err(failure) => return passage.refuse(failure),
        }
    }
    passage.pass(&request, body, &trunks).await
}

/// nginx writes video to the disk of its own machine, which has to be that of the node that leads.
async fn refuse_hook() -> HttpResponse {
    refuse(
        StatusCode::FORBIDDEN,
        "encoders of a cluster publish to its nodes themselves, by RTMP, and not through nginx",
    )
}
