//! How many watched, over time: samples, and the audit events from before there were any.

use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{self, UnixTime, ViewerPoint, viewers};
use pystreaming_actors::ports::StoreError;
use serde_json::Value;

use super::sql::{Pool, Transaction};

/// Events that are read at once.
const PAGE: i64 = 1000;

pub(super) async fn keep(
    tx: &mut Transaction,
    streamer: &StreamerName,
    at: UnixTime,
    viewers: u32,
) -> Result<(), StoreError> {
    const KEEP: &str = "REPLACE INTO viewer_samples (streamer, sampled_at, viewers) \
                        SELECT folded, ?, ? FROM streamers WHERE folded = ?";
    tx.execute(KEEP, &[at.into(), i64::from(viewers).into(), streamer.folded().into()]).await?;
    Ok(())
}

/// The curve from samples; an interval without one has no point.
#[expect(clippy::cast_precision_loss, reason = "exact for as many viewers as there are people")]
pub(super) async fn curve(
    pool: &Pool,
    of: &StreamerName,
    (from, until): (UnixTime, UnixTime),
    interval: i64,
) -> Result<Vec<ViewerPoint>, StoreError> {
    // MySQL sums to decimals
    const CURVE: &str = "SELECT sampled_at - (sampled_at - ?) % ? AS slot, CAST(SUM(viewers) AS SIGNED), COUNT(*), \
                         MAX(viewers) FROM viewer_samples WHERE streamer = ? AND sampled_at >= ? AND sampled_at < ? \
                         GROUP BY slot ORDER BY slot";
    let values = [from.into(), interval.max(1).into(), of.folded().into(), from.into(), until.into()];
    let rows = pool.rows(CURVE, &values).await?;
    let point = |row: &super::sql::Row| {
        let (sum, count): (i64, i64) = (row.get(1)?, row.get(2)?);
        let mean = sum as f64 / count.max(1) as f64;
        Ok(ViewerPoint { at: row.get(0)?, mean, peak: row.get::<i64>(3)?.unsigned_abs() })
    };
    rows.iter().map(point).collect()
}

/// The curve from audit events.
pub(super) async fn counted(
    pool: &Pool,
    of: &StreamerName,
    between: (UnixTime, UnixTime),
    interval: i64,
) -> Result<Vec<ViewerPoint>, StoreError> {
    const BEFORE: &str = "SELECT meta FROM audit_events WHERE folded = ? AND kind = 'viewer_count' \
                          AND happened_at < ? ORDER BY happened_at DESC, id DESC LIMIT 1";
    const CHANGES: &str = "SELECT id, happened_at, meta FROM audit_events \
                           WHERE folded = ? AND kind = 'viewer_count' AND happened_at >= ? AND happened_at < ? \
                           AND (happened_at > ? OR id > ?) ORDER BY happened_at, id LIMIT ?";
    let number = |meta: &str| viewers(&serde_json::from_str(meta).unwrap_or(Value::Null));
    let (from, until) = between;
    let before = pool.rows(BEFORE, &[of.folded().into(), from.into()]).await?;
    let before = before.first().map(|row| row.get::<String>(0)).transpose()?;
    let (mut changes, mut at, mut id) = (Vec::new(), from, i64::MIN);
    loop {
        let values = [of.folded().into(), at.into(), until.into(), at.into(), id.into(), PAGE.into()];
        let rows = pool.rows(CHANGES, &values).await?;
        for row in &rows {
            (id, at) = (row.get(0)?, row.get(1)?);
            changes.push((at, number(&row.get::<String>(2)?)));
        }
        if (rows.len() as i64) < PAGE {
            break;
        }
    }
    Ok(model::curve(between, interval, before.as_deref().map_or(0, number), changes))
}
