//! Passkeys, by the W3C's Web Authentication, level 2, sections 7.1 and 7.2, without attestation. Pure.
//!
//! A browser that makes a passkey tells its public key as SubjectPublicKeyInfo (`getPublicKey()`), so no CBOR is read here.
//! Where nothing attests the key, it is as good as the one in the attestation object: both are what the browser says.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::Secrets;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// How long a challenge may be answered, in seconds.
pub const ANSWERED_WITHIN: UnixTime = 5 * 60;
/// Longest id of a passkey and longest public key that are kept, in bytes.
const ID_MAX: usize = 512;
/// Bytes of authenticator data before what is optional: hash of the site, flags, counter.
const FIXED: usize = 37;
/// Bytes of the authenticator's model, which precede the length of the id.
const MODEL: usize = 16;

/// What a challenge is for; the answer to one is none to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A passkey for the account that this session is signed in to.
    Add(i64),
    /// Signing in.
    SignIn,
}

/// The site that a passkey is for, as the browser sees it.
#[derive(Debug, Clone, Copy)]
pub struct RelyingParty<'a> {
    /// Host, with its port if it has one.
    pub host: &'a str,
}

/// An answer does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unproven;

/// A passkey that was made for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    /// As the authenticator named it.
    pub id: Vec<u8>,
    /// SubjectPublicKeyInfo.
    pub key: Vec<u8>,
}

/// Makes a challenge that this site recognises.
pub fn challenge(secrets: &Secrets, purpose: Purpose, now: UnixTime, random: u128) -> Vec<u8> {
    let mut challenge = Vec::with_capacity(56);
    challenge.extend((now + ANSWERED_WITHIN).to_be_bytes());
    challenge.extend(random.to_be_bytes());
    let signed = sign(secrets, purpose, &challenge);
    challenge.extend(signed);
    challenge
}

fn sign(secrets: &Secrets, purpose: Purpose, head: &[u8]) -> [u8; 32] {
    let (word, session) = match purpose {
        Purpose::Add(session) => (b"add".as_slice(), session),
        Purpose::SignIn => (b"sign in".as_slice(), 0),
    };
    secrets.sign(&[b"passkey", word, &session.to_be_bytes(), head])
}

impl RelyingParty<'_> {
    /// The host alone, which names the site to authenticators.
    pub fn id(&self) -> &str {
        let is_port = |port: &str| port.bytes().all(|digit| digit.is_ascii_digit());
        match self.host.rsplit_once(':') {
            Some((host, port)) if is_port(port) => host,
            _ => self.host,
        }
    }

    /// Checks a new passkey. Returns it if it answers a challenge for `purpose`.
    ///
    /// # Errors
    /// It does not.
    pub fn registered(
        &self,
        client_data: &[u8],
        authenticator_data: &[u8],
        key: &[u8],
        expected: &Expected<'_>,
    ) -> Result<NewPasskey, Unproven> {
        self.check_client(client_data, "webauthn.create", expected)?;
        let flags = self.check_authenticator(authenticator_data)?;
        if flags & 0x40 == 0 {
            return Err(Unproven);
        }
        let attested = authenticator_data.get(FIXED + MODEL..).ok_or(Unproven)?;
        let (length, rest) = attested.split_at_checked(2).ok_or(Unproven)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let id = rest.get(..length).ok_or(Unproven)?;
        if id.is_empty() || id.len() > ID_MAX || key.len() > ID_MAX {
            return Err(Unproven);
        }
        verifier(key).ok_or(Unproven)?;
        Ok(NewPasskey { id: id.to_vec(), key: key.to_vec() })
    }

    /// Checks that whoever answers a challenge has the private key of this public one.
    ///
    /// # Errors
    /// They do not.
    pub fn proven(
        &self,
        client_data: &[u8],
        authenticator_data: &[u8],
        signature: &[u8],
        key: &[u8],
        expected: &Expected<'_>,
    ) -> Result<(), Unproven> {
        self.check_client(client_data, "webauthn.get", expected)?;
        self.check_authenticator(authenticator_data)?;
        let (algorithm, key) = verifier(key).ok_or(Unproven)?;
        let mut signed = authenticator_data.to_vec();
        signed.extend(Sha256::digest(client_data));
        UnparsedPublicKey::new(algorithm, key).verify(&signed, signature).map_err(|_| Unproven)
    }

    fn check_client(&self, data: &[u8], kind: &str, expected: &Expected<'_>) -> Result<(), Unproven> {
        #[derive(Deserialize)]
        struct ClientData {
            r#type: String,
            challenge: String,
            origin: String,
            #[serde(default, rename = "crossOrigin")]
            cross_origin: bool,
        }
        let data: ClientData = serde_json::from_slice(data).map_err(|_| Unproven)?;
        let challenge = URL_SAFE_NO_PAD.decode(data.challenge).map_err(|_| Unproven)?;
        let host = data.origin.split_once("://").map(|(_, host)| host);
        let is_ours = host.is_some_and(|host| host.eq_ignore_ascii_case(self.host));
        let fits = data.r#type == kind && !data.cross_origin && is_ours && expected.is(&challenge);
        if fits { Ok(()) } else { Err(Unproven) }
    }

    /// Returns the flags of authenticator data that are for this site, and for which the person was asked.
    fn check_authenticator(&self, data: &[u8]) -> Result<u8, Unproven> {
        const PRESENT_AND_VERIFIED: u8 = 0x05;
        let (head, flags) = (data.get(..32).ok_or(Unproven)?, data.get(32).copied().ok_or(Unproven)?);
        let is_ours = bool::from(head.ct_eq(&Sha256::digest(self.id())));
        let is_whole = data.len() >= FIXED;
        match is_ours && is_whole && flags & PRESENT_AND_VERIFIED == PRESENT_AND_VERIFIED {
            true => Ok(flags),
            false => Err(Unproven),
        }
    }
}

