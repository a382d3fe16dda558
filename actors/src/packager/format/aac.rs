//! AAC: the `AudioSpecificConfig` (ISO/IEC 14496-3).

use bytes::Bytes;

use super::bits::Bits;
use super::{Audio, Format};
use crate::packager::boxes::Boxes;

const SAMPLE_RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
/// Audio object types.
const LOW_COMPLEXITY: u32 = 2;
const SPECTRAL_BAND_REPLICATION: u32 = 5;
const PARAMETRIC_STEREO: u32 = 29;
/// Longest record, in bytes, whose descriptors have lengths of one byte.
const RECORD_MAX: usize = 64;

pub fn read(record: &[u8]) -> Option<Format> {
    if record.len() > RECORD_MAX {
        return None;
    }
    let mut bits = Bits::new(record);
    let object_type = object_type(&mut bits)?;
    let rate = sample_rate(&mut bits)?;
    let channels = bits.take(4)?;
    let mut core = object_type;
    if matches!(object_type, SPECTRAL_BAND_REPLICATION | PARAMETRIC_STEREO) {
        sample_rate(&mut bits)?;
        core = self::object_type(&mut bits)?;
    }
    let is_short = bits.bit()?;
    let silence = (core == LOW_COMPLEXITY && !is_short).then(|| silence(channels)).flatten();
    let audio = Audio { ticks_a_packet: Some(if is_short { 960 } else { 1024 }), silence };
    let count = match channels {
        0 => 2, // described inside of the record
        7 => 8,
        count => u8::try_from(count).ok()?,
    };
    let codec = format!("mp4a.40.{object_type}");
    Some(Format::of_audio(codec, b"mp4a", (rate, count), audio, |entry| descriptors(entry, record)))
}

fn object_type(bits: &mut Bits) -> Option<u32> {
    match bits.take(5)? {
        0 => None,
        31 => Some(32 + bits.take(6)?),
        object_type => Some(object_type),
    }
}

fn sample_rate(bits: &mut Bits) -> Option<u32> {
    match bits.take(4)? {
        15 => bits.take(24).filter(|rate| (7_000..=192_000).contains(rate)),
        index => SAMPLE_RATES.get(index as usize).copied(),
    }
}

/// `esds`: descriptors of ISO/IEC 14496-1 around the record.
fn descriptors(entry: &mut Boxes, record: &[u8]) {
    let len = u8::try_from(record.len()).unwrap_or(u8::MAX);
    entry.full(b"esds", 0, 0, |entry| {
        entry.bytes(&[3, len + 23, 0, 0, 0]);
        entry.bytes(&[4, len + 15, 0x40, 0x15]); // AAC, audio stream
        entry.zeros(3 + 4 + 4); // buffer and bit rates: not known
        entry.bytes(&[5, len]);
        entry.bytes(record);
        entry.bytes(&[6, 1, 2]);
    });
}

/// A packet without spectral data. Only for one and two channels, which all streams but a few have.
///
/// One channel element: gain 0, long window, no scale factor bands, no tools; then the end element.
fn silence(channels: u32) -> Option<Bytes> {
    match channels {
        // element 000, tag 0000, gain 00000000, then reserved, window sequence and shape, bands 000000, predictor,
        // and pulse, noise shaping and gain control: zeros up to the end element 111
        1 => Some(Bytes::from_static(&[0x00, 0x00, 0x00, 0x07])),
        // element 001, tag 0000, common window 1, eleven zeros, mask 00, twice gain and tools, end element 111
        2 => Some(Bytes::from_static(&[0x21, 0x00, 0x00, 0x00, 0x00, 0x1c])),
        _ => None,
    }
}
