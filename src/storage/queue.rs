//! The queue of operations that `pystreaming-admin` requests of a running server, and the answers to them.

use async_trait::async_trait;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::ports::{OperationQueue, QueuedOperation, StoreError};

use super::revision;
use super::store::{SqlStore, found};

/// How many ids back answers are kept for their requesters.
const ANSWERS_KEPT: i64 = 1000;

#[async_trait]
impl OperationQueue for SqlStore {
    async fn request_operation(&self, streamer: &StreamerName, operation: &str) -> Result<i64, StoreError> {
        const REQUEST: &str = "INSERT INTO operation_requests (streamer, operation) \
                               SELECT folded, ? FROM streamers WHERE folded = ?";
        let mut tx = self.begin_change().await?;
        let values = [operation.into(), streamer.folded().into()];
        found(tx.execute(REQUEST, &values).await?, "streamer", streamer.as_str())?;
        // other requesters wait until this transaction ends, so the greatest id is that of this operation
        let rows = tx.rows("SELECT MAX(id) FROM operation_requests", &[]).await?;
        let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        tx.commit().await?;
        Ok(id)
    }

    async fn withdraw_operation(&self, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin().await?;
        let taken_back = tx.execute("DELETE FROM operation_requests WHERE id = ?", &[id.into()]).await? == 1;
        tx.commit().await?;
        Ok(taken_back)
    }

    async fn operation_answer(&self, id: i64) -> Result<Option<String>, StoreError> {
        const ASK: &str = "SELECT answer FROM operation_answers WHERE id = ?";
        let rows = self.pool.rows(ASK, &[id.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let answer = row.get(0)?;
        let mut tx = self.pool.begin().await?;
        tx.execute("DELETE FROM operation_answers WHERE id = ?", &[id.into()]).await?;
        tx.commit().await?;
        Ok(Some(answer))
    }

    async fn take_operations(&self) -> Result<Vec<QueuedOperation>, StoreError> {
        const ALL: &str = "SELECT q.id, s.name, q.operation \
                           FROM operation_requests q JOIN streamers s ON s.folded = q.streamer ORDER BY q.id";
        // called after every change, mostly of something else: then no lock is needed
        if self.pool.rows("SELECT id FROM operation_requests LIMIT 1", &[]).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.pool.begin().await?;
        let mut taken = Vec::new();
        for row in tx.rows(ALL, &[]).await? {
            let id: i64 = row.get(0)?;
            // the process that deletes a row performs it: two that take at once never both do
            if tx.execute("DELETE FROM operation_requests WHERE id = ?", &[id.into()]).await? == 1 {
                let streamer = StreamerName::stored(&row.get::<String>(1)?);
                taken.push(QueuedOperation { id, streamer, operation: row.get(2)? });
            }
        }
        tx.commit().await?;
        Ok(taken)
    }

    async fn answer_operations(&self, answers: &[(i64, String)]) -> Result<(), StoreError> {
        let Some((first, _)) = answers.first() else { return Ok(()) };
        let mut tx = self.pool.begin().await?;
        // answers whose requesters were stopped before they asked
        let old = first - ANSWERS_KEPT;
        tx.execute("DELETE FROM operation_answers WHERE id < ?", &[old.into()]).await?;
        for (id, answer) in answers {
            let values = [(*id).into(), answer.as_str().into()];
            tx.execute("INSERT INTO operation_answers (id, answer) VALUES (?, ?)", &values).await?;
        }
        tx.commit().await
    }
}
