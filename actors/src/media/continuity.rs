//! Discontinuities between consecutive segments.

use std::time::Duration;

use super::probe::Opening;

/// Ticks of a stream's clock per second.
pub const TICKS: i64 = 90_000;
/// Tolerated gap or overlap of two consecutive segments, in ticks. nginx-rtmp puts up to a third of a second of audio
/// before a segment's first picture, and not always the same amount.
const TOLERANCE: i64 = TICKS / 2;

/// Whether codec parameters or timestamps break between the segment `before`, of duration `lasted`, and the segment
/// `after`. Without a discontinuity tag, players keep the old decoder or wait for a time that never comes.
pub fn breaks(before: &Opening, lasted: Duration, after: &Opening) -> bool {
    is_other_picture(before, after) || is_other_sound(before, after) || is_other_time(before, lasted, after)
}

fn is_other_picture(before: &Opening, after: &Opening) -> bool {
    match (&before.picture, &after.picture) {
        (Some(before), Some(after)) => {
            // only key frames carry parameters
            before.parameters.as_ref().zip(after.parameters.as_ref()).is_some_and(|(a, b)| a != b)
        }
        (None, None) => false,
        _ => true,
    }
}

fn is_other_sound(before: &Opening, after: &Opening) -> bool {
    match (&before.sound, &after.sound) {
        (Some(before), Some(after)) => before.facts.zip(after.facts).is_some_and(|(a, b)| a != b),
        (None, None) => false,
        _ => true,
    }
}

fn is_other_time(before: &Opening, lasted: Duration, after: &Opening) -> bool {
    let Some((before, after)) = before.at().zip(after.at()) else { return false };
    let lasted = i64::try_from(lasted.as_micros() * 9 / 100).unwrap_or(i64::MAX);
    before.until(after).saturating_sub(lasted).abs() > TOLERANCE
}

#[cfg(test)]
pub mod tests {
    use super::super::probe::{AudioFacts, Picture, Sound, Ticks};
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn ticks(seconds: f64) -> Option<Ticks> {
        Some(Ticks((seconds * 90_000.0).rem_euclid(8_589_934_592.0) as u64))
    }

    /// The opening of a video-only segment.
    pub fn picture(at: f64) -> Opening {
        let parameters = Some(("avc1.42c01e".into(), Some((640, 360))));
        Opening { picture: Some(Picture { is_key: true, parameters, at: ticks(at) }), sound: None }
    }

    /// The opening of an audio-only segment.
    pub fn sound(at: f64) -> Opening {
        let facts = Some(AudioFacts { object_type: 2, sample_rate: 48_000, channels: 2 });
        Opening { picture: None, sound: Some(Sound { facts, at: ticks(at) }) }
    }

    fn both(at: f64) -> Opening {
        Opening { sound: sound(at - 0.3).sound, ..picture(at) }
    }

    #[test]
    fn segments_in_a_row_do_not_break() {
        for one in [picture, sound, both] {
            assert!(!breaks(&one(7.0), SECOND, &one(8.0)));
            assert!(!breaks(&one(7.0), SECOND, &one(8.3)));
            assert!(!breaks(&one(7.0), SECOND, &one(7.7)));
        }
        let last = 8_589_934_592.0 / 90_000.0 - 0.5;
        assert!(!breaks(&both(last), SECOND, &both(last + 1.0)), "the clock goes round");
        assert!(!breaks(&Opening::default(), SECOND, &Opening::default()), "nothing is known");
    }

    #[test]
    fn timestamps_that_jump_break() {
        for one in [picture, sound, both] {
            assert!(breaks(&one(7.0), SECOND, &one(9.0)));
            assert!(breaks(&one(7.0), SECOND, &one(7.0)));
            assert!(breaks(&one(7000.0), SECOND, &one(0.0)));
        }
    }

    #[test]
    fn the_first_picture_may_come_long_after_the_sound() {
        let beginning = Opening { picture: picture(1.5).picture, ..sound(0.0) };
        assert!(!breaks(&beginning, Duration::from_millis(2500), &both(2.5)));
    }

    #[test]
    fn other_parameters_break() {
        let mut smaller = both(8.0);
        smaller.picture.as_mut().unwrap().parameters = Some(("avc1.42c01e".into(), Some((320, 180))));
        assert!(breaks(&both(7.0), SECOND, &smaller));
        let mut mono = both(8.0);
        mono.sound.as_mut().unwrap().facts =
            Some(AudioFacts { object_type: 2, sample_rate: 44_100, channels: 1 });
        assert!(breaks(&both(7.0), SECOND, &mono));
        let mut between_keys = both(8.0);
        between_keys.picture.as_mut().unwrap().parameters = None;
        assert!(
            !breaks(&both(7.0), SECOND, &between_keys),
            "a picture without parameters goes on with the old"
        );
    }

    #[test]
    fn tracks_that_come_and_go_break() {
        for (before, after) in [
            (both(7.0), sound(8.0)),
            (both(7.0), picture(8.0)),
            (sound(7.0), both(8.0)),
            (picture(7.0), both(8.0)),
            (sound(7.0), picture(8.0)),
        ] {
            assert!(breaks(&before, SECOND, &after), "{before:?} {after:?}");
        }
    }
}
