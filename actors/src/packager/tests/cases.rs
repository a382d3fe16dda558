//! Streams that are not as they should be, each with what players get of it.

use super::stream::Mishap;
use super::viewer::Seen;
use super::*;

/// What a player of the first rendition saw.
fn seen(stream: &Stream) -> Viewer {
    watch(stream, Settings::default()).remove(0)
}

fn troubled(mishaps: &[(i64, Mishap)]) -> Viewer {
    seen(&Stream { mishaps: mishaps.to_vec(), ..Stream::regular(30.0, 30) })
}

/// Sequence numbers of the segments that begin with a discontinuity, but the first.
fn discontinuities(viewer: &Viewer) -> Vec<u64> {
    viewer.parts.iter().filter(|part| part.discontinuity).map(|part| part.at.msn).collect()
}

/// Durations of segments in milliseconds.
fn segments(viewer: &Viewer) -> Vec<i64> {
    let mut durations = vec![0];
    for part in &viewer.parts {
        *durations.last_mut().unwrap() += part.duration;
        if part.closes {
            durations.push(0);
        }
    }
    durations.pop();
    durations.into_iter().map(|duration| duration / 100).collect()
}

fn starts_with_keyframe(part: &Seen) -> bool {
    part.runs.iter().any(|run| run.track == 1 && run.samples[0].1)
}

#[test]
fn one_and_two_seconds_between_key_frames_give_one_shape() {
    for gop in [15, 30, 60] {
        let viewer = seen(&Stream::regular(30.0, gop));
        assert_eq!((viewer.part_target, viewer.target_duration), (30_000, 2));
        assert_eq!(segments(&viewer), [2000; 10]);
        assert_eq!(viewer.parts.iter().take(7).map(|part| part.duration).collect::<Vec<_>>()[6], 20_000);
    }
    assert_eq!(segments(&seen(&Stream::regular(30.0, 45)))[..9], [1500; 9]);
    let rare = seen(&Stream::regular(30.0, 250));
    assert_eq!((rare.target_duration, &segments(&rare)[..2]), (9, &[8333, 8333][..]));
}

#[test]
fn key_frames_that_become_rare_do_not_make_segments_longer() {
    let stream = Stream { duration: 75_000, ..Stream::regular(30.0, 1900) };
    let viewer = seen(&stream);
    assert_eq!(viewer.target_duration, 10);
    assert!(segments(&viewer).iter().all(|duration| *duration <= 10_490), "{:?}", segments(&viewer));
    assert_eq!(viewer.breaks, 0);
    let independent: Vec<bool> =
        viewer.parts.iter().filter(|part| part.at.part == 0).map(|part| part.independent).collect();
    assert_eq!(independent[..6], [true, false, false, false, false, false]);
    let mut packager = Packager::new(Settings::default());
    for (millis, event) in stream.events().into_iter().take_while(|(millis, _)| *millis < 60_000) {
        let Event::Input(input) = event else { continue };
        packager.input(input, now().plus(Duration::from_millis(millis.unsigned_abs())));
    }
    let playlist = packager.playlist(0, &addresses(1)).unwrap();
    assert!(!playlist.contains("#EXT-X-INDEPENDENT-SEGMENTS"));
    assert!(playlist.contains("#EXT-X-MEDIA-SEQUENCE:0\n"), "nobody could join without the only key frame");
}

