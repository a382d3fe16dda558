use proptest::prelude::*;

use super::*;
use crate::frames::TrackKind;

const AVC: &[u8] = &[1, 0x64, 0, 0x1F, 0xFF, 0xE1, 0, 0];
const HEVC: [u8; 23] = {
    let mut record = [0; 23];
    record[0] = 1;
    record[21] = 0xFF;
    record
};
const AV1: &[u8] = &[0x81, 4, 0x0C, 0];
const ASC: &[u8] = &[0x12, 0x10];
const NAL: &[u8] = &[0, 0, 0, 2, 0x65, 0x88];

/// What comes out of messages with pictures, given with their times in milliseconds.
fn pictures(messages: &[(u32, &[&[u8]])]) -> Result<Vec<Input>, Fault> {
    let (mut demuxer, mut inputs) = (Demuxer::default(), VecDeque::new());
    for (time, parts) in messages {
        demuxer.video(*time, parts.concat().into(), &mut inputs)?;
    }
    Ok(inputs.into())
}

fn sounds(messages: &[(u32, &[&[u8]])]) -> Result<Vec<Input>, Fault> {
    let (mut demuxer, mut inputs) = (Demuxer::default(), VecDeque::new());
    for (time, parts) in messages {
        demuxer.audio(*time, parts.concat().into(), &mut inputs)?;
    }
    Ok(inputs.into())
}

fn parameters(track: TrackId, codec: Codec, record: &[u8]) -> Input {
    Input::Parameters(track, Parameters { codec, record: Bytes::copy_from_slice(record) })
}

/// Times in microseconds.
fn frame(track: TrackId, decoded_at: i64, composition: i32, keyframe: bool, data: &[u8]) -> Input {
    Input::Frame(Frame { track, decoded_at, composition, keyframe, data: Bytes::copy_from_slice(data) })
}

fn video(number: u8) -> TrackId {
    TrackId { kind: TrackKind::Video, number }
}

fn audio(number: u8) -> TrackId {
    TrackId { kind: TrackKind::Audio, number }
}

#[test]
fn legacy_pictures() {
    let start = |codec: u8, record: &[u8]| [&[0x10 | codec, 0, 0, 0, 0], record].concat();
    for (number, codec, record) in [(7, Codec::H264, AVC), (12, Codec::H265, &HEVC[..])] {
        let inputs = pictures(&[
            (0, &[&start(number, record)]),
            (40, &[&[0x10 | number, 1, 0, 0, 80], NAL]),
            (80, &[&[0x20 | number, 1, 0xFF, 0xFF, 0xD8], NAL]),
            (80, &[&[0x20 | number, 2, 0, 0, 0]]),
        ]);
        let expected = [
            parameters(TrackId::VIDEO, codec, record),
            frame(TrackId::VIDEO, 40_000, 80_000, true, NAL),
            frame(TrackId::VIDEO, 80_000, -40_000, false, NAL),
        ];
        assert_eq!(inputs.unwrap(), expected);
    }
}

#[test]
fn legacy_sound() {
    let inputs = sounds(&[(5, &[&[0xAF, 0], ASC]), (10, &[&[0xAF, 1, 0x21, 0x10]]), (20, &[])]).unwrap();
    let expected =
        [parameters(TrackId::AUDIO, Codec::Aac, ASC), frame(TrackId::AUDIO, 10_000, 0, true, &[0x21, 0x10])];
    assert_eq!(inputs, expected);
}

#[test]
fn enhanced_pictures() {
    for (four, codec, record) in [(b"avc1", Codec::H264, AVC), (b"hvc1", Codec::H265, &HEVC)] {
        let inputs = pictures(&[
            (0, &[&[0x90], four, record]),
            (7, &[&[0x91], four, &[0, 0, 5], NAL]),
            (8, &[&[0xA3], four, NAL]),
            (9, &[&[0xD1], four, &[0]]),
            (9, &[&[0x94], four, &[2, 0, 9]]),
        ]);
        let expected = [
            parameters(TrackId::VIDEO, codec, record),
            frame(TrackId::VIDEO, 7000, 5000, true, NAL),
            frame(TrackId::VIDEO, 8000, 0, false, NAL),
        ];
        assert_eq!(inputs.unwrap(), expected);
    }
    let inputs = pictures(&[(0, &[&[0x90], b"av01", AV1]), (7, &[&[0x91], b"av01", &[0x32, 1, 9]])]).unwrap();
    let expected =
        [parameters(TrackId::VIDEO, Codec::Av1, AV1), frame(TrackId::VIDEO, 7000, 0, true, &[0x32, 1, 9])];
    assert_eq!(inputs, expected);
}

