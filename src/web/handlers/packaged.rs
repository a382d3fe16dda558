//! The files of what a server of the site packages.

use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::delivery::Packaged;
use pystreaming_actors::model::names::Token;

use crate::web::access::watching::admit;
use crate::web::packaged::{Refused, Wish, answer, fetched, not_live};
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
    let served = match admit(&request, &site, &status) {
        Ok(served) => served,
        Err(instead) => return instead.response(),
    };
    let wish = Wish::File(rendition, name);
    let hold = || site.held_requests.hold(&site.peer(&request)).ok_or(Refused::TooMany);
    match packaged {
        Packaged::Here(packaged) => answer(&request, packaged, (&media.streamer, &served), &wish, hold).await,
        Packaged::Elsewhere(distant) => fetched(&request, distant, &wish, &served, hold).await,
    }
}
