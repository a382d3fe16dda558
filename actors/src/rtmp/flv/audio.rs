//! Messages with sound.

use bytes::{Buf, Bytes};

use super::enhanced::{Opening, Tracks};
use super::{Content, Packet, codecs};
use crate::frames::{TrackId, TrackKind};
use crate::rtmp::fault::Fault;

/// The number of a codec that stands for Enhanced RTMP.
const ENHANCED: u8 = 9;

/// Types of packets; the first two are those of FLV, too.
const SEQUENCE_START: u8 = 0;
const CODED_FRAMES: u8 = 1;
const MULTITRACK: u8 = 5;

/// Hands over the packets of a message, with nanoseconds to add to its timestamp.
pub fn read(
    mut message: Bytes,
    mut packet: impl FnMut(Packet, u32) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let Ok(first) = message.try_get_u8() else { return Ok(()) };
    if first >> 4 == ENHANCED {
        return enhanced(first & 0xF, message, packet);
    }
    let codec = codecs::audio_of_flv(first >> 4)?;
    let Ok(packet_type) = message.try_get_u8() else { return Ok(()) };
    let content = content(packet_type, message);
    packet(Packet { track: TrackId::AUDIO, codec, content }, 0)
}

fn enhanced(
    packet_type: u8,
    mut body: Bytes,
    mut packet: impl FnMut(Packet, u32) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let Some(Opening { packet_type, nanoseconds }) = Opening::read(packet_type, &mut body) else {
        return Ok(());
    };
    let tracks = match packet_type {
        MULTITRACK => Tracks::multiple(body),
        _ => Tracks::single(body).map(|tracks| (packet_type, tracks)),
    };
    let Some((packet_type, tracks)) = tracks else { return Ok(()) };
    for (four, number, body) in tracks {
        let codec = codecs::audio_of_four(four)?;
        let content = content(packet_type, body);
        packet(Packet { track: TrackId { kind: TrackKind::Audio, number }, codec, content }, nanoseconds)?;
    }
    Ok(())
}

fn content(packet_type: u8, body: Bytes) -> Content {
    match packet_type {
        SEQUENCE_START => Content::Start(body),
        CODED_FRAMES => Content::Frame { keyframe: true, composition: 0, data: body },
        _ => Content::Nothing,
    }
}
