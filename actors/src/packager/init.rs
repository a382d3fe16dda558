//! Initialization segments: the tracks of a rendition without their samples.

use super::boxes::{Boxes, u32_of};
use super::format::{Format, Media};

/// Rows of the unity transformation, in fixed point.
const UNITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
/// `und` in the packed form of ISO 639-2.
const UNDETERMINED: u16 = 0x55c4;

/// An initialization segment. Tracks are numbered from 1 in the given order.
pub fn segment(tracks: &[&Format]) -> Vec<u8> {
    let mut boxes = Boxes::default();
    boxes.within(b"ftyp", |boxes| boxes.bytes(b"iso6\0\0\0\0iso6cmfcmp41"));
    boxes.within(b"moov", |boxes| {
        boxes.full(b"mvhd", 0, 0, |boxes| {
            boxes.zeros(8); // times of creation and change
            boxes.u32(1000);
            boxes.u32(0);
            boxes.u32(0x1_0000); // rate 1
            boxes.u16(0x100); // volume 1
            boxes.zeros(10);
            UNITY.iter().for_each(|value| boxes.u32(*value));
            boxes.zeros(24);
            boxes.u32(u32_of(tracks.len() + 1));
        });
        for (number, format) in (1..).zip(tracks) {
            boxes.within(b"trak", |boxes| track(boxes, number, format));
        }
        boxes.within(b"mvex", |boxes| {
            for (number, _) in (1..).zip(tracks) {
                boxes.full(b"trex", 0, 0, |boxes| {
                    boxes.u32(number);
                    boxes.u32(1); // sample description
                    boxes.zeros(12);
                });
            }
        });
    });
    boxes.finish()
}

fn track(boxes: &mut Boxes, number: u32, format: &Format) {
    let is_audio = matches!(format.media, Media::Audio(_));
    let (width, height) = format.video().and_then(|video| video.size).unwrap_or_default();
    // enabled, in the movie, in the preview
    boxes.full(b"tkhd", 0, 7, |boxes| {
        boxes.zeros(8);
        boxes.u32(number);
        boxes.zeros(4 + 4 + 8 + 2);
        boxes.u16(u16::from(is_audio)); // alternates
        boxes.u16(if is_audio { 0x100 } else { 0 });
        boxes.zeros(2);
        UNITY.iter().for_each(|value| boxes.u32(*value));
        boxes.u32(width.min(0xffff) << 16);
        boxes.u32(height.min(0xffff) << 16);
    });
    boxes.within(b"mdia", |boxes| {
        boxes.full(b"mdhd", 0, 0, |boxes| {
            boxes.zeros(8);
            boxes.u32(format.timescale);
            boxes.u32(0);
            boxes.u16(UNDETERMINED);
            boxes.zeros(2);
        });
        boxes.full(b"hdlr", 0, 0, |boxes| {
            boxes.zeros(4);
            boxes.bytes(if is_audio { b"soun" } else { b"vide" });
            boxes.zeros(12 + 1);
        });
        boxes.within(b"minf", |boxes| {
            if is_audio {
                boxes.full(b"smhd", 0, 0, |boxes| boxes.zeros(4));
            } else {
                boxes.full(b"vmhd", 0, 1, |boxes| boxes.zeros(8));
            }
            boxes.within(b"dinf", |boxes| {
                boxes.full(b"dref", 0, 0, |boxes| {
                    boxes.u32(1);
                    boxes.full(b"url ", 0, 1, |_| {}); // in this file
                });
            });
            boxes.within(b"stbl", |boxes| {
                boxes.full(b"stsd", 0, 0, |boxes| {
                    boxes.u32(1);
                    boxes.bytes(&format.sample_entry);
                });
                boxes.full(b"stts", 0, 0, |boxes| boxes.zeros(4));
                boxes.full(b"stsc", 0, 0, |boxes| boxes.zeros(4));
                boxes.full(b"stsz", 0, 0, |boxes| boxes.zeros(8));
                boxes.full(b"stco", 0, 0, |boxes| boxes.zeros(4));
            });
        });
    });
}
