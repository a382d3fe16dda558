//! The watcher on a real folder, in real time. Waits end as soon as their condition holds, or time out.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use super::*;
use crate::media::PublishFileName;

const DEADLINE: Duration = Duration::from_secs(20);

/// Stands in for the registry.
struct Listener(tokio::sync::mpsc::UnboundedSender<HlsChanges>);

impl Actor for Listener {
    type Context = Context<Self>;
}

impl Handler<HlsChanges> for Listener {
    type Result = ();

    fn handle(&mut self, changes: HlsChanges, ctx: &mut Self::Context) {
        if self.0.send(changes).is_err() {
            ctx.stop();
        }
    }
}

struct Watched {
    dir: tempfile::TempDir,
    health: WatcherHealth,
    heard: UnboundedReceiver<HlsChanges>,
    watcher: Addr<Watcher>,
}

impl Watched {
    /// Watches `hls` in a new folder; `hls` does not exist yet.
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (sender, heard) = unbounded_channel();
        let config = WatcherConfig { hls_dir: dir.path().join("hls"), qualities: Vec::new() };
        let watcher = Watcher::new(config, Listener(sender).start().recipient());
        let health = watcher.health();
        Self { dir, health, heard, watcher: watcher.start() }
    }

    fn hls(&self) -> std::path::PathBuf {
        self.dir.path().join("hls")
    }

    fn make_folder(&self) {
        fs::create_dir(self.hls()).unwrap();
    }

    async fn changes(&mut self) -> Vec<Change> {
        timeout(DEADLINE, self.heard.recv()).await.expect("no word from the watcher").unwrap().changes
    }

    async fn updated(&mut self) -> Updated {
        match <[Change; 1]>::try_from(self.changes().await).unwrap() {
            [Change::Updated(updated)] => updated,
            [other] => panic!("{other:?}"),
        }
    }

    async fn gone(&mut self) {
        let changes = self.changes().await;
        assert!(matches!(&changes[..], [Change::Gone(_)]), "{changes:?}");
    }

    async fn status(&self, expected: WatcherStatus) {
        let reached = async {
            while self.health.status() != expected {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(DEADLINE, reached).await.unwrap_or_else(|_| panic!("status {:?}", self.health.status()));
    }
}

fn put(folder: &Path, sequence: u64) {
    let text = format!(
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:{sequence}\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.000,\nkey-{sequence}.ts\n"
    );
    fs::write(folder.join("key.m3u8.bak"), text).unwrap();
    fs::rename(folder.join("key.m3u8.bak"), folder.join("key.m3u8")).unwrap();
}

#[actix::test]
async fn a_missing_folder_is_told_and_used_once_it_is_there() {
    let mut watched = Watched::start();
    assert_eq!(watched.changes().await, [], "the first look");
    assert_eq!(watched.health.status(), WatcherStatus::Missing);
    watched.make_folder();
    put(&watched.hls(), 1);
    assert_eq!(watched.updated().await.playlist.media_sequence, 1);
    assert_eq!(watched.health.status(), WatcherStatus::Watching);
}

#[actix::test]
async fn a_segment_that_grows_is_told_while_its_playlist_stands_still() {
    let mut watched = Watched::start();
    assert_eq!(watched.changes().await, []);
    watched.make_folder();
    put(&watched.hls(), 1);
    watched.updated().await;
    // scans may happen between the two writes
    let mut bytes = 0;
    let growing = async {
        loop {
            bytes += 1;
            fs::write(watched.hls().join("key-2.ts"), vec![0; bytes]).unwrap();
            if let Ok(heard) = timeout(Duration::from_millis(100), watched.heard.recv()).await {
                return heard.unwrap().changes;
            }
        }
    };
    let changes = timeout(DEADLINE, growing).await.expect("no word from the watcher");
    assert!(
        matches!(&changes[..], [Change::Growing(rendition)] if rendition.publish_file == PublishFileName::new("key").unwrap()),
        "{changes:?}"
    );
}

#[actix::test]
async fn what_was_there_before_the_start_is_found_with_its_age() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), 1);
    let written = std::time::SystemTime::now() - Duration::from_secs(100);
    fs::File::open(dir.path().join("key.m3u8")).unwrap().set_modified(written).unwrap();
    let (sender, mut heard) = unbounded_channel();
    let config = WatcherConfig { hls_dir: dir.path().into(), qualities: Vec::new() };
    Watcher::new(config, Listener(sender).start().recipient()).start();
    let first = timeout(DEADLINE, heard.recv()).await.unwrap().unwrap();
    match &first.changes[..] {
        [Change::Updated(updated)] => assert!(updated.age >= Duration::from_secs(99), "{:?}", updated.age),
        other => panic!("{other:?}"),
    }
}

