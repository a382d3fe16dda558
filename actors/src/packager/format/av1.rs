//! AV1: the contents of `av1C` (AV1 Codec ISO Media File Format Binding), and the size of pictures from its sequence
//! header.

use super::bits::Bits;
use super::{Format, Video};

/// OBU type.
const SEQUENCE_HEADER: u8 = 1;

pub fn read(record: &[u8]) -> Option<Format> {
    let &[0x81, profile_and_level, flags, _, ref units @ ..] = record else { return None };
    let profile = profile_and_level >> 5;
    let tier = if flags & 0x80 == 0 { 'M' } else { 'H' };
    let depth = match (flags & 0x40 != 0, flags & 0x20 != 0) {
        (true, true) if profile == 2 => 12,
        (true, _) => 10,
        (false, _) => 8,
    };
    let codec = format!("av01.{profile}.{:02}{tier}.{depth:02}", profile_and_level & 0x1f);
    let video = Video { size: sequence_header(units).and_then(size), declared_rate: None };
    Some(Format::of_video(codec, b"av01", (b"av1C", record), video))
}

/// The payload of the first unit, which is the sequence header.
fn sequence_header(units: &[u8]) -> Option<&[u8]> {
    let (&header, mut rest) = units.split_first()?;
    if header >> 3 & 0xf != SEQUENCE_HEADER {
        return None;
    }
    if header & 4 != 0 {
        rest = rest.get(1..)?;
    }
    if header & 2 == 0 {
        return Some(rest);
    }
    let len_bytes = rest.iter().position(|byte| byte & 0x80 == 0)? + 1;
    rest.get(len_bytes..)
}

/// The largest width and height of its pictures (AV1 specification, 5.5.1).
fn size(payload: &[u8]) -> Option<(u32, u32)> {
    let mut bits = Bits::new(payload);
    bits.skip(4)?;
    if bits.bit()? {
        bits.skip(5)?;
    } else {
        operating_points(&mut bits)?;
    }
    let (width_bits, height_bits) = (bits.take(4)? + 1, bits.take(4)? + 1);
    Some((bits.take(width_bits)? + 1, bits.take(height_bits)? + 1))
}

/// Skips what stands before the size.
fn operating_points(bits: &mut Bits) -> Option<()> {
    let mut delay_bits = None;
    if bits.bit()? {
        bits.skip(64)?;
        if bits.bit()? {
            bits.golomb()?;
        }
        if bits.bit()? {
            delay_bits = Some(bits.take(5)? as usize + 1);
            bits.skip(42)?;
        }
    }
    let has_display_delay = bits.bit()?;
    for _ in 0..=bits.take(5)? {
        bits.skip(12)?;
        if bits.take(5)? > 7 {
            bits.skip(1)?;
        }
        if let Some(delay_bits) = delay_bits
            && bits.bit()?
        {
            bits.skip(2 * delay_bits + 1)?;
        }
        if has_display_delay && bits.bit()? {
            bits.skip(4)?;
        }
    }
    Some(())
}
