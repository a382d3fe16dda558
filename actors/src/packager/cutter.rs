//! Decides where parts and segments end, from the frames of the track that leads.
//!
//! A part is as long as fits into the part target, and at least 85 % of it where frame times allow. A segment ends at
//! the first key frame after its aim, or earlier if the next one would come too late for the target duration. Without a
//! key frame it ends before it exceeds the target duration: media that nobody can join at is better than segments
//! without end, and players that play on do not notice.

use std::collections::VecDeque;

use super::track::Queued;
use super::units::Seconds;

/// Aimed duration of segments: a little less than two seconds, so that rounding costs no key frame.
const SEGMENT_AIM: Seconds = Seconds::from_millis(1990);
/// Most frames of a part, to bound parts of frames without durations.
const FRAMES_MAX: usize = 2000;

/// What never changes while a playlist lives.
#[derive(Debug, Clone, Copy)]
pub struct Targets {
    /// Longest part.
    pub part: Seconds,
    /// Longest segment, rounded to seconds.
    pub duration: i64,
}

/// A part's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub at: i64,
    pub closes: Closes,
}

/// What ends with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closes {
    /// Only the part.
    Part,
    /// Its segment too.
    Segment,
    /// The parameters too: others apply to what follows.
    Epoch,
}

/// The state that a decision depends on.
#[derive(Debug)]
pub struct Cutter<'a> {
    pub targets: Targets,
    /// Frames of the leading track that no part has yet.
    pub queue: &'a VecDeque<Queued>,
    /// Where the newest of them is assumed to end.
    pub end: i64,
    pub part_start: i64,
    pub segment_start: i64,
    /// Longest recent distance of key frames.
    pub gop: Seconds,
    /// The last key frame that a part has.
    pub keyframe: Option<i64>,
    /// From where other parameters apply.
    pub switch: Option<i64>,
    /// Most bytes of the leading track in a part.
    pub part_bytes: usize,
    /// Whether the segment has as many bytes as it may.
    pub is_full: bool,
}

impl Cutter<'_> {
    /// The next part's end, once it is certain.
    pub fn next(&self) -> Option<Cut> {
        let mut fitting = None;
        let mut bytes = 0;
        let (mut gop, mut keyframe) = (self.gop, self.keyframe);
        for (count, queued) in self.queue.iter().enumerate() {
            let switch = self.switch.filter(|switch| *switch <= queued.at);
            let at = switch.unwrap_or(queued.at);
            if queued.keyframe
                && let Some(before) = keyframe.replace(queued.at)
            {
                gop = gop.max(Seconds::between(before, queued.at));
            }
            if self.part(at) > Seconds::default() {
                if self.part(at) > self.targets.part {
                    return Some(self.at_most(fitting));
                }
                if switch.is_some() {
                    return Some(Cut { at, closes: Closes::Epoch });
                }
                if queued.keyframe && self.is_due(at, gop) {
                    return Some(Cut { at, closes: Closes::Segment });
                }
                if bytes >= self.part_bytes || count >= FRAMES_MAX {
                    return Some(self.cut(at));
                }
                fitting = Some(at);
            }
            bytes += queued.data.len();
        }
        let at = fitting?;
        let is_enough = self.part(at).nanos() >= self.targets.part.nanos() / 100 * 85;
        (is_enough && self.part(self.end) > self.targets.part).then(|| self.cut(at))
    }

    /// All that is left, though nothing follows; `None` if there is nothing.
    pub fn rest(&self) -> Option<Cut> {
        if self.part(self.end) <= Seconds::default() {
            return None;
        }
        let is_short = self.part(self.end) <= self.targets.part;
        Some(if is_short { Cut { at: self.end, closes: Closes::Segment } } else { self.at_most(None) })
    }

    /// At the last boundary that fits; inside of a frame that is longer than a part if there is none.
    fn at_most(&self, fitting: Option<i64>) -> Cut {
        self.cut(fitting.unwrap_or(self.part_start + self.targets.part.nanos()))
    }

    fn part(&self, until: i64) -> Seconds {
        Seconds::between(self.part_start, until)
    }

    /// A cut without a key frame, which ends the segment if another part may not fit.
    fn cut(&self, at: i64) -> Cut {
        let after_another = Seconds::between(self.segment_start, at).plus(self.targets.part);
        let ends = self.is_full || after_another.rounded() > self.targets.duration;
        Cut { at, closes: if ends { Closes::Segment } else { Closes::Part } }
    }

    /// Whether a segment ends at a key frame at `at`: it is long enough, or the next key frame may come so late that
    /// [`Self::cut`] would have to end it before.
    fn is_due(&self, at: i64, gop: Seconds) -> bool {
        let segment = Seconds::between(self.segment_start, at);
        segment >= SEGMENT_AIM || segment.plus(gop).plus(self.targets.part).rounded() > self.targets.duration
    }
}
