//! Playlists, served from memory.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::delivery::Packaged;
use pystreaming_actors::media::Quality;

use crate::web::access::watching::admit;
use crate::web::encoding;
use crate::web::packaged::{self, HLS, Refused, Wish, fetched, not_live};
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// `GET /<streamer>/playlist.m3u8`: the first quality.
pub async fn first(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, Wish::Playlist(None)).await
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
    answer(&request, &site, &name, Wish::Playlist(Some(quality))).await
}

/// `GET /<streamer>/master.m3u8`: the master playlist of all qualities.
pub async fn master(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    answer(&request, &site, &name, Wish::Master).await
}

async fn answer(request: &HttpRequest, site: &Site, name: &str, wish: Wish) -> HttpResponse {
    let Some(status) = site.index.get(name) else {
        return refuse(StatusCode::NOT_FOUND, "there is no such streamer");
    };
    let served = match admit(request, site, &status) {
        Ok(served) => served,
        Err(instead) => return instead.response(),
    };
    let Some(media) = site.media_under(&served.prefix, request).await else { return not_live() };
    let hold = || site.held_requests.hold(&site.peer(request)).ok_or(Refused::TooMany);
    let text = match (&media.packaged, &wish) {
        (Some(Packaged::Here(packaged)), _) => {
            return packaged::answer(request, packaged, (&status.settings.name, &served), &wish, hold).await;
        }
        (Some(Packaged::Elsewhere(distant)), _) => {
            return fetched(request, distant, &wish, &served, hold).await;
        }
        (None, Wish::Playlist(quality)) => media.rendition(quality.as_ref()).map(|one| &one.text),
        (None, _) => media.master(),
    };
    match text {
        Some(text) => encoding::respond(request, text, HLS, packaged::cache(&wish, served.is_locked)),
        None => not_live(),
    }
}
