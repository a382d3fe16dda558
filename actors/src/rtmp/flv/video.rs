//! Messages with pictures.

use bytes::{Buf, Bytes};

use super::enhanced::{Opening, Tracks};
use super::{Content, Packet, codecs};
use crate::frames::{Codec, TrackId, TrackKind};
use crate::rtmp::fault::Fault;

const ENHANCED: u8 = 0x80;

/// Types of frames.
const KEY_FRAME: u8 = 1;
const GENERATED_KEY_FRAME: u8 = 4;
const COMMAND: u8 = 5;

/// Types of packets in Enhanced RTMP; the first three are those of FLV, too.
const SEQUENCE_START: u8 = 0;
const CODED_FRAMES: u8 = 1;
const CODED_FRAMES_X: u8 = 3;
const METADATA: u8 = 4;
const MULTITRACK: u8 = 6;

/// Hands over the packets of a message, with nanoseconds to add to its timestamp.
pub fn read(
    mut message: Bytes,
    mut packet: impl FnMut(Packet, u32) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let Ok(first) = message.try_get_u8() else { return Ok(()) };
    if first & ENHANCED != 0 {
        return enhanced(first, message, packet);
    }
    let frame_type = first >> 4;
    if frame_type == COMMAND {
        return Ok(());
    }
    let codec = codecs::video_of_flv(first & 0xF)?;
    let (Ok(packet_type), Some(composition)) = (message.try_get_u8(), i24(&mut message)) else {
        return Ok(());
    };
    let content = match packet_type {
        SEQUENCE_START => Content::Start(message),
        CODED_FRAMES => Content::Frame { keyframe: is_key(frame_type), composition, data: message },
        _ => Content::Nothing,
    };
    packet(Packet { track: TrackId::VIDEO, codec, content }, 0)
}

fn enhanced(
    first: u8,
    mut body: Bytes,
    mut packet: impl FnMut(Packet, u32) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let frame_type = first >> 4 & 7;
    let Some(Opening { packet_type, nanoseconds }) = Opening::read(first & 0xF, &mut body) else {
        return Ok(());
    };
    if frame_type == COMMAND && packet_type != METADATA {
        return Ok(());
    }
    let tracks = match packet_type {
        MULTITRACK => Tracks::multiple(body),
        _ => Tracks::single(body).map(|tracks| (packet_type, tracks)),
    };
    let Some((packet_type, tracks)) = tracks else { return Ok(()) };
    for (four, number, body) in tracks {
        let codec = codecs::video_of_four(four)?;
        let content = content(codec, packet_type, is_key(frame_type), body);
        packet(Packet { track: TrackId { kind: TrackKind::Video, number }, codec, content }, nanoseconds)?;
    }
    Ok(())
}

fn content(codec: Codec, packet_type: u8, keyframe: bool, mut body: Bytes) -> Content {
    match packet_type {
        SEQUENCE_START => Content::Start(body),
        // AV1 has no order of decoding that differs from that of presentation
        CODED_FRAMES if codec != Codec::Av1 => match i24(&mut body) {
            Some(composition) => Content::Frame { keyframe, composition, data: body },
            None => Content::Nothing,
        },
        CODED_FRAMES | CODED_FRAMES_X => Content::Frame { keyframe, composition: 0, data: body },
        _ => Content::Nothing,
    }
}

fn is_key(frame_type: u8) -> bool {
    matches!(frame_type, KEY_FRAME | GENERATED_KEY_FRAME)
}

fn i24(body: &mut Bytes) -> Option<i32> {
    i32::try_from(body.try_get_int(3).ok()?).ok()
}
