//! Secrets: stream keys, viewer passwords, and keys derived from the site's secret.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::token::Token;
use crate::model::text::{Invalid, line};

/// Longest stream key that a hook may carry, in bytes. nginx-rtmp truncates names to 255 bytes, so a name of that
/// length may be the beginning of a longer one.
pub const STREAM_KEY_MAX: usize = 254;
/// Longest viewer password, in characters.
const PASSWORD_MAX: usize = 128;

/// The streamer's secret, with which an encoder publishes. It cannot be displayed, sent or compared by accident.
#[derive(Clone)]
pub struct StreamKey(Box<str>);

impl StreamKey {
    /// `None` if the key is empty or longer than [`STREAM_KEY_MAX`] bytes.
    pub fn new(key: &str) -> Option<Self> {
        (!key.is_empty() && key.len() <= STREAM_KEY_MAX).then(|| Self(key.into()))
    }
}

impl fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamKey(…)")
    }
}

/// The stored form of a stream key: HMAC-SHA-256 under a key derived from the site's secret.
#[derive(Clone, Copy)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// 64 lower-case hexadecimal digits, as stored.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// Reads what [`KeyHash::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).map(Self)
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

/// The part of an address that a household shares: all of IPv4, the first 64 bits of IPv6, within which anyone can
/// choose addresses freely.
pub fn household(address: IpAddr) -> IpAddr {
    network(address, 64)
}

/// The first `bits` bits of an IPv6 address, the rest zero; an IPv4 address unchanged.
pub fn network(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let rest = u128::MAX.checked_shr(bits).unwrap_or(0);
            IpAddr::V6((u128::from(six) & !rest).into())
        }
    }
}

/// A pseudonym of a client's address: 128 bits of an HMAC in hexadecimal. Equal for equal addresses of one site.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddressId(Arc<str>);

impl AddressId {
    /// An id from the store.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The id of no address, for people of whom none is known.
    pub fn unknown() -> Self {
        Self::stored("")
    }

    /// Whether it is [`AddressId::unknown`].
    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// 32 lower-case hexadecimal digits; empty if unknown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AddressId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressId(…)")
    }
}

/// Keys derived from the site's secret, one for each purpose, so that the result of one is not valid for another.
#[derive(Clone)]
pub struct Secrets {
    stream_keys: Hmac<Sha256>,
    cookies: Hmac<Sha256>,
    addresses: Hmac<Sha256>,
    webhooks: Hmac<Sha256>,
    answers: Hmac<Sha256>,
    nodes: Hmac<Sha256>,
}

impl Secrets {
    /// Derives every key from `secret_key` of the configuration.
    pub fn derive(secret_key: &str) -> Self {
        let root = mac(secret_key.as_bytes());
        let purpose = |label: &str| mac(&root.clone().chain_update(label).finalize().into_bytes());
        Self {
            stream_keys: purpose("stream keys"),
            cookies: purpose("cookies"),
            addresses: purpose("addresses"),
            webhooks: purpose("webhooks"),
            answers: purpose("answers"),
            nodes: purpose("nodes"),
        }
    }

    /// The hash that the store and all look-ups use in place of the key.
    pub fn hash(&self, key: &StreamKey) -> KeyHash {
        self.hash_given(&key.0)
    }

    /// The hash of entered text, whether or not it can be a key. The hash of empty or too long text equals that of no
    /// key.
    pub fn hash_given(&self, text: &str) -> KeyHash {
        let bytes = text.as_bytes();
        let looked_at = &bytes[..bytes.len().min(STREAM_KEY_MAX + 1)];
        KeyHash(self.stream_keys.clone().chain_update(looked_at).finalize().into_bytes().into())
    }

    /// The pseudonym that chat stores for an address; equal for all of a [`household`].
    pub fn address(&self, address: IpAddr) -> AddressId {
        let bytes =
            self.addresses.clone().chain_update(household(address).to_string()).finalize().into_bytes();
        AddressId(hex(&bytes[..16]).into())
    }

    /// The key with which a webhook's deliveries are signed, from its seed.
    pub fn webhook(&self, seed: &Token) -> [u8; 32] {
        self.webhooks.clone().chain_update(seed.as_str()).finalize().into_bytes().into()
    }

