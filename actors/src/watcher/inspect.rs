//! What the segments of a playlist say: how much a second, of what, and whether each can be played by itself.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use super::bandwidth::bandwidth;
use super::files::{Rendition, segment_path};
use super::master::QualityInfo;
use super::open::open_regular;
use super::playlist::{MediaPlaylist, Segment};
use super::probe::{self, MediaFacts, OPENING_BYTES, Opening, PROBE_BYTES};
use super::timeline::Timeline;
use crate::clock::UnixMillis;

/// How long a picture is waited for: no encoder has its key frames further apart without being told to.
const SOUND_ALONE_AFTER: Duration = Duration::from_secs(10);

/// What is remembered of one rendition's segments, so that each is opened once.
#[derive(Default)]
pub struct Inspector {
    /// Of every segment that is listed and could be read.
    measured: HashMap<u64, Measured>,
    /// Of the newest segment at the last probe.
    media: Option<MediaFacts>,
    /// How much without a picture there has been.
    sound_alone: Duration,
    timeline: Timeline,
    /// The newest segment that the timeline knows.
    placed: Option<u64>,
}

struct Measured {
    bytes: u64,
    opening: Opening,
    begun: Option<UnixMillis>,
}

impl Inspector {
    /// Measures the segments that are new in `playlist`, and probes the newest one where codecs may have changed or
    /// are not fully known. Segments that cannot be read are left out and tried again with the next playlist.
    ///
    /// The playlist is made to begin with a picture, if the stream has one. It is left empty while that is not known.
    pub fn inspect(&mut self, dir: &Path, of: &Rendition, playlist: &mut MediaPlaylist) -> QualityInfo {
        let listed: HashSet<u64> = playlist.segments.iter().map(|segment| segment.number).collect();
        self.measured.retain(|number, _| listed.contains(number));

        let mut broke_off = false;
        let mut before = None;
        for segment in &playlist.segments {
            let before = before.replace(segment.number);
            if self.measured.contains_key(&segment.number) {
                continue;
            }
            broke_off |= segment.discontinuity;
            if let Ok(head) = Head::read(dir, of, segment, OPENING_BYTES) {
                let opening = probe::opening(&head.bytes);
                if opening == Opening::NoVideo {
                    self.sound_alone = self.sound_alone.saturating_add(segment.duration);
                }
                let begun = self.place(segment, before, head.closed);
                self.measured.insert(segment.number, Measured { bytes: head.of, opening, begun });
            }
        }
        for segment in &mut playlist.segments {
            segment.begun = self.measured.get(&segment.number).and_then(|measured| measured.begun);
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
        playlist.slide(self.sound_before_picture(playlist));
        playlist.independent_segments |= self.all_independent(playlist);
        self.describe(of, playlist)
    }

    /// Forgets everything, because numbers have come to mean other segments.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// When a segment was begun that is listed behind the segment `before`. One that could be read only after others
    /// behind it has no place between them.
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

    /// How many segments at the front are not to be shown, because they hold sound alone and a picture follows or may
    /// yet follow. An encoder's first key frame has passed before nginx hands its stream on from one application to
    /// another, so that sound comes first until the second one. Players that begin there never make room for a picture.
    fn sound_before_picture(&self, playlist: &MediaPlaylist) -> usize {
        let is_sound = |segment: &&Segment| {
            let measured = self.measured.get(&segment.number);
            measured.is_some_and(|measured| measured.opening == Opening::NoVideo)
        };
        let has_sound = self.media.as_ref().is_some_and(|media| media.audio.is_some());
        let count = playlist.segments.iter().take_while(is_sound).count();
        let may_be_all = count == playlist.segments.len() && self.sound_alone >= SOUND_ALONE_AFTER;
        if has_sound && !may_be_all { count } else { 0 }
    }

    fn all_independent(&self, playlist: &MediaPlaylist) -> bool {
        let has_video = self.media.as_ref().is_none_or(|media| media.video.is_some());
        let is_independent = |segment: &Segment| match self.measured.get(&segment.number).map(|m| m.opening) {
            Some(Opening::KeyFrame) => true,
            Some(Opening::NoVideo) => !has_video,
            Some(Opening::Dependent) | None => false,
        };
        playlist.segments.iter().all(is_independent)
    }

    fn describe(&self, of: &Rendition, playlist: &MediaPlaylist) -> QualityInfo {
        let bytes = |segment: &Segment| self.measured.get(&segment.number).map(|measured| measured.bytes);
        let sizes: Vec<_> =
            playlist.segments.iter().map(|segment| (segment.duration, bytes(segment))).collect();
        let bandwidth = bandwidth(&sizes, Duration::from_secs(playlist.target_duration));
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
        }
    }
}

/// The beginning of a segment's file.
struct Head {
    bytes: Vec<u8>,
    /// How many bytes the file has in all.
    of: u64,
    /// When it was last written.
    closed: Option<UnixMillis>,
}

impl Head {
    /// Reads up to `limit` bytes.
    fn read(dir: &Path, of: &Rendition, segment: &Segment, limit: usize) -> io::Result<Self> {
        let path = segment_path(dir, &of.stem, of.quality.as_ref(), segment.number);
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
