//! The stream registry: which streamers exist, which rooms run, and which room a hook or a file belongs to. It replaces
//! rooms that die, and passes administrators' changes on to the rooms.

mod ids;
mod operations;
mod playlists;
mod publishers;
mod replacement;
mod settings;
#[cfg(test)]
mod tests;
mod threads;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use actix::prelude::*;
use dashmap::DashMap;
use tokio::sync::{oneshot, watch};
use tracing::error;

pub use operations::Answer;
pub use publishers::{Admission, AdmitPublisher, MayContinue, NotAdmitted, OwnerOfKey, PublisherLeft};
use settings::REFRESH_EVERY;
pub use threads::RoomThreads;

use crate::ids::MessageIds;
use crate::media::{PublishFileName, Rendition};
use crate::model::names::{KeyHash, Secrets, Token, fold};
use crate::model::{AllEmotes, Broadcast, ClosedChannel, Sanction, SiteSetting, SiteStaff, Streamer};
use crate::ports::{ChatMemory, JournalPosition, Store};
use crate::room::state::{Beginning, RoomState};
use crate::room::{ChatConfig, Closing, Input, RoomCommand, RoomConfig};
use crate::room::{DeathNotice, RenditionUpdate, RoomActor, RoomHandle, RoomPorts, RoomStopped};
use crate::session::RoomId;
use crate::status::StatusIndex;
use crate::tokens::TokenIndex;

/// Pause before a dead room is replaced, so that one that dies at once does not spin. It also takes the clock past all
/// ids that the dead room gave, of which the new room knows only those of stored messages.
pub(crate) const RESPAWN_AFTER: Duration = Duration::from_millis(100);
/// Asks to be told when readers see everything that existed at the start: every streamer, and the content of the HLS
/// folder.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AwaitRestored(pub oneshot::Sender<()>);

/// The server is about to stop. Answered when every room has told its sessions.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct Close;

/// Answered when every room has handled all earlier inputs.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AwaitRooms;

/// The running rooms by folded name of the streamer; only the registry writes it.
pub type Rooms = DashMap<Box<str>, RoomHandle>;

/// Puts settings of the site into effect, instead of those in the configuration, and returns those of chat.
pub type SettingsInEffect = Box<dyn FnMut(&[SiteSetting]) -> ChatConfig>;

/// The ports of the registry.
pub struct RegistryPorts {
    /// Stores streamers, emotes, chat and queued operations.
    pub store: Arc<dyn Store>,
    /// Whether the store answered the last time it was asked.
    pub store_answers: Arc<AtomicBool>,
    /// The statuses that readers see.
    pub index: Arc<StatusIndex>,
    /// The API tokens that work.
    pub tokens: Arc<TokenIndex>,
    /// The emotes that clients know.
    pub emotes: watch::Sender<AllEmotes>,
    /// Is told the settings of the site whenever they change.
    pub site_settings: SettingsInEffect,
    /// Handles of the running rooms, for others to reach them.
    pub rooms: Arc<Rooms>,
    /// Source of message ids, just reserved.
    pub ids: MessageIds,
    /// The threads on which rooms run.
    pub threads: RoomThreads,
    /// The ports of every room.
    pub room: RoomPorts,
}

struct Entry {
    settings: Streamer,
    handle: RoomHandle,
    generation: u64,
}

