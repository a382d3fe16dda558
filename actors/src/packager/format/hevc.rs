//! H.265: the contents of `hvcC` (ISO/IEC 14496-15), and the size of pictures from its parameter set.

use super::bits::{Bits, unescaped};
use super::{Format, Video};

/// NAL unit type.
const SEQUENCE_PARAMETERS: u8 = 33;

pub fn read(record: &[u8]) -> Option<Format> {
    let (head, arrays) = record.split_at_checked(23)?;
    if head.first() != Some(&1) {
        return None;
    }
    let size = parameter_set(arrays).and_then(size);
    let video = Video { size, declared_rate: None };
    // `hvc1` and not `hev1`: Safari plays nothing else
    Some(Format::of_video(codec(head)?, b"hvc1", (b"hvcC", record), video))
}

/// As in ISO/IEC 14496-15, annex E.
fn codec(head: &[u8]) -> Option<String> {
    let &[_, profile, a, b, c, d, ref constraints @ .., level, _, _, _, _, _, _, _, _, _, _] = head else {
        return None;
    };
    let space = ["", "A", "B", "C"].get(usize::from(profile >> 6))?;
    let compatibility = u32::from_be_bytes([a, b, c, d]).reverse_bits();
    let tier = if profile & 0x20 == 0 { 'L' } else { 'H' };
    let mut codec = format!("hvc1.{space}{}.{compatibility:X}.{tier}{level}", profile & 0x1f);
    let used = constraints.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    for byte in constraints.iter().take(used) {
        codec.push_str(&format!(".{byte:X}"));
    }
    Some(codec)
}

/// The first sequence parameter set in the arrays of the record.
fn parameter_set(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (&[kind, a, b], mut units) = rest.split_first_chunk()?;
        for _ in 0..u16::from_be_bytes([a, b]) {
            let (len, tail) = units.split_first_chunk()?;
            let (unit, tail) = tail.split_at_checked(u16::from_be_bytes(*len).into())?;
            if kind & 0x3f == SEQUENCE_PARAMETERS {
                return Some(unit);
            }
            units = tail;
        }
        rest = units;
    }
}

/// Width and height after cropping (ITU-T H.265, 7.3.2.2).
fn size(set: &[u8]) -> Option<(u32, u32)> {
    let payload = unescaped(set.get(2..)?);
    let mut bits = Bits::new(&payload);
    bits.skip(4)?;
    let sub_layers = bits.take(3)?;
    bits.skip(1 + 96)?;
    let present = (0..sub_layers).map(|_| Some((bits.bit()?, bits.bit()?))).collect::<Option<Vec<_>>>()?;
    if sub_layers > 0 {
        bits.skip(2 * (8 - sub_layers as usize))?;
    }
    for (profile, level) in present {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    bits.golomb()?;
    let chroma = bits.golomb()?;
    if chroma == 3 {
        bits.skip(1)?;
    }
    let (width, height) = (bits.golomb()?, bits.golomb()?);
    let mut cropped = (0, 0);
    if bits.bit()? {
        let (left, right, top, bottom) = (bits.golomb()?, bits.golomb()?, bits.golomb()?, bits.golomb()?);
        let unit = (if matches!(chroma, 1 | 2) { 2 } else { 1 }, if chroma == 1 { 2 } else { 1 });
        cropped =
            (left.checked_add(right)?.checked_mul(unit.0)?, top.checked_add(bottom)?.checked_mul(unit.1)?);
    }
    let size = (width.checked_sub(cropped.0)?, height.checked_sub(cropped.1)?);
    (size.0 > 0 && size.1 > 0).then_some(size)
}
