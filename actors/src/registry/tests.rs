//! The registry with real actors and a store in memory.

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Instant;

use async_trait::async_trait;

use super::*;
use crate::clock::{SystemClock, UnixTime};
use crate::journal::Journal;
use crate::live::{StreamState, StreamView};
use crate::names::StreamerName;
use crate::names::ViewerPassword;
use crate::publication::Publication;
use crate::room::presence::ViewerId;
use crate::room::state::ClientId;
use crate::store::{
    Batch, ChatMemory, ChatSetting, Emote, PendingMessage, Setting, StoreError, StoredEvent, Write,
};
use crate::watcher::{Change, HlsChanges, MediaPlaylist, QualityInfo, Updated};

/// Keeps streamers and what the journal writes; everything else is not asked of it here.
#[derive(Default)]
struct MemoryStore {
    streamers: Mutex<(i64, Vec<Streamer>)>,
    written: Mutex<Vec<Write>>,
    away: AtomicBool,
}

impl MemoryStore {
    fn change(&self, change: impl FnOnce(&mut Vec<Streamer>)) {
        let mut streamers = self.streamers.lock().unwrap();
        streamers.0 += 1;
        change(&mut streamers.1);
    }

    fn answer<T>(&self, answer: T) -> Result<T, StoreError> {
        if self.away.load(Ordering::Relaxed) { Err(StoreError::Database("away".into())) } else { Ok(answer) }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn revision(&self) -> Result<i64, StoreError> {
        self.answer(self.streamers.lock().unwrap().0)
    }
    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError> {
        self.answer(self.streamers.lock().unwrap().1.clone())
    }
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError> {
        unimplemented!()
    }
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError> {
        unimplemented!()
    }
    async fn take_messages(&self) -> Result<Vec<PendingMessage>, StoreError> {
        self.answer(Vec::new())
    }
    async fn chat_memory(&self, _: &StreamerName, _: u32, _: UnixTime) -> Result<ChatMemory, StoreError> {
        unimplemented!()
    }
    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        self.answer(())?;
        self.written.lock().unwrap().extend_from_slice(&batch.steps);
        Ok(())
    }
    async fn events(&self, _: Option<&StreamerName>, _: u32) -> Result<Vec<StoredEvent>, StoreError> {
        unimplemented!()
    }
    async fn add_streamer(&self, _: &StreamerName, _: KeyHash) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn drop_streamer(&self, _: &StreamerName) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn set(&self, _: &StreamerName, _: &Setting, _: UnixTime) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn add_emote(&self, _: &Emote) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn drop_emote(&self, _: &str) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn send_message(&self, _: &PendingMessage) -> Result<(), StoreError> {
        unimplemented!()
    }
}

struct Site {
    store: Arc<MemoryStore>,
    index: Arc<LiveIndex>,
    rooms: Arc<Rooms>,
    registry: Addr<StreamRegistry>,
}

fn secrets() -> Secrets {
    Secrets::derive("s")
}

fn key(text: &str) -> StreamKey {
    StreamKey::new(text).unwrap()
}

fn streamer(name: &str, stream_key: &str) -> Streamer {
    Streamer {
        name: StreamerName::stored(name),
        key: secrets().hash(&key(stream_key)),
        chat: ChatSetting::Enabled,
        description: None,
        password: None,
        mastodon: None,
        last_live: None,
    }
}

impl Site {
    /// A site with the streamer `Zoë`, whose key is `secretkey`.
    async fn start(keyless: bool) -> Self {
        let store = Arc::new(MemoryStore::default());
        store.change(|streamers| streamers.push(streamer("Zoë", "secretkey")));
        let site = Self::over(store, keyless, Vec::new());
        site.until(|index| index.get("zoë").is_some()).await;
        site
    }

    fn over(store: Arc<MemoryStore>, keyless: bool, running: Vec<Broadcast>) -> Self {
        let (index, rooms) = (Arc::new(LiveIndex::default()), Arc::new(Rooms::default()));
        let room = RoomPorts {
            journal: Journal::new(store.clone(), Arc::default()).start(),
            publication: Publication::Direct(index.clone()),
            clock: Arc::new(SystemClock),
        };
        let ports = RegistryPorts {
            store: store.clone(),
            store_answers: Arc::new(AtomicBool::new(true)),
            index: index.clone(),
            rooms: rooms.clone(),
            room,
        };
        let config = RoomConfig {
            qualities: Vec::new(),
            live_indicator_delay: Duration::from_secs(5),
            reconnect_window: Duration::from_secs(30),
            keyless,
        };
        let registry = StreamRegistry::new(ports, config, secrets(), running).start();
        Self { store, index, rooms, registry }
    }

