//! The store, in SQL that both databases understand. Each subject has a file of its own.

use std::sync::Arc;

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{Principal, SiteEvent, UnixTime};
use pystreaming_actors::ports::{AttributedStore, Store, StoreError};

use super::new_events::Events;
use super::revision;
use super::sql::{Pool, Transaction};

/// The site's tables in either database.
pub(super) struct SqlStore {
    pub(super) pool: Pool,
    /// Who makes changes, and when, if they are recorded.
    pub(super) by: Option<(Principal, UnixTime)>,
}

impl AttributedStore for SqlStore {
    fn by(&self, who: Principal, now: UnixTime) -> Arc<dyn Store> {
        Arc::new(Self { pool: self.pool.clone(), by: Some((who, now)) })
    }
}

impl SqlStore {
    /// Begins an administrative change. Incrementing the revision locks the row that batches of the journal also lock:
    /// all of them run one at a time, so what a transaction has read stays true until it commits.
    pub(super) async fn begin_change(&self) -> Result<Transaction, StoreError> {
        let mut tx = self.pool.begin().await?;
        revision::move_revision(&mut tx).await?;
        Ok(tx)
    }

    /// Begins a change that no other change runs beside, and that the registry need not hear of.
    pub(super) async fn begin_alone(&self) -> Result<Transaction, StoreError> {
        let mut tx = self.pool.begin().await?;
        tx.lock_site().await?;
        Ok(tx)
    }

    /// Records a change of what belongs to a streamer, by their registered name, or to the site.
    pub(super) async fn record(
        &self,
        tx: &mut Transaction,
        streamer: Option<&StreamerName>,
        event: SiteEvent<'_>,
    ) -> Result<(), StoreError> {
        let Some((who, now)) = self.by else { return Ok(()) };
        let site = StreamerName::stored("");
        let mut events = Events::default();
        events.add_site(now, streamer.unwrap_or(&site), event, Some(who));
        events.write(tx).await
    }
}

/// `NotFound` if the statement matched no rows.
pub(super) fn found(rows: u64, what: &'static str, name: &str) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound { what, name: name.to_owned() }) } else { Ok(()) }
}
