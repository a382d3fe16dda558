//! A cache of the segments that players ask for now.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use bytes::Bytes;
use pystreaming_actors::live::{LiveIndex, QualityView, StreamView};
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
    fn keep_listed(&self, index: &LiveIndex) {
        self.cache.retain(|name, _| is_listed(index, name));
    }
}

/// The quality of a segment that its playlist has listed by now. A later segment is still being written.
pub fn listed_quality<'a>(view: &'a Arc<StreamView>, name: &SegmentName) -> Option<&'a QualityView> {
    let quality = view.on_air.as_ref()?.qualities.iter().find(|one| one.rendition.quality == name.quality)?;
    quality.segments.last().is_some_and(|last| name.number <= *last).then_some(quality)
}

fn is_listed(index: &LiveIndex, name: &SegmentName) -> bool {
    let Some(view) = index.by_prefix(&name.prefix) else { return false };
    let quality = listed_quality(&view, name);
    quality.is_some_and(|quality| quality.segments.first().is_some_and(|first| *first <= name.number))
}

/// Evicts segments that playlists no longer list, for as long as the server runs.
pub async fn evict_old_segments(segments: Arc<SegmentCache>, index: Arc<LiveIndex>) {
    let mut pause = tokio::time::interval(EVICT_EVERY);
    let mut seen = None;
    loop {
        pause.tick().await;
        let version = index.version();
        if !segments.cache.is_empty() && seen.replace(version) != Some(version) {
            segments.keep_listed(&index);
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

#[cfg(test)]
mod tests {
    use pystreaming_actors::live::{BroadcastView, ReadyText};
    use pystreaming_actors::media::{Rendition, Stem};
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
    use pystreaming_actors::model::{Broadcast, ChatSetting, Streamer};

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
}
