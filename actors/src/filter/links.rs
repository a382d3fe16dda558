//! Links in a text, also where they are written without a scheme, with look-alikes or with dots in words.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::piece::{chunks, fold};
use super::top_level_domains::{is_certain, is_known};
use crate::model::LinkPolicy;

/// A dot in brackets, or the word for it.
static BRACKETED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\s*[\[({<]\s*(?:\.|dot|punkt|point)\s*[\])}>]\s*").ok());
/// A dot as a word or away from the words around it, before what certainly is a domain.
static SPELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([\w-]{2,})(?:\s+dot\s+|\s+\.\s*)(com|net|org|info|biz|gg|tv|io|ru|xyz|shop|site|online|live|club|top)\b")
        .ok()
});

/// The host of the first link that a policy refuses, as far as it can be read.
pub(super) fn refused(text: &str, policy: &LinkPolicy) -> Option<String> {
    let allowed = match policy {
        LinkPolicy::Everybody => return None,
        LinkPolicy::Moderators => &[][..],
        LinkPolicy::Hosts(hosts) => hosts,
    };
    // most messages have no link at all
    if text.is_ascii() && !text.contains(['.', ':']) && !text.to_ascii_lowercase().contains("dot") {
        return None;
    }
    // a look-alike of an allowed host is another host
    let is_refused = |host: &str, typed: &str| {
        !allowed.iter().any(|one| is_within(host, &fold(one)) && (typed.is_ascii() || typed.contains(&**one)))
    };
    for chunk in chunks(text) {
        let typed = text[chunk].to_lowercase();
        if let Some(host) = in_word(&dotted(&typed)).into_iter().find(|host| is_refused(host, &typed)) {
            return Some(host);
        }
    }
    spelled(text).into_iter().find(|host| is_refused(host, text))
}

/// Whether a host is this one or below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// A stretch of text, folded, with plain dots.
fn dotted(chunk: &str) -> String {
    fold(&chunk.replace(['。', '｡'], ".")).into_owned()
}

/// The hosts of links whose dots are in brackets, words, or away from the words around them.
fn spelled(text: &str) -> Vec<String> {
    let folded: Vec<String> = chunks(text).map(|chunk| dotted(&text[chunk])).collect();
    let folded = folded.join(" ");
    let mut plain = Cow::Borrowed(&*folded);
    if let Some(bracketed) = BRACKETED.as_ref().filter(|_| folded.contains(['[', '(', '{', '<'])) {
        plain = bracketed.replace_all(&folded, ".");
    }
    if let Some(spelled) = SPELLED.as_ref().filter(|_| folded.contains("dot") || folded.contains(" .")) {
        plain = Cow::Owned(spelled.replace_all(&plain, "$1.$2").into_owned());
    }
    match plain == folded {
        true => Vec::new(),
        false => plain.split(' ').flat_map(in_word).collect(),
    }
}

/// The hosts of links in a stretch without white space.
fn in_word(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = word;
    while let Some(at) = rest.find("://") {
        let (before, after) = (&rest[..at], &rest[at + 3..]);
        let has_scheme = before.ends_with(|c: char| c.is_ascii_alphanumeric());
        let end = after.find(['/', '?', '#', '\\', '"', '<', '>', ')']).unwrap_or(after.len());
        let authority = &after[..end];
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default().trim_matches('.');
        if has_scheme && !host.is_empty() {
            found.push(host.to_owned());
        }
        // what comes before it may be a link as well
        found.extend(bare(before));
        rest = &after[end..];
    }
    found.extend(bare(rest));
    found
}

