//! Segments, served from memory or, by `X-Accel-Redirect`, by nginx.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use pystreaming_actors::media::{SegmentName, segment_path};

use crate::config::Delivery;
use crate::web::access::watching::may_watch;
use crate::web::ranged::{self, Content};
use crate::web::refusal::refuse;
use crate::web::segment_cache::listed_rendition;
use crate::web::site::Site;

const CONTENT: &str = SegmentName::CONTAINER.content_type();

/// `GET /hls/<file>`.
pub async fn segment(request: HttpRequest, site: web::Data<Site>, file: web::Path<String>) -> HttpResponse {
    let missing = || refuse(StatusCode::NOT_FOUND, "there is no such segment, or no longer");
    let Some(name) = SegmentName::parse(&file) else { return missing() };
    let Some(media) = site.media.get(&name.prefix) else { return missing() };
    let Some(rendition) = listed_rendition(&media, &name) else { return missing() };
    let status = site.index.of(&media.streamer);
    // a prefix stops with the status that no longer names it
    let Some(status) = status.filter(|status| status.prefix() == Some(&name.prefix)) else {
        return missing();
    };
    if !may_watch(&request, &site, &status) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let cache = match status.settings.password {
        Some(_) => "private, max-age=3600, immutable",
        None => "public, max-age=3600, immutable",
    };
    if site.config.delivery == Delivery::Accel {
        return HttpResponse::Ok()
            .insert_header((ACCEL_REDIRECT, format!("{}/{name}", site.config.accel_location)))
            .insert_header((CONTENT_TYPE, HeaderValue::from_static(CONTENT)))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
            .finish();
    }
    let rendition = &rendition.rendition;
    let path =
        segment_path(&site.config.hls_dir, &rendition.publish_file, rendition.quality.as_ref(), name.number);
    match site.segments.get(&name, path).await {
        Some(segment) => {
            let etag = format!("\"{}-{}\"", name.number, segment.len());
            ranged::respond(&request, Content { pieces: vec![segment], etag, content_type: CONTENT, cache })
        }
        None => missing(),
    }
}

const ACCEL_REDIRECT: HeaderName = HeaderName::from_static("x-accel-redirect");
