//! What is measured of pictures.

use super::codec::Named;
use super::pace::{PAUSE, Pace};
use crate::frames::{Frame, Parameters};
use crate::packager::Format;

/// A track that goes back by more than this has jumped, in microseconds.
const DISORDER_MAX: i64 = 100_000;
/// A track that goes forward by more than this has jumped.
const PAUSE_MAX: i64 = 10_000_000;
/// Distances of key frames that are remembered.
const GOPS: usize = 4;

/// The measured track of pictures. Times are in microseconds.
#[derive(Debug, Default)]
pub struct Pictures {
    parameters: Option<Parameters>,
    pub named: Option<Named>,
    pub size: Option<(u32, u32)>,
    last: Option<i64>,
    /// The last keyframe.
    keyframe: Option<i64>,
    /// Newest first; 0 while there are fewer.
    gops: [i64; GOPS],
    /// The last of the pictures so far, in the order of presentation.
    highest: Option<i64>,
    pace: Pace,
    pub frames: u64,
    pub dropped: u64,
    pub late: u64,
}

/// What a picture tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Pictures missing before it.
    pub dropped: u64,
    /// How long it had to wait for pictures that are shown after it.
    pub reordered: i64,
    /// The publisher's clock jumped.
    pub jumped: bool,
}

impl Pictures {
    /// Parameters for the pictures that follow.
    pub fn describe(&mut self, parameters: &Parameters) {
        if self.parameters.as_ref() == Some(parameters) {
            return;
        }
        let format = Format::read(parameters);
        self.named = format.as_ref().and_then(|format| Named::read(&format.codec));
        self.size = format.and_then(|format| format.video()?.size);
        self.parameters = Some(parameters.clone());
    }

    pub fn observe(&mut self, frame: &Frame) -> Seen {
        self.frames += 1;
        let distance = self.last.map(|last| frame.decoded_at.saturating_sub(last));
        let jumped = distance.is_some_and(|distance| !(-DISORDER_MAX..=PAUSE_MAX).contains(&distance));
        if jumped {
            (self.keyframe, self.highest) = (None, None);
        }
        self.last = Some(frame.decoded_at);
        let dropped = distance.map_or(0, |distance| self.pace.observe(distance));
        self.dropped += dropped;
        if frame.keyframe
            && let Some(before) = self.keyframe.replace(frame.decoded_at)
        {
            self.gops.rotate_right(1);
            if let Some(newest) = self.gops.first_mut() {
                *newest = frame.decoded_at.saturating_sub(before);
            }
        }
        let shown_at = frame.presented_at();
        let highest = self.highest.map_or(shown_at, |highest| highest.max(shown_at));
        self.highest = Some(highest);
        Seen { dropped, reordered: highest.saturating_sub(shown_at).min(PAUSE), jumped }
    }

    /// The distance of pictures, if it is steady. To be called once a second.
    pub fn look_at_pace(&mut self) -> Option<i64> {
        self.pace.look()
    }

    /// The longest of the last distances of key frames, including one that is not over and the longest so far.
    pub fn keyframe_distance(&self) -> Option<i64> {
        let longest = self.gops.iter().copied().max().filter(|longest| *longest > 0);
        let open = self.last.zip(self.keyframe).map(|(last, keyframe)| last.saturating_sub(keyframe));
        // the first one is as long as it will be only once it is over
        longest.max(open.filter(|open| longest.is_some() || *open > super::judge::KEYFRAMES_FAR))
    }
}
