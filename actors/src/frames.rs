//! Encoded frames between an ingest and the packager, in one form for all protocols, containers and codecs.
//!
//! Frames of a track come in decoding order, after the track's first [`Parameters`]. Tracks are interleaved as the
//! publisher sends them, start apart and may be missing. Parameters can come again, the same or changed.

use bytes::Bytes;

/// What a publisher sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// They apply to the frames of the track that follow.
    Parameters(TrackId, Parameters),
    /// Of a track whose parameters came before.
    Frame(Frame),
    /// What the publisher says about itself; may come again.
    Metadata(Metadata),
}

/// Tracks of a kind are alternatives: qualities of a picture, languages of a sound. Number 0 is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId {
    /// Picture or sound.
    pub kind: TrackKind,
    /// Within the kind, as the publisher counts.
    pub number: u8,
}

impl TrackId {
    /// The default picture.
    pub const VIDEO: Self = Self { kind: TrackKind::Video, number: 0 };
    /// The default sound.
    pub const AUDIO: Self = Self { kind: TrackKind::Audio, number: 0 };
}

/// Picture or sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrackKind {
    /// Picture.
    Video,
    /// Sound.
    Audio,
}

/// How frames of a track are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// H.264, AVC.
    H264,
    /// H.265, HEVC.
    H265,
    /// AOMedia Video 1.
    Av1,
    /// MPEG-4 AAC, of any profile.
    Aac,
    /// Opus, of any number of channels.
    Opus,
}

impl Codec {
    /// The kind of tracks that it encodes.
    pub fn kind(self) -> TrackKind {
        match self {
            Self::H264 | Self::H265 | Self::Av1 => TrackKind::Video,
            Self::Aac | Self::Opus => TrackKind::Audio,
        }
    }
}

/// What a decoder needs before the first frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Can differ from that of earlier parameters of the track.
    pub codec: Codec,
    /// Not empty, otherwise unchecked. The contents of `avcC` (H.264), `hvcC` (H.265) or `av1C` (AV1), an
    /// `AudioSpecificConfig` (AAC), or an identification header of RFC 7845 beginning with `OpusHead` (Opus). Records of
    /// H.264 and H.265 give the length of NAL units as four bytes.
    pub record: Bytes,
}

/// One picture, or one packet of sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its parameters came before.
    pub track: TrackId,
    /// Microseconds on the publisher's clock, which all of its tracks share. Starts anywhere; does not wrap, but can
    /// jump either way, by any distance. RTMP rounds to milliseconds, more finely only with Enhanced RTMP.
    pub decoded_at: i64,
    /// From decoding to presentation, in microseconds. Can be negative; 0 for sound.
    pub composition: i32,
    /// Decoding can start here. Always true for sound.
    pub keyframe: bool,
    /// Not empty, otherwise unchecked. NAL units, each after its length in four bytes (H.264, H.265); OBUs with sizes,
    /// without temporal delimiters where the publisher follows the standards (AV1); one raw packet (AAC, Opus).
    pub data: Bytes,
}

impl Frame {
    /// Microseconds on the publisher's clock.
    pub fn presented_at(&self) -> i64 {
        self.decoded_at.saturating_add(self.composition.into())
    }
}

/// For display and statistics; a publisher can claim anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Name and version of the program, e.g. `obs-output module (libobs version 30.2.3)`.
    pub encoder: Option<Box<str>>,
    /// The bit rate that the publisher aims at for the picture, in bits per second.
    pub video_bit_rate: Option<u32>,
    /// The same for the sound.
    pub audio_bit_rate: Option<u32>,
}