#[test]
fn enhanced_sound() {
    let head = b"OpusHead\x01\x01\0\0\x80\xBB\0\0\0\0\0";
    let inputs = sounds(&[(0, &[&[0x90], b"Opus", head]), (20, &[&[0x91], b"Opus", &[0xFC, 1]])]).unwrap();
    let expected =
        [parameters(TrackId::AUDIO, Codec::Opus, head), frame(TrackId::AUDIO, 20_000, 0, true, &[0xFC, 1])];
    assert_eq!(inputs, expected);
    let without_header = sounds(&[(0, &[&[0x90], b"Opus"])]).unwrap();
    let stereo = b"OpusHead\x01\x02\x38\x01\x80\xBB\0\0\0\0\0";
    assert_eq!(without_header, [parameters(TrackId::AUDIO, Codec::Opus, stereo)]);
    let aac = sounds(&[(0, &[&[0x90], b"mp4a", ASC])]).unwrap();
    assert_eq!(aac, [parameters(TrackId::AUDIO, Codec::Aac, ASC)]);
}

#[test]
fn modifiers_refine_times() {
    let nanoseconds = [2, 0x07, 0xA1, 0x20, 0x03]; // 500,000; then frames without a composition time
    let unknown = [1, 9, 9, 0x17]; // of type 1; then another modifier
    let long = [&[0xFF, 0x01, 0x00][..], &[0; 257], &[0x17]].concat();
    let inputs = pictures(&[
        (0, &[&[0x90], b"hvc1", &HEVC]),
        (16, &[&[0x97], &nanoseconds, b"hvc1", NAL]),
        (33, &[&[0xA7], &unknown, &long, &nanoseconds, b"hvc1", NAL]),
        (50, &[&[0xA7], &nanoseconds[..3]]),
    ]);
    let expected = [
        parameters(TrackId::VIDEO, Codec::H265, &HEVC),
        frame(TrackId::VIDEO, 16_500, 0, true, NAL),
        frame(TrackId::VIDEO, 33_500, 0, false, NAL),
    ];
    assert_eq!(inputs.unwrap(), expected);
}

#[test]
fn several_tracks_come_in_one_message_or_one_by_one() {
    let sized = |number: u8, data: &[u8]| [&[number, 0, 0, data.len() as u8], data].concat();
    let inputs = pictures(&[
        (0, &[&[0x96, 0x00], b"avc1", &[3], AVC]),
        (0, &[&[0x96, 0x10], b"hvc1", &sized(1, &HEVC), &sized(2, &HEVC)]),
        (40, &[&[0x96, 0x23], b"avc1", &sized(3, NAL), b"hvc1", &sized(2, NAL), b"hvc1", &[1, 0, 0, 99, 0]]),
        (80, &[&[0xA6, 0x13], b"hvc1", &sized(2, NAL), &sized(4, NAL)]),
        (80, &[&[0xA6, 0x33], b"hvc1", &sized(2, NAL)]),
    ]);
    let expected = [
        parameters(video(3), Codec::H264, AVC),
        parameters(video(1), Codec::H265, &HEVC),
        parameters(video(2), Codec::H265, &HEVC),
        frame(video(3), 40_000, 0, true, NAL),
        frame(video(2), 40_000, 0, true, NAL),
        frame(video(2), 80_000, 0, false, NAL),
    ];
    assert_eq!(inputs.unwrap(), expected);
    let inputs =
        sounds(&[(0, &[&[0x95, 0x00], b"mp4a", &[1], ASC]), (9, &[&[0x95, 0x01], b"mp4a", &[1], &[7]])]);
    let expected = [parameters(audio(1), Codec::Aac, ASC), frame(audio(1), 9000, 0, true, &[7])];
    assert_eq!(inputs.unwrap(), expected);
}

#[test]
fn lengths_of_nal_units_become_four_bytes() {
    let mut short = AVC.to_vec();
    short[4] = 0xFD; // two bytes
    let start = [&[0x17, 0, 0, 0, 0], &short[..]].concat();
    let inputs =
        pictures(&[(0, &[&start]), (0, &[&[0x17, 1, 0, 0, 0], &[0, 2, 0x65, 0x88, 0, 1, 9]])]).unwrap();
    let expected = [
        parameters(TrackId::VIDEO, Codec::H264, AVC),
        frame(TrackId::VIDEO, 0, 0, true, &[0, 0, 0, 2, 0x65, 0x88, 0, 0, 0, 1, 9]),
    ];
    assert_eq!(inputs, expected);
    let broken = pictures(&[(0, &[&start]), (0, &[&[0x17, 1, 0, 0, 0], &[0, 3, 0x65, 0x88]])]);
    assert_eq!(broken, Err(Fault::Media("NAL unit")));
}

#[test]
fn unsupported_codecs_are_refused_by_name() {
    let words = |result: Result<Vec<Input>, Fault>| result.unwrap_err().to_string();
    let vp9 = words(pictures(&[(0, &[&[0x90], b"vp09"])]));
    assert_eq!(vp9, "VP9 is not supported: choose H.264, H.265 or AV1");
    assert_eq!(words(sounds(&[(0, &[&[0x2F, 0]])])), "MP3 is not supported: choose AAC or Opus");
    let unknown = words(pictures(&[(0, &[&[0x90], b"\xFF\0<>"])]));
    assert_eq!(unknown, "the video codec is not supported: choose H.264, H.265 or AV1");
}

