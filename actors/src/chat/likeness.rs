//! When two names look alike.
//!
//! Both forms follow UTS #39, "Unicode Security Mechanisms", section 4. Its skeleton goes far: it takes `l`, `I` and `1`
//! for the same, `0` and `O`, `rn` and `m`. That is right where somebody would pass for the streamer or a moderator. It
//! is wrong among viewers, of whom `Ari` and `Arl`, or `Dan0` and `Dano`, may well be two; there, only what comes from
//! outside ASCII is taken for the ASCII letters it looks like.

use unicode_normalization::UnicodeNormalization as _;

use super::text::{BLANK_BRAILLE, clean, is_ignorable};

/// The form by which names are compared: equal for names that differ in case, in width, in spaces and other things that
/// cannot be seen, or by letters of other scripts that look like Latin ones. Its own likeness is itself.
pub fn likeness(name: &str) -> String {
    settle(name, mild)
}

/// The form by which names are compared with those that nobody may come near, besides [`likeness`]: everything that
/// looks alike is equal, accents or not. Its own skeleton is itself.
pub fn skeleton(name: &str) -> String {
    settle(name, |name| {
        let look: String =
            visible(name).chars().map(|c| if c.is_ascii() { c.into() } else { prototype(c) }).collect();
        let small: String = look.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
        // `i` joins `l`, since `I` belongs to both
        unicode_security::skeleton(&small)
            .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
            .map(|c| if c == 'i' { 'l' } else { c.to_ascii_lowercase() })
            .collect()
    })
}

fn settle(name: &str, form: impl Fn(&str) -> String) -> String {
    let mut name = form(name);
    // twice is the rule: a letter that is found behind another may have a lower case or a look-alike of its own
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
    // A capital may look like another letter than the small one does: Greek Ν and ν are taken for N and v. Beside Latin
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

/// Compatible characters made one, and what cannot be seen left out. Without its tags, a flag would be like every other.
fn visible(name: &str) -> String {
    let is_tag = |c: char| matches!(c, '\u{e0020}'..='\u{e007f}');
    let is_seen = |c: &char| {
        (!is_ignorable(*c) || is_tag(*c)) && !c.is_whitespace() && !c.is_control() && *c != BLANK_BRAILLE
    };
    clean(name).nfkc().filter(is_seen).collect()
}

/// The small letter for which a character from outside ASCII may be taken.
fn latin_look(c: char, by_look: bool) -> String {
    let own = prototype(c);
    let small: String = fold(c);
    let is_capital = !small.starts_with(c);
    // `l` stands for capital `I` too, of which the small form tells more
    if by_look && own.is_ascii() && !(is_capital && own == "l") {
        return own.to_ascii_lowercase();
    }
    let small_look: String = small.chars().map(prototype).collect();
    let large_look: String = small.chars().flat_map(char::to_uppercase).map(prototype).collect();
    if !small_look.is_ascii() && large_look.bytes().all(|b| b.is_ascii_alphabetic()) {
        large_look.to_ascii_lowercase()
    } else {
        small_look
    }
}

fn prototype(c: char) -> String {
    unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).collect()
}

/// Full case folding but for a few letters of which the capital form is younger than the small one.
fn fold(c: char) -> String {
    c.to_uppercase().flat_map(char::to_lowercase).collect()
}
