//! Renditions, and the names that identify their files. Parsed names are safe to join to a path.

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

    /// The name in plain text, which may be a stream key.
    pub(super) fn reveal(&self) -> &str {
        &self.0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publish_file_name_never_shows_in_debug() {
        let publish_file = PublishFileName::new("hunter2").unwrap();
        let shown = format!("{:?}", Rendition { publish_file, quality: Quality::parse("Low").ok() });
        assert_eq!(shown, r#"Rendition { publish_file: PublishFileName(…), quality: Some(Quality("Low")) }"#);
    }
}
