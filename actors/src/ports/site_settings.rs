//! Settings of the site that administrators changed while the server runs.

use async_trait::async_trait;
use serde_json::Value;

use super::error::StoreError;
use crate::model::SiteSetting;

/// Settings that hold instead of those in the configuration. Every change changes the revision.
#[async_trait]
pub trait SiteSettingsStore: Send + Sync + 'static {
    /// All of them, sorted by key.
    async fn site_settings(&self) -> Result<Vec<SiteSetting>, StoreError>;
    /// Sets one, or with `None` has the configuration's hold again.
    async fn set_site_setting(&self, key: &str, value: Option<&Value>) -> Result<(), StoreError>;
}
