use std::fs;
use std::process::Command;

use super::*;
use crate::media::{Problem, PublishFileName};

/// Cuts a test stream into segments as nginx does: `key-0.ts` and so on, one second each, each with a key frame. With
/// `every_other`, every second segment begins without one.
fn segments(dir: &Path, every_other: bool, size: &str, first: u64) -> Vec<Segment> {
    let distance = if every_other { 60 } else { 30 };
    let out = Command::new("ffmpeg")
        .args("-nostdin -v error -f lavfi -i".split(' '))
        .arg(format!("testsrc2=s={size}:r=30"))
        .args(
            "-f lavfi -i sine -t 4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -sc_threshold 0 -c:a aac"
                .split(' '),
        )
        .args(["-g", &distance.to_string()])
        .args(
            "-f segment -segment_format mpegts -segment_time 1 -break_non_keyframes 1 -segment_start_number"
                .split(' '),
        )
        .arg(first.to_string())
        .arg(dir.join("key-%d.ts"))
        .output()
        .expect("this test needs the program ffmpeg");
    assert!(out.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&out.stderr));
    let one =
        |number| Segment { number, duration: Duration::from_secs(1), discontinuity: false, begun: None };
    (first..first + 4).map(one).collect()
}

fn playlist(segments: &[Segment]) -> MediaPlaylist {
    MediaPlaylist {
        target_duration: 1,
        media_sequence: segments[0].number,
        discontinuity_sequence: 0,
        independent_segments: false,
        segments: segments.to_vec(),
    }
}

/// The playlist that viewers get, at time 0.
fn inspect(inspector: &mut Inspector, dir: &Path, playlist: &mut MediaPlaylist) -> QualityInfo {
    inspect_at(inspector, dir, &mut Lifetime::default(), 0, playlist)
}

fn inspect_at(
    inspector: &mut Inspector,
    dir: &Path,
    lifetime: &mut Lifetime,
    now: UnixMillis,
    playlist: &mut MediaPlaylist,
) -> QualityInfo {
    inspector.measure(dir, &key(), playlist);
    inspector.show(dir, &key(), lifetime, now, playlist)
}

fn numbers(playlist: &MediaPlaylist) -> Vec<u64> {
    playlist.segments.iter().map(|segment| segment.number).collect()
}

fn key() -> Rendition {
    Rendition { publish_file: PublishFileName::new("key").unwrap(), quality: None }
}

#[test]
fn everything_for_the_master_playlist_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let segments = segments(dir.path(), false, "640x360", 0);
    let mut playlist = playlist(&segments);
    let info = inspect(&mut Inspector::default(), dir.path(), &mut playlist);
    assert!(playlist.independent_segments);
    assert_eq!((info.width, info.height, info.frame_rate), (Some(640), Some(360), Some(30.0)));
    assert_eq!(info.codecs.unwrap(), "avc1.42c01e,mp4a.40.2");
    let bits = |n: u64| fs::metadata(dir.path().join(format!("key-{n}.ts"))).unwrap().len() * 8;
    assert_eq!(info.average_bandwidth, Some((0..4).map(bits).sum::<u64>() / 4));
    assert_eq!(info.bandwidth, (0..4).map(bits).max());
}

#[test]
fn segments_are_called_independent_only_if_all_are() {
    let dir = tempfile::tempdir().unwrap();
    let segments = segments(dir.path(), true, "320x180", 0);
    let mut inspector = Inspector::default();
    for (listed, independent) in [(0..4, false), (0..1, true), (0..2, false), (2..3, true)] {
        let mut playlist = playlist(&segments[listed.clone()]);
        inspect(&mut inspector, dir.path(), &mut playlist);
        assert_eq!(playlist.independent_segments, independent, "{listed:?}");
    }
    let mut playlist = playlist(&segments[2..3]);
    fs::remove_file(dir.path().join("key-2.ts")).unwrap();
    inspect(&mut Inspector::default(), dir.path(), &mut playlist);
    assert!(!playlist.independent_segments, "a segment that cannot be read");
}

#[test]
fn a_new_picture_size_is_seen_after_a_discontinuity() {
    let dir = tempfile::tempdir().unwrap();
    let mut listed = segments(dir.path(), false, "640x360", 0);
    let mut inspector = Inspector::default();
    let info = inspect(&mut inspector, dir.path(), &mut playlist(&listed));
    assert_eq!(info.height, Some(360));
    let mut behind = segments(dir.path(), false, "320x180", 4);
    behind[0].discontinuity = true;
    listed.push(behind[0]);
    let info = inspect(&mut inspector, dir.path(), &mut playlist(&listed));
    assert_eq!(info.height, Some(180));
}

