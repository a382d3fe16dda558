//! The shape of a message, whatever its words: capitals, repetition, emoji alone.

use unicode_segmentation::UnicodeSegmentation as _;

use super::piece::chunks;
use crate::model::Capitals;

/// The share of capitals in percent, if a message has more than allowed.
pub(super) fn shouts(text: &str, most: Capitals) -> Option<u32> {
    let (mut letters, mut capitals) = (0_u64, 0_u64);
    for c in text.chars() {
        // scripts without case do not count
        if c.is_uppercase() {
            capitals += 1;
            letters += 1;
        } else if c.is_lowercase() {
            letters += 1;
        }
    }
    let percent = (capitals * 100).checked_div(letters)?;
    (letters >= u64::from(most.letters) && percent > u64::from(most.percent))
        .then(|| u32::try_from(percent).unwrap_or(100))
}

/// Whether the same character, emoji or word comes more often in a row than allowed.
pub(super) fn repeats(text: &str, most: u32) -> bool {
    let characters = text.graphemes(true).filter(|one| !one.trim().is_empty());
    longest_run(characters.map(lower)) > most
        || longest_run(chunks(text).flat_map(|of| emotes(&text[of]))) > most
}

fn lower(one: &str) -> String {
    one.to_lowercase()
}

/// A word, or the emotes of which it consists.
fn emotes(word: &str) -> Vec<String> {
    let inner = word.strip_prefix(':').and_then(|word| word.strip_suffix(':'));
    match inner {
        Some(inner) => inner.split("::").map(str::to_owned).collect(),
        None => vec![lower(word)],
    }
}

fn longest_run<T: PartialEq>(items: impl Iterator<Item = T>) -> u32 {
    let (mut longest, mut run, mut last) = (0, 0_u32, None);
    for item in items {
        run = if last.as_ref() == Some(&item) { run.saturating_add(1) } else { 1 };
        longest = longest.max(run);
        last = Some(item);
    }
    longest
}

/// Whether a message consists of emoji, custom emotes and white space. `is_emote` gets aliases without colons.
pub(super) fn is_emoji_only(text: &str, is_emote: &dyn Fn(&str) -> bool) -> bool {
    let mut without = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        without.push_str(before);
        match after.split_once(':') {
            Some((alias, later)) if is_emote(alias) => rest = later,
            _ => return false,
        }
    }
    without.push_str(rest);
    without.graphemes(true).all(|one| one.trim().is_empty() || emojis::get(one).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_counted_among_letters_that_have_them() {
        let most = Capitals { percent: 70, letters: 8 };
        for (text, share) in [
            ("STOP THIS NOW", Some(100)),
            ("STOP this now", None),
            ("STOP", None),
            ("ЭТО ОЧЕНЬ ГРОМКО", Some(100)),
            ("日本語日本語日本語日本語 OK", None),
            ("1234567890!!!", None),
        ] {
            assert_eq!(shouts(text, most), share, "{text}");
        }
    }

    #[test]
    fn the_same_over_and_over_is_seen() {
        for (text, is) in [
            ("aaaaaa", true),
            ("aAaAaA", true),
            ("aaaa", false),
            ("😀😀😀😀😀", true),
            ("👍🏽👍🏽👍🏽👍🏽👍🏽", true),
            (":wave::wave::wave::wave::wave:", true),
            (":wave: :wave: :wave: :wave: :wave:", true),
            ("no no no no no", true),
            ("no no no no", false),
            ("ababababab", false),
            ("!!!!!", true),
            ("a     b", false),
        ] {
            assert_eq!(repeats(text, 4), is, "{text}");
        }
    }

    #[test]
    fn emoji_alone_are_told_from_words() {
        let is_emote = |alias: &str| alias == "wave";
        for text in ["😀", "👍🏽 ❤️\n🎉", ":wave: 😀:wave:", "1️⃣"] {
            assert!(is_emoji_only(text, &is_emote), "{text}");
        }
        for text in ["ok 😀", ":other:", "1", ":wave", "😀:", "a\u{20e3}"] {
            assert!(!is_emoji_only(text, &is_emote), "{text}");
        }
    }
}
