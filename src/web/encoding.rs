//! Ready-made answers in the encoding that the client accepts.

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use pystreaming_actors::precompressed::Precompressed;

pub fn accepts_gzip(request: &HttpRequest) -> bool {
    let Some(accepted) = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    accepted.split(',').any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        matches!(name.trim(), "gzip" | "*") && !refused
    })
}

/// Whether the client's `If-None-Match` names this version.
pub fn is_cached(if_none_match: Option<&HeaderValue>, etag: &str) -> bool {
    let known = if_none_match.and_then(|value| value.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag))
}

/// A 200 with a ready-made text.
pub fn respond(
    request: &HttpRequest,
    text: &Precompressed,
    content_type: &'static str,
    cache: &'static str,
) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(content_type)))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((VARY, HeaderValue::from_static("Accept-Encoding")));
    if accepts_gzip(request) {
        response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("gzip"))).body(text.gzip.clone())
    } else {
        response.body(text.plain.clone())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn gzip_is_used_when_accepted_and_not_refused() {
        for (accepted, taken) in [
            ("gzip", true),
            ("deflate, gzip;q=0.5, br", true),
            ("*", true),
            ("gzip;q=0", false),
            ("br, deflate", false),
            ("", false),
            ("xgzip", false),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT_ENCODING, accepted)).to_http_request();
            assert_eq!(accepts_gzip(&request), taken, "{accepted:?}");
        }
        assert!(!accepts_gzip(&TestRequest::default().to_http_request()));
    }
}
