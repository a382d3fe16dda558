use std::fs::File;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use tracing::field::{Field, Visit};
use tracing::span;

use super::super::diff::{Change, diff};
use super::*;
use crate::media::{PublishFileName, Quality};

/// A folder to which the test writes what nginx would.
struct Folder {
    dir: tempfile::TempDir,
    scanner: Scanner,
}

impl Folder {
    fn new(qualities: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let qualities = qualities.iter().map(|name| Quality::parse(name).unwrap()).collect();
        let scanner = Scanner::new(WatcherConfig { hls_dir: dir.path().into(), qualities });
        Self { dir, scanner }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn put(&self, name: &str, contents: impl AsRef<[u8]>) {
        let aside = self.path().join("aside");
        fs::write(&aside, contents).unwrap();
        fs::rename(aside, self.path().join(name)).unwrap();
    }

    fn scan(&mut self) -> Snapshot {
        self.scanner.scan(SystemTime::now()).unwrap()
    }

    /// Media sequence of the only playlist, if any.
    fn sequence(&mut self) -> Option<u64> {
        let snapshot = self.scan();
        assert!(snapshot.len() <= 1, "{snapshot:?}");
        snapshot.values().next().map(|entry| entry.playlist.media_sequence)
    }
}

fn playlist(stem: &str, sequence: u64) -> String {
    let mut text = format!("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:{sequence}\n#EXT-X-TARGETDURATION:2\n");
    for number in sequence..sequence + 3 {
        text += &format!("#EXTINF:2.000,\n{stem}-{number}.ts\n");
    }
    text
}

fn rendition(stem: &str, quality: Option<&str>) -> Rendition {
    Rendition {
        publish_file: PublishFileName::new(stem).unwrap(),
        quality: quality.map(|quality| Quality::parse(quality).unwrap()),
    }
}

#[test]
fn playlists_come_change_and_go() {
    let mut folder = Folder::new(&[]);
    assert_eq!(folder.sequence(), None);
    folder.put("key.m3u8", playlist("key", 4));
    assert_eq!(folder.sequence(), Some(4));
    folder.put("key.m3u8", playlist("key", 5));
    assert_eq!(folder.sequence(), Some(5));
    fs::remove_file(folder.path().join("key.m3u8")).unwrap();
    assert_eq!(folder.sequence(), None);
}

#[test]
fn each_configured_quality_is_a_playlist_of_its_own() {
    let mut folder = Folder::new(&["Source", "Low"]);
    for name in ["key", "key_Source", "key_Low", "key_low", "key_High"] {
        folder.put(&format!("{name}.m3u8"), playlist(name, 0));
    }
    let found: Vec<Rendition> = folder.scan().into_keys().collect();
    assert_eq!(found, [rendition("key", Some("Low")), rendition("key", Some("Source"))]);
}

#[test]
fn a_file_that_did_not_change_is_not_read_again() {
    let mut folder = Folder::new(&[]);
    folder.put("key.m3u8", playlist("key", 4));
    let first = folder.scan();
    let second = folder.scan();
    let of = rendition("key", None);
    assert!(Arc::ptr_eq(&first[&of], &second[&of]));
}

#[test]
fn a_bad_file_leaves_the_last_good_playlist() {
    let bad: [(&str, Vec<u8>); 7] = [
        ("torn", playlist("key", 5).into_bytes()[..90].to_vec()),
        ("empty", Vec::new()),
        ("NUL", playlist("key", 5).replace("#EXTINF", "\0").into_bytes()),
        ("not UTF-8", vec![0xff; 100]),
        ("foreign", playlist("other", 5).into_bytes()),
        ("leads out", playlist("../key", 5).into_bytes()),
        ("absolute", playlist("/etc/key", 5).into_bytes()),
    ];
    for (what, contents) in bad {
        let mut folder = Folder::new(&[]);
        folder.put("key.m3u8", &contents);
        assert_eq!(folder.sequence(), None, "{what}");
        folder.put("key.m3u8", playlist("key", 4));
        assert_eq!(folder.sequence(), Some(4), "{what}");
        folder.put("key.m3u8", &contents);
        assert_eq!(folder.sequence(), Some(4), "{what}");
        folder.put("key.m3u8", playlist("key", 6));
        assert_eq!(folder.sequence(), Some(6), "{what}");
    }
}

#[test]
fn a_huge_file_is_not_read() {
    let mut folder = Folder::new(&[]);
    folder.put("key.m3u8", playlist("key", 4));
    assert_eq!(folder.sequence(), Some(4));
    File::create(folder.path().join("key.m3u8")).unwrap().set_len(1 << 30).unwrap();
    assert_eq!(folder.sequence(), Some(4));
    let known = folder.scanner.playlists.values().next().unwrap();
    assert_eq!(known.problem, Some(ReadError::Playlist(PlaylistError::TooLong)));
}

#[test]
fn links_pipes_and_folders_are_no_playlists() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("out.m3u8"), playlist("out", 0)).unwrap();
    let mut folder = Folder::new(&[]);
    folder.put("real", playlist("inside", 0));
    symlink(elsewhere.path().join("out.m3u8"), folder.path().join("out.m3u8")).unwrap();
    symlink("real", folder.path().join("inside.m3u8")).unwrap();
    fs::create_dir(folder.path().join("folder.m3u8")).unwrap();
    let pipe = folder.path().join("pipe.m3u8");
    rustix::fs::mknodat(rustix::fs::CWD, pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    assert_eq!(folder.sequence(), None);
}

