//! The watcher of the HLS folder: tells the registry which playlists came, changed and went.

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

/// How often the folder is looked at in any case.
const INTERVAL: Duration = Duration::from_millis(500);
/// How long to wait for further events after the first: nginx renames the playlists of a ladder one by one.
const DEBOUNCE: Duration = Duration::from_millis(20);

/// What the watcher needs to know of the configuration.
#[derive(Debug, Clone)]
pub struct WatcherConfig {
    /// Where nginx writes playlists and segments.
    pub hls_dir: PathBuf,
    /// Empty where a stream has a single playlist; the first one decides whether it is live.
    pub qualities: Vec<Quality>,
}

/// What changed in the HLS folder since the last message of this type. Sent only when something did, and once, maybe
/// empty, after the first look that succeeded: then everything that was there is known.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct HlsChanges {
    /// What is gone first, then what is new, each in the order of [`Rendition`](crate::media::Rendition); then what grows.
    pub changes: Vec<Change>,
    /// When the watcher looked; [`Updated::age`] is as of then.
    pub observed_at: Instant,
}

/// The actor. It looks at the folder when the operating system reports a change in it, and twice a second in any case,
/// because reports can get lost and a folder that is not there yet reports nothing.
pub struct Watcher {
    config: WatcherConfig,
    registry: Recipient<HlsChanges>,
    health: WatcherHealth,
    /// `None` while a look is under way, on a thread that may block: so there is never more than one.
    folder: Option<Box<Folder>>,
    /// What the registry has been told; `None` before the first message.
    told: Option<Snapshot>,
    /// Whether a [`Nudge`] is under way: so there is never more than one in the mailbox.
    nudged: Arc<AtomicBool>,
}

/// The operating system reports a change in the folder.
#[derive(Message)]
#[rtype(result = "()")]
struct Nudge;

impl Watcher {
    /// A watcher that tells `registry`; it begins to look when it is started.
    pub fn new(config: WatcherConfig, registry: Recipient<HlsChanges>) -> Self {
        let (health, nudged) = Default::default();
        Self { config, registry, health, folder: None, told: None, nudged }
    }

    /// How the folder does; the handle outlives the actor.
    pub fn health(&self) -> WatcherHealth {
        self.health.clone()
    }

    fn open(&self, ctx: &Context<Self>) -> Box<Folder> {
        // a strong address would keep the actor alive through itself
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
            // the look that is under way may have passed the change already
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
            // as it has not been told, the next look finds the same changes again
            Err(SendError::Full(_)) => {}
            Err(SendError::Closed(_)) => return Err(RegistryGone),
        }
        Ok(())
    }
}

/// There is nobody to tell any more.
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
