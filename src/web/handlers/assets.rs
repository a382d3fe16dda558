//! Static files, and the files joined for each page.

use std::collections::HashMap;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH,
    VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::precompressed::Precompressed;

use crate::web::assets::PAGES_FOLDER;
use crate::web::chunked::Chunked;
use crate::web::encoding::{accepts_gzip, is_cached};
use crate::web::error::not_found;
use crate::web::site::Site;

/// A file with its version in the address never changes; without, browsers revalidate it each time.
const CACHE_VERSIONED: &str = "public, max-age=31536000, immutable";
const CACHE_REVALIDATE: &str = "public, no-cache";

/// `GET /static/<path>`.
pub async fn asset(
    request: HttpRequest,
    site: web::Data<Site>,
    path: web::Path<String>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    if path.starts_with(PAGES_FOLDER) {
        return not_found(&site, &request);
    }
    respond(&site, &request, &path, query.get("v").map(String::as_str))
}

/// `GET /-/<file>`: a joined script or style sheet, or the source map of one.
pub async fn joined_file(
    request: HttpRequest,
    site: web::Data<Site>,
    file: web::Path<String>,
    query: web::Query<HashMap<String, String>>,
) -> HttpResponse {
    respond(&site, &request, &format!("{PAGES_FOLDER}{file}"), query.get("v").map(String::as_str))
}

/// `GET /sw.js`: the service worker, which shows messages of Web Push. It is at the root, because a worker sees to nothing
/// above its folder. It keeps nothing, and needs nothing but the API and the pictures of its notifications.
pub async fn service_worker(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let mut response = respond(&site, &request, "sw.js", None);
    let needed = HeaderValue::from_static("default-src 'none'; connect-src 'self'; img-src 'self'");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, needed);
    response
}

/// `GET /favicon.ico`.
pub async fn favicon(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    respond(&site, &request, "icons/favicon.ico", None)
}

/// `GET /apple-touch-icon.png`.
pub async fn touch_icon(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    respond(&site, &request, "icons/apple-touch-icon.png", None)
}

fn respond(site: &Site, request: &HttpRequest, path: &str, version: Option<&str>) -> HttpResponse {
    let Some(asset) = site.assets.get(path) else { return not_found(site, request) };
    let etag = format!("\"{}\"", asset.version);
    let cache = if version == Some(&*asset.version) { CACHE_VERSIONED } else { CACHE_REVALIDATE };
    if is_cached(request.headers().get(IF_NONE_MATCH), &etag) {
        return HttpResponse::NotModified()
            .insert_header((ETAG, etag))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
            .finish();
    }
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, asset.content_type.as_str()))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((VARY, HeaderValue::from_static("Accept-Encoding")))
        .insert_header((ETAG, etag));
    let Precompressed { plain, gzip } = asset.encodings();
    if accepts_gzip(request) && gzip.len() < plain.len() {
        response
            .insert_header((CONTENT_ENCODING, HeaderValue::from_static("gzip")))
            .body(Chunked::new(vec![gzip.clone()]))
    } else {
        response.body(Chunked::new(vec![plain.clone()]))
    }
}
