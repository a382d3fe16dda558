//! The pieces of which text consists: runs of letters, runs of digits, and signs that stand alone.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::model::text::{confusable_key, is_ignorable, looks_blank};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    /// As it is compared.
    pub folded: Cow<'t, str>,
    /// Where it stands, in bytes.
    pub of: Range<usize>,
    /// Whether it is a symbol, such as an emoji, rather than of letters or digits.
    pub is_symbol: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// A letter of a script that writes no spaces: a piece of its own, so that words are found between others.
    Alone,
    Symbol,
    /// Belongs to whatever stands before it.
    Joined,
    Between,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        _ if c.is_ascii() => Class::Between,
        _ if is_combining_mark(c) || is_ignorable(c) => Class::Joined,
        _ if writes_no_spaces(c) => Class::Alone,
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_whitespace() || looks_blank(c) || is_punctuation(c) => Class::Between,
        _ => Class::Symbol,
    }
}

/// Han, kana, Thai, Lao, Burmese and Khmer.
fn writes_no_spaces(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn is_punctuation(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{a9}' | '\u{ab}' | '\u{ac}' | '\u{ae}'..='\u{b1}' | '\u{b4}' | '\u{b6}'..='\u{b8}' | '\u{bb}' | '\u{bf}'
        | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// The stretches between white space, in order.
pub(super) fn chunks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_blank = |c: char| c.is_whitespace() || looks_blank(c);
    let mut from = 0;
    text.split_inclusive(is_blank).filter_map(move |chunk| {
        let start = from;
        from += chunk.len();
        let seen = chunk.trim_end_matches(is_blank).len();
        (seen > 0).then_some(start..start + seen)
    })
}

/// The pieces of a stretch of a text, in order.
pub(super) fn pieces<'t>(text: &'t str, stretch: Range<usize>, into: &mut Vec<Piece<'t>>) {
    let mut begun: Option<(usize, Class)> = None;
    let mut end = |begun: Option<(usize, Class)>, at: usize| {
        if let Some((from, class)) = begun {
            let folded = fold(&text[from..at]);
            if !folded.is_empty() {
                into.push(Piece { folded, of: from..at, is_symbol: class == Class::Symbol });
            }
        }
    };
    for (at, c) in text[stretch.clone()].char_indices().map(|(at, c)| (stretch.start + at, c)) {
        let class = class(c);
        match class {
            Class::Joined => continue,
            Class::Between => {
                end(begun.take(), at);
            }
            Class::Letter | Class::Digit if begun.is_some_and(|(_, before)| before == class) => {}
            _ => {
                end(begun.replace((at, class)), at);
            }
        }
    }
    end(begun, stretch.end);
}

/// The form in which pieces are compared: that of names, without marks that no letter is composed with.
pub(super) fn fold(piece: &str) -> Cow<'_, str> {
    if piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        Cow::Borrowed(piece)
    } else if piece.is_ascii() {
        Cow::Owned(piece.to_ascii_lowercase())
    } else {
        let key = confusable_key(piece);
        Cow::Owned(key.nfc().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect())
    }
}

/// The letter that a regional indicator shows.
pub(super) fn of_flag(c: char) -> Option<char> {
    let nth = (c as u32).checked_sub(0x1f1e6).filter(|nth| *nth < 26)?;
    char::from_u32('a' as u32 + nth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, &str)> {
        let mut all = Vec::new();
        pieces(text, 0..text.len(), &mut all);
        all.into_iter().map(|piece| (piece.folded.into_owned(), &text[piece.of])).collect()
    }

    #[test]
    fn pieces_are_whole_words_numbers_and_signs() {
        for (text, expected) in [
            ("Don't, b2b!", &["don", "t", "b", "2", "b"][..]),
            ("Воb ⓑⓞⓑ", &["bob", "bob"]),
            ("我爱你ok", &["我", "爱", "你", "ok"]),
            ("s\u{336}h\u{336}y «нет»", &["shy", "het"]),
            ("👍🏽ok🎉", &["👍", "🏽", "ok", "🎉"]),
            ("... —", &[]),
        ] {
            let found: Vec<String> = read(text).into_iter().map(|(folded, _)| folded).collect();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(read("(Ша́х)")[0].1, "Ша́х");
    }
}
