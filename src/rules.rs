//! What streamers and admins may enter, wherever they enter it: on the command line, by the API or in chat. Each rule
//! says what is wrong and what would be right, in words that can follow the name of the setting.

use pystreaming_actors::media::QUALITY_MAX;
use pystreaming_actors::model::text::clean;
use pystreaming_actors::model::{DESCRIPTION_MAX, PASSWORD_MAX};
use url::Url;

/// Longest message into a chat, in characters.
pub const MESSAGE_MAX: usize = 1000;
/// Longest stream key in bytes with which nginx can name every file: `<key>_<Quality>-<number>.ts` has to fit into the 255
/// bytes that file systems allow, whatever the quality and the number.
pub const NEW_STREAM_KEY_MAX: usize = 255 - "_".len() - QUALITY_MAX - "-18446744073709551615.ts".len();
/// Longest alias of an emote, in characters.
pub const ALIAS_MAX: usize = 32;
/// Longest address, in bytes.
pub const ADDRESS_MAX: usize = 2000;

/// A stream's description, without white space around it.
pub fn description(text: &str) -> Result<&str, String> {
    line(text.trim(), DESCRIPTION_MAX)
}

/// A message for a chat, without white space around it.
pub fn message(text: &str) -> Result<&str, String> {
    match text.trim() {
        text if clean(text).is_empty() => Err("is empty; write something".to_owned()),
        text => line(text, MESSAGE_MAX),
    }
}

/// A viewer password. White space in it counts, but it is not all there may be.
pub fn viewer_password(text: &str) -> Result<&str, String> {
    if text.trim().is_empty() {
        return Err("is empty; choose one that cannot be guessed".to_owned());
    }
    line(text, PASSWORD_MAX)
}

/// A stream key that an encoder can send and nginx can name files after.
pub fn stream_key(text: &str) -> Result<&str, String> {
    // nginx-rtmp ends the name at `?` and puts it into paths, addresses and command lines
    let unfit = |c: char| c.is_control() || c.is_whitespace() || "/\\?#%&\"'`<>|;$*".contains(c);
    match text.chars().find(|c| unfit(*c)) {
        Some(bad) => Err(format!("contains {bad:?}, which a stream key cannot; use letters and digits")),
        None if text.starts_with('.') => {
            Err("begins with a dot, which a stream key cannot; use letters and digits".to_owned())
        }
        None if text.is_empty() => Err("is empty; leave it out to have one made".to_owned()),
        None if text.len() > NEW_STREAM_KEY_MAX => Err(format!(
            "is {} bytes long, and nginx can only work with up to {NEW_STREAM_KEY_MAX}; choose a shorter one",
            text.len()
        )),
        None => Ok(text),
    }
}

/// An emote's alias: letters, digits, `_` and `-`.
pub fn alias(text: &str) -> Result<&str, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if text.is_empty() || !text.chars().all(fits) {
        return Err("cannot be used; write letters, digits, `_` and `-`, without colons".to_owned());
    }
    bounded(text, ALIAS_MAX)
}

/// Where an emote's picture is: a path on this site or an `https` address.
pub fn emote_uri(text: &str) -> Result<&str, String> {
    let remedy = "give an https:// address, or a path on this site such as /static/emotes/wave.png";
    let on_this_site = text.starts_with('/') && !text.starts_with("//");
    if on_this_site && text.chars().all(|c| c.is_ascii_graphic() && c != '\\' && c != '"') {
        return bounded(text, ADDRESS_MAX);
    }
    if on_this_site {
        return Err(format!("contains a character that must be percent-encoded; {remedy}"));
    }
    https(text).map_err(|why| format!("{why}; {remedy}"))
}

/// A Mastodon account's page.
pub fn mastodon(text: &str) -> Result<&str, String> {
    if let Some((user, host)) = text.strip_prefix('@').and_then(|handle| handle.split_once('@')) {
        return Err(format!("is a handle; give the address of the account's page: https://{host}/@{user}"));
    }
    https(text).map_err(|why| {
        format!("{why}; give the address of the account's page, such as https://mastodon.example/@name")
    })
}

fn https(text: &str) -> Result<&str, String> {
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '"') {
        return Err("contains white space or quotes".to_owned());
    }
    match Url::parse(text) {
        Ok(url) if url.scheme() == "http" => {
            Err("is not encrypted, and browsers do not load such content in an encrypted page".to_owned())
        }
        Ok(url) if url.scheme() == "https" && !url.username().is_empty() => {
            Err("contains a user name, which everybody would see".to_owned())
        }
        Ok(url) if url.scheme() == "https" => bounded(text, ADDRESS_MAX),
        Ok(url) => Err(format!("is an address of the kind `{}:`", url.scheme())),
        Err(_) => Err("is not an address".to_owned()),
    }
}

