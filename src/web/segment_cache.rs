//! A cache of the segments that players ask for now.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use bytes::Bytes;
use pystreaming_actors::delivery::{BroadcastMedia, MediaIndex, RenditionMedia};
use pystreaming_actors::media::SegmentName;
use pystreaming_actors::watcher::open_regular;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tracing::warn;

const EVICT_EVERY: Duration = Duration::from_secs(2);

/// Largest segment that is served, in bytes: a minute at 35 Mbit/s.
const SEGMENT_MAX: u64 = 256 * 1024 * 1024;

/// Each segment is read from disk once for all viewers.
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
    /// Holds up to `mib` MiB.
    pub fn new(mib: u32) -> Self {
        Self { cache: Cache::with_weighter(256, u64::from(mib) << 20, BySize) }
    }

    /// The segment. The first request reads it from disk while others wait. `None` if there is no such file.
    pub async fn get(&self, name: &SegmentName, path: PathBuf) -> Option<Bytes> {
        let read = async {
            let read = web::block(move || read_segment(&path)).await;
            read.map_err(|_| ())?.ok_or(())
        };
        self.cache.get_or_insert_async(name, read).await.ok()
    }

    /// Evicts the segments that playlists no longer list. Players that still ask for them are served from disk.
    fn keep_listed(&self, media: &MediaIndex) {
        self.cache.retain(|name, _| is_listed(media, name));
    }
}

/// The rendition of a segment that is or was listed. Later ones are still being written.
pub fn listed_rendition<'a>(media: &'a BroadcastMedia, name: &SegmentName) -> Option<&'a RenditionMedia> {
    let rendition = media.exact(name.quality.as_ref())?;
    rendition.last_segment().is_some_and(|last| name.number <= last).then_some(rendition)
}

fn is_listed(media: &MediaIndex, name: &SegmentName) -> bool {
    let Some(media) = media.get(&name.prefix) else { return false };
    let first = listed_rendition(&media, name).and_then(RenditionMedia::first_segment);
    first.is_some_and(|first| first <= name.number)
}

/// Evicts segments that playlists no longer list, for as long as the server runs.
pub async fn evict_old_segments(segments: Arc<SegmentCache>, media: Arc<MediaIndex>) {
    let mut pause = tokio::time::interval(EVICT_EVERY);
    loop {
        pause.tick().await;
        segments.keep_listed(&media);
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

#[cfg(test)]
mod tests {
    use pystreaming_actors::delivery::{OfferedMedia, OfferedRendition};
    use pystreaming_actors::media::{MediaPlaylist, PublishFileName, Rendition, Segment};
    use pystreaming_actors::model::names::{StreamerName, Token};

    use super::*;

    /// A stream that lists these segments.
    fn listing(numbers: &[u64]) -> OfferedMedia {
        let duration = Duration::from_secs(1);
        let segment = |number: &u64| Segment { number: *number, duration, discontinuity: false, begun: None };
        let playlist = MediaPlaylist {
            target_duration: 1,
            media_sequence: 4,
            discontinuity_sequence: 0,
            independent_segments: true,
            segments: numbers.iter().map(segment).collect(),
        };
        let rendition = Rendition { publish_file: PublishFileName::new("k").unwrap(), quality: None };
        OfferedMedia {
            streamer: StreamerName::stored("alice"),
            prefix: Token::from_random(2),
            renditions: vec![OfferedRendition { rendition, playlist: Arc::new(playlist) }],
            master: None,
            packaged: None,
            is_locked: false,
        }
    }

    #[actix_web::test]
    async fn segments_that_left_the_playlist_leave_memory() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, media) = (SegmentCache::new(1), MediaIndex::default());
        let name = |number| SegmentName { prefix: Token::from_random(2), quality: None, number };
        for number in 3..6 {
            let path = folder.path().join(number.to_string());
            std::fs::write(&path, "segment").unwrap();
            cache.get(&name(number), path).await.unwrap();
        }
        let kept = || (3..6).filter(|number| cache.cache.get(&name(*number)).is_some()).collect::<Vec<_>>();
        media.publish(listing(&[4, 5]));
        cache.keep_listed(&media);
        assert_eq!(kept(), [4, 5]);
        media.remove(&Token::from_random(2));
        cache.keep_listed(&media);
        assert!(cache.cache.is_empty(), "the broadcast is over");
    }
}
