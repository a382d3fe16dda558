//! Names that look alike.
//!
//! Both forms follow UTS #39, "Unicode Security Mechanisms", section 4. Its skeleton equates `l`, `I` and `1`, `0` and
//! `O`, `rn` and `m`. That is right against impersonation of the streamer or a moderator, but wrong among viewers:
//! `Ari` and `Arl`, or `Dan0` and `Dano`, may well be two people. Among viewers, only characters outside ASCII are
//! equated with the ASCII letters that they look like.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use super::clean::{clean, is_emoji};
use crate::model::text::{is_ignorable, looks_blank};

/// The form by which viewers' names are compared: equal for names that differ only in case, width, spaces, invisible
/// characters, or letters of other scripts that look like Latin ones. Idempotent.
pub fn confusable_key(name: &str) -> String {
    settle(name, mild)
}

/// The form by which names are compared with protected ones, in addition to [`confusable_key`]: equal for all names
/// that look alike, with or without accents. Idempotent.
pub fn skeleton(name: &str) -> String {
    settle(name, |name| {
        let look: String = visible(name).chars().map(prototype).collect();
        let small: String = look.chars().flat_map(fold).map(prototype).collect();
        // `i` becomes `l`, because `I` belongs to both
        let simple = small.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
        simple.map(|c| if c == 'i' { 'l' } else { c }).collect()
    })
}

fn settle(name: &str, form: impl Fn(&str) -> String) -> String {
    let mut name = form(name);
    // usually twice: a letter found as a look-alike may have a lower case or a look-alike of its own
    for _ in 0..8 {
        let next = form(&name);
        if next == name {
            break;
        }
        name = next;
    }
    name
}

fn mild(name: &str) -> String {
    let visible = visible(name);
    // A capital may look like another letter than its lower case does: Greek Ν and ν look like N and v. Next to Latin
    // letters its look counts; in a name without any, it is the same letter in any case.
    let by_look = visible.chars().any(|c| c.is_ascii_alphabetic());
    let mut out = String::with_capacity(visible.len());
    for c in visible.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.push_str(&latin_look(c, by_look));
        }
    }
    out
}

/// Unifies compatibility characters and drops invisible ones, except tags: without them, all tagged flags would be
/// equal.
fn visible(name: &str) -> String {
    let is_seen = |c: &char| {
        (!is_ignorable(*c) || is_tag(*c)) && !c.is_whitespace() && !c.is_control() && !looks_blank(*c)
    };
    clean(name).chars().map(unstyled).nfkc().filter(is_seen).collect()
}

/// Undoes styles of Latin letters that compatibility forms leave alone, or map to another letter than they look like.
fn unstyled(c: char) -> char {
    const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
    let nth = match c {
        // lunate sigmas, which look like c
        'ϲ' | 'Ϲ' => Some('c' as u32 - 'a' as u32),
        // white on black, in circles and in squares
        '\u{1f150}'..='\u{1f169}' => Some(c as u32 - 0x1f150),
        '\u{1f170}'..='\u{1f189}' => Some(c as u32 - 0x1f170),
        '\u{250}'..='\u{2af}' | '\u{1d00}'..='\u{1d2b}' | '\u{a730}'..='\u{a7af}' => {
            SMALL_CAPITALS.chars().zip(0..).find_map(|(letter, nth)| (letter == c).then_some(nth))
        }
        _ => None,
    };
    nth.and_then(|nth| char::from_u32('a' as u32 + nth)).unwrap_or(c)
}

/// Invisible tags, by which flags differ.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// The lower-case letter that a character from outside ASCII looks like.
fn latin_look(c: char, by_look: bool) -> String {
    let own = prototype(c);
    // `l` also stands for capital `I`, whose lower case is more specific
    let is_capital_i = own == "l" && c.is_uppercase();
    if by_look && own.is_ascii() && !is_capital_i {
        return own.to_ascii_lowercase();
    }
    fold(c).map(small_look).collect()
}

/// The look of a lower-case letter, or of its capital if only that looks Latin: both are the same letter.
fn small_look(small: char) -> String {
    let look = prototype(small);
    let large_look: String = small.to_uppercase().map(prototype).collect();
    if !look.is_ascii() && large_look.bytes().all(|b| b.is_ascii_alphabetic()) {
        large_look.to_ascii_lowercase()
    } else {
        look.into_owned()
    }
}

/// The prototype of a character in UTS #39. Emoji are their own prototypes: red and green apples differ.
fn prototype(c: char) -> Cow<'static, str> {
    match OF_ASCII.get(c as usize) {
        Some(look) => Cow::Borrowed(look),
        None if is_tag(c) || is_emoji(c) => Cow::Owned(c.into()),
        None => Cow::Owned(looked_up(c)),
    }
}

/// Prototypes of ASCII, which most names use, looked up once.
static OF_ASCII: LazyLock<Vec<String>> = LazyLock::new(|| ('\0'..='\x7f').map(looked_up).collect());

fn looked_up(c: char) -> String {
    unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).collect()
}

