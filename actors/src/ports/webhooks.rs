//! Webhooks in the store.

use async_trait::async_trait;

use super::audit::Page;
use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{
    Announcement, UnixTime, Webhook, WebhookChange, WebhookDelivery, WebhookProgress, WebhookSettings,
};

/// Whose webhooks a caller may see and change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhooksOf<'a> {
    /// Everybody's.
    Everybody,
    /// Those of the site.
    Site,
    /// Those of one streamer.
    Streamer(&'a StreamerName),
}

/// What became of an attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// How far the webhook has come now.
    pub progress: WebhookProgress,
    /// Why the webhook is disabled now, if it is.
    pub disabled_because: Option<String>,
    /// For the log; its id is ignored.
    pub delivery: WebhookDelivery,
}

/// Webhooks, and the log of their deliveries. Changes by their owners change the revision. A dropped streamer's webhooks are
/// removed.
#[async_trait]
pub trait WebhookStore: Send + Sync + 'static {
    /// Webhooks, oldest first.
    async fn webhooks(&self, of: WebhooksOf<'_>) -> Result<Vec<Webhook>, StoreError>;
    /// Stores a webhook that gets events from now on, and returns its id; `None` if its owner has `most` already.
    async fn add_webhook(
        &self,
        streamer: Option<&StreamerName>,
        settings: &WebhookSettings,
        seed: &Token,
        now: UnixTime,
        most: u32,
    ) -> Result<Option<i64>, StoreError>;
    /// Changes a webhook. Its next event is attempted at once; one that is enabled gets events from now on.
    async fn change_webhook(
        &self,
        id: i64,
        of: WebhooksOf<'_>,
        change: &WebhookChange,
    ) -> Result<(), StoreError>;
    /// Replaces the seed of a webhook; the present one is the previous one until then.
    async fn rotate_webhook(
        &self,
        id: i64,
        of: WebhooksOf<'_>,
        seed: &Token,
        until: UnixTime,
    ) -> Result<(), StoreError>;
    /// Removes a webhook and its log.
    async fn remove_webhook(&self, id: i64, of: WebhooksOf<'_>) -> Result<(), StoreError>;
    /// Records an attempt, and returns the webhook as it is now; `None` if it was removed. The progress of a webhook that was
    /// disabled, or enabled again, in the meantime stays as it is.
    async fn settle_webhook(&self, id: i64, settled: &Settlement) -> Result<Option<Webhook>, StoreError>;
    /// Records that a webhook wants no event up to this one, and returns it as [`WebhookStore::settle_webhook`] does.
    async fn skip_events(&self, id: i64, up_to: i64) -> Result<Option<Webhook>, StoreError>;
    /// Records an attempt that does not change the progress.
    async fn log_delivery(&self, id: i64, delivery: &WebhookDelivery) -> Result<(), StoreError>;
    /// The last message that a webhook made about a streamer.
    async fn announcement(
        &self,
        id: i64,
        streamer: &StreamerName,
    ) -> Result<Option<Announcement>, StoreError>;
    /// Replaces [`WebhookStore::announcement`], or forgets it. Nothing happens if the webhook or the streamer was removed.
    async fn keep_announcement(
        &self,
        id: i64,
        streamer: &StreamerName,
        announcement: Option<&Announcement>,
    ) -> Result<(), StoreError>;
    /// One page of a webhook's log, oldest first. Of each webhook the last 200 attempts are kept.
    async fn deliveries(&self, id: i64, page: Page, limit: u32) -> Result<Vec<WebhookDelivery>, StoreError>;
}
