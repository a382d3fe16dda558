//! Frames of a real encoder: ffmpeg's, as it would publish them.

use super::*;
use crate::frames::TrackId;

/// A file in FLV, made by ffmpeg.
pub fn encode(args: &str) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(format!("-nostdin -v error {args} -f flv -").split_whitespace())
        .stderr(Stdio::inherit())
        .output()
        .expect("this test needs the program ffmpeg");
    assert!(output.status.success(), "ffmpeg {args}");
    output.stdout
}

/// The H.264 and AAC in it.
pub fn read(file: &[u8]) -> Vec<Input> {
    let mut inputs = Vec::new();
    let mut rest = &file[13..];
    while let Some((head, tail)) = rest.split_at_checked(11) {
        let len = usize::from(head[1]) << 16 | usize::from(head[2]) << 8 | usize::from(head[3]);
        let millis = i32::from_be_bytes([head[7], head[4], head[5], head[6]]);
        inputs.extend(tag(head[0], millis.into(), &tail[..len]));
        rest = &tail[len + 4..];
    }
    inputs
}

fn tag(kind: u8, millis: i64, body: &[u8]) -> Option<Input> {
    let (track, codec, is_record, composition, keyframe, data) = match kind {
        8 => (TrackId::AUDIO, Codec::Aac, body[1] == 0, 0, true, &body[2..]),
        9 if body[1] < 2 => {
            let composition = i32::from_be_bytes([body[2], body[3], body[4], 0]) >> 8;
            (TrackId::VIDEO, Codec::H264, body[1] == 0, composition, body[0] >> 4 == 1, &body[5..])
        }
        _ => return None,
    };
    let data = Bytes::copy_from_slice(data);
    Some(if is_record {
        Input::Parameters(track, Parameters { codec, record: data })
    } else {
        let composition = composition * 1000;
        Input::Frame(Frame { track, decoded_at: millis * 1000, composition, keyframe, data })
    })
}
