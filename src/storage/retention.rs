//! Deletes old rows, a few at a time.

use async_trait::async_trait;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::ports::{DrawingPlace, EventGroup, ForgottenDrawings, RetentionStore, StoreError};
use serde_json::Value;

use super::past;
use super::rows::Keys;
use super::sql;
use super::store::SqlStore;

#[async_trait]
impl RetentionStore for SqlStore {
    async fn event_groups(&self) -> Result<Vec<EventGroup>, StoreError> {
        // each is one look into an index, however many events there are
        const KIND: &str = "SELECT MIN(kind) FROM audit_events WHERE folded = ? AND kind > ?";
        let mut groups = Vec::new();
        for streamer in self.streamers_with_events().await? {
            let mut kind = String::new();
            while let Some(next) = self.text(KIND, &[streamer.folded().into(), kind.as_str().into()]).await? {
                kind = next;
                groups.push(EventGroup { streamer: streamer.clone(), kind: kind.clone() });
            }
        }
        Ok(groups)
    }

    async fn delete_events(&self, of: &EventGroup, before: UnixTime, most: u32) -> Result<u64, StoreError> {
        const OLD: &str = "SELECT id FROM audit_events WHERE folded = ? AND kind = ? AND happened_at < ? \
                           ORDER BY happened_at LIMIT ?";
        static DELETE: Keys = Keys::new("DELETE FROM audit_events WHERE id IN");
        let of = [of.streamer.folded().into(), of.kind.as_str().into()];
        let values = [of[0], of[1], before.into(), i64::from(most).into()];
        self.delete_found(OLD, &values, &DELETE).await
    }

    async fn delete_statistics(&self, before: UnixTime, most: u32) -> Result<u64, StoreError> {
        const ENDED: &str =
            "SELECT position FROM past_broadcasts WHERE position < ? ORDER BY position LIMIT ?";
        static DELETE: Keys = Keys::new("DELETE FROM past_broadcasts WHERE position IN");
        const STREAMERS: &str = "SELECT folded FROM streamers ORDER BY folded";
        const SAMPLES: &str = "SELECT sampled_at FROM viewer_samples WHERE streamer = ? AND sampled_at < ? \
                               ORDER BY sampled_at LIMIT ?";
        const DELETE_UP_TO: &str = "DELETE FROM viewer_samples WHERE streamer = ? AND sampled_at <= ?";
        let most = i64::from(most).into();
        let ended = self.delete_found(ENDED, &[past::first_position(before).into(), most], &DELETE).await?;
        if ended > 0 {
            return Ok(ended);
        }
        for streamer in self.pool.rows(STREAMERS, &[]).await? {
            let streamer: String = streamer.get(0)?;
            let rows = self.pool.rows(SAMPLES, &[streamer.as_str().into(), before.into(), most]).await?;
            let Some(last) = rows.last() else { continue };
            let last: UnixTime = last.get(0)?;
            let mut tx = self.pool.begin().await?;
            let deleted = tx.execute(DELETE_UP_TO, &[streamer.as_str().into(), last.into()]).await?;
            tx.commit().await?;
            return Ok(deleted);
        }
        Ok(0)
    }

    async fn delete_reports(&self, before: UnixTime, most: u32) -> Result<u64, StoreError> {
        const OLD: &str = "SELECT id FROM chat_reports WHERE reported_at < ? ORDER BY id LIMIT ?";
        static DELETE: Keys = Keys::new("DELETE FROM chat_reports WHERE id IN");
        // a message without reports is not read any more
        const BARE: &str = "DELETE FROM chat_reported WHERE NOT EXISTS (SELECT 1 FROM chat_reports \
                            WHERE chat_reports.streamer = chat_reported.streamer \
                            AND chat_reports.message = chat_reported.id)";
        let deleted = self.delete_found(OLD, &[before.into(), i64::from(most).into()], &DELETE).await?;
        if deleted > 0 {
            let mut tx = self.pool.begin().await?;
            tx.execute(BARE, &[]).await?;
            tx.commit().await?;
        }
        Ok(deleted)
    }

    async fn forget_drawings(
        &self,
        of: &StreamerName,
        before: UnixTime,
        after: DrawingPlace,
        most: u32,
    ) -> Result<Option<ForgottenDrawings>, StoreError> {
        // those without a picture are passed over here: they would be read again and again
        const OLD: &str = "SELECT id, happened_at, meta FROM audit_events \
                           WHERE folded = ? AND kind = 'send_drawing' AND happened_at >= ? AND happened_at < ? \
                           AND (happened_at > ? OR id > ?) AND meta LIKE '%data:%' \
                           ORDER BY happened_at, id LIMIT ?";
        let DrawingPlace { at, id } = after;
        let numbers = [at, before, at, id, i64::from(most)].map(sql::Value::from);
        let values: Vec<_> = std::iter::once(of.folded().into()).chain(numbers).collect();
        let (mut last, mut erased) = (None, 0);
        for row in self.pool.rows(OLD, &values).await? {
            let (id, at, meta): (i64, UnixTime, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            last = Some(DrawingPlace { at, id });
            let Ok(Value::Object(mut meta)) = serde_json::from_str(&meta) else { continue };
            if meta.get("drawing").is_none_or(Value::is_null) {
                continue;
            }
            meta.insert("drawing".to_owned(), Value::Null);
            let meta = Value::Object(meta).to_string();
            let mut tx = self.pool.begin().await?;
            tx.execute("UPDATE audit_events SET meta = ? WHERE id = ?", &[meta.as_str().into(), id.into()])
                .await?;
            tx.commit().await?;
            erased += 1;
        }
        Ok(last.map(|last| ForgottenDrawings { last, erased }))
    }
}

impl SqlStore {
    /// The one text that a statement finds.
    async fn text(
        &self,
        statement: &'static str,
        values: &[sql::Value<'_>],
    ) -> Result<Option<String>, StoreError> {
        let rows = self.pool.rows(statement, values).await?;
        Ok(rows.first().map(|row| row.get(0)).transpose()?.flatten())
    }

    /// Deletes rows by the numbers that a statement finds, and returns how many. They are found before the transaction
    /// begins, which is then as short as can be.
    async fn delete_found(
        &self,
        find: &'static str,
        values: &[sql::Value<'_>],
        delete: &'static Keys,
    ) -> Result<u64, StoreError> {
        let rows = self.pool.rows(find, values).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
        if ids.is_empty() {
            return Ok(0);
        }
        let mut tx = self.pool.begin().await?;
        let keys: Vec<_> = ids.into_iter().map(sql::Value::from).collect();
        let deleted = delete.execute(&mut tx, &keys).await?;
        tx.commit().await?;
        Ok(deleted)
    }
}