#[test]
fn a_playlist_that_becomes_a_link_is_gone() {
    let mut folder = Folder::new(&[]);
    folder.put("key.m3u8", playlist("key", 4));
    folder.put("other", playlist("key", 5));
    assert_eq!(folder.sequence(), Some(4));
    fs::remove_file(folder.path().join("key.m3u8")).unwrap();
    symlink("other", folder.path().join("key.m3u8")).unwrap();
    assert_eq!(folder.sequence(), None);
}

#[test]
fn a_file_that_vanishes_between_listing_and_reading_is_no_problem() {
    let mut folder = Folder::new(&[]);
    let mut known = Known::default();
    known.read(&folder.scanner.config, &rendition("key", None), &mut Lifetime::default(), 0);
    assert_eq!((known.problem, known.good), (None, None));
    folder.put("key.m3u8", playlist("key", 4));
    folder.scan();
    fs::remove_file(folder.path().join("key.m3u8")).unwrap();
    let known = folder.scanner.playlists.get_mut(&rendition("key", None)).unwrap();
    known.read(&folder.scanner.config, &rendition("key", None), &mut Lifetime::default(), 0);
    assert!(
        known.problem.is_none() && known.good.is_some(),
        "the last good playlist stays until the next look"
    );
}

#[test]
fn a_folder_that_is_replaced_is_read_anew() {
    let mut folder = Folder::new(&[]);
    let inner = folder.path().join("hls");
    folder.scanner.config.hls_dir = inner.clone();
    assert_eq!(folder.scanner.scan(SystemTime::now()).unwrap_err().kind(), io::ErrorKind::NotFound);
    for sequence in [4, 9] {
        fs::create_dir(&inner).unwrap();
        folder.put("hls/key.m3u8", playlist("key", sequence));
        assert_eq!(folder.sequence(), Some(sequence));
        fs::rename(&inner, folder.path().join(format!("away{sequence}"))).unwrap();
        assert!(folder.scanner.scan(SystemTime::now()).is_err());
    }
}

#[test]
fn a_flood_of_files_does_not_push_out_a_stream() {
    let mut folder = Folder::new(&[]);
    folder.put("z.m3u8", playlist("z", 0));
    assert_eq!(folder.sequence(), Some(0));
    for n in 0..PLAYLISTS_MAX + 10 {
        File::create(folder.path().join(format!("{n}.m3u8"))).unwrap();
    }
    assert_eq!(folder.sequence(), Some(0));
    assert_eq!(folder.scanner.playlists.len(), PLAYLISTS_MAX);
}

