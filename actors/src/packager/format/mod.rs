//! What a track's parameters say, and the sample entry made of them.

mod aac;
mod av1;
mod avc;
mod bits;
mod hevc;
mod opus;

use bytes::Bytes;

use super::boxes::Boxes;
use crate::frames::{Codec, Parameters};

/// Ticks a second of video: a multiple of all common frame rates.
const VIDEO_TIMESCALE: u32 = 90_000;
/// No record of a real encoder is longer, in bytes.
const RECORD_MAX: usize = 16 << 10;

/// How a track is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    /// As in RFC 6381, for `CODECS`.
    pub codec: String,
    /// Ticks a second.
    pub timescale: u32,
    /// What differs between picture and sound.
    pub media: Media,
    /// A box for `stsd`.
    pub sample_entry: Vec<u8>,
}

/// What differs between picture and sound.
#[derive(Debug, Clone, PartialEq)]
pub enum Media {
    /// Pictures.
    Video(Video),
    /// Sound.
    Audio(Audio),
}

/// Properties of pictures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Video {
    /// Width and height in pixels after cropping; `None` if the record does not tell.
    pub size: Option<(u32, u32)>,
    /// Pictures a second as the encoder declares them.
    pub declared_rate: Option<f64>,
}

/// Properties of sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Audio {
    /// Ticks that a packet lasts; `None` if packets differ (Opus).
    ticks_a_packet: Option<u32>,
    /// A packet without sound, to fill holes with.
    pub silence: Option<Bytes>,
}

impl Format {
    /// `None` for records that no decoder can use.
    pub fn read(parameters: &Parameters) -> Option<Self> {
        let record = parameters.record.as_ref();
        if record.len() > RECORD_MAX {
            return None;
        }
        match parameters.codec {
            Codec::H264 => avc::read(record),
            Codec::H265 => hevc::read(record),
            Codec::Av1 => av1::read(record),
            Codec::Aac => aac::read(record),
            Codec::Opus => opus::read(record),
        }
    }

    /// Ticks that a packet of sound lasts; `None` for pictures.
    pub fn packet_ticks(&self, packet: &[u8]) -> Option<u32> {
        match &self.media {
            Media::Audio(audio) => Some(audio.ticks_a_packet.unwrap_or_else(|| opus::duration(packet))),
            Media::Video(_) => None,
        }
    }

    /// Properties of pictures; `None` for sound.
    pub fn video(&self) -> Option<&Video> {
        match &self.media {
            Media::Video(video) => Some(video),
            Media::Audio(_) => None,
        }
    }

    /// A packet without sound.
    pub fn silence(&self) -> Option<&Bytes> {
        match &self.media {
            Media::Audio(audio) => audio.silence.as_ref(),
            Media::Video(_) => None,
        }
    }

    fn of_video(codec: String, kind: &[u8; 4], config: (&[u8; 4], &[u8]), video: Video) -> Self {
        let (width, height) = video.size.unwrap_or_default();
        let small = |pixels| u16::try_from(pixels).unwrap_or(u16::MAX);
        let mut entry = Boxes::default();
        entry.within(kind, |entry| {
            entry.zeros(6);
            entry.u16(1); // data reference
            entry.zeros(16);
            entry.u16(small(width));
            entry.u16(small(height));
            entry.u32(72 << 16); // dots per inch, by convention
            entry.u32(72 << 16);
            entry.zeros(4);
            entry.u16(1); // pictures per sample
            entry.zeros(32); // name of the compressor
            entry.u16(24); // depth
            entry.u16(u16::MAX);
            entry.within(config.0, |entry| entry.bytes(config.1));
        });
        let media = Media::Video(video);
        Self { codec, timescale: VIDEO_TIMESCALE, media, sample_entry: entry.finish() }
    }

    fn of_audio(
        codec: String,
        kind: &[u8; 4],
        (rate, channels): (u32, u8),
        audio: Audio,
        config: impl FnOnce(&mut Boxes),
    ) -> Self {
        let mut entry = Boxes::default();
        entry.within(kind, |entry| {
            entry.zeros(6);
            entry.u16(1); // data reference
            entry.zeros(8);
            entry.u16(channels.into());
            entry.u16(16); // bits per sample, by convention
            entry.zeros(4);
            entry.u32(u16::try_from(rate).map_or(0, |rate| u32::from(rate) << 16));
            config(entry);
        });
        Self { codec, timescale: rate, media: Media::Audio(audio), sample_entry: entry.finish() }
    }
}

#[cfg(test)]
mod tests;