#[test]
fn each_segment_is_opened_once_while_codecs_are_known() {
    let dir = tempfile::tempdir().unwrap();
    let listed = segments(dir.path(), false, "320x180", 0);
    let mut inspector = Inspector::default();
    let before = inspect(&mut inspector, dir.path(), &mut playlist(&listed));
    for segment in &listed {
        fs::remove_file(segment_path(dir.path(), &key().publish_file, None, segment.number)).unwrap();
    }
    assert_eq!(inspect(&mut inspector, dir.path(), &mut playlist(&listed)), before);
    inspector.forget();
    assert_eq!(inspect(&mut inspector, dir.path(), &mut playlist(&listed)), QualityInfo::default());
}

#[test]
fn codecs_that_were_unknown_are_found_with_a_later_segment() {
    let dir = tempfile::tempdir().unwrap();
    let listed = segments(dir.path(), false, "320x180", 0);
    fs::write(dir.path().join("key-0.ts"), "not video").unwrap();
    let mut inspector = Inspector::default();
    assert_eq!(inspect(&mut inspector, dir.path(), &mut playlist(&listed[..1])).codecs, None);
    assert!(inspect(&mut inspector, dir.path(), &mut playlist(&listed[..2])).codecs.is_some());
}

/// One second of audio without video.
fn sound(file: &Path) {
    let out = Command::new("ffmpeg")
        .args("-nostdin -y -v error -f lavfi -i sine -t 1 -c:a aac -f mpegts".split(' '))
        .arg(file)
        .output()
        .expect("this test needs the program ffmpeg");
    assert!(out.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn sound_before_the_first_picture_is_left_out_once_and_for_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut listed = segments(dir.path(), false, "320x180", 0);
    listed[0].discontinuity = true;
    sound(&dir.path().join("key-0.ts"));
    let mut inspector = Inspector::default();
    for end in 1..=4 {
        let mut playlist = playlist(&listed[..end]);
        inspect(&mut inspector, dir.path(), &mut playlist);
        assert_eq!(numbers(&playlist), (1..end as u64).collect::<Vec<_>>());
        assert_eq!((playlist.media_sequence, playlist.discontinuity_sequence), (1, 1));
    }
}

#[test]
fn stream_of_sound_alone_is_shown_when_no_picture_has_come_for_ten_seconds() {
    let dir = tempfile::tempdir().unwrap();
    let mut listed = segments(dir.path(), false, "320x180", 0);
    for segment in &mut listed {
        segment.duration = Duration::from_secs(5);
        sound(&dir.path().join(format!("key-{}.ts", segment.number)));
    }
    let mut inspector = Inspector::default();
    // the window need not be as long as the wait
    for (window, shown) in [(0..1, 0), (1..2, 1), (2..4, 2)] {
        let mut playlist = playlist(&listed[window]);
        inspect(&mut inspector, dir.path(), &mut playlist);
        assert_eq!(playlist.segments.len(), shown);
    }
}

#[test]
fn each_segment_says_when_it_was_begun_and_keeps_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let one =
        |number| Segment { number, duration: Duration::from_secs(1), discontinuity: false, begun: None };
    let listed: Vec<_> = (7..12).map(one).collect();
    let closed = |number: u64, millis: u64| {
        let file = fs::File::create(dir.path().join(format!("key-{number}.ts"))).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_millis(1_780_000_000_000 + millis)).unwrap();
    };
    let mut inspector = Inspector::default();
    let mut begun = |listed: &[Segment]| {
        let mut playlist = playlist(listed);
        inspect(&mut inspector, dir.path(), &mut playlist);
        let begun = |segment: &Segment| segment.begun.map(|begun| begun - 1_780_000_000_000);
        playlist.segments.iter().map(begun).collect::<Vec<_>>()
    };
    closed(7, 1000);
    closed(8, 2050);
    assert_eq!(begun(&listed[..2]), [Some(0), Some(1000)]);
    // a segment that is missing, and appears after a later one
    closed(10, 4500);
    assert_eq!(begun(&listed[1..4]), [Some(1000), None, Some(3500)]);
    closed(9, 3000);
    closed(11, 5500);
    assert_eq!(begun(&listed[1..5]), [Some(1000), None, Some(3500), Some(4500)]);
}

/// Segments with empty files of this age.
fn empty(dir: &Path, now: UnixMillis, ages: &[u64]) -> Vec<Segment> {
    let one = |(number, age): (u64, &u64)| {
        let file = fs::File::create(dir.join(format!("key-{number}.ts"))).unwrap();
        let closed = u64::try_from(now).unwrap() - age * 1000;
        file.set_modified(UNIX_EPOCH + Duration::from_millis(closed)).unwrap();
        Segment { number, duration: Duration::from_secs(10), discontinuity: false, begun: None }
    };
    (0..).zip(ages).map(one).collect()
}

