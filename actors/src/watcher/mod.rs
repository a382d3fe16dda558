//! The watcher of the HLS folder: tells the registry which playlists came, changed and went.

pub mod diff;
pub mod files;
pub mod master;
mod open;
pub mod playlist;
pub mod probe;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Instant;

use actix::prelude::*;

pub use diff::{Change, Updated};
pub use files::{InvalidQuality, Quality, Rendition, SegmentName, Stem, segment_path};
pub use master::QualityInfo;
pub use open::open_regular;
pub use playlist::{MediaPlaylist, PlaylistError, Segment};

/// What the watcher needs to know of the configuration.
#[derive(Debug, Clone)]
pub struct WatcherConfig {
    /// Where nginx writes playlists and segments.
    pub hls_dir: PathBuf,
    /// Empty where a stream has a single playlist; the first one decides whether it is live.
    pub qualities: Vec<Quality>,
}

/// What changed in the HLS folder since the last message of this type. Sent only when something did, and once, maybe
/// empty, after the first look: then everything that was there is known.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub struct HlsChanges {
    /// What is gone first, then what is new, each in the order of [`Rendition`].
    pub changes: Vec<Change>,
    /// When the watcher looked; [`Updated::age`] is as of then.
    pub observed_at: Instant,
}

/// How the HLS folder does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum WatcherStatus {
    /// Not looked at yet.
    Starting = 0,
    /// There and readable.
    Watching = 1,
    /// Not there, or not a folder.
    Missing = 2,
    /// There, but may not be read.
    Unreadable = 3,
}

/// Reads the [`WatcherStatus`] from any thread, for readiness and metrics.
#[derive(Debug, Clone, Default)]
pub struct WatcherHealth(Arc<AtomicU8>);

impl WatcherHealth {
    /// As of the last look at the folder.
    pub fn status(&self) -> WatcherStatus {
        match self.0.load(Ordering::Relaxed) {
            0 => WatcherStatus::Starting,
            1 => WatcherStatus::Watching,
            2 => WatcherStatus::Missing,
            _ => WatcherStatus::Unreadable,
        }
    }
}

/// The actor. It looks at the folder when the operating system reports a change in it, and twice a second in any case,
/// because reports can get lost and a folder that is not there yet reports nothing.
pub struct Watcher {
    registry: Recipient<HlsChanges>,
    health: WatcherHealth,
}

impl Watcher {
    /// A watcher that tells `registry`; it begins to look when it is started.
    pub fn new(_config: WatcherConfig, registry: Recipient<HlsChanges>) -> Self {
        Self { registry, health: WatcherHealth::default() }
    }

    /// How the folder does; the handle outlives the actor.
    pub fn health(&self) -> WatcherHealth {
        self.health.clone()
    }
}

impl Actor for Watcher {
    type Context = Context<Self>;

    fn started(&mut self, _ctx: &mut Self::Context) {
        let nothing = HlsChanges { changes: Vec::new(), observed_at: Instant::now() };
        self.registry.do_send(nothing);
    }
}
