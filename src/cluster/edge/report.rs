//! What this node tells about itself, as the node that leads does.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::pass::Passage;
use super::shared::Shared;
use crate::web::refuse;

/// `GET /healthz`: whether the process answers.
pub async fn healthz(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    if !shared.may_measure(&request) {
        return missing();
    }
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: whether requests can be passed on to a node that leads.
pub async fn readyz(
    request: HttpRequest,
    shared: web::Data<Shared>,
    passage: web::Data<Passage>,
) -> HttpResponse {
    if !shared.may_measure(&request) {
        return missing();
    }
    let leader = passage.leader();
    let is_ready = match &leader {
        Some(leader) => passage.reach(leader).await,
        None => false,
    };
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    HttpResponse::build(status).json(json!({
        "ready": is_ready,
        "node": shared.name,
        "leader": leader.map(|leader| leader.name.clone()),
    }))
}

/// `GET /metrics`, in Prometheus' text format.
pub async fn metrics(
    request: HttpRequest,
    shared: web::Data<Shared>,
    passage: web::Data<Passage>,
) -> HttpResponse {
    if !shared.may_measure(&request) {
        return missing();
    }
    let (passed, failed) = passage.counts();
    let [fetched, served, given] = shared.media.counts();
    let mut text = String::new();
    for (name, kind, help, value) in [
        ("pystreaming_node_leads", "gauge", "Whether this node leads.", 0),
        ("pystreaming_nodes", "gauge", "Nodes of the site that are there.", shared.lease.nodes().into()),
        (
            "pystreaming_node_leader_known",
            "gauge",
            "Whether a node leads, to which this one passes requests on.",
            passage.leader().is_some().into(),
        ),
        ("pystreaming_node_passed_total", "counter", "Requests passed on to the node that leads.", passed),
        ("pystreaming_node_failed_total", "counter", "Requests for which no node answered.", failed),
        ("pystreaming_node_sockets", "gauge", "Open sockets that are passed on.", passage.sockets()),
        (
            "pystreaming_node_frames_received_total",
            "counter",
            "Frames for sockets that the node that leads sent; one for all that get the same.",
            shared.sockets.heard.load(Ordering::Relaxed),
        ),
        (
            "pystreaming_node_frames_delivered_total",
            "counter",
            "Frames passed on to sockets.",
            shared.sockets.delivered.load(Ordering::Relaxed),
        ),
        (
            "pystreaming_node_streams",
            "gauge",
            "Streams whose encoders send them to this node, which packages them.",
            shared.homes.count() as u64,
        ),
        (
            "pystreaming_node_media_fetched_total",
            "counter",
            "Playlists, segments and parts fetched from other nodes.",
            fetched,
        ),
        (
            "pystreaming_node_media_served_total",
            "counter",
            "Playlists, segments and parts served to viewers from memory.",
            served,
        ),
        (
            "pystreaming_node_media_given_total",
            "counter",
            "Playlists, segments and parts given to other nodes from memory.",
            given,
        ),
    ] {
        // writing to a string cannot fail
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}

/// For what is not there.
pub async fn nothing() -> HttpResponse {
    missing()
}

fn missing() -> HttpResponse {
    refuse(StatusCode::NOT_FOUND, "there is no such page")
}
