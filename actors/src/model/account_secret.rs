//! What proves that somebody owns an account: passwords, sessions and recovery codes.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization as _;

use super::names::{Nickname, Token, hex, unhex};

/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 10;
/// Most characters of a password.
pub const PASSWORD_MAX: usize = 128;
/// Recovery codes that an account has at a time.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits of a recovery code: 80 random bits.
const CODE_LENGTH: usize = 16;

/// The password of an account. Equal whether an accented letter was typed as one character or as two.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountPassword(Box<str>);

/// Why a password is refused; the text is for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Shorter than [`PASSWORD_MIN`].
    #[error("A password has at least {PASSWORD_MIN} characters. A few words are easy to remember.")]
    TooShort,
    /// Longer than [`PASSWORD_MAX`].
    #[error("A password has at most {PASSWORD_MAX} characters.")]
    TooLong,
    /// The same character again and again, or the name.
    #[error("That password is too easy to guess. A few words are easy to remember.")]
    Guessable,
}

impl AccountPassword {
    /// Checks a new password for the account of this name.
    ///
    /// # Errors
    /// It is too short, too long or easy to guess.
    pub fn choose(text: &str, name: &Nickname) -> Result<Self, InvalidPassword> {
        let length = text.chars().count();
        if length < PASSWORD_MIN {
            return Err(InvalidPassword::TooShort);
        }
        let password = Self::entered(text).ok_or(InvalidPassword::TooLong)?;
        let small = password.0.to_lowercase();
        let own = name.as_str().to_lowercase();
        let first = small.chars().next();
        let is_repeated = small.chars().all(|c| Some(c) == first);
        match is_repeated || small.replace(&own, "").chars().count() < PASSWORD_MIN / 2 {
            true => Err(InvalidPassword::Guessable),
            false => Ok(password),
        }
    }

    /// A password to compare; `None` if it is too long to be one.
    pub fn entered(text: &str) -> Option<Self> {
        let most = PASSWORD_MAX;
        // a character has four bytes at most
        (text.len() <= most * 4 && text.chars().count() <= most)
            .then(|| Self(text.nfkc().collect::<String>().into()))
    }

    /// The bytes to hash.
    pub fn reveal(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for AccountPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountPassword(…)")
    }
}

/// The stored form of a secret that cannot be guessed: SHA-256 of its text.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// 64 lower-case hexadecimal digits, as stored.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// Reads what [`SecretHash::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}
impl std::hash::Hash for SecretHash {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// What a signed-in browser keeps in a cookie.
pub struct SessionSecret(Token);

impl SessionSecret {
    /// Makes one from 128 random bits.
    pub fn from_random(random: u128) -> Self {
        Self(Token::from_random(random))
    }

    /// The text, for the cookie.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }

    /// The stored form.
    pub fn hash(&self) -> SecretHash {
        Self::hash_given(self.reveal())
    }

    /// The stored form of what a browser sent.
    pub fn hash_given(text: &str) -> SecretHash {
        SecretHash::of(text)
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

/// A code that gives an account back once: `abcd-efgh-jkmn-pqrs`.
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// Makes one from random bits, of which it uses 80.
    pub fn from_random(random: u128) -> Self {
        let letters = Token::from_random(random);
        Self(letters.as_str().chars().take(CODE_LENGTH).collect())
    }

    /// Reads what somebody typed, with or without hyphens and spaces, in any case; `None` if it cannot be a code.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let letters: String = letters.take(CODE_LENGTH + 1).map(|c| c.to_ascii_lowercase()).collect();
        let fits = letters.len() == CODE_LENGTH && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then_some(Self(letters))
    }

    /// The stored form.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The code in groups of four, to show it to its owner.
    pub fn reveal(&self) -> String {
        let groups = self.0.as_bytes().chunks(4).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join("-")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_name() {
        let name = Nickname::stored("Bartholomew");
        let choose = |text: &str| AccountPassword::choose(text, &name).map(drop);
        assert_eq!(choose("too short"), Err(InvalidPassword::TooShort));
        assert_eq!(choose(&"long".repeat(33)), Err(InvalidPassword::TooLong));
        for easy in ["aaaaaaaaaa", "bartholomew", "Bartholomew1!"] {
            assert_eq!(choose(easy), Err(InvalidPassword::Guessable), "{easy}");
        }
        for good in ["a few words", "пароль из слов", &"ab".repeat(64)] {
            assert_eq!(choose(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn an_accent_may_be_typed_in_two_ways() {
        assert_eq!(AccountPassword::entered("cafe\u{301} au lait"), AccountPassword::entered("café au lait"));
    }

    #[test]
    fn secrets_do_not_show_by_accident() {
        let (session, code) = (SessionSecret::from_random(7), RecoveryCode::from_random(7));
        let password = AccountPassword::entered("a few words").unwrap();
        let shown = format!("{session:?} {code:?} {password:?} {:?}", code.hash());
        for secret in [session.reveal(), &code.reveal(), &code.hash().to_hex(), "words"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_eq!(SecretHash::from_hex(&session.hash().to_hex()), Some(session.hash()));
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_it_was_shown_or_typed(random: u128) {
            let code = RecoveryCode::from_random(random);
            let shown = code.reveal();
            prop_assert_eq!(shown.len(), 19);
            for typed in [shown.clone(), shown.replace('-', " "), shown.to_uppercase(), format!(" {shown}\n")] {
                prop_assert_eq!(RecoveryCode::parse(&typed).unwrap().hash(), code.hash());
            }
        }

        #[test]
        fn nothing_else_is_a_code(text in "\\PC{0,40}") {
            if let Some(code) = RecoveryCode::parse(&text) {
                prop_assert!(RecoveryCode::parse(&code.reveal()).is_some());
            }
        }
    }
}
