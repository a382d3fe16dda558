//! Status of the HLS folder, for readiness, metrics and the log.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::folder::Found;

/// Status of the HLS folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum WatcherStatus {
    /// Not scanned yet.
    Starting = 0,
    /// Present and readable.
    Watching = 1,
    /// Missing, or not a folder.
    Missing = 2,
    /// Present, but cannot be read.
    Unreadable = 3,
}

/// Reads the [`WatcherStatus`] from any thread.
#[derive(Debug, Clone, Default)]
pub struct WatcherHealth(Arc<AtomicU8>);

impl WatcherHealth {
    /// Status at the last scan.
    pub fn status(&self) -> WatcherStatus {
        match self.0.load(Ordering::Relaxed) {
            0 => WatcherStatus::Starting,
            1 => WatcherStatus::Watching,
            2 => WatcherStatus::Missing,
            _ => WatcherStatus::Unreadable,
        }
    }

    /// Records a scan of the folder at `path`, and logs a change of status.
    pub(super) fn report(&self, path: &Path, found: &Found) {
        let status = match found {
            Found::Playlists(_) => WatcherStatus::Watching,
            Found::Missing => WatcherStatus::Missing,
            Found::Unreadable(_) => WatcherStatus::Unreadable,
        };
        let before = self.status();
        if before == status {
            return;
        }
        self.0.store(status as u8, Ordering::Relaxed);
        let path = path.display();
        match found {
            Found::Playlists(_) => tracing::info!(%path, "watching the hls folder"),
            Found::Missing => tracing::warn!(
                %path,
                "hls folder is missing; create it, or set hls_dir to the hls_path of nginx; it is used as soon as it is there"
            ),
            Found::Unreadable(error) => tracing::warn!(
                %path, %error,
                "hls folder cannot be read; let the server's user read and enter it; streams show as they last were"
            ),
        }
    }
}
