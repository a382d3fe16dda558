use std::process::Command;

use proptest::prelude::*;

use super::*;

const TONE: &str = "-f lavfi -i sine=r=44100";
const AAC: &str = "-c:a aac -ac 2";

/// Two seconds of transport stream made by ffmpeg.
fn ffmpeg(args: &str) -> Vec<u8> {
    let args = format!("-nostdin -v error {args} -t 2 -f mpegts -");
    let output = Command::new("ffmpeg")
        .args(args.split_whitespace())
        .output()
        .expect("this test needs the program ffmpeg");
    assert!(output.status.success(), "ffmpeg {args}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Encodes a test picture, with further inputs and encoder options.
fn encode(size_and_rate: &str, options: &str) -> Vec<u8> {
    ffmpeg(&format!(
        "-f lavfi -i testsrc2=s={size_and_rate} {options} -c:v libx264 -preset ultrafast -pix_fmt yuv420p"
    ))
}

/// Encodes a test picture with tone.
fn both(size_and_rate: &str, options: &str) -> Vec<u8> {
    encode(size_and_rate, &format!("{TONE} {AAC} {options}"))
}

fn video(codec: &str, size: (u32, u32), rate: f64) -> Option<VideoFacts> {
    Some(VideoFacts { codec: codec.into(), size: Some(size), frame_rate: Some(rate) })
}

fn stereo() -> Option<AudioFacts> {
    Some(AudioFacts { object_type: 2, sample_rate: 44_100, channels: 2 })
}

#[test]
fn picture_and_tone() {
    let bytes = both("640x360:r=30", "-g 60");
    let facts = probe(&bytes);
    let expected =
        MediaFacts { video: video("avc1.42c01e", (640, 360), 30.0), audio: stereo(), missing: false };
    assert_eq!(facts, expected);
    assert_eq!(facts.codecs().unwrap(), "avc1.42c01e,mp4a.40.2");
    let Opening { picture: Some(picture), sound: Some(sound) } = opening(&bytes) else { panic!("{facts:?}") };
    assert!(picture.is_key);
    assert_eq!(picture.parameters, Some(("avc1.42c01e".into(), Some((640, 360)))));
    assert_eq!(sound.facts, stereo());
    // ffmpeg starts the audio earlier, by its encoder's look-ahead
    assert!((-9000..9000).contains(&sound.at.unwrap().until(picture.at.unwrap())));
    let span = span(&bytes).as_secs_f64();
    assert!((1.9..2.1).contains(&span), "{span}");
}

#[test]
fn pictures_that_are_shown_in_another_order_than_decoded() {
    let bytes = both("640x360:r=25", "-bf 2 -x264-params b-adapt=0");
    assert_eq!(probe(&bytes).video, video("avc1.4d401e", (640, 360), 25.0));
}

#[test]
fn cropped_lines_do_not_count() {
    let bytes = both("1920x1080:r=30", "-level 4");
    assert_eq!(probe(&bytes).video, video("avc1.42c028", (1920, 1080), 30.0));
}

#[test]
fn rate_of_film() {
    let bytes = both("640x360:r=24000/1001", "");
    assert_eq!(probe(&bytes).video, video("avc1.42c01e", (640, 360), 24_000.0 / 1001.0));
}

#[test]
fn audio_only() {
    let bytes = ffmpeg(&format!("{TONE} {AAC}"));
    assert_eq!(probe(&bytes), MediaFacts { video: None, audio: stereo(), missing: false });
    assert_eq!(probe(&bytes).codecs().unwrap(), "mp4a.40.2");
    assert_eq!(opening(&bytes).picture, None);
}

#[test]
fn video_only() {
    let bytes = encode("320x180:r=30", "-an");
    assert_eq!(
        probe(&bytes),
        MediaFacts { video: video("avc1.42c00d", (320, 180), 30.0), audio: None, missing: false }
    );
}

#[test]
fn a_segment_that_begins_between_key_frames_is_dependent() {
    let bytes = both("320x180:r=30", "-g 30 -x264-params repeat-headers=1");
    // the tables, then the stream from its second picture on
    let packets: Vec<&[u8]> = bytes.chunks(188).collect();
    let is_picture = |packet: &&&[u8]| packet[1] & 0x5f == 0x41 && packet[2] == 0;
    let second = packets.iter().filter(is_picture).nth(1).unwrap();
    let from = packets.iter().position(|packet| std::ptr::eq(packet, second)).unwrap();
    let cut = [&packets[..3], &packets[from..]].concat().concat();
    assert!(!opening(&cut).picture.unwrap().is_key);
    assert_eq!(probe(&cut).video.unwrap().size, Some((320, 180)));
}

#[test]
fn garbage_in_front_and_a_cut_anywhere_are_survived() {
    let bytes = both("320x180:r=30", "");
    let shifted = [&[0x47, 1, 2][..], &bytes].concat();
    assert_eq!(probe(&shifted).codecs(), probe(&bytes).codecs());
    for end in (0..bytes.len()).step_by(997) {
        probe(&bytes[..end]);
        opening(&bytes[..end]);
        span(&bytes[..end]);
    }
    let facts = probe(&bytes[..PROBE_BYTES.min(bytes.len()) / 2]);
    assert_eq!(facts.codecs().unwrap(), "avc1.42c00d,mp4a.40.2");
}

#[test]
fn what_is_no_transport_stream_says_nothing() {
    for bytes in [&b""[..], b"\x47", &[0x47; 4096], &[0; 4096], b"#EXTM3U\n"] {
        assert_eq!(probe(bytes), MediaFacts { missing: true, ..Default::default() });
        assert_eq!(opening(bytes), Opening::default());
        assert_eq!(span(bytes), Duration::ZERO);
    }
}

/// A packet with a random header, so that the code after the sync byte is reached.
fn packet() -> impl Strategy<Value = Vec<u8>> {
    let tables = prop::sample::select(vec![[0x40, 0x00], [0x40, 0x10], [0x41, 0x00], [0x01, 0x00]]);
    (tables, prop::sample::select(vec![0x10u8, 0x30, 0x00]), prop::collection::vec(any::<u8>(), 184))
        .prop_map(|(pid, control, mut body)| {
            if pid == [0x40, 0] {
                // a program association with the packet identifier 0x10
                body[..17].copy_from_slice(&[0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0, 0x10, 0, 0, 0, 0]);
            } else if pid == [0x40, 0x10] {
                let map = [0, 2, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, 0x1b, 0xe1, 0, 0xf0, 0];
                body[..map.len()].copy_from_slice(&map);
            } else if pid == [0x41, 0] {
                body[..8].copy_from_slice(&[0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0]);
                body[20..24].copy_from_slice(&[0, 0, 1, 0x67]);
            }
            [&[0x47, pid[0], pid[1], control][..], &body].concat()
        })
}

proptest! {
    #[test]
    fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        probe(&bytes);
        opening(&bytes);
        span(&bytes);
    }

    #[test]
    fn any_packets_give_an_answer(packets in prop::collection::vec(packet(), 0..12)) {
        let bytes = packets.concat();
        probe(&bytes);
        opening(&bytes);
        span(&bytes);
    }
}
