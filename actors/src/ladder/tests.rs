use std::time::{Duration, Instant};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::frames::{Codec, Frame, Input, Parameters, TrackId};
use crate::media::Quality;

fn rung(name: &str, height: u32) -> Rung {
    Rung {
        name: Quality::parse(name).unwrap(),
        height,
        bit_rate: 900,
        frame_rate: None,
        encoder: Encoder::X264,
        options: Vec::new(),
    }
}

/// Where the values of an option stand among arguments.
fn values<'a>(arguments: &'a [String], option: &str) -> Vec<&'a str> {
    arguments.windows(2).filter(|pair| pair[0] == option).map(|pair| pair[1].as_str()).collect()
}

#[test]
fn each_rung_has_a_pipe_and_the_key_frames_of_the_source() {
    let slow = Rung { frame_rate: Some(30), bit_rate: 400, ..rung("low", 360) };
    let arguments = arguments(&[&rung("high", 720), &slow]);
    assert_eq!(values(&arguments, "-i"), ["pipe:0"]);
    assert_eq!(values(&arguments, "-map"), ["[rung0]", "[rung1]"]);
    assert_eq!(values(&arguments, "-force_key_frames:v"), ["source", "source"]);
    assert_eq!(values(&arguments, "-b:v"), ["900k", "400k"]);
    assert_eq!(values(&arguments, "-flush_packets"), ["1", "1"]);
    let pipes: Vec<_> = arguments.iter().filter(|argument| argument.starts_with("pipe:")).collect();
    assert_eq!(pipes, ["pipe:0", "pipe:3", "pipe:4"]);
    assert_eq!(
        values(&arguments, "-filter_complex"),
        ["[0:v:0]split=2[split0][split1]\
          ;[split0]scale=-2:'min(720,ih)',format=yuv420p[rung0]\
          ;[split1]select='isnan(prev_selected_t)+key+gte(t-prev_selected_t,0.9/30)',\
          scale=-2:'min(360,ih)',format=yuv420p[rung1]"]
    );
    assert!(values(&arguments, "-init_hw_device").is_empty());
}

#[test]
fn encoders_are_told_what_they_understand() {
    for encoder in Encoder::NAMES {
        let encoder = Encoder::named(encoder).unwrap();
        let options = vec!["preset=p1".parse().unwrap()];
        let arguments = arguments(&[&Rung { encoder, options, ..rung("one", 480) }]);
        assert_eq!(values(&arguments, "-c:v"), [encoder.name()]);
        assert_eq!(values(&arguments, "-preset:v").last(), Some(&"p1"), "those of the site come last");
        assert_eq!(values(&arguments, "-init_hw_device").len(), usize::from(encoder == Encoder::Vaapi));
    }
}

#[test]
fn options_cannot_reach_files_pipes_or_other_options() {
    for option in ["preset=fast", "qmin=-1", "rc=cbr_ld_hq", "profile=high"].map(str::parse::<EncoderOption>)
    {
        assert!(option.is_ok());
    }
    for option in
        ["preset", "preset=", "f=mp4", "report=1", "progress=x", "preset=fast -y", "preset=/etc/x", "-y", ""]
    {
        assert!(option.parse::<EncoderOption>().is_err(), "{option}");
    }
}

#[test]
fn no_rung_is_higher_than_the_source() {
    let rungs = [rung("high", 1080), rung("middle", 720), rung("low", 480)];
    let names = |height| fitting(&rungs, height).into_iter().map(|(number, _)| number).collect::<Vec<_>>();
    assert_eq!(names(Some(1080)), [0, 1, 2]);
    assert_eq!(names(Some(1079)), [1, 2]);
    assert_eq!(names(Some(400)), [0; 0]);
    assert_eq!(names(None), [0, 1, 2]);
}

