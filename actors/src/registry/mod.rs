//! The stream registry: who exists, which room runs, and which room a hook or a file belongs to. It starts a room
//! anew when one dies, and brings what administrators change to the rooms.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix::prelude::*;
use dashmap::DashMap;
use tokio::sync::oneshot;
use tracing::{debug, error, info, warn};

use crate::journal::Flush;
use crate::live::LiveIndex;
use crate::names::{KeyHash, Secrets, StreamKey, StreamerName, Token, fold};
use crate::room::state::{ClientId, Input, RoomConfig, RoomState};
use crate::room::{DeathNotice, RoomActor, RoomHandle, RoomPorts, RoomStopped, Track};
use crate::store::{Broadcast, Store, StoreError, Streamer};
use crate::watcher::{Change, HlsChanges, Rendition, Stem, Updated};

/// How often the store is asked whether an administrator changed anything.
const REFRESH_EVERY: Duration = Duration::from_millis(400);
/// A dead room is replaced after this pause, so that one that dies at birth does not spin.
const RESPAWN_AFTER: Duration = Duration::from_millis(100);
/// How long an encoder waits for its broadcast to be stored. Video goes on without a database.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// An encoder asks to publish with this key.
#[derive(Debug, Message)]
#[rtype(result = "Result<Admission, UnknownKey>")]
pub struct AdmitEncoder {
    /// What it published as.
    pub key: StreamKey,
    /// Its connection.
    pub client: ClientId,
}

/// The encoder may publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Rename it to this, in keyless mode.
    pub rename: Option<Token>,
}

/// No streamer has this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no streamer has this key")]
pub struct UnknownKey;

/// An encoder's connection ended.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct EncoderLeft {
    /// What it published as: its key, or what it was renamed to.
    pub name: Stem,
    /// Its connection.
    pub client: ClientId,
}

/// Asks whether an encoder that was let in under this name may go on.
#[derive(Debug, Message)]
#[rtype(result = "bool")]
pub struct MayContinue(pub Stem);

/// Asks to be told when readers see what was there at the start: every streamer, and what was in the HLS folder.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub struct AwaitRestored(pub oneshot::Sender<()>);

/// The rooms that run, by folded name; the registry alone writes it.
pub type Rooms = DashMap<Box<str>, RoomHandle>;

/// What the registry works with.
pub struct RegistryPorts {
    /// Where streamers are kept.
    pub store: Arc<dyn Store>,
    /// Whether the store answered the last time it was asked.
    pub store_answers: Arc<AtomicBool>,
    /// What readers see.
    pub index: Arc<LiveIndex>,
    /// How to reach rooms.
    pub rooms: Arc<Rooms>,
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
    /// What each streamer's encoder was last renamed to, by folded name.
    publish_names: HashMap<Box<str>, Token>,
    /// Playlists as the watcher last told of them, for rooms that start later.
    tracks: HashMap<Rendition, Track>,
    /// The store's revision that `entries` shows; `None` before the first look.
    revision: Option<i64>,
    /// Broadcasts that were running before the start, until their rooms have them.
    resumed: HashMap<Box<str>, Broadcast>,
    /// Tells the rooms of one streamer apart.
    generation: u64,
    refreshing: bool,
    /// The watcher has told what it found at its first look.
    looked: bool,
    /// Whoever waits until everything is restored; nobody once it is.
    waiting: Vec<oneshot::Sender<()>>,
}

struct Loaded {
    revision: i64,
    streamers: Vec<Streamer>,
}

impl StreamRegistry {
    /// A registry that knows nobody yet, and resumes `running` as soon as it does.
    pub fn new(ports: RegistryPorts, config: RoomConfig, secrets: Secrets, running: Vec<Broadcast>) -> Self {
        let publish_names = running
            .iter()
            .filter_map(|broadcast| {
                Some((broadcast.streamer.folded().into(), broadcast.publish_name.clone()?))
            })
            .collect();
        let resumed =
            running.into_iter().map(|broadcast| (broadcast.streamer.folded().into(), broadcast)).collect();
        Self {
            ports,
            config,
            secrets,
            entries: HashMap::new(),
            keys: HashMap::new(),
            publish_names,
            tracks: HashMap::new(),
            revision: None,
            resumed,
            generation: 0,
            refreshing: false,
            looked: false,
            waiting: Vec::new(),
        }
    }

    fn owner_of_key(&self, key: &StreamKey) -> Option<&str> {
        self.keys.get(&self.secrets.hash(key)).map(AsRef::as_ref)
    }

