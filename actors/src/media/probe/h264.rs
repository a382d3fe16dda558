//! H.264 (ISO/IEC 14496-10) in its Annex B form, as transport streams carry it.

use h264_reader::nal::sps::SeqParameterSet;
use h264_reader::rbsp::{BitReader, decode_nal};

/// NAL unit types.
const SLICE: u8 = 1;
const KEY_SLICE: u8 = 5;
const SEQUENCE_PARAMETERS: u8 = 7;
/// The highest level, 6.2.
const LEVEL_MAX: u8 = 62;

/// Properties from a sequence parameter set.
pub struct Parameters {
    /// The codec as in RFC 6381.
    pub codec: String,
    /// Width and height in pixels, after cropping.
    pub size: Option<(u32, u32)>,
    /// Frame rate that the encoder declares, in pictures per second.
    pub declared_rate: Option<f64>,
}

/// Parses the first sequence parameter set.
pub fn parameters(data: &[u8]) -> Option<Parameters> {
    nal_units(data).find(|nal| kind(nal) == Some(SEQUENCE_PARAMETERS)).and_then(parameter_set)
}

/// Parses a sequence parameter set, a NAL unit.
pub fn parameter_set(nal: &[u8]) -> Option<Parameters> {
    // the library panics without a header
    kind(nal)?;
    let mut rbsp = decode_nal(nal).ok()?.into_owned();
    let &mut [profile, constraints, ref mut level, ..] = rbsp.as_mut_slice() else { return None };
    let codec = format!("avc1.{profile:02x}{constraints:02x}{level:02x}");
    // some encoders declare too low a level, for which the parser would reject the picture size
    *level = LEVEL_MAX;
    let set = SeqParameterSet::from_bits(BitReader::new(rbsp.as_slice())).ok();
    Some(Parameters {
        codec,
        size: set.as_ref().and_then(|set| set.pixel_dimensions().ok()),
        declared_rate: set.and_then(|set| set.fps()),
    })
}

/// Whether a picture can be decoded alone: an IDR picture, preceded by its parameters.
pub fn is_key_frame(data: &[u8]) -> bool {
    let mut kinds =
        nal_units(data).filter_map(kind).skip_while(|kind| !matches!(*kind, 1..=5 | SEQUENCE_PARAMETERS));
    kinds.next() == Some(SEQUENCE_PARAMETERS)
        && kinds.find(|kind| matches!(*kind, SLICE..=KEY_SLICE)) == Some(KEY_SLICE)
}

fn kind(nal: &[u8]) -> Option<u8> {
    nal.first().map(|header| header & 0x1f)
}

/// Splits at start codes. The last unit may be cut.
fn nal_units(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = after_start_code(data);
    std::iter::from_fn(move || {
        let nal = rest?;
        let end = nal.windows(3).position(|three| three == [0, 0, 1]).unwrap_or(nal.len());
        rest = after_start_code(nal.get(end..)?);
        let nal = nal.get(..end)?;
        // zeros before a start code belong to neither unit
        let used = nal.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        nal.get(..used)
    })
}

fn after_start_code(data: &[u8]) -> Option<&[u8]> {
    let at = data.windows(3).position(|three| three == [0, 0, 1])?;
    data.get(at + 3..)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// x264's parameter set for 1920×1080 at 30 pictures per second: 1088 lines with eight cropped.
    const SPS: &[u8] = &[
        0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0x9a, 0x80, 0x80, 0x80, 0xa0, 0x00,
        0x00, 0x03, 0x00, 0x20, 0x00, 0x00, 0x07, 0x81, 0xe3, 0x06, 0x32, 0xc0,
    ];

    fn stream(nals: &[&[u8]]) -> Vec<u8> {
        nals.iter().flat_map(|nal| [&[0, 0, 0, 1], *nal].concat()).collect()
    }

    #[test]
    fn parameters_are_found_behind_other_units() {
        let found = parameters(&stream(&[&[9, 0xf0], SPS, &[0x68, 1]])).unwrap();
        assert_eq!(found.codec, "avc1.640028");
        assert_eq!(found.size, Some((1920, 1080)));
        assert_eq!(found.declared_rate, Some(30.0));
    }

    #[test]
    fn a_unit_without_any_byte_is_no_parameter_set() {
        for nal in [&[][..], &[0x67], &[0x67, 0x64]] {
            assert!(parameter_set(nal).is_none(), "{nal:?}");
        }
    }

    #[test]
    fn an_understated_level_is_told_but_does_not_hide_the_size() {
        let mut sps = SPS.to_vec();
        sps[3] = 10;
        let found = parameters(&stream(&[&sps])).unwrap();
        assert_eq!(found.codec, "avc1.64000a");
        assert_eq!(found.size, Some((1920, 1080)));
    }

    #[test]
    fn a_set_that_cannot_be_read_still_names_the_codec() {
        let found = parameters(&stream(&[&SPS[..5]])).unwrap();
        assert_eq!((found.codec.as_str(), found.size), ("avc1.640028", None));
        assert!(parameters(&stream(&[&SPS[..3]])).is_none());
    }

    #[test]
    fn a_key_frame_brings_its_parameters() {
        let key: &[u8] = &[0x65, 0x88];
        assert!(is_key_frame(&stream(&[&[9, 0xf0], SPS, &[0x68, 1], &[6, 5, 1], key])));
        assert!(!is_key_frame(&stream(&[&[9, 0xf0], key])));
        assert!(!is_key_frame(&stream(&[SPS, &[0x41, 0x9a], key])), "begins with a dependent slice");
        assert!(!is_key_frame(&stream(&[&[0x41, 0x9a], SPS, key])));
        assert!(!is_key_frame(&[]));
    }

    proptest! {
        #[test]
        fn any_parameter_set_gives_an_answer(tail in prop::collection::vec(any::<u8>(), 0..80), profile: u8) {
            let _ = parameters(&stream(&[&[&[0x67, profile, 0, 40], tail.as_slice()].concat()]));
        }

        #[test]
        fn any_damage_to_a_parameter_set_gives_an_answer(at in 1..SPS.len(), with: u8, bytes in 0usize..4) {
            let mut sps = SPS.to_vec();
            sps[at..].iter_mut().take(bytes).for_each(|byte| *byte ^= with);
            let _ = parameters(&stream(&[&sps]));
        }
    }
}
