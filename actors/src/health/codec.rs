//! What codec strings (RFC 6381) mean.

use std::borrow::Cow;

/// A codec as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub codec: &'static str,
    pub profile: Option<&'static str>,
    pub support: Support,
}

/// Where it can be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    Everywhere,
    /// Where the device or the browser has a decoder, which many do not.
    Some,
    /// In few browsers: more bits or colour than their decoders know.
    Few,
}

impl Named {
    /// `None` for what no ingest lets through.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (kind, detail) = (parts.next()?, parts.next());
        match kind {
            "avc1" | "avc3" => Some(h264(detail.unwrap_or_default())),
            "hvc1" | "hev1" => Some(h265(detail.unwrap_or_default())),
            "av01" => Some(av1(detail.unwrap_or_default())),
            "mp4a" => Some(aac(parts.next().unwrap_or_default())),
            "opus" => Some(Self { codec: "Opus", profile: None, support: Support::Some }),
            _ => None,
        }
    }

    pub fn is_sound(&self) -> bool {
        matches!(self.codec, "AAC" | "Opus")
    }

    pub fn profile(&self) -> Option<Cow<'static, str>> {
        self.profile.map(Cow::Borrowed)
    }
}

/// Profiles of ITU-T H.264, annex A.
fn h264(detail: &str) -> Named {
    let byte = |at| u8::from_str_radix(detail.get(at..at + 2)?, 16).ok();
    let constrained = byte(2).unwrap_or_default() & 0x40 != 0;
    let (profile, support) = match byte(0) {
        Some(66) if constrained => (Some("Constrained Baseline"), Support::Everywhere),
        Some(66) => (Some("Baseline"), Support::Everywhere),
        Some(77) => (Some("Main"), Support::Everywhere),
        Some(100) => (Some("High"), Support::Everywhere),
        Some(88) => (Some("Extended"), Support::Few),
        Some(110) => (Some("High 10"), Support::Few),
        Some(122) => (Some("High 4:2:2"), Support::Few),
        Some(44 | 244) => (Some("High 4:4:4"), Support::Few),
        Some(_) => (None, Support::Few),
        None => (None, Support::Everywhere),
    };
    Named { codec: "H.264", profile, support }
}

/// Profiles of ITU-T H.265, annex A.
fn h265(detail: &str) -> Named {
    let (profile, support) = match detail {
        "1" => (Some("Main"), Support::Some),
        "2" => (Some("Main 10"), Support::Some),
        "3" => (Some("Main Still Picture"), Support::Some),
        "4" => (Some("Range Extensions"), Support::Few),
        _ => (None, Support::Few),
    };
    Named { codec: "HEVC", profile, support }
}

fn av1(detail: &str) -> Named {
    let (profile, support) = match detail {
        "0" => (Some("Main"), Support::Some),
        "1" => (Some("High"), Support::Few),
        "2" => (Some("Professional"), Support::Few),
        _ => (None, Support::Some),
    };
    Named { codec: "AV1", profile, support }
}

/// Object types of ISO/IEC 14496-3.
fn aac(detail: &str) -> Named {
    let profile = match detail {
        "2" => Some("LC"),
        "5" => Some("HE"),
        "29" => Some("HE v2"),
        _ => None,
    };
    Named { codec: "AAC", profile, support: Support::Everywhere }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_have_the_names_that_people_know() {
        let named = |text| {
            Named::read(text).map(|named| (named.codec, named.profile.unwrap_or_default(), named.support))
        };
        for (text, expected) in [
            ("avc1.640028", ("H.264", "High", Support::Everywhere)),
            ("avc1.42c01f", ("H.264", "Constrained Baseline", Support::Everywhere)),
            ("avc1.42001f", ("H.264", "Baseline", Support::Everywhere)),
            ("avc1.f40028", ("H.264", "High 4:4:4", Support::Few)),
            ("avc1.6e0028", ("H.264", "High 10", Support::Few)),
            ("hvc1.1.6.L120.90", ("HEVC", "Main", Support::Some)),
            ("hvc1.4.10.L120.9D.8", ("HEVC", "Range Extensions", Support::Few)),
            ("av01.0.08M.08", ("AV1", "Main", Support::Some)),
            ("mp4a.40.2", ("AAC", "LC", Support::Everywhere)),
            ("opus", ("Opus", "", Support::Some)),
        ] {
            assert_eq!(named(text), Some(expected), "{text}");
        }
        assert_eq!(named("vp09.00.10.08"), None);
        assert_eq!(named("avc1.é").map(|named| named.0), Some("H.264"));
    }
}
