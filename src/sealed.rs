//! Encryption of what the database keeps and must not reveal.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Encrypts a text, which [`open`] reads with the same key and context. `None` if the text is too long, by gigabytes.
pub fn seal(key: &[u8; 32], context: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut encrypted = text.to_vec();
    let nonce_of = Nonce::assume_unique_for_key(nonce);
    cipher(key)?.seal_in_place_append_tag(nonce_of, Aad::from(context), &mut encrypted).ok()?;
    Some([&nonce[..], &encrypted].concat())
}

/// Decrypts what [`seal`] returned; `None` if it is not that.
pub fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, encrypted) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = encrypted.to_vec();
    let length = cipher(key)?.open_in_place(nonce, Aad::from(context), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

fn cipher(key: &[u8; 32]) -> Option<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, key).ok().map(LessSafeKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_key_and_context_together_open_what_was_sealed() {
        let sealed = seal(&[1; 32], b"context", b"a secret").unwrap();
        assert_eq!(open(&[1; 32], b"context", &sealed).unwrap(), b"a secret");
        assert!(!sealed.windows(8).any(|part| part == b"a secret"));
        assert_ne!(
            sealed,
            seal(&[1; 32], b"context", b"a secret").unwrap(),
            "nobody sees that two are equal"
        );
        assert_eq!(open(&[2; 32], b"context", &sealed), None);
        assert_eq!(open(&[1; 32], b"another", &sealed), None);
        for length in 0..sealed.len() {
            assert_eq!(open(&[1; 32], b"context", &sealed[..length]), None);
        }
    }
}
