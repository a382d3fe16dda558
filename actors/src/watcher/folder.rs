//! The HLS folder: whether it exists, what it contains, and the operating system's change events.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::WatcherConfig;
use super::diff::Snapshot;
use super::scan::Scanner;
use crate::media::Rendition;
use crate::media::nginx_files::is_playlist;

/// Result and time of one scan.
pub struct Look {
    pub found: Found,
    /// Renditions whose newest segment has grown.
    pub growing: Vec<Rendition>,
    pub wall: SystemTime,
    pub monotonic: Instant,
}

/// Result of one scan.
#[derive(Debug)]
pub enum Found {
    Playlists(Snapshot),
    /// The folder does not exist.
    Missing,
    /// The contents are unknown.
    Unreadable(io::Error),
}

/// The HLS folder. Its methods block.
pub struct Folder {
    path: PathBuf,
    scanner: Scanner,
    /// Called on the event thread.
    on_change: Arc<dyn Fn() + Send + Sync>,
    /// The watch on the folder that was at `path` at the last scan.
    watch: Option<Watch>,
}

/// A watch on one folder, even if another takes its path later.
struct Watch {
    of: Identity,
    /// Set when the folder is removed or renamed. A folder found later is then another one, even with the same
    /// identity.
    lost: Arc<AtomicBool>,
    /// `None` if the operating system refused the watch.
    _handle: Option<RecommendedWatcher>,
}

/// Device and inode numbers.
type Identity = (u64, u64);

impl Folder {
    /// The folder at `config.hls_dir`, which need not exist yet. `on_change` is called when a playlist in it may have
    /// changed.
    pub fn new(config: WatcherConfig, on_change: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { path: config.hls_dir.clone(), scanner: Scanner::new(config), on_change, watch: None }
    }

    /// Scans the folder once.
    pub fn look(&mut self) -> Look {
        // watch first, so that changes during the scan are reported
        self.renew_watch();
        let wall = SystemTime::now();
        let found = match self.scanner.scan(wall) {
            Ok(playlists) => Found::Playlists(playlists),
            Err(error) if is_missing(&error) => {
                self.scanner.forget();
                Found::Missing
            }
            Err(error) => Found::Unreadable(error),
        };
        let growing = match found {
            Found::Playlists(_) => self.scanner.growing(),
            Found::Missing | Found::Unreadable(_) => Vec::new(),
        };
        Look { found, growing, wall, monotonic: Instant::now() }
    }

    fn renew_watch(&mut self) {
        let metadata = fs::metadata(&self.path).ok().filter(fs::Metadata::is_dir);
        let identity = metadata.map(|metadata| (metadata.dev(), metadata.ino()));
        let is_valid = |watch: &Watch| Some(watch.of) == identity && !watch.lost.load(Ordering::Relaxed);
        if self.watch.as_ref().is_some_and(is_valid) {
            return;
        }
        self.watch = identity.map(|of| {
            let lost = Arc::<AtomicBool>::default();
            let handle = watch(&self.path, lost.clone(), self.on_change.clone());
            if let Err(error) = &handle {
                tracing::warn!(path = %self.path.display(), %error, "hls folder cannot be watched; changes are noticed later");
            }
            Watch { of, lost, _handle: handle.ok() }
        });
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn watch(
    path: &Path,
    lost: Arc<AtomicBool>,
    on_change: Arc<dyn Fn() + Send + Sync>,
) -> notify::Result<RecommendedWatcher> {
    let folder = path.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let concern = event.map_or(Concern::Playlists, |event| concern(&event, &folder));
        if concern == Concern::Folder {
            lost.store(true, Ordering::Relaxed);
        }
        if concern != Concern::Nothing {
            on_change();
        }
    })?;
    watcher.watch(path, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// What an event affects.
#[derive(Debug, PartialEq, Eq)]
enum Concern {
    /// The folder itself was removed or renamed.
    Folder,
    Playlists,
    /// A growing segment, or a read access.
    Nothing,
}

fn concern(event: &Event, folder: &Path) -> Concern {
    let is_change = match event.kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    };
    if !is_change {
        Concern::Nothing
    } else if event.need_rescan() {
        Concern::Playlists
    } else if event.paths.iter().any(|path| path == folder) {
        Concern::Folder
    } else if event.paths.iter().any(|path| is_playlist(path)) {
        Concern::Playlists
    } else {
        Concern::Nothing
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, ModifyKind, RemoveKind, RenameMode};

    use super::*;

    #[test]
    fn only_what_changes_a_playlist_or_the_folder_wakes_the_watcher() {
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let touched = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let closed = |mode| EventKind::Access(AccessKind::Close(mode));
        for (kind, path, expected) in [
            (renamed, "/hls/key.m3u8", Concern::Playlists),
            (written, "/hls/key.m3u8", Concern::Playlists),
            (touched, "/hls/key.m3u8", Concern::Playlists),
            (closed(AccessMode::Write), "/hls/key.m3u8", Concern::Playlists),
            (EventKind::Remove(RemoveKind::File), "/hls/key.m3u8", Concern::Playlists),
            (opened, "/hls/key.m3u8", Concern::Nothing),
            (closed(AccessMode::Read), "/hls/key.m3u8", Concern::Nothing),
            (EventKind::Create(CreateKind::File), "/hls/key-1.ts", Concern::Nothing),
            (written, "/hls/key-1.ts", Concern::Nothing),
            (written, "/hls/key.m3u8.bak", Concern::Nothing),
            (EventKind::Remove(RemoveKind::Folder), "/hls", Concern::Folder),
            (opened, "/hls", Concern::Nothing),
        ] {
            let event = Event::new(kind).add_path(path.into());
            assert_eq!(concern(&event, Path::new("/hls")), expected, "{event:?}");
        }
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(concern(&overflow, Path::new("/hls")), Concern::Playlists);
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_told_from_one_that_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let look = |name: &str| {
            let config = WatcherConfig { hls_dir: dir.path().join(name), qualities: Vec::new() };
            Folder::new(config, Arc::new(|| {})).look().found
        };
        fs::write(dir.path().join("file"), "").unwrap();
        // a link to itself cannot be read even by root
        std::os::unix::fs::symlink("circle", dir.path().join("circle")).unwrap();
        assert!(matches!(look("absent"), Found::Missing));
        assert!(matches!(look("file"), Found::Missing));
        assert!(matches!(look("circle"), Found::Unreadable(_)));
        assert!(matches!(look("."), Found::Playlists(_)));
    }
}
