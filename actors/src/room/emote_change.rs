//! Changes of the emotes that a stream has of its own, and why they are refused.

use super::refusal::{Code, Refusal};
use crate::model::StreamEmoteLimits;

/// A change of a stream's emotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmoteChange {
    /// Add it, or replace the one with the same alias.
    Put {
        /// Without colons.
        alias: String,
        /// In Base64, unchecked.
        picture: String,
    },
    /// Remove it.
    Drop {
        /// Without colons.
        alias: String,
    },
}

/// The refusal of one emote too many.
pub(super) fn full(StreamEmoteLimits { emotes, .. }: StreamEmoteLimits) -> Refusal {
    let text = format!("This stream has {emotes} emotes already, as many as it can. Remove one first.");
    Refusal::new(Code::NotAllowed, text)
}

/// The refusal to remove what is not there.
pub(super) fn not_found(alias: &str) -> Refusal {
    Refusal::new(Code::NotFound, format!("This stream has no emote :{alias}: of its own."))
}
