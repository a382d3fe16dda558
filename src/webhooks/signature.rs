//! Signatures of deliveries, as <https://www.standardwebhooks.com> defines them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use pystreaming_actors::model::names::{Secrets, Token};
use pystreaming_actors::model::{UnixTime, Webhook};
use sha2::Sha256;

/// The key with which a webhook's deliveries are signed. It is made of the site's secret key, so that the database alone
/// does not reveal it.
pub struct SigningSecret([u8; 32]);

impl SigningSecret {
    /// The secret that belongs to a seed.
    pub fn of(secrets: &Secrets, seed: &Token) -> Self {
        Self(secrets.webhook(seed))
    }

    /// The text for the receiver: `whsec_` and base64.
    pub fn reveal(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }

    fn sign(&self, id: &str, timestamp: UnixTime, body: &str) -> String {
        // a key of HMAC's block size: the same as the shorter one, padded with zeros
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(&self.0);
        let mac = <Hmac<Sha256> as KeyInit>::new(&block);
        let mac = mac.chain_update(format!("{id}.{timestamp}.{body}"));
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

/// The content of `webhook-signature`: a signature with each secret that is valid now, separated by spaces.
pub(super) fn signatures(
    secrets: &Secrets,
    webhook: &Webhook,
    id: &str,
    timestamp: UnixTime,
    body: &str,
) -> String {
    let previous = webhook.previous.as_ref().filter(|(_, until)| timestamp < *until).map(|(seed, _)| seed);
    let seeds = std::iter::once(&webhook.seed).chain(previous);
    let signed = seeds.map(|seed| SigningSecret::of(secrets, seed).sign(id, timestamp, body));
    signed.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_specification() {
        // the example of the reference libraries
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let mut bytes = [0; 32];
        bytes[..key.len()].copy_from_slice(&key);
        let signature = SigningSecret(bytes).sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_depends_on_the_site_and_does_not_show_by_accident() {
        let seed = Token::from_random(7);
        let secret = SigningSecret::of(&Secrets::derive("a"), &seed);
        assert!(secret.reveal().starts_with("whsec_") && secret.reveal().len() == 50);
        assert_ne!(secret.reveal(), SigningSecret::of(&Secrets::derive("b"), &seed).reveal());
        assert_eq!(format!("{secret:?}"), "SigningSecret(…)");
    }
}
