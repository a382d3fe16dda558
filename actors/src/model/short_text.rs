//! Short texts about a stream: one line, with emoji in place of their names.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::text::{Invalid, clean, line, with_emoji};

/// Longest title of a stream, in characters.
const TITLE_MAX: usize = 140;
/// Longest content warning, in characters.
const WARNING_MAX: usize = 100;

/// What is on: the title of a stream.
pub type StreamTitle = ShortText<TITLE_MAX>;
/// What viewers should know before they see the picture.
pub type ContentWarning = ShortText<WARNING_MAX>;

/// One line of at most `MAX` characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShortText<const MAX: usize>(Box<str>);

impl<const MAX: usize> ShortText<MAX> {
    /// Parses what a streamer entered: trims it and replaces the names of emoji.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let spelled = with_emoji(text.trim());
        let text = line(&spelled, MAX)?;
        match &*clean(text) {
            "" => Err("is empty; write something".into()),
            clean => Ok(Self::stored(clean)),
        }
    }

    /// A text from the store, not validated.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The text for display: a database may hold anything.
    pub fn shown(&self) -> String {
        clean(&self.0).into_owned()
    }
}

impl<const MAX: usize> Deref for ShortText<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let why = StreamTitle::parse(text).unwrap_err().to_string();
        assert!(why.contains(expected), "{text:?}: {why}");
    }

    #[test]
    fn a_title_is_one_line_of_bounded_text() {
        assert_eq!(&*StreamTitle::parse("  Painting :art: tonight ").unwrap(), "Painting 🎨 tonight");
        assert_eq!(StreamTitle::parse(&"é".repeat(140)).unwrap().chars().count(), 140);
        refused(&"x".repeat(141), "is 141 characters long; 140 are allowed");
        refused(" ", "is empty");
        refused("\u{200b}\u{ad}", "is empty");
        refused("a\nb", "more than one line");
        refused("a\u{202e}b", r"'\u{202e}'");
        assert!(ContentWarning::parse(&"x".repeat(101)).is_err());
    }

    #[test]
    fn what_a_database_holds_is_shown_without_marks_that_turn_text_around() {
        assert_eq!(StreamTitle::stored("a\u{202e}b\nc").shown(), "ab c");
    }

    proptest! {
        #[test]
        fn what_was_accepted_stays_as_it_is(text in "\\PC{0,60}(:[a-z_]{1,9}:)?[\\s\\S]{0,9}") {
            if let Ok(title) = StreamTitle::parse(&text) {
                prop_assert!(!title.is_empty() && title.chars().count() <= TITLE_MAX);
                prop_assert_eq!(&StreamTitle::parse(&title).unwrap(), &title);
                prop_assert_eq!(title.shown(), &*title);
            }
        }
    }
}
