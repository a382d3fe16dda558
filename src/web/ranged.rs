//! Ready-made content that clients can read in parts (RFC 9110).

use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderValue, IF_RANGE, RANGE,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;

use super::chunked::Chunked;

/// Bytes that never change under their address.
pub struct Content {
    /// In order; they are sent as one.
    pub pieces: Vec<Bytes>,
    /// A strong validator, with its quotes.
    pub etag: String,
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// Value of `Cache-Control`.
    pub cache: &'static str,
}

/// A 200 with all of the content, a 206 with the requested range, or a 416.
pub fn respond(request: &HttpRequest, content: Content) -> HttpResponse {
    let Content { pieces, etag, content_type, cache } = content;
    answer(request, etag.as_bytes(), pieces, |response| {
        response
            .insert_header((CONTENT_TYPE, HeaderValue::from_static(content_type)))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
            .insert_header((ACCEPT_RANGES, HeaderValue::from_static("bytes")))
            .insert_header((ETAG, &*etag));
    })
}

/// The same of bytes with this validator. `describe` adds the headers of what is sent, all of it or a part.
pub fn answer(
    request: &HttpRequest,
    etag: &[u8],
    pieces: Vec<Bytes>,
    describe: impl FnOnce(&mut HttpResponseBuilder),
) -> HttpResponse {
    let headers = request.headers();
    let same = headers.get(IF_RANGE).is_none_or(|known| known.as_bytes() == etag);
    let range = headers.get(RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
    let len = pieces.iter().map(Bytes::len).sum();
    let (mut response, pieces) = match range.map(|range| parse_range(range, len)) {
        Some(Range::Unsatisfiable) => {
            return HttpResponse::RangeNotSatisfiable()
                .insert_header((CONTENT_RANGE, format!("bytes */{len}")))
                .finish();
        }
        Some(Range::Part(from, to)) => {
            let mut response = HttpResponse::PartialContent();
            response.insert_header((CONTENT_RANGE, format!("bytes {from}-{}/{len}", to - 1)));
            (response, cut(pieces, from, to))
        }
        None | Some(Range::Whole) => (HttpResponse::Ok(), pieces),
    };
    describe(&mut response);
    response.body(Chunked::new(pieces))
}

/// The bytes from the first up to the second position, exclusive.
fn cut(pieces: Vec<Bytes>, from: usize, to: usize) -> Vec<Bytes> {
    let mut start = 0;
    let cut = pieces.into_iter().map(|piece| {
        let (end, len) = (start + piece.len(), piece.len());
        let within = piece.slice(from.clamp(start, end) - start..to.clamp(start, end) - start);
        start += len;
        within
    });
    cut.filter(|piece| !piece.is_empty()).collect()
}

/// The part of the content that a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// All of it: several ranges, or an invalid one, which RFC 9110 lets a server ignore.
    Whole,
    /// From the first byte up to the second, exclusive.
    Part(usize, usize),
    /// Outside the content.
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

        #[test]
        fn cut_pieces_are_the_range_of_the_whole(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..9), 0..6),
            (from, to) in (0usize..60, 0usize..60),
        ) {
            let whole = pieces.concat();
            let (from, to) = (from.min(whole.len()), to.min(whole.len()));
            let (from, to) = (from.min(to), from.max(to));
            let pieces = pieces.into_iter().map(Bytes::from).collect();
            prop_assert_eq!(cut(pieces, from, to).concat(), whole[from..to].to_vec());
        }
    }
}
