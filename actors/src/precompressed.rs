//! Texts that many clients are served, compressed once for all of them.

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// A text in both encodings that clients ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precompressed {
    /// Without a content encoding.
    pub plain: Bytes,
    /// The same in gzip.
    pub gzip: Bytes,
}

/// A text that is kept for long: without the room in which it was made.
pub fn compact(text: String) -> Bytes {
    text.into_boxed_str().into_boxed_bytes().into()
}

impl Precompressed {
    /// Compresses `text`.
    pub fn new(text: impl Into<Bytes>) -> Self {
        let plain = text.into();
        let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), Compression::default());
        // writing to memory cannot fail; if it ever did, an empty gzip member would be the wrong answer
        let gzip = encoder
            .write_all(&plain)
            .and_then(|()| encoder.finish())
            .map_or_else(|_| plain.clone(), |gzip| gzip.into_boxed_slice().into());
        Self { plain, gzip }
    }
}
