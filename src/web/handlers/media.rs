//! What players ask for, each of them several times a second: playlists, and the files of what a server of the site packages.

use actix_web::guard::fn_guard;
use actix_web::http::header::ALLOW;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, Scope, web};
use pystreaming_actors::delivery::Packaged;

use crate::web::access::watching::admit;
use crate::web::encoding;
use crate::web::packaged::{self, HLS, Refused, Whose, Wish, fetched, not_live};
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// All of it. The router tries one address after the other, and most by a regular expression: in front of them this needs none.
pub fn media() -> Scope {
    web::scope("")
        .guard(fn_guard(|context| packaged::is_media(context.head().uri.path())))
        .default_service(web::to(answer))
}

/// - `GET /<streamer>/master.m3u8`: the master playlist of all qualities.
/// - `GET /<streamer>/playlist.m3u8`: the playlist of the first quality.
/// - `GET /<streamer>/playlist/<quality>.m3u8`: that of another.
/// - `GET /-/live/<prefix>/<rendition>/<file>`: a file that they name.
async fn answer(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return HttpResponse::MethodNotAllowed().insert_header((ALLOW, "GET, HEAD")).finish();
    }
    let Some((whose, wish)) = Wish::of(request.uri().path()) else { return not_live() };
    let (status, of_prefix) = match whose {
        Whose::Streamer(name) => match site.index.get(&name) {
            Some(status) => (status, None),
            None => return refuse(StatusCode::NOT_FOUND, "there is no such streamer"),
        },
        Whose::Broadcast(prefix) => {
            let Some(media) = site.media_under(&prefix, &request).await else { return not_live() };
            match site.index.of(&media.streamer).filter(|status| status.prefix() == Some(&prefix)) {
                Some(status) => (status, Some(media)),
                None => return not_live(),
            }
        }
    };
    let served = match admit(&request, &site, &status) {
        Ok(served) => served,
        Err(instead) => return instead.response(),
    };
    let media = match of_prefix {
        Some(media) => media,
        None => match site.media_under(&served.prefix, &request).await {
            Some(media) => media,
            None => return not_live(),
        },
    };
    let hold = || site.held_requests.hold(&site.peer(&request)).ok_or(Refused::TooMany);
    let text = match (&media.packaged, &wish) {
        (Some(Packaged::Here(packaged)), _) => {
            let shown = (&status.settings.name, &served);
            return packaged::answer(&request, packaged, shown, &wish, hold).await;
        }
        (Some(Packaged::Elsewhere(distant)), _) => {
            return fetched(&request, distant, &wish, &served, hold).await;
        }
        (None, Wish::Playlist(quality)) => media.rendition(quality.as_ref()).map(|one| &one.text),
        (None, Wish::Master) => media.master(),
        // nginx' segments have other addresses
        (None, Wish::File(..)) => None,
    };
    match text {
        Some(text) => encoding::respond(&request, text, HLS, packaged::cache(&wish, served.is_locked)),
        None => not_live(),
    }
}
