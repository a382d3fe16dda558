//! Inspection of a playlist's segments: bit rates, codecs, start times, and which segments viewers get.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use super::open::open_regular;
use crate::media::probe::{self, MediaFacts, OPENING_BYTES, Opening, PROBE_BYTES};
use crate::media::{
    Lifetime, MediaPlaylist, QualityInfo, Rendition, Segment, Timeline, bandwidth, breaks, problems,
    segment_path,
};
use crate::model::UnixMillis;

/// How long to wait for a picture: by default, no encoder puts key frames further apart.
const SOUND_ALONE_AFTER: Duration = Duration::from_secs(10);
/// Duration of a segment with a single picture.
const SHORTEST: Duration = Duration::from_millis(20);
/// Most segments that a player needs to start. This many stay in a playlist when segments are dropped by choice.
const NEEDED: usize = 3;

/// Measurements of one rendition's segments, so that each file is opened once.
#[derive(Default)]
pub struct Inspector {
    /// By segment number: every listed segment that could be read.
    measured: HashMap<u64, Measured>,
    /// Properties of the newest segment at the last probe.
    media: Option<MediaFacts>,
    /// Total duration of the segments without a picture.
    sound_alone: Duration,
    timeline: Timeline,
    /// Number of the newest segment on the timeline.
    placed: Option<u64>,
    /// Sequence number of the first segment of the last playlist shown. Segments that have left the playlist do not
    /// return.
    first_shown: u64,
    /// Whether it has been logged that nginx wrote a segment without a usable duration.
    mistimed: bool,
}

struct Measured {
    bytes: u64,
    opening: Opening,
    /// Modification time of its file.
    closed: Option<UnixMillis>,
    begun: Option<UnixMillis>,
    /// From the playlist, or from its timestamps if the playlist has none.
    duration: Duration,
    /// Whether it does not continue the segment before.
    breaks: bool,
}

impl Inspector {
    /// Measures the new segments of `playlist`, and probes the newest one if codecs may have changed or are not fully
    /// known. Segments that cannot be read are skipped and tried again with the next playlist.
    ///
    /// Adds to the playlist what nginx-rtmp does not write: start times, durations that it could not compute, and
    /// discontinuities that it did not detect.
    pub fn measure(&mut self, dir: &Path, of: &Rendition, playlist: &mut MediaPlaylist) {
        let listed: HashSet<u64> = playlist.segments.iter().map(|segment| segment.number).collect();
        self.measured.retain(|number, _| listed.contains(number));

        let mut broke_off = false;
        let mut before = None;
        for segment in &mut playlist.segments {
            let before = before.replace(segment.number);
            if !self.measured.contains_key(&segment.number)
                && let Ok(head) = Head::read(dir, of, segment, OPENING_BYTES)
            {
                let measured = self.measure_one(dir, of, segment, before, &head);
                broke_off |= segment.discontinuity || measured.breaks;
                self.measured.insert(segment.number, measured);
            }
            if let Some(measured) = self.measured.get(&segment.number) {
                segment.begun = measured.begun;
                segment.duration = measured.duration;
                segment.discontinuity |= measured.breaks;
            }
        }
        if broke_off {
            self.media = None;
        }
        if self.media.as_ref().is_none_or(|media| media.missing)
            && let Some(newest) = playlist.segments.last()
            && let Ok(head) = Head::read(dir, of, newest, PROBE_BYTES)
        {
            let found = probe::probe(&head.bytes);
            self.media = Some(match self.media.take() {
                None => found,
                Some(before) => found.or(before),
            });
        }
    }

    fn measure_one(
        &mut self,
        dir: &Path,
        of: &Rendition,
        segment: &Segment,
        before: Option<u64>,
        head: &Head,
    ) -> Measured {
        let opening = probe::opening(&head.bytes);
        let duration = if segment.duration.is_zero() {
            self.tell_of_mistimed(of);
            let whole = Head::read(dir, of, segment, PROBE_BYTES);
            whole.map_or(SHORTEST, |whole| probe::span(&whole.bytes).max(SHORTEST))
        } else {
            segment.duration
        };
        if opening.picture.is_none() {
            self.sound_alone = self.sound_alone.saturating_add(duration);
        }
        let last = before.and_then(|before| self.measured.get(&before));
        let breaks = last.is_some_and(|last| breaks(&last.opening, last.duration, &opening));
        let timed = Segment { duration, discontinuity: segment.discontinuity || breaks, ..*segment };
        let begun = self.place(&timed, before, head.closed);
        Measured { bytes: head.of, opening, closed: head.closed, begun, duration, breaks }
    }

