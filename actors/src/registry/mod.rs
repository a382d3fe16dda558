//! The stream registry: who exists, which room runs, and which room a hook or a file belongs to. It replaces rooms that
//! die, and brings the changes of administrators to the rooms.

mod ids;
mod playlists;
mod publishers;
mod replacement;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use actix::prelude::*;
use dashmap::DashMap;
use tokio::sync::oneshot;
use tracing::error;

pub use publishers::{Admission, AdmitPublisher, MayContinue, PublisherLeft, UnknownKey};
use settings::REFRESH_EVERY;

use crate::ids::MessageIds;
use crate::media::{PublishFileName, Rendition};
use crate::model::names::{KeyHash, Secrets, StreamKey, Token, fold};
use crate::model::{Broadcast, Streamer};
use crate::ports::{ChatMemory, Store};
use crate::room::state::{Beginning, RoomState};
use crate::room::{Closing, Input, RoomConfig};
use crate::room::{DeathNotice, RenditionUpdate, RoomActor, RoomHandle, RoomPorts, RoomStopped};
use crate::session::RoomId;
use crate::status::StatusIndex;

/// A dead room is replaced after this pause, so that one that dies at birth does not spin.
const RESPAWN_AFTER: Duration = Duration::from_millis(100);
/// Asks to be told when readers see what was there at the start: every streamer, and what was in the HLS folder.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AwaitRestored(pub oneshot::Sender<()>);

/// The server is about to stop. Answered when every room has told its people.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Close;

/// Answered when every room has dealt with everything that it was told before.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AwaitRooms;

/// The rooms that run, by folded name; the registry alone writes it.
pub type Rooms = DashMap<Box<str>, RoomHandle>;

/// What the registry works with.
pub struct RegistryPorts {
    /// Where streamers are kept.
    pub store: Arc<dyn Store>,
    /// Whether the store answered the last time it was asked.
    pub store_answers: Arc<AtomicBool>,
    /// What readers see.
    pub index: Arc<StatusIndex>,
    /// How to reach rooms.
    pub rooms: Arc<Rooms>,
    /// For what is said in rooms; set aside just now.
    pub ids: MessageIds,
    /// What every room is given.
    pub room: RoomPorts,
}

struct Entry {
    settings: Streamer,
    handle: RoomHandle,
    generation: u64,
}

/// See the module.
pub struct StreamRegistry {
    ports: RegistryPorts,
    config: RoomConfig,
    secrets: Secrets,
    /// Every streamer, by folded name, each with a room that runs or is about to be replaced.
    entries: HashMap<Box<str>, Entry>,
    /// Folded names by key; always of the same streamers as `entries`.
    keys: HashMap<KeyHash, Box<str>>,
    /// What each streamer's publishers were renamed to, by folded name: the latest last. Who was superseded may go on
    /// sending.
    publish_names: HashMap<Box<str>, Vec<Token>>,
    /// Playlists as the watcher last told of them, for rooms that start later.
    renditions: HashMap<Rendition, RenditionUpdate>,
    /// The store's revision that `entries` shows; `None` before the first look.
    revision: Option<i64>,
    /// Everything that rooms had recorded until then was in the store when it was last read.
    stored_until: Instant,
    /// Broadcasts that were running before the start, until their rooms have them.
    resumed: HashMap<Box<str>, Broadcast>,
    /// The site's emotes, by `:alias:`.
    emotes: Arc<BTreeMap<String, String>>,
    /// Tells the rooms of one streamer apart.
    generation: u64,
    refreshing: bool,
    /// Until when ids of messages are set aside.
    ids_until: Instant,
    /// More are being set aside.
    reserving: bool,
    /// The watcher has told what it found at its first look.
    looked: bool,
    /// Waiters for everything to be restored; empty once it is.
    waiting: Vec<oneshot::Sender<()>>,
}

impl StreamRegistry {
    /// A registry that knows nobody yet, and resumes `running` as soon as it does.
    pub fn new(ports: RegistryPorts, config: RoomConfig, secrets: Secrets, running: Vec<Broadcast>) -> Self {
        let publish_names = running
            .iter()
            .filter_map(|broadcast| {
                Some((broadcast.streamer.folded().into(), vec![broadcast.publish_name.clone()?]))
            })
            .collect();
        let resumed =
            running.into_iter().map(|broadcast| (broadcast.streamer.folded().into(), broadcast)).collect();
        let stored_until = ports.room.clock.now().monotonic;
        let ids_until = ports.ids.until();
        Self {
            ports,
            config,
            secrets,
            entries: HashMap::new(),
            keys: HashMap::new(),
            publish_names,
            renditions: HashMap::new(),
            revision: None,
            stored_until,
            resumed,
            emotes: Arc::default(),
            generation: 0,
            refreshing: false,
            ids_until,
            reserving: false,
            looked: false,
            waiting: Vec::new(),
        }
    }

