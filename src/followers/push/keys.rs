//! The key by which push services know the site (VAPID, RFC 8292). It is made once and kept in the database, since browsers
//! accept messages of no other; encrypted, so that the database alone does not reveal it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pystreaming_actors::model::names::Secrets;
use pystreaming_actors::model::{UnixTime, WebhookUrl};
use pystreaming_actors::ports::{Store, StoreError};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;
use tracing::warn;
use url::Url;

use crate::sealed;

/// How long a signature is valid; a day is the most that push services accept.
const VALID_FOR: UnixTime = 12 * 60 * 60;
const CONTEXT: &[u8] = b"VAPID";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system has no random numbers.
    #[error("no key for push services can be made")]
    NotMade,
}

/// The key.
pub struct PushKeys {
    pair: EcdsaKeyPair,
    public: String,
    /// Whom a push service can turn to: the site's address, if it is known.
    subject: Option<String>,
}

impl PushKeys {
    /// The key of the site, which is made if there is none. If the site's secret key was changed, the stored one cannot be
    /// read; then a new one takes its place, and nobody follows by push any more.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub async fn load(
        store: &dyn Store,
        secrets: &Secrets,
        site_url: Option<&str>,
    ) -> Result<Self, KeyError> {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(|_| KeyError::NotMade)?;
        let cipher = secrets.push_key();
        let sealed = sealed::seal(&cipher, CONTEXT, made.as_ref()).ok_or(KeyError::NotMade)?;
        let kept = sealed::open(&cipher, CONTEXT, &store.push_key(&sealed).await?);
        if let Some(keys) = kept.and_then(|kept| Self::new(&kept, site_url)) {
            return Ok(keys);
        }
        warn!(
            "secret_key was changed: push services get a new key of this site, and its followers by push are removed"
        );
        store.replace_push_key(&sealed).await?;
        Self::new(made.as_ref(), site_url).ok_or(KeyError::NotMade)
    }

    fn new(pkcs8: &[u8], site_url: Option<&str>) -> Option<Self> {
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &SystemRandom::new()).ok()?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key());
        let subject = site_url.filter(|url| url.starts_with("https://")).map(str::to_owned);
        Some(Self { pair, public, subject })
    }

    /// The public key in base64url, for browsers.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The header `Authorization` of a message to an endpoint; `None` if it cannot be signed.
    pub(super) fn authorization(&self, endpoint: &WebhookUrl, now: UnixTime) -> Option<String> {
        let audience = Url::parse(endpoint.as_str()).ok()?.origin().ascii_serialization();
        let mut claims = json!({ "aud": audience, "exp": now + VALID_FOR });
        if let Some(subject) = &self.subject {
            claims["sub"] = subject.as_str().into();
        }
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(json!({ "typ": "JWT", "alg": "ES256" })), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        Some(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature), self.public))
    }
}

impl fmt::Debug for PushKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushKeys(…)")
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;
    use crate::storage::{Database, DatabaseSettings};

    #[tokio::test]
    async fn the_key_stays_until_the_secret_of_the_site_changes() {
        let folder = tempfile::tempdir().unwrap();
        let settings = DatabaseSettings::Sqlite { path: folder.path().join("site.db") };
        let secrets = Secrets::derive("x");
        let store = Database::open(&settings, &secrets, true, "").await.unwrap().store();
        let load = async |secrets: &Secrets| {
            PushKeys::load(store.as_ref(), secrets, None).await.unwrap().public().to_owned()
        };
        let first = load(&secrets).await;
        assert_eq!(load(&secrets).await, first);
        let other = Secrets::derive("y");
        let second = load(&other).await;
        assert_ne!(second, first);
        assert_eq!(load(&other).await, second);
    }

    #[test]
    fn a_message_is_signed_for_the_push_service_it_goes_to() {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let made = made.unwrap();
        let keys = PushKeys::new(made.as_ref(), Some("https://live.example.org")).unwrap();
        let endpoint = WebhookUrl::parse("https://push.example.com:8443/secret").unwrap();
        let header = keys.authorization(&endpoint, 1000).unwrap();
        assert!(!header.contains("secret"));
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, keys.public());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decoded(key))
            .verify(signed.as_bytes(), &decoded(signature))
            .unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&decoded(signed.split_once('.').unwrap().1)).unwrap();
        assert_eq!(
            claims,
            json!({"aud": "https://push.example.com:8443", "exp": 1000 + VALID_FOR, "sub": "https://live.example.org"})
        );
    }
}
