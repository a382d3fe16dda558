//! The languages of the interface: one for each folder of `locales`, whose file `language.ftl` describes it.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use tracing::error;
use unic_langid::LanguageIdentifier;

use super::files::{Message, TextError, described, folders};

/// A language that has texts in `locales`.
#[derive(Debug)]
pub struct Language {
    /// Tag of BCP 47, such as `en`, and the name of the folder in `locales`.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    /// How it writes numbers.
    pub(super) grouping: Grouping,
}

/// What stands between the digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grouping {
    /// Between groups of three digits.
    by: &'static str,
    /// Whether it also stands in numbers of four digits.
    from_thousand: bool,
}

/// The language that every text is first written in.
pub static ENGLISH: &Language = &Language {
    tag: "en",
    name: "English",
    is_rtl: false,
    grouping: Grouping { by: ",", from_thousand: true },
};

/// English in Hebrew letters, by which debug builds show what is not in the catalogue and what does not turn around.
static MIRRORED: &Language = &Language {
    tag: "en-XB",
    name: "Mirrored",
    is_rtl: true,
    grouping: Grouping { by: ",", from_thousand: true },
};

/// Languages live as long as the program.
static OTHERS: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let read = |folder: String| {
        let language = Language::read(&folder);
        language.inspect_err(|error| error!(%error, folder, "a language cannot be read")).ok()
    };
    folders().into_iter().filter(|folder| folder != ENGLISH.tag).filter_map(read).collect()
});

impl Language {
    /// Those that visitors choose from: English, then the others by tag.
    pub fn offered() -> impl Iterator<Item = &'static Self> {
        std::iter::once(ENGLISH).chain(OTHERS.iter())
    }

    /// Those that this build shows: debug builds also have a mirrored one, for browsers whose cookie names it.
    pub fn shown() -> impl Iterator<Item = &'static Self> {
        Self::offered().chain(cfg!(debug_assertions).then_some(MIRRORED))
    }

    /// The language with this tag, if this build shows it.
    pub fn find(tag: &str) -> Option<&'static Self> {
        Self::shown().find(|language| language.tag == tag)
    }

    /// The offered language that fits a tag best: `de` for `de-AT`, and `pt-BR` for `pt`.
    pub fn closest(tag: &str) -> Option<&'static Self> {
        fn main(tag: &str) -> &str {
            tag.split('-').next().unwrap_or(tag)
        }
        fn shorter<'a>(tag: &&'a str) -> Option<&'a str> {
            tag.rsplit_once('-').map(|(before, _)| before)
        }
        let named = |tag: &str| Self::offered().find(|language| language.tag.eq_ignore_ascii_case(tag));
        let like = || Self::offered().find(|language| main(language.tag).eq_ignore_ascii_case(main(tag)));
        std::iter::successors(Some(tag), shorter).find_map(named).or_else(like)
    }

    /// What the file of a folder tells.
    pub(super) fn read(folder: &str) -> Result<Self, TextError> {
        let file = described(folder)?;
        let told = |key: &str| file.plain(key);
        if folder.parse::<LanguageIdentifier>().is_err() {
            return Err(file.error("language-name", format!("`{folder}` is no tag of a language")));
        }
        let is_rtl = match told("language-direction")?.as_str() {
            "ltr" => false,
            "rtl" => true,
            _ => return Err(file.error("language-direction", "it is `ltr` or `rtl`")),
        };
        let (thousand, ten_thousand) = (told("language-thousand")?, told("language-ten-thousand")?);
        let by = ten_thousand.strip_prefix("12").and_then(|rest| rest.strip_suffix("345"));
        let grouping = by.map(|by| {
            let from_thousand = !by.is_empty() && thousand == format!("1{by}234");
            Grouping { by: by.to_owned().leak(), from_thousand }
        });
        let Some(grouping) = grouping.filter(|grouping| grouping.of("1234") == thousand) else {
            let what = "these are 1234 and 12345 with what stands between groups of three digits";
            return Err(file.error("language-thousand", what));
        };
        Ok(Self { tag: folder.to_owned().leak(), name: told("language-name")?.leak(), is_rtl, grouping })
    }

    /// A piece of a message as this language shows it.
    pub(super) fn shown_of<'a>(&self, message: &Message, text: &'a str) -> Cow<'a, str> {
        if self.is_mirrored() && !message.describes { mirrored(text) } else { Cow::Borrowed(text) }
    }

    pub(super) fn is_mirrored(&self) -> bool {
        self == MIRRORED
    }

    pub(super) fn folder(&self) -> &'static str {
        if self.is_mirrored() { ENGLISH.tag } else { self.tag }
    }

    /// What stands before the names of its scripts. English ones have no prefix.
    pub fn prefix(&self) -> String {
        if self == ENGLISH { String::new() } else { format!("{}.", self.tag) }
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Language {}

impl Hash for Language {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tag.hash(state);
    }
}