    /// Whose name for an encoder or its files this is, and the name that their encoder had been renamed to.
    fn owner_of(&self, stem: &Stem) -> Option<(Box<str>, Option<Token>)> {
        if let Some((owner, name)) = self.publish_names.iter().find(|(_, name)| stem.is(name)) {
            return Some((owner.clone(), Some(name.clone())));
        }
        let key = stem.stream_key()?;
        self.owner_of_key(&key).map(|owner| (owner.into(), None))
    }

    fn tell(&self, streamer: &str, input: Input) {
        if let Some(entry) = self.entries.get(streamer) {
            entry.handle.tell(input);
        }
    }

    fn spawn(&mut self, settings: Streamer, running: Option<Broadcast>, ctx: &mut Context<Self>) {
        self.generation += 1;
        let generation = self.generation;
        let streamer: Box<str> = settings.name.folded().into();
        let now = self.ports.room.clock.now();
        let state = RoomState::new(self.config.clone(), settings.clone(), running, now);
        let death =
            DeathNotice { registry: ctx.address().recipient(), streamer: streamer.clone(), generation };
        let handle = RoomHandle::local(RoomActor::new(state, self.ports.room.clone(), death).start());
        self.ports.rooms.insert(streamer.clone(), handle.clone());
        self.entries.insert(streamer, Entry { settings, handle, generation });
    }

    /// Tells every room, or one, of the playlists that are known.
    fn replay_tracks(&mut self, only: Option<&str>) {
        for track in self.tracks.values() {
            if let Some((owner, publish_name)) = self.owner_of(&track.rendition.stem)
                && only.is_none_or(|only| *only == *owner)
            {
                self.tell(
                    &owner,
                    Input::PlaylistUpdated(Box::new(Track {
                        publish_name,
                        restarted: false,
                        ..track.clone()
                    })),
                );
            }
        }
    }

    fn refresh(&mut self, ctx: &mut Context<Self>) {
        if std::mem::replace(&mut self.refreshing, true) {
            return;
        }
        let store = Arc::clone(&self.ports.store);
        let known = self.revision;
        let load = async move { load(store.as_ref(), known).await };
        ctx.spawn(load.into_actor(self).map(|loaded, registry, ctx| {
            registry.refreshing = false;
            let answers = loaded.is_ok();
            let answered = registry.ports.store_answers.swap(answers, Ordering::Relaxed);
            match loaded {
                Ok(Some(loaded)) => registry.settle(loaded, ctx),
                Ok(None) => {}
                Err(error) if answered => {
                    warn!(%error, "cannot ask the store for changes; going on with what is known");
                }
                Err(_) => {}
            }
        }));
    }

    /// Makes the rooms agree with what is stored.
    fn settle(&mut self, loaded: Loaded, ctx: &mut Context<Self>) {
        self.revision = Some(loaded.revision);
        let stored: HashMap<Box<str>, Streamer> =
            loaded.streamers.into_iter().map(|settings| (settings.name.folded().into(), settings)).collect();
        let dropped: Vec<StreamerName> = self
            .entries
            .values()
            .filter(|entry| !stored.contains_key(entry.settings.name.folded()))
            .map(|entry| entry.settings.name.clone())
            .collect();
        for streamer in dropped {
            info!(%streamer, "streamer dropped");
            self.entries.remove(streamer.folded());
            self.ports.rooms.remove(streamer.folded());
            self.publish_names.remove(streamer.folded());
            self.ports.room.publication.remove(streamer);
        }
        self.keys = stored.iter().map(|(folded, settings)| (settings.key, folded.clone())).collect();
        for (folded, settings) in stored {
            match self.entries.get_mut(&folded) {
                Some(entry) => {
                    if entry.settings.key != settings.key {
                        self.publish_names.remove(&folded);
                    }
                    entry.settings = settings.clone();
                    entry.handle.tell(Input::SettingsChanged(Box::new(settings)));
                }
                None => {
                    let running = self.resumed.remove(&folded);
                    self.spawn(settings, running, ctx);
                }
            }
        }
        // a new streamer or a new key may own files that belonged to nobody
        self.replay_tracks(None);
        self.tell_if_restored(ctx);
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
                // whoever asked may have stopped waiting
                let _ = waiter.send(());
            }
        };
        ctx.spawn(tell.into_actor(self));
    }
}

/// Everything, if anything changed since `known`.
async fn load(store: &dyn Store, known: Option<i64>) -> Result<Option<Loaded>, StoreError> {
    let revision = store.revision().await?;
    if known == Some(revision) {
        return Ok(None);
    }
    let streamers = store.streamers().await?;
    // without chat nobody can be there to read them, and messages to an empty room are dropped
    let unread = store.take_messages().await?;
    if !unread.is_empty() {
        debug!(count = unread.len(), "messages to empty rooms dropped");
    }
    Ok(Some(Loaded { revision, streamers }))
}