#[test]
fn other_parameters_are_the_only_reason_for_a_discontinuity() {
    // other channels leave the name of the sound's codec as it is
    for (mishap, codecs) in [(Mishap::OtherPictures, 2), (Mishap::OtherSound, 1)] {
        let viewer = troubled(&[(7_500, mishap)]);
        assert_eq!(discontinuities(&viewer), [4], "{mishap:?}");
        let part = viewer.parts.iter().find(|part| part.discontinuity).unwrap();
        assert!(part.independent && starts_with_keyframe(part));
        assert_eq!(
            viewer.codecs.len(),
            codecs,
            "the master playlist shows what comes now: {:?}",
            viewer.codecs
        );
    }
    let jumps =
        [Mishap::Jump(-4000), Mishap::Jump(-4_294_967_296), Mishap::Jump(50_000), Mishap::Nothing(3000)];
    for mishap in jumps.into_iter().chain([Mishap::Reconnect(3000)]) {
        let viewer = troubled(&[(7_500, mishap)]);
        assert_eq!(discontinuities(&viewer), [0; 0], "{mishap:?}");
        assert_eq!(viewer.breaks, 0, "{mishap:?}");
    }
}

#[test]
fn a_reconnect_goes_on_with_a_key_frame_in_the_next_segment() {
    let viewer = troubled(&[(7_500, Mishap::Reconnect(2_700))]);
    let lengths = segments(&viewer);
    assert_eq!(lengths[..4], [2000, 2000, 2000, 1500]);
    let after = viewer.parts.iter().find(|part| part.at == Position { msn: 4, part: 0 }).unwrap();
    assert!(after.independent);
    let other = troubled(&[(7_500, Mishap::Reconnect(2_700)), (10_210, Mishap::OtherPictures)]);
    assert_eq!(discontinuities(&other).len(), 1);
}

#[test]
fn what_comes_after_a_reconnect_does_not_begin_within_the_last_picture() {
    for step in 0..40 {
        // rates at which a picture lasts no whole number of ticks
        let rate = 62.0 + f64::from(step) / 41.0;
        for at in (5000..5080).step_by(7) {
            let mishaps = vec![(at, Mishap::Reconnect(0))];
            seen(&Stream { mishaps, duration: 6000, ..Stream::regular(rate, 4) });
        }
    }
    let mishaps = vec![(5038, Mishap::Reconnect(0))];
    seen(&Stream { mishaps, ..Stream::regular(62.929738613010585, 4) });
}

#[test]
fn tracks_may_come_late_or_be_missing() {
    let late = seen(&Stream { sound_offset: 5_300, ..Stream::regular(30.0, 30) });
    assert_eq!(discontinuities(&late), [3]);
    assert!(late.parts.iter().all(|part| part.runs.len() == 1 + usize::from(part.at.msn >= 3)));
    let mute = seen(&Stream { sound: None, ..Stream::regular(30.0, 30) });
    assert!(mute.parts.iter().all(|part| part.runs.len() == 1));
    let blind = seen(&Stream { rate: None, ..Stream::regular(30.0, 30) });
    assert!(blind.parts.iter().all(|part| part.independent && part.runs.len() == 1));
    assert_eq!((blind.target_duration, blind.breaks), (2, 0));
    assert!(blind.parts.iter().all(|part| part.closes || part.duration * 100 >= blind.part_target * 85));
}

#[test]
fn pictures_that_stop_leave_the_sound() {
    let viewer = troubled(&[(6_000, Mishap::NoPictures(5_000))]);
    assert_eq!(discontinuities(&viewer).len(), 2);
    let (alone, again) = (discontinuities(&viewer)[0], discontinuities(&viewer)[1]);
    let of = |part: &&Seen| (alone..again).contains(&part.at.msn);
    assert!(viewer.parts.iter().filter(of).all(|part| part.runs.len() == 1 && part.independent));
    assert!(viewer.parts.iter().filter(|part| part.at.msn >= again).all(|part| part.runs.len() == 2));
}

