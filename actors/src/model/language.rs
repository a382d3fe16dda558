//! The language that is spoken in a stream.

use std::ops::Deref;

use isolang::Language as Known;
use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

use super::text::Invalid;

/// Longest tag, in characters. Tags in use are shorter.
const TAG_MAX: usize = 35;

/// A language as a BCP 47 tag in its usual spelling, such as `en` or `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(Box<str>);

impl Language {
    /// Parses a tag, or the English name of a language.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const RIGHT: &str = "is not a language; write its tag, such as en, de or pt-BR, or its English name";
        let text = text.trim();
        if text.is_empty() {
            return Err("is empty; write a language tag, such as en, de or pt-BR".into());
        }
        if let Some(tag) = tag_of_name(text) {
            return Ok(Self(tag.into()));
        }
        if text.len() > TAG_MAX {
            return Err(RIGHT.into());
        }
        let tag = LanguageTag::parse_and_normalize(text).map_err(|_| Invalid::from(RIGHT))?;
        if known(tag.primary_language()).is_none() {
            return Err(RIGHT.into());
        }
        // en, not eng
        let short = known(tag.primary_language()).and_then(|known| known.to_639_1());
        let rest = &tag.as_str()[tag.primary_language().len()..];
        Ok(Self(format!("{}{rest}", short.unwrap_or(tag.primary_language())).into()))
    }

    /// A tag from the store, not validated.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The tag of the language alone, without script and region.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The language in English, with what the tag says besides: `German`, `Portuguese (BR)`. The tag itself where the
    /// language is unknown.
    pub fn name(&self) -> String {
        match (english(self.primary()), self.0.split_once('-')) {
            (Some(name), Some((_, rest))) => format!("{name} ({rest})"),
            (Some(name), None) => name.to_owned(),
            (None, _) => self.0.to_string(),
        }
    }
}

impl Deref for Language {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// The English name of a language by its code, without explanations.
pub fn english(code: &str) -> Option<&'static str> {
    known(code).map(|known| plain(known.to_name()))
}

fn known(code: &str) -> Option<Known> {
    Known::from_639_1(code).or_else(|| Known::from_639_3(code))
}

/// `Modern Greek (1453-)` is called `Modern Greek`.
fn plain(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

fn tag_of_name(name: &str) -> Option<&'static str> {
    isolang::languages()
        .filter_map(|known| Some((plain(known.to_name()), known.to_639_1()?)))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, tag)| tag)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_language_is_a_tag_in_its_usual_spelling() {
        for (text, tag, name) in [
            ("DE", "de", "German"),
            ("pt-br", "pt-BR", "Portuguese (BR)"),
            ("zh-hant-tw", "zh-Hant-TW", "Chinese (Hant-TW)"),
            ("eng", "en", "English"),
            (" german ", "de", "German"),
            ("el", "el", "Modern Greek"),
            ("gsw", "gsw", "Swiss German"),
        ] {
            let language = Language::parse(text).unwrap();
            assert_eq!((&*language, language.name().as_str()), (tag, name), "{text}");
        }
        for bad in ["", "xx", "Klingonese", "de_AT", "de--AT", "x-private", "<b>", &"a-".repeat(40)] {
            assert!(Language::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Language::stored("no such").name(), "no such");
    }

    proptest! {
        #[test]
        fn what_was_accepted_stays_as_it_is(text in "[a-zA-Z]{1,3}(-[a-zA-Z0-9]{1,8}){0,4}|\\PC{0,40}") {
            if let Ok(language) = Language::parse(&text) {
                prop_assert!(language.len() <= TAG_MAX);
                prop_assert_eq!(&Language::parse(&language).unwrap(), &language);
            }
        }
    }
}
