//! Finds out from the bytes of an MPEG transport stream what a player must be told before it can choose a quality.

mod aac;
mod h264;
mod psi;
mod rate;
mod ts;

use std::time::Duration;

use ts::{Codec, Demuxer};

pub use aac::AudioFacts;
pub use ts::Ticks;

/// How much of a segment is worth reading for [`probe`]: over a second at 10 Mbit/s.
pub const PROBE_BYTES: usize = 2 << 20;
/// How much of a segment [`opening`] needs: nginx-rtmp puts a third of a second of audio before the first picture.
pub const OPENING_BYTES: usize = 64 << 10;

/// What a stretch of video says about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoFacts {
    /// Per RFC 6381: `avc1.` and profile, constraints and level in six hexadecimal digits.
    pub codec: String,
    /// Width and height in pixels after cropping; `None` where the parameter set cannot be read further.
    pub size: Option<(u32, u32)>,
    /// Pictures a second; `None` for fewer than two pictures.
    pub frame_rate: Option<f64>,
}

/// What a segment holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MediaFacts {
    /// Of the first H.264 track.
    pub video: Option<VideoFacts>,
    /// Of the first AAC track.
    pub audio: Option<AudioFacts>,
    /// Whether the segment announces a track that it says nothing of: nginx-rtmp announces both whatever comes.
    pub missing: bool,
}

impl MediaFacts {
    /// These facts, and for a track that they say nothing of, what was found `before`.
    pub fn or(self, before: Self) -> Self {
        Self { video: self.video.or(before.video), audio: self.audio.or(before.audio), missing: self.missing }
    }

    /// The codecs of what was found, video first, as the `CODECS` attribute wants them.
    pub fn codecs(&self) -> Option<String> {
        let video = self.video.as_ref().map(|video| video.codec.clone());
        let audio = self.audio.as_ref().map(AudioFacts::codec);
        let codecs: Vec<String> = video.into_iter().chain(audio).collect();
        (!codecs.is_empty()).then(|| codecs.join(","))
    }
}

/// Reads the beginning of a segment, cut anywhere.
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

/// How a segment begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Opening {
    /// Its first picture.
    pub picture: Option<Picture>,
    /// Its first sound.
    pub sound: Option<Sound>,
}

/// The first picture of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Whether it needs nothing from before it.
    pub is_key: bool,
    /// The codec, per RFC 6381, and the size, as far as the picture brings its parameters.
    pub parameters: Option<(String, Option<(u32, u32)>)>,
    /// When it is to be decoded.
    pub at: Option<Ticks>,
}

/// The first sound of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// As its first frame says.
    pub facts: Option<AudioFacts>,
    /// When it is to be heard.
    pub at: Option<Ticks>,
}

impl Opening {
    /// When the segment begins, by its timestamps.
    pub fn at(&self) -> Option<Ticks> {
        let picture = self.picture.as_ref().and_then(|picture| picture.at);
        let sound = self.sound.as_ref().and_then(|sound| sound.at);
        match (picture, sound) {
            (Some(picture), Some(sound)) if picture.until(sound) < 0 => Some(sound),
            (picture, sound) => picture.or(sound),
        }
    }
}

/// Looks at the first picture and the first sound of a segment.
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

/// How long a segment lasts by its timestamps, from its first picture or sound to its last, whole or cut.
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
