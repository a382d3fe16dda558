//! Names in chat.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use unicode_normalization::char::is_combining_mark;

use crate::model::text::{Unseen, clean, confusable_key, length, skeleton, unseen, with_emoji_unless};

/// Longest name, as [`length`] counts.
pub const NICKNAME_MAX: usize = 20;
/// Longest text that is parsed, in bytes: twenty emoji by their longest names are shorter.
const BYTES_MAX: usize = 4096;

/// Why a name was rejected; the message is for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNickname {
    /// No visible character.
    #[error("Your name must not be blank")]
    Blank,
    /// Longer than [`NICKNAME_MAX`].
    #[error("Your name is too long: it may have {NICKNAME_MAX} characters")]
    TooLong,
    /// Contains characters that could disturb or deceive.
    #[error("Your name must not contain {0}")]
    Unfit(&'static str),
}

/// A name in chat. It keeps its spelling; names are equal when their [`Nickname::confusable_key`] is.
#[derive(Debug, Clone)]
pub struct Nickname {
    spelled: Arc<str>,
    confusable_key: Arc<str>,
    /// Computed on demand, to compare newcomers with moderators.
    skeleton: OnceLock<Arc<str>>,
}

impl Nickname {
    /// Parses a name as typed: replaces the short names of emoji, and collapses white space into single spaces.
    /// `is_emote` gets aliases without colons.
    pub fn parse(text: &str, is_emote: &dyn Fn(&str) -> bool) -> Result<Self, InvalidNickname> {
        if text.len() > BYTES_MAX {
            return Err(InvalidNickname::TooLong);
        }
        let text = with_emoji_unless(text, is_emote);
        let words: Vec<_> = text.split_whitespace().collect();
        let spelled = words.join(" ");
        // length first, because the other checks are slow for long names
        if length(&spelled, is_emote) > NICKNAME_MAX {
            return Err(InvalidNickname::TooLong);
        }
        let name = Self::stored(&spelled);
        if name.confusable_key.is_empty() {
            return Err(InvalidNickname::Blank);
        }
        if let Some(what) = what_is_unfit(&spelled) {
            return Err(InvalidNickname::Unfit(what));
        }
        match unseen(&spelled) {
            None => Ok(name),
            Some(Unseen::Everything) => Err(InvalidNickname::Blank),
            Some(Unseen::Pictureless(_)) => Err(InvalidNickname::Unfit("characters that cannot be shown")),
            Some(Unseen::LooseMark(_)) => Err(InvalidNickname::Unfit("accents without a letter")),
        }
    }

    /// A name that was accepted before or comes from elsewhere; not validated.
    pub fn stored(name: &str) -> Self {
        Self { spelled: name.into(), confusable_key: confusable_key(name).into(), skeleton: OnceLock::new() }
    }

    /// The name with its spelling.
    pub fn as_str(&self) -> &str {
        &self.spelled
    }

    /// [`Nickname::as_str`] as a shared string.
    pub fn spelled(&self) -> Arc<str> {
        self.spelled.clone()
    }

    /// The key that viewers' names have in common if they look alike: see [`confusable_key`].
    pub fn confusable_key(&self) -> &str {
        &self.confusable_key
    }

    /// Whether this name could be mistaken for that of the streamer or a moderator: see [`skeleton`].
    pub fn could_pass_for(&self, protected: &Self) -> bool {
        self == protected || self.skeleton() == protected.skeleton()
    }

    fn skeleton(&self) -> &str {
        self.skeleton.get_or_init(|| skeleton(&self.spelled).into())
    }

    /// Whether the two names differ only in case: someone who types that means this name and does not imitate it.
    pub fn same_in_any_case(&self, name: &str) -> bool {
        self.spelled.to_lowercase() == name.trim().to_lowercase()
    }
}

/// The kind of characters that [`clean`] would remove from a name.
fn what_is_unfit(name: &str) -> Option<&'static str> {
    let cleaned = clean(name);
    if cleaned == name {
        return None;
    }
    let disturbs = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let marks = |text: &str| text.chars().filter(|c| is_combining_mark(*c)).count();
    if name.chars().any(disturbs) {
        Some("control characters")
    } else if marks(name) > marks(&cleaned) {
        Some("piled-up accents")
    } else {
        Some("invisible characters")
    }
}

