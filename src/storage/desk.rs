//! Sessions of the desk, and the links that begin one.

use async_trait::async_trait;
use pystreaming_actors::model::names::{KeyHash, StreamerName};
use pystreaming_actors::model::{SecretHash, SiteEvent, UnixTime};
use pystreaming_actors::ports::{DeskSession, DeskStore, StoreError};

use super::sql::{Row, Transaction};
use super::store::SqlStore;
use super::{change, revision};

/// The statement that reads sessions, with a condition.
macro_rules! sessions {
    ($condition:literal) => {
        concat!(
            "SELECT d.hash, d.id, s.name, d.browser, d.created_at, d.last_used \
             FROM desk_sessions d LEFT JOIN streamers s ON s.folded = d.streamer ",
            $condition
        )
    };
}

#[async_trait]
impl DeskStore for SqlStore {
    async fn desk_sessions(&self) -> Result<Vec<(SecretHash, DeskSession)>, StoreError> {
        let rows = self.pool.rows(sessions!("ORDER BY d.id"), &[]).await?;
        rows.iter().filter_map(|row| session(row).transpose()).collect()
    }

    async fn add_desk_session(
        &self,
        hash: SecretHash,
        of: &StreamerName,
        key: KeyHash,
        browser: &str,
        now: UnixTime,
    ) -> Result<DeskSession, StoreError> {
        const RIGHT: &str = "SELECT 1 FROM streamers WHERE folded = ? AND key_hash = ?";
        let mut tx = self.begin_alone().await?;
        if tx.rows(RIGHT, &[of.folded().into(), key.to_hex().as_str().into()]).await?.is_empty() {
            return Err(StoreError::NotFound { what: "streamer", name: of.as_str().to_owned() });
        }
        let session = begin(&mut tx, hash, Some(of.folded()), browser, now).await?;
        tx.commit().await?;
        Ok(session)
    }

    async fn end_desk_sessions(&self, ids: &[i64]) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        for id in ids {
            tx.execute("DELETE FROM desk_sessions WHERE id = ?", &[(*id).into()]).await?;
        }
        tx.commit().await
    }

    async fn desk_sessions_used(&self, uses: &[(i64, UnixTime)]) -> Result<(), StoreError> {
        const USED: &str = "UPDATE desk_sessions SET last_used = ? WHERE id = ? AND last_used < ?";
        let mut tx = self.begin_alone().await?;
        for (id, at) in uses {
            tx.execute(USED, &[(*at).into(), (*id).into(), (*at).into()]).await?;
        }
        tx.commit().await
    }

    async fn add_login_link(
        &self,
        hash: SecretHash,
        of: Option<&StreamerName>,
        expires_at: UnixTime,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO login_links (hash, streamer, expires_at) VALUES (?, ?, ?)";
        let mut tx = self.begin_alone().await?;
        let registered = match of {
            Some(of) => Some(change::registered(&mut tx, of).await?),
            None => None,
        };
        tx.execute("DELETE FROM login_links WHERE expires_at <= ?", &[now.into()]).await?;
        let hash = hash.to_hex();
        tx.execute(ADD, &[hash.as_str().into(), of.map(StreamerName::folded).into(), expires_at.into()])
            .await?;
        self.record(&mut tx, registered.as_ref(), SiteEvent::AddLoginLink).await?;
        tx.commit().await
    }

    async fn use_login_link(
        &self,
        link: SecretHash,
        session: SecretHash,
        browser: &str,
        now: UnixTime,
    ) -> Result<Option<DeskSession>, StoreError> {
        const FIND: &str = "SELECT streamer FROM login_links WHERE hash = ? AND expires_at > ?";
        let link = link.to_hex();
        // anybody can ask: guesses must not wait for the lock, nor have others wait
        if self.pool.rows(FIND, &[link.as_str().into(), now.into()]).await?.is_empty() {
            return Ok(None);
        }
        let mut tx = self.begin_alone().await?;
        let rows = tx.rows(FIND, &[link.as_str().into(), now.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let streamer: Option<String> = row.get(0)?;
        tx.execute("DELETE FROM login_links WHERE hash = ?", &[link.as_str().into()]).await?;
        let session = begin(&mut tx, session, streamer.as_deref(), browser, now).await?;
        tx.commit().await?;
        Ok(Some(session))
    }
}

/// Begins a session. `streamer` is folded.
async fn begin(
    tx: &mut Transaction,
    hash: SecretHash,
    streamer: Option<&str>,
    browser: &str,
    now: UnixTime,
) -> Result<DeskSession, StoreError> {
    const ADD: &str = "INSERT INTO desk_sessions (hash, streamer, browser, created_at, last_used) \
                       VALUES (?, ?, ?, ?, ?)";
    let hash = hash.to_hex();
    tx.execute(ADD, &[hash.as_str().into(), streamer.into(), browser.into(), now.into(), now.into()]).await?;
    let rows = tx.rows(sessions!("WHERE d.hash = ?"), &[hash.as_str().into()]).await?;
    let added = rows.first().map(session).transpose()?.flatten();
    added.map(|(_, session)| session).ok_or_else(revision::no_state)
}

/// Ends what a stream key opened.
pub(super) async fn end_of_key(tx: &mut Transaction, of: &StreamerName) -> Result<(), StoreError> {
    for sql in ["DELETE FROM desk_sessions WHERE streamer = ?", "DELETE FROM login_links WHERE streamer = ?"]
    {
        tx.execute(sql, &[of.folded().into()]).await?;
    }
    Ok(())
}

/// `None` for a row whose hash was damaged: no cookie matches it.
fn session(row: &Row) -> Result<Option<(SecretHash, DeskSession)>, StoreError> {
    let Some(hash) = SecretHash::from_hex(&row.get::<String>(0)?) else { return Ok(None) };
    let session = DeskSession {
        id: row.get(1)?,
        streamer: row.get::<Option<String>>(2)?.as_deref().map(StreamerName::stored),
        browser: row.get(3)?,
        created_at: row.get(4)?,
        last_used: row.get(5)?,
    };
    Ok(Some((hash, session)))
}
