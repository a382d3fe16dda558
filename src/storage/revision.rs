//! The revision of the tables, which a running server polls to notice changes.

use pystreaming_actors::ports::StoreError;

use super::sql::Transaction;

/// Increments the revision, so that a running server notices the change.
pub(super) async fn move_revision(tx: &mut Transaction) -> Result<(), StoreError> {
    match tx.execute("UPDATE site_state SET revision = revision + 1 WHERE id = 1", &[]).await? {
        1 => Ok(()),
        _ => Err(no_state()),
    }
}

pub(super) fn no_state() -> StoreError {
    StoreError::Database("the table site_state has lost its row; restore a backup".to_owned())
}
