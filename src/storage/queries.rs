//! The trait `Store` in SQL that both databases understand.

use async_trait::async_trait;
use pystreaming_actors::model::names::{KeyHash, StreamerName, Token, ViewerPassword};
use pystreaming_actors::model::{
    Broadcast, ChatSetting, Emote, MessageKind, PendingMessage, Setting, Streamer, UnixTime,
};
use pystreaming_actors::ports::{Batch, ChatMemory, QueuedMessage, Store, StoreError, StoredEvent};

use super::sql::{Pool, Row, Transaction};
use super::{change, chat, journal};

/// Reports on so many of the last messages are kept for their senders.
const REPORTS_KEPT: i64 = 1000;

/// The site's tables in one of the databases.
pub(super) struct SqlStore {
    pub(super) pool: Pool,
}

#[async_trait]
impl Store for SqlStore {
    async fn revision(&self) -> Result<i64, StoreError> {
        self.pool.check()?;
        let rows = self.pool.rows("SELECT revision FROM site_state WHERE id = 1", &[]).await?;
        rows.first().ok_or_else(change::no_state)?.get(0)
    }

    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError> {
        const ALL: &str = "SELECT name, key_hash, chat, description, password, mastodon, last_live \
                           FROM streamers ORDER BY folded";
        self.pool.rows(ALL, &[]).await?.iter().map(streamer).collect()
    }

    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError> {
        const ALL: &str = "SELECT b.id, s.name, b.publish_name, b.prefix, b.started_at \
                           FROM open_broadcasts b JOIN streamers s ON s.folded = b.streamer \
                           ORDER BY b.started_at, b.id";
        self.pool.rows(ALL, &[]).await?.iter().map(broadcast).collect()
    }

    async fn emotes(&self) -> Result<Vec<Emote>, StoreError> {
        let rows = self.pool.rows("SELECT alias, uri FROM custom_emotes ORDER BY alias", &[]).await?;
        rows.iter().map(|row| Ok(Emote { alias: row.get(0)?, uri: row.get(1)? })).collect()
    }

    async fn take_messages(&self) -> Result<Vec<QueuedMessage>, StoreError> {
        const ALL: &str = "SELECT q.id, s.name, q.kind, q.message \
                           FROM queued_messages q JOIN streamers s ON s.folded = q.streamer ORDER BY q.id";
        // asked every time something changed, which mostly is something else: no need for a lock then
        if self.pool.rows("SELECT id FROM queued_messages LIMIT 1", &[]).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.pool.begin().await?;
        let mut taken = Vec::new();
        for row in tx.rows(ALL, &[]).await? {
            let id: i64 = row.get(0)?;
            // whoever removes a row has it: two who take at once share the messages rather than doubling them
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
        // of senders that were ended before they asked
        let old = first - REPORTS_KEPT;
        tx.execute("DELETE FROM message_reports WHERE id < ?", &[old.into()]).await?;
        for (id, listeners) in heard {
            let values = [(*id).into(), i64::from(*listeners).into()];
            tx.execute("INSERT INTO message_reports (id, listeners) VALUES (?, ?)", &values).await?;
        }
        tx.commit().await
    }

    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError> {
        let mut tx = self.pool.begin().await?;
        let first = chat::reserve_ids(&mut tx, from, count).await?;
        tx.commit().await?;
        Ok(first)
    }

    async fn chat_memory(
        &self,
        of: &StreamerName,
        limit: u32,
        since: UnixTime,
    ) -> Result<ChatMemory, StoreError> {
        chat::memory(&self.pool, of, limit, since).await
    }

    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        if batch.steps.is_empty() {
            return Ok(());
        }
        let mut tx = self.pool.begin().await?;
        if journal::is_new(&mut tx, &batch.id).await? {
            journal::write(&mut tx, &batch.steps).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn events(&self, of: Option<&StreamerName>, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        const OF_ONE: &str = "SELECT happened_at, streamer, kind, meta FROM audit_events \
                              WHERE folded = ? ORDER BY id DESC LIMIT ?";
        const OF_ALL: &str = "SELECT happened_at, streamer, kind, meta FROM audit_events \
                              ORDER BY id DESC LIMIT ?";
        let limit = i64::from(limit);
        let rows = match of {
            Some(name) => self.pool.rows(OF_ONE, &[name.folded().into(), limit.into()]).await?,
            None => self.pool.rows(OF_ALL, &[limit.into()]).await?,
        };
        rows.iter().rev().map(journal::event).collect()
    }

    async fn forget_drawings(
        &self,
        before: UnixTime,
        after: i64,
        most: u32,
    ) -> Result<Option<i64>, StoreError> {
        journal::forget_drawings(&self.pool, before, after, most).await
    }

    async fn add_streamer(&self, name: &StreamerName, key: KeyHash) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO streamers (folded, name, key_hash) VALUES (?, ?, ?)";
        let mut tx = self.begin_change().await?;
        let taken = tx.rows("SELECT name FROM streamers WHERE folded = ?", &[name.folded().into()]).await?;
        if let Some(row) = taken.first() {
            return Err(StoreError::Exists { what: "streamer", name: row.get(0)? });
        }
        change::refuse_key_of_another(&mut tx, name, key).await?;
        tx.execute(ADD, &[name.folded().into(), name.as_str().into(), key.to_hex().as_str().into()]).await?;
        tx.commit().await
    }

    async fn drop_streamer(&self, name: &StreamerName) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let dropped = tx.execute("DELETE FROM streamers WHERE folded = ?", &[name.folded().into()]).await?;
        found(dropped, "streamer", name.as_str())?;
        tx.commit().await
    }

