//! What administrators change, brought to the rooms.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix::prelude::*;
use tracing::{debug, info, warn};

use super::StreamRegistry;
use crate::names::StreamerName;
use crate::room::state::Input;
use crate::store::{Store, StoreError, Streamer};

/// How often the store is asked whether an administrator changed anything.
pub(super) const REFRESH_EVERY: Duration = Duration::from_millis(400);

struct Loaded {
    revision: i64,
    streamers: Vec<Streamer>,
}

impl StreamRegistry {
    /// Asks the store whether anything changed.
    pub(super) fn refresh(&mut self, ctx: &mut Context<Self>) {
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