#[actix::test]
async fn a_folder_removed_and_made_again_goes_on() {
    let mut watched = Watched::start();
    watched.make_folder();
    watched.status(WatcherStatus::Watching).await;
    watched.changes().await;
    for sequence in [1, 2, 3] {
        put(&watched.hls(), sequence);
        assert_eq!(watched.updated().await.playlist.media_sequence, sequence);
        fs::remove_dir_all(watched.hls()).unwrap();
        watched.gone().await;
        watched.status(WatcherStatus::Missing).await;
        watched.make_folder();
        watched.status(WatcherStatus::Watching).await;
    }
}

#[actix::test]
async fn a_folder_replaced_by_another_is_watched_in_its_place() {
    let mut watched = Watched::start();
    watched.make_folder();
    put(&watched.hls(), 1);
    let mut first = watched.changes().await;
    if first.is_empty() {
        first = watched.changes().await;
    }
    assert_eq!(first.len(), 1);

    let other = watched.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    put(&other, 7);
    fs::rename(watched.hls(), watched.dir.path().join("away")).unwrap();
    fs::rename(&other, watched.hls()).unwrap();
    // the scan may or may not have seen the state in between
    let sequence = loop {
        if let [.., Change::Updated(updated)] = &watched.changes().await[..] {
            break updated.playlist.media_sequence;
        }
    };
    assert_eq!(sequence, 7);
    put(&watched.hls(), 8);
    assert_eq!(watched.updated().await.playlist.media_sequence, 8);
}

#[actix::test]
async fn what_a_full_registry_did_not_take_is_told_later() {
    let dir = tempfile::tempdir().unwrap();
    let config = WatcherConfig { hls_dir: dir.path().into(), qualities: Vec::new() };
    let mut folder = Folder::new(config.clone(), Arc::new(|| {}));
    let (sender, mut heard) = unbounded_channel();
    // its mailbox takes a few messages, and empties only when this test awaits
    let mut watcher = Watcher::new(config, Listener(sender).start().recipient());
    let mut sequence = 0;
    let told = |watcher: &Watcher| watcher.told.as_ref().and_then(|told| told.values().next().cloned());
    loop {
        sequence += 1;
        put(dir.path(), sequence);
        watcher.tell(folder.look()).ok().unwrap();
        if told(&watcher).unwrap().playlist.media_sequence < sequence {
            break;
        }
    }
    for _ in 1..sequence {
        timeout(DEADLINE, heard.recv()).await.unwrap().unwrap();
    }
    watcher.tell(folder.look()).ok().unwrap();
    let changes = timeout(DEADLINE, heard.recv()).await.unwrap().unwrap().changes;
    assert!(
        matches!(&changes[..], [Change::Updated(u)] if u.playlist.media_sequence == sequence),
        "{changes:?}"
    );
}

#[actix::test]
async fn a_change_is_told_at_once_rather_than_with_the_timer() {
    let mut watched = Watched::start();
    watched.make_folder();
    watched.status(WatcherStatus::Watching).await;
    watched.changes().await;
    let mut fastest = Duration::MAX;
    for sequence in 1..=8 {
        let written = Instant::now();
        put(&watched.hls(), sequence);
        watched.updated().await;
        fastest = fastest.min(written.elapsed());
    }
    assert!(fastest < INTERVAL / 2, "{fastest:?}");
}

#[actix::test]
async fn the_watcher_ends_with_its_registry() {
    let mut watched = Watched::start();
    watched.changes().await;
    watched.heard.close();
    watched.make_folder();
    let ended = async {
        let mut sequence = 0;
        while watched.watcher.connected() {
            sequence += 1;
            put(&watched.hls(), sequence);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, ended).await.expect("the watcher goes on alone");
}
