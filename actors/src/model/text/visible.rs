//! Visibility of characters, and the one rule for visible names, of people, streamers and anything else that has a
//! name.

use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// Why a name is not fully visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// It has no visible character.
    Everything,
    /// A character that no font has a glyph for: unassigned, or for private use.
    Pictureless(char),
    /// A combining mark without a base character.
    LooseMark(char),
}

/// The first fault in a name's visibility, if any.
pub fn unseen(name: &str) -> Option<Unseen> {
    if let Some(c) = name.chars().find(|c| is_pictureless(*c)) {
        return Some(Unseen::Pictureless(c));
    }
    if !name.chars().any(is_seen) {
        return Some(Unseen::Everything);
    }
    // an invisible character carries no mark
    let mut carries = false;
    for c in name.chars() {
        if is_combining_mark(c) && !carries {
            return Some(Unseen::LooseMark(c));
        }
        carries = is_seen(c) || is_combining_mark(c) || (carries && is_ignorable(c));
    }
    None
}

/// Whether a character is visible by itself.
fn is_seen(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || is_ignorable(c)
        || looks_blank(c)
        || is_combining_mark(c)
        || is_pictureless(c))
}

fn is_pictureless(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::Unassigned | GeneralCategory::PrivateUse | GeneralCategory::Surrogate
    )
}

/// Whether a character is a letter or a symbol that looks like a space: Braille without dots, a musical note without a
/// head, a lost hieroglyph.
pub(crate) fn looks_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{1d159}' | '\u{13441}' | '\u{13442}')
}

/// Whether a character is invisible: Default_Ignorable_Code_Point of the Unicode Character Database, annotation marks,
/// and the object replacement character.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_and_of_emoji_are_seen() {
        for name in [
            "Bob",
            "Zoë",
            "Zoe\u{308}",
            "ދިވެހި",
            "שָׁלוֹם",
            "สวัสดี",
            "हिन्दी",
            "日本",
            "1",
            "_",
            "…",
            "$",
            "👩🏽‍💻",
            "🇩🇪",
            "1️⃣",
        ] {
            assert_eq!(unseen(name), None, "{name}");
        }
        for emoji in emojis::iter() {
            assert_eq!(unseen(emoji.as_str()), None, "{}", emoji.name());
        }
    }

    #[test]
    fn names_that_show_as_nothing_are_not() {
        for name in [
            "",
            " ",
            "\u{301}",
            "\u{7a6}\u{7a7}",
            "\u{200b}\u{fe0f}",
            "\u{2800}\u{1d159}",
            "\u{3164}",
            " \u{93e} ",
        ] {
            assert_eq!(unseen(name), Some(Unseen::Everything), "{name:?}");
        }
        for (name, c) in [
            ("\u{e000}", '\u{e000}'),
            ("Bob\u{f8ff}", '\u{f8ff}'),
            ("\u{378}", '\u{378}'),
            ("a\u{10ffff}", '\u{10ffff}'),
        ] {
            assert_eq!(unseen(name), Some(Unseen::Pictureless(c)), "{name:?}");
        }
        for name in ["\u{301}Bob", "Bob \u{301}", "a\u{2800}\u{301}", "\u{200d}\u{301}a"] {
            assert!(matches!(unseen(name), Some(Unseen::LooseMark(_))), "{name:?}");
        }
        assert_eq!(unseen("é\u{200d}\u{301}"), None);
    }
}
