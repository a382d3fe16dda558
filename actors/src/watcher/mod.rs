//! The watcher: reports to the registry which playlists in the HLS folder are new, changed or gone.

pub mod diff;
mod folder;
mod growth;
mod inspect;
pub mod links;
mod open;
mod scan;
mod status;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::*;

pub use diff::{Change, Updated};
pub use links::LinkFarm;
pub use open::open_regular;
pub use status::{WatcherHealth, WatcherStatus};

use diff::{Snapshot, diff};
use folder::{Folder, Found, Look};

use crate::media::Quality;

/// Interval of scans of the folder, with or without events.
const INTERVAL: Duration = Duration::from_millis(500);
/// How long to wait for more events after the first one: nginx renames the playlists of a ladder one by one.
const DEBOUNCE: Duration = Duration::from_millis(20);

/// The watcher's part of the configuration.
#[derive(Debug, Clone)]
pub struct WatcherConfig {
    /// Where nginx writes playlists and segments.
    pub hls_dir: PathBuf,
    /// Empty if a stream has a single playlist. The first quality decides whether a stream is live.
    pub qualities: Vec<Quality>,
}

/// Changes in the HLS folder since the last message of this type. Sent when something changed, and once after the first
/// successful scan, even if empty: from then on the registry knows everything in the folder.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct HlsChanges {
    /// Playlists that are gone, then new and changed ones, each in the order of [`Rendition`](crate::media::Rendition);
    /// then growing segments.
    pub changes: Vec<Change>,
    /// Time of the scan, to which [`Updated::age`] refers.
    pub observed_at: Instant,
}

/// The watcher's actor. It scans the folder when the operating system reports a change in it, and twice a second
/// anyway, because events can get lost and a missing folder causes none.
pub struct Watcher {
    config: WatcherConfig,
    registry: Recipient<HlsChanges>,
    health: WatcherHealth,
    /// `None` while a scan runs on a blocking thread, so there is never more than one scan at a time.
    folder: Option<Box<Folder>>,
    /// The state last sent to the registry; `None` before the first message.
    told: Option<Snapshot>,
    /// Whether a [`Nudge`] is pending, so there is never more than one in the mailbox.
    nudged: Arc<AtomicBool>,
}

/// The operating system reported a change in the folder.
#[derive(Message)]
#[rtype(result = "()")]
struct Nudge;

impl Watcher {
    /// A watcher that reports to `registry`. It starts scanning when the actor starts.
    pub fn new(config: WatcherConfig, registry: Recipient<HlsChanges>) -> Self {
        let (health, nudged) = Default::default();
        Self { config, registry, health, folder: None, told: None, nudged }
    }

    /// Status of the folder; the handle outlives the actor.
    pub fn health(&self) -> WatcherHealth {
        self.health.clone()
    }

    fn open(&self, ctx: &Context<Self>) -> Box<Folder> {
        // a strong address would make the actor keep itself alive
        let (watcher, nudged) = (ctx.address().downgrade(), self.nudged.clone());
        let on_change = move || {
            if let Some(watcher) = watcher.upgrade()
                && !nudged.swap(true, Ordering::Relaxed)
            {
                watcher.do_send(Nudge);
            }
        };
        Box::new(Folder::new(self.config.clone(), Arc::new(on_change)))
    }

    fn look_soon(ctx: &mut Context<Self>) {
        ctx.run_later(DEBOUNCE, Self::look);
    }

    fn look(&mut self, ctx: &mut Context<Self>) {
        let Some(mut folder) = self.folder.take() else {
            // the current scan may have missed the change
            return Self::look_soon(ctx);
        };
        self.nudged.store(false, Ordering::Relaxed);
        let look = tokio::task::spawn_blocking(move || {
            let look = folder.look();
            (folder, look)
        });
        let look = look.into_actor(self).map(|looked, watcher, ctx| match looked {
            Ok((folder, look)) => {
                watcher.folder = Some(folder);
                if watcher.tell(look).is_err() {
                    tracing::warn!("the registry is gone; the hls folder is no longer watched");
                    ctx.stop();
                }
            }
            Err(error) => {
                tracing::error!(%error, "looking at the hls folder failed");
                watcher.folder = Some(watcher.open(ctx));
            }
        });
        ctx.spawn(look);
    }

    fn tell(&mut self, look: Look) -> Result<(), RegistryGone> {
        self.health.report(&self.config.hls_dir, &look.found);
        let current = match look.found {
            Found::Playlists(playlists) => playlists,
            Found::Missing => Snapshot::new(),
            Found::Unreadable(_) => return Ok(()),
        };
        let nothing = Snapshot::new();
        let mut changes = diff(self.told.as_ref().unwrap_or(&nothing), &current, look.wall);
        changes.extend(look.growing.into_iter().map(Change::Growing));
        if changes.is_empty() && self.told.is_some() {
            return Ok(());
        }
        match self.registry.try_send(HlsChanges { changes, observed_at: look.monotonic }) {
            Ok(()) => self.told = Some(current),
            // the changes were not delivered, so the next scan finds them again
            Err(SendError::Full(_)) => {}
            Err(SendError::Closed(_)) => return Err(RegistryGone),
        }
        Ok(())
    }
}

/// The registry has stopped.
struct RegistryGone;

impl Actor for Watcher {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.folder = Some(self.open(ctx));
        self.look(ctx);
        ctx.run_interval(INTERVAL, |watcher, ctx| {
            if watcher.folder.is_some() {
                watcher.look(ctx);
            }
        });
    }
}

impl Handler<Nudge> for Watcher {
    type Result = ();

    fn handle(&mut self, _: Nudge, ctx: &mut Self::Context) {
        Self::look_soon(ctx);
    }
}

#[cfg(test)]
mod tests;
