//! Counts the statistics of a broadcast that has ended, once, and keeps them.

use pystreaming_actors::model::{Audience, AudienceCount, UnixTime, viewers};
use pystreaming_actors::ports::StoreError;
use serde_json::Value as Json;

use super::sql::{Transaction, Value};

/// Events that are read at once.
const PAGE: i64 = 1000;
/// Positions for broadcasts that end in the same second.
const PLACES: i64 = 1_000_000;

/// The id of the last audit event: those of a broadcast that starts now have greater ones.
pub(super) async fn last_event(tx: &mut Transaction) -> Result<i64, StoreError> {
    let rows = tx.rows("SELECT MAX(id) FROM audit_events", &[]).await?;
    let last: Option<i64> = rows.first().map(|row| row.get(0)).transpose()?.flatten();
    Ok(last.unwrap_or_default())
}

/// Counts the events of a broadcast that has ended, which must be written, and keeps the result with the title that it had, if
/// that is known.
pub(super) async fn keep(
    tx: &mut Transaction,
    id: &str,
    streamer: &str,
    (started_at, ended_at): (UnixTime, UnixTime),
    first_event: i64,
    title: Option<&str>,
) -> Result<(), StoreError> {
    const KEEP: &str = "REPLACE INTO past_broadcasts (position, id, streamer, started_at, ended_at, peak_viewers, \
                        viewer_seconds, chatters, messages, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let audience = audience(tx, streamer, (started_at, ended_at), first_event).await?;
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let values = [
        free_position(tx, ended_at).await?.into(),
        id.into(),
        streamer.into(),
        started_at.into(),
        ended_at.into(),
        number(audience.peak_viewers).into(),
        number(audience.viewer_seconds).into(),
        number(audience.chatters).into(),
        number(audience.messages).into(),
        title.into(),
    ];
    tx.execute(KEEP, &values).await?;
    Ok(())
}

/// The first position of broadcasts that end at this time; those that end before have smaller ones.
pub(super) fn first_position(ended_at: UnixTime) -> i64 {
    ended_at.saturating_mul(PLACES)
}

async fn free_position(tx: &mut Transaction, ended_at: UnixTime) -> Result<i64, StoreError> {
    const LAST: &str = "SELECT MAX(position) FROM past_broadcasts WHERE position >= ? AND position < ?";
    let first = first_position(ended_at);
    let values = [first.into(), first_position(ended_at.saturating_add(1)).into()];
    let rows = tx.rows(LAST, &values).await?;
    let last: Option<i64> = rows.first().map(|row| row.get(0)).transpose()?.flatten();
    Ok(last.map_or(first, |last| last + 1))
}

async fn audience(
    tx: &mut Transaction,
    streamer: &str,
    (started_at, ended_at): (UnixTime, UnixTime),
    first_event: i64,
) -> Result<Audience, StoreError> {
    const BEFORE: &str = "SELECT meta FROM audit_events WHERE folded = ? AND kind = 'viewer_count' AND id <= ? \
                          ORDER BY id DESC LIMIT 1";
    const EVENTS: &str = "SELECT id, happened_at, meta FROM audit_events \
                          WHERE folded = ? AND kind = ? AND happened_at >= ? AND happened_at <= ? AND id > ? \
                          AND (happened_at > ? OR id > ?) ORDER BY happened_at, id LIMIT ?";
    let before = tx.rows(BEFORE, &[streamer.into(), first_event.into()]).await?;
    let watching = before.first().map(|row| row.get::<String>(0)).transpose()?;
    let mut count = AudienceCount::new(started_at, watching.map_or(0, |meta| viewers(&json(&meta))));
    for kind in AudienceCount::KINDS {
        let (mut last_at, mut last) = (started_at, i64::MIN);
        loop {
            let numbers = [last_at, ended_at, first_event, last_at, last, PAGE].map(Value::from);
            let values: Vec<_> = [streamer.into(), kind.into()].into_iter().chain(numbers).collect();
            let rows = tx.rows(EVENTS, &values).await?;
            for row in &rows {
                let meta: String = row.get(2)?;
                (last, last_at) = (row.get(0)?, row.get(1)?);
                count.count(last_at, kind, &json(&meta));
            }
            if (rows.len() as i64) < PAGE {
                break;
            }
        }
    }
    Ok(count.finish(ended_at))
}

fn json(meta: &str) -> Json {
    serde_json::from_str(meta).unwrap_or_default()
}
