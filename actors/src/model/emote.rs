//! Custom emotes.

/// A custom emote: `:alias:` in chat stands for the picture at `uri`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Emote {
    /// Letters, digits, `_` and `-`.
    pub alias: String,
    /// An address on this site or an `https` one.
    pub uri: String,
}
