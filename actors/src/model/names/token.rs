//! Random names that cannot be guessed.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A random name of 26 letters and digits that cannot be guessed, for broadcasts, segment URLs, and renamed encoders.
/// It has no `_` or `-`, which separate it from a quality and a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(Arc<str>);

impl Token {
    /// Encodes 128 random bits in base 32.
    pub fn from_random(mut random: u128) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut text = String::with_capacity(26);
        for _ in 0..26 {
            text.push(char::from(ALPHABET[(random & 31) as usize]));
            random >>= 5;
        }
        Self(text.into())
    }

    /// A token from the store.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The 26 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_has_26_characters_without_separators() {
        for random in [0, 1, u128::MAX, 0x1234_5678_9abc_def0] {
            let token = Token::from_random(random);
            assert_eq!(token.as_str().len(), 26);
            assert!(token.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        }
    }
}
