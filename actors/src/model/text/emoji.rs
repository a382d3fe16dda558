//! Emoji by their short names.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::as_typed;

/// Longest name that is looked up, in bytes; no emoji's is longer.
const NAME_MAX: usize = 100;

/// Former names of emoji and countries, which chat programs still use.
const FORMER_NAMES: [(&str, &str); 30] = [
    ("Czech_Republic", "🇨🇿"),
    ("Hong_Kong", "🇭🇰"),
    ("Macau", "🇲🇴"),
    ("Macedonia", "🇲🇰"),
    ("Myanmar", "🇲🇲"),
    ("Swaziland", "🇸🇿"),
    ("Turkey", "🇹🇷"),
    ("biohazard_sign", "☣️"),
    ("compression", "🗜️"),
    ("crow", "🐦‍⬛"),
    ("dagger_knife", "🗡️"),
    ("dove_of_peace", "🕊️"),
    ("eject_symbol", "⏏️"),
    ("golfer", "🏌️"),
    ("hugging_face", "🤗"),
    ("lion_face", "🦁"),
    ("om_symbol", "🕉️"),
    ("person_with_blond_hair", "👱"),
    ("person_with_pouting_face", "🙎"),
    ("racing_motorcycle", "🏍️"),
    ("radioactive_sign", "☢️"),
    ("raven", "🐦‍⬛"),
    ("robot_face", "🤖"),
    ("scales", "⚖️"),
    ("sleuth_or_spy", "🕵️"),
    ("three_button_mouse", "🖱️"),
    ("unicorn_face", "🦄"),
    ("waving_black_flag", "🏴"),
    ("waving_white_flag", "🏳️"),
    ("weight_lifter", "🏋️"),
];

/// Replaces `:name:` with the emoji of that name. Unknown names, links, times and network addresses stay as they are.
///
/// Names are those of GitHub (`:thumbsup:`, `:+1:`, `:heart:`) and of CLDR (`:thumbs_up:`, `:red_heart:`,
/// `:waving_hand_dark_skin_tone:`, `:flag_for_Japan:` and `:Japan:`), in any case.
pub fn with_emoji(text: &str) -> Cow<'_, str> {
    with_emoji_unless(text, &|_| false)
}

/// Like [`with_emoji`], but leaves names alone that `keep` accepts, such as custom emotes. `keep` gets names without
/// colons.
pub fn with_emoji_unless<'a>(text: &'a str, keep: &dyn Fn(&str) -> bool) -> Cow<'a, str> {
    let mut out = String::new();
    // the text before this is in `out`
    let mut done = 0;
    for words in as_typed::words(text) {
        for (place, emoji) in found(text, words, keep) {
            out.push_str(&text[done..place.start]);
            out.push_str(emoji);
            done = place.end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Finds the short names within a range of the text. Yields their ranges, with colons, and their emoji.
fn found(
    text: &str,
    words: Range<usize>,
    keep: &dyn Fn(&str) -> bool,
) -> impl Iterator<Item = (Range<usize>, &'static str)> {
    // the range is searched up to here
    let mut seen = words.start;
    std::iter::from_fn(move || {
        loop {
            let start = seen + text[seen..words.end].find(':')?;
            let end = start + 1 + text[start + 1..words.end].find(':')?;
            let name = &text[start + 1..end];
            if keep(name) {
                seen = end + 1;
            } else if let Some(emoji) = emoji(name) {
                seen = end + 1;
                return Some((start..seen, emoji));
            } else {
                // the second colon may begin a name
                seen = end;
            }
        }
    })
}

/// Looks up an emoji by one of its names.
fn emoji(name: &str) -> Option<&'static str> {
    if name.is_empty() || name.len() > NAME_MAX {
        return None;
    }
    let name = name.strip_prefix("flag_for_").unwrap_or(name);
    let former = FORMER_NAMES.iter().find(|(former, _)| *former == name).map(|(_, emoji)| *emoji);
    former
        .or_else(|| emojis::get_by_shortcode(name).map(emojis::Emoji::as_str))
        .or_else(|| BY_CLDR_NAME.get(&spelled(name)).copied())
}

static BY_CLDR_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let toned = |emoji: &'static emojis::Emoji| emoji.skin_tones().into_iter().flatten();
    emojis::iter()
        .chain(emojis::iter().flat_map(toned))
        .map(|emoji| (spelled(emoji.name().trim_start_matches("flag: ")), emoji.as_str()))
        .collect()
});

