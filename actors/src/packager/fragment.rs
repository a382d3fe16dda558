//! Fragments: a `moof` with the times of samples, and an `mdat` with their bytes.

use bytes::Bytes;

use super::boxes::{Boxes, u32_of};

/// Sample flags: depends on no other sample.
const SYNC: u32 = 0x0200_0000;
/// Sample flags: depends on others, and is no sync sample.
const NON_SYNC: u32 = 0x0101_0000;
/// `tfhd`: data offsets count from the beginning of the `moof`.
const BASE_IS_MOOF: u32 = 0x02_0000;
/// `trun`: data offset, then of each sample duration, size, flags and composition offset.
const TRUN_FLAGS: u32 = 0xf01;

/// A sample with its duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// In ticks of the track, as the composition offset.
    pub duration: u32,
    /// From decoding to presentation.
    pub composition: i32,
    /// Whether decoding can start here.
    pub keyframe: bool,
    /// The encoded frame.
    pub data: Bytes,
}

/// A track's samples in a fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// As in the initialization segment.
    pub track: u32,
    /// Decoding time of the first sample, in ticks.
    pub at: u64,
    /// At least one.
    pub samples: Vec<Sample>,
}

/// A fragment. `sequence` rises with each fragment of a rendition.
pub fn write(sequence: u32, runs: &[Run]) -> Vec<u8> {
    let mut boxes = Boxes::default();
    // where the offset of each run's data stands
    let mut offsets = Vec::new();
    boxes.within(b"moof", |boxes| {
        boxes.full(b"mfhd", 0, 0, |boxes| boxes.u32(sequence));
        for run in runs {
            boxes.within(b"traf", |boxes| {
                boxes.full(b"tfhd", 0, BASE_IS_MOOF, |boxes| boxes.u32(run.track));
                boxes.full(b"tfdt", 1, 0, |boxes| boxes.u64(run.at));
                boxes.full(b"trun", 1, TRUN_FLAGS, |boxes| {
                    boxes.u32(u32_of(run.samples.len()));
                    offsets.push(boxes.len());
                    boxes.u32(0);
                    run.samples.iter().for_each(|sample| describe(boxes, sample));
                });
            });
        }
    });
    let mut data_at = boxes.len() + 8;
    for (offset, run) in offsets.into_iter().zip(runs) {
        boxes.set_u32(offset, u32_of(data_at));
        data_at += run.samples.iter().map(|sample| sample.data.len()).sum::<usize>();
    }
    boxes.within(b"mdat", |boxes| {
        let samples = runs.iter().flat_map(|run| &run.samples);
        samples.for_each(|sample| boxes.bytes(&sample.data));
    });
    boxes.finish()
}

fn describe(boxes: &mut Boxes, sample: &Sample) {
    boxes.u32(sample.duration);
    boxes.u32(u32_of(sample.data.len()));
    boxes.u32(if sample.keyframe { SYNC } else { NON_SYNC });
    boxes.bytes(&sample.composition.to_be_bytes());
}
