//! Problems of an incoming stream that its segments reveal.

use std::time::Duration;

use super::continuity::TICKS;
use super::probe::{Opening, Ticks};

/// A problem that can only be fixed at the encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Audio only. nginx-rtmp drops video that is not H.264, so the encoder may be sending some.
    NoPicture,
    /// Video only. nginx-rtmp drops audio that is not AAC, so the encoder may be sending some.
    NoSound,
    /// Audio and video sent together have timestamps that are far apart.
    TracksApart,
    /// Pictures of more than eight bits, or with more colour than 4:2:0, which few browsers decode.
    Unplayable,
    /// Frames arrive later than viewers with low latency can wait.
    Late,
    /// The encoder leaves frames out.
    Dropped,
    /// Viewers who join wait long for a keyframe.
    LongKeyframes,
    /// HEVC, which many devices cannot decode.
    Hevc,
    /// AV1, which some devices cannot decode.
    Av1,
    /// Opus, which older versions of Safari cannot decode.
    Opus,
    /// Frames that are sent after frames that are shown later delay the stream.
    BFrames,
    /// A publisher is connected, and nothing arrives.
    Stalled,
    /// The server's machine is too slow to encode the whole ladder.
    ShortLadder,
}

impl Problem {
    /// Whether viewers are told: what is missing is not their device's fault.
    pub fn concerns_viewers(self) -> bool {
        matches!(self, Self::NoPicture | Self::NoSound | Self::TracksApart | Self::Unplayable)
    }
}

/// Length of media without audio from which audio counts as missing.
const SILENT: Duration = Duration::from_secs(5);
/// Tolerated distance between simultaneous audio and video, in ticks.
const APART: i64 = 6 * TICKS / 5;
/// Occurrences in a playlist that make a problem. A single one may be an encoder that is starting.
const APART_TIMES: usize = 3;

/// The problems of consecutive segments, each given by its duration and its opening.
pub fn problems(segments: &[(Duration, &Opening)]) -> Vec<Problem> {
    let mut found = Vec::new();
    let total = segments.iter().fold(Duration::ZERO, |sum, (duration, _)| sum.saturating_add(*duration));
    let has_picture = segments.iter().any(|(_, opening)| opening.picture.is_some());
    let has_sound = segments.iter().any(|(_, opening)| opening.sound.is_some());
    if has_sound && !has_picture {
        found.push(Problem::NoPicture);
    }
    if has_picture && !has_sound && total >= SILENT {
        found.push(Problem::NoSound);
    }
    if times_apart(segments) >= APART_TIMES {
        found.push(Problem::TracksApart);
    }
    found
}

/// How often audio and video are far apart: within a segment, or in two consecutive segments with one track each.
fn times_apart(segments: &[(Duration, &Opening)]) -> usize {
    let mut count = 0;
    let mut before: Option<(Option<Ticks>, Option<Ticks>, Duration)> = None;
    for (duration, opening) in segments {
        let picture = opening.picture.as_ref().and_then(|picture| picture.at);
        let sound = opening.sound.as_ref().and_then(|sound| sound.at);
        let apart = match (picture, sound, before) {
            (Some(picture), Some(sound), _) => picture.until(sound).abs(),
            (None, Some(at), Some((Some(other), None, lasted)))
            | (Some(at), None, Some((None, Some(other), lasted))) => {
                let lasted = i64::try_from(Duration::as_millis(&lasted)).unwrap_or(i64::MAX);
                other.until(at).abs().saturating_sub(lasted.saturating_mul(TICKS / 1000))
            }
            _ => 0,
        };
        count += usize::from(apart > APART);
        before = Some((picture, sound, *duration));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::continuity::tests::{picture, sound};
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn found(segments: &[(Duration, Opening)]) -> Vec<Problem> {
        let segments: Vec<_> = segments.iter().map(|(duration, opening)| (*duration, opening)).collect();
        problems(&segments)
    }

    fn both(picture_at: f64, sound_at: f64) -> Opening {
        Opening { sound: sound(sound_at).sound, ..picture(picture_at) }
    }

    #[test]
    fn a_stream_of_both_has_none() {
        let segments: Vec<_> = (0..9).map(|n| (SECOND, both(f64::from(n), f64::from(n) - 0.3))).collect();
        assert_eq!(found(&segments), []);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn a_track_that_is_missing_is_told() {
        let silent: Vec<_> = (0..5).map(|n| (SECOND, picture(f64::from(n)))).collect();
        assert_eq!(found(&silent), [Problem::NoSound]);
        assert_eq!(found(&silent[..4]), [], "it may yet come");
        assert_eq!(found(&[(SECOND, sound(0.0))]), [Problem::NoPicture]);
    }

    #[test]
    fn tracks_that_are_sent_together_and_far_apart_are_told() {
        let apart = |by: f64| (0..4).map(move |n| (SECOND, both(f64::from(n), f64::from(n) + by)));
        assert_eq!(found(&apart(1.5).collect::<Vec<_>>()), [Problem::TracksApart]);
        assert_eq!(found(&apart(-1.5).collect::<Vec<_>>()), [Problem::TracksApart]);
        assert_eq!(found(&apart(1.0).collect::<Vec<_>>()), []);
        let in_turn = |n: u32| {
            let at = f64::from(n) / 30.0;
            (Duration::ZERO, if n.is_multiple_of(2) { picture(at) } else { sound(at + 80.0) })
        };
        assert_eq!(found(&(0..8).map(in_turn).collect::<Vec<_>>()), [Problem::TracksApart]);
    }

    #[test]
    fn an_encoder_that_returns_with_the_other_track_is_in_order() {
        let segments = [(SECOND, picture(70.0)), (SECOND, picture(71.0)), (SECOND, sound(0.0))];
        assert_eq!(found(&segments), []);
    }
}