impl Actor for StreamRegistry {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.refresh(ctx);
        ctx.run_interval(REFRESH_EVERY, Self::refresh);
    }
}

impl Handler<AdmitEncoder> for StreamRegistry {
    type Result = ResponseActFuture<Self, Result<Admission, UnknownKey>>;

    fn handle(&mut self, ask: AdmitEncoder, _: &mut Self::Context) -> Self::Result {
        let Some(owner) = self.owner_of_key(&ask.key).map(Box::<str>::from) else {
            return Box::pin(actix::fut::ready(Err(UnknownKey)));
        };
        let rooms = Arc::clone(&self.ports.rooms);
        let journal = self.ports.room.journal.clone();
        let admit = async move {
            let rename = let_in(&rooms, &owner, ask.client).await?;
            // acknowledged means stored: after a crash the files must still find their owner
            let (stored, when_stored) = oneshot::channel();
            journal.do_send(Flush(stored));
            let _ = tokio::time::timeout(STORE_PATIENCE, when_stored).await;
            Ok((owner, rename))
        };
        Box::pin(admit.into_actor(self).map(|admitted: Result<_, UnknownKey>, registry, _| {
            let (owner, rename) = admitted?;
            if let Some(name) = &rename {
                registry.publish_names.insert(owner.clone(), name.clone());
            }
            let keyless = rename.is_some();
            info!(streamer = %owner, keyless, "encoder let in");
            registry.replay_tracks(Some(&owner));
            Ok(Admission { rename })
        }))
    }
}

/// Asks the room; one that just died gets the time to be replaced.
async fn let_in(rooms: &Rooms, owner: &str, client: ClientId) -> Result<Option<Token>, UnknownKey> {
    for _ in 0..3 {
        let room = rooms.get(owner).map(|room| room.clone());
        if let Some(room) = room
            && let Some(rename) = room.let_in(client).await
        {
            return Ok(rename);
        }
        tokio::time::sleep(RESPAWN_AFTER * 2).await;
    }
    error!(streamer = owner, "a room does not come back; encoder refused");
    Err(UnknownKey)
}

impl Handler<EncoderLeft> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, left: EncoderLeft, _: &mut Self::Context) {
        if let Some((owner, _)) = self.owner_of(&left.name) {
            info!(streamer = %owner, "encoder left");
            self.tell(&owner, Input::PublishEnded(left.client));
        }
    }
}

impl Handler<MayContinue> for StreamRegistry {
    type Result = bool;

    fn handle(&mut self, MayContinue(name): MayContinue, _: &mut Self::Context) -> bool {
        self.owner_of(&name).is_some()
    }
}

impl Handler<HlsChanges> for StreamRegistry {
    type Result = ();

    fn handle(&mut self, HlsChanges { changes, .. }: HlsChanges, ctx: &mut Self::Context) {
        let now = self.ports.room.clock.now();
        for change in changes {
            match change {
                Change::Updated(Updated { rendition, playlist, info, age, restarted }) => {
                    let owner = self.owner_of(&rendition.stem);
                    let publish_name = owner.as_ref().and_then(|(_, name)| name.clone());
                    let changed = now.minus(age);
                    let track = Track {
                        rendition: rendition.clone(),
                        publish_name,
                        playlist,
                        info,
                        restarted,
                        changed,
                    };
                    if let Some((owner, _)) = owner {
                        self.tell(&owner, Input::PlaylistUpdated(Box::new(track.clone())));
                    }
                    self.tracks.insert(rendition, track);
                }
                Change::Gone(rendition) => {
                    self.tracks.remove(&rendition);
                    if let Some((owner, _)) = self.owner_of(&rendition.stem) {
                        self.tell(&owner, Input::PlaylistGone(rendition));
                    }
                }
            }
        }
        self.looked = true;
        self.tell_if_restored(ctx);
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
        ctx.run_later(RESPAWN_AFTER, move |registry, ctx| {
            let Some(entry) = registry.entries.get(&stopped.streamer) else { return };
            let settings = entry.settings.clone();
            let running = registry
                .ports
                .index
                .get(&stopped.streamer)
                .and_then(|view| view.on_air.as_ref().map(|on_air| on_air.broadcast.clone()));
            registry.spawn(settings, running, ctx);
            registry.replay_tracks(Some(&stopped.streamer));
        });
    }
}

/// The room of a streamer, named in any case.
pub fn room_of(rooms: &Rooms, streamer: &str) -> Option<RoomHandle> {
    rooms.get(fold(streamer).as_str()).map(|room| room.clone())
}
