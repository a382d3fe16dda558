//! Stores segments of a broadcast in the bucket before players hear of them, and deletes them when they are no longer listed.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use pystreaming_actors::delivery::{PackagedMedia, Unsettled};
use pystreaming_actors::packager::File;
use pystreaming_actors::ports::Clock;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{debug, info, warn};

use crate::bucket::{Bucket, Key, SOON, Stored};

/// How long a segment stays that is no longer listed: players may be fetching it, and those that are behind will.
const LINGER: Duration = Duration::from_secs(30);
/// Segments of a broadcast that are deleted at once.
const DELETIONS: usize = 4;
/// Between two looks at what is left of broadcasts that ended with a server.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// How long after a segment left every playlist it is taken to be left.
const LEFT_AFTER: Duration = Duration::from_secs(3600);
/// Failures in a row after which the rest is left for the next time.
const FAILURES: u32 = 5;

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
            Ok(left) => sweep_away(&bucket, &left).await,
            Err(error) => warn!(%error, "the bucket cannot be listed; segments that are left there stay"),
        }
        sleep(SWEEP_EVERY).await;
    }
}

async fn sweep_away(bucket: &Bucket, left: &[Key]) {
    let (mut deleted, mut failures) = (0, 0);
    for key in left {
        match bucket.delete(key).await {
            Ok(()) => (deleted, failures) = (deleted + 1, 0),
            Err(error) => {
                failures += 1;
                if failures == FAILURES {
                    warn!(%error, "segments that are left in the bucket cannot be deleted");
                    break;
                }
            }
        }
    }
    if deleted > 0 {
        info!(deleted, "segments that were left in the bucket are deleted");
    }
}

/// Segments of a broadcast in the bucket.
struct Shelf {
    bucket: Arc<Bucket>,
    /// With their numbers, oldest first.
    stored: VecDeque<(u64, Key)>,
}

impl Shelf {
    async fn keep(&mut self, media: &Weak<PackagedMedia>, mut progress: watch::Receiver<u64>) {
        loop {
            progress.mark_unchanged();
            // nothing holds the media while this waits
            match media.upgrade().and_then(|media| media.unsettled()) {
                Some(unsettled) => self.settle(media, unsettled).await,
                None if progress.changed().await.is_err() => break,
                None => {}
            }
        }
        self.clear(u64::MAX);
    }

    async fn settle(
        &mut self,
        media: &Weak<PackagedMedia>,
        Unsettled { number, is_newest, is_locked, files }: Unsettled,
    ) {
        // players are behind already: they do not wait for older ones
        let stored = if is_newest { self.upload(files, is_locked).await } else { Vec::new() };
        self.stored.extend(stored.iter().map(|(_, stored)| (number, stored.key.clone())));
        if let Some(media) = media.upgrade() {
            let places = stored.into_iter().map(|(rendition, stored)| (rendition, stored.place));
            let oldest = media.settle(number, places);
            self.clear(oldest);
        }
    }

    /// Those of the files that are stored soon. While that fails, it is only tried, and players wait for nothing.
    async fn upload(&self, files: Vec<(usize, File)>, is_locked: bool) -> Vec<(usize, Stored)> {
        let patience = if self.bucket.is_trusted() { SOON } else { Duration::ZERO };
        let deadline = Instant::now() + patience;
        let begin = |(rendition, file)| {
            let bucket = Arc::clone(&self.bucket);
            (rendition, tokio::spawn(async move { bucket.store(file, is_locked).await }))
        };
        let uploads: Vec<_> = files.into_iter().map(begin).collect();
        let mut stored = Vec::new();
        for (rendition, mut upload) in uploads {
            match timeout_at(deadline, &mut upload).await {
                Ok(done) => stored.extend(done.ok().flatten().map(|stored| (rendition, stored))),
                Err(_) => drop(tokio::spawn(forget(Arc::clone(&self.bucket), upload))),
            }
        }
        stored
    }

    /// Has segments before `oldest` deleted.
    fn clear(&mut self, oldest: u64) {
        let mut gone = Vec::new();
        while let Some((_, key)) = self.stored.pop_front_if(|(number, _)| *number < oldest) {
            gone.push(key);
        }
        if gone.is_empty() {
            return;
        }
        let bucket = Arc::clone(&self.bucket);
        tokio::spawn(async move {
            sleep(LINGER).await;
            stream::iter(gone).for_each_concurrent(DELETIONS, |key| delete(&bucket, key)).await;
        });
    }
}

/// Deletes a segment, of which no player was told, once it is stored.
async fn forget(bucket: Arc<Bucket>, upload: JoinHandle<Option<Stored>>) {
    if let Ok(Some(stored)) = upload.await {
        delete(&bucket, stored.key).await;
    }
}

async fn delete(bucket: &Bucket, key: Key) {
    if let Err(error) = bucket.delete(&key).await {
        debug!(%error, "a segment cannot be deleted now, and will be with those that are left");
    }
}
