//! Finds what the streamer should change. Pure.

use super::codec::Support;
use super::{Health, Level};
use crate::media::Problem;

/// Distance of keyframes, in microseconds, from which viewers wait for too long.
pub const KEYFRAMES_FAR: i64 = 4_000_000;
/// Delay by B-frames that is worth a word, in milliseconds.
const REORDERED: u32 = 40;
/// Sound and picture that are sent together are no further apart, in milliseconds.
pub const APART_MS: i32 = 700;
/// One frame in so many may be dropped, or late.
const TOLERATED: u64 = 50;

/// What the numbers of a [`Health`] do not say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs {
    pub picture_missing: bool,
    pub sound_missing: bool,
    pub tracks_apart: bool,
    pub picture_support: Option<Support>,
    pub sound_support: Option<Support>,
    /// Frames of the last seconds, those that were dropped and not among them, and those that came late.
    pub frames: u64,
    pub dropped: u64,
    pub late: u64,
}

/// What is wrong, most important first.
pub fn judge(health: &Health, signs: Signs) -> Vec<Problem> {
    let picture = health.picture.as_ref();
    let codec = picture.map_or("", |picture| &picture.codec);
    let keyframes = picture.and_then(|picture| picture.keyframe_seconds).unwrap_or_default();
    let reordered = picture.and_then(|picture| picture.b_frames_ms).unwrap_or_default();
    let is_rare = signs.picture_support == Some(Support::Some);
    let found = [
        (Problem::NoPicture, signs.picture_missing),
        (Problem::NoSound, signs.sound_missing),
        (Problem::TracksApart, signs.tracks_apart),
        (Problem::Unplayable, signs.picture_support == Some(Support::Few)),
        (Problem::Late, signs.late * TOLERATED > signs.frames),
        (Problem::Dropped, signs.dropped * TOLERATED > signs.frames),
        (Problem::LongKeyframes, keyframes * 1e6 > KEYFRAMES_FAR as f64),
        (Problem::Hevc, is_rare && codec == "HEVC"),
        (Problem::Av1, is_rare && codec == "AV1"),
        (Problem::Opus, signs.sound_support == Some(Support::Some)),
        (Problem::BFrames, reordered >= REORDERED),
    ];
    found.into_iter().filter_map(|(problem, is_there)| is_there.then_some(problem)).collect()
}

/// How much a problem matters.
pub fn level(problem: Problem) -> Level {
    match problem {
        Problem::Opus | Problem::BFrames | Problem::ShortLadder => Level::Advice,
        _ => Level::Problem,
    }
}
