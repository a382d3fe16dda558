//! Names in chat.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use unicode_normalization::char::is_combining_mark;

use super::emoji::with_emoji_unless;
use super::likeness::{likeness, skeleton};
use super::text::{clean, length};

/// Longest name, as [`length`] counts.
pub const NICKNAME_MAX: usize = 20;
/// Longer texts are not even looked at: twenty emoji by their longest names are shorter.
const BYTES_MAX: usize = 4096;

/// Why a name was refused, in words for whoever typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNickname {
    /// Nothing that can be seen.
    #[error("Your name must not be blank")]
    Blank,
    /// Longer than [`NICKNAME_MAX`].
    #[error("Your name is too long: it may have {NICKNAME_MAX} characters")]
    TooLong,
    /// Has something in it that could disturb or deceive.
    #[error("Your name must not contain {0}")]
    Unfit(&'static str),
}

/// A name in chat. It keeps its spelling; names are equal when their [`Nickname::likeness`] is.
#[derive(Debug, Clone)]
pub struct Nickname {
    spelled: Arc<str>,
    likeness: Arc<str>,
}

impl Nickname {
    /// A name as somebody typed it: emoji by their short names are replaced, white space becomes single spaces.
    /// `is_emote` gets aliases without colons.
    pub fn parse(text: &str, is_emote: &dyn Fn(&str) -> bool) -> Result<Self, InvalidNickname> {
        if text.len() > BYTES_MAX {
            return Err(InvalidNickname::TooLong);
        }
        let text = with_emoji_unless(text, is_emote);
        let words: Vec<_> = text.split_whitespace().collect();
        let spelled = words.join(" ");
        let name = Self::stored(&spelled);
        if name.likeness.is_empty() {
            return Err(InvalidNickname::Blank);
        }
        if let Some(what) = what_is_unfit(&spelled) {
            return Err(InvalidNickname::Unfit(what));
        }
        if length(&spelled, is_emote) > NICKNAME_MAX {
            return Err(InvalidNickname::TooLong);
        }
        Ok(name)
    }

    /// A name that was accepted before, or is known from elsewhere, whatever it looks like.
    pub fn stored(name: &str) -> Self {
        Self { spelled: name.into(), likeness: likeness(name).into() }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.spelled
    }

    /// [`Nickname::as_str`], to share.
    pub fn spelled(&self) -> Arc<str> {
        self.spelled.clone()
    }

    /// What names that look alike have in common, among viewers: see [`likeness`].
    pub fn likeness(&self) -> &str {
        &self.likeness
    }

    /// Whether this could be taken for the name of somebody with power, in one way or another: see [`skeleton`].
    pub fn could_pass_for(&self, protected: &Self) -> bool {
        self == protected || skeleton(&self.spelled) == skeleton(&protected.spelled)
    }

    /// Whether this is that very name but for capital letters: what people type who mean it, not who imitate it.
    pub fn same_in_any_case(&self, name: &str) -> bool {
        self.spelled.to_lowercase() == name.trim().to_lowercase()
    }
}

/// What [`clean`] would take out of a name.
fn what_is_unfit(name: &str) -> Option<&'static str> {
    let cleaned = clean(name);
    if cleaned == name {
        return None;
    }
    let disturbs = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let marks = |text: &str| text.chars().filter(|c| is_combining_mark(*c)).count();
    if name.chars().any(disturbs) {
        Some("control characters")
    } else if marks(name) > marks(&cleaned) {
        Some("piled-up accents")
    } else {
        Some("invisible characters")
    }
}

impl PartialEq for Nickname {
    fn eq(&self, other: &Self) -> bool {
        self.likeness == other.likeness
    }
}
impl Eq for Nickname {}
impl Hash for Nickname {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.likeness.hash(state);
    }
}
impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled)
    }
}
