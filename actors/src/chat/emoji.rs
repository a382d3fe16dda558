//! Emoji by their short names.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Replaces `:name:` by the emoji of that name; unknown names stay as they are.
///
/// Names are those of GitHub (`:thumbsup:`, `:+1:`, `:heart:`) and of CLDR (`:thumbs_up:`, `:red_heart:`,
/// `:waving_hand_dark_skin_tone:`, `:flag_for_Japan:` and `:Japan:`), in any case.
pub fn with_emoji(text: &str) -> Cow<'_, str> {
    with_emoji_unless(text, &|_| false)
}

/// [`with_emoji`] that leaves alone what has a meaning of its own: custom emotes. `keep` gets names without colons.
pub fn with_emoji_unless<'a>(text: &'a str, keep: &dyn Fn(&str) -> bool) -> Cow<'a, str> {
    let mut out = String::new();
    let mut rest = text;
    // the part of `rest` that has been looked through
    let mut seen = 0;
    while let Some(start) = rest[seen..].find(':').map(|at| seen + at) {
        let name_at = start + 1;
        let Some(end) = rest[name_at..].find(':').map(|at| name_at + at) else { break };
        let name = &rest[name_at..end];
        if keep(name) {
            seen = end + 1;
        } else if let Some(emoji) = emoji(name) {
            out.push_str(&rest[..start]);
            out.push_str(emoji);
            rest = &rest[end + 1..];
            seen = 0;
        } else {
            // the second colon may begin a name
            seen = end;
        }
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// An emoji by one of its names.
fn emoji(name: &str) -> Option<&'static str> {
    if name.is_empty() || name.len() > 80 {
        return None;
    }
    if let Some(emoji) = emojis::get_by_shortcode(name) {
        return Some(emoji.as_str());
    }
    let spelled = spelled(name);
    BY_CLDR_NAME.get(spelled.strip_prefix("flag_for_").unwrap_or(&spelled)).copied()
}

static BY_CLDR_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let toned = |emoji: &'static emojis::Emoji| emoji.skin_tones().into_iter().flatten();
    emojis::iter()
        .chain(emojis::iter().flat_map(toned))
        .map(|emoji| (spelled(emoji.name().trim_start_matches("flag: ")), emoji.as_str()))
        .collect()
});

/// A name of CLDR as a short name: `waving hand: dark skin tone` is `waving_hand_dark_skin_tone`.
fn spelled(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            ' ' | '-' | '_' if spelled.ends_with('_') => {}
            ' ' | '-' | '_' => spelled.push('_'),
            ':' | ',' => {}
            '\u{2019}' => spelled.push('\''),
            _ => spelled.push(c),
        }
    }
    spelled
}
