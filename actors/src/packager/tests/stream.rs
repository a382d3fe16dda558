//! Made-up streams, as RTMP would bring them.

use bytes::Bytes;
use proptest::prelude::*;

use crate::frames::{Codec, Frame, Input, Parameters, TrackId, TrackKind};

/// What happens to a stream.
#[derive(Debug, Clone, Copy)]
pub enum Mishap {
    /// The publisher's clock jumps by this many milliseconds.
    Jump(i64),
    /// No pictures for this many milliseconds.
    NoPictures(i64),
    /// No sound for this many milliseconds.
    NoSound(i64),
    /// Nothing for this many milliseconds.
    Nothing(i64),
    /// The connection is gone for this many milliseconds; the publisher's clock begins again.
    Reconnect(i64),
    /// Pictures have other parameters from the next key frame on.
    OtherPictures,
    /// Sound has other parameters.
    OtherSound,
}

/// A regular stream, and what happens to it at which of its milliseconds.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Pictures a second.
    pub rate: Option<f64>,
    /// Pictures from key frame to key frame.
    pub gop: usize,
    /// Pictures that are decoded before those that they are shown after.
    pub reordered: i64,
    /// Uneven frame times: each picture is late by up to this many milliseconds.
    pub uneven: i64,
    /// Samples a second.
    pub sound: Option<u32>,
    /// How many milliseconds later the sound begins, by its time stamps.
    pub sound_offset: i64,
    /// How many milliseconds later it comes than pictures of the same time.
    pub sound_delay: i64,
    /// Renditions of the picture.
    pub renditions: u8,
    /// Milliseconds.
    pub duration: i64,
    pub mishaps: Vec<(i64, Mishap)>,
}

/// What happens when, in milliseconds.
#[derive(Debug, Clone)]
pub enum Event {
    Input(Input),
    Interrupted,
}

impl Stream {
    /// Half a minute of picture and sound.
    pub fn regular(rate: f64, gop: usize) -> Self {
        Self {
            rate: Some(rate),
            gop,
            reordered: 0,
            uneven: 0,
            sound: Some(48_000),
            sound_offset: 0,
            sound_delay: 0,
            renditions: 1,
            duration: 20_000,
            mishaps: Vec::new(),
        }
    }

    /// Everything with the time of its arrival.
    pub fn events(&self) -> Vec<(i64, Event)> {
        let mut frames = self.pictures();
        frames.extend(self.sounds());
        frames.sort_by_key(|(arrives, _)| *arrives);
        let mut events: Vec<(i64, Event)> =
            self.beginning().into_iter().map(|input| (0, Event::Input(input))).collect();
        let mut mishaps = self.mishaps.clone();
        mishaps.sort_by_key(|(at, _)| *at);
        let mut state = State { mishaps: mishaps.into(), other: [0; 2], shift: 0, ..State::default() };
        for (arrives, frame) in frames {
            state.pass(arrives, frame, self, &mut events);
        }
        events
    }

    fn beginning(&self) -> Vec<Input> {
        let videos =
            (0..self.renditions).filter(|_| self.rate.is_some()).map(|number| picture_parameters(number, 0));
        videos.chain(self.sound.map(|rate| sound_parameters(rate, 0))).collect()
    }

    fn pictures(&self) -> Vec<(i64, Frame)> {
        let Some(rate) = self.rate else { return Vec::new() };
        let mut frames = Vec::new();
        for n in 0.. {
            let time = |n: i64| {
                n as f64 * 1000.0 / rate
                    + if self.uneven > 0 { (n * 7919 % (self.uneven + 1)) as f64 } else { 0.0 }
            };
            let at = time(n).round() as i64;
            if at >= self.duration {
                break;
            }
            let keyframe = (n as usize).is_multiple_of(self.gop);
            // decoding order I P B B P B B
            let ahead = if self.reordered == 0 {
                0
            } else if keyframe {
                self.reordered
            } else {
                [0, self.reordered + 1, 0][n as usize % 3]
            };
            let composition = (ahead as f64 * 1000.0 / rate).round() as i32 * 1000;
            for number in 0..self.renditions {
                let track = TrackId { kind: TrackKind::Video, number };
                let data = Bytes::from(vec![n as u8; if keyframe { 400 } else { 90 }]);
                frames.push((at, Frame { track, decoded_at: at * 1000, composition, keyframe, data }));
            }
        }
        frames
    }

    fn sounds(&self) -> Vec<(i64, Frame)> {
        let Some(rate) = self.sound else { return Vec::new() };
        let packet = |n: i64| {
            let at = n * 1024 * 1000 / i64::from(rate) + self.sound_offset;
            let data = Bytes::from(vec![n as u8; 30]);
            let frame =
                Frame { track: TrackId::AUDIO, decoded_at: at * 1000, composition: 0, keyframe: true, data };
            (at.max(0) + self.sound_delay, frame)
        };
        (0..).map(packet).take_while(|(at, _)| *at < self.duration).collect()
    }
}

