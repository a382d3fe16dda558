//! The newest segments of a rendition, and their parts.

use std::collections::VecDeque;

use bytes::Bytes;

use super::units::Seconds;
use crate::model::UnixMillis;

/// Segments that can still be fetched after they left the playlist.
const LINGERING: usize = 2;
/// Bytes that a segment and a part take besides their media.
const OVERHEAD: usize = 256;

/// A part of a segment.
#[derive(Debug, Clone)]
pub struct Part {
    /// As the playlist shows it.
    pub duration: Seconds,
    /// Whether it begins with a key frame.
    pub independent: bool,
    /// A fragment; empty if there is nothing to play.
    pub bytes: Bytes,
}

/// A segment: its parts one after another.
#[derive(Debug)]
pub struct Segment {
    /// Media sequence number.
    pub number: u64,
    /// Whether parameters change before it.
    pub discontinuity: bool,
    /// Number of its initialization segment.
    pub init: u32,
    /// When it was recorded.
    pub begun: UnixMillis,
    /// At least one.
    pub parts: Vec<Part>,
    /// Whether no more parts follow.
    pub complete: bool,
    /// Whether pictures are missing that the other renditions have.
    pub has_hole: bool,
    /// Sum of its parts.
    pub duration: Seconds,
    /// Bytes of its parts.
    pub len: usize,
}

impl Segment {
    /// Whether there is nothing to play, or not all.
    pub fn is_gap(&self) -> bool {
        self.len == 0 || self.has_hole
    }

    fn has_keyframe(&self) -> bool {
        self.parts.iter().any(|part| part.independent)
    }
}

/// What of a rendition can be fetched.
#[derive(Debug, Default)]
pub struct Window {
    segments: VecDeque<Segment>,
    /// How many of `segments` are no longer listed.
    unlisted: usize,
    /// Discontinuities before the listed segments.
    pub discontinuity_sequence: u64,
    inits: VecDeque<(u32, Bytes)>,
    len: usize,
    /// Largest bit rate of a segment so far, in bits per second.
    pub peak: Option<u64>,
}

impl Window {
    /// An empty one, before which parameters have changed so often.
    pub fn after(discontinuities: u64) -> Self {
        Self { discontinuity_sequence: discontinuities, ..Self::default() }
    }

    /// Adds an initialization segment for the segments that follow, in place of one that no segment has used.
    pub fn add_init(&mut self, number: u32, bytes: Bytes) {
        let used = self.segments.back().map(|newest| newest.init);
        while let Some((_, unused)) = self.inits.pop_back_if(|(number, _)| Some(*number) > used) {
            self.len -= unused.len() + OVERHEAD;
        }
        self.len += bytes.len() + OVERHEAD;
        self.inits.push_back((number, bytes));
    }

    /// Begins a segment.
    pub fn begin(&mut self, segment: Segment) {
        self.len += OVERHEAD;
        self.segments.push_back(segment);
    }

    /// Adds a part to the newest segment.
    pub fn push(&mut self, part: Part, is_hole: bool) {
        let Some(segment) = self.segments.back_mut() else { return };
        segment.duration = segment.duration.plus(part.duration);
        segment.len += part.bytes.len();
        segment.has_hole |= is_hole;
        self.len += part.bytes.len() + OVERHEAD;
        segment.parts.push(part);
    }

    /// Closes the newest segment, and unlists the oldest ones while at least `window` stays. The newest key frame stays
    /// listed, since nobody could start without one, unless there is a hole after it.
    pub fn complete(&mut self, window: Seconds) {
        let Some(newest) = self.segments.back_mut() else { return };
        newest.complete = true;
        let has_hole = newest.has_hole;
        let rate = bit_rate(newest.len, newest.duration);
        self.peak = self.peak.max(rate);
        let mut listed: Seconds = self.listed().map(|segment| segment.duration).sum();
        while let Some(first) = self.segments.get(self.unlisted) {
            listed = listed.plus(first.duration.times(-1));
            let others_have_keyframe = self.listed().skip(1).any(Segment::has_keyframe);
            if listed < window || !others_have_keyframe && !has_hole {
                break;
            }
            self.unlist();
        }
        while self.unlisted > LINGERING {
            self.drop_oldest();
        }
    }

    fn unlist(&mut self) {
        let discontinuity = self.segments.get(self.unlisted).is_some_and(|first| first.discontinuity);
        self.discontinuity_sequence += u64::from(discontinuity);
        self.unlisted += 1;
    }

    fn drop_oldest(&mut self) {
        if self.unlisted == 0 {
            self.unlist();
        }
        self.unlisted -= 1;
        let Some(gone) = self.segments.pop_front() else { return };
        self.len -= gone.len + OVERHEAD * (1 + gone.parts.len());
        let still = self.segments.front().map_or(gone.init, |first| first.init);
        while let Some((_, init)) = self.inits.pop_front_if(|(number, _)| *number < still) {
            self.len -= init.len() + OVERHEAD;
        }
    }

    /// Drops the oldest segment but the newest; false if there is none.
    pub fn shed(&mut self) -> bool {
        let can = self.segments.len() > 1;
        if can {
            self.drop_oldest();
        }
        can
    }

    /// Bytes that are kept.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The segments of the playlist, oldest first.
    pub fn listed(&self) -> impl DoubleEndedIterator<Item = &Segment> {
        self.segments.iter().skip(self.unlisted)
    }

    /// A segment that can be fetched.
    pub fn segment(&self, number: u64) -> Option<&Segment> {
        let first = self.segments.front()?.number;
        self.segments.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// The oldest segment.
    pub fn oldest(&self) -> Option<&Segment> {
        self.segments.front()
    }

    /// The newest segment.
    pub fn newest(&self) -> Option<&Segment> {
        self.segments.back()
    }

    /// An initialization segment.
    pub fn init(&self, number: u32) -> Option<&Bytes> {
        self.inits.iter().find(|(known, _)| *known == number).map(|(_, bytes)| bytes)
    }

    /// Average bit rate of the listed segments that are complete, in bits per second.
    pub fn average(&self) -> Option<u64> {
        let complete = self.listed().filter(|segment| segment.complete);
        let (len, duration) = complete.fold((0, Seconds::default()), |(len, duration), segment| {
            (len + segment.len, duration.plus(segment.duration))
        });
        bit_rate(len, duration)
    }
}

fn bit_rate(len: usize, duration: Seconds) -> Option<u64> {
    let bits = u128::try_from(len).ok()? * 8 * 1_000_000_000;
    u64::try_from(bits.checked_div(u128::try_from(duration.nanos()).ok()?)?).ok()
}
