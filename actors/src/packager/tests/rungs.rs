//! Renditions that are encoded from the publisher's picture.

use std::collections::BTreeMap;

use super::stream::{Mishap, picture_parameters};
use super::viewer::Seen;
use super::*;
use crate::media::Quality;

fn quality(name: &str) -> Quality {
    Quality::parse(name).unwrap()
}

/// What players saw of a stream and of its rungs, whose pictures are `delay` milliseconds later than those that come at
/// the given millisecond, or never come.
fn watch_ladder(stream: &Stream, delay: impl Fn(i64) -> Option<i64>) -> (Packager, Vec<Viewer>) {
    let mut packager = Packager::new(Settings::default());
    let rungs = [(0, quality("high")), (1, quality("low"))];
    assert_eq!(packager.expect(&rungs), [0, 1]);
    let begun = now();
    let mut events: std::collections::VecDeque<_> = stream.events().into();
    let mut made: BTreeMap<i64, Vec<Encoded>> = BTreeMap::new();
    let (mut viewers, addresses) = ((0..3).map(Viewer::of).collect::<Vec<_>>(), addresses(3));
    let mut newest = None;
    for millis in 0..stream.duration + 1000 {
        let at = Now { millis: (millis % 1000) as u16, ..begun.plus(Duration::from_millis(millis as u64)) };
        let mut look = |packager: &Packager, changes: Vec<Change>| {
            for viewer in viewers.iter_mut().take(packager.renditions()).filter(|_| !changes.is_empty()) {
                changes.iter().for_each(|change| viewer.see(*change));
                viewer.read(packager, &addresses);
            }
        };
        while let Some((_, event)) = events.pop_front_if(|(arrives, _)| *arrives <= millis) {
            let changes = match event.clone() {
                Event::Input(input) => packager.input(input, at),
                Event::Interrupted => packager.interrupted(at),
            };
            look(&packager, changes);
            if let (Event::Input(Input::Frame(frame)), Some(delay)) = (event, delay(millis))
                && packager.newest_picture() != newest
            {
                newest = packager.newest_picture();
                made.entry(millis + delay).or_default().push(Encoded::Picture(newest.unwrap(), frame));
            }
        }
        while let Some(first) = made.first_entry().filter(|first| *first.key() <= millis) {
            for encoded in first.remove() {
                for number in 0..2 {
                    let Input::Parameters(_, parameters) = picture_parameters(number, 0) else { panic!() };
                    packager.encoded(number, Encoded::Parameters(parameters), at);
                    let changes = packager.encoded(number, encoded.clone(), at);
                    look(&packager, changes);
                }
            }
        }
        if packager.deadline(at).is_some_and(|deadline| deadline <= at.monotonic + Duration::from_millis(1)) {
            let later = Now { monotonic: at.monotonic + Duration::from_millis(1), ..at };
            let changes = packager.tick(later);
            look(&packager, changes);
        }
    }
    (packager, viewers)
}

fn shape(viewer: &Viewer) -> Vec<(Position, i64, bool, bool)> {
    viewer.parts.iter().map(|part| (part.at, part.duration, part.closes, part.independent)).collect()
}

/// Segments of which parts are missing.
fn holes(viewer: &Viewer) -> Vec<u64> {
    let mut holes: Vec<u64> = viewer.parts.iter().filter(|part| part.gap).map(|part| part.at.msn).collect();
    holes.dedup();
    holes
}

fn pictures(viewer: &Viewer) -> usize {
    let of = |part: &Seen| {
        part.runs.iter().filter(|run| run.track == 1).map(|run| run.samples.len()).sum::<usize>()
    };
    viewer.parts.iter().map(of).sum()
}

#[test]
fn rungs_are_cut_as_their_source_whenever_their_pictures_come() {
    for delay in [5, 60, 290] {
        for reordered in [0, 2] {
            let (packager, viewers) =
                watch_ladder(&Stream { reordered, ..Stream::regular(30.0, 30) }, |_| Some(delay));
            for viewer in &viewers {
                assert_eq!(shape(viewer), shape(&viewers[0]));
                assert_eq!((holes(viewer), viewer.breaks), (Vec::new(), 0));
                assert_eq!(pictures(viewer), pictures(&viewers[0]));
                assert!(viewer.parts.iter().all(|part| part.runs.len() == 2), "with the sound of the source");
            }
            let names: Vec<_> = packager.qualities().into_iter().map(|info| info.name).collect();
            assert_eq!(names, [None, Some(quality("high")), Some(quality("low"))]);
        }
    }
}

