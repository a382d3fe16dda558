//! A rung as it is configured.

use std::fmt;
use std::str::FromStr;

use crate::media::Quality;
use crate::packager::RungNumber;

/// A rung of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// What viewers choose it by.
    pub name: Quality,
    /// In pixels, even.
    pub height: u32,
    /// Kilobits per second.
    pub bit_rate: u32,
    /// Most pictures a second; `None` for those of the source.
    pub frame_rate: Option<u32>,
    /// What encodes it.
    pub encoder: Encoder,
    /// What else the encoder is told.
    pub options: Vec<EncoderOption>,
}

/// An encoder of H.264 in ffmpeg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoder {
    /// x264, by the processor.
    X264,
    /// By a graphics card of NVIDIA.
    Nvenc,
    /// By a graphics card of AMD or Intel on Linux.
    Vaapi,
    /// By a graphics card of Intel.
    Qsv,
    /// By a Mac.
    VideoToolbox,
}

impl Encoder {
    const ALL: [Self; 5] = [Self::X264, Self::Nvenc, Self::Vaapi, Self::Qsv, Self::VideoToolbox];

    /// As ffmpeg calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X264 => "libx264",
            Self::Nvenc => "h264_nvenc",
            Self::Vaapi => "h264_vaapi",
            Self::Qsv => "h264_qsv",
            Self::VideoToolbox => "h264_videotoolbox",
        }
    }

    /// As ffmpeg calls them.
    pub const NAMES: &[&str] = &[
        Self::X264.name(),
        Self::Nvenc.name(),
        Self::Vaapi.name(),
        Self::Qsv.name(),
        Self::VideoToolbox.name(),
    ];

    /// The encoder that ffmpeg calls so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encoder| encoder.name() == name)
    }
}

/// Options that change quality or speed. Others could add delay or reorder pictures, or concern files and pipes.
const OPTIONS: [&str; 20] = [
    "aq-mode",
    "aq-strength",
    "coder",
    "cq",
    "gpu",
    "level",
    "low_power",
    "multipass",
    "preset",
    "profile",
    "psy-rd",
    "qmax",
    "qmin",
    "quality",
    "rc",
    "rc_mode",
    "refs",
    "slices",
    "spatial-aq",
    "threads",
];
/// The longest value, in bytes.
const VALUE_MAX: usize = 64;

/// An option of an encoder, such as `preset=fast`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncoderOption {
    name: &'static str,
    value: Box<str>,
}

impl EncoderOption {
    /// As ffmpeg is told.
    pub fn arguments(&self) -> [String; 2] {
        [format!("-{}:v", self.name), self.value.to_string()]
    }
}

/// Not an option that a rung accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("options are written as name=value, with one of the names {}", OPTIONS.join(", "))]
pub struct NoOption;

impl FromStr for EncoderOption {
    type Err = NoOption;

    fn from_str(text: &str) -> Result<Self, NoOption> {
        let (name, value) = text.split_once('=').ok_or(NoOption)?;
        let name = OPTIONS.into_iter().find(|known| *known == name).ok_or(NoOption)?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:+-".contains(&byte);
        let fits = (1..=VALUE_MAX).contains(&value.len()) && value.bytes().all(is_plain);
        fits.then(|| Self { name, value: value.into() }).ok_or(NoOption)
    }
}

impl fmt::Display for EncoderOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}

/// The rungs that a picture of this height has: none is higher. All of them if the height is unknown.
pub fn fitting(rungs: &[Rung], height: Option<u32>) -> Vec<(RungNumber, Quality)> {
    let fits = |(_, rung): &(RungNumber, &Rung)| height.is_none_or(|height| rung.height <= height);
    (0..).zip(rungs).filter(fits).map(|(number, rung)| (number, rung.name.clone())).collect()
}