    /// Signs a cookie's parts; each part is length-prefixed, so that different lists of parts have different
    /// signatures.
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 32] {
        of_parts(&self.cookies, parts)
    }

    /// Signs what nodes of a cluster tell each other.
    pub fn sign_for_nodes(&self, parts: &[&[u8]]) -> [u8; 32] {
        of_parts(&self.nodes, parts)
    }

    /// The key with which the stored answer to a request is encrypted, from what only its caller knows.
    pub fn answer(&self, parts: &[&[u8]]) -> [u8; 32] {
        of_parts(&self.answers, parts)
    }

    /// The key with which addresses of e-mail are encrypted.
    pub fn mail_key(&self) -> [u8; 32] {
        of_parts(&self.answers, &[b"mail addresses"])
    }

    /// The hash by which an address of e-mail is known.
    pub fn mail_address(&self, address: &str) -> [u8; 32] {
        of_parts(&self.addresses, &[b"mail", address.as_bytes()])
    }

    /// The key with which the site's own key for push services is encrypted.
    pub fn push_key(&self) -> [u8; 32] {
        of_parts(&self.answers, &[b"push key"])
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

fn of_parts(mac: &Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac.clone();
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn mac(key: &[u8]) -> Hmac<Sha256> {
    // a hash, padded with zeros to HMAC's block size: what the standard does with a long key
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

/// The bytes of 64 hexadecimal digits.
pub(in crate::model) fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<_>> = text.bytes().map(|digit| char::from(digit).to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = (pair[0] << 4 | pair[1]) as u8;
    }
    Some(bytes)
}

/// The password that viewers of a locked stream enter. The streamer may see it; a log must not contain it.
#[derive(Clone, PartialEq, Eq)]
pub struct ViewerPassword(Arc<str>);

impl ViewerPassword {
    /// Validates a chosen password: one line, without white space around it, because that is invisible.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text.trim() {
            "" => Err("is empty; choose one that cannot be guessed".into()),
            text => line(text, PASSWORD_MAX).map(|text| Self(text.into())),
        }
    }

    /// A password from the store; `None` for an empty one, which means an open stream.
    pub fn stored(password: &str) -> Option<Self> {
        (!password.is_empty()).then(|| Self(password.into()))
    }

    /// The plain text, for the streamer, the store and the audit journal.
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
    fn secrets_never_show_in_debug() {
        let key = StreamKey::new("hunter2").unwrap();
        let secrets = Secrets::derive("hunter2");
        let shown = format!(
            "{key:?} {:?} {secrets:?} {:?}",
            secrets.hash(&key),
            ViewerPassword::stored("hunter2").unwrap()
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
    fn what_cannot_be_a_key_is_nobodys() {
        let secrets = Secrets::derive("a");
        let longest = "x".repeat(STREAM_KEY_MAX);
        let hash = |text: &str| secrets.hash(&StreamKey::new(text).unwrap());
        assert_eq!(secrets.hash_given("secretkey"), hash("secretkey"));
        assert_eq!(secrets.hash_given(&longest), hash(&longest));
        for text in [String::new(), format!("{longest}x"), format!("{longest}xyz")] {
            assert!(StreamKey::new(&text).is_none());
            assert_ne!(secrets.hash_given(&text), hash(&longest));
        }
    }

    #[test]
    fn one_household_has_one_address() {
        let secrets = Secrets::derive("a");
        let id = |text: &str| secrets.address(text.parse().unwrap());
        assert_eq!(id("2001:db8:1:2::7"), id("2001:db8:1:2:ffff::8"));
        assert_ne!(id("2001:db8:1:2::7"), id("2001:db8:1:3::7"));
        assert_ne!(id("192.0.2.1"), id("192.0.2.2"));
    }

    #[test]
    fn a_password_is_a_line_without_white_space_around_it() {
        assert_eq!(ViewerPassword::parse(" pass word ").unwrap().reveal(), "pass word");
        for (text, expected) in [("  ", "is empty"), ("a\nb", "more than one line")] {
            assert!(ViewerPassword::parse(text).unwrap_err().0.contains(expected), "{text:?}");
        }
        assert!(ViewerPassword::parse(&"x".repeat(129)).unwrap_err().0.contains("128 are allowed"));
    }

    #[test]
    fn cookie_parts_do_not_run_together() {
        let secrets = Secrets::derive("a");
        assert_ne!(secrets.sign(&[b"ab", b"c"]), secrets.sign(&[b"a", b"bc"]));
    }
}
