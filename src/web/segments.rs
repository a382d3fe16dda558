//! Segments: by the server itself, from memory; or by nginx, told where.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_RANGE, RANGE,
};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use pystreaming_actors::live::{LiveIndex, QualityView, StreamView};
use pystreaming_actors::watcher::{SegmentName, open_regular, segment_path};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tracing::warn;

use super::error::refuse;
use super::pieces::Pieces;
use super::site::Site;
use crate::config::Delivery;

const TS: &str = "video/mp2t";
/// Largest segment that is sent: a minute at 35 Mbit/s.
const SEGMENT_MAX: u64 = 256 * 1024 * 1024;

/// How often memory is given back.
const SWEEP_EVERY: Duration = Duration::from_secs(2);

/// Segments that are being watched, read from disk once for all viewers.
pub struct SegmentCache {
    cache: Cache<SegmentName, Bytes, BySize>,
}

#[derive(Clone)]
struct BySize;

impl Weighter<SegmentName, Bytes> for BySize {
    fn weight(&self, _: &SegmentName, segment: &Bytes) -> u64 {
        segment.len() as u64
    }
}

impl SegmentCache {
    /// Keeps up to so many MiB.
    pub fn new(mib: u32) -> Self {
        Self { cache: Cache::with_weighter(256, u64::from(mib) << 20, BySize) }
    }

    /// The segment, read by whoever asks first while others wait. `None` where there is no such file.
    async fn get(&self, name: &SegmentName, path: PathBuf) -> Option<Bytes> {
        let read = async {
            let read = web::block(move || read_segment(&path)).await;
            read.map_err(|_| ())?.ok_or(())
        };
        self.cache.get_or_insert_async(name, read).await.ok()
    }

    /// Gives back the memory of segments that playlists no longer list. Players that still ask for them are served
    /// from the disk.
    fn keep_listed(&self, index: &LiveIndex) {
        self.cache.retain(|name, _| is_listed(index, name));
    }
}

fn is_listed(index: &LiveIndex, name: &SegmentName) -> bool {
    let Some(view) = index.by_prefix(&name.prefix) else { return false };
    let quality = listed_quality(&view, name);
    quality.is_some_and(|quality| quality.segments.first().is_some_and(|first| *first <= name.number))
}

/// Keeps the segment cache to what playlists list, for as long as the server runs.
pub async fn forget_old_segments(site: web::Data<Site>) {
    let mut pause = tokio::time::interval(SWEEP_EVERY);
    let mut seen = None;
    loop {
        pause.tick().await;
        let version = site.index.version();
        if !site.segments.cache.is_empty() && seen.replace(version) != Some(version) {
            site.segments.keep_listed(&site.index);
        }
    }
}

fn read_segment(path: &std::path::Path) -> Option<Bytes> {
    use std::io::Read;
    let mut file = open_regular(path).ok()?;
    let len = file.metadata().ok()?.len();
    if len > SEGMENT_MAX {
        warn!(bytes = len, most = SEGMENT_MAX, "a segment is too large to be sent; shorten hls_fragment");
        return None;
    }
    let mut segment = Vec::with_capacity(usize::try_from(len).ok()?);
    file.by_ref().take(SEGMENT_MAX).read_to_end(&mut segment).ok()?;
    Some(segment.into())
}

/// `GET /hls/<file>`.
pub async fn segment(request: HttpRequest, site: web::Data<Site>, file: web::Path<String>) -> HttpResponse {
    let missing = || refuse(StatusCode::NOT_FOUND, "there is no such segment, or no longer");
    let Some(name) = SegmentName::parse(&file) else { return missing() };
    let Some(view) = site.index.by_prefix(&name.prefix) else { return missing() };
    let Some(quality) = listed_quality(&view, &name) else { return missing() };
    if !site.may_watch(&request, &view) {
        return refuse(StatusCode::FORBIDDEN, "this stream needs a password");
    }
    let cache = match view.settings.password {
        Some(_) => "private, max-age=3600, immutable",
        None => "public, max-age=3600, immutable",
    };
    if site.config.delivery == Delivery::Accel {
        return HttpResponse::Ok()
            .insert_header((ACCEL_REDIRECT, format!("{}/{name}", site.config.accel_location)))
            .insert_header((CONTENT_TYPE, HeaderValue::from_static(TS)))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
            .finish();
    }
    let rendition = &quality.rendition;
    let path = segment_path(&site.config.hls_dir, &rendition.stem, rendition.quality.as_ref(), name.number);
    match site.segments.get(&name, path).await {
        Some(segment) => send(&request, &name, segment, cache),
        None => missing(),
    }
}

const ACCEL_REDIRECT: HeaderName = HeaderName::from_static("x-accel-redirect");

/// The quality that a segment is of, if it is a segment that has ever been listed: a later one is still being written.
fn listed_quality<'a>(view: &'a Arc<StreamView>, name: &SegmentName) -> Option<&'a QualityView> {
    let quality = view.on_air.as_ref()?.qualities.iter().find(|one| one.rendition.quality == name.quality)?;
    quality.segments.last().is_some_and(|last| name.number <= *last).then_some(quality)
}

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
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(TS)))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((ACCEPT_RANGES, HeaderValue::from_static("bytes")))
        .insert_header((ETAG, etag));
    response.0.body(Pieces::of(response.1))
}

/// What part of a text of known length a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// All of it: no range, several, or one that is not understood, which RFC 9110 lets a server ignore.
    Whole,
    /// From the first up to, and without, the second.
    Part(usize, usize),
    /// Nothing that is there.
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
    use pystreaming_actors::live::{BroadcastView, ReadyText};
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
    use pystreaming_actors::model::{Broadcast, ChatSetting, Streamer};
    use pystreaming_actors::watcher::{Rendition, Stem};

    use super::*;

    /// A stream that lists these segments.
    fn listing(segments: &[u64]) -> StreamView {
        let streamer = StreamerName::stored("alice");
        let settings = Streamer {
            name: streamer.clone(),
            key: Secrets::derive("s").hash(&StreamKey::new("k").unwrap()),
            chat: ChatSetting::Enabled,
            description: None,
            password: None,
            mastodon: None,
            last_live: None,
        };
        let (id, prefix) = (Token::from_random(1), Token::from_random(2));
        let rendition = Rendition { stem: Stem::new("k").unwrap(), quality: None };
        let playlist = ReadyText::new("");
        let quality = QualityView { rendition, height: None, playlist, segments: segments.into() };
        let broadcast = Broadcast { id, streamer, publish_name: None, prefix, started_at: 0 };
        let on_air = Some(BroadcastView { broadcast, master: None, qualities: vec![quality] });
        StreamView { on_air, ..StreamView::offline(settings) }
    }

    #[actix_web::test]
    async fn segments_that_left_the_playlist_leave_memory() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, index) = (SegmentCache::new(1), LiveIndex::default());
        let name = |number| SegmentName { prefix: Token::from_random(2), quality: None, number };
        for number in 3..6 {
            let path = folder.path().join(number.to_string());
            std::fs::write(&path, "segment").unwrap();
            cache.get(&name(number), path).await.unwrap();
        }
        let kept = || (3..6).filter(|number| cache.cache.get(&name(*number)).is_some()).collect::<Vec<_>>();
        index.publish(listing(&[4, 5]));
        cache.keep_listed(&index);
        assert_eq!(kept(), [4, 5]);
        index.publish(StreamView { on_air: None, ..listing(&[]) });
        cache.keep_listed(&index);
        assert!(cache.cache.is_empty(), "the broadcast is over");
    }

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
