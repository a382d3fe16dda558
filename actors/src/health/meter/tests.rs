use std::time::Instant;

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::frames::Codec;
use crate::health::Level;

/// x264's record of the High profile for 1920×1080.
const AVCC: &[u8] = &[
    1, 0x64, 0, 0x28, 0xff, 0xe1, 0, 29, 0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5,
    0x9a, 0x80, 0x80, 0x80, 0xa0, 0x00, 0x00, 0x03, 0x00, 0x20, 0x00, 0x00, 0x07, 0x81, 0xe3, 0x06, 0x32,
    0xc0, 1, 0, 4, 0x68, 0xeb, 0xe3, 0xcb,
];

/// An encoder of 25 pictures and 50 packets of sound a second, in steps of 40 ms.
struct Encoder {
    meter: Meter,
    start: Now,
    /// Steps so far.
    at: i64,
    /// Steps between keyframes.
    gop: i64,
    /// Whether it sends pictures, and sound.
    sends: (bool, bool),
    /// By how much frames arrive late, and sound is ahead, in milliseconds.
    late: u64,
    ahead: i64,
    health: Option<Health>,
}

impl Encoder {
    fn new() -> Self {
        let start = Now { monotonic: Instant::now(), unix: 1000, millis: 0 };
        let mut meter = Meter::new(start);
        for (id, codec, record) in
            [(TrackId::VIDEO, Codec::H264, AVCC), (TrackId::AUDIO, Codec::Aac, &[0x12, 0x10])]
        {
            let parameters = Parameters { codec, record: Bytes::from_static(record) };
            meter.input(&Input::Parameters(id, parameters), start);
        }
        Self { meter, start, at: 0, gop: 25, sends: (true, true), late: 0, ahead: 0, health: None }
    }

    fn describe(&mut self, id: TrackId, codec: Codec, record: &'static [u8]) {
        let parameters = Parameters { codec, record: Bytes::from_static(record) };
        self.meter.input(&Input::Parameters(id, parameters), self.start);
    }

    fn frame(&mut self, track: TrackId, millis: i64, composition: i32, now: Now) {
        let keyframe = track.kind == TrackKind::Audio || self.at % self.gop == 0;
        let data = Bytes::from_static(&[0; 500]);
        let frame =
            Frame { track, decoded_at: millis * 1000, composition: composition * 1000, keyframe, data };
        self.meter.input(&Input::Frame(frame), now);
    }

    /// A step in which the picture is sent, or not.
    fn step(&mut self, picture: Option<i32>) {
        let millis = self.at * 40;
        let now = self.start.plus(Duration::from_millis(millis.unsigned_abs() + self.late));
        if let Some(composition) = picture.filter(|_| self.sends.0) {
            self.frame(TrackId::VIDEO, millis, composition, now);
        }
        for packet in 0..2 {
            if self.sends.1 {
                self.frame(TrackId::AUDIO, millis + self.ahead + packet * 20, 0, now);
            }
        }
        self.at += 1;
        if self.at % 25 == 0 {
            self.health = Some(self.meter.report(now, Some(Duration::from_millis(30))));
        }
    }

    fn run(&mut self, seconds: i64) -> &Health {
        for _ in 0..seconds * 25 {
            self.step(Some(0));
        }
        self.health.as_ref().unwrap()
    }

    fn warned(&self) -> Vec<Problem> {
        self.health.iter().flat_map(|health| &health.warnings).map(|warning| warning.code).collect()
    }
}

#[test]
fn a_good_stream_is_measured_and_has_no_warnings() {
    let mut encoder = Encoder::new();
    let health = encoder.run(12).clone();
    assert_eq!(health.warnings, []);
    let picture = health.picture.unwrap();
    assert_eq!((picture.codec.as_ref(), picture.profile.as_deref()), ("H.264", Some("High")));
    assert_eq!((picture.width, picture.height), (Some(1920), Some(1080)));
    assert_eq!((picture.frame_rate, picture.keyframe_seconds), (Some(25.0), Some(1.0)));
    assert_eq!((picture.bit_rate, picture.b_frames_ms), (Some(100_000), Some(0)));
    assert_eq!((picture.frames, picture.dropped, picture.late), (Some(300), Some(0), Some(0)));
    assert_eq!(health.sound.unwrap().bit_rate, Some(200_000));
    assert_eq!(
        (health.bit_rate, health.round_trip_ms, health.connected),
        (Some(300_000), Some(30), Some(1000))
    );
    assert_eq!((health.late_ms, health.jitter_ms), (Some(0), Some(0)));
    assert!(health.sound_ahead_ms.unwrap().abs() <= 40, "{:?}", health.sound_ahead_ms);
}

#[test]
fn far_keyframes_are_told_before_the_second_one_comes() {
    let mut encoder = Encoder { gop: 250, ..Encoder::new() };
    encoder.run(4);
    assert_eq!(encoder.warned(), []);
    encoder.run(1);
    assert_eq!(encoder.warned(), [Problem::LongKeyframes]);
    let health = encoder.run(10).clone();
    assert_eq!(health.picture.unwrap().keyframe_seconds, Some(10.0));
    assert!(health.warnings[0].text.contains("every 10 s"));
    assert_eq!(health.warnings[0].since, 1004);
}

#[test]
fn a_track_that_stops_is_missing_since_it_stopped() {
    for (sends, missing) in [((true, false), Problem::NoSound), ((false, true), Problem::NoPicture)] {
        let mut encoder = Encoder::new();
        encoder.run(20);
        encoder.sends = sends;
        encoder.run(4);
        assert_eq!(encoder.warned(), []);
        let warnings = encoder.run(5).warnings.clone();
        assert_eq!((warnings[0].code, warnings[0].since), (missing, 1019));
        encoder.sends = (true, true);
        encoder.run(2);
        assert!(!encoder.warned().contains(&missing));
    }
}

