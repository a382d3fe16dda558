//! Playlists, served from memory.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::media::{BroadcastMedia, Quality};
use pystreaming_actors::precompressed::Precompressed;

use crate::web::encoding;
use crate::web::refusal::refuse;
use crate::web::site::Site;

const HLS: &str = "application/vnd.apple.mpegurl";

/// `GET /<streamer>/playlist.m3u8`: the first quality.
pub async fn first(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, |media| Some(&media.rendition(None)?.text))
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
    answer(&request, &site, &name, |media| Some(&media.rendition(Some(&quality))?.text))
}

/// `GET /<streamer>/master.m3u8`: the master playlist of all qualities.
pub async fn master(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, BroadcastMedia::master)
}

fn answer(
    request: &HttpRequest,
    site: &Site,
    name: &str,
    text: impl Fn(&BroadcastMedia) -> Option<&Precompressed>,
) -> HttpResponse {
    let Some(status) = site.index.get(name) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such streamer");
    };
    if !site.may_watch(request, &status) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let cache = if status.settings.password.is_some() { "private, max-age=1" } else { "public, max-age=1" };
    // nothing under a prefix is served to people who may not know it
    let media = status.prefix().and_then(|prefix| site.media.get(prefix));
    match media.as_deref().and_then(text) {
        Some(text) => encoding::respond(request, text, HLS, cache),
        None => refuse(StatusCode::NOT_FOUND, "this stream is not live, or not in this quality"),
    }
}
