//! Custom emotes.

use async_trait::async_trait;
use pystreaming_actors::model::{Emote, EmotePicture, SiteEvent};
use pystreaming_actors::ports::{EmoteStore, StoreError};

use super::sql::Transaction;
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
        EmotePicture { name, contents }: &EmotePicture,
    ) -> Result<(), StoreError> {
        const STORED: &str = "SELECT 1 FROM emote_pictures WHERE name = ?";
        const STORE: &str = "INSERT INTO emote_pictures (name, uri, contents) VALUES (?, ?, ?)";
        let mut tx = self.begin_change().await?;
        tx.execute(DROP, &[alias.as_str().into()]).await?;
        tx.execute(ADD, &[alias.as_str().into(), uri.as_str().into()]).await?;
        if tx.rows(STORED, &[name.as_str().into()]).await?.is_empty() {
            let values = [name.as_str().into(), uri.as_str().into(), contents.as_slice().into()];
            tx.execute(STORE, &values).await?;
        }
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
}

async fn drop_unused_pictures(tx: &mut Transaction) -> Result<(), StoreError> {
    const UNUSED: &str = "DELETE FROM emote_pictures WHERE uri NOT IN (SELECT uri FROM custom_emotes)";
    tx.execute(UNUSED, &[]).await.map(drop)
}
