//! The store, in SQL that both databases understand. Each subject has a file of its own.

use pystreaming_actors::ports::StoreError;

use super::revision;
use super::sql::{Pool, Transaction};

/// The site's tables in either database.
pub(super) struct SqlStore {
    pub(super) pool: Pool,
}

impl SqlStore {
    /// Begins an administrative change. Incrementing the revision locks the row that batches of the journal also lock:
    /// all of them run one at a time, so what a transaction has read stays true until it commits.
    pub(super) async fn begin_change(&self) -> Result<Transaction, StoreError> {
        let mut tx = self.pool.begin().await?;
        revision::move_revision(&mut tx).await?;
        Ok(tx)
    }
}

/// `NotFound` if the statement matched no rows.
pub(super) fn found(rows: u64, what: &'static str, name: &str) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound { what, name: name.to_owned() }) } else { Ok(()) }
}
