//! Broadcasts that have started and not ended.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Broadcast, UnixTime};
use pystreaming_actors::ports::{BroadcastStore, StoreError};

use super::past;
use super::sql::{Row, Transaction};
use super::store::SqlStore;

#[async_trait]
impl BroadcastStore for SqlStore {
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError> {
        const ALL: &str = "SELECT b.id, s.name, b.publish_name, b.prefix, b.started_at, \
                           (SELECT MAX(v.sampled_at) FROM viewer_samples v \
                            WHERE v.streamer = b.streamer AND v.sampled_at >= b.started_at), \
                           (SELECT MAX(e.id) FROM audit_events e \
                            WHERE e.folded = b.streamer AND e.kind = 'start_streaming'), \
                           (SELECT MAX(e.id) FROM audit_events e \
                            WHERE e.folded = b.streamer AND e.kind = 'stop_streaming') \
                           FROM open_broadcasts b JOIN streamers s ON s.folded = b.streamer";
        let rows = self.pool.rows(ALL, &[]).await?;
        let mut open = rows.iter().map(broadcast).collect::<Result<Vec<_>, _>>()?;
        open.sort_by(|a, b| (a.started_at, a.id.as_str()).cmp(&(b.started_at, b.id.as_str())));
        Ok(open)
    }
}

pub(super) async fn remember(tx: &mut Transaction, broadcast: &Broadcast) -> Result<(), StoreError> {
    // nothing is stored for a streamer who was dropped meanwhile, and the rest of the batch is still written
    const REMEMBER: &str = "REPLACE INTO open_broadcasts (id, streamer, publish_name, prefix, started_at, first_event) \
                            SELECT ?, folded, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    const FIRST: &str = "SELECT first_event FROM open_broadcasts WHERE id = ?";
    let first_event = match tx.rows(FIRST, &[broadcast.id.as_str().into()]).await?.first() {
        Some(row) => row.get(0)?,
        None => past::last_event(tx).await?,
    };
    let values = [
        broadcast.id.as_str().into(),
        broadcast.publish_name.as_ref().map(Token::as_str).into(),
        broadcast.prefix.as_str().into(),
        broadcast.started_at.into(),
        first_event.into(),
        broadcast.streamer.folded().into(),
    ];
    tx.execute(REMEMBER, &values).await?;
    Ok(())
}

/// Ends a broadcast. Its events have been written.
pub(super) async fn forget(tx: &mut Transaction, id: &Token, at: UnixTime) -> Result<(), StoreError> {
    // read separately, then streamer before broadcast: `drop_streamer` locks them in that order, and the opposite
    // order could deadlock in MySQL
    const OPEN: &str = "SELECT b.streamer, b.started_at, b.first_event, s.title FROM open_broadcasts b \
                        JOIN streamers s ON s.folded = b.streamer WHERE b.id = ?";
    for row in tx.rows(OPEN, &[id.as_str().into()]).await? {
        let (folded, started_at, first_event): (String, UnixTime, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let title: Option<String> = row.get(3)?;
        let values = [at.into(), folded.as_str().into()];
        tx.execute("UPDATE streamers SET last_live = ? WHERE folded = ?", &values).await?;
        tx.execute("DELETE FROM open_broadcasts WHERE id = ?", &[id.as_str().into()]).await?;
        past::keep(tx, id.as_str(), &folded, (started_at, at), first_event, title.as_deref()).await?;
    }
    Ok(())
}

fn broadcast(row: &Row) -> Result<Broadcast, StoreError> {
    let started_at = row.get(4)?;
    Ok(Broadcast {
        id: Token::stored(&row.get::<String>(0)?),
        streamer: StreamerName::stored(&row.get::<String>(1)?),
        publish_name: row.get::<Option<String>>(2)?.as_deref().map(Token::stored),
        prefix: Token::stored(&row.get::<String>(3)?),
        started_at,
        seen_at: row.get::<Option<UnixTime>>(5)?.unwrap_or(started_at),
        is_recorded: row.get::<Option<i64>>(6)? >= row.get::<Option<i64>>(7)?,
    })
}
