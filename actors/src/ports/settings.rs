//! Streamers, as administrators set them.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::{KeyHash, StreamerName};
use crate::model::{ChannelBan, Setting, Streamer, UnixTime};

/// Streamers and their settings. Every change changes the revision.
#[async_trait]
pub trait SettingsStore: Send + Sync + 'static {
    /// The revision, which changes with every administrative change. Cheap enough to poll twice a second.
    async fn revision(&self) -> Result<i64, StoreError>;
    /// All streamers, sorted by name.
    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError>;
    /// Adds a streamer with a name and a key, and no other setting.
    async fn add_streamer(&self, name: &StreamerName, key: KeyHash) -> Result<(), StoreError>;
    /// Removes a streamer with their chat. Their audit events stay.
    async fn drop_streamer(&self, name: &StreamerName) -> Result<(), StoreError>;
    /// Changes the stream key. Fails if another streamer has it.
    async fn set_key(&self, name: &StreamerName, key: KeyHash) -> Result<(), StoreError>;
    /// Closes a streamer's channel, or opens it again. Fails if it is open already.
    async fn set_ban(&self, name: &StreamerName, ban: Option<&ChannelBan>) -> Result<(), StoreError>;
    /// Changes one setting and writes its audit event ([`Setting::audit`]) in one transaction.
    async fn set(&self, name: &StreamerName, setting: &Setting, now: UnixTime) -> Result<(), StoreError>;
}
