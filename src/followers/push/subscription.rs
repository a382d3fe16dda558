//! Subscriptions as browsers tell them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pystreaming_actors::model::names::hex;
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{PushSubscription, WebhookUrl};
use sha2::{Digest as _, Sha256};

/// Begins an uncompressed point.
const UNCOMPRESSED: u8 = 4;

/// Why something is no subscription.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSubscription {
    /// The address.
    #[error("the endpoint {0}")]
    Endpoint(String),
    /// A key.
    #[error("{0} is no key of a push subscription, in base64url")]
    Key(&'static str),
}

/// Reads the fields of a browser's `PushSubscription`.
///
/// # Errors
/// One of them is not what browsers send. Whether the endpoint may be called is checked elsewhere.
pub fn subscription(endpoint: &str, key: &str, auth: &str) -> Result<PushSubscription, InvalidSubscription> {
    let endpoint = WebhookUrl::parse(endpoint).map_err(|Invalid(why)| InvalidSubscription::Endpoint(why))?;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let point = bytes(key).and_then(|key| <[u8; 65]>::try_from(key).ok());
    let point = point.filter(|point| point[0] == UNCOMPRESSED);
    let auth = bytes(auth).and_then(|auth| <[u8; 16]>::try_from(auth).ok());
    Ok(PushSubscription {
        endpoint,
        key: point.ok_or(InvalidSubscription::Key("p256dh"))?,
        auth: auth.ok_or(InvalidSubscription::Key("auth"))?,
    })
}

/// By what a subscription is known: nobody can tell it who does not know the endpoint. Browsers make the same.
pub fn hash_of(endpoint: &str) -> String {
    hex(&Sha256::digest(endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_has_an_address_a_point_and_a_secret() {
        let key = URL_SAFE_NO_PAD.encode([4; 65]);
        let auth = URL_SAFE_NO_PAD.encode([1; 16]);
        let endpoint = "https://push.example.com/abc";
        let right = subscription(endpoint, &key, &format!("{auth}==")).unwrap();
        assert_eq!((right.key, right.auth), ([4; 65], [1; 16]));
        assert!(!format!("{right:?}").contains("abc"));
        for (endpoint, key, auth) in [
            ("push", &*key, &*auth),
            ("ftp://push.example.com/", &key, &auth),
            (endpoint, "", &auth),
            (endpoint, &URL_SAFE_NO_PAD.encode([3; 65]), &auth),
            (endpoint, &URL_SAFE_NO_PAD.encode([4; 64]), &auth),
            (endpoint, &key, &key),
            (endpoint, &key, "é"),
        ] {
            assert!(subscription(endpoint, key, auth).is_err(), "{endpoint} {key} {auth}");
        }
    }
}
