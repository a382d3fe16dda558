//! The revision of the tables, by which a running server notices changes.

use pystreaming_actors::ports::StoreError;

use super::sql::Transaction;

/// Tells a running server that something changed.
pub(super) async fn move_revision(tx: &mut Transaction) -> Result<(), StoreError> {
    match tx.execute("UPDATE site_state SET revision = revision + 1 WHERE id = 1", &[]).await? {
        1 => Ok(()),
        _ => Err(no_state()),
    }
}

pub(super) fn no_state() -> StoreError {
    StoreError::Database("the table site_state has lost its row; restore a backup".to_owned())
}
