//! Webhooks: addresses to which recorded events are sent.

mod announcement;
mod delivery;
mod format;
mod kinds;
mod target;

pub use announcement::Announcement;
pub use delivery::{DeliveryOutcome, WebhookDelivery};
pub use format::WebhookFormat;
pub use kinds::EventKinds;
pub use target::WebhookUrl;

use super::names::{StreamerName, Token};
use super::time::UnixTime;

/// Most webhooks of one streamer, and of the site.
pub const WEBHOOKS_MAX: u32 = 10;

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Identifies it; never given again.
    pub id: i64,
    /// The streamer whose webhook it is, and whose events it gets; `None` for one of the site, which gets all events.
    pub streamer: Option<StreamerName>,
    /// What its owner chose.
    pub settings: WebhookSettings,
    /// Why it was disabled, unless its owner did it.
    pub disabled_because: Option<String>,
    /// From which, with the site's secret, its signing secret is made.
    pub seed: Token,
    /// The seed before the last rotation, and until when deliveries are signed with that secret too.
    pub previous: Option<(Token, UnixTime)>,
    /// When it was made.
    pub created_at: UnixTime,
    /// What has been delivered.
    pub progress: WebhookProgress,
    /// The last attempt at a delivery.
    pub last: Option<WebhookDelivery>,
}

/// What the owner of a webhook chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Where events are sent.
    pub url: WebhookUrl,
    /// What is sent; it stays as it was chosen at first.
    pub format: WebhookFormat,
    /// Which events.
    pub kinds: EventKinds,
    /// Whether any are sent.
    pub enabled: bool,
}

impl WebhookSettings {
    /// The URL as people may see it: that of Discord is a secret.
    pub fn shown_url(&self) -> String {
        match self.format {
            WebhookFormat::Events => self.url.as_str().to_owned(),
            WebhookFormat::Discord => self.url.without_secret(),
        }
    }
}

/// A change of a webhook; `None` leaves a setting as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookChange {
    /// See [`WebhookSettings::url`].
    pub url: Option<WebhookUrl>,
    /// See [`WebhookSettings::kinds`].
    pub kinds: Option<EventKinds>,
    /// See [`WebhookSettings::enabled`].
    pub enabled: Option<bool>,
}

/// How far the deliveries of a webhook have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WebhookProgress {
    /// Id of the last event that was delivered, given up or not wanted.
    pub after: i64,
    /// Failed attempts to deliver the next event.
    pub attempts: u32,
    /// Before when it is not attempted again.
    pub retry_at: Option<UnixTime>,
    /// Deliveries given up since the last that succeeded.
    pub given_up: u32,
}
