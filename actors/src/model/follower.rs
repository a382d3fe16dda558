//! People who asked to be told when a stream goes live.

use std::fmt;

use super::webhook::WebhookUrl;

/// Most followers of one stream.
pub const FOLLOWERS_MAX: u32 = 10_000;
/// Broadcasts in a row of which somebody could not be told, after which they are no longer a follower.
pub const GIVEN_UP_MAX: u32 = 5;

/// A browser that gets Web Push: an address at a push service, and the keys with which messages to it are encrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct PushSubscription {
    /// Those who know it can send to the browser.
    pub endpoint: WebhookUrl,
    /// The browser's public key: an uncompressed point of P-256.
    pub key: [u8; 65],
    /// A secret that browser and site share.
    pub auth: [u8; 16],
}

/// Without the path and without keys.
impl fmt::Debug for PushSubscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushSubscription({:?})", self.endpoint)
    }
}

/// A follower who is to be told of a broadcast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Never given again.
    pub id: i64,
    /// Failed attempts to tell them of this broadcast.
    pub attempts: u32,
    /// Where they are told.
    pub subscription: PushSubscription,
}
