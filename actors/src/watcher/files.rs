//! Names of files in the HLS folder, and of segments in addresses. What is parsed here is safe to join to a path.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::model::names::{StreamKey, Token};

/// Longest name of a quality.
pub const QUALITY_MAX: usize = 32;
/// Length of the random part in front of a segment's address.
const PREFIX_LEN: usize = 26;

/// What nginx named a stream's files after: the name an encoder was renamed to or, in plain mode, the stream key
/// itself. It can therefore be looked up but neither shown nor sent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stem(Arc<str>);

impl Stem {
    /// `None` for what cannot be the stem of a file inside the folder.
    pub fn new(stem: &str) -> Option<Self> {
        let fits = !stem.is_empty() && !stem.contains(['/', '\0', '\n', '\r']);
        fits.then(|| Self(stem.into()))
    }

    /// Whether this is the name that an encoder was renamed to.
    pub fn is(&self, publish_name: &Token) -> bool {
        *self.0 == *publish_name.as_str()
    }

    /// The stem as the stream key that it is in plain mode; `None` where no key is that long.
    pub fn stream_key(&self) -> Option<StreamKey> {
        StreamKey::new(&self.0)
    }
}

impl fmt::Debug for Stem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stem(…)")
    }
}

/// One rung of the ladder, as named in the configuration and in nginx's `push` or `exec` lines; case counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Quality(Arc<str>);

/// Why a quality's name was refused, in words for an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quality is named with 1 to {QUALITY_MAX} letters, digits, `-` or `_`")]
pub struct InvalidQuality;

impl Quality {
    /// A name that can stand in a file name and in an address as it is.
    pub fn parse(name: &str) -> Result<Self, InvalidQuality> {
        let fits = (1..=QUALITY_MAX).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if fits { Ok(Self(name.into())) } else { Err(InvalidQuality) }
    }

    /// As configured.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One playlist of one stream. Ordered, so that a listing of the folder is the same each time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rendition {
    /// Whose it is.
    pub stem: Stem,
    /// `None` where no qualities are configured.
    pub quality: Option<Quality>,
}

impl Rendition {
    /// Reads `<stem>.m3u8`, or `<stem>_<Quality>.m3u8` where qualities are configured: then all else is foreign.
    pub fn from_playlist_name(file: &str, qualities: &[Quality]) -> Option<Self> {
        Self::from_file_stem(file.strip_suffix(".m3u8")?, qualities)
    }

    /// Reads what the names of all files of a rendition begin with.
    pub(super) fn from_file_stem(name: &str, qualities: &[Quality]) -> Option<Self> {
        if qualities.is_empty() {
            return Some(Self { stem: Stem::new(name)?, quality: None });
        }
        let stem_of = |quality: &Quality| name.strip_suffix(quality.as_str())?.strip_suffix('_');
        // the longest wins, should one quality's name end like another's
        let quality = qualities.iter().filter(|q| stem_of(q).is_some()).max_by_key(|q| q.0.len())?;
        Some(Self { stem: Stem::new(stem_of(quality)?)?, quality: Some(quality.clone()) })
    }

    /// Name of the playlist's file; it may hold a stream key.
    pub(super) fn playlist_file(&self) -> String {
        format!("{}.m3u8", self.file_stem())
    }

    /// What this rendition's files start with; it may hold a stream key.
    pub(super) fn file_stem(&self) -> String {
        file_stem(&self.stem, self.quality.as_ref())
    }
}

fn file_stem(stem: &Stem, quality: Option<&Quality>) -> String {
    match quality {
        None => stem.0.to_string(),
        Some(quality) => format!("{}_{quality}", stem.0),
    }
}

/// Where nginx keeps a segment. Nothing in it comes from a request. Open it with [`super::open_regular`].
pub fn segment_path(hls_dir: &Path, stem: &Stem, quality: Option<&Quality>, number: u64) -> PathBuf {
    hls_dir.join(segment_file(stem, quality, number))
}

/// Name of a segment's file; it may hold a stream key.
pub(super) fn segment_file(stem: &Stem, quality: Option<&Quality>, number: u64) -> String {
    format!("{}-{number}.ts", file_stem(stem, quality))
}

/// A segment as addressed: `<prefix>[_<Quality>]-<n>.ts`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SegmentName {
    /// Belongs to one broadcast.
    pub prefix: Token,
    /// Well-formed, but not yet known to be one of the stream's.
    pub quality: Option<Quality>,
    /// As in the playlist.
    pub number: u64,
}

impl SegmentName {
    /// Reads the last part of an address; anything that is not letter by letter what [`fmt::Display`] writes is
    /// `None`.
    pub fn parse(file: &str) -> Option<Self> {
        let (name, number) = file.strip_suffix(".ts")?.rsplit_once('-')?;
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
        match &self.quality {
            None => write!(f, "{}-{}.ts", self.prefix, self.number),
            Some(quality) => write!(f, "{}_{quality}-{}.ts", self.prefix, self.number),
        }
    }
}

/// A decimal number in the one form that nginx writes: no sign, no leading zeros.
pub(super) fn parse_number(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quality(name: &str) -> Quality {
        Quality::parse(name).unwrap()
    }

    fn rendition(stem: &str, quality: Option<Quality>) -> Rendition {
        Rendition { stem: Stem::new(stem).unwrap(), quality }
    }

    #[test]
    fn without_qualities_every_playlist_is_a_stream() {
        assert_eq!(Rendition::from_playlist_name("key_Low.m3u8", &[]), Some(rendition("key_Low", None)));
        for foreign in [".m3u8", "key.m3u8.bak", "key.M3U8", "key-1.ts", "a/b.m3u8", ""] {
            assert_eq!(Rendition::from_playlist_name(foreign, &[]), None, "{foreign:?}");
        }
    }

    #[test]
    fn with_qualities_only_configured_ones_count_and_case_matters() {
        let qualities = [quality("Low"), quality("Very_Low")];
        let parse = |file| Rendition::from_playlist_name(file, &qualities);
        assert_eq!(parse("my_key_Low.m3u8"), Some(rendition("my_key", Some(quality("Low")))));
        assert_eq!(parse("key_Very_Low.m3u8"), Some(rendition("key", Some(quality("Very_Low")))));
        for foreign in ["key.m3u8", "key_low.m3u8", "key_High.m3u8", "_Low.m3u8", "keyLow.m3u8"] {
            assert_eq!(parse(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn stem_never_shows_in_debug() {
        let shown = format!("{:?}", rendition("hunter2", Some(quality("Low"))));
        assert_eq!(shown, r#"Rendition { stem: Stem(…), quality: Some(Quality("Low")) }"#);
    }

    #[test]
    fn segment_path_stays_inside_the_folder() {
        let stem = Stem::new("..").unwrap();
        assert_eq!(segment_path(Path::new("/hls"), &stem, None, 7), Path::new("/hls/..-7.ts"));
        let path = segment_path(Path::new("/hls"), &Stem::new("key").unwrap(), Some(&quality("Low")), 7);
        assert_eq!(path, Path::new("/hls/key_Low-7.ts"));
        for out in ["", "/etc/passwd", "../key", "a\0"] {
            assert_eq!(Stem::new(out), None, "{out:?}");
        }
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
