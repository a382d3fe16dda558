//! Stores segments of a broadcast in the bucket before players hear of them, and deletes them when they are no longer listed.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use pystreaming_actors::delivery::PackagedMedia;
use pystreaming_actors::model::names::Token;
use pystreaming_actors::packager::File;
use pystreaming_actors::ports::Clock;
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::{debug, info, warn};

use crate::bucket::Bucket;

/// How long a segment stays that is no longer listed: players may be fetching it, and those that are behind will.
const LINGER: Duration = Duration::from_secs(30);
/// Between two looks at what is left of broadcasts that ended with a server.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// How long after a segment left every playlist it is taken to be left.
const LEFT_AFTER: Duration = Duration::from_secs(3600);

/// Stores segments of `media` as long as anybody has it. Needs a runtime.
pub fn store(media: &Arc<PackagedMedia>, bucket: Arc<Bucket>) {
    let (weak, progress) = (Arc::downgrade(media), media.progress());
    tokio::spawn(async move {
        let mut shelf = Shelf { bucket, stored: VecDeque::new() };
        shelf.keep(&weak, progress).await;
    });
}

/// Looks for segments that nobody deletes any more, now and each hour.
pub async fn sweep(bucket: Arc<Bucket>, clock: Arc<dyn Clock>, replay_window: Duration) {
    loop {
        let before = clock.now().unix - (LEFT_AFTER + replay_window).as_secs() as i64;
        match bucket.stored_before(before).await {
            Ok(left) => {
                let mut deleted = 0;
                for name in &left {
                    match bucket.delete(name).await {
                        Ok(()) => deleted += 1,
                        Err(error) => {
                            warn!(%error, "segments that are left in the bucket cannot be deleted");
                            break;
                        }
                    }
                }
                if deleted > 0 {
                    info!(deleted, "segments that were left in the bucket are deleted");
                }
            }
            Err(error) => warn!(%error, "the bucket cannot be listed; segments that are left there stay"),
        }
        sleep(SWEEP_EVERY).await;
    }
}

/// Segments of a broadcast in the bucket.
struct Shelf {
    bucket: Arc<Bucket>,
    /// With their numbers, oldest first.
    stored: VecDeque<(u64, Token)>,
}

impl Shelf {
    async fn keep(&mut self, media: &Weak<PackagedMedia>, mut progress: watch::Receiver<u64>) {
        loop {
            progress.mark_unchanged();
            // nothing holds the media while this waits
            match media.upgrade().and_then(|media| media.unsettled()) {
                Some((number, files)) => self.settle(media, number, files).await,
                None if progress.changed().await.is_err() => break,
                None => {}
            }
        }
        self.clear(u64::MAX);
    }

    async fn settle(&mut self, media: &Weak<PackagedMedia>, number: u64, files: Vec<(usize, File)>) {
        let stored = files
            .into_iter()
            .map(async |(rendition, file)| Some((rendition, self.bucket.store(file).await?)));
        let stored: Vec<_> = join_all(stored).await.into_iter().flatten().collect();
        self.stored.extend(stored.iter().map(|(_, stored)| (number, stored.name.clone())));
        if let Some(media) = media.upgrade() {
            let places = stored.into_iter().map(|(rendition, stored)| (rendition, stored.place));
            let oldest = media.settle(number, places);
            self.clear(oldest);
        }
    }

    /// Has segments before `oldest` deleted.
    fn clear(&mut self, oldest: u64) {
        while let Some((_, name)) = self.stored.pop_front_if(|(number, _)| *number < oldest) {
            let bucket = Arc::clone(&self.bucket);
            tokio::spawn(async move {
                sleep(LINGER).await;
                if let Err(error) = bucket.delete(&name).await {
                    debug!(%error, "a segment cannot be deleted now, and will be with those that are left");
                }
            });
        }
    }
}
