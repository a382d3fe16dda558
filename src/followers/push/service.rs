//! Sends to push services.

use std::net::IpAddr;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ipnet::IpNet;
use pystreaming_actors::model::{PushSubscription, UnixTime, WebhookUrl};
use sha2::{Digest as _, Sha256};
use tracing::debug;
use ureq::http::Request;

use super::encryption::encrypted;
use super::keys::PushKeys;
use crate::followers::news::News;
use crate::followers::retry::Answer;
use crate::outbound::{FetchError, Fetcher, is_public, literal, retry_after};

/// How long a push service keeps a message for a device that is off, in seconds. Later few streams are still live.
const KEEP: u32 = 2 * 60 * 60;
/// Bytes of a hash that a topic consists of: 32 characters are the most.
const TOPIC: usize = 24;

/// Sends messages by Web Push.
pub struct PushService {
    keys: PushKeys,
    fetcher: Fetcher,
}

impl PushService {
    /// Signs with these keys, and may also call push services in `allowed` networks.
    pub fn new(keys: PushKeys, allowed: &[IpNet]) -> Self {
        Self { keys, fetcher: Fetcher::new(allowed) }
    }

    /// The site's public key, for browsers.
    pub fn public_key(&self) -> &str {
        self.keys.public()
    }

    /// Whether messages may be sent to an address, as far as can be told before its name is resolved.
    pub fn may_send_to(&self, endpoint: &WebhookUrl) -> bool {
        let is_encrypted = endpoint.as_str().starts_with("https:");
        let may = |address: IpAddr| self.fetcher.allows(address) && (is_encrypted || !is_public(address));
        literal(endpoint).map_or(is_encrypted, may)
    }

    /// Sends news to a browser.
    pub(in crate::followers) async fn send(
        &self,
        to: &PushSubscription,
        news: &News,
        now: UnixTime,
    ) -> Answer {
        let Some(request) = self.request(to, news, now) else { return Answer::Refused };
        match self.fetcher.fetch(request).await {
            Ok(response) => {
                let status = response.status().as_u16();
                let answer = Answer::of_status(status, retry_after(response.headers(), SystemTime::now()));
                if answer != Answer::Accepted {
                    debug!(status, "a push service did not accept a message");
                }
                answer
            }
            Err(FetchError::Address | FetchError::NotPublic) => Answer::Refused,
            Err(error) => {
                debug!(%error, "a push service could not be asked");
                Answer::Later(None)
            }
        }
    }

    fn request(&self, to: &PushSubscription, news: &News, now: UnixTime) -> Option<Request<Vec<u8>>> {
        let text = serde_json::to_vec(news).ok()?;
        let request = Request::post(to.endpoint.as_str())
            .header("authorization", self.keys.authorization(&to.endpoint, now)?)
            .header("content-type", "application/octet-stream")
            .header("content-encoding", "aes128gcm")
            .header("ttl", KEEP)
            .header("topic", topic(&news.streamer))
            .header("urgency", "normal");
        request.body(encrypted(&text, to).ok()?).ok()
    }
}

/// The same for all messages about a streamer: a device that was off gets the last of them.
fn topic(streamer: &str) -> String {
    let hash = Sha256::digest(streamer);
    URL_SAFE_NO_PAD.encode(&hash[..TOPIC])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_as_long_as_push_services_accept_and_one_for_each_streamer() {
        assert_eq!(topic("alice").len(), 32);
        assert_ne!(topic("alice"), topic("bob"));
    }
}
