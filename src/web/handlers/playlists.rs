//! Playlists, served from memory.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::live::{BroadcastView, ReadyText};
use pystreaming_actors::media::Quality;

use crate::web::encoding;
use crate::web::refusal::refuse;
use crate::web::site::Site;

const HLS: &str = "application/vnd.apple.mpegurl";

/// `GET /<streamer>/playlist.m3u8`: the first quality.
pub async fn first(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, |on_air| Some(&on_air.quality(None)?.playlist))
}

/// `GET /<streamer>/playlist/<quality>.m3u8`.
pub async fn quality(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (name, quality) = path.into_inner();
    let Ok(quality) = Quality::parse(&quality) else {
        return refuse(StatusCode::NOT_FOUND, "this stream has no such quality");
    };
    answer(&request, &site, &name, |on_air| Some(&on_air.quality(Some(&quality))?.playlist))
}

/// `GET /<streamer>/master.m3u8`: the master playlist of all qualities.
pub async fn master(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, |on_air| on_air.master.as_ref())
}

fn answer(
    request: &HttpRequest,
    site: &Site,
    name: &str,
    text: impl Fn(&BroadcastView) -> Option<&ReadyText>,
) -> HttpResponse {
    let Some(view) = site.index.get(name) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such streamer");
    };
    if !site.may_watch(request, &view) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let cache = if view.settings.password.is_some() { "private, max-age=1" } else { "public, max-age=1" };
    match view.on_air.as_ref().and_then(text) {
        Some(text) => encoding::respond(request, text, HLS, cache),
        None => refuse(StatusCode::NOT_FOUND, "this stream is not live, or not in this quality"),
    }
}
