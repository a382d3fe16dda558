//! Counts broadcasts that are known by their audit events alone: from before statistics were collected, or imported.

use pystreaming_actors::model::{EarlierBroadcast, Mark, UnixTime, broadcasts};
use pystreaming_actors::ports::StoreError;

use super::sql::{Pool, Transaction};
use super::{past, revision};

/// Events that are read at once.
const PAGE: i64 = 1000;

/// Counts those that began since this was last done, and returns how many there were.
pub(super) async fn count(pool: &Pool) -> Result<u64, StoreError> {
    const COUNTED: &str = "SELECT counted_up_to FROM site_state WHERE id = 1";
    const COUNT: &str = "UPDATE site_state SET counted_up_to = ? WHERE id = 1";
    let counted = pool.rows(COUNTED, &[]).await?;
    let counted: i64 = counted.first().ok_or_else(revision::no_state)?.get(0)?;
    // before anything is read: later starts are left for the next time
    let mut tx = pool.begin().await?;
    let up_to = past::last_event(&mut tx).await?;
    drop(tx);
    let mut added = 0;
    for row in pool.rows("SELECT folded FROM streamers ORDER BY folded", &[]).await? {
        let streamer: String = row.get(0)?;
        let starts = marks(pool, &streamer, "start_streaming", counted, up_to).await?;
        let ends = marks(pool, &streamer, "stop_streaming", counted, up_to).await?;
        for broadcast in broadcasts(&starts, &ends) {
            added += u64::from(add(pool, &streamer, broadcast).await?);
        }
    }
    let mut tx = pool.begin().await?;
    tx.execute(COUNT, &[up_to.into()]).await?;
    tx.commit().await?;
    Ok(added)
}

async fn marks(
    pool: &Pool,
    streamer: &str,
    kind: &str,
    mut after: i64,
    up_to: i64,
) -> Result<Vec<Mark>, StoreError> {
    const MARKS: &str = "SELECT id, happened_at FROM audit_events WHERE folded = ? AND kind = ? AND id > ? AND id <= ? \
                         ORDER BY id LIMIT ?";
    let mut marks = Vec::new();
    loop {
        let values = [streamer.into(), kind.into(), after.into(), up_to.into(), PAGE.into()];
        let rows = pool.rows(MARKS, &values).await?;
        for row in &rows {
            after = row.get(0)?;
            marks.push((after, row.get(1)?));
        }
        if (rows.len() as i64) < PAGE {
            return Ok(marks);
        }
    }
}

/// Adds a broadcast unless it runs, or is known.
async fn add(pool: &Pool, streamer: &str, broadcast: EarlierBroadcast) -> Result<bool, StoreError> {
    let mut tx = pool.begin().await?;
    tx.lock_site().await?;
    let EarlierBroadcast { start: (id, started_at), end, ended } = broadcast;
    let ended_at = match end {
        Some((_, at)) if ended => at,
        None if runs(&mut tx, streamer).await? => return Ok(false),
        // its end was not recorded: the last that was recorded of it
        other => {
            last_time(&mut tx, streamer, other.map_or(i64::MAX, |(id, _)| id)).await?.unwrap_or(started_at)
        }
    };
    let ended_at = ended_at.max(started_at);
    if is_known(&mut tx, streamer, started_at, ended_at).await? {
        return Ok(false);
    }
    past::keep(&mut tx, &format!("event-{id}"), streamer, (started_at, ended_at), id, None).await?;
    tx.commit().await?;
    Ok(true)
}

async fn runs(tx: &mut Transaction, streamer: &str) -> Result<bool, StoreError> {
    const RUNS: &str = "SELECT 1 FROM open_broadcasts WHERE streamer = ? LIMIT 1";
    Ok(!tx.rows(RUNS, &[streamer.into()]).await?.is_empty())
}

async fn last_time(
    tx: &mut Transaction,
    streamer: &str,
    before: i64,
) -> Result<Option<UnixTime>, StoreError> {
    const LAST: &str =
        "SELECT happened_at FROM audit_events WHERE folded = ? AND id < ? ORDER BY id DESC LIMIT 1";
    let rows = tx.rows(LAST, &[streamer.into(), before.into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Whether a broadcast that was counted when it ended falls into this time.
async fn is_known(
    tx: &mut Transaction,
    streamer: &str,
    started_at: UnixTime,
    ended_at: UnixTime,
) -> Result<bool, StoreError> {
    // the first of them may have ended as this one began
    const NEXT: &str = "SELECT started_at, ended_at FROM past_broadcasts WHERE streamer = ? AND position >= ? \
                        ORDER BY position LIMIT 3";
    let rows = tx.rows(NEXT, &[streamer.into(), past::first_position(started_at).into()]).await?;
    for row in rows {
        let (start, end): (UnixTime, UnixTime) = (row.get(0)?, row.get(1)?);
        if start == started_at || (start < ended_at && end > started_at) {
            return Ok(true);
        }
    }
    Ok(false)
}
