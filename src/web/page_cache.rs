//! Rendered pages and answers, each kept until what it shows changes.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use pystreaming_actors::precompressed::{Precompressed, compact};
use pystreaming_actors::status::StreamStatus;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::templates::Templates;
use crate::languages::Language;

/// Bytes of memory for each cache. A flood of requests for made-up hosts evicts only its own entries: those that are
/// asked for again and again stay.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// One text for each key, valid for one version of what it shows.
pub struct VersionedCache<Key, Version> {
    texts: Cache<Key, (Version, Arc<Precompressed>), ByLength>,
    /// How many texts were rendered so far.
    rendered: AtomicU64,
}

#[derive(Clone)]
struct ByLength;

impl<Key, Version> Weighter<Key, (Version, Arc<Precompressed>)> for ByLength {
    fn weight(&self, _: &Key, (_, text): &(Version, Arc<Precompressed>)) -> u64 {
        (text.plain.len() + text.gzip.len()) as u64
    }
}

impl<Key: Eq + Hash, Version: PartialEq + Clone> VersionedCache<Key, Version> {
    fn new(expected_entries: usize) -> Self {
        let texts = Cache::with_weighter(expected_entries, CACHE_BYTES, ByLength);
        Self { texts, rendered: AtomicU64::new(0) }
    }

    /// The cached text, or a new one if the cached text shows another version.
    pub fn get<Error>(
        &self,
        key: Key,
        version: Version,
        render: impl FnOnce() -> Result<String, Error>,
    ) -> Result<Arc<Precompressed>, Error> {
        if let Some((rendered, text)) = self.texts.get(&key)
            && rendered == version
        {
            return Ok(text);
        }
        let text = Arc::new(Precompressed::new(compact(render()?)));
        self.rendered.fetch_add(1, Ordering::Relaxed);
        self.texts.insert(key, (version, Arc::clone(&text)));
        Ok(text)
    }
}

/// The versions of the index and of the pictures, the number of [`LISTING_SECONDS`] that have passed, since what ended
/// lately and what starts next are matters of time, and the version of the site's settings.
pub type ListingVersion = (u64, u64, i64, u64);

/// A list of streams is rendered again after so many seconds, even if nothing has changed.
pub const LISTING_SECONDS: i64 = 300;

/// What a page is rendered for besides the stream: theme, origin and language.
pub type Audience = (Box<str>, Box<str>, &'static Language);

/// Streamer, folded; audience; kind of page.
pub type PageKey = (Box<str>, Audience, StreamPage);

/// The stream's status, whether it has a preview picture, and for a stream with a schedule the number of
/// [`LISTING_SECONDS`] that have passed; the version of the site's settings.
pub type PageVersion = (Snapshot, bool, i64, u64);

/// A stream at one moment: rooms replace the whole status when anything in it changes, which a playlist does not.
#[derive(Clone)]
pub struct Snapshot(pub Arc<StreamStatus>);

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The pages of one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreamPage {
    /// Player, description and chat.
    Stream,
    /// The player alone, for frames of other sites.
    Embed,
    /// The chat in a window of its own.
    Chat,
    /// The chat as an overlay for broadcasting software.
    Overlay,
}

impl StreamPage {
    pub fn template(self) -> &'static str {
        match self {
            Self::Stream => "stream.html",
            Self::Embed => "embed.html",
            Self::Chat => "chat.html",
            Self::Overlay => "overlay.html",
        }
    }
}

/// All cached pages, and the templates that they are rendered from.
pub struct PageCache {
    /// For pages that are cached, and for those that are not.
    pub templates: Templates,
    /// Front pages without a search.
    pub fronts: VersionedCache<Audience, ListingVersion>,
    /// Pages of streams.
    pub streams: VersionedCache<PageKey, PageVersion>,
    /// `/api/streams` without a search.
    pub listing: VersionedCache<(), ListingVersion>,
    /// `/<streamer>/info`, by streamer, folded.
    pub infos: VersionedCache<Box<str>, Snapshot>,
}

impl PageCache {
    /// Nothing is rendered yet.
    pub fn new(templates: Templates) -> Self {
        Self {
            templates,
            fronts: VersionedCache::new(256),
            streams: VersionedCache::new(2048),
            listing: VersionedCache::new(1),
            infos: VersionedCache::new(4096),
        }
    }

    /// How many texts were rendered so far, because what they show had changed or they were not cached.
    pub fn rendered(&self) -> u64 {
        let all =
            [&self.fronts.rendered, &self.streams.rendered, &self.listing.rendered, &self.infos.rendered];
        all.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }
}