/// Which challenges are answered.
pub struct Expected<'a> {
    /// Signed the challenge.
    pub secrets: &'a Secrets,
    /// What it is for.
    pub purpose: Purpose,
    /// When it is answered.
    pub now: UnixTime,
}

impl Expected<'_> {
    fn is(&self, challenge: &[u8]) -> bool {
        let Some((head, signature)) = challenge.split_at_checked(24) else { return false };
        let Some(expiry) = head.first_chunk::<8>() else { return false };
        let genuine = bool::from(sign(self.secrets, self.purpose, head).ct_eq(signature));
        genuine && self.now < UnixTime::from_be_bytes(*expiry)
    }
}

/// How signatures of a key are verified, and the key as `ring` wants it; `None` for kinds that browsers are not asked for.
fn verifier(spki: &[u8]) -> Option<(&'static dyn VerificationAlgorithm, &[u8])> {
    const P256: &[u8] = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
    const EDWARDS: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
    /// Of keys with 2048 bits, those of authenticators that sign by RSA.
    const RSA: &[u8] =
        b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00";
    let kinds: [(&[u8], usize, &'static dyn VerificationAlgorithm); 3] = [
        (P256, 65, &ECDSA_P256_SHA256_ASN1),
        (EDWARDS, 32, &ED25519),
        (RSA, 270, &RSA_PKCS1_2048_8192_SHA256),
    ];
    kinds.into_iter().find_map(|(head, length, algorithm)| {
        let key = spki.strip_prefix(head).filter(|key| key.len() == length)?;
        Some((algorithm, key))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};

    use super::*;

    const SITE: RelyingParty<'_> = RelyingParty { host: "live.example.org:8080" };
    const NOW: UnixTime = 1000;

    fn secrets() -> Secrets {
        Secrets::derive("s")
    }

    fn client_data(kind: &str, challenge: &[u8], origin: &str) -> Vec<u8> {
        let challenge = URL_SAFE_NO_PAD.encode(challenge);
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#)
            .into_bytes()
    }

    fn authenticator_data(site: &str, flags: u8, rest: &[u8]) -> Vec<u8> {
        [Sha256::digest(site).as_slice(), &[flags, 0, 0, 0, 1], rest].concat()
    }

    struct Authenticator(EcdsaKeyPair);

    impl Authenticator {
        fn new() -> Self {
            let document =
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(
                &ECDSA_P256_SHA256_ASN1_SIGNING,
                document.as_ref(),
                &SystemRandom::new(),
            );
            Self(pair.unwrap())
        }

        fn key(&self) -> Vec<u8> {
            let head = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
            [head.as_slice(), self.0.public_key().as_ref()].concat()
        }

        fn signs(&self, authenticator: &[u8], client: &[u8]) -> Vec<u8> {
            let signed = [authenticator, Sha256::digest(client).as_slice()].concat();
            self.0.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec()
        }
    }

    fn expected(secrets: &Secrets, purpose: Purpose, now: UnixTime) -> Expected<'_> {
        Expected { secrets, purpose, now }
    }

    #[test]
    fn a_passkey_is_taken_with_the_id_that_the_authenticator_gave_it() {
        let (secrets, purpose) = (secrets(), Purpose::Add(7));
        let challenge = challenge(&secrets, purpose, NOW, 1);
        let client = client_data("webauthn.create", &challenge, "https://live.example.org:8080");
        let id = [&[0; MODEL][..], &[0, 3], b"abc", b"and a key in CBOR"].concat();
        let data = authenticator_data("live.example.org", 0x45, &id);
        let key = Authenticator::new().key();
        let made = |client: &[u8], data: &[u8], key: &[u8], purpose| {
            SITE.registered(client, data, key, &expected(&secrets, purpose, NOW))
        };
        assert_eq!(
            made(&client, &data, &key, purpose).unwrap(),
            NewPasskey { id: b"abc".to_vec(), key: key.clone() }
        );
        assert_eq!(made(&client, &data, &key, Purpose::Add(8)), Err(Unproven), "of another session");
        assert_eq!(made(&client, &data[..56], &key, purpose), Err(Unproven), "cut off");
        assert_eq!(made(&client, &data, &key[1..], purpose), Err(Unproven), "another kind of key");
        let unattested = authenticator_data("live.example.org", 0x05, &id);
        assert_eq!(made(&client, &unattested, &key, purpose), Err(Unproven));
    }

    #[test]
    fn only_a_signature_over_this_sites_own_challenge_proves_anything() {
        let (secrets, device) = (secrets(), Authenticator::new());
        let fresh = challenge(&secrets, Purpose::SignIn, NOW, 1);
        let old = challenge(&secrets, Purpose::SignIn, NOW - ANSWERED_WITHIN, 1);
        let other = challenge(&secrets, Purpose::Add(7), NOW, 1);
        let forged = challenge(&Secrets::derive("other"), Purpose::SignIn, NOW, 1);
        let (origin, evil) = ("https://live.example.org:8080", "https://evil.example");
        for (what, kind, challenge, origin, site, flags, fits) in [
            ("the right answer", "webauthn.get", &fresh, origin, "live.example.org", 0x05, true),
            ("an old challenge", "webauthn.get", &old, origin, "live.example.org", 0x05, false),
            (
                "a challenge for something else",
                "webauthn.get",
                &other,
                origin,
                "live.example.org",
                0x05,
                false,
            ),
            ("a forged challenge", "webauthn.get", &forged, origin, "live.example.org", 0x05, false),
            ("another ceremony", "webauthn.create", &fresh, origin, "live.example.org", 0x05, false),
            ("another origin", "webauthn.get", &fresh, evil, "live.example.org", 0x05, false),
            ("another site", "webauthn.get", &fresh, origin, "evil.example", 0x05, false),
            ("nobody was asked", "webauthn.get", &fresh, origin, "live.example.org", 0x01, false),
        ] {
            let (client, data) = (client_data(kind, challenge, origin), authenticator_data(site, flags, &[]));
            let signature = device.signs(&data, &client);
            let expected = expected(&secrets, Purpose::SignIn, NOW);
            let proven =
                |signature: &[u8], key: &[u8]| SITE.proven(&client, &data, signature, key, &expected).is_ok();
            assert_eq!(proven(&signature, &device.key()), fits, "{what}");
            assert!(!proven(&signature, &Authenticator::new().key()), "{what} by another device");
            assert!(!proven(&signature[1..], &device.key()), "{what} with a broken signature");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused_without_harm(client: Vec<u8>, data: Vec<u8>, signature: Vec<u8>, key: Vec<u8>) {
            let secrets = secrets();
            let expected = expected(&secrets, Purpose::SignIn, NOW);
            prop_assert!(SITE.proven(&client, &data, &signature, &key, &expected).is_err());
            prop_assert!(SITE.registered(&client, &data, &key, &expected).is_err());
        }
    }
}
