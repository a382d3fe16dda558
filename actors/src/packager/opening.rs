//! The beginning of a stream: frames are collected until it is known which tracks there are and how they are timed.

use std::time::{Duration, Instant};

use super::cutter::Targets;
use super::track::Track;
use super::units::{SECOND, Seconds};
use crate::frames::TrackKind;

/// How long to wait for a track that has not come.
const TRACK_WAIT: Duration = Duration::from_secs(1);
/// How long to wait for the first key frame of pictures that are announced, while sound comes.
const KEYFRAME_WAIT: Duration = Duration::from_secs(4);
/// Longest distance of key frames that becomes the target duration.
const GOP_MAX: i64 = 10 * SECOND;
/// Shortest target duration in seconds.
const DURATION_MIN: i64 = 2;
/// Longest part target, for streams with few pictures a second.
const PART_MAX: Seconds = Seconds::from_millis(1000);

/// How far behind the leading track, in nanoseconds, rungs may be when a stream begins.
const RUNG_BEHIND: i64 = 200_000_000;
/// How long the beginning of a stream waits for rungs.
const RUNG_WAIT: Duration = Duration::from_secs(6);

/// When the first frame came.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    pub since: Instant,
}

impl Opening {
    /// When [`Self::lead`] may give another answer without another frame.
    pub fn deadline(self, now: Instant) -> Option<Instant> {
        [TRACK_WAIT, KEYFRAME_WAIT, RUNG_WAIT]
            .map(|wait| self.since + wait)
            .into_iter()
            .find(|deadline| *deadline > now)
    }

    /// The track that leads, once enough is known to begin. `is_full` means that no more can be collected.
    pub fn lead(self, tracks: &[Track], now: Instant, is_full: bool) -> Option<usize> {
        let waited = now.saturating_duration_since(self.since);
        let video = first(tracks, TrackKind::Video);
        let audio = first(tracks, TrackKind::Audio);
        let is_announced =
            tracks.iter().any(|track| track.id.kind == TrackKind::Video && track.described.is_some());
        let is_awaited =
            |track: &Track| track.rung.is_none() && track.described.is_some() && track.queue.is_empty();
        let is_missing = audio.is_none() || tracks.iter().any(is_awaited);
        match (video, audio) {
            (Some(video), _) => {
                let lead = tracks.get(video)?;
                let is_known = gop(lead).is_some()
                    && (!is_missing || waited >= TRACK_WAIT)
                    && !are_rungs_awaited(tracks, lead, waited);
                (is_full || is_known).then_some(video)
            }
            (None, Some(audio)) => {
                let wait = if is_announced { KEYFRAME_WAIT } else { TRACK_WAIT };
                (is_full || waited >= wait).then_some(audio)
            }
            (None, None) => None,
        }
    }
}

/// The publisher's track of a kind with the lowest number that has frames.
pub fn first(tracks: &[Track], kind: TrackKind) -> Option<usize> {
    let has_frames = |(_, track): &(usize, &Track)| {
        track.id.kind == kind && track.rung.is_none() && !track.queue.is_empty()
    };
    tracks.iter().enumerate().filter(has_frames).min_by_key(|(_, track)| track.id).map(|(index, _)| index)
}

/// Whether the beginning waits for rungs.
fn are_rungs_awaited(tracks: &[Track], lead: &Track, waited: Duration) -> bool {
    let newest = lead.newest().map_or(0, |(at, _)| at);
    let is_behind = |track: &Track| {
        track.rung.as_ref().is_some_and(|rung| rung.offered)
            && track.newest().is_none_or(|(at, _)| at < newest - RUNG_BEHIND)
    };
    waited < RUNG_WAIT && tracks.iter().any(is_behind)
}

/// Distance of the first two key frames, or the longest that counts.
fn gop(track: &Track) -> Option<i64> {
    let first = track.queue.front()?.at;
    let second = track.queue.iter().skip(1).find(|queued| queued.keyframe).map(|queued| queued.at - first);
    let collected = track.queue.back()?.at - first;
    second.or((collected >= GOP_MAX).then_some(GOP_MAX)).map(|gop| gop.min(GOP_MAX))
}

/// The targets for what a leading track shows, with parts of about `part`.
pub fn targets(lead: &Track, part: Duration) -> Targets {
    let aim = i64::try_from(part.as_nanos()).unwrap_or(SECOND);
    let is_video = lead.id.kind == TrackKind::Video;
    let gop = if is_video { gop(lead).unwrap_or(GOP_MAX) } else { 0 };
    let duration = ((gop + SECOND - 1 - SECOND / 100) / SECOND).max(DURATION_MIN);
    Targets { part: part_target(lead, aim), duration }
}

/// Whole frames, as many as come next to the aim. With uneven frames long enough that none of them is more than 15 % of
/// a part.
fn part_target(lead: &Track, aim: i64) -> Seconds {
    let times = lead.queue.iter().map(|queued| queued.at);
    let lengths = times.clone().zip(times.skip(1)).map(|(at, next)| next - at);
    let longest = lengths.clone().max().unwrap_or(0);
    let span = |count: i64| match lead.rate() {
        Some(rate) => Some(rate.span(count)),
        // packets of sound
        None if lengths.clone().all(|length| (length - longest).abs() < 2000) => Some(longest * count),
        None => None,
    };
    let target = match span(1).filter(|length| *length > 0) {
        Some(length) => Seconds::at_least(span(((aim + length / 2) / length).max(1)).unwrap_or(aim)),
        None => Seconds::from_millis((longest.saturating_mul(100) / 15).max(aim) / 1_000_000),
    };
    target.min(PART_MAX)
}
