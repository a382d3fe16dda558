//! What is forgotten when it is old enough, beside what rooms themselves forget.

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::{Clock, Store, StoreError};
use tracing::warn;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: UnixTime = 24 * 60 * 60;
/// Events of drawings that are looked at between two pauses.
const AT_ONCE: u32 = 100;
/// Leaves the database to those who write what people say.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes pictures out of the audit journal when they are so many days old; looks once an hour, for as long as the site
/// runs.
pub async fn forget_drawings(store: Arc<dyn Store>, clock: Arc<dyn Clock>, days: u32) {
    let mut after = 0;
    loop {
        let before = clock.now().unix - UnixTime::from(days) * DAY;
        if let Err(error) = forget_before(store.as_ref(), before, &mut after).await {
            warn!(%error, "cannot take old drawings out of the audit journal; trying again in an hour");
        }
        tokio::time::sleep(HOUR).await;
    }
}

async fn forget_before(store: &dyn Store, before: UnixTime, after: &mut i64) -> Result<(), StoreError> {
    while let Some(last) = store.forget_drawings(before, *after, AT_ONCE).await? {
        *after = last;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}
