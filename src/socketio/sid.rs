//! Session ids as clients send them: where the session is, and a secret that only its client knows.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pystreaming_actors::session::SessionId;
use subtle::ConstantTimeEq as _;

/// 128 random bits.
#[derive(Clone, Copy)]
pub struct Secret([u8; 16]);

impl Secret {
    /// A new secret.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// What a client sends with every request.
#[derive(Clone, Copy)]
pub struct Sid {
    /// Where the session is.
    pub id: SessionId,
    /// Proves that the session is the client's.
    pub secret: Secret,
}

const LEN: usize = 4 + 2 + 8 + 16;

impl Sid {
    /// As text in addresses.
    pub fn encode(&self) -> String {
        let mut bytes = [0; LEN];
        bytes[..4].copy_from_slice(&self.id.node.to_be_bytes());
        bytes[4..6].copy_from_slice(&self.id.worker.to_be_bytes());
        bytes[6..14].copy_from_slice(&self.id.number.to_be_bytes());
        bytes[14..].copy_from_slice(&self.secret.0);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Parses [`Sid::encode`].
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; LEN + 1];
        let len = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        let (node, rest) = bytes[..len].split_first_chunk()?;
        let (worker, rest) = rest.split_first_chunk()?;
        let (number, secret) = rest.split_first_chunk()?;
        let id = SessionId {
            node: u32::from_be_bytes(*node),
            worker: u16::from_be_bytes(*worker),
            number: u64::from_be_bytes(*number),
        };
        Some(Self { id, secret: Secret(secret.try_into().ok()?) })
    }
}

/// A public id for a socket, which gives access to nothing: clients show it to others.
pub fn public_name() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 15]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sid_is_read_as_written_and_anything_else_is_not() {
        let sid =
            Sid { id: SessionId { node: 3, worker: 7, number: u64::MAX - 1 }, secret: Secret::random() };
        let text = sid.encode();
        let read = Sid::parse(&text).unwrap();
        assert_eq!(read.id, sid.id);
        assert!(read.secret.matches(&sid.secret));
        assert!(!read.secret.matches(&Secret::random()));
        for wrong in ["", "abc", &text[1..], &format!("{text}A"), &format!("{text}AAAAAAAAAAAAAAAA"), "é"] {
            assert!(Sid::parse(wrong).is_none(), "{wrong}");
        }
    }
}