#[test]
fn dropped_frames_are_counted_and_told() {
    let mut encoder = Encoder::new();
    encoder.run(10);
    for step in 0..250 {
        encoder.step((step % 10 != 3).then_some(0));
    }
    assert_eq!(encoder.warned(), [Problem::Dropped]);
    let picture = encoder.health.as_ref().unwrap().picture.clone().unwrap();
    assert_eq!((picture.dropped, picture.frame_rate), (Some(25), Some(25.0)));
    encoder.run(11);
    assert_eq!(encoder.warned(), []);
}

#[test]
fn frames_that_arrive_late_are_counted_and_told() {
    let mut encoder = Encoder::new();
    encoder.run(10);
    encoder.late = 300;
    encoder.run(5);
    assert_eq!(encoder.warned(), [], "players have that much in store");
    encoder.late = 1200;
    let health = encoder.run(5).clone();
    assert_eq!(encoder.warned(), [Problem::Late]);
    assert_eq!(health.late_ms, Some(1200));
    assert_eq!(health.picture.unwrap().late, Some(125));
}

#[test]
fn reordered_frames_add_the_time_that_they_wait() {
    let mut encoder = Encoder::new();
    // in the order of decoding: I P B B, shown as I B B P
    for step in 0..250 {
        encoder.step(Some([40, 120, 0, 0][step % 4]));
    }
    let health = encoder.health.clone().unwrap();
    assert_eq!(health.picture.unwrap().b_frames_ms, Some(80));
    assert_eq!(encoder.warned(), [Problem::BFrames]);
    assert_eq!(
        (health.warnings[0].level, health.warnings[0].text.as_str()),
        (Level::Advice, "B-frames add 0.1 s to the delay.")
    );
}

#[test]
fn tracks_that_are_apart_are_told() {
    let mut encoder = Encoder { ahead: -1500, ..Encoder::new() };
    let health = encoder.run(10).clone();
    assert_eq!(encoder.warned(), [Problem::TracksApart]);
    assert!((-1520..=-1440).contains(&health.sound_ahead_ms.unwrap()), "{:?}", health.sound_ahead_ms);
}

#[test]
fn what_browsers_cannot_play_is_told() {
    let mut encoder = Encoder::new();
    encoder.describe(TrackId::VIDEO, Codec::H264, &[1, 0xf4, 0, 0x28, 0xff, 0xe0]);
    encoder.describe(TrackId::AUDIO, Codec::Opus, b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0");
    encoder.run(2);
    assert_eq!(encoder.warned(), [Problem::Unplayable, Problem::Opus]);
    assert_eq!(encoder.health.as_ref().unwrap().problems(), [Problem::Unplayable]);
    let hevc =
        &[1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 0x78, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 0];
    encoder.describe(TrackId::VIDEO, Codec::H265, hevc);
    encoder.run(1);
    assert_eq!(encoder.warned(), [Problem::Hevc, Problem::Opus]);
}

#[test]
fn a_clock_that_jumps_is_no_fault_of_frames() {
    for jump in [-100_000, 90_000] {
        let mut encoder = Encoder::new();
        encoder.run(20);
        let past = encoder.start.monotonic;
        encoder.start = Now { monotonic: past, ..encoder.start };
        // the same frames by another clock
        let meter = &mut encoder.meter;
        for step in 0..250i64 {
            let at = 20_000 + step * 40;
            let now = encoder.start.plus(Duration::from_millis(at.unsigned_abs()));
            for track in [TrackId::VIDEO, TrackId::AUDIO] {
                let decoded_at = (at + jump) * 1000;
                let keyframe = step % 25 == 0;
                let data = Bytes::from_static(b"x");
                meter.input(&Input::Frame(Frame { track, decoded_at, composition: 0, keyframe, data }), now);
            }
            if step % 25 == 24 {
                assert_eq!(meter.report(now, None).warnings, [], "{jump} at {step}");
            }
        }
    }
}

#[test]
fn only_the_first_track_of_a_kind_is_measured() {
    let mut encoder = Encoder::new();
    encoder.run(10);
    let other = TrackId { kind: TrackKind::Video, number: 1 };
    for _ in 0..50 {
        let now = encoder.start.plus(Duration::from_millis(encoder.at.unsigned_abs() * 40));
        encoder.frame(other, 5_000_000, 0, now);
        encoder.step(Some(0));
    }
    let health = encoder.run(8).clone();
    assert_eq!(health.warnings, []);
    assert_eq!(health.picture.unwrap().bit_rate, Some(100_000));
    assert_eq!(health.bit_rate, Some(300_000 + 500 * 50 * 8 / 10));
}

proptest! {
    #[test]
    fn any_frames_are_measured(
        frames in prop::collection::vec((any::<bool>(), any::<i64>(), any::<i32>(), any::<bool>(), 0u64..3_000_000), 0..60),
    ) {
        let mut encoder = Encoder::new();
        let mut now = encoder.start;
        for (video, decoded_at, composition, keyframe, micros) in frames {
            now = now.plus(Duration::from_micros(micros));
            let track = if video { TrackId::VIDEO } else { TrackId::AUDIO };
            let data = Bytes::from_static(b"x");
            encoder.meter.input(&Input::Frame(Frame { track, decoded_at, composition, keyframe, data }), now);
            let health = encoder.meter.report(now, None);
            let rate = health.picture.as_ref().and_then(|picture| picture.frame_rate).unwrap_or_default();
            prop_assert!(rate.is_finite());
            prop_assert!(serde_json::to_value(&health).is_ok());
        }
    }
}
