//! Rules for what administrators enter, apart from the settings of a stream. An error says what is wrong and what would
//! be right, in words that follow the name of the option.

use pystreaming_actors::media::QUALITY_MAX;
use pystreaming_actors::model::names::{InvalidName, StreamerName, fold};
use pystreaming_actors::model::text::{Invalid, bounded, clean, line};
use pystreaming_actors::model::{ADDRESS_MAX, https};

/// Longest message to a chat, in characters.
pub const MESSAGE_MAX: usize = 1000;
/// Longest stream key in bytes with which nginx can name every file: `<key>_<Quality>-<number>.ts` has to fit into the
/// 255 bytes that file systems allow, whatever the quality and the number.
pub const NEW_STREAM_KEY_MAX: usize = 255 - "_".len() - QUALITY_MAX - "-18446744073709551615.ts".len();

/// The name of a new streamer. The first folder of `accel_location` is reserved: nginx serves what is below it.
pub fn streamer_name(given: &str, accel_location: &str) -> Result<StreamerName, InvalidName> {
    let name = StreamerName::parse(given)?;
    match accel_location.split('/').nth(1) {
        Some(first) if fold(first) == name.folded() => Err(InvalidName::Reserved(name.as_str().to_owned())),
        _ => Ok(name),
    }
}

/// A message for a chat, without white space around it.
pub fn message(text: &str) -> Result<&str, String> {
    match text.trim() {
        text if clean(text).is_empty() => Err("is empty; write something".to_owned()),
        text => line(text, MESSAGE_MAX).map_err(why),
    }
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

/// The address of an emote's picture: a path on this site or an `https` URL.
pub fn emote_uri(text: &str) -> Result<&str, String> {
    let remedy = "give an https:// address, or a path on this site such as /static/emotes/wave.png";
    let on_this_site = text.starts_with('/') && !text.starts_with("//");
    if on_this_site && text.chars().all(|c| c.is_ascii_graphic() && c != '\\' && c != '"') {
        return bounded(text, ADDRESS_MAX).map_err(why);
    }
    if on_this_site {
        return Err(format!("contains a character that must be percent-encoded; {remedy}"));
    }
    https(text).map_err(|why| format!("{why}; {remedy}"))
}

fn why(Invalid(why): Invalid) -> String {
    why
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::emote_alias;

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
    fn messages_are_one_line_of_bounded_text() {
        check(message, " \t ", Err("is empty"));
        check(message, "\u{200b}", Err("is empty"));
        check(message, "/me waves", Ok("/me waves"));
        check(message, "a\nb", Err("more than one line"));
        check(message, &"x".repeat(1001), Err("is 1001 characters long; 1000 are allowed"));
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
        check(emote_alias, "party_parrot-2", Ok("party_parrot-2"));
        for bad in ["", ":wave:", "a b", "ü", "<b>"] {
            check(emote_alias, bad, Err("letters, digits"));
        }
        check(emote_alias, &"x".repeat(33), Err("32 are allowed"));
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
}
