//! The tags of a stream, by which people find it.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::text::Invalid;

/// Most tags of one stream.
pub const TAGS_MAX: usize = 10;
/// Longest tag, in characters.
const TAG_MAX: usize = 30;

/// Tags in the order that the streamer gave them, each once. A tag is in lower case and has letters, digits and a few
/// marks, but no spaces.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tags(Box<str>);

impl Tags {
    /// Parses tags that are separated by commas or white space.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::of(text.split(|c: char| c == ',' || c.is_whitespace()))
    }

    /// Parses tags one by one; white space within a tag becomes a hyphen. Blank ones are left out.
    pub fn of<'a>(given: impl IntoIterator<Item = &'a str>) -> Result<Self, Invalid> {
        let mut tags: Vec<String> = Vec::new();
        for text in given {
            let tag = normalized(text);
            if tag.is_empty() {
                continue;
            }
            checked(&tag)?;
            if !tags.contains(&tag) {
                if tags.len() == TAGS_MAX {
                    return Err(Invalid(format!("has more than {TAGS_MAX} tags")));
                }
                tags.push(tag);
            }
        }
        Ok(Self(tags.join(" ").into()))
    }

    /// Tags from the store, not validated.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The tags one by one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|tag| !tag.is_empty()).take(TAGS_MAX)
    }

    /// All tags, separated by spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

/// A tag as it is stored and compared, of what somebody typed.
pub fn normalized(text: &str) -> String {
    let lower: String = text.trim().trim_start_matches('#').nfkc().collect::<String>().to_lowercase();
    // lower case may undo the composition of letters and marks
    let composed: String = lower.nfkc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join("-")
}

fn checked(tag: &str) -> Result<(), Invalid> {
    let shown: String = tag.chars().take(TAG_MAX).filter(|c| !c.is_control()).collect();
    if let Some(bad) = tag.chars().find(|c| !is_of_tag(*c)) {
        return Err(Invalid(format!(
            "has {bad:?} in the tag {shown:?}; a tag has letters, digits, and the marks - _ + . #"
        )));
    }
    if !tag.chars().any(char::is_alphanumeric) {
        return Err(Invalid(format!("has the tag {shown:?} without a letter or a digit")));
    }
    match tag.chars().count() {
        long if long > TAG_MAX => {
            Err(Invalid(format!("has a tag of {long} characters, {shown}…; {TAG_MAX} are allowed")))
        }
        _ => Ok(()),
    }
}

fn is_of_tag(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_' | '+' | '.' | '#')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<Vec<String>, String> {
        let tags = Tags::parse(text).map_err(|why| why.to_string())?;
        Ok(tags.iter().map(str::to_owned).collect())
    }

    #[test]
    fn tags_are_found_however_they_are_typed() {
        assert_eq!(parsed("#Art, live-Coding  C++ art C#").unwrap(), ["art", "live-coding", "c++", "c#"]);
        assert_eq!(parsed(" ,, ").unwrap(), [""; 0]);
        // another form of the same letters
        assert_eq!(parsed("CAFE\u{301} ｃａｆé").unwrap(), ["café"]);
        assert_eq!(parsed("日本語 हिन्दी").unwrap(), ["日本語", "हिन्दी"]);
        let spaced = Tags::of(["Live  coding", " #Art "]).unwrap();
        assert_eq!(spaced.as_str(), "live-coding art");
    }

    #[test]
    fn what_is_no_tag_is_refused_with_the_reason() {
        for (text, why) in [
            ("a/b", "'/' in the tag \"a/b\""),
            ("<script>", "'<'"),
            ("a\u{202e}b", "'\\u{202e}'"),
            ("--", "without a letter"),
            ("a b c d e f g h i j k", "more than 10"),
        ] {
            let error = parsed(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(parsed(&"x".repeat(31)).unwrap_err().contains("31 characters"));
        assert_eq!(parsed("a b c d e f g h i j a B").unwrap().len(), 10);
    }

    proptest! {
        #[test]
        fn what_was_accepted_stays_as_it_is(text in "([#A-Za-zßİǅ\\p{L}\\p{M}0-9+.,-]{0,12}[ ,]?){0,6}|\\PC{0,30}") {
            if let Ok(tags) = Tags::parse(&text) {
                prop_assert!(tags.iter().count() <= TAGS_MAX);
                prop_assert_eq!(&Tags::parse(tags.as_str()).unwrap(), &tags);
                prop_assert_eq!(&Tags::of(tags.iter()).unwrap(), &tags);
            }
        }
    }
}
