//! Renditions and the names of their files in the HLS folder. Parsed names are safe to join to a path.

use std::fmt;
use std::sync::Arc;

use super::quality::Quality;
use crate::model::names::{StreamKey, Token};

/// The name that nginx gives a stream's files: the name the encoder was renamed to or, in plain mode, the stream key.
/// Because it may be a key, it can be looked up but neither displayed nor sent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublishFileName(Arc<str>);

impl PublishFileName {
    /// `None` for a name that cannot be a file inside the folder.
    pub fn new(publish_file: &str) -> Option<Self> {
        let fits = !publish_file.is_empty() && !publish_file.contains(['/', '\0', '\n', '\r']);
        fits.then(|| Self(publish_file.into()))
    }

    /// Whether this is the name `publish_name`, to which the server renamed an encoder.
    pub fn is(&self, publish_name: &Token) -> bool {
        *self.0 == *publish_name.as_str()
    }

    /// The name as the stream key that it is in plain mode; `None` if it is too long for a key.
    pub fn stream_key(&self) -> Option<StreamKey> {
        StreamKey::new(&self.0)
    }
}

impl fmt::Debug for PublishFileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublishFileName(…)")
    }
}

/// One playlist of one stream. Ordered, so that the order of a listing is stable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rendition {
    /// Identifies the stream.
    pub publish_file: PublishFileName,
    /// `None` if no qualities are configured.
    pub quality: Option<Quality>,
}

impl Rendition {
    /// Parses `<name>.m3u8`, or `<name>_<Quality>.m3u8` if qualities are configured. All other names are foreign.
    pub fn from_playlist_name(file: &str, qualities: &[Quality]) -> Option<Self> {
        Self::from_file_stem(file.strip_suffix(".m3u8")?, qualities)
    }

    /// Parses the part that the names of a rendition's files have in common.
    pub(crate) fn from_file_stem(name: &str, qualities: &[Quality]) -> Option<Self> {
        if qualities.is_empty() {
            return Some(Self { publish_file: PublishFileName::new(name)?, quality: None });
        }
        let stem_of = |quality: &Quality| name.strip_suffix(quality.as_str())?.strip_suffix('_');
        // the longest match wins, in case one quality's name ends with another's
        let quality = qualities.iter().filter(|q| stem_of(q).is_some()).max_by_key(|q| q.as_str().len())?;
        Some(Self { publish_file: PublishFileName::new(stem_of(quality)?)?, quality: Some(quality.clone()) })
    }

    /// Name of the playlist's file; it may contain a stream key.
    pub(crate) fn playlist_file(&self) -> String {
        format!("{}.m3u8", self.file_stem())
    }

    /// The part that this rendition's file names have in common; it may contain a stream key.
    pub(crate) fn file_stem(&self) -> String {
        file_stem(&self.publish_file, self.quality.as_ref())
    }
}

pub(super) fn file_stem(publish_file: &PublishFileName, quality: Option<&Quality>) -> String {
    match quality {
        None => publish_file.0.to_string(),
        Some(quality) => format!("{}_{quality}", publish_file.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(name: &str) -> Quality {
        Quality::parse(name).unwrap()
    }

    fn rendition(publish_file: &str, quality: Option<Quality>) -> Rendition {
        Rendition { publish_file: PublishFileName::new(publish_file).unwrap(), quality }
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
        assert_eq!(shown, r#"Rendition { publish_file: PublishFileName(…), quality: Some(Quality("Low")) }"#);
    }
}
