//! The names that cross between parts, each a type, so that a hostile string is looked at once.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Longest streamer name in characters: it must also fit as a name in chat.
pub const STREAMER_NAME_MAX: usize = 20;
/// Longest stream key in bytes that a hook may carry.
pub const STREAM_KEY_MAX: usize = 256;

/// First path parts that belong to the site itself and so cannot be a streamer's page.
pub const RESERVED_NAMES: &[&str] = &[
    "api",
    "auth",
    "favicon.ico",
    "healthz",
    "hls",
    "metrics",
    "readyz",
    "robots.txt",
    "socket.io",
    "static",
    "theme",
];

/// Why a name was refused, in words for whoever typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing but white space.
    #[error("the name is empty; give it at least one letter or digit")]
    Blank,
    /// Longer than [`STREAMER_NAME_MAX`].
    #[error("the name is longer than {STREAMER_NAME_MAX} characters")]
    TooLong,
    /// A character that cannot stand in the address of a page or is invisible.
    #[error("the name contains {0:?}, which cannot be part of a page's address")]
    Character(char),
    /// Collides with a page of the site.
    #[error("the name {0:?} is an address of the site itself; choose another")]
    Reserved(String),
}

/// A streamer's public name. It keeps the spelling it was registered with and compares without case.
#[derive(Debug, Clone, Serialize)]
#[serde(into = "String")]
pub struct StreamerName {
    spelled: Arc<str>,
    folded: Arc<str>,
}

impl StreamerName {
    /// A name for a new streamer, under all rules.
    pub fn parse(name: &str) -> Result<Self, InvalidName> {
        let name = name.trim();
        if name.is_empty() {
            return Err(InvalidName::Blank);
        }
        if name.chars().count() > STREAMER_NAME_MAX {
            return Err(InvalidName::TooLong);
        }
        if let Some(bad) = name.chars().find(|c| is_unfit_for_address(*c)) {
            return Err(InvalidName::Character(bad));
        }
        let parsed = Self::stored(name);
        if RESERVED_NAMES.contains(&parsed.folded()) || name.chars().all(|c| c == '.') {
            return Err(InvalidName::Reserved(name.to_owned()));
        }
        Ok(parsed)
    }

    /// A name that is in the store already, whatever the rules were when it got there.
    pub fn stored(name: &str) -> Self {
        Self { spelled: name.into(), folded: fold(name).into() }
    }

    /// As registered.
    pub fn as_str(&self) -> &str {
        &self.spelled
    }

    /// What two spellings of the same name have in common; the key of every map of streamers.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

/// The form in which names are compared: lower case.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

fn is_unfit_for_address(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | '?' | '#' | '%' | '"' | '<' | '>' | '`')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl PartialEq for StreamerName {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}
impl Eq for StreamerName {}
impl std::hash::Hash for StreamerName {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}
impl fmt::Display for StreamerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled)
    }
}
impl From<StreamerName> for String {
    fn from(name: StreamerName) -> Self {
        name.spelled.as_ref().to_owned()
    }
}

/// What an encoder publishes with: the streamer's secret. It cannot be shown, sent or compared by accident.
#[derive(Clone)]
pub struct StreamKey(Box<str>);

impl StreamKey {
    /// `None` for a key that cannot be one: empty, or longer than [`STREAM_KEY_MAX`] bytes.
    pub fn new(key: &str) -> Option<Self> {
        (!key.is_empty() && key.len() <= STREAM_KEY_MAX).then(|| Self(key.into()))
    }
}

impl fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamKey(…)")
    }
}

/// What the store keeps of a stream key: HMAC-SHA-256 under a key derived from the site's secret.
#[derive(Clone, Copy)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// 64 lower-case hexadecimal digits, as stored.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// Reads what [`KeyHash::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl PartialEq for KeyHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for KeyHash {}
impl std::hash::Hash for KeyHash {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash(…)")
    }
}

/// Keys derived from the site's one secret, each for one purpose, so that no use can stand in for another.
#[derive(Clone)]
pub struct Secrets {
    stream_keys: Hmac<Sha256>,
    cookies: Hmac<Sha256>,
}