impl Grouping {
    /// Digits in groups.
    pub(super) fn of(self, digits: &str) -> String {
        if digits.len() < 4 || (digits.len() == 4 && !self.from_thousand) {
            return digits.to_owned();
        }
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(self.by);
            }
            text.push(digit);
        }
        text
    }
}

/// English in Hebrew letters. Tags and entities of HTML stay as they are.
pub(super) fn mirrored(text: &str) -> Cow<'_, str> {
    let is_within = |open: char, close: char| match (text.find(open), text.find(close)) {
        (open, Some(close)) => open.is_none_or(|open| close < open),
        _ => false,
    };
    // a variable in an attribute divides a tag into two texts
    let mut in_tag = is_within('<', '>');
    let letter = |c: char| {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        let nth = u32::from(c.to_ascii_lowercase()).wrapping_sub(u32::from('a'));
        let hebrew = char::from_u32(nth.wrapping_add(0x5d0)).filter(|_| c.is_ascii_alphabetic() && !in_tag);
        hebrew.unwrap_or(c)
    };
    Cow::Owned(text.chars().map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_is_a_language_that_is_offered() {
        let folders = super::folders();
        let offered: Vec<_> = Language::offered().map(|language| language.tag).collect();
        for folder in &folders {
            Language::read(folder).unwrap_or_else(|error| panic!("{error}"));
        }
        assert!(offered.len() == folders.len() && folders.iter().all(|folder| offered.contains(&&**folder)));
        let english = Language::read("en").unwrap();
        let told = |language: &Language| (language.name, language.is_rtl, language.grouping);
        assert_eq!(told(&english), told(ENGLISH));
    }

    #[test]
    fn a_regional_tag_finds_the_language_that_is_offered() {
        for (tag, found) in [
            ("en-GB", Some("en")),
            ("EN", Some("en")),
            ("de-AT", Some("de")),
            ("de-Latn-AT", Some("de")),
            ("xx", None),
            ("", None),
            (MIRRORED.tag, Some("en")),
        ] {
            assert_eq!(Language::closest(tag).map(|language| language.tag), found, "{tag}");
        }
    }

    #[test]
    fn digits_are_grouped_as_the_language_writes_them() {
        let comma = Grouping { by: ",", from_thousand: true };
        for (digits, text) in
            [("0", "0"), ("999", "999"), ("1000", "1,000"), ("1234567", "1,234,567"), ("100000", "100,000")]
        {
            assert_eq!(comma.of(digits), text);
        }
        let space = Grouping { by: "\u{a0}", from_thousand: false };
        assert_eq!((space.of("1234").as_str(), space.of("12345").as_str()), ("1234", "12\u{a0}345"));
    }

    #[test]
    fn mirroring_spares_tags() {
        assert_eq!(mirrored("ab <b class=\"a\">c</b>"), "אב <b class=\"a\">ג</b>");
        assert_eq!(mirrored("a\">b"), "a\">ב");
        assert_eq!(mirrored("b <a href=\""), "ב <a href=\"");
    }
}
