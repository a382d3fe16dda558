//! Health checks and metrics, for the addresses in `metrics.allow` only.

use std::fmt::Write;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::web::access::peer::is_forwarded;
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
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(exposition(&site))
}

/// Behind an unconfigured proxy the client is unknown, so the proxy's own address is not enough.
fn may_ask(request: &HttpRequest, site: &Site) -> bool {
    let known = site.config.nginx_proxy > 0 || !is_forwarded(request);
    known && site.config.metrics.allows(site.peer(request).address)
}

fn exposition(site: &Site) -> String {
    let state = ServerState::of(site);
    let views = site.index.all();
    let mut out = String::new();
    let mut gauge = |name: &str, kind: &str, help: &str, values: &[(String, u64)]| {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in values {
            let _ = writeln!(out, "{name}{labels} {value}");
        }
    };
    let one = |value: u64| [(String::new(), value)];
    let per_stream = |value: fn(&pystreaming_actors::status::StreamStatus) -> u64| -> Vec<_> {
        views.iter().map(|view| (label("streamer", view.settings.name.as_str()), value(view))).collect()
    };
    gauge("pystreaming_streamers", "gauge", "Streamers of the site.", &one(state.streamers));
    gauge("pystreaming_live", "gauge", "Whether the stream is live.", &per_stream(|view| view.live.into()));
    gauge("pystreaming_viewers", "gauge", "Open stream pages.", &per_stream(|view| view.viewers.into()));
    gauge("pystreaming_store_up", "gauge", "Whether the database answers.", &one(state.store_up.into()));
    let watching = state.hls_dir == "ok";
    gauge("pystreaming_hls_dir_up", "gauge", "Whether the HLS folder can be read.", &one(watching.into()));
    gauge("pystreaming_sockets", "gauge", "Open sockets of chat and of stream pages.", &one(state.sockets));
    gauge(
        "pystreaming_journal_waiting",
        "gauge",
        "Steps that wait for the database.",
        &one(state.journal_waiting),
    );
    gauge(
        "pystreaming_journal_written_total",
        "counter",
        "Steps written to the database.",
        &one(state.journal_written),
    );
    gauge(
        "pystreaming_journal_dropped_total",
        "counter",
        "Steps lost to a full queue.",
        &one(state.journal_dropped),
    );
    gauge(
        "pystreaming_pages_rendered_total",
        "counter",
        "Pages and API answers rendered because what they show had changed.",
        &one(site.pages.rendered()),
    );
    if let Some(bytes) = state.memory {
        gauge("process_resident_memory_bytes", "gauge", "Resident memory in bytes.", &one(bytes));
    }
    out
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{{{name}=\"{value}\"}}")
}