impl PartialEq for Nickname {
    fn eq(&self, other: &Self) -> bool {
        self.confusable_key == other.confusable_key
    }
}
impl Eq for Nickname {}
impl Hash for Nickname {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.confusable_key.hash(state);
    }
}
impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Nickname, InvalidNickname> {
        Nickname::parse(text, &|alias| alias == "wave")
    }

    #[test]
    fn a_name_keeps_its_spelling() {
        for (text, spelled) in [
            ("  Bob  the\tBuilder ", "Bob the Builder"),
            ("Zoë", "Zoë"),
            ("<b>Bob</b>", "<b>Bob</b>"),
            (":smile: Bob", "😄 Bob"),
            (":wave:", ":wave:"),
            ("Ж\u{a0}Ж", "Ж Ж"),
            ("👩🏽‍💻", "👩🏽‍💻"),
        ] {
            assert_eq!(parse(text).unwrap().as_str(), spelled, "{text:?}");
        }
    }

    #[test]
    fn names_that_cannot_be_read_are_refused() {
        let controls = InvalidNickname::Unfit("control characters");
        let invisible = InvalidNickname::Unfit("invisible characters");
        for (text, why) in [
            ("", InvalidNickname::Blank),
            (" \t\u{a0}\u{3000}", InvalidNickname::Blank),
            ("\u{200b}\u{2800}\u{fe0f}\u{3164}", InvalidNickname::Blank),
            ("Bob\u{7}", controls.clone()),
            ("\u{202e}boB", controls.clone()),
            ("Bob\u{200f}", controls),
            ("Stream\u{200b}er", invisible.clone()),
            ("Bob\u{2800}", invisible.clone()),
            ("Bob\u{e0061}", invisible),
            ("Bo\u{301}\u{301}\u{301}\u{301}\u{301}b", InvalidNickname::Unfit("piled-up accents")),
            ("123456789012345678901", InvalidNickname::TooLong),
            (":smile::smile::smile:123456789012345678", InvalidNickname::TooLong),
            ("\u{301}", InvalidNickname::Blank),
            ("\u{7a6}\u{7a7}", InvalidNickname::Blank),
            ("\u{e000}", InvalidNickname::Unfit("characters that cannot be shown")),
            ("Bob\u{378}", InvalidNickname::Unfit("characters that cannot be shown")),
            ("\u{301}Bob", InvalidNickname::Unfit("accents without a letter")),
        ] {
            assert_eq!(parse(text).unwrap_err(), why, "{text:?}");
        }
        assert_eq!(parse(&"\u{301}".repeat(100_000)).unwrap_err(), InvalidNickname::TooLong);
    }

    #[test]
    fn emoji_and_emotes_count_one() {
        for text in [":woman_technologist_medium_skin_tone:".repeat(20), ":wave:".repeat(20), "1".repeat(20)]
        {
            assert!(parse(&text).is_ok(), "{text}");
        }
        assert_eq!(parse(&":wave:".repeat(21)).unwrap_err(), InvalidNickname::TooLong);
    }

    #[test]
    fn names_that_look_alike_are_equal() {
        let bob = parse("Bob").unwrap();
        assert_eq!(bob, parse("bOB").unwrap());
        assert_eq!(bob, parse("Воb").unwrap());
        assert_ne!(bob, parse("Bob2").unwrap());
        assert_ne!(parse("😀").unwrap(), parse("🎉").unwrap());
    }

    #[test]
    fn nobody_passes_for_the_streamer() {
        let streamer = Nickname::stored("Nightingale");
        for name in [
            "NIGHTINGALE",
            "Night ingale",
            "Nlght1ngale",
            "Νightingale",
            "Níghtingale",
            "Ｎｉｇｈｔｉｎｇａｌｅ",
        ] {
            assert!(parse(name).unwrap().could_pass_for(&streamer), "{name}");
        }
        assert!(!parse("Nightingales").unwrap().could_pass_for(&streamer));
    }

    #[test]
    fn the_name_itself_is_told_from_imitations() {
        let streamer = Nickname::stored("Zoë");
        assert!(streamer.same_in_any_case(" zOË "));
        assert!(!streamer.same_in_any_case("Zоë"));
        assert!(!streamer.same_in_any_case("Zo ë"));
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_again(text in "[\\PC\\x00-\\x20\u{300}\u{200b}-\u{200f}:a]{0,24}") {
            if let Ok(name) = parse(&text) {
                let again = parse(name.as_str()).unwrap();
                prop_assert_eq!(again.as_str(), name.as_str());
                prop_assert!(!name.confusable_key().is_empty());
                prop_assert!(name.could_pass_for(&name));
            }
        }
    }
}