    async fn until(&self, holds: impl Fn(&LiveIndex) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(5);
        while !holds(&self.index) {
            assert!(
                Instant::now() < deadline,
                "did not come to hold within 5 s; shown: {:?}",
                self.index.all()
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn shows(&self, holds: impl Fn(&StreamView) -> bool) {
        self.until(|index| index.get("ZOË").is_some_and(|view| holds(&view))).await;
    }

    async fn admit(&self, stream_key: &str, client: ClientId) -> Result<Admission, UnknownKey> {
        self.registry.send(AdmitEncoder { key: key(stream_key), client }).await.unwrap()
    }

    fn playlist(&self, stem: &str, number: u64) {
        let rendition = Rendition { stem: Stem::new(stem).unwrap(), quality: None };
        let text = format!(
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:{number}\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.000,\n{stem}-{number}.ts\n"
        );
        let playlist = MediaPlaylist::parse(text.as_bytes(), &rendition).unwrap().into();
        let update = Updated {
            rendition,
            playlist,
            info: QualityInfo::default(),
            age: Duration::ZERO,
            restarted: false,
        };
        self.registry
            .do_send(HlsChanges { changes: vec![Change::Updated(update)], observed_at: Instant::now() });
    }

    fn on_air(&self) -> Broadcast {
        self.index.get("zoë").unwrap().on_air.as_ref().unwrap().broadcast.clone()
    }
}

#[actix::test]
async fn encoder_is_admitted_by_its_key_alone() {
    let site = Site::start(false).await;
    assert_eq!(site.admit("wrong", 1).await, Err(UnknownKey));
    assert_eq!(site.admit("Zoë", 1).await, Err(UnknownKey));
    assert_eq!(site.admit("secretkey", 1).await, Ok(Admission { rename: None }));
    site.playlist("secretkey", 0);
    site.shows(|view| view.live).await;
    site.registry.do_send(EncoderLeft { name: Stem::new("secretkey").unwrap(), client: 1 });
    site.shows(|view| view.state == StreamState::Reconnecting).await;
}

#[actix::test]
async fn admission_is_stored_before_it_is_answered() {
    let site = Site::start(true).await;
    let admission = site.admit("secretkey", 1).await.unwrap();
    let stored = site.store.written.lock().unwrap().iter().any(
        |step| matches!(step, Write::BroadcastStarted(broadcast) if broadcast.publish_name == admission.rename),
    );
    assert!(stored);
}

#[actix::test]
async fn renamed_files_find_their_owner_and_the_key_is_forgotten() {
    let site = Site::start(true).await;
    let name = site.admit("secretkey", 1).await.unwrap().rename.unwrap();
    site.playlist(name.as_str(), 0);
    site.shows(|view| view.live).await;
    let shown = format!("{:?}", site.index.all());
    assert!(!shown.contains("secretkey"), "{shown}");
}

#[actix::test]
async fn broadcast_survives_a_restart_of_the_server() {
    let before = Site::start(true).await;
    let name = before.admit("secretkey", 1).await.unwrap().rename.unwrap();
    let running = before.on_air();
    let after = Site::over(before.store.clone(), true, vec![running.clone()]);
    // the watcher may be faster than the store
    after.playlist(name.as_str(), 4);
    after.until(|index| index.get("zoë").is_some_and(|view| view.live)).await;
    assert_eq!(after.on_air(), running);
}

#[actix::test]
async fn what_was_there_at_the_start_is_shown_before_the_first_reader_comes() {
    let store = Arc::new(MemoryStore::default());
    store.change(|streamers| streamers.push(streamer("Zoë", "secretkey")));
    let site = Site::over(store, false, Vec::new());
    let (restored, mut when_restored) = oneshot::channel();
    site.registry.do_send(AwaitRestored(restored));
    site.until(|index| index.get("zoë").is_some()).await;
    assert!(when_restored.try_recv().is_err(), "nobody has looked into the folder yet");
    site.playlist("secretkey", 0);
    when_restored.await.unwrap();
    assert!(site.index.get("zoë").unwrap().live);
}

#[actix::test]
async fn broadcast_goes_on_without_a_store() {
    let site = Site::start(true).await;
    site.store.away.store(true, Ordering::Relaxed);
    let name = site.admit("secretkey", 1).await.unwrap().rename.unwrap();
    site.playlist(name.as_str(), 0);
    site.shows(|view| view.live).await;
    assert_eq!(*site.store.written.lock().unwrap(), []);
    site.store.away.store(false, Ordering::Relaxed);
    let running = site.on_air();
    site.until(|_| site.store.written.lock().unwrap().contains(&Write::BroadcastStarted(running.clone())))
        .await;
}

#[actix::test]
async fn changes_by_an_administrator_arrive_within_a_second() {
    let site = Site::start(false).await;
    let asked = Instant::now();
    site.store.change(|streamers| {
        streamers[0].password = ViewerPassword::new("sesame");
        streamers.push(streamer("bob", "bobkey"));
    });
    site.until(|index| {
        index.get("bob").is_some() && index.get("zoë").is_some_and(|view| view.settings.password.is_some())
    })
    .await;
    assert!(asked.elapsed() < Duration::from_secs(1));
    assert!(site.admit("bobkey", 9).await.is_ok());

    site.store.change(|streamers| streamers.truncate(1));
    site.until(|index| index.get("bob").is_none()).await;
    assert!(room_of(&site.rooms, "bob").is_none());
    assert_eq!(site.admit("bobkey", 10).await, Err(UnknownKey));
    let may_continue = site.registry.send(MayContinue(Stem::new("bobkey").unwrap())).await.unwrap();
    assert!(!may_continue, "a dropped streamer's encoder is sent away at the next update");
}

#[actix::test]
async fn files_of_an_encoder_whose_key_was_changed_belong_to_nobody() {
    for keyless in [true, false] {
        let site = Site::start(keyless).await;
        let rename = site.admit("secretkey", 1).await.unwrap().rename;
        let stem = rename.as_ref().map_or("secretkey", |name| name.as_str()).to_owned();
        site.playlist(&stem, 0);
        site.shows(|view| view.live).await;
        site.store.change(|streamers| streamers[0] = streamer("Zoë", "another"));
        site.shows(|view| view.state == StreamState::Offline).await;
        site.playlist(&stem, 1);
        // answered after the playlist was dealt with
        assert_eq!(site.admit("secretkey", 1).await, Err(UnknownKey));
        assert!(site.admit("another", 2).await.is_ok());
        site.shows(|view| view.state == StreamState::Starting).await;
    }
}

#[actix::test]
async fn files_of_a_streamer_who_is_added_later_are_found() {
    let site = Site::start(false).await;
    site.playlist("bobkey", 0);
    site.store.change(|streamers| streamers.push(streamer("bob", "bobkey")));
    site.until(|index| index.get("bob").is_some_and(|view| view.live)).await;
}

#[actix::test]
async fn stream_survives_the_panic_of_its_room() {
    let site = Site::start(true).await;
    let name = site.admit("secretkey", 1).await.unwrap().rename.unwrap();
    site.playlist(name.as_str(), 0);
    site.shows(|view| view.live).await;
    let before = site.on_air();

    let dead = room_of(&site.rooms, "zoë").unwrap();
    let died = Instant::now();
    dead.kill().await;
    let viewer = ViewerId::parse("0123456789abcdef").unwrap();
    site.until(|index| {
        if let Some(room) = room_of(&site.rooms, "zoë") {
            room.tell(Input::ViewerHeard(viewer));
        }
        index.get("zoë").is_some_and(|view| view.live && view.viewers == 1)
    })
    .await;
    assert!(died.elapsed() < Duration::from_secs(1), "{:?}", died.elapsed());
    assert_eq!(site.on_air(), before, "viewers stay where they are");
    site.registry.do_send(EncoderLeft { name: Stem::new("secretkey").unwrap(), client: 1 });
    site.shows(|view| view.state == StreamState::Reconnecting).await;
}
