//! H.264: the contents of `avcC` (ISO/IEC 14496-15).

use super::{Format, Video};
use crate::media::probe::parameter_set;

pub fn read(record: &[u8]) -> Option<Format> {
    let &[1, profile, constraints, level, _, sets, ref rest @ ..] = record else { return None };
    let first = if sets & 0x1f > 0 { rest.split_at_checked(2) } else { None };
    let set = first.and_then(|(len, rest)| rest.get(..usize::from(u16::from_be_bytes(len.try_into().ok()?))));
    let found = set.and_then(parameter_set);
    let video = Video {
        size: found.as_ref().and_then(|found| found.size),
        declared_rate: found.and_then(|found| found.declared_rate),
    };
    let codec = format!("avc1.{profile:02x}{constraints:02x}{level:02x}");
    Some(Format::of_video(codec, b"avc1", (b"avcC", record), video))
}
