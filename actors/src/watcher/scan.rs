//! Scans the HLS folder. Everything here accesses the disk and blocks.

use std::collections::HashMap;
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::WatcherConfig;
use super::diff::{Entry, FileVersion, Snapshot};
use super::growth::Growth;
use super::inspect::Inspector;
use super::open::open_regular;
use crate::media::nginx_files::{parse_playlist_file, playlist_file};
use crate::media::playlist::PLAYLIST_BYTES_MAX;
use crate::media::{Lifetime, MediaPlaylist, PlaylistError, Quality, Rendition};
use crate::model::UnixMillis;

/// Most files of the folder that a scan reads.
pub const FILES_MAX: usize = 100_000;
/// Most playlists that are followed.
pub const PLAYLISTS_MAX: usize = 2_000;

/// Scans the folder repeatedly and reads only the files that changed in between.
pub struct Scanner {
    config: WatcherConfig,
    /// Exactly the playlists that existed at the last scan.
    playlists: HashMap<Rendition, Known>,
    growth: Growth,
    /// Whether the last scan found more files or playlists than are followed. Logged once.
    overfull: bool,
    lifetime: Lifetime,
}

/// State of one playlist.
#[derive(Default)]
struct Known {
    /// Version of the file when it was last read, good or bad.
    version: Option<FileVersion>,
    /// The complete last good playlist, which the next one follows.
    whole: Option<MediaPlaylist>,
    /// The last good state as shown. It outlives a bad file until the stream counts as ended.
    good: Option<Arc<Entry>>,
    /// Why the file was bad when it was last read.
    problem: Option<ReadError>,
    segments: Inspector,
}

/// Why a playlist could not be read. It contains neither names nor contents of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Playlist(#[from] PlaylistError),
    #[error("playlist cannot be read: {0}")]
    Io(io::ErrorKind),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl Scanner {
    /// A scanner before its first scan.
    pub fn new(config: WatcherConfig) -> Self {
        let (growth, lifetime) = Default::default();
        Self { config, playlists: HashMap::new(), growth, overfull: false, lifetime }
    }

    /// Finds the playlists at the wall-clock time `wall`. Fails only if the folder cannot be read; a torn or vanished
    /// playlist is not an error.
    pub fn scan(&mut self, wall: SystemTime) -> io::Result<Snapshot> {
        let now = wall.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let now = UnixMillis::try_from(now).unwrap_or(UnixMillis::MAX);
        let found = self.list()?;
        let mut before = std::mem::take(&mut self.playlists);
        let mut snapshot = Snapshot::new();
        for (rendition, version) in found {
            let known = before.remove(&rendition).unwrap_or_default();
            let known = self.playlists.entry(rendition.clone()).insert_entry(known).into_mut();
            if known.version != Some(version) {
                known.read(&self.config, &rendition, &mut self.lifetime, now);
            } else {
                known.trim(&self.config, &rendition, &mut self.lifetime, now);
            }
            if let Some(good) = &known.good {
                snapshot.insert(rendition, good.clone());
            }
        }
        Ok(snapshot)
    }

    /// The streams whose newest segment had grown at the last scan. Each scan's result is returned once.
    pub fn growing(&mut self) -> Vec<Rendition> {
        self.growth.told(&self.config.hls_dir, &self.config.qualities, Instant::now())
    }

    /// Forgets all playlists, because the folder is gone.
    pub fn forget(&mut self) {
        self.playlists.clear();
    }

    /// Lists the playlists that are regular files.
    fn list(&mut self) -> io::Result<Vec<(Rendition, FileVersion)>> {
        let mut found = Vec::new();
        let mut entries = fs::read_dir(&self.config.hls_dir)?;
        let for_growth = self.growth.is_due(Instant::now());
        for entry in entries.by_ref().take(FILES_MAX) {
            let entry = entry?;
            if for_growth && let Some(file) = entry.file_name().to_str() {
                self.growth.see(file);
            }
            found.extend(self.playlist(&entry));
        }
        let overfull = found.len() > PLAYLISTS_MAX || entries.next().is_some();
        if overfull && !self.overfull {
            tracing::warn!(
                files = FILES_MAX,
                playlists = PLAYLISTS_MAX,
                "hls folder has more files than are followed"
            );
        }
        self.overfull = overfull;
        if found.len() > PLAYLISTS_MAX {
            // playlists already followed come first, so that a flood of files stops no stream
            found.sort_by_key(|(rendition, _)| !self.playlists.contains_key(rendition));
            found.truncate(PLAYLISTS_MAX);
        }
        Ok(found)
    }

    fn playlist(&self, entry: &DirEntry) -> Option<(Rendition, FileVersion)> {
        let rendition = parse_playlist_file(entry.file_name().to_str()?, &self.config.qualities)?;
        // of the entry itself, not of a link's target; the entry may be gone by now
        let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
        Some((rendition, version(&metadata)?))
    }
}

