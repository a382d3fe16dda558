//! People who asked to be told when a stream goes live.

use std::fmt;

use super::names::StreamerName;
use super::time::UnixTime;
use super::webhook::WebhookUrl;

/// Most followers of one stream.
pub const FOLLOWERS_MAX: u32 = 10_000;
/// Broadcasts in a row of which somebody could not be told, after which they are no longer a follower.
pub const GIVEN_UP_MAX: u32 = 5;
/// For how many days a link confirms that somebody wants mails. Then their address is deleted.
pub const MAIL_LINK_DAYS: i64 = 1;

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
    pub to: Receiver,
}

/// How followers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By Web Push.
    Push,
    /// By e-mail.
    Mail,
}

impl Channel {
    /// The word used by the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Mail => "mail",
        }
    }
}

/// Where a follower is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    /// In a browser.
    Push(PushSubscription),
    /// At an address of e-mail.
    Mail(MailFollower),
}

/// What is kept of an address of e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFollower {
    /// A keyed hash of the address.
    pub hash: String,
    /// A keyed hash of its mailbox, to which several addresses can lead.
    pub mailbox: String,
    /// The address, encrypted.
    pub sealed: Vec<u8>,
}

/// Somebody who asked for mails about a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFollowing {
    /// The follower's id.
    pub id: i64,
    /// Of whom they want to hear.
    pub streamer: StreamerName,
    /// See [`MailFollower::hash`].
    pub hash: String,
    /// When they asked.
    pub asked_at: UnixTime,
    /// Whether they confirmed it.
    pub confirmed: bool,
}
