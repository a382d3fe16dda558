//! Frames of any publisher: the packager stays within its bounds, and offers what its playlists name.
#![no_main]

use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use pystreaming_actors::frames::{Codec, Frame, Input, Parameters, TrackId, TrackKind};
use pystreaming_actors::packager::{Addresses, Packager, Settings};
use pystreaming_actors::ports::Now;

const BYTES: usize = 256 << 10;

fuzz_target!(|bytes: &[u8]| {
    let mut packager = Packager::new(Settings { bytes: BYTES, ..Settings::default() });
    let mut now = Now { monotonic: Instant::now(), unix: 1_780_000_000, millis: 0 };
    let mut clock = 0_i64;
    for event in bytes.chunks_exact(6) {
        let [what, number, time, jump, size, content] = *event else { return };
        now.monotonic += Duration::from_millis(time.into());
        // mostly frames one after another, sometimes anywhere
        clock = match jump {
            0..200 => clock.wrapping_add(i64::from(jump) * 1000),
            200..250 => clock.wrapping_sub(i64::from(jump) * 1000),
            _ => i64::MAX >> (content % 64),
        };
        let (kind, codec) = match what >> 4 & 7 {
            0 => (TrackKind::Audio, Codec::Opus),
            1..4 => (TrackKind::Audio, Codec::Aac),
            4 => (TrackKind::Video, Codec::H265),
            5 => (TrackKind::Video, Codec::Av1),
            _ => (TrackKind::Video, Codec::H264),
        };
        let track = TrackId { kind, number: number % 4 };
        match what & 15 {
            0 => drop(packager.interrupted(now)),
            1 => drop(packager.tick(now)),
            2 | 3 => {
                let record = match codec {
                    Codec::Aac => vec![0x11 | content & 7, 0x90],
                    Codec::Opus => [&b"OpusHead\x01"[..], &[1 + content % 2], &[0; 9]].concat(),
                    Codec::H264 => vec![1, 0x64, 0, content, 0xff, 0xe0],
                    Codec::H265 => [&[1][..], &[content; 22]].concat(),
                    Codec::Av1 => vec![0x81, content, 0, 0],
                };
                packager.input(Input::Parameters(track, Parameters { codec, record: record.into() }), now);
            }
            _ => {
                let data = vec![content; 1 + usize::from(size) * 40].into();
                let composition = (i32::from(content) - 64) * 10_000;
                let keyframe = kind == TrackKind::Audio || what & 128 != 0;
                packager.input(Input::Frame(Frame { track, decoded_at: clock, composition, keyframe, data }), now);
            }
        }
        assert!(packager.bytes() <= 2 * BYTES, "{}", packager.bytes());
    }
    packager.end(now);
    let addresses = Addresses { files: String::new(), playlists: vec![String::new(); packager.renditions()], whole: None };
    for rendition in 0..packager.renditions() {
        let Some(playlist) = packager.playlist(rendition, &addresses) else { continue };
        let mut is_gap = false;
        for line in playlist.lines() {
            is_gap |= line == "#EXT-X-GAP";
            if !line.starts_with('#') {
                let name = line.rsplit('/').next().expect("a name").parse().expect("a segment");
                assert!(is_gap || packager.file(rendition, name).is_some(), "{playlist}");
                is_gap = false;
            }
        }
    }
});