#[derive(Default)]
struct State {
    mishaps: std::collections::VecDeque<(i64, Mishap)>,
    /// Until when nothing of a kind comes.
    none: [i64; 2],
    other: [u8; 2],
    /// Where the clock of the publisher is ahead.
    shift: i64,
}

impl State {
    fn pass(&mut self, arrives: i64, mut frame: Frame, stream: &Stream, events: &mut Vec<(i64, Event)>) {
        while let Some((_, mishap)) = self.mishaps.pop_front_if(|(at, _)| *at <= arrives) {
            match mishap {
                Mishap::Jump(millis) => self.shift += millis,
                Mishap::NoPictures(millis) => self.none[0] = arrives + millis,
                Mishap::NoSound(millis) => self.none[1] = arrives + millis,
                Mishap::Nothing(millis) => self.none = [arrives + millis; 2],
                Mishap::Reconnect(millis) => {
                    self.none = [arrives + millis; 2];
                    self.shift = -arrives - millis;
                    events.push((arrives, Event::Interrupted));
                    events.extend(
                        stream.beginning().into_iter().map(|input| (arrives + millis, Event::Input(input))),
                    );
                }
                Mishap::OtherPictures => {
                    self.other[0] += 1;
                    let others =
                        (0..stream.renditions).map(|number| picture_parameters(number, self.other[0]));
                    events.extend(others.map(|input| (arrives, Event::Input(input))));
                }
                Mishap::OtherSound => {
                    self.other[1] += 1;
                    events.push((
                        arrives,
                        Event::Input(sound_parameters(stream.sound.unwrap_or(44_100), self.other[1])),
                    ));
                }
            }
        }
        let kind = usize::from(frame.track.kind == TrackKind::Audio);
        if arrives >= self.none[kind] {
            frame.decoded_at += self.shift * 1000;
            events.push((arrives, Event::Input(Input::Frame(frame))));
        }
    }
}

pub fn picture_parameters(number: u8, other: u8) -> Input {
    let record = Bytes::from(vec![1, 0x64, 0, 0x20 + other, 0xff, 0xe0]);
    Input::Parameters(TrackId { kind: TrackKind::Video, number }, Parameters { codec: Codec::H264, record })
}

fn sound_parameters(rate: u32, other: u8) -> Input {
    let index = [48_000, 44_100].iter().position(|known| *known == rate).unwrap() as u16 + 3;
    let channels = 2 - u16::from(other % 2);
    let record = Bytes::copy_from_slice(&(2 << 11 | index << 7 | channels << 3).to_be_bytes());
    Input::Parameters(TrackId::AUDIO, Parameters { codec: Codec::Aac, record })
}

/// Streams without mishaps.
pub fn regular() -> impl Strategy<Value = Stream> {
    let rates =
        vec![24_000.0 / 1001.0, 24.0, 25.0, 30_000.0 / 1001.0, 30.0, 48.0, 50.0, 60_000.0 / 1001.0, 60.0];
    let picture = (prop::sample::select(rates), 0.3f64..9.0, 0i64..3);
    let sound = (prop::sample::select(vec![Some(48_000), Some(44_100), None]), -40i64..40, 0i64..40);
    (picture, sound, 1u8..4).prop_map(
        |((rate, gop, reordered), (sound, sound_offset, sound_delay), renditions)| Stream {
            gop: (gop * rate) as usize,
            reordered,
            sound,
            sound_offset,
            sound_delay,
            renditions,
            ..Stream::regular(rate, 1)
        },
    )
}

fn mishap() -> impl Strategy<Value = Mishap> {
    prop_oneof![
        prop_oneof![-20_000_000i64..20_000_000, -3000i64..3000].prop_map(Mishap::Jump),
        (0i64..6000).prop_map(Mishap::NoPictures),
        (0i64..6000).prop_map(Mishap::NoSound),
        (0i64..6000).prop_map(Mishap::Nothing),
        (0i64..6000).prop_map(Mishap::Reconnect),
        Just(Mishap::OtherPictures),
        Just(Mishap::OtherSound),
    ]
}

/// Streams in which anything happens.
pub fn troubled() -> impl Strategy<Value = Stream> {
    let what = (prop::option::weighted(0.8, 0.5f64..70.0), any::<bool>(), 0i64..60);
    let sound = (-3000i64..3000, 0i64..3000);
    let mishaps = prop::collection::vec((0i64..20_000, mishap()), 0..5);
    (regular(), what, sound, mishaps, 1usize..400).prop_map(|(regular, what, sound, mishaps, gop)| {
        let (rate, is_far, uneven) = what;
        let (sound_offset, sound_delay) = if is_far { sound } else { (0, 0) };
        let sound = regular.sound.or(rate.is_none().then_some(48_000));
        Stream { rate, gop, uneven, sound, sound_offset, sound_delay, mishaps, ..regular }
    })
}
