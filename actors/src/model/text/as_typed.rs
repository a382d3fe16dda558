//! Links, times and network addresses, which stay as typed: a colon in them does not begin a short name. The front end
//! follows the same rule in `static/js/chat/tokens.js`; `tests/data/short-names.json` tests both.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A link, or a run of hexadecimal digits and colons that may be a time or an address.
static CANDIDATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)((?:[a-z][a-z0-9+.-]*://|(?-u:\b)www\.)[^\s\p{Cf}<>"]+)|[0-9a-f]*:[0-9a-f:]+"#).ok()
});
/// Three or more groups of digits separated by colons, whatever letters are around them.
static TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?:^|[^0-9:])([0-9]+(?::[0-9]+){2,})").ok());

/// The ranges of a text in which short names of emoji and emotes are read, in order: everything except links, times
/// such as `10:00:30` and addresses such as `2001:db8::a:1`.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut from = 0;
    let mut leave_out = |stretch: Range<usize>| {
        words.push(from..stretch.start);
        from = stretch.end;
    };
    // a short name needs two colons
    let candidates = CANDIDATE.as_ref().filter(|_| text.bytes().filter(|byte| *byte == b':').count() >= 2);
    for found in candidates.into_iter().flat_map(|candidate| candidate.captures_iter(text)) {
        let Some(whole) = found.get(0) else { continue };
        if found.get(1).is_some() {
            leave_out(whole.range());
            continue;
        }
        let address = without_last_colon(whole.as_str());
        let stands_alone =
            !text[..whole.start()].ends_with(is_of_word) && !text[whole.end()..].starts_with(is_of_word);
        if stands_alone && is_address(address) {
            leave_out(whole.start()..whole.start() + address.len());
            continue;
        }
        let times = TIME.iter().flat_map(|time| time.captures_iter(whole.as_str()));
        for time in times.filter_map(|time| time.get(1)) {
            leave_out(whole.start() + time.start()..whole.start() + time.end());
        }
    }
    words.push(from..text.len());
    words
}

/// Strips a colon at the end, which belongs to the sentence.
fn without_last_colon(run: &str) -> &str {
    if run.ends_with("::") { run } else { run.strip_suffix(':').unwrap_or(run) }
}

/// Whether hexadecimal digits and colons form a network or device address, or a time.
fn is_address(run: &str) -> bool {
    run.bytes().filter(|byte| *byte == b':').count() >= 2
        && run.contains(|c: char| c.is_ascii_digit())
        && !run.contains(":::")
        && (!run.starts_with(':') || run.starts_with("::"))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;
    use crate::model::text::{length, with_emoji_unless};

    #[derive(Deserialize)]
    struct Cases {
        names: Vec<String>,
        texts: Vec<(String, Vec<String>)>,
    }

    #[test]
    fn short_names_are_read_where_the_pages_read_them() {
        let cases: Cases =
            serde_json::from_str(include_str!("../../../../tests/data/short-names.json")).unwrap();
        for (text, expected) in cases.texts {
            let found = RefCell::new(Vec::new());
            let is_emote = |name: &str| {
                let known = cases.names.iter().any(|known| known == name);
                if known {
                    found.borrow_mut().push(format!(":{name}:"));
                }
                known
            };
            assert_eq!(with_emoji_unless(&text, &is_emote), text);
            assert_eq!(found.take(), expected, "{text}");
            let hidden: usize = expected.iter().map(|name| name.len() - 1).sum();
            assert_eq!(length(&text, &is_emote), text.len() - hidden, "{text}");
        }
    }

    proptest! {
        #[test]
        fn stretches_stay_in_their_order(text in "(\\PC{0,3}|[0-9a-f:]{1,6}|https?://|www\\.|:b:| ){0,12}") {
            let mut last = 0;
            for stretch in words(&text) {
                prop_assert!(last <= stretch.start && stretch.start <= stretch.end);
                prop_assert!(text.get(stretch.clone()).is_some());
                last = stretch.end;
            }
            prop_assert_eq!(last.max(text.len()), text.len());
        }
    }
}