impl Secrets {
    /// Derives every key from `secret_key` of the configuration.
    pub fn derive(secret_key: &str) -> Self {
        let root = mac(secret_key.as_bytes());
        let purpose = |label: &str| mac(&root.clone().chain_update(label).finalize().into_bytes());
        Self { stream_keys: purpose("stream keys"), cookies: purpose("cookies") }
    }

    /// What the store and every look-up hold instead of the key.
    pub fn hash(&self, key: &StreamKey) -> KeyHash {
        KeyHash(self.stream_keys.clone().chain_update(key.0.as_bytes()).finalize().into_bytes().into())
    }

    /// Signs a cookie's parts; each part is length-prefixed, so that no two lists of parts sign alike.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.cookies.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    // a hash, padded with zeros to HMAC's block: the form the standard itself gives to a long key
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block[..32].copy_from_slice(&Sha256::digest(key));
    <Hmac<Sha256> as KeyInit>::new(&block)
}

/// Lower-case hexadecimal digits, two for each byte.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A random name of 26 letters and digits that cannot be guessed: broadcasts, addresses of segments, and the names
/// that encoders are renamed to. It has no `_` or `-`, which separate it from a quality and a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(Arc<str>);

impl Token {
    /// Spells 128 random bits in base 32.
    pub fn from_random(mut random: u128) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut text = String::with_capacity(26);
        for _ in 0..26 {
            text.push(char::from(ALPHABET[(random & 31) as usize]));
            random >>= 5;
        }
        Self(text.into())
    }

    /// A token that is in the store already.
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

/// The password that viewers of a locked stream enter. Its streamer may be shown it; a log may not.
#[derive(Clone, PartialEq, Eq)]
pub struct ViewerPassword(Arc<str>);

impl ViewerPassword {
    /// `None` for an empty one, which means an open stream.
    pub fn new(password: &str) -> Option<Self> {
        (!password.is_empty()).then(|| Self(password.into()))
    }

    /// In clear, for its streamer, the store and the audit journal.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Compares in a time that does not depend on where the two differ.
    pub fn matches(&self, attempt: &str) -> bool {
        self.0.as_bytes().ct_eq(attempt.as_bytes()).into()
    }
}

impl fmt::Debug for ViewerPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ViewerPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_keep_their_spelling() {
        let name = StreamerName::parse(" Zoë ").unwrap();
        assert_eq!(name, StreamerName::stored("ZOË"));
        assert_eq!(name.as_str(), "Zoë");
    }

    #[test]
    fn names_that_cannot_be_an_address_are_refused() {
        for (name, why) in [
            ("", InvalidName::Blank),
            ("  ", InvalidName::Blank),
            ("a/b", InvalidName::Character('/')),
            ("a\u{202e}b", InvalidName::Character('\u{202e}')),
            ("HLS", InvalidName::Reserved("HLS".into())),
            ("..", InvalidName::Reserved("..".into())),
            ("123456789012345678901", InvalidName::TooLong),
        ] {
            assert_eq!(StreamerName::parse(name).unwrap_err(), why, "{name:?}");
        }
    }

    #[test]
    fn secrets_never_show_in_debug() {
        let key = StreamKey::new("hunter2").unwrap();
        let secrets = Secrets::derive("hunter2");
        let shown = format!(
            "{key:?} {:?} {secrets:?} {:?}",
            secrets.hash(&key),
            ViewerPassword::new("hunter2").unwrap()
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn key_hash_survives_hex_and_depends_on_the_secret() {
        let key = StreamKey::new("secretkey").unwrap();
        let hash = Secrets::derive("a").hash(&key);
        assert_eq!(KeyHash::from_hex(&hash.to_hex()), Some(hash));
        assert_ne!(hash, Secrets::derive("b").hash(&key));
        assert_eq!(KeyHash::from_hex(&"é".repeat(32)), None);
    }

    #[test]
    fn cookie_parts_do_not_run_together() {
        let secrets = Secrets::derive("a");
        assert_ne!(secrets.sign(&[b"ab", b"c"]), secrets.sign(&[b"a", b"bc"]));
    }

    #[test]
    fn token_has_26_characters_without_separators() {
        for random in [0, 1, u128::MAX, 0x1234_5678_9abc_def0] {
            let token = Token::from_random(random);
            assert_eq!(token.as_str().len(), 26);
            assert!(token.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        }
    }
}
