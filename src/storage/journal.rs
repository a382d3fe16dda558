//! The steps of the journal and the audit events in it.

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{AuditEvent, Broadcast, Setting, UnixTime};
use pystreaming_actors::ports::{StoreError, StoredEvent, Write};
use serde_json::Value;

use super::change;
use super::chat::{self, Messages};
use super::rows::Rows;
use super::sql::{Pool, Row, Transaction};

/// Whether the batch is not written yet. Remembers it, and has all others who write wait until the transaction ends, as
/// they do for an administrative change: nobody drops a streamer of whom this batch tells, and a batch whose
/// outcome was never heard of has one by the time it is tried again.
pub(super) async fn is_new(tx: &mut Transaction, batch: &Token) -> Result<bool, StoreError> {
    const REMEMBER: &str = "UPDATE site_state SET last_batch = ? WHERE id = 1 AND last_batch <> ?";
    let id = batch.as_str().into();
    if tx.execute(REMEMBER, &[id, id]).await? == 1 {
        return Ok(true);
    }
    let rows = tx.rows("SELECT last_batch FROM site_state WHERE id = 1", &[]).await?;
    rows.first().ok_or_else(change::no_state)?;
    Ok(false)
}

/// Takes the steps of a batch within its transaction. What is appended or replaced by many of them is gathered, and
/// written with as few statements as can be; the outcome is that of one step after the other.
pub(super) async fn write(tx: &mut Transaction, steps: &[Write]) -> Result<(), StoreError> {
    let mut events = Events::default();
    let mut messages = Messages::default();
    for step in steps {
        match step {
            Write::Audit { at, streamer, event } => events.add(*at, streamer, event),
            Write::BroadcastStarted(broadcast) => remember(tx, broadcast).await?,
            Write::BroadcastEnded { id, at } => forget(tx, id, *at).await?,
            Write::ChatSaid { streamer, message } => messages.say(streamer, message),
            Write::ChatDeleted { streamer, id } => messages.delete(streamer, *id),
            Write::ChatCleared { streamer, up_to } => messages.clear(streamer, *up_to),
            Write::Muted { streamer, mute } => chat::mute(tx, streamer, mute).await?,
            Write::Unmuted { id } => chat::unmute(tx, id).await?,
            Write::ModeratorAdded { streamer, moderator } => chat::promote(tx, streamer, moderator).await?,
            Write::ModeratorRemoved { streamer, visitor } => chat::demote(tx, streamer, visitor).await?,
            Write::SlowMode { streamer, seconds } => chat::slow_down(tx, streamer, *seconds).await?,
            Write::Setting { streamer, setting, at } => {
                // it is audited, too, and what was audited before comes before it
                std::mem::take(&mut events).write(tx).await?;
                set(tx, streamer, setting, *at).await?;
            }
        }
    }
    events.write(tx).await?;
    messages.write(tx).await
}

/// Audit events to append.
#[derive(Default)]
pub(super) struct Events<'a> {
    rows: Vec<(UnixTime, &'a StreamerName, &'static str, String)>,
}

impl<'a> Events<'a> {
    pub(super) fn add(&mut self, at: UnixTime, streamer: &'a StreamerName, event: &AuditEvent) {
        self.rows.push((at, streamer, event.kind(), event.meta().to_string()));
    }

    pub(super) async fn write(self, tx: &mut Transaction) -> Result<(), StoreError> {
        static APPEND: Rows =
            Rows::new("INSERT INTO audit_events (happened_at, streamer, folded, kind, meta)", 5);
        let values = self.rows.iter().flat_map(|(at, streamer, kind, meta)| {
            [
                (*at).into(),
                streamer.as_str().into(),
                streamer.folded().into(),
                (*kind).into(),
                meta.as_str().into(),
            ]
        });
        APPEND.add(tx, &values.collect::<Vec<_>>()).await
    }
}

/// What a streamer set in chat.
async fn set(
    tx: &mut Transaction,
    streamer: &StreamerName,
    setting: &Setting,
    at: UnixTime,
) -> Result<(), StoreError> {
    match change::set(tx, streamer, setting, at).await {
        Ok(()) => change::move_revision(tx).await,
        // the streamer was dropped meanwhile: whoever asked is gone, and the rest of the batch is written all the same
        Err(StoreError::NotFound { .. } | StoreError::Exists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
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

/// Takes the pictures out of old events of drawings, see `Store::forget_drawings`.
pub(super) async fn forget_drawings(
    pool: &Pool,
    before: UnixTime,
    after: i64,
    most: u32,
) -> Result<Option<i64>, StoreError> {
    const OLD: &str = "SELECT id, meta FROM audit_events \
                       WHERE id > ? AND kind = 'send_drawing' AND happened_at < ? ORDER BY id LIMIT ?";
    let rows = pool.rows(OLD, &[after.into(), before.into(), i64::from(most).into()]).await?;
    let mut last = None;
    for row in rows {
        let (id, meta): (i64, String) = (row.get(0)?, row.get(1)?);
        last = Some(id);
        let Ok(Value::Object(mut meta)) = serde_json::from_str(&meta) else { continue };
        if meta.get("drawing").is_none_or(Value::is_null) {
            continue;
        }
        meta.insert("drawing".to_owned(), Value::Null);
        let meta = Value::Object(meta).to_string();
        let mut tx = pool.begin().await?;
        tx.execute("UPDATE audit_events SET meta = ? WHERE id = ?", &[meta.as_str().into(), id.into()])
            .await?;
        tx.commit().await?;
    }
    Ok(last)
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
