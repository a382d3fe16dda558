//! A broadcast of six hours, in simulated time: memory must not grow with it.
//!
//! A process of its own, since it counts every byte that is allocated.

use std::alloc::System;
use std::time::{Duration, Instant};

use bytes::Bytes;
use cap::Cap;
use pystreaming_actors::frames::{Codec, Frame, Input, Parameters, TrackId};
use pystreaming_actors::health::Meter;
use pystreaming_actors::packager::{Addresses, Packager, Settings};
use pystreaming_actors::ports::Now;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const MINUTE: i64 = 60_000;
/// Pictures come at 5 Hz: their number matters, not their pace.
const PICTURE: i64 = 200;
const SOUND_RATE: u32 = 8_000;

fn picture_parameters(other: u8) -> Input {
    let record = Bytes::from(vec![1, 0x64, 0, 0x20 + other, 0xff, 0xe0]);
    Input::Parameters(TrackId::VIDEO, Parameters { codec: Codec::H264, record })
}

fn sound_parameters() -> Input {
    // AAC-LC, 8 kHz (index 11), two channels
    let record = Bytes::copy_from_slice(&(2_u16 << 11 | 11 << 7 | 2 << 3).to_be_bytes());
    Input::Parameters(TrackId::AUDIO, Parameters { codec: Codec::Aac, record })
}

struct Broadcast {
    packager: Packager,
    meter: Meter,
    began: Instant,
    /// How far the publisher's clock is ahead, in milliseconds.
    shift: i64,
    sounds: i64,
    /// The playlist that was fetched last, as long as a player keeps it.
    playlist: String,
}

impl Broadcast {
    fn new() -> Self {
        let began = Instant::now();
        let now = Now { monotonic: began, unix: 1_780_000_000, millis: 0 };
        let mut broadcast = Self {
            packager: Packager::new(Settings::default()),
            meter: Meter::new(now),
            began,
            shift: 0,
            sounds: 0,
            playlist: String::new(),
        };
        broadcast.parameters(0, 0);
        broadcast
    }

    fn now(&self, millis: i64) -> Now {
        Now {
            monotonic: self.began + Duration::from_millis(millis as u64),
            unix: 1_780_000_000 + millis / 1000,
            millis: (millis % 1000) as u16,
        }
    }

    fn input(&mut self, input: Input, millis: i64) {
        let now = self.now(millis);
        self.meter.input(&input, now);
        self.packager.input(input, now);
    }

    fn parameters(&mut self, other: u8, millis: i64) {
        self.input(picture_parameters(other), millis);
        self.input(sound_parameters(), millis);
    }

    fn frame(&mut self, track: TrackId, keyframe: bool, data: Vec<u8>, millis: i64) {
        let decoded_at = (millis + self.shift) * 1000;
        let data = Bytes::from(data);
        self.input(Input::Frame(Frame { track, decoded_at, composition: 0, keyframe, data }), millis);
    }

    /// A minute of media. Sound is away in the first ten seconds of every 30th.
    fn minute(&mut self, minute: i64) {
        let (from, to) = (minute * MINUTE, (minute + 1) * MINUTE);
        for at in (from..to).step_by(PICTURE as usize) {
            while self.sounds * 1024 * 1000 / i64::from(SOUND_RATE) <= at {
                let sounds = self.sounds;
                self.sounds += 1;
                if minute % 30 != 29 || at >= from + 10_000 {
                    self.frame(TrackId::AUDIO, true, vec![sounds as u8; 30], at);
                }
            }
            self.frame(TrackId::VIDEO, at % 1000 == 0, vec![at as u8; 90], at);
            if at % 1000 == 0 {
                let now = self.now(at);
                self.packager.tick(now);
                drop(self.meter.report(now, None));
                let addresses =
                    Addresses { files: String::new(), playlists: vec!["0.m3u8".to_owned()], whole: None };
                self.playlist = self.packager.playlist(0, &addresses).unwrap_or_default();
            }
        }
    }

    /// The publisher comes again a moment later, with a clock and parameters of its own.
    fn reconnect(&mut self, minute: i64) {
        let at = minute * MINUTE;
        let now = self.now(at);
        self.packager.interrupted(now);
        self.shift = -at;
        self.parameters((minute / 7 % 2) as u8, at);
    }
}

#[test]
fn memory_stays_flat_through_six_hours_of_reconnects_and_jumps() {
    let mut held = Vec::with_capacity(6 * 60);
    let before = MEMORY.allocated();
    let mut broadcast = Broadcast::new();
    for minute in 0..6 * 60 {
        match minute % 7 {
            6 => broadcast.reconnect(minute),
            3 => broadcast.shift += if minute % 2 == 0 { 3 * MINUTE } else { -5 * MINUTE },
            _ => {}
        }
        broadcast.minute(minute);
        held.push(MEMORY.allocated().saturating_sub(before));
    }
    assert!(broadcast.playlist.contains("#EXT-X-PART:"), "nothing is published: {}", broadcast.playlist);
    // the first half hour has seen every kind of mishap
    let early = held[..30].iter().max().unwrap();
    let late = held[held.len() - 60..].iter().max().unwrap();
    assert!(late <= &(early + early / 50), "{early} bytes after half an hour, {late} after six: {held:?}");
}
