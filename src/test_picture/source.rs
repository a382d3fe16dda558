//! The test picture as the frames of a publisher.

use bytes::Bytes;
use pystreaming_actors::frames::{Codec, Frame, Input, Parameters, TrackId};

use super::h264::Encoder;
use super::picture::{COLUMNS, ROWS, paint};
use super::sound::{self, PACKET, RATE};

/// Pictures a second.
pub const PICTURES: u64 = 30;
const SECONDS_OF_DAY: u64 = 24 * 60 * 60;
const MICROS: u64 = 1_000_000;

/// Makes pictures and packets of sound in order.
pub struct Source {
    encoder: Encoder,
    packets: Vec<&'static [u8]>,
    /// Pictures since 1970 when it began.
    began: u64,
    /// The next of both.
    picture: u64,
    packet: u64,
    /// The packet of the beep that is next, if it beeps.
    beep: usize,
}

impl Source {
    /// Begins at a time in milliseconds since 1970.
    pub fn beginning(at: u64) -> Self {
        let encoder = Encoder::new(COLUMNS, ROWS);
        let began = at * PICTURES / 1000;
        Self { encoder, packets: sound::packets(), began, picture: 0, packet: 0, beep: 0 }
    }

    /// What precedes the first frame.
    pub fn parameters(&self) -> Vec<Input> {
        let of = |codec, record: &[u8]| Parameters { codec, record: Bytes::copy_from_slice(record) };
        vec![
            Input::Parameters(TrackId::VIDEO, of(Codec::H264, &self.encoder.record())),
            Input::Parameters(TrackId::AUDIO, of(Codec::Aac, &sound::RECORD)),
        ]
    }

    /// The next picture, with the sound that begins before the one after it.
    pub fn next(&mut self) -> Vec<Input> {
        let mut inputs = vec![self.picture()];
        while self.packet * PACKET * PICTURES < self.picture * RATE {
            inputs.push(self.packet());
        }
        inputs
    }

    fn picture(&mut self) -> Input {
        let now = self.began + self.picture;
        let (second, part) = (now / PICTURES, now % PICTURES);
        let picture = paint((second % SECONDS_OF_DAY) as u32, part as u32, PICTURES as u32);
        let keyframe = self.picture == 0 || part == 0;
        let data = match keyframe {
            true => self.encoder.keyframe(picture),
            false => self.encoder.update(picture),
        };
        let decoded_at = (self.picture * MICROS / PICTURES) as i64;
        self.picture += 1;
        let frame = Frame { track: TrackId::VIDEO, decoded_at, composition: 0, keyframe, data: data.into() };
        Input::Frame(frame)
    }

    fn packet(&mut self) -> Input {
        let at = self.began * (RATE / PICTURES) + self.packet * PACKET;
        let (first, last) = (1, self.packets.len().saturating_sub(1));
        // its sound begins with the packet after the first
        if at / RATE < (at + PACKET) / RATE {
            self.beep = first;
        }
        let data = self.packets.get(self.beep).copied().unwrap_or_default();
        self.beep = if self.beep == 0 || self.beep + 1 >= last { 0 } else { self.beep + 1 };
        let decoded_at = (self.packet * PACKET * MICROS / RATE) as i64;
        self.packet += 1;
        let data = Bytes::from_static(data);
        Input::Frame(Frame { track: TrackId::AUDIO, decoded_at, composition: 0, keyframe: true, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of so many seconds.
    fn frames(seconds: u64, began: u64) -> (Vec<Frame>, Vec<Frame>) {
        let mut source = Source::beginning(began);
        let inputs = (0..seconds * PICTURES).flat_map(|_| source.next());
        let frames = inputs.map(|input| match input {
            Input::Frame(frame) => frame,
            other => panic!("{other:?}"),
        });
        frames.partition(|frame| frame.track == TrackId::VIDEO)
    }

    #[test]
    fn each_second_begins_with_a_keyframe_and_a_beep() {
        let (pictures, packets) = frames(10, 1_500);
        let keyframes: Vec<_> =
            pictures.iter().filter(|frame| frame.keyframe).map(|frame| frame.decoded_at).collect();
        assert_eq!(keyframes[..3], [0, 500_000, 1_500_000]);
        assert_eq!(keyframes.len(), 11);
        let loud: Vec<_> = packets.iter().filter(|frame| frame.data.len() > 100).collect();
        assert_eq!(loud.len(), 60);
        for (beep, second) in loud.chunks(6).zip(0..) {
            let late = beep[0].decoded_at - (500_000 + second * 1_000_000);
            assert!((0..21_334).contains(&late), "{late} µs");
        }
    }

    #[test]
    fn sound_keeps_up_with_the_picture_at_little_cost() {
        let (pictures, packets) = frames(20, 0);
        assert_eq!(packets.len(), 938, "20 s of 1024 samples each");
        assert!(
            packets
                .windows(2)
                .all(|pair| (21_333..=21_334).contains(&(pair[1].decoded_at - pair[0].decoded_at)))
        );
        let bytes: usize = pictures.iter().chain(&packets).map(|frame| frame.data.len()).sum();
        assert!(bytes < 20 * 10_000, "{} bytes a second", bytes / 20);
        assert!(packets.iter().all(|packet| !packet.data.is_empty()));
    }
}
