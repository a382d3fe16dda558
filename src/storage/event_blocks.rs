//! Finds events by time. Ids grow with time but for imports and clocks that were set, so an index of both would be
//! read in vain; instead, each block of ids knows between which times its events happened.

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::StoreError;

use super::sql::Pool;

/// Ids in a block.
const BLOCK: i64 = 10_000;
/// How far behind the last id a block must be to be full: transactions may still add smaller ids.
const MARGIN: i64 = 1000;

/// Ids above the first and below the second.
pub(super) type Window = (i64, i64);

/// Adds the next block if it is full; otherwise returns `false`.
pub(super) async fn add(pool: &Pool) -> Result<bool, StoreError> {
    // SQLite looks into the index for one of them alone, and would read all of the table for both
    const FIRST: &str = "SELECT (SELECT MIN(id) FROM audit_events), (SELECT MAX(id) FROM audit_events)";
    const TIMES: &str =
        "SELECT MIN(happened_at), MAX(happened_at) FROM audit_events WHERE id > ? AND id <= ?";
    const ADD: &str = "REPLACE INTO event_blocks (block, first_at, last_at) VALUES (?, ?, ?)";
    let rows = pool.rows(FIRST, &[]).await?;
    let Some(row) = rows.first() else { return Ok(false) };
    let (Some(first), Some(last)) = (row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?) else {
        return Ok(false);
    };
    let next = last_block(pool).await?.map_or(i64::MIN, |block| block + 1);
    let block = next.max((first - 1).div_euclid(BLOCK));
    let end = (block + 1) * BLOCK;
    if last < end + MARGIN {
        return Ok(false);
    }
    let rows = pool.rows(TIMES, &[(end - BLOCK).into(), end.into()]).await?;
    let row = rows.first();
    let time = |column| row.map(|row| row.get::<Option<UnixTime>>(column)).transpose().map(Option::flatten);
    // without events it matches no time
    let times = (time(0)?.unwrap_or(UnixTime::MAX), time(1)?.unwrap_or(UnixTime::MIN));
    let mut tx = pool.begin().await?;
    tx.execute(ADD, &[block.into(), times.0.into(), times.1.into()]).await?;
    tx.commit().await?;
    Ok(true)
}

/// Windows of ids, smallest first, in which all events of a time are.
pub(super) async fn windows(
    pool: &Pool,
    since: UnixTime,
    until: UnixTime,
) -> Result<Vec<Window>, StoreError> {
    const MATCHING: &str =
        "SELECT MIN(block), MAX(block) FROM event_blocks WHERE first_at < ? AND last_at >= ?";
    let Some(last) = last_block(pool).await? else { return Ok(vec![(i64::MIN, i64::MAX)]) };
    let rows = pool.rows(MATCHING, &[until.into(), since.into()]).await?;
    let mut windows = Vec::new();
    if let Some(row) = rows.first()
        && let (Some(from), Some(to)) = (row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?)
    {
        windows.push((from * BLOCK, (to + 1) * BLOCK + 1));
    }
    windows.push(((last + 1) * BLOCK, i64::MAX));
    Ok(windows)
}

async fn last_block(pool: &Pool) -> Result<Option<i64>, StoreError> {
    let rows = pool.rows("SELECT MAX(block) FROM event_blocks", &[]).await?;
    Ok(rows.first().map(|row| row.get(0)).transpose()?.flatten())
}
