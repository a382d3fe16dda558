//! Custom emotes.

use async_trait::async_trait;
use pystreaming_actors::model::{AuditEvent, Emote, EmotePicture, Principal, SiteEvent};
use pystreaming_actors::ports::{EmoteAct, EmoteStore, StoreError};

use super::change;
use super::new_events::Events;
use super::sql::{Row, Transaction};
use super::store::{SqlStore, found};

const ADD: &str = "INSERT INTO custom_emotes (alias, uri) VALUES (?, ?)";
const DROP: &str = "DELETE FROM custom_emotes WHERE alias = ?";

#[async_trait]
impl EmoteStore for SqlStore {
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError> {
        let rows = self.pool.rows("SELECT alias, uri FROM custom_emotes ORDER BY alias", &[]).await?;
        rows.iter().map(|row| Ok(Emote { alias: row.get(0)?, uri: row.get(1)? })).collect()
    }

    async fn add_emote(&self, Emote { alias, uri }: &Emote) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let taken = tx.rows("SELECT 1 FROM custom_emotes WHERE alias = ?", &[alias.as_str().into()]).await?;
        if !taken.is_empty() {
            return Err(StoreError::Exists { what: "emote", name: alias.clone() });
        }
        tx.execute(ADD, &[alias.as_str().into(), uri.as_str().into()]).await?;
        self.record(&mut tx, None, SiteEvent::AddEmote { alias }).await?;
        tx.commit().await
    }

    async fn put_emote(
        &self,
        Emote { alias, uri }: &Emote,
        picture: &EmotePicture,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        tx.execute(DROP, &[alias.as_str().into()]).await?;
        tx.execute(ADD, &[alias.as_str().into(), uri.as_str().into()]).await?;
        store_picture(&mut tx, uri, picture).await?;
        drop_unused_pictures(&mut tx).await?;
        self.record(&mut tx, None, SiteEvent::AddEmote { alias }).await?;
        tx.commit().await
    }

    async fn emote_picture(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        const READ: &str = "SELECT contents FROM emote_pictures WHERE name = ?";
        let rows = self.pool.rows(READ, &[name.into()]).await?;
        rows.first().map(|row| row.get(0)).transpose()
    }

    async fn drop_emote(&self, alias: &str) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let dropped = tx.execute(DROP, &[alias.into()]).await?;
        found(dropped, "emote", alias)?;
        drop_unused_pictures(&mut tx).await?;
        self.record(&mut tx, None, SiteEvent::RemoveEmote { alias }).await?;
        tx.commit().await
    }

    async fn stream_emotes(&self) -> Result<Vec<(Box<str>, Emote)>, StoreError> {
        const ALL: &str = "SELECT streamer, alias, uri FROM stream_emotes ORDER BY streamer, alias";
        let rows = self.pool.rows(ALL, &[]).await?;
        let emote =
            |row: &Row| Ok((row.get::<String>(0)?.into(), Emote { alias: row.get(1)?, uri: row.get(2)? }));
        rows.iter().map(emote).collect()
    }

    async fn put_stream_emote(
        &self,
        act: &EmoteAct,
        Emote { alias, uri }: &Emote,
        picture: &EmotePicture,
        most: u32,
    ) -> Result<bool, StoreError> {
        const OTHERS: &str = "SELECT COUNT(*) FROM stream_emotes WHERE streamer = ? AND alias <> ?";
        const PUT: &str = "REPLACE INTO stream_emotes (streamer, alias, uri) VALUES (?, ?, ?)";
        let streamer = act.streamer.folded();
        let mut tx = self.begin_change().await?;
        change::registered(&mut tx, &act.streamer).await?;
        let others = tx.rows(OTHERS, &[streamer.into(), alias.as_str().into()]).await?;
        let others: i64 = others.first().map(|row| row.get(0)).transpose()?.unwrap_or_default();
        if others >= i64::from(most) {
            return Ok(false);
        }
        tx.execute(PUT, &[streamer.into(), alias.as_str().into(), uri.as_str().into()]).await?;
        store_picture(&mut tx, uri, picture).await?;
        drop_unused_pictures(&mut tx).await?;
        let operator = act.operator.clone();
        record(&mut tx, act, &AuditEvent::AddStreamEmote { operator, alias: alias.clone() }).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn drop_stream_emote(&self, act: &EmoteAct, alias: &str) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM stream_emotes WHERE streamer = ? AND alias = ?";
        let mut tx = self.begin_change().await?;
        let dropped = tx.execute(DROP, &[act.streamer.folded().into(), alias.into()]).await?;
        found(dropped, "emote", alias)?;
        drop_unused_pictures(&mut tx).await?;
        let (operator, alias) = (act.operator.clone(), alias.to_owned());
        record(&mut tx, act, &AuditEvent::RemoveStreamEmote { operator, alias }).await?;
        tx.commit().await
    }
}

async fn record(tx: &mut Transaction, act: &EmoteAct, event: &AuditEvent) -> Result<(), StoreError> {
    let mut events = Events::default();
    let by = matches!(act.by, Principal::Token { .. } | Principal::Account(_)).then_some(act.by);
    events.add(act.at, &act.streamer, event, by);
    events.write(tx).await
}

/// Stores a picture that emotes with this address have, once.
async fn store_picture(
    tx: &mut Transaction,
    uri: &str,
    EmotePicture { name, contents }: &EmotePicture,
) -> Result<(), StoreError> {
    const STORED: &str = "SELECT 1 FROM emote_pictures WHERE name = ?";
    const STORE: &str = "INSERT INTO emote_pictures (name, uri, contents) VALUES (?, ?, ?)";
    if tx.rows(STORED, &[name.as_str().into()]).await?.is_empty() {
        let values = [name.as_str().into(), uri.into(), contents.as_slice().into()];
        tx.execute(STORE, &values).await?;
    }
    Ok(())
}

/// Deletes the pictures that no emote has, also those of streams that are gone.
pub(super) async fn drop_unused_pictures(tx: &mut Transaction) -> Result<(), StoreError> {
    const UNUSED: &str = "DELETE FROM emote_pictures WHERE uri NOT IN (SELECT uri FROM custom_emotes) \
                          AND uri NOT IN (SELECT uri FROM stream_emotes)";
    tx.execute(UNUSED, &[]).await.map(drop)
}
