//! Streamers.

use async_trait::async_trait;
use pystreaming_actors::model::names::{KeyHash, StreamerName};
use pystreaming_actors::model::{ChannelBan, Setting, SettingKind, SiteEvent, Streamer, UnixTime};
use pystreaming_actors::ports::{SettingsStore, StoreError};

use super::sql::Row;
use super::store::SqlStore;
use super::{change, columns, desk, emotes, revision};

#[async_trait]
impl SettingsStore for SqlStore {
    async fn revision(&self) -> Result<i64, StoreError> {
        revision::read(&self.pool).await
    }

    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError> {
        self.pool.rows(columns::select(), &[]).await?.iter().map(streamer).collect()
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
        self.record(&mut tx, Some(name), SiteEvent::AddStreamer).await?;
        tx.commit().await
    }

    async fn drop_streamer(&self, name: &StreamerName) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let registered = change::registered(&mut tx, name).await?;
        tx.execute("DELETE FROM streamers WHERE folded = ?", &[name.folded().into()]).await?;
        emotes::drop_unused_pictures(&mut tx).await?;
        self.record(&mut tx, Some(&registered), SiteEvent::RemoveStreamer).await?;
        tx.commit().await
    }

    async fn set_key(&self, name: &StreamerName, key: KeyHash) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        let registered = change::set_key(&mut tx, name, key).await?;
        desk::end_of_key(&mut tx, name).await?;
        self.record(&mut tx, Some(&registered), SiteEvent::SetStreamKey).await?;
        tx.commit().await
    }

    async fn set_ban(&self, name: &StreamerName, ban: Option<&ChannelBan>) -> Result<(), StoreError> {
        const SET: &str =
            "UPDATE streamers SET banned_at = ?, banned_until = ?, ban_reason = ? WHERE folded = ?";
        const CLOSED: &str = "SELECT 1 FROM streamers WHERE folded = ? AND banned_at IS NOT NULL";
        let mut tx = self.begin_change().await?;
        let registered = change::registered(&mut tx, name).await?;
        if ban.is_none() && tx.rows(CLOSED, &[name.folded().into()]).await?.is_empty() {
            return Err(StoreError::NotFound { what: "ban of", name: registered.to_string() });
        }
        let values = [
            ban.map(|ban| ban.since).into(),
            ban.and_then(|ban| ban.until).into(),
            ban.map(|ban| &*ban.reason).into(),
            name.folded().into(),
        ];
        tx.execute(SET, &values).await?;
        let event = match ban {
            Some(ban) => SiteEvent::BanStreamer { until: ban.until },
            None => SiteEvent::UnbanStreamer,
        };
        self.record(&mut tx, Some(&registered), event).await?;
        tx.commit().await
    }

    async fn set(&self, name: &StreamerName, setting: &Setting, now: UnixTime) -> Result<(), StoreError> {
        let mut tx = self.begin_change().await?;
        change::set(&mut tx, name, setting, now, self.by.map(|(who, _)| who)).await?;
        tx.commit().await
    }
}

fn streamer(row: &Row) -> Result<Streamer, StoreError> {
    let name: String = row.get(0)?;
    let key = KeyHash::from_hex(&row.get::<String>(1)?).ok_or_else(|| {
        StoreError::Database(format!("the stored hash of the key of {name:?} is damaged; set a new key"))
    })?;
    let mut streamer = Streamer::new(StreamerName::stored(&name), key);
    streamer.last_live = row.get(2)?;
    if let Some(since) = row.get(3)? {
        let (until, reason) = (row.get(4)?, row.get::<Option<String>>(5)?.unwrap_or_default());
        streamer.ban = Some(ChannelBan { since, until, reason: reason.into() });
    }
    for (column, kind) in (6..).zip(SettingKind::ALL) {
        streamer.set(Setting::stored(kind, row.get::<Option<String>>(column)?.as_deref()));
    }
    Ok(streamer)
}
