//! What ffmpeg reads: fragmented MP4 with a fragment for each picture.

use crate::frames::{Frame, Parameters};
use crate::packager::{Format, Run, Sample, init_segment, to_ticks, write_fragment};

/// Assumed duration of the first picture, in ticks. It changes nothing, since the next fragment has a time of its own.
const PICTURE: u32 = 3000;

/// Writes the pictures of one track.
#[derive(Debug)]
pub struct Feed {
    format: Format,
    sequence: u32,
    newest: Option<u64>,
}

impl Feed {
    /// A track with these parameters; `None` if no decoder can use them.
    pub fn new(parameters: &Parameters) -> Option<Self> {
        Some(Self { format: Format::read(parameters)?, sequence: 0, newest: None })
    }

    /// Height in pixels.
    pub fn height(&self) -> Option<u32> {
        self.format.video()?.size.map(|(_, height)| height)
    }

    /// What comes before the pictures.
    pub fn beginning(&self) -> Vec<u8> {
        init_segment(&[&self.format])
    }

    /// A picture that is decoded at `at`, in nanoseconds.
    pub fn picture(&mut self, at: i64, frame: &Frame) -> Vec<u8> {
        let ticks = |nanos: i64| to_ticks(nanos, self.format.timescale);
        let at = u64::try_from(ticks(at)).unwrap_or_default();
        let since = self.newest.map(|newest| at.saturating_sub(newest));
        let duration = since.and_then(|since| u32::try_from(since).ok()).filter(|ticks| *ticks > 0);
        let sample = Sample {
            duration: duration.unwrap_or(PICTURE),
            composition: i32::try_from(ticks(i64::from(frame.composition) * 1000)).unwrap_or_default(),
            keyframe: frame.keyframe,
            data: frame.data.clone(),
        };
        self.newest = Some(at);
        self.sequence = self.sequence.wrapping_add(1);
        write_fragment(self.sequence, &[Run { track: 1, at, samples: vec![sample] }])
    }
}
