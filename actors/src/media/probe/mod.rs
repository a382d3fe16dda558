//! Probes MPEG transport streams for what a player must know before it can choose a quality.

mod aac;
mod h264;
mod psi;
mod rate;
mod ts;

use std::time::Duration;

use ts::{Codec, Demuxer};

pub use aac::AudioFacts;
pub use h264::{Parameters, parameter_set};
pub use ts::Ticks;

/// Bytes of a segment to read for [`probe`]: over a second at 10 Mbit/s.
pub const PROBE_BYTES: usize = 2 << 20;
/// Bytes of a segment to read for [`opening`]: nginx-rtmp puts a third of a second of audio before the first picture.
pub const OPENING_BYTES: usize = 64 << 10;

/// Properties of a video track.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoFacts {
    /// As in RFC 6381: `avc1.` and profile, constraints and level in six hexadecimal digits.
    pub codec: String,
    /// Width and height in pixels after cropping; `None` if that part of the parameter set cannot be parsed.
    pub size: Option<(u32, u32)>,
    /// Pictures per second; `None` for fewer than two pictures.
    pub frame_rate: Option<f64>,
}

/// Properties of a segment's tracks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MediaFacts {
    /// The first H.264 track.
    pub video: Option<VideoFacts>,
    /// The first AAC track.
    pub audio: Option<AudioFacts>,
    /// Whether an announced track was not found, or no track was announced. nginx-rtmp always announces both.
    pub missing: bool,
}

impl MediaFacts {
    /// These facts, completed with those of `before` for tracks that were not found.
    pub fn or(self, before: Self) -> Self {
        Self { video: self.video.or(before.video), audio: self.audio.or(before.audio), missing: self.missing }
    }

    /// Value of the `CODECS` attribute, video first; `None` if no track was found.
    pub fn codecs(&self) -> Option<String> {
        let video = self.video.as_ref().map(|video| video.codec.clone());
        let audio = self.audio.as_ref().map(AudioFacts::codec);
        let codecs: Vec<String> = video.into_iter().chain(audio).collect();
        (!codecs.is_empty()).then(|| codecs.join(","))
    }
}

/// Probes the beginning of a segment, which may be cut anywhere.
pub fn probe(bytes: &[u8]) -> MediaFacts {
    let mut parameters = None;
    let mut decoded_at = Vec::new();
    let mut audio = None;
    let mut units = Demuxer::new(bytes);
    for unit in units.by_ref() {
        match unit.codec {
            Codec::H264 => {
                parameters = parameters.or_else(|| h264::parameters(&unit.data));
                decoded_at.extend(unit.decoded_at.map(|Ticks(ticks)| ticks));
            }
            Codec::Aac => audio = audio.or_else(|| AudioFacts::read(&unit.data)),
        }
    }
    let video = parameters.map(|found| VideoFacts {
        frame_rate: rate::frame_rate(&decoded_at, found.declared_rate),
        codec: found.codec,
        size: found.size,
    });
    let missing = units.announces(Codec::H264) && video.is_none()
        || units.announces(Codec::Aac) && audio.is_none()
        || units.announces_nothing();
    MediaFacts { video, audio, missing }
}

/// The first picture and the first sound of a segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Opening {
    /// The first picture, if one was found.
    pub picture: Option<Picture>,
    /// The first sound, if one was found.
    pub sound: Option<Sound>,
}

/// The first picture of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Whether it can be decoded without earlier pictures.
    pub is_key: bool,
    /// Codec (RFC 6381) and size in pixels; `None` if the picture does not carry its parameters.
    pub parameters: Option<(String, Option<(u32, u32)>)>,
    /// Decoding time.
    pub at: Option<Ticks>,
}

/// The first sound of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Properties from its first frame.
    pub facts: Option<AudioFacts>,
    /// Presentation time.
    pub at: Option<Ticks>,
}

impl Opening {
    /// The earlier timestamp of the two.
    pub fn at(&self) -> Option<Ticks> {
        let picture = self.picture.as_ref().and_then(|picture| picture.at);
        let sound = self.sound.as_ref().and_then(|sound| sound.at);
        match (picture, sound) {
            (Some(picture), Some(sound)) if picture.until(sound) < 0 => Some(sound),
            (picture, sound) => picture.or(sound),
        }
    }
}

/// Finds the first picture and the first sound of a segment.
pub fn opening(bytes: &[u8]) -> Opening {
    let mut opening = Opening::default();
    for unit in Demuxer::new(bytes) {
        match unit.codec {
            Codec::H264 if opening.picture.is_none() => {
                opening.picture = Some(Picture {
                    is_key: h264::is_key_frame(&unit.data),
                    parameters: h264::parameters(&unit.data).map(|found| (found.codec, found.size)),
                    at: unit.decoded_at,
                });
            }
            Codec::Aac if opening.sound.is_none() => {
                opening.sound = Some(Sound { facts: AudioFacts::read(&unit.data), at: unit.decoded_at });
            }
            Codec::H264 | Codec::Aac => {}
        }
        if opening.picture.is_some() && opening.sound.is_some() {
            break;
        }
    }
    opening
}

/// Duration of a segment by its timestamps, from its first picture or sound to its last. The segment may be cut.
pub fn span(bytes: &[u8]) -> Duration {
    let mut units = Demuxer::new(bytes).filter_map(|unit| unit.decoded_at);
    let Some(first) = units.next() else { return Duration::ZERO };
    let (from, to) = units.fold((0, 0), |(from, to): (i64, i64), at| {
        let at = first.until(at);
        (from.min(at), to.max(at))
    });
    Duration::from_micros(u64::try_from((to - from).saturating_mul(100) / 9).unwrap_or(0))
}

#[cfg(test)]
mod tests;