#[test]
fn frames_without_parameters_are_left_out() {
    assert_eq!(pictures(&[(0, &[&[0x17, 1, 0, 0, 0], NAL])]), Ok(vec![]));
    let other = pictures(&[(0, &[&[0x17, 0, 0, 0, 0], AVC]), (0, &[&[0x93], b"hvc1", NAL])]).unwrap();
    assert_eq!(other, [parameters(TrackId::VIDEO, Codec::H264, AVC)]);
}

#[test]
fn the_time_of_a_configuration_is_no_jump() {
    let inputs = sounds(&[
        (0xFF_FFF0, &[&[0xAF, 0], ASC]),
        (0xFF_FFF0, &[&[0xAF, 1], &[1]]),
        (0, &[&[0xAF, 0], ASC]),
        (0xFF_FFF8, &[&[0xAF, 1], &[1]]),
    ]);
    let times = inputs.unwrap().into_iter().filter_map(|input| match input {
        Input::Frame(frame) => Some(frame.decoded_at),
        _ => None,
    });
    assert_eq!(times.collect::<Vec<_>>(), [0xFF_FFF0 * 1000, 0xFF_FFF8 * 1000]);
}

#[test]
fn tracks_are_bounded() {
    let with = |count: u8| {
        let messages: Vec<[&[u8]; 4]> = vec![[&[0x96, 0x00], b"av01", &[0], AV1]; count.into()];
        let numbers: Vec<[u8; 1]> = (0..count).map(|number| [number]).collect();
        let (mut demuxer, mut inputs) = (Demuxer::default(), VecDeque::new());
        messages.into_iter().zip(&numbers).try_for_each(|(mut parts, number)| {
            parts[2] = number;
            inputs.clear();
            demuxer.video(0, parts.concat().into(), &mut inputs)
        })
    };
    assert_eq!(with(TRACKS_MAX as u8), Ok(()));
    assert_eq!(with(TRACKS_MAX as u8 + 1), Err(Fault::Tracks));
    let parts = [1, 0, 0, 1, 0].repeat(100);
    let many = pictures(&[(0, &[&[0x96, 0x00], b"av01", &[1], AV1]), (0, &[&[0x96, 0x11], b"av01", &parts])]);
    assert_eq!(many, Err(Fault::Tracks), "in one message");
}

#[test]
fn metadata_is_read_in_the_forms_of_ffmpeg_and_obs() {
    use crate::rtmp::amf0::{Value, encode, object};
    let text = |text: &str| Value::String(text.to_owned());
    let facts = object([
        ("encoder", text("obs-output\u{7} module (libobs version 30.2.3)")),
        ("videodatarate", Value::Number(6000.0)),
        ("audiodatarate", Value::Number(f64::INFINITY)),
    ]);
    let expected = crate::frames::Metadata {
        encoder: Some("obs-output module (libobs version 30.2.3)".into()),
        video_bit_rate: Some(6_000_000),
        audio_bit_rate: None,
    };
    let set = encode(&[text("@setDataFrame"), text("onMetaData"), facts.clone()]);
    assert_eq!(metadata(&set), Some(expected.clone()));
    assert_eq!(metadata(&encode(&[text("onMetaData"), facts.clone()])), Some(expected));
    assert_eq!(metadata(&encode(&[text("onTextData"), facts])), None);
    assert_eq!(metadata(&[2, 0xFF]), None);
}

proptest! {
    #[test]
    fn any_messages_are_read_or_refused(
        messages in prop::collection::vec((
            any::<bool>(),
            any::<u32>(),
            prop::sample::select(vec![
                &b""[..], b"\x17\0\0\0\0", b"\x17\x01\0\0\0", b"\x90avc1", b"\x91hvc1", b"\x96\x10hvc1", b"\x96\x20",
                b"\x95\x00Opus", b"\x97\x02\0\0\0\x03hvc1", b"\xAF\0", b"\xAF\x01",
            ]),
            prop::collection::vec(any::<u8>(), 0..40),
        ), 0..20),
    ) {
        let (mut demuxer, mut inputs) = (Demuxer::default(), VecDeque::new());
        for (is_video, time, start, rest) in messages {
            let message = [start, &rest].concat().into();
            let result = match is_video {
                true => demuxer.video(time, message, &mut inputs),
                false => demuxer.audio(time, message, &mut inputs),
            };
            for input in inputs.drain(..) {
                match input {
                    Input::Frame(frame) => prop_assert!(!frame.data.is_empty()),
                    Input::Parameters(track, parameters) => {
                        prop_assert!(!parameters.record.is_empty());
                        prop_assert_eq!(track.kind, parameters.codec.kind());
                    }
                    Input::Metadata(_) => prop_assert!(false),
                }
            }
            if result.is_err() {
                break;
            }
        }
    }
}
