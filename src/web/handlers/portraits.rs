//! Pictures that streamers have of themselves.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::model::PictureKind;

use super::emotes::{Picture, respond, unavailable};
use crate::media::portraits::content_type;
use crate::web::access::watching::may_watch;
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// The name changes with the contents.
const CACHE: &str = "public, max-age=31536000, immutable";
/// A stream may get a password, and then nobody else shows the picture for longer than this; so does a preview picture.
const CACHE_OFFLINE: &str = "public, max-age=60";
/// Of what a password protects, proxies keep no copy, and browsers ask each time whether they still may show theirs.
const CACHE_LOCKED: &str = "private, no-cache";

/// `GET /<streamer>/avatar/<width>/<name>`: for everybody, also of a locked stream.
pub async fn avatar(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(String, u32, String)>,
) -> HttpResponse {
    file(&request, &site, PictureKind::Avatar, path.into_inner()).await
}

/// `GET /<streamer>/offline-picture/<width>/<name>`: of a locked stream, for those who know the password.
pub async fn offline(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(String, u32, String)>,
) -> HttpResponse {
    file(&request, &site, PictureKind::Offline, path.into_inner()).await
}

async fn file(
    request: &HttpRequest,
    site: &Site,
    kind: PictureKind,
    (streamer, width, name): (String, u32, String),
) -> HttpResponse {
    let missing = || refuse(StatusCode::NOT_FOUND, "there is no such picture");
    let Some(view) = site.index.get(&streamer) else { return missing() };
    let is_protected = kind == PictureKind::Offline && view.settings.password.is_some();
    if is_protected && !may_watch(request, site, &view) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let contents = match site.portraits.read(&view.settings, kind, width, &name).await {
        Ok(Some(contents)) => contents,
        Ok(None) => return missing(),
        Err(error) => return unavailable(&error),
    };
    let etag = format!("\"{width}-{name}\"");
    let cache = match kind {
        PictureKind::Avatar => CACHE,
        PictureKind::Offline if is_protected => CACHE_LOCKED,
        PictureKind::Offline => CACHE_OFFLINE,
    };
    respond(request, Picture { contents, etag: &etag, content_type: content_type(&name), cache })
}