#[test]
fn pauses_grow_and_begin_again_after_a_child_that_ran_well() {
    let mut pauses = Pauses::default();
    let mut next = |ran| pauses.next(Duration::from_secs(ran)).as_secs();
    assert_eq!([0; 9].map(&mut next), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!([next(59), next(60), next(5)], [60, 1, 2]);
}

#[test]
fn machine_is_too_slow_if_it_is_behind_for_long() {
    let begun = Instant::now();
    let mut lag = Lag::new(begun);
    let mut at = |millis, behind| {
        lag.is_too_slow(Duration::from_millis(behind), begun + Duration::from_millis(millis))
    };
    assert!(![1000, 4000, 7900].into_iter().any(|millis| at(millis, 3000)), "it has just started");
    assert!(!at(9000, 301));
    assert!(!at(13_900, 400));
    assert!(!at(13_950, 300), "it has caught up");
    assert!(!at(14_000, 5000));
    assert!(!at(18_900, 5000));
    assert!(at(19_000, 5000));
}

/// A tag of FLV.
fn tag(kind: u8, millis: u32, body: &[u8]) -> Vec<u8> {
    let [high, a, b, c] = millis.to_be_bytes();
    let length = (body.len() as u32).to_be_bytes();
    let header = [kind, length[1], length[2], length[3], a, b, c, high, 0, 0, 0];
    [&header[..], body, &(body.len() as u32 + 11).to_be_bytes()].concat()
}

const BEGINNING: &[u8] = b"FLV\x01\x01\0\0\0\x09\0\0\0\0";
const RECORD: &[u8] = &[1, 100, 0, 31, 0xff, 0xe0, 0];

fn written(pictures: &[(u32, bool)]) -> Vec<u8> {
    let mut bytes = BEGINNING.to_vec();
    bytes.extend(tag(18, 0, b"\x02\0\x0aonMetaData"));
    bytes.extend(tag(9, 0, &[&[0x17, 0, 0, 0, 0], RECORD].concat()));
    for (millis, keyframe) in pictures {
        let kind = if *keyframe { 0x17 } else { 0x27 };
        bytes.extend(tag(9, *millis, &[kind, 1, 0, 0, 0, 0, 0, 0, 1, 0x65]));
    }
    bytes
}

#[test]
fn output_is_read_in_any_pieces() {
    let pictures = [(10_000, true), (10_033, false), (0x0100_0000, false)];
    let bytes = written(&pictures);
    for size in [1, 7, 40, bytes.len()] {
        let mut output = Output::default();
        let inputs: Vec<Input> = bytes.chunks(size).flat_map(|piece| output.read(piece).unwrap()).collect();
        let frames: Vec<_> = inputs
            .iter()
            .filter_map(|input| match input {
                Input::Frame(frame) => Some((frame.decoded_at / 1000, frame.keyframe)),
                _ => None,
            })
            .collect();
        assert_eq!(frames, pictures.map(|(millis, keyframe)| (i64::from(millis), keyframe)));
        let parameters = Parameters { codec: Codec::H264, record: Bytes::from_static(RECORD) };
        assert_eq!(inputs[0], Input::Parameters(TrackId::VIDEO, parameters));
    }
}

#[test]
fn output_of_something_else_is_refused() {
    assert_eq!(Output::default().read(b"\x00\x00\x00\x18ftypmp42....."), Err(Broken::Container));
    let endless = [BEGINNING, &[9, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0]].concat();
    assert_eq!(Output::default().read(&endless), Err(Broken::Picture));
}

fn nanos(millis: f64) -> i64 {
    (millis * 1e6).round() as i64
}

#[test]
fn rungs_are_decoded_when_their_source_is_at_key_frames() {
    let mut times = Times::default();
    // I P B B: decoded in this order, shown two pictures later
    let third = 100.0 / 3.0;
    let given: Vec<_> = [(0.0, 2.0), (1.0, 4.0), (2.0, 1.0), (3.0, 1.0)]
        .map(|(at, ahead)| (10_000_000_000 + nanos(at * third), nanos(ahead * third)))
        .into();
    given.iter().for_each(|(at, composition)| times.note(*at, *composition));
    let mut place = Place::default();
    let mut found = |millis, keyframe| times.place(millis, keyframe, &mut place);
    assert_eq!(found(10_067, true), Some(given[0]));
    let (at, ahead) = found(10_100, false).unwrap();
    assert_eq!(ahead, given[0].1);
    assert!((at - given[1].0).abs() < 10, "{at}");
    assert_eq!(found(10_050, false), None, "it was made of no picture");
}

#[test]
fn times_are_found_where_ffmpeg_wraps_them() {
    let mut times = Times::default();
    let at = (1_i64 << 31) * 1_000_000 + 5_000_000;
    times.note(at, 0);
    assert_eq!(times.place(5, true, &mut Place::default()), Some((at, 0)));
    assert_eq!(times.place((1 << 31) + 6, true, &mut Place::default()), Some((at, 0)));
}

#[test]
fn ffmpeg_reads_the_times_of_the_timeline() {
    let record = Bytes::from_static(&[
        1, 0x42, 0xc0, 0x0a, 0xff, 0xe1, 0, 9, 0x67, 0x42, 0xc0, 0x0a, 0xda, 0x0a, 0x11, 0xa9, 0x20, 1, 0, 4,
        0x68, 0xce, 0x0f, 0xc8,
    ]);
    let mut feed = Feed::new(&Parameters { codec: Codec::H264, record }).unwrap();
    assert!(feed.beginning().windows(4).any(|four| four == b"avcC"));
    let frame = |data: &'static [u8]| Frame {
        track: TrackId::VIDEO,
        decoded_at: 0,
        composition: 40_000,
        keyframe: true,
        data: Bytes::from_static(data),
    };
    let bytes = feed.picture(10_000_000_000, &frame(b"\0\0\0\x01a"));
    let time = bytes.windows(4).position(|four| four == b"tfdt").unwrap() + 8;
    assert_eq!(bytes[time..time + 8], 900_000_u64.to_be_bytes());
    assert!(bytes.ends_with(b"\0\0\0\x01a"));
}

proptest! {
    #[test]
    fn nothing_that_ffmpeg_writes_breaks_the_reader(
        pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..20),
        begins in any::<bool>(),
    ) {
        let mut output = Output::default();
        let first = if begins { written(&[(0, true)]) } else { Vec::new() };
        let _ = output.read(&first);
        for piece in pieces {
            if output.read(&piece).is_err() {
                break;
            }
        }
    }

    #[test]
    fn pictures_of_a_rung_never_go_back(rate in 5.0..240.0f64, start in 0..5_000_000i64, ahead in 0..4i64) {
        let mut times = Times::default();
        let at = |n: i64| 10_000_000_000 + start * 1000 + nanos(n as f64 * 1000.0 / rate);
        (0..200).for_each(|n| times.note(at(n), at(n + ahead) - at(n)));
        let mut place = Place::default();
        let found: Vec<i64> = (0..200)
            .map(|n| ((at(n + ahead) + 500_000) / 1_000_000) as u32)
            .enumerate()
            .map(|(n, millis)| times.place(millis, n % 30 == 0, &mut place).unwrap().0)
            .collect();
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!((0..200).all(|n| (found[n as usize] - at(n)).abs() < 1000));
    }
}
