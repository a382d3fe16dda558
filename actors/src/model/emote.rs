//! Custom emotes.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The addresses of all the site's emotes by `:alias:`.
pub type Emotes = Arc<BTreeMap<String, String>>;

/// A custom emote: `:alias:` in chat stands for the picture at `uri`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Emote {
    /// Letters, digits, `_` and `-`.
    pub alias: String,
    /// An address on this site or an `https` one.
    pub uri: String,
}

/// The picture of an emote that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmotePicture {
    /// Hexadecimal digits, which change with the contents, and the extension of the type.
    pub name: String,
    /// The file.
    pub contents: Vec<u8>,
}