/// The hosts of links without a scheme.
fn bare(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    for run in word.split_inclusive(|c| !is_of_host(c)) {
        let start = at;
        at += run.len();
        let run = run.trim_end_matches(|c| !is_of_host(c));
        let end = start + run.len();
        let host = run.trim_matches(|c| matches!(c, '.' | '-' | '_'));
        let follows = &word[end..];
        let has_path = (follows.starts_with('/') || is_port(follows)) && run.ends_with(host);
        let is_mail =
            word[..start].ends_with('@') && word[..start].trim_end_matches('@').ends_with(is_of_host);
        if !host.is_empty() && (!is_mail || has_path) && is_host(host, has_path) {
            found.push(host.to_owned());
        }
    }
    found
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether words with dots between them are meant as a host.
fn is_host(name: &str, has_path: bool) -> bool {
    let mut labels = name.split('.');
    let Some(last) = labels.next_back() else { return false };
    let mut before = labels.clone().peekable();
    if before.peek().is_none() || labels.any(|label| label.is_empty() || label.len() > 63) {
        return false;
    }
    let is_address = name.split('.').count() == 4 && name.split('.').all(|label| label.parse::<u8>().is_ok());
    if is_address {
        return has_path;
    }
    if name.starts_with("www.") {
        return last.len() >= 2 && name.matches('.').count() >= 2;
    }
    is_certain(last) || (has_path && is_known(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> Option<String> {
        refused(text, &LinkPolicy::Moderators)
    }

    #[test]
    fn links_are_found_however_they_are_written() {
        for (text, expected) in [
            ("see https://example.com/a?b#c", "example.com"),
            ("HTTPS://EXAMPLE.COM", "example.com"),
            ("hxxps://example.com", "example.com"),
            ("ftp://files.example", "files.example"),
            ("http://user:word@evil.example:8080/x", "evil.example"),
            ("https://good.example\\@evil.example/", "good.example"),
            ("go to example.com!", "example.com"),
            ("(sub.example.co.uk)", "sub.example.co.uk"),
            ("www.whatever.example", "www.whatever.example"),
            ("discord.gg/abc", "discord.gg"),
            ("t.me/abc", "t.me"),
            ("youtu.be/abc", "youtu.be"),
            ("example.com.", "example.com"),
            ("example[.]com", "example.com"),
            ("example (dot) com", "example.com"),
            ("example dot com", "example.com"),
            ("example . com", "example.com"),
            ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
            ("еxаmplе.com", "example.com"),
            ("ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ", "example.com"),
            ("example。com", "example.com"),
            ("пример.рф", &fold("пример.рф")),
            ("1.2.3.4:8080/x", "1.2.3.4"),
            ("http://1.2.3.4", "1.2.3.4"),
            ("look:example.com", "example.com"),
        ] {
            assert_eq!(host(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn sentences_files_and_numbers_are_no_links() {
        for text in [
            "good.it was fun",
            "e.g. this, i.e. that",
            "wait...what",
            "main.rs and README.md",
            "12.30 or 1.2.3.4",
            "at 10:30:00",
            "the dot is red",
            "write to bob@example.com",
            "and/or",
            "a.b.c",
            "C:/folder",
            "so :// what",
            ".com",
            "node.js",
        ] {
            assert_eq!(host(text), None, "{text}");
        }
    }

    #[test]
    fn only_hosts_that_are_allowed_pass() {
        let allowed = LinkPolicy::Hosts(vec!["example.com".into(), "пример.рф".into()]);
        for text in ["example.com/x", "https://a.b.example.com", "no link", "EXAMPLE.com", "пример.рф"]
        {
            assert_eq!(refused(text, &allowed), None, "{text}");
        }
        for (text, host) in [
            ("notexample.com", "notexample.com"),
            ("https://example.com@evil.org", "evil.org"),
            ("example.com evil.org", "evil.org"),
            ("example.com.evil.org", "example.com.evil.org"),
            // a look-alike
            ("еxample.com", "example.com"),
        ] {
            assert_eq!(refused(text, &allowed).as_deref(), Some(host), "{text}");
        }
        assert_eq!(refused("example.com", &LinkPolicy::Everybody), None);
        assert!(refused("example.com", &LinkPolicy::Moderators).is_some());
    }
}