impl Known {
    fn read(&mut self, config: &WatcherConfig, of: &Rendition, lifetime: &mut Lifetime, now: UnixMillis) {
        let vanished = ReadError::Io(io::ErrorKind::NotFound);
        // a file that vanished after it was listed is no problem: the next scan does not list it
        let problem = self.try_read(config, of, lifetime, now).err().filter(|problem| *problem != vanished);
        if let Some(problem) = problem.filter(|problem| self.problem != Some(*problem)) {
            let inode = self.version.map(|version| version.inode);
            // the file's name may be a stream key
            tracing::warn!(quality = of.quality.as_ref().map(Quality::as_str), inode, %problem, "playlist is ignored");
        }
        self.problem = problem;
    }

    /// Drops segments whose files are gone.
    fn trim(&mut self, config: &WatcherConfig, of: &Rendition, lifetime: &mut Lifetime, now: UnixMillis) {
        if let Some(good) = &self.good
            && self.segments.has_lost(&config.hls_dir, of, &good.playlist)
        {
            self.show(good.version, config, of, lifetime, now);
        }
    }

    fn try_read(
        &mut self,
        config: &WatcherConfig,
        of: &Rendition,
        lifetime: &mut Lifetime,
        now: UnixMillis,
    ) -> Result<(), ReadError> {
        let file = open_regular(&config.hls_dir.join(playlist_file(of)))?;
        let metadata = file.metadata()?;
        let version = version(&metadata).ok_or(io::ErrorKind::Unsupported).map_err(ReadError::Io)?;
        self.version = Some(version);
        if version.len > PLAYLIST_BYTES_MAX as u64 {
            return Err(PlaylistError::TooLong.into());
        }
        let mut bytes = Vec::new();
        // one byte more than allowed, in case the file grows meanwhile
        file.take(PLAYLIST_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;

        let mut playlist = MediaPlaylist::parse(&bytes, of)?;
        let before = self.whole.take();
        if before.as_ref().is_some_and(|before| playlist.restarts(before)) {
            self.segments.forget();
        }
        self.segments.measure(&config.hls_dir, of, &mut playlist);
        if let Some(before) = &before {
            playlist.follow(before);
        }
        self.whole = Some(playlist);
        self.show(version, config, of, lifetime, now);
        Ok(())
    }

    /// Makes the playlist that viewers get, unless it would be empty.
    fn show(
        &mut self,
        version: FileVersion,
        config: &WatcherConfig,
        of: &Rendition,
        lifetime: &mut Lifetime,
        now: UnixMillis,
    ) {
        let Some(mut playlist) = self.whole.clone() else { return };
        let info = self.segments.show(&config.hls_dir, of, lifetime, now, &mut playlist);
        if !playlist.segments.is_empty() {
            self.good = Some(Arc::new(Entry { version, playlist: Arc::new(playlist), info }));
        }
    }
}

fn version(metadata: &Metadata) -> Option<FileVersion> {
    let modified = metadata.modified().ok()?;
    Some(FileVersion { modified, len: metadata.len(), inode: metadata.ino() })
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
