//! Descriptions of streams, split into text and links, with emoji and without characters that garble a page.

use linkify::{LinkFinder, LinkKind};
use pystreaming_actors::model::text::with_emoji;
use serde::Serialize;

/// Text or a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// As shown.
    pub text: String,
    /// The target of a link; always `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// Splits a description.
pub fn parts(description: &str) -> Vec<Part> {
    let clean: String = description.chars().filter(|c| !is_disturbing(*c)).collect();
    // leaves links unchanged
    let spelled = with_emoji(&clean);
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
        .spans(&spelled)
        .map(|span| {
            let text = span.as_str();
            let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
            let is_link =
                span.kind().is_some() && (lower.starts_with("http://") || lower.starts_with("https://"));
            Part { text: text.to_owned(), href: is_link.then(|| text.to_owned()) }
        })
        .collect()
}

/// Invisible characters that change how others are shown: control characters except line ends, and bidirectional
/// overrides and isolates.
fn is_disturbing(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    fn plain(description: &str) -> String {
        parts(description).into_iter().map(|part| part.text).collect()
    }

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emoji_are_written_by_name_but_not_within_links() {
        assert_eq!(plain("paint :art: at http://x.example/:art:"), "paint 🎨 at http://x.example/:art:");
    }

    #[test]
    fn other_links_times_and_addresses_stay_as_they_are_typed() {
        let text = "rtmp://x.example/urn:id:42 at 10:100:30 from 2001:db8:a::1";
        assert_eq!(plain(text), text);
    }

    #[test]
    fn links_are_http_and_end_where_a_reader_ends_them() {
        let links = |text| parts(text).into_iter().filter_map(|part| part.href).collect::<Vec<_>>();
        assert_eq!(
            links("see https://example.com/a?b=c <b>, or http://x.example."),
            ["https://example.com/a?b=c", "http://x.example"]
        );
        assert_eq!(links("javascript:alert(1) data:text/html,x ftp://x.example mailto:a@b.example"), [""; 0]);
    }

    #[test]
    fn marks_that_turn_text_around_are_left_out() {
        assert_eq!(plain("a\u{202e}b\u{0}c\nd"), "abc\nd");
    }

    proptest! {
        #[test]
        fn nothing_but_emoji_and_marks_is_changed(text in "[a-z<>&\"' ./\n]{0,80}") {
            prop_assert_eq!(plain(&text), text);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,80}(:[a-z_]{0,9}:)?\\PC{0,20}") {
            let _ = parts(&text);
        }
    }
}