#[test]
fn stream_begins_without_rungs_that_do_not_come() {
    let (mut packager, viewers) = watch_ladder(&Stream::regular(30.0, 30), |_| None);
    assert_eq!(packager.renditions(), 1);
    assert_eq!(holes(&viewers[0]), [0; 0]);
    assert_eq!(packager.expect(&[(0, quality("high"))]), [0; 0], "they are not taken later");
}

#[test]
fn hole_ends_with_a_segment_and_nothing_else_changes() {
    // nothing is made of six seconds, as when an encoder is started again
    let delay = |millis| (!(7_300..13_100).contains(&millis)).then_some(60);
    let (packager, viewers) = watch_ladder(&Stream::regular(30.0, 30), delay);
    assert_eq!(holes(&viewers[0]), [0; 0]);
    for viewer in &viewers[1..] {
        assert_eq!(holes(viewer), [3, 4, 5, 6]);
        assert!(viewer.parts.iter().all(|part| !part.discontinuity));
        let again = viewer.parts.iter().find(|part| part.at.msn == 7).unwrap();
        assert!(again.independent && again.runs.len() == 2);
        assert!(viewer.parts.iter().filter(|part| part.at.msn == 3 && !part.gap).count() >= 4);
    }
    let playlist = packager.playlist(1, &addresses(3)).unwrap();
    assert_eq!(playlist.matches("#EXT-X-GAP\n").count(), 4, "{playlist}");
    assert!(playlist.contains("#EXT-X-INDEPENDENT-SEGMENTS"));
    assert!(!packager.playlist(0, &addresses(3)).unwrap().contains("GAP"));
}

#[test]
fn rung_that_is_too_late_does_not_hold_the_others_up() {
    let delay = |millis| Some(if millis < 6000 { 20 } else { 900 });
    let (_, viewers) = watch_ladder(&Stream::regular(30.0, 30), delay);
    // the last part before that lacks the picture that follows it
    assert_eq!(holes(&viewers[1]), [2, 3, 4, 5, 6, 7, 8, 9]);
    let parts = viewers[0].parts.len();
    assert!(parts >= 66, "{parts}");
}

#[test]
fn what_a_missing_rung_had_is_dropped_as_elsewhere() {
    let stream = Stream { duration: 60_000, ..Stream::regular(30.0, 30) };
    let (packager, _) = watch_ladder(&stream, |millis| (millis < 8_000).then_some(20));
    let first = |rendition| {
        let playlist = packager.playlist(rendition, &addresses(3)).unwrap();
        playlist.lines().find(|line| line.starts_with("#EXT-X-MEDIA-SEQUENCE")).unwrap().to_owned()
    };
    assert_eq!(first(1), first(0));
}

#[test]
fn rungs_come_again_with_their_publisher() {
    let stream = Stream { mishaps: vec![(7_500, Mishap::Reconnect(2_700))], ..Stream::regular(30.0, 30) };
    let (_, viewers) = watch_ladder(&stream, |_| Some(100));
    for viewer in &viewers {
        assert_eq!(holes(viewer), [0; 0]);
        assert!(viewer.parts.iter().all(|part| !part.discontinuity));
    }
}

#[test]
fn withdrawn_rung_is_offered_no_longer_and_does_not_come_again() {
    let (mut packager, _) = watch_ladder(&Stream::regular(30.0, 30), |_| Some(20));
    let rungs = [(0, quality("high")), (1, quality("low"))];
    packager.withdraw(0);
    assert_eq!([0, 1, 2].map(|rendition| packager.is_offered(rendition)), [true, false, true]);
    assert_eq!(packager.expect(&rungs), [1]);
    assert_eq!(packager.expect(&rungs[..1]), [0; 0]);
    assert_eq!([0, 1, 2].map(|rendition| packager.is_offered(rendition)), [true, false, false]);
    assert_eq!(packager.renditions(), 3, "addresses stay");
}
