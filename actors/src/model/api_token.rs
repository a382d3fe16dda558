//! API tokens: secrets with which programs act for a streamer or for the site.

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::names::{StreamerName, Token, hex, unhex};
use super::scope::{Scope, Scopes};
use super::text::{Invalid, clean, line};
use super::time::UnixTime;

/// With what every token begins, so that scanners for leaked secrets recognise it.
const PREFIX: &str = "pst_";
/// Characters after the prefix: those of a [`Token`].
const RANDOM: usize = 26;
/// Longest name of a token, in characters.
const NAME_MAX: usize = 100;

/// An API token as its owner keeps it: `pst_` and 26 random letters and digits. Shown once, when it is made.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiTokenSecret(Box<str>);

impl ApiTokenSecret {
    /// Makes a token from 128 random bits.
    pub fn from_random(random: u128) -> Self {
        Self(format!("{PREFIX}{}", Token::from_random(random)).into())
    }

    /// Reads a token that a client sent; `None` if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let random = text.strip_prefix(PREFIX)?;
        let fits = random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| Self(text.into()))
    }

    /// The text, to show it to its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The stored form. It needs no key: 128 random bits cannot be guessed.
    pub fn hash(&self) -> ApiTokenHash {
        ApiTokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for ApiTokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiTokenSecret(…)")
    }
}

/// The stored form of an API token: SHA-256 of its text.
#[derive(Clone, Copy)]
pub struct ApiTokenHash([u8; 32]);

impl ApiTokenHash {
    /// 64 lower-case hexadecimal digits, as stored.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// Reads what [`ApiTokenHash::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }
}

impl PartialEq for ApiTokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for ApiTokenHash {}
impl std::hash::Hash for ApiTokenHash {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for ApiTokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiTokenHash(…)")
    }
}

/// Whose a token is, what it may do, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenGrant {
    /// What the token is for; empty if its owner did not say.
    pub name: String,
    /// The streamer whose token it is; `None` for a token of the site, which acts for every streamer.
    pub streamer: Option<StreamerName>,
    /// What it may do.
    pub scopes: Scopes,
    /// When it stops working; `None` for never.
    pub expires_at: Option<UnixTime>,
}

/// Why a token cannot be granted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGrant {
    /// The token could do nothing.
    #[error("no scope is given; give at least one of read, chat, moderate, settings and admin")]
    NoScope,
    /// Administration is not one streamer's.
    #[error("a token of a streamer cannot have the scope admin; only a token of the site can")]
    AdminOfStreamer,
    /// The name is too long or has invisible characters.
    #[error("the name {0}")]
    Name(Invalid),
    /// The token would not work for a moment.
    #[error("the time of expiry has passed already")]
    Expired,
}

impl TokenGrant {
    /// Checks a request for a token.
    pub fn new(
        name: &str,
        streamer: Option<StreamerName>,
        scopes: Scopes,
        expires_at: Option<UnixTime>,
        now: UnixTime,
    ) -> Result<Self, InvalidGrant> {
        if scopes.is_empty() {
            return Err(InvalidGrant::NoScope);
        }
        if streamer.is_some() && scopes.contains(Scope::Admin) {
            return Err(InvalidGrant::AdminOfStreamer);
        }
        if expires_at.is_some_and(|at| at <= now) {
            return Err(InvalidGrant::Expired);
        }
        let name = clean(line(name.trim(), NAME_MAX).map_err(InvalidGrant::Name)?).into_owned();
        Ok(Self { name, streamer, scopes, expires_at })
    }

    /// Whether the token may act for this streamer.
    pub fn covers(&self, streamer: &StreamerName) -> bool {
        self.streamer.as_ref().is_none_or(|own| own == streamer)
    }

    /// Whether the token still works.
    pub fn is_valid_at(&self, now: UnixTime) -> bool {
        self.expires_at.is_none_or(|at| now < at)
    }
}

/// A token, as listed. The secret itself is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiToken {
    /// Identifies it when it is revoked; never given again.
    pub id: i64,
    /// Whose it is and what it may do.
    #[serde(flatten)]
    pub grant: TokenGrant,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it was last used, to the minute; `None` if never.
    pub last_used: Option<UnixTime>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recognised_by_its_form() {
        let secret = ApiTokenSecret::from_random(u128::MAX);
        let text = secret.reveal();
        assert!(text.starts_with("pst_") && text.len() == 30, "{text}");
        assert_eq!(ApiTokenSecret::parse(text), Some(secret.clone()));
        for other in ["", "pst_", &text[4..], &text[..29], &format!("{text}x"), &text.replace("99", "9é")] {
            assert_eq!(ApiTokenSecret::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_token_does_not_show_by_accident() {
        let secret = ApiTokenSecret::from_random(7);
        let hash = secret.hash();
        let shown = format!("{secret:?} {hash:?}");
        assert!(!shown.contains(secret.reveal()) && !shown.contains(&hash.to_hex()), "{shown}");
        assert_eq!(ApiTokenHash::from_hex(&hash.to_hex()), Some(hash));
        assert_ne!(ApiTokenSecret::from_random(8).hash(), hash);
    }

    #[test]
    fn a_grant_has_a_scope_and_a_future_and_a_streamers_is_not_for_administration() {
        let alice = || Some(StreamerName::stored("Alice"));
        let grant = |name: &str, streamer, scopes: &str, expires_at| {
            TokenGrant::new(name, streamer, Scopes::parse(scopes).unwrap(), expires_at, 100)
        };
        assert_eq!(grant("", None, "", None), Err(InvalidGrant::NoScope));
        assert_eq!(grant("", alice(), "read,admin", None), Err(InvalidGrant::AdminOfStreamer));
        assert_eq!(grant("", None, "read", Some(100)), Err(InvalidGrant::Expired));
        assert!(matches!(grant("a\nb", None, "read", None), Err(InvalidGrant::Name(_))));
        assert!(matches!(grant(&"x".repeat(101), None, "read", None), Err(InvalidGrant::Name(_))));
        let granted = grant(" bot ", alice(), "read", Some(101)).unwrap();
        assert_eq!(granted.name, "bot");
        assert!(granted.is_valid_at(100) && !granted.is_valid_at(101));
        assert!(
            granted.covers(&StreamerName::stored("aLICE")) && !granted.covers(&StreamerName::stored("bob"))
        );
        assert!(grant("", None, "admin", None).unwrap().covers(&StreamerName::stored("bob")));
    }
}