    fn tell_of_mistimed(&mut self, of: &Rendition) {
        if !std::mem::replace(&mut self.mistimed, true) {
            tracing::warn!(
                quality = of.quality.as_ref().map(tracing::field::display),
                "nginx-rtmp could not tell how long a segment is, because sound and picture begin at different times or \
                 timestamps went back; its length was measured instead, and the stream goes on"
            );
        }
    }

    /// Turns a measured playlist into the one that viewers get. Only segments at its beginning are left out:
    ///
    /// - segments whose file is gone or may soon be deleted;
    /// - audio before the first picture, if the stream has pictures. Until that is known, the playlist is empty;
    /// - a first segment that is longer than the rest, once there are enough others: players keep a distance to the
    ///   live edge that depends on the longest segment.
    pub fn show(
        &mut self,
        dir: &Path,
        of: &Rendition,
        lifetime: &mut Lifetime,
        now: UnixMillis,
        playlist: &mut MediaPlaylist,
    ) -> QualityInfo {
        let gone = self.gone(dir, of, lifetime, now, playlist);
        let left = usize::try_from(self.first_shown.saturating_sub(playlist.media_sequence));
        playlist.slide(gone.max(left.unwrap_or(usize::MAX).min(playlist.segments.len().saturating_sub(1))));
        playlist.slide(self.passing(lifetime, now, playlist));
        playlist.slide(self.sound_before_picture(playlist));
        if is_longer_than_the_rest(playlist) {
            playlist.slide(1);
        }
        playlist.fit_target_duration();
        if !playlist.segments.is_empty() {
            self.first_shown = playlist.media_sequence;
        }
        playlist.independent_segments |= self.all_independent(playlist);
        self.describe(of, playlist)
    }

    /// Forgets all measurements, because segment numbers now refer to other segments.
    pub fn forget(&mut self) {
        *self = Self { mistimed: self.mistimed, ..Self::default() };
    }

    /// Whether the first segment of `playlist` was measured and its file is now gone.
    pub fn has_lost(&self, dir: &Path, of: &Rendition, playlist: &MediaPlaylist) -> bool {
        let first = playlist.segments.first();
        first.is_some_and(|first| self.measured.contains_key(&first.number) && is_gone(dir, of, first))
    }

    /// Number of segments at the front whose files are gone; 0 if all are gone, which says nothing about any of them.
    fn gone(
        &self,
        dir: &Path,
        of: &Rendition,
        lifetime: &mut Lifetime,
        now: UnixMillis,
        playlist: &MediaPlaylist,
    ) -> usize {
        let gone = playlist.segments.iter().take_while(|segment| is_gone(dir, of, segment)).count();
        let Some(first) = playlist.segments.get(gone) else { return 0 };
        if let Some(youngest) = gone.checked_sub(1).and_then(|last| playlist.segments.get(last))
            && let Some(age) = self.age(youngest, now)
        {
            lifetime.ended(age);
        } else if let Some(age) = self.age(first, now) {
            lifetime.lasts(age);
        }
        gone
    }

    /// Number of segments at the front that nginx may delete before players that learn of them now have fetched them.
    fn passing(&self, lifetime: &Lifetime, now: UnixMillis, playlist: &MediaPlaylist) -> usize {
        // until the next playlist, and the same time again to fetch the segment
        let notice = Duration::from_secs(playlist.target_duration) * 2;
        let most = playlist.segments.len().saturating_sub(NEEDED);
        let passes =
            |segment: &&Segment| self.age(segment, now).is_some_and(|age| !lifetime.keeps(age, notice));
        playlist.segments.iter().take(most).take_while(passes).count()
    }

    /// Time since a segment was closed.
    fn age(&self, segment: &Segment, now: UnixMillis) -> Option<Duration> {
        let closed = self.measured.get(&segment.number)?.closed?;
        u64::try_from(now.saturating_sub(closed)).ok().map(Duration::from_millis)
    }

