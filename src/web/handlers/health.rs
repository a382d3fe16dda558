//! Health checks and metrics, for the addresses in `metrics.allow` only.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::metrics;
use crate::config::Config;
use crate::web::access::peer::{Peer, is_forwarded};
use crate::web::error::not_found;
use crate::web::server_state::ServerState;
use crate::web::site::Site;

/// `GET /healthz`: whether the process answers.
pub async fn healthz(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    if !may_ask(&request, &site) {
        return not_found(&site, &request);
    }
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: whether the site can work; 503 with the reason if not.
pub async fn readyz(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    if !may_ask(&request, &site) {
        return not_found(&site, &request);
    }
    let ServerState { ready, database, hls_dir, .. } = ServerState::of(&site);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).json(json!({
        "ready": ready,
        "database": database,
        "hls_dir": hls_dir,
    }))
}

/// `GET /metrics`, in Prometheus' text format.
pub async fn metrics(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    if !may_ask(&request, &site) {
        return not_found(&site, &request);
    }
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics::exposition(&site).await)
}

fn may_ask(request: &HttpRequest, site: &Site) -> bool {
    may_measure(request, &site.peer(request), &site.config)
}

/// Whether a request is from an address in `metrics.allow`. Behind an unconfigured proxy the client is unknown, so the
/// proxy's own address is not enough.
pub fn may_measure(request: &HttpRequest, peer: &Peer, config: &Config) -> bool {
    let known = config.nginx_proxy > 0 || !is_forwarded(request);
    known && config.metrics.allows(peer.address)
}