    async fn set(&self, name: &StreamerName, setting: &Setting, now: UnixTime) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        change::set(&mut tx, name, setting, now).await?;
        tx.commit().await
    }

    async fn add_emote(&self, emote: &Emote) -> Result<(), StoreError> {
        let Emote { alias, uri } = emote;
        let mut tx = self.begin_change().await?;
        let taken = tx.rows("SELECT 1 FROM custom_emotes WHERE alias = ?", &[alias.as_str().into()]).await?;
        if !taken.is_empty() {
            return Err(StoreError::Exists { what: "emote", name: alias.clone() });
        }
        let values = [alias.as_str().into(), uri.as_str().into()];
        tx.execute("INSERT INTO custom_emotes (alias, uri) VALUES (?, ?)", &values).await?;
        tx.commit().await
    }

    async fn drop_emote(&self, alias: &str) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let dropped = tx.execute("DELETE FROM custom_emotes WHERE alias = ?", &[alias.into()]).await?;
        found(dropped, "emote", alias)?;
        tx.commit().await
    }

    async fn send_message(&self, message: &PendingMessage) -> Result<i64, StoreError> {
        const SEND: &str = "INSERT INTO queued_messages (streamer, kind, message) \
                            SELECT folded, ?, ? FROM streamers WHERE folded = ?";
        let PendingMessage { streamer, kind, message } = message;
        let mut tx = self.begin_change().await?;
        let values = [kind.as_str().into(), message.as_str().into(), streamer.folded().into()];
        found(tx.execute(SEND, &values).await?, "streamer", streamer.as_str())?;
        // others who send one wait for this change to end
        let rows = tx.rows("SELECT MAX(id) FROM queued_messages", &[]).await?;
        let id = rows.first().ok_or_else(change::no_state)?.get(0)?;
        tx.commit().await?;
        Ok(id)
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

    async fn withdraw_message(&self, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin().await?;
        let taken_back = tx.execute("DELETE FROM queued_messages WHERE id = ?", &[id.into()]).await? == 1;
        tx.commit().await?;
        Ok(taken_back)
    }
}

impl SqlStore {
    /// Begins an administrative change. Moving the revision first makes such changes wait for each other, so that
    /// what one of them looks up stays true until it commits.
    async fn begin_change(&self) -> Result<Transaction, StoreError> {
        let mut tx = self.pool.begin().await?;
        change::move_revision(&mut tx).await?;
        Ok(tx)
    }
}

fn found(rows: u64, what: &'static str, name: &str) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound { what, name: name.to_owned() }) } else { Ok(()) }
}

fn streamer(row: &Row) -> Result<Streamer, StoreError> {
    let name: String = row.get(0)?;
    let key = KeyHash::from_hex(&row.get::<String>(1)?).ok_or_else(|| {
        StoreError::Database(format!("the stored hash of the key of {name:?} is damaged; set a new key"))
    })?;
    Ok(Streamer {
        name: StreamerName::stored(&name),
        key,
        chat: row.get::<Option<String>>(2)?.as_deref().and_then(ChatSetting::parse).unwrap_or_default(),
        description: row.get(3)?,
        password: row.get::<Option<String>>(4)?.as_deref().and_then(ViewerPassword::new),
        mastodon: row.get(5)?,
        last_live: row.get(6)?,
    })
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

fn message(row: &Row) -> Result<PendingMessage, StoreError> {
    Ok(PendingMessage {
        streamer: StreamerName::stored(&row.get::<String>(1)?),
        // what is no known kind shows as what the streamer typed, rather than not at all
        kind: MessageKind::parse(&row.get::<String>(2)?).unwrap_or(MessageKind::Normal),
        message: row.get(3)?,
    })
}
