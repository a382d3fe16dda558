//! Encryption for one browser: RFC 8291 in one record of RFC 8188 (`aes128gcm`).
//!
//! It is made of three primitives that `ring` has. The crates for Web Push need OpenSSL, or another implementation of all of
//! them.

use pystreaming_actors::model::PushSubscription;
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::SystemRandom;

/// Size of the record, which push services accept.
const RECORD: u32 = 4096;
/// Ends the last record.
const LAST: u8 = 2;
/// Longest text: what fits in the record with the byte that ends it and the tag.
const TEXT_MAX: usize = RECORD as usize - 103;

/// The body of a request that only the browser of the subscription can read.
///
/// # Errors
/// The browser's key is no point of the curve, or the text is longer than 3993 bytes.
pub(super) fn encrypted(text: &[u8], to: &PushSubscription) -> Result<Vec<u8>, Unspecified> {
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())?;
    let own_public: [u8; 65] = own.compute_public_key()?.as_ref().try_into().map_err(|_| Unspecified)?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &to.key);
    let sealed = agree_ephemeral(own, &theirs, |shared| seal(text, to, shared, &own_public, rand::random()));
    sealed?
}

/// The same with the secret on which both keys agree, this site's public key, and a salt.
fn seal(
    text: &[u8],
    to: &PushSubscription,
    shared: &[u8],
    own: &[u8; 65],
    salt: [u8; 16],
) -> Result<Vec<u8>, Unspecified> {
    if text.len() > TEXT_MAX {
        return Err(Unspecified);
    }
    let ikm: [u8; 32] = derived(&to.auth, shared, &[b"WebPush: info\0", &to.key, own])?;
    let key: [u8; 16] = derived(&salt, &ikm, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = derived(&salt, &ikm, &[b"Content-Encoding: nonce\0"])?;
    let mut record = [text, &[LAST]].concat();
    LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?).seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::empty(),
        &mut record,
    )?;
    let length_of_key = 65_u8;
    Ok([&salt[..], &RECORD.to_be_bytes(), &[length_of_key], own, &record].concat())
}

/// HKDF with SHA-256.
fn derived<const N: usize>(salt: &[u8], secret: &[u8], info: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = [0; N];
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(info, Length(N))?.fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::super::subscription;
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn receiver() -> PushSubscription {
        // of RFC 8291, appendix A
        let key = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        subscription("https://push.example.net/push/x", key, "BTBZMqHH6r4Tts7J_aSIgg").unwrap()
    }

    #[test]
    fn a_message_is_encrypted_as_in_the_example_of_rfc_8291() {
        let own =
            bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let sealed = seal(
            b"When I grow up, I want to be a watermelon",
            &receiver(),
            &bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &own.try_into().unwrap(),
            bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml\
                        mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT\
                        pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed.unwrap()), expected);
    }

    #[test]
    fn no_two_messages_are_equal_and_what_does_not_fit_is_refused() {
        let [first, second] = [0; 2].map(|_| encrypted(b"live", &receiver()).unwrap());
        assert_ne!(first, second);
        assert_eq!(first.len(), 16 + 4 + 1 + 65 + 4 + 1 + 16);
        assert_eq!(encrypted(&[b'x'; TEXT_MAX], &receiver()).unwrap().len(), RECORD as usize);
        assert!(encrypted(&[b'x'; TEXT_MAX + 1], &receiver()).is_err());
        let nowhere = PushSubscription { key: [4; 65], ..receiver() };
        assert!(encrypted(b"live", &nowhere).is_err());
    }
}
