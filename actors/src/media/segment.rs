//! Names of segments in URLs.

use std::fmt;

use super::container::Container;
use super::nginx_files::parse_number;
use super::quality::Quality;
use crate::model::names::Token;

/// Length of the random prefix of a segment's name in URLs.
const PREFIX_LEN: usize = 26;

/// A segment's name in URLs: `<prefix>[_<Quality>]-<n>.ts`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SegmentName {
    /// Identifies one broadcast.
    pub prefix: Token,
    /// Well-formed; whether the stream has this quality is not checked.
    pub quality: Option<Quality>,
    /// The number in the name of the segment's file.
    pub number: u64,
}

impl SegmentName {
    /// The container of the segments that are served.
    pub const CONTAINER: Container = Container::MpegTs;

    /// Parses the last path component of a URL. Accepts only the exact spelling that [`fmt::Display`] writes.
    pub fn parse(file: &str) -> Option<Self> {
        let (name, number) = Self::CONTAINER.strip(file)?.rsplit_once('-')?;
        let (prefix, rest) = name.split_at_checked(PREFIX_LEN)?;
        if !prefix.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            return None;
        }
        let quality = match rest {
            "" => None,
            rest => Some(Quality::parse(rest.strip_prefix('_')?).ok()?),
        };
        Some(Self { prefix: Token::stored(prefix), quality, number: parse_number(number)? })
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extension = Self::CONTAINER.extension();
        match &self.quality {
            None => write!(f, "{}-{}.{extension}", self.prefix, self.number),
            Some(quality) => write!(f, "{}_{quality}-{}.{extension}", self.prefix, self.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quality(name: &str) -> Quality {
        Quality::parse(name).unwrap()
    }

    #[test]
    fn segment_names_are_read_letter_by_letter() {
        let prefix = Token::from_random(7);
        let name = |rest: &str| SegmentName::parse(&format!("{prefix}{rest}"));
        assert_eq!(name("-0.ts"), Some(SegmentName { prefix: prefix.clone(), quality: None, number: 0 }));
        let last =
            SegmentName { prefix: prefix.clone(), quality: Some(quality("720p-60")), number: u64::MAX };
        assert_eq!(name("_720p-60-18446744073709551615.ts"), Some(last));
        for wrong in [
            "-18446744073709551616.ts",
            "-00.ts",
            "-01.ts",
            "-+1.ts",
            "--1.ts",
            "-.ts",
            "-1",
            "-1.TS",
            "-1.ts ",
            "_-1.ts",
            "_../x-1.ts",
            "_Low%2f-1.ts",
            "x-1.ts",
            "Low-1.ts",
            "-١.ts",
        ] {
            assert_eq!(name(wrong), None, "{wrong:?}");
        }
        for wrong in ["", "-1.ts", "abc-1.ts", "ABCDEFGHIJKLMNOPQRSTUVWXYZ-1.ts", "éééééééééééééééééé-1.ts"]
        {
            assert_eq!(SegmentName::parse(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn segment_name_survives_its_own_spelling(random: u128, quality in "[A-Za-z0-9_-]{0,32}", number: u64) {
            let quality = Quality::parse(&quality).ok();
            let name = SegmentName { prefix: Token::from_random(random), quality, number };
            prop_assert_eq!(SegmentName::parse(&name.to_string()), Some(name));
        }

        #[test]
        fn no_other_spelling_is_accepted(file in "\\PC{0,48}|[a-z2-9]{26}(_[A-Za-z]{1,4})?-[0-9+-]{1,21}.ts") {
            if let Some(name) = SegmentName::parse(&file) {
                prop_assert_eq!(name.to_string(), file);
            }
        }
    }
}
