//! Segments, served from memory or, by `X-Accel-Redirect`, by nginx.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE,
};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use pystreaming_actors::media::{SegmentName, segment_path};

use crate::config::Delivery;
use crate::web::chunked::Chunked;
use crate::web::refusal::refuse;
use crate::web::segment_cache::listed_rendition;
use crate::web::site::Site;

const CONTENT: HeaderValue = HeaderValue::from_static(SegmentName::CONTAINER.content_type());

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
    if !site.may_watch(&request, &status) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let cache = match status.settings.password {
        Some(_) => "private, max-age=3600, immutable",
        None => "public, max-age=3600, immutable",
    };
    if site.config.delivery == Delivery::Accel {
        return HttpResponse::Ok()
            .insert_header((ACCEL_REDIRECT, format!("{}/{name}", site.config.accel_location)))
            .insert_header((CONTENT_TYPE, CONTENT))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
            .finish();
    }
    let rendition = &rendition.rendition;
    let path =
        segment_path(&site.config.hls_dir, &rendition.publish_file, rendition.quality.as_ref(), name.number);
    match site.segments.get(&name, path).await {
        Some(segment) => send(&request, &name, segment, cache),
        None => missing(),
    }
}

const ACCEL_REDIRECT: HeaderName = HeaderName::from_static("x-accel-redirect");

fn send(request: &HttpRequest, name: &SegmentName, segment: Bytes, cache: &'static str) -> HttpResponse {
    let etag = format!("\"{}-{}\"", name.number, segment.len());
    let headers = request.headers();
    let same = headers.get(IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes());
    let range = headers.get(RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
    let len = segment.len();
    let mut response = match range.map(|range| parse_range(range, len)) {
        Some(Range::Unsatisfiable) => {
            return HttpResponse::RangeNotSatisfiable()
                .insert_header((CONTENT_RANGE, format!("bytes */{len}")))
                .finish();
        }
        Some(Range::Part(from, to)) => {
            let mut response = HttpResponse::PartialContent();
            response.insert_header((CONTENT_RANGE, format!("bytes {from}-{}/{len}", to - 1)));
            (response, segment.slice(from..to))
        }
        None | Some(Range::Whole) => (HttpResponse::Ok(), segment),
    };
    response
        .0
        .insert_header((CONTENT_TYPE, CONTENT))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((ACCEPT_RANGES, HeaderValue::from_static("bytes")))
        .insert_header((ETAG, etag));
    response.0.body(Chunked::new(response.1))
}

/// The part of a segment that a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// All of it: several ranges, or an invalid one, which RFC 9110 lets a server ignore.
    Whole,
    /// From the first byte up to the second, exclusive.
    Part(usize, usize),
    /// Outside the segment.
    Unsatisfiable,
}

fn parse_range(header: &str, len: usize) -> Range {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Whole;
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            None => Range::Whole,
            Some(0) => Range::Unsatisfiable,
            Some(_) if len == 0 => Range::Unsatisfiable,
            Some(suffix) => Range::Part(len.saturating_sub(suffix), len),
        },
        (first, last) => match (number(first), number(last)) {
            (Some(from), _) if from >= len => Range::Unsatisfiable,
            (Some(from), None) if last.is_empty() => Range::Part(from, len),
            (Some(from), Some(to)) if from <= to => Range::Part(from, to.saturating_add(1).min(len)),
            _ => Range::Whole,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_those_of_rfc_9110() {
        for (header, range) in [
            ("bytes=0-3", Range::Part(0, 4)),
            ("bytes=6-", Range::Part(6, 10)),
            ("bytes=-4", Range::Part(6, 10)),
            ("bytes=-40", Range::Part(0, 10)),
            ("bytes=8-99", Range::Part(8, 10)),
            ("bytes=10-", Range::Unsatisfiable),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=3-2", Range::Whole),
            ("bytes=0-1,4-5", Range::Whole),
            ("items=0-1", Range::Whole),
            ("bytes=x-", Range::Whole),
        ] {
            assert_eq!(parse_range(header, 10), range, "{header}");
        }
    }

    proptest! {
        #[test]
        fn part_lies_within_the_text(header in "(bytes=)?[0-9]{0,22}-[0-9]{0,22}", len in 0usize..100) {
            if let Range::Part(from, to) = parse_range(&header, len) {
                prop_assert!(from < to && to <= len);
            }
        }
    }
}
