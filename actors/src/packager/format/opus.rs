//! Opus: the identification header of RFC 7845 as a `dOps` box, and durations of packets (RFC 6716).

use bytes::Bytes;

use super::{Audio, Format};

const TIMESCALE: u32 = 48_000;
/// Longest packet in ticks: 120 ms.
const PACKET_MAX: u32 = 5760;

pub fn read(header: &[u8]) -> Option<Format> {
    let &[version, channels, a, b, c, d, e, f, g, h, family, ref mapping @ ..] =
        header.strip_prefix(b"OpusHead")?
    else {
        return None;
    };
    let mapping = if family == 0 { &[][..] } else { mapping.get(..2 + usize::from(channels))? };
    if version >> 4 != 0 || channels == 0 || family == 0 && channels > 2 {
        return None;
    }
    // the silent packet of 20 ms has the silence flag of its layer set
    let silence: Option<&[u8]> = match channels {
        1 => Some(&[0xf8, 0xff, 0xfe]),
        2 => Some(&[0xfc, 0xff, 0xfe]),
        _ => None,
    };
    let audio = Audio { ticks_a_packet: None, silence: silence.map(Bytes::from_static) };
    Some(Format::of_audio("opus".into(), b"Opus", (TIMESCALE, channels), audio, |entry| {
        entry.within(b"dOps", |entry| {
            // the same fields as in the header, in the other byte order
            entry.bytes(&[0, channels, b, a, f, e, d, c, h, g, family]);
            entry.bytes(mapping);
        });
    }))
}

/// Ticks that a packet lasts.
pub fn duration(packet: &[u8]) -> u32 {
    let &[head, ref rest @ ..] = packet else { return PACKET_MAX };
    let frame = match head >> 3 {
        config @ 0..=11 => [480, 960, 1920, 2880].get(usize::from(config % 4)),
        config @ 12..=15 => [480, 960].get(usize::from(config % 2)),
        config => [120, 240, 480, 960].get(usize::from(config % 4)),
    };
    let frames = match head & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => rest.first().map_or(1, |count| u32::from(count & 0x3f)),
    };
    (frame.copied().unwrap_or(960) * frames).clamp(120, PACKET_MAX)
}
