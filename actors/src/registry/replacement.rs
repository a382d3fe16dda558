//! Replaces rooms that died. A new room starts with the stored chat, and its sessions announce themselves again.

use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::oneshot;
use tracing::warn;

use super::StreamRegistry;
use super::settings::remembered;
use crate::journal::Flush;
use crate::model::Broadcast;
use crate::ports::ChatMemory;

/// How long a new room waits for the writes of the old one to be stored, and as long again for the store to return the
/// chat. Without it members keep their names and roles, but newcomers do not see earlier messages.
const PATIENCE: Duration = Duration::from_millis(400);

impl StreamRegistry {
    pub(super) fn replace(&mut self, streamer: Box<str>, ctx: &mut Context<Self>) {
        let Some(entry) = self.entries.get(&streamer) else { return };
        let name = entry.settings.name.clone();
        let store = Arc::clone(&self.ports.store);
        let journal = self.ports.room.journal.clone();
        let retention = self.config.chat.retention;
        let now = self.ports.room.clock.now();
        let load = async move {
            let (stored, when_stored) = oneshot::channel();
            journal.do_send(Flush(stored));
            let _ = tokio::time::timeout(PATIENCE, when_stored).await;
            match tokio::time::timeout(PATIENCE, remembered(store.as_ref(), &name, retention, now)).await {
                Ok(Ok(memory)) => Some(memory),
                Ok(Err(error)) => {
                    warn!(%error, streamer = %name, "cannot read what was said in a room; it begins without");
                    None
                }
                Err(_) => {
                    warn!(streamer = %name, "the store is too slow to tell what was said in a room; it begins without");
                    None
                }
            }
        };
        ctx.spawn(load.into_actor(self).map(move |memory, registry, ctx| {
            let Some(entry) = registry.entries.get(&streamer) else { return };
            let settings = entry.settings.clone();
            // who is banned on the whole site is known here too
            let sanctions = || registry.sanctions.clone();
            let memory =
                memory.unwrap_or_else(|| ChatMemory { sanctions: sanctions(), ..ChatMemory::default() });
            let on_air = registry.ports.index.get(&streamer).and_then(|view| view.on_air.clone());
            let seen_at = registry.ports.room.clock.now().unix;
            let running = on_air.map(|on_air| Broadcast { seen_at, ..on_air.broadcast });
            let room = registry.spawn(settings, running, memory, ctx);
            registry.replay_playlists(Some(&streamer));
            registry.ports.room.event_sink.room_replaced(room);
        }));
    }
}
