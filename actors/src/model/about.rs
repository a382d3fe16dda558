//! What streamers tell about themselves: a longer text, and addresses of their pages elsewhere.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::address::https;
use super::text::{Invalid, bounded, with_emoji};

/// Longest text, in characters.
const TEXT_MAX: usize = 5000;
/// Most addresses.
const LINKS_MAX: usize = 10;

/// A text in Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AboutText(Box<str>);

impl AboutText {
    /// Parses what a streamer entered: trims it and replaces the names of emoji.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let unfit = |c: &char| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        if let Some(bad) = text.chars().find(unfit) {
            return Err(Invalid(format!("contains the invisible character {bad:?}; remove it")));
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match &*with_emoji(text.trim()) {
            "" => Err("is empty; write something".into()),
            text => bounded(text, TEXT_MAX).map(Self::stored),
        }
    }

    /// A text from the store, not validated.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }
}

impl Deref for AboutText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Addresses of pages elsewhere, in the streamer's order, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProfileLinks(Box<str>);

impl ProfileLinks {
    /// Parses addresses that are separated by white space.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::of(text.split_whitespace())
    }

    /// Parses addresses one by one. Blank ones are left out.
    pub fn of<'a>(given: impl IntoIterator<Item = &'a str>) -> Result<Self, Invalid> {
        let mut links: Vec<&str> = Vec::new();
        for link in given.into_iter().map(str::trim).filter(|link| !link.is_empty()) {
            let link = https(link).map_err(|Invalid(why)| {
                let shown: String = link.chars().take(60).filter(|c| !c.is_control()).collect();
                Invalid(format!("has {shown:?}, which {why}"))
            })?;
            if !links.contains(&link) {
                links.push(link);
            }
        }
        match links.len() {
            many if many > LINKS_MAX => Err(Invalid(format!("has more than {LINKS_MAX} links"))),
            _ => Ok(Self(links.join(" ").into())),
        }
    }

    /// Addresses from the store. Those that are none are not shown.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The addresses one by one.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|link| https(link).is_ok()).take(LINKS_MAX)
    }

    /// All addresses, separated by spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_has_lines_and_no_invisible_characters() {
        assert_eq!(&*AboutText::parse(" # Hi\r\n\r\n:art: ").unwrap(), "# Hi\n\n🎨");
        assert!(AboutText::parse("a\u{202e}b").is_err() && AboutText::parse("a\u{0}").is_err());
        assert!(AboutText::parse(" \n").is_err());
        assert!(AboutText::parse(&"x".repeat(5001)).unwrap_err().to_string().contains("5000 are allowed"));
    }

    #[test]
    fn links_are_encrypted_addresses_each_once() {
        let links =
            ProfileLinks::parse(" https://a.example/@zoe https://b.example https://a.example/@zoe ").unwrap();
        assert_eq!(links.iter().collect::<Vec<_>>(), ["https://a.example/@zoe", "https://b.example"]);
        for (bad, why) in [
            ("javascript:alert(1)", "address of the kind"),
            ("http://a.example", "not encrypted"),
            ("https://me:pw@a.example", "user name"),
            ("a.example", "not an address"),
        ] {
            assert!(ProfileLinks::parse(bad).unwrap_err().to_string().contains(why), "{bad}");
        }
        let many: Vec<_> = (0..11).map(|n| format!("https://{n}.example")).collect();
        assert!(ProfileLinks::of(many.iter().map(String::as_str)).is_err());
        // whatever a database holds
        assert_eq!(ProfileLinks::stored("javascript:x https://a.example").iter().count(), 1);
    }

    proptest! {
        #[test]
        fn what_was_accepted_stays_as_it_is(text in "[\\s\\S]{0,60}", links in "(https://[a-z.]{0,9}/? ?){0,4}") {
            if let Ok(about) = AboutText::parse(&text) {
                prop_assert_eq!(&AboutText::parse(&about).unwrap(), &about);
            }
            if let Ok(links) = ProfileLinks::parse(&links) {
                prop_assert_eq!(&ProfileLinks::of(links.iter()).unwrap(), &links);
            }
        }
    }
}
