//! Pictures of emotes.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH,
};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use pystreaming_actors::ports::StoreError;
use tracing::warn;

use crate::web::chunked::Chunked;
use crate::web::emotes::content_type;
use crate::web::encoding::is_cached;
use crate::web::file_names::is_plain;
use crate::web::refusal::refuse;
use crate::web::site::Site;

/// Files in the folder can be replaced.
const CACHE: &str = "public, max-age=3600";
/// The name of an upload changes with its contents.
const CACHE_UPLOADED: &str = "public, max-age=31536000, immutable";
/// For browsers that open a picture by itself.
const POLICY: &str = "default-src 'none'; sandbox";

/// `GET /static/emotes/<file>`.
pub async fn emote(request: HttpRequest, site: web::Data<Site>, file: web::Path<String>) -> HttpResponse {
    let missing = || refuse(StatusCode::NOT_FOUND, "there is no such emote");
    let name = file.into_inner();
    let Some(content_type) = content_type(&name).filter(|_| is_plain(&name)) else { return missing() };
    let read = web::block(move || site.emotes.read(&name)).await;
    let Ok(Ok(picture)) = read else { return missing() };
    respond(&request, Picture { contents: picture.contents, etag: &picture.etag, content_type, cache: CACHE })
}

/// `GET /-/emotes/<name>`.
pub async fn uploaded(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let missing = || refuse(StatusCode::NOT_FOUND, "there is no such emote");
    let Some(content_type) = content_type(&name) else { return missing() };
    match site.uploads.read(&name).await {
        Ok(Some(contents)) => {
            let etag = format!("\"{name}\"");
            respond(&request, Picture { contents, etag: &etag, content_type, cache: CACHE_UPLOADED })
        }
        Ok(None) => missing(),
        Err(error) => unavailable(&error),
    }
}

pub(super) fn unavailable(error: &StoreError) -> HttpResponse {
    warn!(%error, "cannot read a picture");
    refuse(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer now")
}

/// A picture, and how it is served.
pub(super) struct Picture<'a> {
    pub contents: Bytes,
    /// In quotes.
    pub etag: &'a str,
    pub content_type: &'static str,
    pub cache: &'static str,
}

pub(super) fn respond(request: &HttpRequest, picture: Picture<'_>) -> HttpResponse {
    let is_cached = is_cached(request.headers().get(IF_NONE_MATCH), picture.etag);
    let mut response = if is_cached { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, picture.etag))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(picture.cache)))
        .insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)));
    if is_cached {
        return response.finish();
    }
    response
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(picture.content_type)))
        .body(Chunked::new(vec![picture.contents]))
}