/// Turns a CLDR name into a short name: `waving hand: dark skin tone` becomes `waving_hand_dark_skin_tone`.
fn spelled(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            ' ' | '-' | '_' if spelled.ends_with('_') => {}
            ' ' | '-' | '_' => spelled.push('_'),
            ':' | ',' | '.' | '!' | '(' | ')' | '\'' | '’' | '“' | '”' => {}
            _ => spelled.push(c),
        }
    }
    spelled
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emoji_have_the_names_of_github_and_of_cldr() {
        for (name, shown) in [
            ("smile", "😄"),
            ("thumbsup", "👍"),
            ("thumbs_up", "👍"),
            ("+1", "👍"),
            ("-1", "👎"),
            ("heart", "❤️"),
            ("red_heart", "❤️"),
            ("Red_Heart", "❤️"),
            ("1st_place_medal", "🥇"),
            ("eight_o’clock", "🕗"),
            ("ON!_arrow", "🔛"),
            ("A_button_(blood_type)", "🅰️"),
            ("Japanese_“secret”_button", "㊙️"),
            ("Christmas_tree", "🎄"),
            ("man_technologist", "👨‍💻"),
            ("woman_technologist_medium_skin_tone", "👩🏽‍💻"),
            ("thumbs_up_light_skin_tone", "👍🏻"),
            ("waving_hand_dark_skin_tone", "👋🏿"),
            ("couple_with_heart_man_man_dark_skin_tone_light_skin_tone", "👨🏿‍❤️‍👨🏻"),
            ("keycap_*", "*️⃣"),
            ("one", "1️⃣"),
            ("us", "🇺🇸"),
            ("United_States", "🇺🇸"),
            ("flag_for_United_States", "🇺🇸"),
            ("Côte_d’Ivoire", "🇨🇮"),
            ("St._Lucia", "🇱🇨"),
            ("Turkey", "🇹🇷"),
            ("turkey", "🦃"),
            ("England", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"),
        ] {
            assert_eq!(with_emoji(&format!(":{name}:")), shown, "{name}");
        }
    }

    #[test]
    fn what_is_no_name_stays() {
        for (text, shown) in [
            (":smile: :notanemoji: 12:30:15", "😄 :notanemoji: 12:30:15"),
            (":notanemoji:smile:", ":notanemoji😄"),
            (":smile:smile:", "😄smile:"),
            ("::art::", ":🎨:"),
            (": smile :", ": smile :"),
            ("::", "::"),
            (":", ":"),
            ("http://x:80/:art", "http://x:80/:art"),
        ] {
            assert_eq!(with_emoji(text), shown);
        }
        assert!(matches!(with_emoji("10:30 and :nothing:"), Cow::Borrowed(_)));
    }

    #[test]
    fn custom_emotes_keep_their_aliases() {
        let is_emote = |name: &str| name == "heart";
        assert_eq!(with_emoji_unless(":art::heart::art:", &is_emote), "🎨:heart:🎨");
        assert_eq!(with_emoji_unless("a:heart:art:", &is_emote), "a:heart:art:");
    }

    #[test]
    fn every_former_name_is_one() {
        for (name, emoji) in FORMER_NAMES {
            assert!(emojis::get(emoji).is_some(), "{name}");
            assert_ne!(emojis::get_by_shortcode(name).map(emojis::Emoji::as_str), Some(emoji), "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_was_replaced_is_not_replaced_again(text in "(:?(art|\\PC|smile|_){0,3}:){0,6}") {
            let once = with_emoji_unless(&text, &|name| name == "art").into_owned();
            prop_assert_eq!(with_emoji_unless(&once, &|name| name == "art"), once.as_str());
        }

        #[test]
        fn text_without_two_colons_is_not_touched(text in "[^:]{0,20}:[^:]{0,20}") {
            prop_assert_eq!(with_emoji(&text), text.as_str());
        }
    }
}
