//! Finds out from the bytes of an MPEG transport stream what a player must be told before it can choose a quality.

mod aac;
mod h264;
mod psi;
mod rate;
mod ts;

use ts::{Codec, Demuxer, Unit};

pub use aac::AudioFacts;

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
                decoded_at.extend(unit.decoded_at);
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// With a picture that needs nothing from before it.
    KeyFrame,
    /// With a picture that needs others.
    Dependent,
    /// No picture.
    NoVideo,
}

/// Looks at the first picture of a segment.
pub fn opening(bytes: &[u8]) -> Opening {
    let first: Option<Unit> = Demuxer::new(bytes).find(|unit| unit.codec == Codec::H264);
    match first {
        None => Opening::NoVideo,
        Some(unit) if h264::is_key_frame(&unit.data) => Opening::KeyFrame,
        Some(_) => Opening::Dependent,
    }
}

#[cfg(test)]
mod tests;
