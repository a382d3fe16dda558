//! The queue of messages that administrators send to chats, and their delivery reports.

use async_trait::async_trait;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{MessageKind, PendingMessage};
use pystreaming_actors::ports::{MessageQueue, QueuedMessage, StoreError};

use super::revision;
use super::sql::Row;
use super::store::{SqlStore, found};

/// How many ids back delivery reports are kept for their senders.
const REPORTS_KEPT: i64 = 1000;

#[async_trait]
impl MessageQueue for SqlStore {
    async fn send_message(&self, message: &PendingMessage) -> Result<i64, StoreError> {
        const SEND: &str = "INSERT INTO queued_messages (streamer, kind, message) \
                            SELECT folded, ?, ? FROM streamers WHERE folded = ?";
        let PendingMessage { streamer, kind, message } = message;
        let mut tx = self.begin_change().await?;
        let values = [kind.as_str().into(), message.as_str().into(), streamer.folded().into()];
        found(tx.execute(SEND, &values).await?, "streamer", streamer.as_str())?;
        // other senders wait until this transaction ends, so the greatest id is that of this message
        let rows = tx.rows("SELECT MAX(id) FROM queued_messages", &[]).await?;
        let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        tx.commit().await?;
        Ok(id)
    }

    async fn withdraw_message(&self, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin().await?;
        let taken_back = tx.execute("DELETE FROM queued_messages WHERE id = ?", &[id.into()]).await? == 1;
        tx.commit().await?;
        Ok(taken_back)
    }

    async fn delivery(&self, id: i64) -> Result<Option<u32>, StoreError> {
        const ASK: &str = "SELECT listeners FROM message_reports WHERE id = ?";
        let rows = self.pool.rows(ASK, &[id.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let listeners: i64 = row.get(0)?;
        let mut tx = self.pool.begin().await?;
        tx.execute("DELETE FROM message_reports WHERE id = ?", &[id.into()]).await?;
        tx.commit().await?;
        Ok(Some(u32::try_from(listeners).unwrap_or(u32::MAX)))
    }

    async fn take_messages(&self) -> Result<Vec<QueuedMessage>, StoreError> {
        const ALL: &str = "SELECT q.id, s.name, q.kind, q.message \
                           FROM queued_messages q JOIN streamers s ON s.folded = q.streamer ORDER BY q.id";
        // called after every change, mostly of something else: then no lock is needed
        if self.pool.rows("SELECT id FROM queued_messages LIMIT 1", &[]).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.pool.begin().await?;
        let mut taken = Vec::new();
        for row in tx.rows(ALL, &[]).await? {
            let id: i64 = row.get(0)?;
            // the process that deletes a row delivers it: two that take at once never both send it
            if tx.execute("DELETE FROM queued_messages WHERE id = ?", &[id.into()]).await? == 1 {
                taken.push(QueuedMessage { id, message: message(&row)? });
            }
        }
        tx.commit().await?;
        Ok(taken)
    }

    async fn report_deliveries(&self, heard: &[(i64, u32)]) -> Result<(), StoreError> {
        let Some((first, _)) = heard.first() else { return Ok(()) };
        let mut tx = self.pool.begin().await?;
        // reports whose senders were stopped before they asked
        let old = first - REPORTS_KEPT;
        tx.execute("DELETE FROM message_reports WHERE id < ?", &[old.into()]).await?;
        for (id, listeners) in heard {
            let values = [(*id).into(), i64::from(*listeners).into()];
            tx.execute("INSERT INTO message_reports (id, listeners) VALUES (?, ?)", &values).await?;
        }
        tx.commit().await
    }
}

fn message(row: &Row) -> Result<PendingMessage, StoreError> {
    Ok(PendingMessage {
        streamer: StreamerName::stored(&row.get::<String>(1)?),
        // a message of unknown kind is shown as one of the streamer's instead of being dropped
        kind: MessageKind::parse(&row.get::<String>(2)?).unwrap_or(MessageKind::Normal),
        message: row.get(3)?,
    })
}
