//! Markdown that streamers and administrators write, as HTML that cannot harm: no raw HTML, no pictures, no styles, and links that say whose
//! they are. The Markdown parser leaves out what is not wanted; a sanitizer with a list of its own checks the result.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// All that may be in the page.
const TAGS: [&str; 16] = [
    "p",
    "br",
    "strong",
    "em",
    "del",
    "a",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "code",
    "pre",
    "hr",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["https", "http", "mailto"]))
        .link_rel(Some("noopener nofollow ugc"));
    cleaner
});

/// Renders a text. Its headings are below the name of the streamer or of the site, which is the page's first, and skip no level.
pub fn rendered(text: &str) -> String {
    let mut heading = HeadingLevel::H1;
    let events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::SoftBreak => Some(Event::HardBreak),
        // the text in place of the picture remains
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            heading = below(heading, level);
            Some(Event::Start(Tag::Heading {
                level: heading,
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }))
        }
        Event::End(TagEnd::Heading(_)) => Some(Event::End(TagEnd::Heading(heading))),
        event => Some(event),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    CLEANER.clean(&out).to_string()
}

/// The level of a heading in the page, by that of the one before it there and by what the streamer wrote.
fn below(before: HeadingLevel, written: HeadingLevel) -> HeadingLevel {
    match (before, written) {
        (HeadingLevel::H1, _) | (_, HeadingLevel::H1) => HeadingLevel::H2,
        (HeadingLevel::H2, _) | (_, HeadingLevel::H2) => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markdown_is_formatted() {
        for (text, html) in [
            (
                "# Hi\n\nI *paint* and **draw**\n",
                "<h2>Hi</h2>\n<p>I <em>paint</em> and <strong>draw</strong></p>\n",
            ),
            ("### a\n# b\n### c\n### d", "<h2>a</h2>\n<h2>b</h2>\n<h3>c</h3>\n<h4>d</h4>\n"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
            (
                "[me](https://a.example/?a&b)",
                "<p><a href=\"https://a.example/?a&amp;b\" rel=\"noopener nofollow ugc\">me</a></p>\n",
            ),
        ] {
            assert_eq!(rendered(text), html, "{text}");
        }
    }

    #[test]
    fn nothing_in_it_runs_or_loads() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![cat](https://evil.example/track.gif)",
            "[x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "<a href=\"https://x.example\" onclick=\"x()\" style=\"x\">x</a>",
            "<svg/onload=alert(1)>",
            "<https://x.example/\"onmouseover=alert(1)>",
            "[x](vbscript:x 'onclick=alert(1)')",
            "<style>*{display:none}</style><iframe src=x></iframe>",
        ] {
            let html = rendered(hostile);
            for bad in
                ["<script", "<img", "<svg", "<iframe", "<style", "javascript:alert(1)\"", "data:text/html,\""]
            {
                assert!(!html.contains(bad), "{hostile}: {html}");
            }
            for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
                assert!(!tag.contains(" on") && !tag.contains("style="), "{hostile}: {html}");
            }
        }
        assert!(rendered("![a cat](https://evil.example/x.gif)").contains("a cat"));
    }

    #[test]
    fn deep_nesting_ends() {
        for nested in
            [">".repeat(5000), "- ".repeat(2500), "*a ".repeat(1600), "[".repeat(5000), "![](".repeat(1250)]
        {
            assert!(rendered(&nested).len() < 500_000, "{}", &nested[..8]);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_allowed_tags_alone(text in "([<>\\[\\]()!*_#`\"'=/:&;\n a-z-]|https?:|script|img|on){0,80}|[\\s\\S]{0,60}") {
            let html = rendered(&text);
            for tag in html.split('<').skip(1) {
                let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(TAGS.contains(&name.as_str()), "{}: {}", text, html);
            }
            // what is clean stays as it is
            prop_assert_eq!(CLEANER.clean(&html).to_string(), html);
        }
    }
}
