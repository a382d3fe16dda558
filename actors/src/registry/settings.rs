//! Passes administrators' changes on to the rooms.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::StreamRegistry;
use crate::journal::{Flush, Record};
use crate::model::names::StreamerName;
use crate::model::{
    AllEmotes, ApiToken, ApiTokenHash, Broadcast, ClosedChannel, Emotes, Sanction, SiteSetting, SiteStaff,
    Streamer,
};
use crate::ports::{ChatMemory, JournalPosition, Now, QueuedOperation, Store, StoreError, Write};
use crate::room::Retention;
use crate::room::event::RoomEvent;
use crate::room::{Closing, RoomCommand};

/// How often the store is asked whether an administrator changed anything.
pub(super) const REFRESH_EVERY: Duration = Duration::from_millis(400);
/// How long a refresh waits for what rooms have recorded to be stored.
const PATIENCE: Duration = Duration::from_secs(2);

struct Loaded {
    revision: i64,
    /// Where the journal was before the store was read.
    as_of: JournalPosition,
    streamers: Vec<Streamer>,
    /// Chat memory of streamers whose rooms do not run yet, by folded name.
    memories: HashMap<Box<str>, ChatMemory>,
    emotes: AllEmotes,
    site_settings: Vec<SiteSetting>,
    sanctions: Vec<Sanction>,
    site_staff: SiteStaff,
    tokens: Vec<(ApiTokenHash, ApiToken)>,
    operations: Vec<QueuedOperation>,
}

