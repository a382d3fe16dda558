//! The registry with real actors and a store in memory.

mod accounts;
mod desk;
mod elsewhere;
mod operations;
mod site_settings;
mod threads;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use async_trait::async_trait;

use super::*;
use crate::delivery::MediaIndex;
use crate::ids::SET_ASIDE;
use crate::journal::Journal;
use crate::media::PublisherId::{self, Nginx};
use crate::media::{MediaPlaylist, QualityInfo};
use crate::model::names::{StreamKey, StreamerName, ViewerPassword};
use crate::model::{
    AccountUrl, Announcement, ApiToken, ApiTokenHash, ApiTokenSecret, Channel, ChannelBan, ChatPoint,
    Description, Emote, EmotePicture, Follower, MailFollower, MailFollowing, PastBroadcast, Person,
    PictureKind, Principal, PushSubscription, Role, Scope, Setting, StreamEmoteLimits, StreamerPicture,
    TokenGrant, UnixTime, ViewerPoint, Webhook, WebhookChange, WebhookDelivery, WebhookSettings,
};
use crate::ports::{
    AttributedStore, AuditStore, Batch, BroadcastHistory, BroadcastStore, ChatStore, Confirmed, DrawingPlace,
    EarlierRequest, EmoteAct, EmoteStore, EventGroup, EventQuery, FollowerStore, Following,
    ForgottenDrawings, Informed, JournalPosition, JournalStore, Kept, KeptRequests, MailAsked, MailLimits,
    OperationQueue, Page, PersonalStore, PictureChecker, PictureStore, PublisherControl, QueuedOperation,
    RepeatableRequest, RequestStore, RetentionStore, SanctionStore, SettingsStore, Settlement, Store,
    StoreError, StoredEvent, SystemClock, TokenStore, Told, WebhookStore, WebhooksOf, Write,
};
use crate::publication::{Publication, ReadModel};
use crate::room::drawings::{DrawingDecoder, InvalidDrawing};
use crate::room::event::RoomEvent;
use crate::room::operations::{EndBroadcast, RemoveStreamEmote, UploadStreamEmote};
use crate::room::refusal::Code;
use crate::room::{
    Action, AskError, Client, DealtWith, EmotePorts, EventSink, Login, Presence, READMITTED_AFTER, Return,
};
use crate::session::{
    AddressScope, Browser, Channels, ClientIdentity, Delivery, Membership, SessionId, Subscription,
};
use crate::status::{BroadcastStatus, StreamState, StreamStatus};
use crate::watcher::{Change, HlsChanges, Updated};

