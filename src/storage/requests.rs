//! Requests that callers of the API may repeat.

use async_trait::async_trait;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::{EarlierRequest, KeptRequests, RepeatableRequest, RequestStore, StoreError};

use super::rows::Keys;
use super::sql::{Transaction, Value};
use super::store::SqlStore;

/// Old requests that are forgotten when one begins: more than one, so that they become fewer.
const FORGET_AT_ONCE: i64 = 16;

#[async_trait]
impl RequestStore for SqlStore {
    async fn begin_request(
        &self,
        RepeatableRequest { caller, key, request }: &RepeatableRequest,
        now: UnixTime,
        kept: KeptRequests,
    ) -> Result<Option<EarlierRequest>, StoreError> {
        const EARLIER: &str = "SELECT id, begun_at, request, answer FROM repeatable_requests \
                               WHERE caller = ? AND idempotency_key = ?";
        const EXPIRED: &str = "DELETE FROM repeatable_requests WHERE id = ?";
        const BEGIN: &str = "INSERT INTO repeatable_requests (caller, idempotency_key, request, begun_at) \
                             VALUES (?, ?, ?, ?)";
        let oldest = now.saturating_sub(kept.seconds);
        let (caller, key) = (Value::from(&caller[..]), Value::from(&key[..]));
        let mut tx = self.pool.begin().await?;
        if let Some(row) = tx.rows(EARLIER, &[caller, key]).await?.first() {
            if row.get::<UnixTime>(1)? >= oldest {
                let stored: Vec<u8> = row.get(2)?;
                // a damaged digest is that of no request
                let request = stored.try_into().unwrap_or_default();
                return Ok(Some(EarlierRequest { request, answer: row.get(3)? }));
            }
            tx.execute(EXPIRED, &[row.get::<i64>(0)?.into()]).await?;
        }
        tx.execute(BEGIN, &[caller, key, request[..].into(), now.into()]).await?;
        forget(&mut tx, caller, oldest, kept.of_caller).await?;
        tx.commit().await?;
        Ok(None)
    }

    async fn keep_answer(
        &self,
        RepeatableRequest { caller, key, request }: &RepeatableRequest,
        answer: &[u8],
    ) -> Result<(), StoreError> {
        const KEEP: &str = "UPDATE repeatable_requests SET answer = ? \
                            WHERE caller = ? AND idempotency_key = ? AND request = ?";
        let mut tx = self.pool.begin().await?;
        tx.execute(KEEP, &[answer.into(), caller[..].into(), key[..].into(), request[..].into()]).await?;
        tx.commit().await
    }

    async fn forget_request(
        &self,
        RepeatableRequest { caller, key, request }: &RepeatableRequest,
    ) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM repeatable_requests \
                              WHERE caller = ? AND idempotency_key = ? AND request = ? AND answer IS NULL";
        let mut tx = self.pool.begin().await?;
        tx.execute(FORGET, &[caller[..].into(), key[..].into(), request[..].into()]).await?;
        tx.commit().await
    }
}

/// Forgets some requests from before a time, and a caller's oldest beyond the most that are kept.
async fn forget(
    tx: &mut Transaction,
    caller: Value<'_>,
    oldest: UnixTime,
    most: u32,
) -> Result<(), StoreError> {
    const OLD: &str = "SELECT id FROM repeatable_requests WHERE begun_at < ? ORDER BY begun_at LIMIT ?";
    const SURPLUS: &str =
        "SELECT id FROM repeatable_requests WHERE caller = ? ORDER BY id DESC LIMIT ? OFFSET ?";
    static FORGET: Keys = Keys::new("DELETE FROM repeatable_requests WHERE id IN");
    let mut rows = tx.rows(OLD, &[oldest.into(), FORGET_AT_ONCE.into()]).await?;
    rows.extend(tx.rows(SURPLUS, &[caller, FORGET_AT_ONCE.into(), i64::from(most).into()]).await?);
    let ids = rows.iter().map(|row| row.get::<i64>(0)).collect::<Result<Vec<_>, _>>()?;
    FORGET.execute(tx, &ids.into_iter().map(Value::from).collect::<Vec<_>>()).await?;
    Ok(())
}
