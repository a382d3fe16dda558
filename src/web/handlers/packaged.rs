//! The files of what a server of the site packages.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::delivery::{Packaged, Served};
use pystreaming_actors::model::names::Token;

use crate::web::access::watching::may_watch;
use crate::web::packaged::{Refused, Wish, answer, fetched, not_live};
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// `GET /-/live/<prefix>/<rendition>/<file>`.
pub async fn file(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<(String, usize, String)>,
) -> HttpResponse {
    let (prefix, rendition, name) = path.into_inner();
    let (prefix, Ok(name)) = (Token::stored(&prefix), name.parse()) else { return not_live() };
    let Some(media) = site.media_under(&prefix, &request).await else { return not_live() };
    let status = site.index.of(&media.streamer).filter(|status| status.prefix() == Some(&prefix));
    let (Some(status), Some(packaged)) = (status, &media.packaged) else { return not_live() };
    if !may_watch(&request, &site, &status) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let wish = Wish::File(rendition, name);
    let served = Served { prefix, is_locked: status.settings.password.is_some() };
    let hold = || site.held_requests.hold(&site.peer(&request)).ok_or(Refused::TooMany);
    match packaged {
        Packaged::Here(packaged) => answer(&request, packaged, (&media.streamer, &served), &wish, hold).await,
        Packaged::Elsewhere(distant) => fetched(&request, distant, &wish, &served, hold).await,
    }
}
