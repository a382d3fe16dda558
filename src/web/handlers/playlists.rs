//! Playlists, served from memory.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::delivery::Packaged;
use pystreaming_actors::media::Quality;

use super::packaged::{self, not_live};
use crate::web::access::watching::may_watch;
use crate::web::encoding;
use crate::web::refusal::refuse;
use crate::web::site::Site;

const HLS: &str = "application/vnd.apple.mpegurl";

/// What a player asks for.
enum Playlist {
    Master,
    /// Of a quality; `None` stands for the first one.
    Media(Option<Quality>),
}

/// `GET /<streamer>/playlist.m3u8`: the first quality.
pub async fn first(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, Playlist::Media(None)).await
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
    answer(&request, &site, &name, Playlist::Media(Some(quality))).await
}

/// `GET /<streamer>/master.m3u8`: the master playlist of all qualities.
pub async fn master(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, Playlist::Master).await
}

async fn answer(request: &HttpRequest, site: &Site, name: &str, playlist: Playlist) -> HttpResponse {
    let Some(status) = site.index.get(name) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such streamer");
    };
    if !may_watch(request, site, &status) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    // nothing under a prefix is served to people who may not know it
    let media = status.prefix().and_then(|prefix| Some((prefix, site.media.get(prefix)?)));
    let Some((prefix, media)) = media else { return not_live() };
    let text = match (&media.packaged, &playlist) {
        (Some(Packaged::Here(packaged)), Playlist::Master) => packaged.master(prefix),
        (Some(Packaged::Here(packaged)), Playlist::Media(quality)) => {
            let (name, is_locked) = (&status.settings.name, status.settings.password.is_some());
            match packaged::playlist(request, site, packaged, name, prefix, quality.as_ref(), is_locked).await
            {
                Ok(text) => Some(text),
                Err(refused) => return refused.response(),
            }
        }
        (Some(Packaged::Elsewhere(_)), _) => return not_live(),
        (None, Playlist::Master) => media.master().cloned(),
        (None, Playlist::Media(quality)) => media.rendition(quality.as_ref()).map(|one| one.text.clone()),
    };
    let cache = if status.settings.password.is_some() { "private, max-age=1" } else { "public, max-age=1" };
    match text {
        Some(text) => encoding::respond(request, &text, HLS, cache),
        None => not_live(),
    }
}
