//! Decoder configurations.

use bytes::{Bytes, BytesMut};

use crate::frames::Codec;
use crate::rtmp::fault::Fault;

/// The longest are those of x265, which describe its settings.
const RECORD_MAX: usize = 16 * 1024;
/// Stereo, without a header of its own: what Enhanced RTMP prescribes if the publisher sends none.
const OPUS_STEREO: &[u8] = b"OpusHead\x01\x02\x38\x01\x80\xBB\0\0\0\0\0";
/// Where the length of NAL units stands, in the lowest two bits and less one.
const AVC_LENGTH_SIZE: usize = 4;
const HEVC_LENGTH_SIZE: usize = 21;

/// The record as [`crate::frames::Parameters`] has it, and how long the lengths of the publisher's NAL units are: 4 for
/// codecs that have none.
pub fn normal(codec: Codec, record: Bytes) -> Result<(Bytes, usize), Fault> {
    if record.len() > RECORD_MAX {
        return Err(Fault::Media("decoder configuration"));
    }
    match codec {
        Codec::H264 if record.len() >= 7 && record[0] == 1 => with_long_lengths(record, AVC_LENGTH_SIZE),
        Codec::H265 if record.len() >= 23 && record[0] <= 1 => with_long_lengths(record, HEVC_LENGTH_SIZE),
        Codec::Av1 if record.len() >= 4 && record[0] == 0x81 => Ok((record, 4)),
        Codec::Aac if record.len() >= 2 => Ok((record, 4)),
        Codec::Opus if record.is_empty() => Ok((Bytes::from_static(OPUS_STEREO), 4)),
        Codec::Opus if record.len() >= 19 && record.starts_with(b"OpusHead") => Ok((record, 4)),
        Codec::H264 => Err(Fault::Media("configuration of H.264")),
        Codec::H265 => Err(Fault::Media("configuration of H.265")),
        Codec::Av1 => Err(Fault::Media("configuration of AV1")),
        Codec::Aac => Err(Fault::Media("configuration of AAC")),
        Codec::Opus => Err(Fault::Media("configuration of Opus")),
    }
}

fn with_long_lengths(record: Bytes, place: usize) -> Result<(Bytes, usize), Fault> {
    let length = usize::from(record[place] & 3) + 1;
    if length == 4 {
        return Ok((record, length));
    }
    let mut record = BytesMut::from(&record[..]);
    record[place] |= 3;
    Ok((record.freeze(), length))
}
