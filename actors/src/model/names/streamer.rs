//! Public names of streamers.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::text::{Unseen, is_ignorable, looks_blank, unseen};

/// Longest streamer name in characters: it must also fit as a chat name.
pub const STREAMER_NAME_MAX: usize = 20;
/// First path components that belong to the site and so cannot be a streamer's page.
pub const RESERVED_NAMES: &[&str] = &[
    "-",
    ".well-known",
    "admin",
    "api",
    "apple-touch-icon.png",
    "auth",
    "favicon.ico",
    "healthz",
    "hls",
    "metrics",
    "protected-hls",
    "readyz",
    "robots.txt",
    "sitemap.xml",
    "sw.js",
    "socket.io",
    "static",
    "theme",
];

/// Why a name was rejected; the message is for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// No visible character.
    #[error("nothing of the name can be seen; give it at least one letter or digit")]
    Blank,
    /// Longer than [`STREAMER_NAME_MAX`].
    #[error("the name is longer than {STREAMER_NAME_MAX} characters")]
    TooLong,
    /// A character that cannot be part of a page's address.
    #[error("the name contains {0:?}, which cannot be part of a page's address")]
    Character(char),
    /// A character that is invisible in its place.
    #[error("the name contains {0:?}, which cannot be seen; leave it out")]
    Unseen(char),
    /// Collides with a page of the site.
    #[error("the name {0:?} is an address of the site itself; choose another")]
    Reserved(String),
}

/// A streamer's public name. It keeps its registered spelling and compares without case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct StreamerName {
    spelled: Arc<str>,
    folded: Arc<str>,
}

impl StreamerName {
    /// Validates a name for a new streamer.
    pub fn parse(name: &str) -> Result<Self, InvalidName> {
        let name = name.trim();
        if unseen(name) == Some(Unseen::Everything) {
            return Err(InvalidName::Blank);
        }
        if name.chars().count() > STREAMER_NAME_MAX {
            return Err(InvalidName::TooLong);
        }
        if let Some(bad) = name.chars().find(|c| is_unfit_for_address(*c)) {
            return Err(InvalidName::Character(bad));
        }
        // variation selectors, which choose between the emoji and the text form, may stay
        let is_invisible = |c: &char| {
            looks_blank(*c)
                || (is_ignorable(*c) && !matches!(c, '\u{fe0e}' | '\u{fe0f}'))
                || matches!(c, '\u{2028}' | '\u{2029}')
        };
        if let Some(bad) = name.chars().find(is_invisible) {
            return Err(InvalidName::Unseen(bad));
        }
        if let Some(Unseen::Pictureless(bad) | Unseen::LooseMark(bad)) = unseen(name) {
            return Err(InvalidName::Unseen(bad));
        }
        let parsed = Self::stored(name);
        if RESERVED_NAMES.contains(&parsed.folded()) || name.chars().all(|c| c == '.') {
            return Err(InvalidName::Reserved(name.to_owned()));
        }
        Ok(parsed)
    }

    /// A name from the store, not validated: the rules may have been different when it was registered.
    pub fn stored(name: &str) -> Self {
        Self { spelled: name.into(), folded: fold(name).into() }
    }

    /// The name as registered.
    pub fn as_str(&self) -> &str {
        &self.spelled
    }

    /// The form that all spellings of a name have in common; the key of every map of streamers.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

/// The form in which names are compared: lower case.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

fn is_unfit_for_address(c: char) -> bool {
    c.is_control() || matches!(c, '/' | '\\' | '?' | '#' | '%' | '"' | '<' | '>' | '`')
}

impl PartialEq for StreamerName {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}
impl Eq for StreamerName {}
impl std::hash::Hash for StreamerName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}
impl fmt::Display for StreamerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled)
    }
}
impl From<String> for StreamerName {
    fn from(name: String) -> Self {
        Self::stored(&name)
    }
}

impl From<StreamerName> for String {
    fn from(name: StreamerName) -> Self {
        name.spelled.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_keep_their_spelling() {
        let name = StreamerName::parse(" Zoë ").unwrap();
        assert_eq!(name, StreamerName::stored("ZOË"));
        assert_eq!(name.as_str(), "Zoë");
    }

    #[test]
    fn names_of_locations_in_the_shipped_nginx_file_are_reserved() {
        let site = include_str!("../../../../config/nginx/site.conf");
        // the second server listens on this machine only and has no pages of streamers
        let public = site.split("\nserver {").nth(1).unwrap();
        let mut seen = 0;
        for line in public.lines().filter(|line| line.contains("location ")) {
            let Some((_, path)) = line.split_once('/') else { continue };
            let first: String =
                path.chars().take_while(|c| c.is_alphanumeric() || "-._".contains(*c)).collect();
            assert!(first.is_empty() || RESERVED_NAMES.contains(&first.as_str()), "{line}");
            seen += usize::from(!first.is_empty());
        }
        assert!(seen >= 5, "only {seen} locations were found");
    }

    #[test]
    fn names_that_cannot_be_an_address_are_refused() {
        for (name, why) in [
            ("", InvalidName::Blank),
            ("  ", InvalidName::Blank),
            ("a/b", InvalidName::Character('/')),
            ("a\u{202e}b", InvalidName::Unseen('\u{202e}')),
            ("\u{301}", InvalidName::Blank),
            ("\u{7a6}\u{7a7}", InvalidName::Blank),
            ("\u{3164}", InvalidName::Blank),
            ("\u{e000}", InvalidName::Unseen('\u{e000}')),
            ("a\u{378}", InvalidName::Unseen('\u{378}')),
            ("\u{301}a", InvalidName::Unseen('\u{301}')),
            ("HLS", InvalidName::Reserved("HLS".into())),
            ("..", InvalidName::Reserved("..".into())),
            ("123456789012345678901", InvalidName::TooLong),
        ] {
            assert_eq!(StreamerName::parse(name).unwrap_err(), why, "{name:?}");
        }
    }
}
