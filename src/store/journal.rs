//! The steps of the journal and the audit events in it.

use pystreaming_actors::clock::UnixTime;
use pystreaming_actors::events::AuditEvent;
use pystreaming_actors::names::{StreamerName, Token};
use pystreaming_actors::store::{Broadcast, StoreError, StoredEvent, Write};
use serde_json::Value;

use super::sql::{Row, Transaction};

/// Takes one step within its batch's transaction.
pub(super) async fn write(tx: &mut Transaction, step: &Write) -> Result<(), StoreError> {
    match step {
        Write::Audit { at, streamer, event } => audit(tx, *at, streamer, event).await,
        Write::BroadcastStarted(broadcast) => remember(tx, broadcast).await,
        Write::BroadcastEnded { id, at } => forget(tx, id, *at).await,
        // rooms do not say any of these yet
        Write::ChatSaid { .. }
        | Write::ChatDeleted { .. }
        | Write::ChatCleared { .. }
        | Write::Muted { .. }
        | Write::Unmuted { .. }
        | Write::ModeratorAdded { .. }
        | Write::ModeratorRemoved { .. }
        | Write::SlowMode { .. }
        | Write::Setting { .. } => Ok(()),
    }
}

/// Appends to the audit journal.
pub(super) async fn audit(
    tx: &mut Transaction,
    at: UnixTime,
    streamer: &StreamerName,
    event: &AuditEvent,
) -> Result<(), StoreError> {
    const APPEND: &str = "INSERT INTO audit_events (happened_at, streamer, folded, kind, meta) \
                          VALUES (?, ?, ?, ?, ?)";
    let meta = event.meta().to_string();
    let values = [
        at.into(),
        streamer.as_str().into(),
        streamer.folded().into(),
        event.kind().into(),
        meta.as_str().into(),
    ];
    tx.execute(APPEND, &values).await?;
    Ok(())
}

async fn remember(tx: &mut Transaction, broadcast: &Broadcast) -> Result<(), StoreError> {
    // of a streamer dropped meanwhile nothing is remembered, and the rest of the batch is written all the same
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

async fn forget(tx: &mut Transaction, id: &Token, at: UnixTime) -> Result<(), StoreError> {
    // read apart, streamer before broadcast: `drop_streamer` locks them in that order, and MySQL would call the
    // other way round a deadlock
    let id = id.as_str().into();
    for row in tx.rows("SELECT streamer FROM open_broadcasts WHERE id = ?", &[id]).await? {
        let folded: String = row.get(0)?;
        let values = [at.into(), folded.as_str().into()];
        tx.execute("UPDATE streamers SET last_live = ? WHERE folded = ?", &values).await?;
        tx.execute("DELETE FROM open_broadcasts WHERE id = ?", &[id]).await?;
    }
    Ok(())
}

/// Reads an audit event: when, streamer, kind, meta.
pub(super) fn event(row: &Row) -> Result<StoredEvent, StoreError> {
    let meta: String = row.get(3)?;
    Ok(StoredEvent {
        at: row.get(0)?,
        streamer: row.get(1)?,
        kind: row.get(2)?,
        // an event that somebody broke by hand is shown as it is, for it must not hide all others
        meta: serde_json::from_str(&meta).unwrap_or(Value::String(meta)),
    })
}
