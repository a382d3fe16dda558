//! Uploaded pictures of emotes, each read from the store when it is first asked for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use pystreaming_actors::model::{EmotePicture, Emotes};
use pystreaming_actors::ports::{Store, StoreError};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::watch;

/// Prefix of their paths.
const UPLOADS: &str = "/-/emotes/";
/// Size of the cache in bytes.
const CACHE_BYTES: u64 = 16 << 20;
/// How long an upload waits until clients know the emote. The registry looks twice a second.
const TOLD_TIMEOUT: Duration = Duration::from_secs(2);

/// The path of an uploaded picture.
pub fn uri_of(picture: &EmotePicture) -> String {
    format!("{UPLOADS}{}", picture.name)
}

/// The uploaded pictures that emotes have now.
pub struct Uploads {
    store: Arc<dyn Store>,
    emotes: watch::Receiver<Emotes>,
    cache: Cache<String, Bytes, BySize>,
}

#[derive(Clone)]
struct BySize;

impl Weighter<String, Bytes> for BySize {
    fn weight(&self, _: &String, contents: &Bytes) -> u64 {
        contents.len() as u64
    }
}

impl Uploads {
    /// The pictures in a store, of the emotes that the registry tells.
    pub fn new(store: Arc<dyn Store>, emotes: watch::Receiver<Emotes>) -> Self {
        Self { store, emotes, cache: Cache::with_weighter(256, CACHE_BYTES, BySize) }
    }

    /// The contents of a picture; `None` unless an emote has it. Names that were made up cost no query.
    pub(super) async fn read(&self, name: &str) -> Result<Option<Bytes>, StoreError> {
        let is_of = |uri: &String| uri.strip_prefix(UPLOADS) == Some(name);
        if !self.emotes.borrow().values().any(is_of) {
            return Ok(None);
        }
        let contents = self.cache.get_or_insert_async(name, async {
            let stored = self.store.emote_picture(name).await?.map(Bytes::from);
            stored.ok_or(StoreError::NotFound { what: "picture", name: name.to_owned() })
        });
        match contents.await {
            Err(StoreError::NotFound { .. }) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Waits until clients know an emote with this address, or for two seconds.
    pub(super) async fn await_told(&self, alias: &str, uri: &str) {
        let key = format!(":{alias}:");
        let mut emotes = self.emotes.clone();
        let told = emotes.wait_for(|emotes| emotes.get(&key).is_some_and(|told| told == uri));
        let _ = tokio::time::timeout(TOLD_TIMEOUT, told).await;
    }
}