    fn owner_of_key(&self, key: &StreamKey) -> Option<&str> {
        self.keys.get(&self.secrets.hash(key)).map(AsRef::as_ref)
    }

    /// Whose name for a publisher or its files this is, and the name that their publisher had been renamed to.
    fn owner_of(&self, publish_file: &PublishFileName) -> Option<(Box<str>, Option<Token>)> {
        for (owner, names) in &self.publish_names {
            if let Some(name) = names.iter().find(|name| publish_file.is(name)) {
                return Some((owner.clone(), Some(name.clone())));
            }
        }
        let key = publish_file.stream_key()?;
        self.owner_of_key(&key).map(|owner| (owner.into(), None))
    }

    fn tell(&self, streamer: &str, input: Input) {
        if let Some(entry) = self.entries.get(streamer) {
            entry.handle.tell(input);
        }
    }

    fn spawn(
        &mut self,
        settings: Streamer,
        running: Option<Broadcast>,
        memory: ChatMemory,
        ctx: &mut Context<Self>,
    ) -> RoomId {
        self.generation += 1;
        let generation = self.generation;
        let streamer: Box<str> = settings.name.folded().into();
        let id = RoomId::of(&streamer);
        let now = self.ports.room.clock.now();
        let emotes = Arc::clone(&self.emotes);
        let ids = self.ports.ids;
        let beginning = Beginning { id, settings: settings.clone(), running, memory, emotes, ids };
        let state = RoomState::new(self.config.clone(), beginning, now);
        let death =
            DeathNotice { registry: ctx.address().recipient(), streamer: streamer.clone(), generation };
        let handle = RoomHandle::local(id, RoomActor::new(state, self.ports.room.clone(), death).start());
        self.ports.rooms.insert(streamer.clone(), handle.clone());
        self.entries.insert(streamer, Entry { settings, handle, generation });
        id
    }

    fn tell_if_restored(&mut self, ctx: &mut Context<Self>) {
        if self.waiting.is_empty() || self.revision.is_none() || !self.looked {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let rooms: Vec<RoomHandle> = self.entries.values().map(|entry| entry.handle.clone()).collect();
        let publication = self.ports.room.publication.clone();
        let tell = async move {
            for room in rooms {
                room.settled().await;
            }
            publication.settled().await;
            for waiter in waiting {
                // the waiter may have given up
                let _ = waiter.send(());
            }
        };
        ctx.spawn(tell.into_actor(self));
    }
}

impl Actor for StreamRegistry {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.refresh(ctx);
        ctx.run_interval(REFRESH_EVERY, |registry, ctx| {
            registry.refresh(ctx);
            registry.keep_ids_reserved(ctx);
        });
    }
}

impl Handler<AwaitRestored> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, AwaitRestored(waiter): AwaitRestored, ctx: &mut Self::Context) {
        self.waiting.push(waiter);
        self.tell_if_restored(ctx);
    }
}

impl Handler<RoomStopped> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, stopped: RoomStopped, ctx: &mut Self::Context) {
        let current = self.entries.get(&stopped.streamer).map(|entry| entry.generation);
        if current != Some(stopped.generation) {
            return;
        }
        error!(streamer = %stopped.streamer, "a room died; starting a new one");
        ctx.run_later(RESPAWN_AFTER, move |registry, ctx| registry.replace(stopped.streamer, ctx));
    }
}

impl Handler<Close> for StreamRegistry {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: Close, _: &mut Self::Context) -> Self::Result {
        let rooms: Vec<RoomHandle> = self.entries.values().map(|entry| entry.handle.clone()).collect();
        Box::pin(async move {
            rooms.iter().for_each(|room| room.tell(Input::Closing(Closing::Restart)));
            for room in rooms {
                room.settled().await;
            }
        })
    }
}

impl Handler<AwaitRooms> for StreamRegistry {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: AwaitRooms, _: &mut Self::Context) -> Self::Result {
        let rooms: Vec<RoomHandle> = self.entries.values().map(|entry| entry.handle.clone()).collect();
        Box::pin(async move {
            for room in rooms {
                room.settled().await;
            }
        })
    }
}

/// The room of a streamer, named in any case.
pub fn room_of(rooms: &Rooms, streamer: &str) -> Option<RoomHandle> {
    rooms.get(fold(streamer).as_str()).map(|room| room.clone())
}
