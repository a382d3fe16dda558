//! Uploaded pictures of emotes, each read from the store when it is first asked for.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use pystreaming_actors::model::{AllEmotes, EmotePicture};
use pystreaming_actors::ports::{PictureChecker, Store, StoreError};
use tokio::sync::watch;

use super::stored_files::StoredFiles;
use crate::media::emotes::checked;

/// Prefix of their paths.
const UPLOADS: &str = "/-/emotes/";
/// How long an upload waits until clients know the emote. The registry looks twice a second.
const TOLD_TIMEOUT: Duration = Duration::from_secs(2);

/// The checker of pictures that streamers and moderators upload: the same rules as for those of the site, but for the
/// largest size.
pub struct EmotePictures;

impl PictureChecker for EmotePictures {
    fn check(&self, picture: &str, kib: u32) -> Result<(EmotePicture, String), String> {
        let refused = |why: String| format!("The picture {why}.");
        let bytes = STANDARD.decode(picture).map_err(|_| refused("is not Base64".to_owned()))?;
        if bytes.len() > kib as usize * 1024 {
            return Err(refused(format!("is larger than {kib} KiB")));
        }
        let picture = checked(&bytes).map_err(|why| refused(why.to_string()))?;
        let uri = uri_of(&picture);
        Ok((picture, uri))
    }
}

/// The path of an uploaded picture.
pub fn uri_of(picture: &EmotePicture) -> String {
    format!("{UPLOADS}{}", picture.name)
}

/// The uploaded pictures that emotes have now.
pub struct Uploads {
    store: Arc<dyn Store>,
    emotes: watch::Receiver<AllEmotes>,
    cache: StoredFiles,
}

impl Uploads {
    /// The pictures in a store, of the emotes that the registry tells.
    pub fn new(store: Arc<dyn Store>, emotes: watch::Receiver<AllEmotes>) -> Self {
        Self { store, emotes, cache: StoredFiles::new() }
    }

    /// The contents of a picture; `None` unless an emote has it. Names that were made up cost no query.
    pub(super) async fn read(&self, name: &str) -> Result<Option<Bytes>, StoreError> {
        if !self.emotes.borrow().has_picture(&format!("{UPLOADS}{name}")) {
            return Ok(None);
        }
        self.cache.get(name, self.store.emote_picture(name)).await
    }

    /// Waits until clients know an emote with this address, or for two seconds.
    pub(super) async fn await_told(&self, alias: &str, uri: &str) {
        let key = format!(":{alias}:");
        let mut emotes = self.emotes.clone();
        let told = emotes.wait_for(|emotes| emotes.site().get(&key).is_some_and(|told| told == uri));
        let _ = tokio::time::timeout(TOLD_TIMEOUT, told).await;
    }

    /// Waits until the picture at this address is served, or for two seconds.
    pub(super) async fn await_served(&self, uri: &str) {
        let mut emotes = self.emotes.clone();
        let served = emotes.wait_for(|emotes| emotes.has_picture(uri));
        let _ = tokio::time::timeout(TOLD_TIMEOUT, served).await;
    }
}