    /// Start time of a segment that follows the segment `before` in the playlist. `None` if later segments were read
    /// first.
    fn place(
        &mut self,
        segment: &Segment,
        before: Option<u64>,
        closed: Option<UnixMillis>,
    ) -> Option<UnixMillis> {
        if self.placed.is_some_and(|placed| segment.number <= placed) {
            return None;
        }
        let breaks = segment.discontinuity || before != self.placed;
        let begun = self.timeline.place(closed?, segment.duration, breaks);
        self.placed = Some(segment.number);
        Some(begun)
    }

    /// Number of audio-only segments at the front to withhold, because a picture follows or may still follow. When
    /// nginx passes a stream from one application to another, the encoder's first key frame is already gone, so only
    /// audio comes before the second one. Players that start with audio alone never show a picture.
    fn sound_before_picture(&self, playlist: &MediaPlaylist) -> usize {
        let is_sound = |segment: &&Segment| {
            let measured = self.measured.get(&segment.number);
            measured.is_some_and(|measured| measured.opening.picture.is_none())
        };
        let has_sound = self.media.as_ref().is_some_and(|media| media.audio.is_some());
        let count = playlist.segments.iter().take_while(is_sound).count();
        let may_be_all = count == playlist.segments.len() && self.sound_alone >= SOUND_ALONE_AFTER;
        if has_sound && !may_be_all { count } else { 0 }
    }

    fn all_independent(&self, playlist: &MediaPlaylist) -> bool {
        let has_video = self.media.as_ref().is_none_or(|media| media.video.is_some());
        let is_independent = |segment: &Segment| {
            let measured = self.measured.get(&segment.number);
            let picture = measured.map(|measured| measured.opening.picture.as_ref());
            picture.is_some_and(|picture| picture.map_or(!has_video, |picture| picture.is_key))
        };
        playlist.segments.iter().all(is_independent)
    }

    fn describe(&self, of: &Rendition, playlist: &MediaPlaylist) -> QualityInfo {
        let bytes = |segment: &Segment| self.measured.get(&segment.number).map(|measured| measured.bytes);
        let sizes: Vec<_> =
            playlist.segments.iter().map(|segment| (segment.duration, bytes(segment))).collect();
        let bandwidth = bandwidth(&sizes, Duration::from_secs(playlist.target_duration));
        let openings =
            |segment: &Segment| Some((segment.duration, &self.measured.get(&segment.number)?.opening));
        let openings: Vec<_> = playlist.segments.iter().filter_map(openings).collect();
        let video = self.media.as_ref().and_then(|media| media.video.as_ref());
        let size = video.and_then(|video| video.size);
        QualityInfo {
            name: of.quality.clone(),
            bandwidth: bandwidth.map(|bandwidth| bandwidth.peak),
            average_bandwidth: bandwidth.map(|bandwidth| bandwidth.average),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            codecs: self.media.as_ref().and_then(MediaFacts::codecs),
            frame_rate: video.and_then(|video| video.frame_rate),
            problems: problems(&openings),
        }
    }
}

/// Whether dropping the first segment brings players closer to the live edge and leaves enough segments to start. A
/// stream often begins with a long segment, because its first key frame is already gone.
fn is_longer_than_the_rest(playlist: &MediaPlaylist) -> bool {
    let Some((first, rest)) = playlist.segments.split_first() else { return false };
    let total: Duration = rest.iter().map(|segment| segment.duration).sum();
    rest.len() >= NEEDED
        && total >= first.duration * 2
        && rest.iter().all(|segment| segment.rounded() < first.rounded())
}

fn is_gone(dir: &Path, of: &Rendition, segment: &Segment) -> bool {
    let path = segment_path(dir, &of.publish_file, of.quality.as_ref(), segment.number);
    fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// The beginning of a segment's file.
struct Head {
    bytes: Vec<u8>,
    /// Size of the whole file in bytes.
    of: u64,
    /// Modification time of the file.
    closed: Option<UnixMillis>,
}

impl Head {
    /// Reads up to `limit` bytes.
    fn read(dir: &Path, of: &Rendition, segment: &Segment, limit: usize) -> io::Result<Self> {
        let path = segment_path(dir, &of.publish_file, of.quality.as_ref(), segment.number);
        let file = open_regular(&path)?;
        let metadata = file.metadata()?;
        let closed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let mut bytes = Vec::new();
        file.take(limit as u64).read_to_end(&mut bytes)?;
        let closed = closed.and_then(|since| i64::try_from(since.as_millis()).ok());
        Ok(Self { bytes, of: metadata.len(), closed })
    }
}

#[cfg(test)]
#[path = "inspect_tests.rs"]
mod tests;
