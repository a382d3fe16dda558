//! The pictures that streamers have of themselves: their addresses, and their files, each read from the store when it is first
//! asked for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{PictureKind, PictureName, Streamer};
use pystreaming_actors::ports::{Store, StoreError};
use pystreaming_actors::status::StatusIndex;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{interval, timeout};
use utoipa::ToSchema;

use super::stored_files::StoredFiles;

/// How long an upload waits until pages show the picture. The registry looks twice a second.
const SHOWN_TIMEOUT: Duration = Duration::from_secs(2);
/// How long an upload waits for its turn.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A picture in one of its sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PictureFile {
    /// Its path on this site, which changes with the picture.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// The files of a streamer's picture, smallest first; none if there is no picture. `page` is the path of the streamer's page.
pub fn files(page: &str, of: &Streamer, kind: PictureKind) -> Vec<PictureFile> {
    let Some(name) = of.picture(kind) else { return Vec::new() };
    let file = |width: &u32| PictureFile {
        url: format!("{page}{}", kind.path(name, *width)),
        width: *width,
        height: kind.height(*width),
    };
    kind.widths().iter().map(file).collect()
}

/// The files of an offline picture that everybody may see: none of a stream with a password.
pub fn open_offline_picture(page: &str, of: &Streamer) -> Vec<PictureFile> {
    if of.password.is_some() { Vec::new() } else { files(page, of, PictureKind::Offline) }
}

/// The files of the pictures that streamers have now.
pub struct Portraits {
    store: Arc<dyn Store>,
    /// By address.
    cache: StoredFiles,
    /// Decoding takes a processor and much memory, so one picture is decoded at a time.
    decoding: Arc<Semaphore>,
}

impl Portraits {
    /// The pictures in a store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, cache: StoredFiles::new(), decoding: Arc::new(Semaphore::new(1)) }
    }

    /// The contents of a file; `None` unless the streamer has it. Addresses that were made up cost no query.
    pub(super) async fn read(
        &self,
        of: &Streamer,
        kind: PictureKind,
        width: u32,
        name: &str,
    ) -> Result<Option<Bytes>, StoreError> {
        if of.picture(kind).is_none_or(|now| **now != *name) || !kind.widths().contains(&width) {
            return Ok(None);
        }
        let address = format!("{}/{}/{width}/{name}", of.name.folded(), kind.as_str());
        self.cache.get(&address, self.store.picture(&of.name, kind, name, width)).await
    }

    /// The turn to decode a picture, which lasts until it is dropped; `None` if those before take too long.
    pub(super) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let turn = Arc::clone(&self.decoding).acquire_owned();
        timeout(PATIENCE, turn).await.ok()?.ok()
    }
}

/// Waits until pages show that a streamer has this picture, or none, or for two seconds.
pub(super) async fn await_shown(
    index: &StatusIndex,
    of: &StreamerName,
    kind: PictureKind,
    name: Option<&PictureName>,
) {
    let shown = async {
        let mut looks = interval(LOOK_EVERY);
        while index.of(of).is_some_and(|status| status.settings.picture(kind) != name) {
            looks.tick().await;
        }
    };
    let _ = timeout(SHOWN_TIMEOUT, shown).await;
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::names::{Secrets, ViewerPassword};

    use super::*;

    #[test]
    fn a_picture_has_an_address_for_each_size_and_a_locked_one_is_for_nobody() {
        let mut zoe = Streamer::new(StreamerName::stored("Zoë"), Secrets::derive("a").hash_given("key"));
        assert!(files("/z/", &zoe, PictureKind::Avatar).is_empty());
        let name = PictureName::parse("0123456789abcdef0123456789abcdef.png").unwrap();
        (zoe.avatar, zoe.offline_picture) = (Some(name.clone()), Some(name));
        let [.., largest] = &files("/Zo%C3%AB/", &zoe, PictureKind::Avatar)[..] else { panic!() };
        let url = "/Zo%C3%AB/avatar/256/0123456789abcdef0123456789abcdef.png";
        assert_eq!((largest.url.as_str(), largest.width, largest.height), (url, 256, 256));
        assert_eq!(open_offline_picture("/z/", &zoe)[1].height, 720);
        zoe.password = ViewerPassword::stored("sesame");
        assert!(
            open_offline_picture("/z/", &zoe).is_empty()
                && files("/z/", &zoe, PictureKind::Avatar).len() == 3
        );
    }
}
