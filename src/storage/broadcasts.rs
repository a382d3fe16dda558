//! Broadcasts that have started and not ended.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Broadcast, UnixTime};
use pystreaming_actors::ports::{BroadcastStore, StoreError};

use super::sql::{Row, Transaction};
use super::store::SqlStore;

#[async_trait]
impl BroadcastStore for SqlStore {
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError> {
        const ALL: &str = "SELECT b.id, s.name, b.publish_name, b.prefix, b.started_at \
                           FROM open_broadcasts b JOIN streamers s ON s.folded = b.streamer \
                           ORDER BY b.started_at, b.id";
        self.pool.rows(ALL, &[]).await?.iter().map(broadcast).collect()
    }
}

pub(super) async fn remember(tx: &mut Transaction, broadcast: &Broadcast) -> Result<(), StoreError> {
    // nothing is stored for a streamer who was dropped meanwhile, and the rest of the batch is still written
    const REMEMBER: &str = "REPLACE INTO open_broadcasts (id, streamer, publish_name, prefix, started_at) \
                            SELECT ?, folded, ?, ?, ? FROM streamers WHERE folded = ?";
    let values = [
        broadcast.id.as_str().into(),
        broadcast.publish_name.as_ref().map(Token::as_str).into(),
        broadcast.prefix.as_str().into(),
        broadcast.started_at.into(),
        broadcast.streamer.folded().into(),
    ];
    tx.execute(REMEMBER, &values).await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Transaction, id: &Token, at: UnixTime) -> Result<(), StoreError> {
    // read separately, then streamer before broadcast: `drop_streamer` locks them in that order, and the opposite
    // order could deadlock in MySQL
    let id = id.as_str().into();
    for row in tx.rows("SELECT streamer FROM open_broadcasts WHERE id = ?", &[id]).await? {
        let folded: String = row.get(0)?;
        let values = [at.into(), folded.as_str().into()];
        tx.execute("UPDATE streamers SET last_live = ? WHERE folded = ?", &values).await?;
        tx.execute("DELETE FROM open_broadcasts WHERE id = ?", &[id]).await?;
    }
    Ok(())
}

fn broadcast(row: &Row) -> Result<Broadcast, StoreError> {
    Ok(Broadcast {
        id: Token::stored(&row.get::<String>(0)?),
        streamer: StreamerName::stored(&row.get::<String>(1)?),
        publish_name: row.get::<Option<String>>(2)?.as_deref().map(Token::stored),
        prefix: Token::stored(&row.get::<String>(3)?),
        started_at: row.get(4)?,
    })
}