#[test]
fn a_time_stamp_an_hour_off_makes_a_known_playlist_neither_old_nor_unseen() {
    let mut folder = Folder::new(&[]);
    folder.put("key.m3u8", playlist("key", 4));
    let before = folder.scan();
    let past = SystemTime::now() - Duration::from_secs(3600);
    File::open(folder.path().join("key.m3u8")).unwrap().set_modified(past).unwrap();
    let after = folder.scan();
    match &diff(&before, &after, SystemTime::now())[..] {
        [Change::Updated(updated)] => assert_eq!(updated.age, Duration::ZERO),
        other => panic!("{other:?}"),
    }
}

#[test]
fn segments_whose_files_go_leave_the_list_at_once_without_a_new_playlist() {
    let mut folder = Folder::new(&[]);
    for number in 4..7 {
        folder.put(&format!("key-{number}.ts"), "");
    }
    folder.put("key.m3u8", playlist("key", 4));
    let before = folder.scan();
    fs::remove_file(folder.path().join("key-4.ts")).unwrap();
    let after = folder.scan();
    match &diff(&before, &after, SystemTime::now())[..] {
        [Change::Trimmed(_, playlist)] => {
            assert_eq!((playlist.media_sequence, playlist.segments.len()), (5, 2))
        }
        other => panic!("{other:?}"),
    }
    let unchanged = folder.scan();
    assert_eq!(diff(&after, &unchanged, SystemTime::now()), []);
    folder.put("key.m3u8", playlist("key", 4));
    assert_eq!(folder.sequence(), Some(5), "it does not come back");
}

#[test]
fn a_duration_of_millions_of_years_costs_one_segment_and_is_told_once() {
    let log = Log::default();
    let mut folder = Folder::new(&[]);
    tracing::subscriber::with_default(log.clone(), || {
        for sequence in 0..2 {
            let text = playlist("key", sequence);
            let text = text.replacen("2.000", "204963823041217.188", 1).replacen(
                "DURATION:2",
                "DURATION:204963823041217",
                1,
            );
            folder.put(&format!("key-{sequence}.ts"), "");
            folder.put(&format!("key-{}.ts", sequence + 1), "");
            folder.put("key.m3u8", text);
            let playlist = folder.scan().remove(&rendition("key", None)).unwrap().playlist.clone();
            assert_eq!((playlist.media_sequence, playlist.segments.len()), (sequence, 3));
            assert_eq!(playlist.target_duration, 2);
        }
    });
    let log = log.0.lock().unwrap();
    assert_eq!(log.matches("could not tell how long a segment is").count(), 1, "{log}");
}

#[test]
fn rates_are_of_the_listed_segments_that_are_there() {
    let mut folder = Folder::new(&[]);
    for (number, bytes) in [(4, 1000), (5, 3000)] {
        folder.put(&format!("key-{number}.ts"), vec![0; bytes]);
    }
    symlink("/dev/zero", folder.path().join("key-6.ts")).unwrap();
    folder.put("key.m3u8", playlist("key", 4));
    let info = folder.scan()[&rendition("key", None)].info.clone();
    assert_eq!((info.bandwidth, info.average_bandwidth), (Some(12_000), Some(8_000)));
    assert_eq!(info.codecs, None);
}

/// Keeps every field of every event as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata) -> bool {
        true
    }
    fn new_span(&self, _: &span::Attributes) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        *self.0.lock().unwrap() += &format!("{field}={value:?}\n");
    }
}

#[test]
fn a_bad_playlist_is_logged_once_and_without_the_key() {
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || {
        let mut folder = Folder::new(&["Low"]);
        for _ in 0..3 {
            folder.put("hunter2_Low.m3u8", playlist("elsewhere/hunter2_Low", 0));
            folder.scan();
        }
        folder.put("hunter2_Low.m3u8", playlist("hunter2_Low", 0));
        let shown = format!("{:?}", folder.scan());
        assert!(!shown.contains("hunter2"), "{shown}");
    });
    let log = log.0.lock().unwrap();
    assert_eq!(log.matches("playlist is ignored").count(), 1, "{log}");
    assert!(log.contains("Low") && !log.contains("hunter2"), "{log}");
}