/// Keeps streamers and what the journal writes; everything else is not asked of it here.
#[derive(Default)]
struct MemoryStore {
    streamers: Mutex<(i64, Vec<Streamer>)>,
    emotes: Mutex<Vec<Emote>>,
    stream_emotes: Mutex<Vec<(Box<str>, Emote)>>,
    site_settings: Mutex<Vec<SiteSetting>>,
    operations: Mutex<Vec<QueuedOperation>>,
    answers: Mutex<BTreeMap<i64, Answer>>,
    tokens: Mutex<Vec<(ApiTokenHash, ApiToken)>>,
    written: Mutex<Vec<Write>>,
    ids_up_to: Mutex<u64>,
    /// [`ChatMemory::outdated`].
    outdated: Mutex<Option<u64>>,
    away: AtomicBool,
    /// Nothing can be written, but all be read.
    full: AtomicBool,
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

impl AttributedStore for MemoryStore {
    fn by(&self, _: Principal, _: UnixTime) -> Arc<dyn Store> {
        unimplemented!()
    }
}

#[async_trait]
impl SettingsStore for MemoryStore {
    async fn revision(&self) -> Result<i64, StoreError> {
        self.answer(self.streamers.lock().unwrap().0)
    }
    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError> {
        self.answer(self.streamers.lock().unwrap().1.clone())
    }
    async fn add_streamer(&self, _: &StreamerName, _: KeyHash) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn drop_streamer(&self, _: &StreamerName) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn set_key(&self, _: &StreamerName, _: KeyHash) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn set_ban(&self, _: &StreamerName, _: Option<&ChannelBan>) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn set(&self, _: &StreamerName, _: &Setting, _: UnixTime) -> Result<(), StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl PictureStore for MemoryStore {
    async fn set_picture(
        &self,
        _: &StreamerName,
        _: PictureKind,
        _: Option<&StreamerPicture>,
        _: UnixTime,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn picture(
        &self,
        _: &StreamerName,
        _: PictureKind,
        _: &str,
        _: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl EmoteStore for MemoryStore {
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError> {
        self.answer(self.emotes.lock().unwrap().clone())
    }
    async fn add_emote(&self, _: &Emote) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn put_emote(&self, _: &Emote, _: &EmotePicture) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn emote_picture(&self, _: &str) -> Result<Option<Vec<u8>>, StoreError> {
        unimplemented!()
    }
    async fn drop_emote(&self, _: &str) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn stream_emotes(&self) -> Result<Vec<(Box<str>, Emote)>, StoreError> {
        self.answer(self.stream_emotes.lock().unwrap().clone())
    }
    async fn put_stream_emote(
        &self,
        act: &EmoteAct,
        emote: &Emote,
        _: &EmotePicture,
        _: u32,
    ) -> Result<bool, StoreError> {
        self.stream_emotes.lock().unwrap().push((act.streamer.folded().into(), emote.clone()));
        self.change(|_| {});
        Ok(true)
    }
    async fn drop_stream_emote(&self, _: &EmoteAct, _: &str) -> Result<(), StoreError> {
        unimplemented!()
    }
}

/// Takes everything for a picture.
struct AnyPicture;

impl PictureChecker for AnyPicture {
    fn check(&self, picture: &str, _: u32) -> Result<(EmotePicture, String), String> {
        let contents = picture.as_bytes().to_vec();
        Ok((EmotePicture { name: picture.to_owned(), contents }, format!("/{picture}")))
    }
}

#[async_trait]
impl BroadcastStore for MemoryStore {
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl BroadcastHistory for MemoryStore {
    async fn past_broadcasts(
        &self,
        _: &StreamerName,
        _: Page,
        _: u32,
    ) -> Result<Vec<PastBroadcast>, StoreError> {
        unimplemented!()
    }
    async fn past_broadcast(&self, _: &StreamerName, _: &Token) -> Result<Option<PastBroadcast>, StoreError> {
        unimplemented!()
    }
    async fn count_earlier_broadcasts(&self) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn viewer_curve(
        &self,
        _: &StreamerName,
        _: (UnixTime, UnixTime),
        _: i64,
    ) -> Result<Vec<ViewerPoint>, StoreError> {
        unimplemented!()
    }
    async fn chat_curve(
        &self,
        _: &StreamerName,
        _: (UnixTime, UnixTime),
        _: i64,
    ) -> Result<Vec<ChatPoint>, StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl ChatStore for MemoryStore {
    async fn chat_memory(&self, _: &StreamerName, _: u32, _: UnixTime) -> Result<ChatMemory, StoreError> {
        let outdated = *self.outdated.lock().unwrap();
        let mut memory = ChatMemory { outdated, ..ChatMemory::default() };
        for write in self.written.lock().unwrap().iter().cloned() {
            match write {
                Write::ChatSaid { message, .. } => memory.history.push((*message).clone()),
                Write::Sanctioned { sanction, .. } => memory.sanctions.push(*sanction),
                Write::ModeratorAdded { moderator, .. } => memory.moderators.push(moderator),
                Write::SlowMode { seconds, .. } => memory.slow = seconds,
                Write::Pinned { pin, .. } => memory.pin = pin,
                _ => {}
            }
        }
        self.answer(memory)
    }
    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError> {
        let mut up_to = self.ids_up_to.lock().unwrap();
        let first = self.answer(from.max(*up_to + 1))?;
        *up_to = first + count - 1;
        Ok(first)
    }
}

#[async_trait]
impl JournalStore for MemoryStore {
    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        self.answer(())?;
        if self.full.load(Ordering::Relaxed) {
            return Err(StoreError::Database("full".into()));
        }
        for write in &batch.steps {
            if let Write::SiteSanctioned { .. } = write {
                self.change(|_| {});
            }
            if let Write::Setting { streamer, setting, .. } = write {
                self.change(|streamers| {
                    let stored = streamers.iter_mut().find(|stored| stored.name == *streamer).unwrap();
                    stored.set(setting.clone());
                });
            }
        }
        self.written.lock().unwrap().extend_from_slice(&batch.steps);
        Ok(())
    }
}

#[async_trait]
impl AuditStore for MemoryStore {
    async fn events(&self, _: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        unimplemented!()
    }
    async fn index_events(&self) -> Result<bool, StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl PersonalStore for MemoryStore {
    async fn kept(&self, _: &StreamerName) -> Result<Kept, StoreError> {
        unimplemented!()
    }
    async fn messages(
        &self,
        _: &StreamerName,
        _: u64,
        _: u32,
    ) -> Result<Vec<crate::model::ChatMessage>, StoreError> {
        unimplemented!()
    }
    async fn samples(
        &self,
        _: &StreamerName,
        _: UnixTime,
        _: u32,
    ) -> Result<Vec<(UnixTime, u64)>, StoreError> {
        unimplemented!()
    }
    async fn delete_messages(&self, _: &StreamerName, _: &[u64]) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn delete_pin(&self, _: &StreamerName) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn forget_reports(
        &self,
        _: &StreamerName,
        _: &[u64],
        _: &[crate::model::names::Token],
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn erase_events(&self, _: &[i64], _: &[(i64, serde_json::Value)]) -> Result<u64, StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl RetentionStore for MemoryStore {
    async fn event_groups(&self) -> Result<Vec<EventGroup>, StoreError> {
        unimplemented!()
    }
    async fn delete_events(&self, _: &EventGroup, _: UnixTime, _: u32) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn delete_statistics(&self, _: UnixTime, _: u32) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn delete_reports(&self, _: UnixTime, _: u32) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn forget_drawings(
        &self,
        _: &StreamerName,
        _: UnixTime,
        _: DrawingPlace,
        _: u32,
    ) -> Result<Option<ForgottenDrawings>, StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl OperationQueue for MemoryStore {
    async fn request_operation(&self, _: &StreamerName, _: &str) -> Result<i64, StoreError> {
        unimplemented!()
    }
    async fn withdraw_operation(&self, _: i64) -> Result<bool, StoreError> {
        unimplemented!()
    }
    async fn operation_answer(&self, _: i64) -> Result<Option<String>, StoreError> {
        unimplemented!()
    }
    async fn take_operations(&self) -> Result<Vec<QueuedOperation>, StoreError> {
        self.answer(std::mem::take(&mut *self.operations.lock().unwrap()))
    }
    async fn answer_operations(&self, answers: &[(i64, String)]) -> Result<(), StoreError> {
        let decoded = answers.iter().map(|(id, json)| (*id, serde_json::from_str(json).unwrap()));
        self.answers.lock().unwrap().extend(decoded);
        self.answer(())
    }
}

#[async_trait]
impl RequestStore for MemoryStore {
    async fn begin_request(
        &self,
        _: &RepeatableRequest,
        _: UnixTime,
        _: KeptRequests,
    ) -> Result<Option<EarlierRequest>, StoreError> {
        unimplemented!()
    }
    async fn keep_answer(&self, _: &RepeatableRequest, _: &[u8]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn forget_request(&self, _: &RepeatableRequest) -> Result<(), StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl SanctionStore for MemoryStore {
    async fn site_sanctions(&self) -> Result<Vec<Sanction>, StoreError> {
        let written = self.written.lock().unwrap();
        let of_site = written.iter().filter_map(|write| match write {
            Write::SiteSanctioned { sanction, .. } => Some(Sanction::clone(sanction)),
            _ => None,
        });
        self.answer(of_site.collect())
    }
    async fn lift_site_sanction(&self, _: &Token) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn decline_site_appeal(&self, _: &Token) -> Result<(), StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl TokenStore for MemoryStore {
    async fn tokens(&self, _: Option<&StreamerName>) -> Result<Vec<(ApiTokenHash, ApiToken)>, StoreError> {
        self.answer(self.tokens.lock().unwrap().clone())
    }
    async fn add_token(&self, _: &TokenGrant, _: ApiTokenHash, _: UnixTime) -> Result<i64, StoreError> {
        unimplemented!()
    }
    async fn revoke_token(&self, _: i64, _: Option<&StreamerName>) -> Result<(), StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl FollowerStore for MemoryStore {
    async fn push_key(&self, _: &[u8]) -> Result<Vec<u8>, StoreError> {
        unimplemented!()
    }
    async fn replace_push_key(&self, _: &[u8]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn following(&self, _: &StreamerName) -> Result<Following, StoreError> {
        unimplemented!()
    }
    async fn announced(&self, _: &StreamerName) -> Result<bool, StoreError> {
        unimplemented!()
    }
    async fn set_announced(&self, _: &StreamerName, _: bool) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn follow(
        &self,
        _: &StreamerName,
        _: &str,
        _: &PushSubscription,
        _: Option<&Token>,
        _: UnixTime,
        _: u32,
    ) -> Result<bool, StoreError> {
        unimplemented!()
    }
    async fn follows(&self, _: &StreamerName, _: &str) -> Result<bool, StoreError> {
        unimplemented!()
    }
    async fn unfollow(&self, _: &StreamerName, _: &str) -> Result<bool, StoreError> {
        unimplemented!()
    }
    async fn renew_push(&self, _: &str, _: &str, _: &PushSubscription) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn ask_by_mail(
        &self,
        _: &StreamerName,
        _: &MailFollower,
        _: UnixTime,
        _: MailLimits,
    ) -> Result<MailAsked, StoreError> {
        unimplemented!()
    }
    async fn mail_following(&self, _: i64) -> Result<Option<MailFollowing>, StoreError> {
        unimplemented!()
    }
    async fn mail_followings(&self, _: &str) -> Result<Vec<MailFollowing>, StoreError> {
        unimplemented!()
    }
    async fn confirm_follower(
        &self,
        _: i64,
        _: Option<&Token>,
        _: UnixTime,
        _: u32,
    ) -> Result<Confirmed, StoreError> {
        unimplemented!()
    }
    async fn end_follower(&self, _: i64) -> Result<bool, StoreError> {
        unimplemented!()
    }
    async fn forget_unconfirmed(&self, _: UnixTime) -> Result<u64, StoreError> {
        unimplemented!()
    }
    async fn due_followers(
        &self,
        _: (&StreamerName, Channel),
        _: &Token,
        _: UnixTime,
        _: u32,
    ) -> Result<Vec<Follower>, StoreError> {
        unimplemented!()
    }
    async fn next_follower(
        &self,
        _: (&StreamerName, Channel),
        _: &Token,
    ) -> Result<Option<UnixTime>, StoreError> {
        unimplemented!()
    }
    async fn followers_told(&self, _: &Token, _: &[(i64, Told)]) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn begin_telling(
        &self,
        _: (&StreamerName, Channel),
        _: &Token,
        _: &Informed,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
}

#[async_trait]
impl WebhookStore for MemoryStore {
    async fn webhooks(&self, _: WebhooksOf<'_>) -> Result<Vec<Webhook>, StoreError> {
        unimplemented!()
    }
    async fn add_webhook(
        &self,
        _: Option<&StreamerName>,
        _: &WebhookSettings,
        _: &Token,
        _: UnixTime,
        _: u32,
    ) -> Result<Option<i64>, StoreError> {
        unimplemented!()
    }
    async fn change_webhook(&self, _: i64, _: WebhooksOf<'_>, _: &WebhookChange) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn rotate_webhook(
        &self,
        _: i64,
        _: WebhooksOf<'_>,
        _: &Token,
        _: UnixTime,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn remove_webhook(&self, _: i64, _: WebhooksOf<'_>) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn settle_webhook(&self, _: i64, _: &Settlement) -> Result<Option<Webhook>, StoreError> {
        unimplemented!()
    }
    async fn skip_events(&self, _: i64, _: i64) -> Result<Option<Webhook>, StoreError> {
        unimplemented!()
    }
    async fn log_delivery(&self, _: i64, _: &WebhookDelivery) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn announcement(&self, _: i64, _: &StreamerName) -> Result<Option<Announcement>, StoreError> {
        unimplemented!()
    }
    async fn keep_announcement(
        &self,
        _: i64,
        _: &StreamerName,
        _: Option<&Announcement>,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
    async fn deliveries(&self, _: i64, _: Page, _: u32) -> Result<Vec<WebhookDelivery>, StoreError> {
        unimplemented!()
    }
}

/// Writes down what rooms say.
#[derive(Default)]
struct Listener(Mutex<Vec<Said>>);

#[derive(Debug, Clone, PartialEq)]
enum Said {
    /// What follows was sent together.
    Together,
    Subscription(SessionId, Option<Subscription>),
    One(SessionId, RoomEvent),
    Many(RoomId, Channels, RoomEvent),
    Everybody(RoomEvent),
    RoomReplaced(RoomId),
}

impl Listener {
    fn note(&self, said: Said) {
        self.0.lock().unwrap().push(said);
    }

    fn heard(&self, wanted: impl Fn(&Said) -> bool) -> usize {
        self.0.lock().unwrap().iter().filter(|said| wanted(said)).count()
    }

    /// What of a message's words went to a room.
    fn words(&self, room: RoomId) -> Vec<String> {
        let said = self.0.lock().unwrap();
        let words = said.iter().filter_map(|said| match said {
            Said::Many(to, _, RoomEvent::Said(message)) if *to == room => Some(message.text.clone()),
            _ => None,
        });
        words.collect()
    }
}

impl EventSink for Listener {
    fn deliver(&self, room: RoomId, _: &[u16], deliveries: Vec<Delivery<RoomEvent>>) {
        self.note(Said::Together);
        for delivery in deliveries {
            self.note(match delivery {
                Delivery::Subscribe { session, subscription, .. } => {
                    Said::Subscription(session, subscription)
                }
                Delivery::Send(to, event) => Said::One(to, event),
                Delivery::Broadcast { channels, event, .. } => Said::Many(room, channels, event),
            });
        }
    }
    fn broadcast_to_all(&self, event: &RoomEvent) {
        self.note(Said::Everybody(event.clone()));
    }
    fn room_replaced(&self, room: RoomId) {
        self.note(Said::RoomReplaced(room));
    }
}

struct NoDrawings;

impl DrawingDecoder for NoDrawings {
    fn decode(&self, _: &str) -> Result<String, InvalidDrawing> {
        Err(InvalidDrawing::NotPng)
    }
}

/// Writes down which publishers had to leave.
#[derive(Default)]
struct Door(Mutex<Vec<PublisherId>>);

impl PublisherControl for Door {
    fn end(&self, publisher: PublisherId) {
        self.0.lock().unwrap().push(publisher);
    }
}

struct Site {
    store: Arc<MemoryStore>,
    listener: Arc<Listener>,
    door: Arc<Door>,
    index: Arc<StatusIndex>,
    media: Arc<MediaIndex>,
    rooms: Arc<Rooms>,
    tokens: Arc<TokenIndex>,
    registry: Addr<StreamRegistry>,
}

fn secrets() -> Secrets {
    Secrets::derive("s")
}

fn key(text: &str) -> StreamKey {
    StreamKey::new(text).unwrap()
}

fn streamer(name: &str, stream_key: &str) -> Streamer {
    Streamer::new(StreamerName::stored(name), secrets().hash(&key(stream_key)))
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

    /// The same, with rooms on the thread of the test: what it does without waiting happens at once for them.
    async fn start_on_one_thread() -> Self {
        let store = Arc::new(MemoryStore::default());
        store.change(|streamers| streamers.push(streamer("Zoë", "secretkey")));
        let ids = MessageIds::beginning(1, Instant::now());
        let site = Self::with(store, false, Vec::new(), ids, RoomThreads::start(0));
        site.until(|index| index.get("zoë").is_some()).await;
        site
    }

    fn over(store: Arc<MemoryStore>, keyless: bool, running: Vec<Broadcast>) -> Self {
        Self::with_ids(store, keyless, running, MessageIds::beginning(1, Instant::now()))
    }

    fn with_ids(store: Arc<MemoryStore>, keyless: bool, running: Vec<Broadcast>, ids: MessageIds) -> Self {
        Self::with(store, keyless, running, ids, RoomThreads::start(2))
    }

    fn with(
        store: Arc<MemoryStore>,
        keyless: bool,
        running: Vec<Broadcast>,
        ids: MessageIds,
        threads: RoomThreads,
    ) -> Self {
        let (readers, rooms) = (ReadModel::default(), Arc::new(Rooms::default()));
        let ReadModel { statuses: index, media } = readers.clone();
        let listener = Arc::new(Listener::default());
        let door = Arc::new(Door::default());
        let room = RoomPorts {
            journal: Journal::new(store.clone(), Arc::default()).start(),
            publication: Publication::Direct(readers),
            event_sink: listener.clone(),
            acts: store.clone(),
            publishers: door.clone(),
            decoder: Arc::new(NoDrawings),
            emotes: EmotePorts { store: store.clone(), pictures: Arc::new(AnyPicture) },
            clock: Arc::new(SystemClock),
        };
        let tokens = Arc::<TokenIndex>::default();
        let ports = RegistryPorts {
            store: store.clone(),
            store_answers: Arc::new(AtomicBool::new(true)),
            index: index.clone(),
            tokens: tokens.clone(),
            emotes: Default::default(),
            site_settings: site_settings::longest_message(),
            rooms: rooms.clone(),
            ids,
            threads,
            room,
        };
        let mut config = RoomConfig { keyless, ..crate::room::tests::config() };
        config.chat.emotes = StreamEmoteLimits { emotes: 2, kib: 64 };
        let registry = StreamRegistry::new(ports, config, secrets(), running).start();
        Self { store, listener, door, index, media, rooms, tokens, registry }
    }

    async fn until(&self, holds: impl Fn(&StatusIndex) -> bool) {
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

    async fn shows(&self, holds: impl Fn(&StreamStatus) -> bool) {
        self.until(|index| index.get("ZOË").is_some_and(|view| holds(&view))).await;
    }

    async fn admit(&self, stream_key: &str, client: u64) -> Result<Admission, NotAdmitted> {
        self.registry
            .send(AdmitPublisher {
                key: secrets().hash(&key(stream_key)),
                publisher: Nginx(client),
                has: None,
            })
            .await
            .unwrap()
    }

    async fn may_continue(&self, name: &str, client: u64) -> bool {
        let name = PublishFileName::new(name).unwrap();
        self.registry.send(MayContinue { name, publisher: Nginx(client) }).await.unwrap()
    }

    fn playlist(&self, stem: &str, number: u64) {
        let rendition = Rendition { publish_file: PublishFileName::new(stem).unwrap(), quality: None };
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
async fn playlists_change_media_and_no_status() {
    let site = Site::start(false).await;
    site.admit("secretkey", 1).await.unwrap();
    site.playlist("secretkey", 0);
    site.shows(|status| status.live).await;
    let version = site.index.version();
    for number in 1..5 {
        site.playlist("secretkey", number);
        let prefix = site.on_air().prefix;
        let newest = || site.media.get(&prefix)?.rendition(None)?.last_segment();
        site.until(|_| newest() == Some(number)).await;
    }
    assert_eq!(site.index.version(), version);
}

#[actix::test]
async fn encoder_is_admitted_by_its_key_alone() {
    let site = Site::start(false).await;
    assert_eq!(site.admit("wrong", 1).await, Err(NotAdmitted::UnknownKey));
    assert_eq!(site.admit("Zoë", 1).await, Err(NotAdmitted::UnknownKey));
    let Admission { streamer, broadcast, rename, .. } = site.admit("secretkey", 1).await.unwrap();
    assert_eq!((&*streamer, rename), ("zoë", None));
    site.shows(|view| view.on_air.as_ref().is_some_and(|on_air| on_air.broadcast.id == broadcast)).await;
    site.playlist("secretkey", 0);
    site.shows(|view| view.live).await;
    site.registry
        .do_send(PublisherLeft { name: PublishFileName::new("secretkey").unwrap(), publisher: Nginx(1) });
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
async fn files_of_an_encoder_that_another_took_over_from_find_their_owner_still() {
    let site = Site::start(true).await;
    let first = site.admit("secretkey", 1).await.unwrap().rename.unwrap();
    site.playlist(first.as_str(), 0);
    site.shows(|view| view.live).await;
    let second = site.admit("secretkey", 2).await.unwrap().rename.unwrap();
    site.playlist(second.as_str(), 0);
    site.shows(|view| view.live).await;
    site.registry
        .do_send(PublisherLeft { name: PublishFileName::new("secretkey").unwrap(), publisher: Nginx(2) });
    site.playlist(first.as_str(), 1);
    let of_first = |on_air: &BroadcastStatus| on_air.broadcast.publish_name.as_ref() == Some(&first);
    site.shows(|view| view.live && view.on_air.as_ref().is_some_and(of_first)).await;
}

#[actix::test]
async fn what_became_too_old_while_nobody_was_there_is_forgotten() {
    let store = Arc::new(MemoryStore::default());
    store.change(|streamers| streamers.push(streamer("Zoë", "secretkey")));
    *store.outdated.lock().unwrap() = Some(7);
    let site = Site::over(store, false, Vec::new());
    let forgotten = Write::ChatCleared { streamer: StreamerName::stored("zoë"), up_to: 7 };
    site.until(|_| site.store.written.lock().unwrap().contains(&forgotten)).await;
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
    // stored before its start was recorded
    let running = Broadcast { is_recorded: false, ..site.on_air() };
    site.until(|_| site.store.written.lock().unwrap().contains(&Write::BroadcastStarted(running.clone())))
        .await;
}

#[actix::test]
async fn changes_by_an_administrator_arrive_within_a_second() {
    let site = Site::start(false).await;
    let asked = Instant::now();
    site.store.change(|streamers| {
        streamers[0].password = ViewerPassword::stored("sesame");
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
    assert_eq!(site.admit("bobkey", 10).await, Err(NotAdmitted::UnknownKey));
    assert!(
        !site.may_continue("bobkey", 9).await,
        "a dropped streamer's encoder is sent away at the next update"
    );
}

#[actix::test]
async fn a_publisher_whose_broadcast_was_ended_has_to_leave_and_is_refused_for_a_while() {
    for keyless in [true, false] {
        let site = Site::start(keyless).await;
        let rename = site.admit("secretkey", 1).await.unwrap().rename;
        let file = rename.as_ref().map_or("secretkey", |name| name.as_str()).to_owned();
        site.playlist(&file, 0);
        site.shows(|view| view.live).await;
        assert!(site.may_continue("secretkey", 1).await);
        let room = room_of(&site.rooms, "zoë").unwrap();
        room.ask(EndBroadcast {}, Principal::Streamer).await.unwrap();
        site.shows(|view| view.state == StreamState::Offline).await;
        assert_eq!(*site.door.0.lock().unwrap(), [Nginx(1)]);
        assert!(!site.may_continue("secretkey", 1).await);
        if keyless {
            assert!(
                site.may_continue(&file, 7).await,
                "by this connection nginx passes the stream on to itself"
            );
        }
        site.playlist(&file, 1);
        // answered after the playlist was dealt with
        let refused = site.admit("secretkey", 2).await.unwrap_err();
        assert!(matches!(refused, NotAdmitted::JustEnded { reason, .. } if reason.wait <= READMITTED_AFTER));
        site.shows(|view| view.state == StreamState::Offline).await;
    }
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
        assert_eq!(site.admit("secretkey", 1).await, Err(NotAdmitted::UnknownKey));
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
    site.until(|_| site.listener.heard(|said| matches!(said, Said::RoomReplaced(_))) == 1).await;
    site.returns(1, Some("bob"), Role::Viewer);
    site.shows(|view| view.live && view.viewers == 1).await;
    assert!(died.elapsed() < Duration::from_secs(1), "{:?}", died.elapsed());
    // a second may have passed
    let after = Broadcast { seen_at: before.seen_at, ..site.on_air() };
    assert_eq!(after, before, "viewers stay where they are");
    site.registry
        .do_send(PublisherLeft { name: PublishFileName::new("secretkey").unwrap(), publisher: Nginx(1) });
    site.shows(|view| view.state == StreamState::Reconnecting).await;
}

#[actix::test]
async fn ids_of_messages_are_set_aside_before_they_are_needed() {
    let store = Arc::new(MemoryStore::default());
    store.away.store(true, Ordering::Relaxed);
    // the half of them is used up
    let begun = Instant::now().checked_sub(SET_ASIDE / 2).unwrap();
    let site = Site::with_ids(store.clone(), false, Vec::new(), MessageIds::beginning(1, begun));
    let up_to = || *store.ids_up_to.lock().unwrap();
    assert_eq!(up_to(), 0);
    store.away.store(false, Ordering::Relaxed);
    site.until(|_| up_to() > 0).await;
    let first = up_to();
    // the registry has asked the store for other things since
    for name in ["Zoë", "Bob"] {
        store.change(|streamers| streamers.push(streamer(name, name)));
        site.until(|index| index.get(name).is_some()).await;
    }
    assert_eq!(up_to(), first, "these are enough for a while");
}

// ---- chat

impl Site {
    fn room(&self, streamer: &str) -> RoomHandle {
        room_of(&self.rooms, streamer).unwrap()
    }

    /// A socket without a cookie does something in Zoë's room.
    fn does(&self, number: u64, action: Action) {
        self.room("zoë").tell(RoomCommand::Socket(session(number), action));
    }

    fn logs_in(&self, number: u64, name: &str, key: Option<KeyHash>) {
        let login = Login {
            client: client(number),
            username: name.into(),
            color: "red".into(),
            key,
            resume: None,
            is_program: false,
        };
        self.does(number, Action::Login(Box::new(login)));
    }

    /// The streamer types something. Their socket is 99.
    async fn streamer_says(&self, text: &str) {
        if self.listener.heard(|said| matches!(said, Said::Subscription(id, _) if *id == session(99))) == 0 {
            self.logs_in(99, "Zoë", Some(secrets().hash(&key("secretkey"))));
        }
        self.does(99, Action::Message { text: text.into(), reply: None });
        self.room("zoë").settled().await;
    }

    /// A socket tells a new room what the old one had told it.
    fn returns(&self, number: u64, name: Option<&str>, role: Role) {
        let member = name.map(|name| Membership {
            person: Person { username: name.into(), role, color: Default::default(), account: None },
            muted: false,
            muted_until: None,
        });
        let subscription = Subscription { chat: true, watching: true, counted: true, member };
        self.does(number, Action::Return(Box::new(Return { client: client(number), subscription })));
    }

    fn last_subscription(&self, number: u64) -> Option<Subscription> {
        let said = self.listener.0.lock().unwrap();
        said.iter().rev().find_map(|said| match said {
            Said::Subscription(id, subscription) if *id == session(number) => Some(subscription.clone()),
            _ => None,
        })?
    }

    fn member(&self, number: u64) -> Option<Membership> {
        self.last_subscription(number)?.member
    }

    async fn kill(&self) {
        self.kill_room("zoë").await;
    }

    /// Makes a room panic, and waits for its replacement.
    async fn kill_room(&self, streamer: &str) {
        self.listener.0.lock().unwrap().clear();
        let died = Instant::now();
        self.room(streamer).kill().await;
        self.until(|_| self.listener.heard(|said| matches!(said, Said::RoomReplaced(_))) == 1).await;
        assert!(died.elapsed() < Duration::from_secs(1), "{:?}", died.elapsed());
    }
}

fn session(number: u64) -> SessionId {
    SessionId { node: 1, worker: 0, number }
}

fn client(number: u64) -> Client {
    let browser = Browser { id: Token::from_random(number.into()), since: 0, kept: true };
    let address = secrets().address(std::net::IpAddr::from([192, 0, 2, number as u8]));
    Client {
        identity: Arc::new(ClientIdentity {
            browser: Some(browser),
            account: None,
            address,
            scope: AddressScope::Household,
        }),
        shown: None,
    }
}

#[actix::test]
async fn room_that_dies_is_replaced_with_its_mutes_moderators_history_and_slow_mode() {
    let site = Site::start(false).await;
    site.logs_in(1, "bob", None);
    site.logs_in(2, "eve", None);
    for line in ["hello", "/mute bob", "/mod eve", "/slow 7"] {
        site.streamer_says(line).await;
    }
    site.kill().await;
    // neither tells what they were: the store does
    site.logs_in(1, "robert", None);
    site.logs_in(2, "eva", None);
    site.does(3, Action::Presence(Presence { client: client(3), chat: true, watch: true, last: None }));
    site.room("zoë").settled().await;
    assert!(site.member(1).unwrap().muted);
    assert_eq!(site.member(2).unwrap().person.role, Role::Moderator);
    let shown = site.listener.heard(|said| {
        matches!(said, Said::One(_, RoomEvent::History(history))
            if history.slow == 7 && history.messages[0].text == "hello")
    });
    assert_eq!(shown, 1);
}

#[actix::test]
async fn room_that_dies_without_a_store_is_replaced_within_a_second() {
    let site = Site::start(false).await;
    site.store.away.store(true, Ordering::Relaxed);
    site.streamer_says("hello").await;
    site.kill().await;
    site.returns(2, Some("eve"), Role::Moderator);
    site.room("zoë").settled().await;
    assert_eq!(site.member(2).unwrap().person.role, Role::Moderator);
}

#[actix::test]
async fn what_arrives_together_is_answered_together_and_in_order() {
    let site = Site::start_on_one_thread().await;
    site.streamer_says("first").await;
    site.listener.0.lock().unwrap().clear();
    for text in ["one", "two", "/me three"] {
        site.does(99, Action::Message { text: text.into(), reply: None });
    }
    site.room("zoë").settled().await;
    assert_eq!(site.listener.words(RoomId::of("zoë")), ["one", "two", "three"]);
    assert_eq!(site.listener.heard(|said| *said == Said::Together), 1);
}

/// Fills a room's mailbox again with each thing that is dealt with, as fast sockets do.
struct Flood {
    room: RoomHandle,
    left: Arc<AtomicU32>,
}

impl Flood {
    const LENGTH: u32 = 10_000;

    fn begin(room: RoomHandle) -> Arc<AtomicU32> {
        let left = Arc::new(AtomicU32::new(Self::LENGTH));
        Box::new(Self { room, left: left.clone() }).dealt_with();
        left
    }
}

impl DealtWith for Flood {
    fn dealt_with(self: Box<Self>) {
        if self.left.fetch_sub(1, Ordering::Relaxed) > 1 {
            let next = Self { room: self.room.clone(), left: self.left.clone() };
            self.room.tell_with(RoomCommand::Socket(session(1), Action::GetColour), Box::new(next));
        }
    }
}

#[actix::test]
async fn flood_keeps_neither_answers_nor_anybody_elses_turn_back() {
    let site = Site::start_on_one_thread().await;
    site.room("zoë").settled().await;
    let answers = || site.listener.heard(|said| matches!(said, Said::One(id, _) if *id == session(1)));
    let left = Flood::begin(site.room("zoë"));
    while answers() == 0 {
        // this is somebody else on the room's thread
        tokio::task::yield_now().await;
    }
    assert!(left.load(Ordering::Relaxed) > Flood::LENGTH / 2);
    while left.load(Ordering::Relaxed) > 0 {
        tokio::task::yield_now().await;
    }
    site.room("zoë").settled().await;
    assert_eq!(answers(), Flood::LENGTH as usize - 1);
}

#[actix::test]
async fn what_was_said_before_a_room_died_is_heard() {
    // the last words are held when the room dies: it handles them in one go with its death
    let site = Site::start_on_one_thread().await;
    site.streamer_says("first").await;
    site.does(99, Action::Message { text: "last words".into(), reply: None });
    site.kill().await;
    assert_eq!(site.listener.words(RoomId::of("zoë")), ["last words"]);
}

#[actix::test]
async fn replaced_room_has_the_number_of_its_predecessor() {
    let site = Site::start(false).await;
    site.store.change(|streamers| streamers.push(streamer("bob", "bobkey")));
    site.until(|index| index.get("bob").is_some()).await;
    site.kill().await;
    let numbers = site.listener.heard(|said| *said == Said::RoomReplaced(RoomId::of("zoë")));
    assert_eq!(numbers, 1);
}

#[actix::test]
async fn a_token_works_soon_after_it_is_added_and_no_longer_after_it_is_revoked() {
    let site = Site::start(false).await;
    let hash = ApiTokenSecret::from_random(1).hash();
    let scopes = [Scope::Chat].into_iter().collect();
    let grant = TokenGrant { name: "bot".into(), streamer: None, scopes, expires_at: None };
    let token = ApiToken { id: 7, grant, created_at: 0, last_used: None };
    site.store.tokens.lock().unwrap().push((hash, token));
    site.store.change(|_| {});
    site.until(|_| site.tokens.find(hash, 1000).is_some()).await;
    site.store.tokens.lock().unwrap().clear();
    site.store.change(|_| {});
    site.until(|_| site.tokens.find(hash, 1000).is_none()).await;
    let used = Write::TokenUsed { id: 7, at: 1000 };
    site.until(|_| site.store.written.lock().unwrap().contains(&used)).await;
}

#[actix::test]
async fn changes_of_emotes_are_told_once_and_rooms_know_them() {
    let site = Site::start(false).await;
    let emote = |alias: &str, uri: &str| Emote { alias: alias.into(), uri: uri.into() };
    let set = |emotes: Vec<Emote>| {
        *site.store.emotes.lock().unwrap() = emotes;
        site.store.change(|_| {});
    };
    let told = || site.listener.heard(|said| matches!(said, Said::Everybody(_)));
    set(vec![emote("a", "/1"), emote("b", "/2")]);
    site.until(|_| told() == 2).await;
    set(vec![emote("b", "/3")]);
    site.until(|_| told() == 4).await;
    let everybody: Vec<Said> = site.listener.0.lock().unwrap().clone();
    let add =
        |key: &str, uri: &str| Said::Everybody(RoomEvent::EmoteAdded { key: key.into(), uri: uri.into() });
    let remove = |key: &str| Said::Everybody(RoomEvent::EmoteRemoved { key: key.into() });
    assert_eq!(everybody, [add(":a:", "/1"), add(":b:", "/2"), add(":b:", "/3"), remove(":a:")]);

    // a room that starts later knows them as well as one that was there
    site.store.change(|streamers| streamers.push(streamer("bob", "bobkey")));
    site.until(|index| index.get("bob").is_some()).await;
    for name in ["zoë", "bob"] {
        let presence = Presence { client: client(1), chat: true, watch: true, last: None };
        site.room(name).tell(RoomCommand::Socket(session(1), Action::Presence(presence)));
        site.room(name).settled().await;
    }
    let knows = |said: &Said| {
        matches!(said, Said::One(_, RoomEvent::History(history))
            if history.emotes.iter().eq([(&":b:".to_owned(), &"/3".to_owned())]))
    };
    assert_eq!(site.listener.heard(knows), 2);
    assert_eq!(told(), 4);
}

#[actix::test]
async fn a_streams_own_emotes_are_told_in_its_room_alone_and_replace_those_of_the_site() {
    let store = Arc::new(MemoryStore::default());
    store.change(|streamers| streamers.extend([streamer("Zoë", "secretkey"), streamer("bob", "bobkey")]));
    let site = Site::over(store, false, Vec::new());
    site.until(|index| index.get("bob").is_some() && index.get("zoë").is_some()).await;
    let upload = UploadStreamEmote { alias: "a".into(), picture: "own".into() };
    let emote = site.room("zoë").ask(upload, Principal::Streamer).await.unwrap();
    assert_eq!((emote.alias.as_str(), emote.uri.as_str()), ("a", "/own"));
    let told = |uri: &str| {
        let event = RoomEvent::EmoteAdded { key: ":a:".into(), uri: uri.into() };
        site.listener.heard(|said| matches!(said, Said::Many(_, _, told) if *told == event))
    };
    site.until(|_| told("/own") == 1).await;
    // the site's emote of that name is for others
    site.store.emotes.lock().unwrap().push(Emote { alias: "a".into(), uri: "/site".into() });
    site.store.change(|_| {});
    site.until(|_| told("/own") == 2).await;
    let refused = site.room("bob").ask(RemoveStreamEmote { alias: ":a:".into() }, Principal::Streamer).await;
    assert!(matches!(refused, Err(AskError::Refused(refusal)) if refusal.code == Code::NotFound));
}

#[actix::test]
async fn emotes_of_the_start_are_told_to_nobody() {
    let store = Arc::new(MemoryStore::default());
    store.change(|streamers| streamers.push(streamer("Zoë", "secretkey")));
    store.emotes.lock().unwrap().push(Emote { alias: "a".into(), uri: "/1".into() });
    let site = Site::over(store, false, Vec::new());
    site.until(|index| index.get("zoë").is_some()).await;
    assert_eq!(site.listener.heard(|said| matches!(said, Said::Everybody(_))), 0);
}

#[actix::test]
async fn setting_changed_in_chat_is_not_undone_by_what_the_store_said_before() {
    let site = Site::start(false).await;
    // what is written stays on its way, while an administrator changes something else
    site.store.full.store(true, Ordering::Relaxed);
    site.streamer_says("/description new").await;
    site.store
        .change(|streamers| streamers[0].mastodon = Some(AccountUrl::stored("https://example.com/@zoe")));
    site.shows(|view| view.settings.mastodon.is_some()).await;
    assert_eq!(site.index.get("zoë").unwrap().settings.description.as_deref(), Some("new"));
    site.store.full.store(false, Ordering::Relaxed);
    site.until(|_| site.store.streamers.lock().unwrap().1[0].description.is_some()).await;
    site.store.change(|streamers| streamers[0].description = Some(Description::stored("newer")));
    site.shows(|view| view.settings.description.as_deref() == Some("newer")).await;
}

#[actix::test]
async fn people_of_a_dropped_streamer_are_told() {
    let site = Site::start(false).await;
    site.returns(1, Some("bob"), Role::Viewer);
    site.room("zoë").settled().await;
    site.store.change(|streamers| streamers.clear());
    site.until(|index| index.get("zoë").is_none()).await;
    site.until(|_| {
        site.last_subscription(1).is_some_and(|subscription| !subscription.chat && !subscription.watching)
    })
    .await;
    let told = site.listener.heard(|said| {
        matches!(said, Said::Many(_, Channels::ALL, RoomEvent::Failed(refusal))
            if refusal.code == Code::StreamerUnknown)
    });
    assert_eq!(told, 1);
}

#[actix::test]
async fn a_closed_channel_ends_its_broadcast_refuses_publishers_and_opens_by_itself() {
    let site = Site::start(false).await;
    site.returns(1, Some("bob"), Role::Viewer);
    site.admit("secretkey", 1).await.unwrap();
    let until = crate::ports::Clock::now(&SystemClock).unix + 2;
    let ban = ChannelBan { since: 0, until: Some(until), reason: "spam".into() };
    site.store.change(|streamers| streamers[0].ban = Some(ban));
    site.until(|index| index.get("zoë").is_none() && index.closed("ZOË").is_some()).await;
    let refused = site.admit("secretkey", 2).await.unwrap_err();
    assert_eq!(refused, NotAdmitted::Closed { streamer: "zoë".into(), until: Some(until) });
    assert!(!site.may_continue("secretkey", 1).await);
    let operation = QueuedOperation {
        id: 7,
        streamer: StreamerName::stored("zoë"),
        operation: r#"{"ListMembers":{}}"#.into(),
    };
    site.store.operations.lock().unwrap().push(operation);
    site.store.change(|_| {});
    site.until(|_| site.store.answers.lock().unwrap().contains_key(&7)).await;
    let answer = site.store.answers.lock().unwrap().remove(&7).unwrap();
    assert!(matches!(&answer, Answer::Refused(refusal) if refusal.text.contains("closed")), "{answer:?}");
    site.until(|_| {
        site.listener.heard(|said| {
            matches!(said, Said::Many(_, Channels::ALL, RoomEvent::Failed(refusal)) if refusal.text.contains("closed"))
        }) == 1
    })
    .await;
    // nothing is written to the store when it is over
    site.until(|index| index.get("zoë").is_some_and(|view| view.settings.ban.is_none())).await;
    assert!(site.index.closed("zoë").is_none() && site.index.get("zoë").unwrap().on_air.is_none());
    site.admit("secretkey", 3).await.unwrap();
}

#[actix::test]
async fn a_channel_that_was_closed_while_no_server_ran_does_not_resume_its_broadcast() {
    let before = Site::start(true).await;
    before.admit("secretkey", 1).await.unwrap();
    let running = before.on_air();
    let ban = ChannelBan { since: 0, until: None, reason: "".into() };
    before.store.change(|streamers| streamers[0].ban = Some(ban));
    let after = Site::over(before.store.clone(), true, vec![running.clone()]);
    let is_end = |write: &Write| matches!(write, Write::BroadcastEnded { id, .. } if *id == running.id);
    after.until(|_| after.store.written.lock().unwrap().iter().any(is_end)).await;
    after.store.change(|streamers| streamers[0].ban = None);
    after.until(|index| index.get("zoë").is_some_and(|view| view.on_air.is_none())).await;
}

#[actix::test]
async fn dropped_stream_stays_gone_whatever_its_room_still_had_to_do() {
    let site = Site::start(false).await;
    let (room, settings) = (site.room("zoë"), site.index.get("zoë").unwrap().settings.clone());
    site.store.change(|streamers| streamers.clear());
    let deadline = Instant::now() + Duration::from_secs(5);
    for round in 0.. {
        for number in 0..300 {
            let description = Some(Description::stored(&format!("{round} {number}")));
            let changed = Streamer { description, ..settings.clone() };
            room.tell(RoomCommand::SettingsChanged(Box::new(changed), JournalPosition::default()));
        }
        if !room.is_alive() {
            break;
        }
        assert!(Instant::now() < deadline, "the room does not close");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(site.index.get("zoë").is_none(), "shown again by its own room");
}

#[actix::test]
async fn people_are_told_that_the_server_stops() {
    let site = Site::start(false).await;
    site.registry.send(Close).await.unwrap();
    site.room("zoë").settled().await;
    let told = site.listener.heard(|said| matches!(said, Said::Many(_, _, RoomEvent::Restarting)));
    assert_eq!(told, 1);
}
