//! The description of a stream.

use std::borrow::Cow;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::text::{Invalid, clean, line, with_emoji};

/// Longest description, in characters.
const DESCRIPTION_MAX: usize = 1000;

/// One line of text on the front page and the stream page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Description(Box<str>);

impl Description {
    /// Parses what a streamer entered: trims it and replaces the names of emoji.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "" => Err("is empty; write something".into()),
            text => line(&with_emoji(text), DESCRIPTION_MAX).map(Self::stored),
        }
    }

    /// Makes a description of unchecked text: drops characters that are not allowed and truncates it. `None` if nothing
    /// is left.
    pub fn repaired(text: &str) -> Option<Self> {
        let fits = |c: &char| line(c.encode_utf8(&mut [0; 4]), 1).is_ok();
        let kept: String = clean(text).chars().filter(fits).take(DESCRIPTION_MAX).collect();
        let kept = kept.trim();
        (!kept.is_empty()).then(|| Self::stored(kept))
    }

    /// A description from the store, not validated.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The description for display. Older descriptions are stored as typed, with the names of emoji.
    pub fn shown(&self) -> String {
        let cleaned: Cow<'_, str> = clean(&self.0);
        with_emoji(&cleaned).into_owned()
    }
}

impl Deref for Description {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let why = Description::parse(text).unwrap_err().to_string();
        assert!(why.contains(expected), "{text:?}: {why}");
    }

    #[test]
    fn a_description_is_one_line_of_bounded_text() {
        assert_eq!(&*Description::parse("  hello 👩‍🚀 :art: ").unwrap(), "hello 👩‍🚀 🎨");
        refused(" ", "is empty");
        refused("a\nb", "more than one line");
        refused("a\u{202e}b", r"'\u{202e}'");
        refused("\u{1b}[31m", "invisible");
        refused(&"x".repeat(1001), "is 1001 characters long; 1000 are allowed");
    }
}
