//! Changes between two scans of the HLS folder.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::media::{MediaPlaylist, QualityInfo, Rendition};

/// Distinguishes two versions of a file without reading them. nginx-rtmp renames a new file into place each time, so at
/// least the inode differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileVersion {
    /// Modification time, by the wall clock.
    pub modified: SystemTime,
    /// Size in bytes.
    pub len: u64,
    /// Inode number.
    pub inode: u64,
}

/// The last good state of one playlist file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Version of the file when it was last good.
    pub version: FileVersion,
    /// The playlist as viewers get it.
    pub playlist: Arc<MediaPlaylist>,
    /// Properties of its segments.
    pub info: QualityInfo,
}

/// All playlists that one scan found.
pub type Snapshot = BTreeMap<Rendition, Arc<Entry>>;

/// A change of one playlist.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new, or was written again.
    Updated(Updated),
    /// It was not written again, but lists fewer segments because their files are gone.
    Trimmed(Rendition, Arc<MediaPlaylist>),
    /// Its file no longer exists.
    Gone(Rendition),
    /// The segment that it will list next grows. Sent at most once a second, and only for the first quality.
    Growing(Rendition),
}

/// A playlist that is new or was written again.
#[derive(Debug, Clone, PartialEq)]
pub struct Updated {
    /// The playlist's rendition.
    pub rendition: Rendition,
    /// The current playlist.
    pub playlist: Arc<MediaPlaylist>,
    /// Current properties of its segments.
    pub info: QualityInfo,
    /// Time from its last write to the scan.
    pub age: Duration,
    /// Whether its numbering restarted: existing URLs must not be reused for the segments listed now.
    pub restarted: bool,
}

/// Changes from `previous` to `current`. `wall` is the wall-clock time of the scan.
///
/// Only a file seen for the first time is dated by the wall clock. A file that changed between two scans has age zero,
/// whatever its timestamp says, so a clock that jumps does not affect ages.
pub fn diff(previous: &Snapshot, current: &Snapshot, wall: SystemTime) -> Vec<Change> {
    let gone = previous.keys().filter(|rendition| !current.contains_key(rendition));
    let gone = gone.map(|rendition| Change::Gone(rendition.clone()));
    let updated = current.iter().filter_map(|(rendition, entry)| {
        let before = previous.get(rendition);
        if let Some(before) = before.filter(|before| before.version == entry.version) {
            let same = Arc::ptr_eq(&before.playlist, &entry.playlist);
            return (!same).then(|| Change::Trimmed(rendition.clone(), entry.playlist.clone()));
        }
        let since_written = wall.duration_since(entry.version.modified).unwrap_or(Duration::ZERO);
        Some(Change::Updated(Updated {
            rendition: rendition.clone(),
            playlist: entry.playlist.clone(),
            info: entry.info.clone(),
            age: if before.is_some() { Duration::ZERO } else { since_written },
            restarted: before.is_some_and(|before| entry.playlist.restarts(&before.playlist)),
        }))
    });
    gone.chain(updated).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{PublishFileName, Segment};

    const HOUR: Duration = Duration::from_secs(3600);
    const SECOND: Duration = Duration::from_secs(1);

    fn noon() -> SystemTime {
        SystemTime::UNIX_EPOCH + 480_000 * HOUR
    }

    fn rendition(stem: &str) -> Rendition {
        Rendition { publish_file: PublishFileName::new(stem).unwrap(), quality: None }
    }

    fn entry(modified: SystemTime, sequence: u64) -> Entry {
        let segment = Segment { number: sequence, duration: SECOND, discontinuity: false, begun: None };
        Entry {
            version: FileVersion { modified, len: 1, inode: sequence },
            playlist: Arc::new(MediaPlaylist {
                target_duration: 1,
                media_sequence: sequence,
                discontinuity_sequence: 0,
                independent_segments: true,
                segments: vec![segment],
            }),
            info: QualityInfo::default(),
        }
    }

    fn snapshot(stem: &str, modified: SystemTime, sequence: u64) -> Snapshot {
        [(rendition(stem), Arc::new(entry(modified, sequence)))].into()
    }

    /// `age` and `restarted` of the only change.
    fn only(changes: &[Change]) -> (Duration, bool) {
        match changes {
            [Change::Updated(updated)] => (updated.age, updated.restarted),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn first_sight_is_dated_by_the_wall_clock() {
        let seen = |wall| only(&diff(&Snapshot::new(), &snapshot("a", noon(), 1), wall));
        assert_eq!(seen(noon() + 3 * SECOND), (3 * SECOND, false));
        assert_eq!(seen(noon() - HOUR), (Duration::ZERO, false), "written in the future");
    }

    #[test]
    fn a_wall_clock_that_jumps_changes_nothing() {
        let before = snapshot("a", noon(), 1);
        for wall in [noon() - HOUR, noon() + HOUR] {
            assert_eq!(diff(&before, &before, wall), []);
            let after = snapshot("a", wall, 2);
            assert_eq!(only(&diff(&before, &after, noon())), (Duration::ZERO, false));
            assert_eq!(only(&diff(&before, &after, wall + HOUR)), (Duration::ZERO, false));
        }
    }

    #[test]
    fn a_file_written_again_with_the_same_contents_is_young_again() {
        let after = snapshot("a", noon() + SECOND, 1);
        assert_eq!(only(&diff(&snapshot("a", noon(), 1), &after, noon() + HOUR)), (Duration::ZERO, false));
    }

    #[test]
    fn numbering_that_begins_again_is_told() {
        let (before, after) = (snapshot("a", noon(), 9), snapshot("a", noon() + SECOND, 0));
        assert_eq!(only(&diff(&before, &after, noon())), (Duration::ZERO, true));
    }

    #[test]
    fn a_playlist_that_lists_less_is_not_a_newer_one() {
        let before = snapshot("a", noon(), 1);
        let mut trimmed = entry(noon(), 1);
        Arc::make_mut(&mut trimmed.playlist).media_sequence = 2;
        let expected = Change::Trimmed(rendition("a"), trimmed.playlist.clone());
        let after = [(rendition("a"), Arc::new(trimmed))].into();
        assert_eq!(diff(&before, &after, noon()), [expected]);
    }

    #[test]
    fn what_vanished_is_told_before_what_came() {
        let changes = diff(&snapshot("b", noon(), 1), &snapshot("a", noon(), 1), noon());
        assert!(
            matches!(&changes[..], [Change::Gone(gone), Change::Updated(new)]
                if *gone == rendition("b") && new.rendition == rendition("a")),
            "{changes:?}"
        );
    }
}
