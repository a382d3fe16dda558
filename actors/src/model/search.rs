//! Which streams somebody looks for.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::description::Description;
use super::language::Language;
use super::short_text::ShortText;
use super::streamer::Streamer;
use super::tags::normalized;

/// Longest text to look for, in characters; the rest is left out.
const TEXT_MAX: usize = 100;
/// Longest tag and language to look for, in characters.
const WORD_MAX: usize = 40;

/// What somebody looks for. Empty parts admit every stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// As it was typed.
    text: String,
    /// What a stream must contain, each of them.
    words: Vec<String>,
    tag: String,
    language: String,
}

impl Search {
    /// A search for words in name, title, description and tags, for a tag, and for a language by its primary code.
    pub fn new(text: &str, tag: &str, language: &str) -> Self {
        let text: String = text.trim().chars().filter(|c| !c.is_control()).take(TEXT_MAX).collect();
        let short = |word: &str| word.trim().chars().take(WORD_MAX).collect::<String>();
        Self {
            words: folded(&text).split_whitespace().map(str::to_owned).collect(),
            text,
            tag: normalized(&short(tag)),
            language: Language::stored(&short(language).to_lowercase()).primary().to_owned(),
        }
    }

    /// Whether it admits every stream.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.tag.is_empty() && self.language.is_empty()
    }

    /// What was typed, at most 100 characters of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tag as it is stored; empty for any.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The primary code of the language; empty for any.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether a stream is what somebody looks for.
    pub fn admits(&self, stream: &Streamer) -> bool {
        let spoken = stream.language.as_ref().map(Language::primary).unwrap_or_default();
        (self.language.is_empty() || self.language == spoken)
            && (self.tag.is_empty() || stream.tags.iter().any(|tag| tag == self.tag))
            && (self.words.is_empty() || self.is_said_of(stream))
    }

    fn is_said_of(&self, stream: &Streamer) -> bool {
        let texts = [
            stream.name.to_string(),
            stream.title.as_ref().map(ShortText::shown).unwrap_or_default(),
            stream.description.as_ref().map(Description::shown).unwrap_or_default(),
            stream.tags.as_str().to_owned(),
        ];
        let all = folded(&texts.join("\n"));
        self.words.iter().all(|word| all.contains(word.as_str()))
    }
}

/// Without case, accents and other forms of the same letters.
fn folded(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::names::{Secrets, StreamerName};
    use crate::model::{Setting, SettingKind};

    fn stream() -> Streamer {
        let mut stream = Streamer::new(StreamerName::stored("Zoë"), Secrets::derive("a").hash_given("key"));
        for (kind, text) in [
            (SettingKind::Title, "Painting tonight"),
            (SettingKind::Description, "with :art: and <b>tea</b>"),
            (SettingKind::Tags, "art live-coding"),
            (SettingKind::Language, "pt-BR"),
        ] {
            stream.set(Setting::parse(kind, text).unwrap());
        }
        stream
    }

    #[test]
    fn a_stream_is_found_by_every_word_tag_and_language_together() {
        for (text, tag, language, found) in [
            ("", "", "", true),
            ("zoe", "", "", true),
            ("ZOË PAINT", "", "", true),
            ("tonight zo", "", "", true),
            ("tonight bob", "", "", false),
            ("🎨 tea", "", "", true),
            ("coding", "", "", true),
            ("", "#Art", "", true),
            ("", "live coding", "", true),
            ("", "ar", "", false),
            ("", "", "pt", true),
            ("", "", "PT-pt", true),
            ("", "", "en", false),
            ("zoe", "art", "en", false),
        ] {
            assert_eq!(
                Search::new(text, tag, language).admits(&stream()),
                found,
                "{text:?} {tag:?} {language:?}"
            );
        }
    }

    #[test]
    fn what_is_looked_for_is_bounded() {
        let search = Search::new(&"word ".repeat(1000), &"x".repeat(1000), &"y".repeat(1000));
        assert_eq!(search.text().chars().count(), TEXT_MAX);
        assert_eq!((search.tag().len(), search.language().len()), (WORD_MAX, WORD_MAX));
        assert!(Search::new(" \u{0} ", " ", "").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_a_part_of_a_title_is_found(title in "\\PC{1,40}", text in "[\\s\\S]{0,60}") {
            let mut stream = stream();
            let _ = Search::new(&text, &text, &text).admits(&stream);
            if let Ok(setting) = Setting::parse(SettingKind::Title, &title) {
                let shown = setting.value().unwrap().to_owned();
                stream.set(setting);
                prop_assert!(Search::new(&shown, "", "").admits(&stream), "{shown:?}");
            }
        }
    }
}
