//! Removes old drawings from the audit journal.

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::{Clock, Store, StoreError};
use tracing::warn;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: UnixTime = 24 * 60 * 60;
/// Events read between two pauses.
const BATCH: u32 = 100;
/// Leaves room for the journal's own writes.
const PAUSE: Duration = Duration::from_millis(50);

/// Removes drawings that are older than `days`, once an hour for as long as the server runs.
pub async fn expire_drawings(store: Arc<dyn Store>, clock: Arc<dyn Clock>, days: u32) {
    let mut after = 0;
    loop {
        let before = clock.now().unix - UnixTime::from(days) * DAY;
        if let Err(error) = expire_before(store.as_ref(), before, &mut after).await {
            warn!(%error, "cannot remove old drawings from the audit journal; trying again in an hour");
        }
        tokio::time::sleep(HOUR).await;
    }
}

async fn expire_before(store: &dyn Store, before: UnixTime, after: &mut i64) -> Result<(), StoreError> {
    while let Some(last) = store.forget_drawings(before, *after, BATCH).await? {
        *after = last;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}
