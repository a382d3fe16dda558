//! How the incoming stream is: what is measured of it, and what the streamer should change.
//!
//! [`Meter`] measures the frames of a publisher of this server's own ingest. Of a publisher of nginx-rtmp only segments
//! are known, see [`of_segments`]. Both give a [`Health`], whose warnings `judge.rs` finds and `words.rs` puts into words.

mod codec;
mod judge;
mod lateness;
mod meter;
mod pace;
mod pictures;
mod seconds;
mod segments;
mod standing;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::known::only_known;
use crate::media::Problem;
use crate::model::UnixTime;

pub use meter::Meter;
pub use segments::of_segments;
pub use standing::Standing;
pub use words::advice;

/// An incoming stream at one moment. Numbers are those of the last seconds where nothing else is said; what is not known
/// is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `frames` where the encoder sends to this server itself; `segments` where nginx-rtmp takes the stream, of which less
    /// is known.
    #[schema(inline)]
    pub measured: Source,
    /// When the encoder connected, in Unix seconds.
    #[schema(value_type = Option<i64>)]
    pub connected: Option<UnixTime>,
    /// Bits per second, of all tracks together.
    pub bit_rate: Option<u64>,
    /// Time from the server to the encoder and back, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// How much later than the fastest frame of the last minutes the latest one arrived, in milliseconds.
    pub late_ms: Option<u32>,
    /// How unevenly frames arrive, in milliseconds, as RFC 3550 defines it.
    pub jitter_ms: Option<u32>,
    /// How far the sound is ahead of the picture that is sent at the same time, in milliseconds; negative if it is behind.
    pub sound_ahead_ms: Option<i32>,
    /// The picture; null without any.
    #[schema(inline)]
    pub picture: Option<PictureHealth>,
    /// The sound; null without any.
    #[schema(inline)]
    pub sound: Option<SoundHealth>,
    /// What to change, most important first.
    #[schema(inline)]
    #[serde(deserialize_with = "only_known")]
    pub warnings: Vec<Warning>,
}

/// Every number is finite.
impl Eq for Health {}

/// The health of a stream, and how long it has been on air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StreamHealth {
    /// `offline`, `starting`, `live` or `reconnecting`.
    pub state: String,
    /// When the running broadcast began, in Unix seconds.
    #[schema(value_type = Option<i64>)]
    pub started: Option<UnixTime>,
    /// The server's time in Unix seconds.
    #[schema(value_type = i64)]
    pub now: UnixTime,
    /// What is known of what arrives; null while nobody publishes.
    #[schema(inline)]
    pub health: Option<Box<Health>>,
}

/// What a health was measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The frames of the encoder.
    Frames,
    /// The segments that nginx-rtmp makes of them.
    Segments,
}

/// The picture, or the best of its qualities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PictureHealth {
    /// Such as `H.264`.
    #[schema(value_type = String)]
    pub codec: Cow<'static, str>,
    /// Such as `High`.
    #[schema(value_type = Option<String>)]
    pub profile: Option<Cow<'static, str>>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Pictures per second.
    pub frame_rate: Option<f64>,
    /// Bits per second.
    pub bit_rate: Option<u64>,
    /// The longest of the last distances between keyframes, in seconds.
    pub keyframe_seconds: Option<f64>,
    /// By how much B-frames delay the stream, in milliseconds.
    pub b_frames_ms: Option<u32>,
    /// Frames since the encoder connected.
    pub frames: Option<u64>,
    /// Frames that its encoder left out since then.
    pub dropped: Option<u64>,
    /// Frames since then that came so late that viewers with low latency may have waited for them.
    pub late: Option<u64>,
}

/// The sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SoundHealth {
    /// Such as `AAC`.
    #[schema(value_type = String)]
    pub codec: Cow<'static, str>,
    /// Such as `LC`.
    #[schema(value_type = Option<String>)]
    pub profile: Option<Cow<'static, str>>,
    /// Bits per second.
    pub bit_rate: Option<u64>,
}

/// Something that the streamer should change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// Names it for programs, such as `long_keyframes`.
    #[schema(value_type = String)]
    pub code: Problem,
    /// `problem` if viewers suffer from it, `advice` if the stream could be better.
    #[schema(inline)]
    pub level: Level,
    /// What is wrong, in a sentence.
    pub text: String,
    /// What to do, in the terms of OBS.
    #[schema(value_type = String)]
    pub remedy: Cow<'static, str>,
    /// Since when, in Unix seconds.
    #[schema(value_type = i64)]
    pub since: UnixTime,
}

/// How much a warning matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Viewers suffer from it.
    Problem,
    /// The stream could be better.
    Advice,
}

impl Health {
    /// Nothing is known yet.
    fn unknown(measured: Source) -> Self {
        Self {
            measured,
            connected: None,
            bit_rate: None,
            round_trip_ms: None,
            late_ms: None,
            jitter_ms: None,
            sound_ahead_ms: None,
            picture: None,
            sound: None,
            warnings: Vec::new(),
        }
    }

    /// What viewers miss.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found: Vec<_> =
            self.warnings.iter().map(|warning| warning.code).filter(|code| code.concerns_viewers()).collect();
        found.sort_unstable();
        found
    }

    /// The same where the server's ladder lacks rungs since that time.
    #[must_use]
    pub fn with_short_ladder(mut self, since: UnixTime) -> Self {
        let warning = words::warning(Problem::ShortLadder, &self, since);
        self.warnings.push(warning);
        self
    }

    /// The same while nothing arrives, since that time.
    #[must_use]
    pub fn stalled(&self, since: UnixTime) -> Self {
        let mut stalled =
            Self { bit_rate: Some(0), round_trip_ms: None, late_ms: None, jitter_ms: None, ..self.clone() };
        let warning = words::warning(Problem::Stalled, &stalled, since);
        stalled.warnings.insert(0, warning);
        stalled
    }
}
