//! Pictures of emotes.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::web::chunked::Chunked;
use crate::web::emotes::content_type;
use crate::web::encoding::is_cached;
use crate::web::file_names::is_plain;
use crate::web::refusal::refuse;
use crate::web::site::Site;

const CACHE: &str = "public, max-age=3600";

/// `GET /static/emotes/<file>`.
pub async fn emote(request: HttpRequest, site: web::Data<Site>, file: web::Path<String>) -> HttpResponse {
    let missing = || refuse(StatusCode::NOT_FOUND, "there is no such emote");
    let name = file.into_inner();
    let Some(content_type) = content_type(&name).filter(|_| is_plain(&name)) else { return missing() };
    let read = web::block(move || site.emotes.read(&name)).await;
    let Ok(Ok(picture)) = read else { return missing() };
    let is_cached = is_cached(request.headers().get(IF_NONE_MATCH), &picture.etag);
    let mut response = if is_cached { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, &*picture.etag))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(CACHE)));
    if is_cached {
        return response.finish();
    }
    response
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(content_type)))
        .body(Chunked::new(picture.contents))
}
