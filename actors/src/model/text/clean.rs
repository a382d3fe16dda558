//! Cleans and measures the text that users write.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

use super::as_typed;
use crate::model::text::{is_ignorable, looks_blank};

/// Most combining marks on one letter. Vietnamese has two, pointed Hebrew three; more pile up over other lines.
const MARKS_MAX: usize = 4;
const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
const BLACK_FLAG: char = '\u{1f3f4}';
const CANCEL_TAG: char = '\u{e007f}';
const KEYCAP: char = '\u{20e3}';

/// Most lines of one message, including blank ones: more would push other messages out of view.
const LINES_MAX: usize = 10;

/// Cleans one line: removes controls (line ends become spaces), marks that change the direction of text, invisible
/// characters that no emoji or script needs, and excess combining marks; trims the rest.
pub fn clean(text: &str) -> Cow<'_, str> {
    match without_disturbance(text) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_blank)),
        Cow::Owned(text) => {
            let trimmed = text.trim_matches(is_blank);
            Cow::Owned(if trimmed.len() < text.len() { trimmed.to_owned() } else { text })
        }
    }
}

/// Like [`clean`], but keeps up to ten lines separated by `\n`, with at most one blank line in a row. Further line ends
/// become spaces.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(is_paragraph_end) {
        return clean(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut lines, mut blank_before) = (0, false);
    for line in text.replace("\r\n", "\n").split(is_paragraph_end) {
        let line = without_disturbance(line);
        // leading spaces are intended
        let line = line.trim_end_matches(is_blank);
        if line.is_empty() {
            blank_before = true;
            continue;
        }
        if lines > 0 {
            let ends = usize::from(blank_before) + 1;
            match lines + ends <= LINES_MAX {
                true => out.push_str(&"\n\n"[..ends]),
                false => out.push(' '),
            }
            lines += ends;
        } else {
            lines = 1;
        }
        out.push_str(line);
        blank_before = false;
    }
    let trimmed = out.trim_matches(is_blank);
    Cow::Owned(if trimmed.len() < out.len() { trimmed.to_owned() } else { out })
}

fn without_disturbance(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !is_line_end(c) && !c.is_control() && !is_ignorable(c) && !is_combining_mark(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_line_end(c) {
            if !(c == '\r' && chars.peek() == Some(&'\n')) {
                out.push(' ');
            }
            continue;
        }
        if c == BLACK_FLAG {
            out.push(c);
            out.extend(flag_tags(&mut chars));
        } else if is_ignorable(c) {
            if may_stay(c, &out, chars.peek().copied()) {
                out.push(c);
            }
            continue;
        } else if is_combining_mark(c) {
            marks += 1;
            if marks <= MARKS_MAX {
                out.push(c);
            }
            continue;
        } else if !c.is_control() {
            out.push(c);
        } else {
            continue;
        }
        marks = 0;
    }
    Cow::Owned(out)
}

/// Length as users perceive it: an emoji or a custom emote `:alias:` counts one, everything else counts by character.
/// `is_emote` gets the alias without colons.
pub fn length(text: &str, is_emote: &dyn Fn(&str) -> bool) -> usize {
    let mut emotes = 0;
    let mut length = 0;
    // the text before this is counted
    let mut done = 0;
    for words in as_typed::words(text) {
        let mut seen = words.start;
        while let Some(start) = text[seen..words.end].find(':').map(|at| seen + at)
            && let Some(end) = text[start + 1..words.end].find(':').map(|at| start + 1 + at)
        {
            seen = end;
            if is_emote(&text[start + 1..end]) {
                length += length_without_emotes(&text[done..start]);
                emotes += 1;
                seen = end + 1;
                done = seen;
            }
        }
    }
    emotes + length + length_without_emotes(&text[done..])
}

fn length_without_emotes(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    // a cluster that is no known emoji counts in full; otherwise an endless chain of joined emoji would count one
    let count = |cluster: &str| if emojis::get(cluster).is_some() { 1 } else { cluster.chars().count() };
    text.graphemes(true).map(count).sum()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || looks_blank(c)
}