/// Text that stays on its line and reads in the order in which it was typed.
fn line(text: &str, most: usize) -> Result<&str, String> {
    let unfit = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match text.chars().find(|c| unfit(*c)) {
        Some('\n') => Err("has more than one line; write it on one".to_owned()),
        Some(bad) => Err(format!("contains the invisible character {bad:?}; remove it")),
        None => bounded(text, most),
    }
}

fn bounded(text: &str, most: usize) -> Result<&str, String> {
    match text.chars().count() {
        long if long > most => Err(format!("is {long} characters long; {most} are allowed")),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rule = fn(&str) -> Result<&str, String>;

    #[track_caller]
    fn check(rule: Rule, input: &str, expected: Result<&str, &str>) {
        match (rule(input), expected) {
            (Ok(value), Ok(expected)) => assert_eq!(value, expected, "{input:?}"),
            (Err(why), Err(expected)) => assert!(why.contains(expected), "{input:?}: {why}"),
            (got, expected) => panic!("{input:?}: {got:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn descriptions_and_messages_are_one_line_of_bounded_text() {
        check(description, "  hello 👩‍🚀 ", Ok("hello 👩‍🚀"));
        check(description, "", Ok(""));
        check(description, "a\nb", Err("more than one line"));
        check(description, "a\u{202e}b", Err(r"'\u{202e}'"));
        check(description, "\u{1b}[31m", Err("invisible"));
        check(description, &"x".repeat(1001), Err("is 1001 characters long; 1000 are allowed"));
        check(message, " \t ", Err("is empty"));
        check(message, "\u{200b}", Err("is empty"));
        check(message, "/me waves", Ok("/me waves"));
    }

    #[test]
    fn a_password_is_not_empty_and_keeps_its_white_space() {
        check(viewer_password, " pass word ", Ok(" pass word "));
        check(viewer_password, "  ", Err("is empty"));
        check(viewer_password, &"x".repeat(129), Err("128 are allowed"));
    }

    #[test]
    fn stream_keys_survive_nginx() {
        check(stream_key, "secretkey_1-a.b", Ok("secretkey_1-a.b"));
        for bad in ["a/b", "a b", "a?b", "a&b", "a$(b)", "a;b", "a\u{0}", ".a"] {
            check(stream_key, bad, Err("a stream key cannot"));
        }
        check(stream_key, "", Err("is empty"));
        let longest = "ä".repeat(NEW_STREAM_KEY_MAX / 2);
        check(stream_key, &longest, Ok(&longest));
        check(stream_key, &format!("{longest}x"), Err("is 199 bytes long"));
        let quality = "q".repeat(QUALITY_MAX);
        assert_eq!(format!("{longest}_{quality}-{}.ts", u64::MAX).len(), 255);
    }

    #[test]
    fn emotes_have_plain_names_and_safe_pictures() {
        check(alias, "party_parrot-2", Ok("party_parrot-2"));
        for bad in ["", ":wave:", "a b", "ü", "<b>"] {
            check(alias, bad, Err("letters, digits"));
        }
        check(alias, &"x".repeat(33), Err("32 are allowed"));
        check(emote_uri, "/static/emotes/wave.png?v=1", Ok("/static/emotes/wave.png?v=1"));
        check(emote_uri, "https://example.com/wave.png", Ok("https://example.com/wave.png"));
        check(emote_uri, "http://example.com/wave.png", Err("is not encrypted"));
        check(emote_uri, "//example.com/wave.png", Err("is not an address"));
        check(emote_uri, "static/wave.png", Err("a path on this site"));
        check(emote_uri, "javascript:alert(1)", Err("`javascript:`"));
        check(emote_uri, "data:image/png;base64,AA", Err("`data:`"));
        check(emote_uri, "/a b.png", Err("percent-encoded"));
        check(emote_uri, "https://me:secret@example.com/", Err("user name"));
    }

    #[test]
    fn a_mastodon_account_is_the_address_of_its_page() {
        check(mastodon, "https://mastodon.example/@bob", Ok("https://mastodon.example/@bob"));
        check(mastodon, "http://mastodon.example/@bob", Err("is not encrypted"));
        check(mastodon, "@bob@mastodon.example", Err("https://mastodon.example/@bob"));
        check(mastodon, "bob", Err("is not an address"));
        check(mastodon, "javascript:alert(1)", Err("`javascript:`"));
    }
}