impl StreamRegistry {
    /// Reads the store if its revision changed.
    pub(super) fn refresh(&mut self, ctx: &mut Context<Self>) {
        if std::mem::replace(&mut self.refreshing, true) {
            return;
        }
        for (id, at) in self.ports.tokens.take_uses() {
            self.ports.room.journal.do_send(Record(Write::TokenUsed { id, at }));
        }
        let store = Arc::clone(&self.ports.store);
        // a ban that ends by itself changes nothing in the store
        let unix = self.ports.room.clock.now().unix;
        let reopens = self.closed.values().any(|channel| channel.until.is_some_and(|until| until <= unix));
        let (known, stored_until) = (self.revision.filter(|_| !reopens), self.stored_until);
        let running: HashSet<Box<str>> = self.entries.keys().cloned().collect();
        let journal = self.ports.room.journal.clone();
        let retention = self.config.chat.retention;
        let clock = Arc::clone(&self.ports.room.clock);
        let load = async move {
            let revision = store.revision().await?;
            if known == Some(revision) {
                return Ok(None);
            }
            // so that the read includes what streamers changed in chat until now; it may lack later changes
            let (stored, when_stored) = oneshot::channel();
            journal.do_send(Flush(stored));
            let position = tokio::time::timeout(PATIENCE, when_stored).await;
            let as_of = position.ok().and_then(Result::ok).unwrap_or(stored_until);
            load(store.as_ref(), revision, as_of, &running, retention, clock.now()).await.map(Some)
        };
        ctx.spawn(load.into_actor(self).map(|loaded, registry, ctx| {
            registry.refreshing = false;
            let loaded: Result<Option<Loaded>, StoreError> = loaded;
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

    /// Brings the rooms in line with the store.
    fn settle(&mut self, loaded: Loaded, ctx: &mut Context<Self>) {
        self.stored_until = loaded.as_of;
        self.ports.tokens.replace(loaded.tokens);
        self.change_site_settings(loaded.site_settings);
        self.change_emotes(loaded.emotes);
        self.change_sanctions(loaded.sanctions);
        self.change_site_staff(loaded.site_staff);
        self.revision = Some(loaded.revision);
        let mut memories = loaded.memories;
        let stored: HashMap<Box<str>, Streamer> =
            loaded.streamers.into_iter().map(|settings| (settings.name.folded().into(), settings)).collect();
        let keys = stored.iter().map(|(folded, settings)| (settings.key, folded.clone())).collect();
        let stored = self.close(stored);
        let dropped: Vec<StreamerName> = self
            .entries
            .values()
            .filter(|entry| !stored.contains_key(entry.settings.name.folded()))
            .map(|entry| entry.settings.name.clone())
            .collect();
        for streamer in dropped {
            let closing = match self.closed.contains_key(streamer.folded()) {
                true => Closing::Banned,
                false => Closing::Dropped,
            };
            match closing {
                Closing::Banned => info!(%streamer, "channel closed"),
                _ => info!(%streamer, "streamer dropped"),
            }
            self.ports.rooms.remove(streamer.folded());
            self.publish_names.remove(streamer.folded());
            // only after the removal: a client that is told and asks again must not find the room
            if let Some(entry) = self.entries.remove(streamer.folded()) {
                entry.handle.tell(RoomCommand::Closing(closing));
            }
            self.ports.room.publication.remove(streamer);
        }
        self.keys = keys;
        for (folded, settings) in stored {
            match self.entries.get_mut(&folded) {
                Some(entry) => {
                    entry.settings = settings.clone();
                    entry.handle.tell(RoomCommand::SettingsChanged(Box::new(settings), loaded.as_of));
                }
                None => {
                    let running = self.resumed.remove(&folded);
                    let memory = memories.remove(&folded).unwrap_or_default();
                    if let Some(up_to) = memory.outdated {
                        // messages expired while no room ran, or the retention was shortened
                        let streamer = settings.name.clone();
                        self.ports.room.journal.do_send(Record(Write::ChatCleared { streamer, up_to }));
                    }
                    self.spawn(settings, running, memory, ctx);
                }
            }
        }
        // a new streamer or a new key may own files that belonged to nobody
        self.replay_playlists(None);
        self.perform(loaded.operations, ctx);
        self.tell_if_restored(ctx);
    }

    /// Takes the closed channels out of those that are stored, and tells readers.
    fn close(&mut self, stored: HashMap<Box<str>, Streamer>) -> HashMap<Box<str>, Streamer> {
        let now = self.ports.room.clock.now().unix;
        let is_closed = |settings: &Streamer| settings.ban.as_ref().is_some_and(|ban| ban.holds(now));
        let (closed, open): (HashMap<_, _>, HashMap<_, _>) =
            stored.into_iter().partition(|(_, settings)| is_closed(settings));
        let channel = |settings: Streamer| {
            let until = settings.ban.and_then(|ban| ban.until);
            ClosedChannel { name: settings.name, key: settings.key, until }
        };
        self.closed = closed.into_iter().map(|(folded, settings)| (folded, channel(settings))).collect();
        self.ports.index.set_closed(self.closed.values().cloned().collect());
        // it was on air when the last server stopped, and no room ends it
        for (folded, channel) in &self.closed {
            if let Some(Broadcast { id, .. }) = self.resumed.remove(folded) {
                self.ports.room.journal.do_send(Record(Write::BroadcastEnded { id, at: now }));
                self.ports.room.publication.remove(channel.name.clone());
            }
        }
        // rooms do not know of bans, also not of those that are over
        open.into_iter().map(|(folded, settings)| (folded, Streamer { ban: None, ..settings })).collect()
    }

    /// Puts settings of the site into effect, and passes those of chat on to the rooms.
    fn change_site_settings(&mut self, settings: Vec<SiteSetting>) {
        if self.site_settings == settings {
            return;
        }
        let chat = (self.ports.site_settings)(&settings);
        self.site_settings = settings;
        if self.config.chat == chat {
            return;
        }
        for entry in self.entries.values() {
            entry.handle.tell(RoomCommand::ChatConfigured(Box::new(chat.clone())));
        }
        self.config.chat = chat;
    }

    /// Passes the site's sanctions on to the running rooms. Others read them when they start.
    fn change_sanctions(&mut self, sanctions: Vec<Sanction>) {
        if self.sanctions == sanctions {
            return;
        }
        for entry in self.entries.values() {
            entry.handle.tell(RoomCommand::SiteSanctionsChanged(sanctions.clone()));
        }
        self.sanctions = sanctions;
    }

    /// Passes on who has a role on the site.
    fn change_site_staff(&mut self, staff: SiteStaff) {
        if self.site_staff == staff {
            return;
        }
        for entry in self.entries.values() {
            entry.handle.tell(RoomCommand::SiteStaffChanged(Arc::clone(&staff)));
        }
        self.site_staff = staff;
    }

    /// Passes emotes on to rooms and clients. Rooms tell of those that streams have of their own.
    fn change_emotes(&mut self, emotes: AllEmotes) {
        if *self.ports.emotes.borrow() == emotes {
            return;
        }
        // first: a client that is told may ask for the picture at once
        let before = self.ports.emotes.send_replace(emotes.clone());
        if self.revision.is_some() && before.site() != emotes.site() {
            self.tell_everybody(before.site(), emotes.site());
        }
        for (streamer, entry) in &self.entries {
            if before.site() != emotes.site() {
                entry.handle.tell(RoomCommand::EmotesChanged(Arc::clone(emotes.site())));
            }
            let own = emotes.of_stream(streamer);
            if before.of_stream(streamer) != own {
                entry.handle.tell(RoomCommand::OwnEmotesChanged(own));
            }
        }
    }

    fn tell_everybody(&self, before: &Emotes, emotes: &Emotes) {
        let event_sink = &self.ports.room.event_sink;
        for (key, uri) in emotes.iter().filter(|(key, uri)| before.get(*key) != Some(uri)) {
            event_sink.broadcast_to_all(&RoomEvent::EmoteAdded { key: key.clone(), uri: uri.clone() });
        }
        for key in before.keys().filter(|key| !emotes.contains_key(*key)) {
            event_sink.broadcast_to_all(&RoomEvent::EmoteRemoved { key: key.clone() });
        }
    }
}

/// Seconds by which a ban ends earlier for what is read: reading takes less.
const BAN_MARGIN: i64 = 60;

/// Reads everything that the registry needs from the store.
async fn load(
    store: &dyn Store,
    revision: i64,
    as_of: JournalPosition,
    running: &HashSet<Box<str>>,
    retention: Retention,
    now: Now,
) -> Result<Loaded, StoreError> {
    let streamers = store.streamers().await?;
    let mut memories = HashMap::new();
    // a ban may end while this reads, so one that is about to counts as over
    let is_closed =
        |streamer: &Streamer| streamer.ban.as_ref().is_some_and(|ban| ban.holds(now.unix + BAN_MARGIN));
    for streamer in streamers.iter().filter(|one| !running.contains(one.name.folded()) && !is_closed(one)) {
        let memory = remembered(store, &streamer.name, retention, now).await?;
        memories.insert(streamer.name.folded().into(), memory);
    }
    let site_settings = store.site_settings().await?;
    let emotes = AllEmotes::new(store.emotes().await?, store.stream_emotes().await?);
    let sanctions = store.site_sanctions().await?;
    let site_staff = Arc::new(store.site_staff().await?.into_iter().collect());
    let tokens = store.tokens(None).await?;
    // last, since operations that are taken and not performed are lost
    let operations = store.take_operations().await?;
    Ok(Loaded {
        revision,
        as_of,
        streamers,
        memories,
        emotes,
        site_settings,
        sanctions,
        site_staff,
        tokens,
        operations,
    })
}

/// The stored chat that a room starts with.
pub(super) async fn remembered(
    store: &dyn Store,
    streamer: &StreamerName,
    retention: Retention,
    now: Now,
) -> Result<ChatMemory, StoreError> {
    let limit = u32::try_from(retention.messages).unwrap_or(u32::MAX);
    let since = retention.age.map_or(0, |age| now.unix.saturating_sub_unsigned(age.as_secs()));
    store.chat_memory(streamer, limit, since).await
}
