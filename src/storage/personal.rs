//! What is kept about a streamer or a person: read and erased page by page.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{ChatMessage, UnixTime};
use pystreaming_actors::ports::{Kept, PersonalStore, StoreError};
use serde_json::Value;

use super::reports;
use super::rows::Keys;
use super::sql;
use super::store::SqlStore;
use super::{chat_rows, notices};

#[async_trait]
impl PersonalStore for SqlStore {
    async fn kept(&self, of: &StreamerName) -> Result<Kept, StoreError> {
        let count = async |statement: &'static str| -> Result<u64, StoreError> {
            let rows = self.pool.rows(statement, &[of.folded().into()]).await?;
            let count: Option<i64> = rows.first().map(|row| row.get(0)).transpose()?;
            Ok(count.unwrap_or_default().unsigned_abs())
        };
        Ok(Kept {
            messages: count("SELECT COUNT(*) FROM chat_messages WHERE streamer = ?").await?,
            broadcasts: count("SELECT COUNT(*) FROM past_broadcasts WHERE streamer = ?").await?,
            samples: count("SELECT COUNT(*) FROM viewer_samples WHERE streamer = ?").await?,
            moderators: count("SELECT COUNT(*) FROM chat_moderators WHERE streamer = ?").await?,
            mutes: count("SELECT COUNT(*) FROM sanctions WHERE streamer = ? AND kind = 'mute'").await?,
            bans: count("SELECT COUNT(*) FROM sanctions WHERE streamer = ? AND kind = 'ban'").await?,
            reports: count("SELECT COUNT(*) FROM chat_reports WHERE streamer = ?").await?,
            notes: count("SELECT COUNT(*) FROM chat_notes WHERE streamer = ?").await?,
            tokens: count("SELECT COUNT(*) FROM api_tokens WHERE streamer = ?").await?,
            webhooks: count("SELECT COUNT(*) FROM webhooks WHERE streamer = ?").await?,
            followers: count("SELECT COUNT(*) FROM followers WHERE streamer = ?").await?,
            filter_rules: count("SELECT COUNT(*) FROM chat_filter_rules WHERE streamer = ?").await?,
            held: count("SELECT COUNT(*) FROM chat_held WHERE streamer = ?").await?,
        })
    }

    async fn messages(
        &self,
        of: &StreamerName,
        after: u64,
        limit: u32,
    ) -> Result<Vec<ChatMessage>, StoreError> {
        const PAGE: &str = "SELECT id, said_at, kind, author, role, color, body, reply, account FROM chat_messages \
                            WHERE streamer = ? AND id > ? ORDER BY id LIMIT ?";
        let values = [of.folded().into(), chat_rows::number(after).into(), i64::from(limit).into()];
        self.pool.rows(PAGE, &values).await?.iter().map(chat_rows::message).collect()
    }

    async fn samples(
        &self,
        of: &StreamerName,
        after: UnixTime,
        limit: u32,
    ) -> Result<Vec<(UnixTime, u64)>, StoreError> {
        const PAGE: &str = "SELECT sampled_at, viewers FROM viewer_samples WHERE streamer = ? AND sampled_at > ? \
                            ORDER BY sampled_at LIMIT ?";
        let rows = self.pool.rows(PAGE, &[of.folded().into(), after.into(), i64::from(limit).into()]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs()))).collect()
    }

    async fn delete_messages(&self, of: &StreamerName, ids: &[u64]) -> Result<u64, StoreError> {
        const DELETE: &str = "DELETE FROM chat_messages WHERE streamer = ? AND id = ?";
        const DROP: &str = "DELETE FROM chat_held WHERE streamer = ? AND id = ?";
        let mut deleted = 0;
        let mut tx = self.pool.begin().await?;
        for id in ids {
            let values = [of.folded().into(), chat_rows::number(*id).into()];
            deleted += tx.execute(DELETE, &values).await? + tx.execute(DROP, &values).await?;
        }
        tx.commit().await?;
        Ok(deleted)
    }

    async fn delete_pin(&self, of: &StreamerName) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        notices::pin(&mut tx, of, None).await?;
        tx.commit().await
    }

    async fn forget_reports(
        &self,
        of: &StreamerName,
        messages: &[u64],
        notes: &[Token],
    ) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for message in messages {
            reports::settle(&mut tx, of, *message).await?;
        }
        for note in notes {
            reports::remove_note(&mut tx, note).await?;
        }
        tx.commit().await
    }

    async fn erase_events(&self, delete: &[i64], change: &[(i64, Value)]) -> Result<u64, StoreError> {
        static DELETE: Keys = Keys::new("DELETE FROM audit_events WHERE id IN");
        const CHANGE: &str = "UPDATE audit_events SET meta = ? WHERE id = ?";
        let keys: Vec<_> = delete.iter().map(|id| sql::Value::from(*id)).collect();
        let mut tx = self.pool.begin().await?;
        let mut erased = DELETE.execute(&mut tx, &keys).await?;
        for (id, meta) in change {
            erased += tx.execute(CHANGE, &[meta.to_string().as_str().into(), (*id).into()]).await?;
        }
        tx.commit().await?;
        Ok(erased)
    }
}