/// Whether a character ends a line; a tab, which also counts as a line end, becomes a space.
fn is_paragraph_end(c: char) -> bool {
    c != '\t' && is_line_end(c)
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether an invisible character is needed after `before` and in front of `next`.
fn may_stay(c: char, before: &str, next: Option<char>) -> bool {
    let Some(last) = before.chars().next_back() else { return false };
    match c {
        // text or emoji form
        '\u{fe0e}' | '\u{fe0f}' => is_emoji(last) || (is_keycap_base(last) && next == Some(KEYCAP)),
        ZERO_WIDTH_JOINER if is_part_of_emoji(last) => next.is_some_and(is_emoji),
        ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER => is_of_joining_script(last),
        _ => false,
    }
}

pub(super) fn is_emoji(c: char) -> bool {
    !c.is_ascii() && emojis::get(c.encode_utf8(&mut [0; 4])).is_some()
}

fn is_part_of_emoji(c: char) -> bool {
    is_emoji(c) || c == '\u{fe0f}' || matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_keycap_base(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '#' | '*')
}

/// Whether joiners change how letters of this script look: from Arabic through the scripts of India and its neighbours
/// to Mongolian.
fn is_of_joining_script(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// The invisible tags after a black flag that make it a region's flag, if complete: at most six and a cancel tag.
fn flag_tags(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Vec<char> {
    let mut ahead = chars.clone();
    let mut tags = Vec::new();
    while let Some(tag) =
        ahead.next_if(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}'))
        && tags.len() < 6
    {
        tags.push(tag);
    }
    if tags.is_empty() || ahead.next() != Some(CANCEL_TAG) {
        return Vec::new();
    }
    tags.push(CANCEL_TAG);
    *chars = ahead;
    tags
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn no_emotes(_: &str) -> bool {
        false
    }

    /// Hostile text.
    fn hostile() -> impl Strategy<Value = String> {
        let letters = "[\\PC\\x00-\\x20👩🏴❤👍🏽1क\u{300}\u{301}\u{200b}-\u{200f}\u{2800}\u{2028}-\u{202e}\u{fe0e}\u{fe0f}\u{20e3}\u{e0061}-\u{e007f}]{0,30}";
        letters.prop_map(|text: String| text)
    }

    #[test]
    fn what_disturbs_is_left_out() {
        for (text, shown) in [
            (" plain text ", "plain text"),
            ("two\nlines\r\nthree\ttab\u{2028}end\n", "two lines three tab end"),
            ("a\0b\u{7}c\u{1b}[31md\u{9b}", "abc[31md"),
            // overrides, isolates and marks of direction
            ("\u{202e}gnp.exe\u{202c} \u{2066}a\u{2069}\u{200f}\u{61c}", "gnp.exe a"),
            ("a\u{200b}b\u{2060}c\u{feff}d\u{ad}e\u{3164}f\u{115f}g", "abcdefg"),
            ("a\u{200d}b\u{fe0f}c\u{e0061}d", "abcd"),
            ("\u{2800}\u{a0}\u{3000} ", ""),
            ("a\u{2800}b", "a\u{2800}b"),
            ("", ""),
        ] {
            assert_eq!(clean(text), shown, "{text:?}");
        }
    }

    #[test]
    fn lines_stay_apart_but_are_no_more_than_ten() {
        for (text, shown) in [
            (" one line ", "one line"),
            ("two\nlines\r\nthree\rfour\u{2028}five", "two\nlines\nthree\nfour\nfive"),
            ("\n\n first \n\n\n\n  second\t\n", "first\n\n  second"),
            ("a\n\u{200b}\n\u{2800}\nb", "a\n\nb"),
            ("\n \r\n", ""),
            ("a\tb", "a b"),
            ("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n\n12", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10 11 12"),
            ("1\n\n3\n\n5\n\n7\n\n9\n\n11", "1\n\n3\n\n5\n\n7\n\n9 11"),
        ] {
            assert_eq!(clean_lines(text), shown, "{text:?}");
        }
        assert!(matches!(clean_lines(" as it was "), Cow::Borrowed("as it was")));
    }

    #[test]
    fn what_scripts_and_emoji_need_stays() {
        for text in [
            "❤️ and ❤︎",
            "👩🏽‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 1️⃣ #️⃣",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t",
            "שָׁלוֹם",
            "สวัสดี ที่นี่",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn a_flag_is_whole_or_black() {
        assert_eq!(clean("🏴\u{e0067}\u{e0062}"), "🏴");
        assert_eq!(clean("🏴\u{e007f}!"), "🏴!");
        let message = "\u{e0061}".repeat(40);
        assert_eq!(clean(&format!("🏴{message}\u{e007f}")), "🏴");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let piled = format!("Z{}a\u{301}", "\u{300}".repeat(50));
        assert_eq!(clean(&piled), format!("Z{}a\u{301}", "\u{300}".repeat(MARKS_MAX)));
        // also with invisible characters between them
        let parted = format!("Z{}", "\u{300}\u{34f}".repeat(50));
        assert_eq!(clean(&parted), format!("Z{}", "\u{300}".repeat(MARKS_MAX)));
    }

    #[test]
    fn text_that_is_clean_is_not_copied() {
        assert!(matches!(clean(" nothing to do: 日本語 😀 "), Cow::Borrowed("nothing to do: 日本語 😀")));
    }

    #[test]
    fn an_emoji_counts_one() {
        let is_emote = |alias: &str| alias == "wave_2";
        for (text, counted) in [
            ("", 0),
            ("hello", 5),
            ("Zoë 日本", 6),
            ("e\u{301}", 2),
            ("😀", 1),
            ("❤️❤👍🏽", 3),
            ("👨‍👩‍👧‍👦🏳️‍🌈", 2),
            ("🇩🇪🇫🇷", 2),
            ("1️⃣2", 2),
            ("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", 1),
            (":wave_2:", 1),
            ("a:wave_2:b:wave_2:", 4),
            (":wave_2:wave_2:", 8),
            (":other:", 7),
            ("::", 2),
            ("12:30", 5),
        ] {
            assert_eq!(length(text, &is_emote), counted, "{text:?}");
        }
    }

    #[test]
    fn an_endless_chain_of_emoji_does_not_count_one() {
        assert!(length(&"👩\u{200d}".repeat(500), &no_emotes) >= 500);
        assert!(length(&format!("e{}", "\u{301}".repeat(500)), &no_emotes) >= 500);
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(text in hostile()) {
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once), once.as_str());
        }

        #[test]
        fn lines_that_are_clean_stay_as_they_are(text in "[a \n\r\u{200b}é]{0,60}") {
            let once = clean_lines(&text).into_owned();
            prop_assert_eq!(clean_lines(&once), once.as_str());
            prop_assert!(once.split('\n').count() <= LINES_MAX && !once.contains("\n\n\n"));
            let in_one = |text: &str| clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(in_one(&once), in_one(&text));
        }

        #[test]
        fn nothing_that_disturbs_gets_through(text in hostile()) {
            let disturbs = |c: char| c.is_control() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}');
            prop_assert!(!clean(&text).contains(disturbs));
        }

        #[test]
        fn nothing_is_longer_than_its_characters(text in hostile()) {
            prop_assert!(length(&text, &no_emotes) <= text.chars().count());
        }

        #[test]
        fn lengths_add_up(one in "[a-zé😀❤ ]{0,9}", other in "[a-zé😀❤ ]{0,9}") {
            let whole = format!("{one} {other}");
            let sum = length(&one, &no_emotes) + 1 + length(&other, &no_emotes);
            prop_assert_eq!(length(&whole, &no_emotes), sum);
        }
    }
}