#[test]
fn segments_that_nginx_has_cleared_away_are_not_listed_nor_those_that_go_next() {
    const NOW: UnixMillis = 1_780_000_000_000;
    let dir = tempfile::tempdir().unwrap();
    let listed = empty(dir.path(), NOW, &[80, 70, 60, 50, 40, 30, 20, 10, 0]);
    let mut lifetime = Lifetime::default();
    let mut inspector = Inspector::default();
    let mut show = |now, listed: &[Segment]| {
        let mut playlist = MediaPlaylist { target_duration: 10, ..playlist(listed) };
        inspect_at(&mut inspector, dir.path(), &mut lifetime, now, &mut playlist);
        (numbers(&playlist), playlist.media_sequence)
    };
    assert_eq!(show(NOW, &listed).0.len(), 9);
    for number in 0..2 {
        fs::remove_file(dir.path().join(format!("key-{number}.ts"))).unwrap();
    }
    // they were 70 s old: nginx may delete those of 35 s next, and players need 20 s to notice
    assert_eq!(show(NOW, &listed), (vec![6, 7, 8], 6), "as many as players need");
    for number in 2..9 {
        fs::remove_file(dir.path().join(format!("key-{number}.ts"))).unwrap();
    }
    assert_eq!(show(NOW, &listed).1, 6, "where nothing is there nothing is known");
}

#[test]
fn a_long_first_segment_is_left_out_when_there_are_enough_others() {
    let dir = tempfile::tempdir().unwrap();
    let of = |durations: &[u64]| {
        let one = |(number, millis): (u64, &u64)| Segment {
            number,
            duration: Duration::from_millis(*millis),
            discontinuity: false,
            begun: None,
        };
        playlist(&(0..).zip(durations).map(one).collect::<Vec<_>>())
    };
    let mut inspector = Inspector::default();
    let mut show = |durations: &[u64]| {
        let mut playlist = of(durations);
        inspect(&mut inspector, dir.path(), &mut playlist);
        (playlist.media_sequence, playlist.target_duration)
    };
    assert_eq!(show(&[2600]), (0, 3));
    assert_eq!(show(&[2600, 1000, 1000, 1000, 1000, 1000]), (0, 3), "a viewer may still be in it");
    assert_eq!(show(&[2600, 1000, 1000, 1000, 1000, 1000, 1000]), (1, 1));
    assert_eq!(show(&[2600, 1000, 1000, 1000, 1000, 1000, 1000, 4000]), (1, 4), "nor does it come back");
    assert_eq!(show(&[1000, 1000, 1000, 1000, 2600, 1000]).0, 1);
}

#[test]
fn a_segment_whose_duration_is_not_known_is_measured() {
    let dir = tempfile::tempdir().unwrap();
    let mut listed = segments(dir.path(), false, "320x180", 0);
    listed[1].duration = Duration::ZERO;
    let mut playlist = playlist(&listed);
    inspect(&mut Inspector::default(), dir.path(), &mut playlist);
    let measured = playlist.segments[1].duration.as_secs_f64();
    assert!((0.9..1.4).contains(&measured), "{measured}");
    assert!(playlist.segments.iter().all(|segment| !segment.discontinuity));
    fs::write(dir.path().join("key-1.ts"), "").unwrap();
    inspect(&mut Inspector::default(), dir.path(), &mut { playlist });
}

#[test]
fn an_encoder_that_goes_on_with_other_parameters_gets_a_discontinuity() {
    let dir = tempfile::tempdir().unwrap();
    let mut listed = segments(dir.path(), false, "640x360", 0);
    listed.extend(segments(dir.path(), false, "320x180", 4));
    let mut inspector = Inspector::default();
    for end in [4, 5, 8] {
        let mut playlist = playlist(&listed[..end]);
        let info = inspect(&mut inspector, dir.path(), &mut playlist);
        let broken: Vec<_> = playlist.segments.iter().filter(|segment| segment.discontinuity).collect();
        assert_eq!(broken.iter().map(|segment| segment.number).collect::<Vec<_>>(), [4][..end / 5]);
        assert_eq!(info.height, Some(if end > 4 { 180 } else { 360 }));
    }
}

#[test]
fn what_viewers_miss_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut listed = segments(dir.path(), false, "320x180", 0);
    assert_eq!(inspect(&mut Inspector::default(), dir.path(), &mut playlist(&listed)).problems, []);
    for segment in &mut listed {
        segment.duration = Duration::from_secs(5);
        sound(&dir.path().join(format!("key-{}.ts", segment.number)));
    }
    let problems = inspect(&mut Inspector::default(), dir.path(), &mut playlist(&listed)).problems;
    assert_eq!(problems, [Problem::NoPicture]);
}
