//! Broadcasts that have ended, with their statistics, which are counted once.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Audience, AudienceCount, PastBroadcast, UnixTime, ViewerPoint, viewers};
use pystreaming_actors::ports::{BroadcastHistory, Page, StoreError};
use serde_json::Value;

use super::samples;
use super::sql::{Row, Transaction};
use super::store::SqlStore;

/// Events that are read at once.
const PAGE: i64 = 1000;
/// Positions for broadcasts that end in the same second.
const PLACES: i64 = 1_000_000;

/// The statement that reads ended broadcasts, with a condition.
macro_rules! past_broadcasts {
    ($condition:literal) => {
        concat!(
            "SELECT b.position, b.id, s.name, b.started_at, b.ended_at, b.peak_viewers, b.viewer_seconds, b.chatters, \
             b.messages FROM past_broadcasts b JOIN streamers s ON s.folded = b.streamer WHERE ",
            $condition
        )
    };
}

#[async_trait]
impl BroadcastHistory for SqlStore {
    async fn past_broadcasts(
        &self,
        of: &StreamerName,
        page: Page,
        limit: u32,
    ) -> Result<Vec<PastBroadcast>, StoreError> {
        const LAST: &str =
            past_broadcasts!("b.streamer = ? AND b.position < ? ORDER BY b.position DESC LIMIT ?");
        const NEXT: &str = past_broadcasts!("b.streamer = ? AND b.position > ? ORDER BY b.position LIMIT ?");
        let (statement, position) = match page {
            Page::Last => (LAST, i64::MAX),
            Page::Before(position) => (LAST, position),
            Page::After(position) => (NEXT, position),
        };
        let values = [of.folded().into(), position.into(), i64::from(limit).into()];
        let mut rows = self.pool.rows(statement, &values).await?;
        if !matches!(page, Page::After(_)) {
            rows.reverse();
        }
        rows.iter().map(past_broadcast).collect()
    }

    async fn past_broadcast(
        &self,
        of: &StreamerName,
        id: &Token,
    ) -> Result<Option<PastBroadcast>, StoreError> {
        const ONE: &str = past_broadcasts!("b.id = ? AND b.streamer = ?");
        let rows = self.pool.rows(ONE, &[id.as_str().into(), of.folded().into()]).await?;
        rows.first().map(past_broadcast).transpose()
    }

    async fn viewer_curve(
        &self,
        of: &StreamerName,
        between: (UnixTime, UnixTime),
        interval: i64,
    ) -> Result<Vec<ViewerPoint>, StoreError> {
        let sampled = samples::curve(&self.pool, of, between, interval).await?;
        if sampled.is_empty() {
            samples::counted(&self.pool, of, between, interval).await
        } else {
            Ok(sampled)
        }
    }
}

/// The id of the last audit event: those of a broadcast that starts now have greater ones.
pub(super) async fn last_event(tx: &mut Transaction) -> Result<i64, StoreError> {
    let rows = tx.rows("SELECT MAX(id) FROM audit_events", &[]).await?;
    let last: Option<i64> = rows.first().map(|row| row.get(0)).transpose()?.flatten();
    Ok(last.unwrap_or_default())
}

/// Counts the events of a broadcast that has ended, which must be written, and keeps the result.
pub(super) async fn keep(
    tx: &mut Transaction,
    id: &str,
    streamer: &str,
    (started_at, ended_at): (UnixTime, UnixTime),
    first_event: i64,
) -> Result<(), StoreError> {
    const KEEP: &str = "REPLACE INTO past_broadcasts (position, id, streamer, started_at, ended_at, peak_viewers, \
                        viewer_seconds, chatters, messages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
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
                          WHERE folded = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?";
    let before = tx.rows(BEFORE, &[streamer.into(), first_event.into()]).await?;
    let watching = before.first().map(|row| row.get::<String>(0)).transpose()?;
    let mut count = AudienceCount::new(started_at, watching.map_or(0, |meta| viewers(&json(&meta))));
    for kind in AudienceCount::KINDS {
        let mut after = first_event;
        loop {
            let values = [streamer.into(), kind.into(), after.into(), PAGE.into()];
            let rows = tx.rows(EVENTS, &values).await?;
            for row in &rows {
                let (id, at, meta): (i64, UnixTime, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                after = id;
                if (started_at..=ended_at).contains(&at) {
                    count.count(at, kind, &json(&meta));
                }
            }
            if (rows.len() as i64) < PAGE {
                break;
            }
        }
    }
    Ok(count.finish(ended_at))
}

pub(super) fn json(meta: &str) -> Value {
    serde_json::from_str(meta).unwrap_or_default()
}

fn past_broadcast(row: &Row) -> Result<PastBroadcast, StoreError> {
    let number = |column| Ok::<_, StoreError>(row.get::<i64>(column)?.unsigned_abs());
    Ok(PastBroadcast {
        position: row.get(0)?,
        id: Token::stored(&row.get::<String>(1)?),
        streamer: StreamerName::stored(&row.get::<String>(2)?),
        started_at: row.get(3)?,
        ended_at: row.get(4)?,
        audience: Audience {
            peak_viewers: number(5)?,
            viewer_seconds: number(6)?,
            chatters: number(7)?,
            messages: number(8)?,
        },
    })
}