#[test]
fn renditions_are_cut_alike_and_report_each_other() {
    let stream = Stream { renditions: 3, ..Stream::regular(60.0, 60) };
    let viewers = watch(&stream, Settings::default());
    let shape = |viewer: &Viewer| {
        viewer.parts.iter().map(|part| (part.at, part.duration, part.closes)).collect::<Vec<_>>()
    };
    assert_eq!(viewers.len(), 3);
    assert!(viewers.iter().all(|viewer| shape(viewer) == shape(&viewers[0])));
    let mut packager = Packager::new(Settings::default());
    for (millis, event) in stream.events() {
        let Event::Input(input) = event else { continue };
        packager.input(input, now().plus(Duration::from_millis(millis.unsigned_abs())));
    }
    let Position { msn, part } = packager.last().unwrap();
    let playlist = packager.playlist(1, &addresses(3)).unwrap();
    for other in [0, 2] {
        let report =
            format!("#EXT-X-RENDITION-REPORT:URI=\"{other}.m3u8\",LAST-MSN={msn},LAST-PART={part}\n");
        assert!(playlist.contains(&report), "{playlist}");
    }
    assert!(!playlist.contains("URI=\"1.m3u8\""));
    assert_eq!(packager.qualities().len(), 3);
}

#[test]
fn requests_wait_for_what_comes_next() {
    let mut packager = Packager::new(Settings::default());
    assert_eq!(packager.availability(0, None), Availability::Later);
    for (millis, event) in
        Stream::regular(30.0, 30).events().into_iter().take_while(|(millis, _)| *millis < 5_000)
    {
        let Event::Input(input) = event else { continue };
        packager.input(input, now().plus(Duration::from_millis(millis.unsigned_abs())));
    }
    let last = packager.last().unwrap();
    assert_eq!(last, Position { msn: 2, part: 2 });
    let ask = |msn, part| packager.availability(msn, part);
    assert_eq!([ask(1, None), ask(2, Some(2)), ask(1, Some(99))], [Availability::Ready; 3]);
    assert_eq!([ask(2, None), ask(2, Some(3)), ask(3, Some(0)), ask(3, None)], [Availability::Later; 4]);
    assert_eq!([ask(4, None), ask(u64::MAX, Some(usize::MAX))], [Availability::TooFar; 2]);
    packager.end(now());
    assert_eq!(packager.availability(9, None), Availability::Ready);
    assert!(packager.playlist(0, &addresses(1)).unwrap().ends_with("#EXT-X-ENDLIST\n"));
}

#[test]
fn what_is_not_played_any_more_is_dropped() {
    let stream = Stream { duration: 90_000, ..Stream::regular(30.0, 30) };
    let mut packager = Packager::new(Settings::default());
    for (millis, event) in stream.events() {
        let Event::Input(input) = event else { continue };
        packager.input(input, now().plus(Duration::from_millis(millis.unsigned_abs())));
    }
    let last = packager.last().unwrap().msn;
    let playlist = packager.playlist(0, &addresses(1)).unwrap();
    assert!(playlist.contains(&format!("#EXT-X-MEDIA-SEQUENCE:{}\n", last - 15)), "{last} {playlist}");
    assert!(packager.file(0, FileName::Segment(last - 17)).is_some(), "players may be about to ask for it");
    assert!(packager.file(0, FileName::Segment(last - 18)).is_none());
    assert!(packager.file(0, FileName::Segment(last)).is_none(), "not complete");
    let parts = playlist.lines().filter(|line| line.starts_with("#EXT-X-PART:")).count();
    assert!((18..=28).contains(&parts), "{parts}");
}

#[test]
fn silence_after_other_sound_parameters_begins_one_epoch() {
    // few bytes, so that a segment ends while the sound is away
    let stream = Stream {
        renditions: 2,
        mishaps: vec![(5_762, Mishap::NoSound(4_481)), (8_434, Mishap::OtherSound)],
        ..Stream::regular(38.361_985_820_593_32, 64)
    };
    let mut packager = Packager::new(Settings { bytes: 146 << 10, ..Settings::default() });
    for (millis, event) in stream.events() {
        let Event::Input(input) = event else { continue };
        packager.input(input, now().plus(Duration::from_millis(millis.unsigned_abs())));
    }
    let playlist = packager.playlist(0, &addresses(1)).unwrap();
    assert!(playlist.contains("/init1.mp4") && !playlist.contains("/init2.mp4"), "{playlist}");
}
