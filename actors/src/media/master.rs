//! The master playlist, rendered from the properties of each quality.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::quality::Quality;
use crate::known::only_known;

/// Bandwidth of a quality that could not be measured, in bits per second: the attribute is mandatory.
const NOMINAL_BANDWIDTH: u64 = 1_000_000;

/// Properties of one quality. Those that do not apply (to audio alone) or are not known yet are `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct QualityInfo {
    /// `None` if no qualities are configured.
    pub name: Option<Quality>,
    /// Peak bit rate of the listed segments, in bits per second.
    pub bandwidth: Option<u64>,
    /// Average bit rate of the listed segments, in bits per second.
    pub average_bandwidth: Option<u64>,
    /// Width of the picture in pixels, after cropping.
    pub width: Option<u32>,
    /// Height of the picture in pixels, after cropping.
    pub height: Option<u32>,
    /// As in RFC 6381, separated by commas, such as `avc1.64001f,mp4a.40.2`.
    pub codecs: Option<String>,
    /// Pictures per second.
    pub frame_rate: Option<f64>,
    /// Problems of the stream; not part of the master playlist.
    #[serde(deserialize_with = "only_known")]
    pub problems: Vec<Problem>,
}

/// Renders `/<streamer>/master.m3u8` in the given order, with URLs relative to it.
pub fn render(qualities: &[QualityInfo]) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:3\n");
    for quality in qualities {
        // writing to a string cannot fail
        let _ = write_variant(&mut text, quality);
    }
    text
}

fn write_variant(out: &mut impl Write, info: &QualityInfo) -> fmt::Result {
    write!(out, "#EXT-X-STREAM-INF:BANDWIDTH={}", info.bandwidth.unwrap_or(NOMINAL_BANDWIDTH))?;
    if let Some(average) = info.average_bandwidth {
        write!(out, ",AVERAGE-BANDWIDTH={average}")?;
    }
    if let (Some(width), Some(height)) = (info.width, info.height) {
        write!(out, ",RESOLUTION={width}x{height}")?;
    }
    if let Some(rate) = info.frame_rate.filter(|rate| rate.is_finite() && *rate > 0.0) {
        write!(out, ",FRAME-RATE={rate:.3}")?;
    }
    if let Some(codecs) = &info.codecs {
        write!(out, ",CODECS={}", Quoted(codecs))?;
    }
    match &info.name {
        None => writeln!(out, "\nplaylist.m3u8"),
        Some(name) => writeln!(out, ",NAME={}\nplaylist/{name}.m3u8", Quoted(name.as_str())),
    }
}

/// A quoted string as in RFC 8216. It has no escapes, so characters that are not allowed are left out.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.0.chars().filter(|c| *c != '"' && !c.is_control()).try_for_each(|c| f.write_char(c))?;
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_fact_is_told_in_the_order_given() {
        let source = QualityInfo {
            name: Quality::parse("Source").ok(),
            bandwidth: Some(5_200_000),
            average_bandwidth: Some(4_800_000),
            width: Some(1920),
            height: Some(1080),
            codecs: Some("avc1.640028,mp4a.40.2".into()),
            frame_rate: Some(24_000.0 / 1001.0),
            problems: Vec::new(),
        };
        let low = QualityInfo {
            name: Quality::parse("Low").ok(),
            bandwidth: Some(64_000),
            codecs: Some("mp4a.40.2".into()),
            ..Default::default()
        };
        assert_eq!(
            render(&[source, low]),
            "#EXTM3U\n#EXT-X-VERSION:3\n\
             #EXT-X-STREAM-INF:BANDWIDTH=5200000,AVERAGE-BANDWIDTH=4800000,RESOLUTION=1920x1080,\
             FRAME-RATE=23.976,CODECS=\"avc1.640028,mp4a.40.2\",NAME=\"Source\"\nplaylist/Source.m3u8\n\
             #EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS=\"mp4a.40.2\",NAME=\"Low\"\nplaylist/Low.m3u8\n"
        );
    }

    #[test]
    fn a_single_unmeasured_stream_still_has_a_bandwidth() {
        assert_eq!(
            render(&[QualityInfo::default()]),
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=1000000\nplaylist.m3u8\n"
        );
    }

    #[test]
    fn nothing_breaks_out_of_a_quoted_string_or_a_number() {
        let info = QualityInfo {
            codecs: Some("a\",X=\"\n#b".into()),
            frame_rate: Some(f64::NAN),
            ..Default::default()
        };
        let text = render(&[info]);
        assert!(text.ends_with("BANDWIDTH=1000000,CODECS=\"a,X=#b\"\nplaylist.m3u8\n"), "{text}");
    }
}