/// The stream registry, a singleton.
pub struct StreamRegistry {
    ports: RegistryPorts,
    config: RoomConfig,
    secrets: Secrets,
    /// Every streamer whose channel is open, by folded name, each with a room that runs or is about to be replaced.
    entries: HashMap<Box<str>, Entry>,
    /// Folded names by key hash; those of closed channels too.
    keys: HashMap<KeyHash, Box<str>>,
    /// Channels that administrators have closed, by folded name.
    closed: HashMap<Box<str>, ClosedChannel>,
    /// Names under which each streamer's publishers may be sending, by folded name, as the room last told them.
    publish_names: HashMap<Box<str>, Vec<Token>>,
    /// Playlists as the watcher last reported them, for rooms that start later.
    renditions: HashMap<Rendition, RenditionUpdate>,
    /// The store's revision that `entries` reflects; `None` before the first read.
    revision: Option<i64>,
    /// The settings of the site that are in effect instead of those in the configuration.
    site_settings: Vec<SiteSetting>,
    /// The sanctions of the site that the rooms were last told.
    sanctions: Vec<Sanction>,
    /// Who has a role on the whole site, as the rooms were last told.
    site_staff: SiteStaff,
    /// Where the journal was when the store was last read.
    stored_until: JournalPosition,
    /// Broadcasts that were running before the restart, until their rooms take them.
    resumed: HashMap<Box<str>, Broadcast>,
    /// Generation of the latest room; distinguishes the rooms of one streamer.
    generation: u64,
    refreshing: bool,
    /// Until when message ids are reserved.
    ids_until: Instant,
    /// Whether a reservation is in progress.
    reserving: bool,
    /// Whether the watcher has reported its first scan.
    looked: bool,
    /// Waiters for everything to be restored; empty once it is.
    waiting: Vec<oneshot::Sender<()>>,
}

impl StreamRegistry {
    /// A registry without streamers, which resumes `running` as soon as it has read them.
    pub fn new(ports: RegistryPorts, config: RoomConfig, secrets: Secrets, running: Vec<Broadcast>) -> Self {
        let resumed =
            running.into_iter().map(|broadcast| (broadcast.streamer.folded().into(), broadcast)).collect();
        let ids_until = ports.ids.until();
        Self {
            ports,
            config,
            secrets,
            entries: HashMap::new(),
            keys: HashMap::new(),
            closed: HashMap::new(),
            publish_names: HashMap::new(),
            renditions: HashMap::new(),
            revision: None,
            site_settings: Vec::new(),
            sanctions: Vec::new(),
            site_staff: Default::default(),
            stored_until: JournalPosition::default(),
            resumed,
            generation: 0,
            refreshing: false,
            ids_until,
            reserving: false,
            looked: false,
            waiting: Vec::new(),
        }
    }

    fn owner_of_key(&self, key: &KeyHash) -> Option<&str> {
        self.keys.get(key).map(AsRef::as_ref)
    }

    /// The streamer, folded, to whom a publish name belongs, and the name that their publisher was renamed to, if any.
    fn owner_of(&self, publish_file: &PublishFileName) -> Option<(Box<str>, Option<Token>)> {
        for (owner, names) in &self.publish_names {
            if let Some(name) = names.iter().find(|name| publish_file.is(name)) {
                return Some((owner.clone(), Some(name.clone())));
            }
        }
        let key = publish_file.stream_key()?;
        self.owner_of_key(&self.secrets.hash(&key)).map(|owner| (owner.into(), None))
    }

    fn tell(&self, streamer: &str, input: impl Into<Input>) {
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
        let (emotes, own_emotes) = {
            let all = self.ports.emotes.borrow();
            (Arc::clone(all.site()), all.of_stream(&streamer))
        };
        let ids = self.ports.ids;
        let publish_names = self.publish_names.remove(&streamer).unwrap_or_default();
        let beginning = Beginning {
            id,
            settings: settings.clone(),
            running,
            publish_names,
            memory,
            emotes,
            own_emotes,
            site_staff: Arc::clone(&self.site_staff),
            ids,
        };
        let state = RoomState::new(self.config.clone(), beginning, now);
        self.publish_names.insert(streamer.clone(), state.publish_names().to_vec());
        let death =
            DeathNotice { registry: ctx.address().recipient(), streamer: streamer.clone(), generation };
        let room = RoomActor::new(state, self.ports.room.clone(), death);
        let handle = RoomHandle::new(id, self.ports.threads.run(id, room));
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
            rooms.iter().for_each(|room| room.tell(RoomCommand::Closing(Closing::Restart)));
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

/// The room of a streamer; the name may be in any case.
pub fn room_of(rooms: &Rooms, streamer: &str) -> Option<RoomHandle> {
    rooms.get(fold(streamer).as_str()).map(|room| room.clone())
}