/// Full case folding, except for a few letters whose capital is newer than the lower case.
fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_uppercase().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert_eq!(confusable_key(one), confusable_key(other), "{one:?} {other:?}");
        assert_eq!(skeleton(one), skeleton(other), "{one:?} {other:?}");
    }

    #[test]
    fn names_are_alike_whatever_their_case_width_and_script() {
        for (one, other) in [
            ("Streamer", "sTREAMER"),
            ("Streamer", "Ｓｔｒｅａｍｅｒ"),
            ("Streamer", "𝓢𝓽𝓻𝓮𝓪𝓶𝓮𝓻"),
            ("Streamer", "Ⓢⓣⓡⓔⓐⓜⓔⓡ"),
            ("Streamer", "🅢🅣🅡🅔🅐🅜🅔🅡"),
            ("Streamer", "🆂🆃🆁🅴🅰🅼🅴🆁"),
            ("Streamer", "ꜱᴛʀᴇᴀᴍᴇʀ"),
            // Cyrillic
            ("Streamer", "Strеаmеr"),
            ("paypal", "раураl"),
            ("Bob", "Воb"),
            ("BOB", "ВОВ"),
            ("Nick", "Νick"),
            ("Ivan", "Іvan"),
            // Greek
            ("Anton", "Αntοn"),
            ("Alice", "ΑLΙϹΕ"),
            // Cherokee, and small capitals
            ("Greta", "ᏀretᎪ"),
            ("ZOË", "zoë"),
            ("Zoë", "Zoe\u{308}"),
            ("straße", "STRASSE"),
        ] {
            same(one, other);
        }
    }

    #[test]
    fn a_name_of_another_script_is_the_same_in_any_case() {
        assert_eq!(confusable_key("ΣΊΣΥΦΟΣ"), confusable_key("Σίσυφος"));
        assert_eq!(confusable_key("ВИКТОР"), confusable_key("Виктор"));
    }

    #[test]
    fn what_cannot_be_seen_makes_no_difference() {
        for other in [
            "Stream er",
            "Streamer ",
            "Stream\u{200b}er",
            "\u{feff}Streamer",
            "Stream\u{ad}er",
            "Stream\u{3164}er",
            "Stream\u{2800}er",
            "Stream\u{a0}er",
            "Stream\u{e0041}er",
            "Stream\u{202e}er",
            "Streamer\u{fe0f}",
            "Streamer\0",
        ] {
            same("Streamer", other);
        }
        assert_eq!(confusable_key(" \u{200b}\u{2800}\u{e0061}"), "");
    }

    #[test]
    fn viewers_may_have_names_that_only_resemble_each_other() {
        for (one, other) in
            [("Ari", "Arl"), ("Dan0", "Dano"), ("Bar1", "Barl"), ("corner", "comer"), ("Jose", "José")]
        {
            assert_ne!(confusable_key(one), confusable_key(other));
            assert_eq!(skeleton(one), skeleton(other));
        }
    }

    #[test]
    fn different_names_are_different() {
        for (one, other) in [
            ("Bob", "Rob"),
            ("Bob", "Bob2"),
            ("Anna", "Ana"),
            ("Саша", "Маша"),
            ("张伟", "王伟"),
            ("さくら", "すみれ"),
            ("محمد", "أحمد"),
            ("रवि", "रवी"),
            ("😀", "🎉"),
            ("👍🏻", "👍🏿"),
        ] {
            assert_ne!(confusable_key(one), confusable_key(other));
            assert_ne!(skeleton(one), skeleton(other));
        }
    }

    #[test]
    fn no_two_emoji_are_alike() {
        let mut seen = HashMap::new();
        let toned = emojis::iter().flat_map(|emoji| emoji.skin_tones().into_iter().flatten());
        for emoji in emojis::iter().chain(toned) {
            let alike = seen.insert(confusable_key(emoji.as_str()), emoji).filter(|other| *other != emoji);
            assert_eq!(alike, None, "{emoji}");
        }
    }

    #[test]
    fn every_letter_is_like_itself_in_any_case() {
        // Latin, Greek, Cyrillic, Armenian, Georgian, Cherokee, circled, Coptic, Deseret
        let letters = ('\0'..'\u{590}').chain('\u{10a0}'..'\u{1100}').chain('\u{13a0}'..'\u{1400}');
        let more = ('\u{1c80}'..'\u{2e00}').chain('\u{a640}'..'\u{a800}').chain('\u{10400}'..'\u{10450}');
        for letter in letters.chain(more).map(String::from) {
            let like = confusable_key(&letter);
            assert_eq!(confusable_key(&like), like, "{letter}");
            assert_eq!(confusable_key(&letter.to_lowercase()), like, "{letter}");
            assert_eq!(confusable_key(&letter.to_uppercase()), like, "{letter}");
        }
    }

    proptest! {
        #[test]
        fn likeness_is_its_own(name in "[\\PCa-zΑ-ωА-я\u{300}-\u{340}\u{200b}-\u{200f}]{0,20}") {
            let confusable_key = super::confusable_key(&name);
            prop_assert_eq!(super::confusable_key(&confusable_key), confusable_key);
            let skeleton = super::skeleton(&name);
            prop_assert_eq!(super::skeleton(&skeleton), skeleton);
        }

        #[test]
        fn names_of_ascii_are_alike_only_but_for_case_and_spaces(one in "[ -~]{0,6}", other in "[ -~]{0,6}") {
            let plain = |name: &str| name.replace(' ', "").to_lowercase();
            prop_assert_eq!(confusable_key(&one) == confusable_key(&other), plain(&one) == plain(&other));
        }
    }
}
