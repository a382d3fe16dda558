//! Sanctions of the whole site. The journal adds them, since only a room knows whom a name means.

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::Sanction;
use crate::model::names::Token;

/// Stored sanctions of the whole site. Every change changes the revision.
#[async_trait]
pub trait SanctionStore: Send + Sync + 'static {
    /// Sanctions of the site, oldest first; also those that have ended.
    async fn site_sanctions(&self) -> Result<Vec<Sanction>, StoreError>;
    /// Lifts a sanction of the site.
    async fn lift_site_sanction(&self, id: &Token) -> Result<(), StoreError>;
    /// Declines the appeal against a sanction of the site. `NotFound` if there is none to decline.
    async fn decline_site_appeal(&self, id: &Token) -> Result<(), StoreError>;
}
