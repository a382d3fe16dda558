//! API tokens.

use async_trait::async_trait;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::model::{ApiToken, ApiTokenHash, Scope, SiteEvent, TokenGrant, UnixTime};
use pystreaming_actors::ports::{StoreError, TokenStore};

use super::sql::{Row, Transaction};
use super::store::SqlStore;
use super::{change, revision};

/// The statement that reads tokens, with a condition.
macro_rules! tokens {
    ($condition:literal) => {
        concat!(
            "SELECT t.hash, t.id, t.name, s.name, t.scopes, t.expires_at, t.created_at, t.last_used \
             FROM api_tokens t LEFT JOIN streamers s ON s.folded = t.streamer ",
            $condition,
            "ORDER BY t.id"
        )
    };
}

#[async_trait]
impl TokenStore for SqlStore {
    async fn tokens(&self, of: Option<&StreamerName>) -> Result<Vec<(ApiTokenHash, ApiToken)>, StoreError> {
        let rows = match of {
            Some(of) => self.pool.rows(tokens!("WHERE t.streamer = ? "), &[of.folded().into()]).await?,
            None => self.pool.rows(tokens!(""), &[]).await?,
        };
        rows.iter().filter_map(|row| token(row).transpose()).collect()
    }

    async fn add_token(
        &self,
        grant: &TokenGrant,
        hash: ApiTokenHash,
        now: UnixTime,
    ) -> Result<i64, StoreError> {
        const ADD: &str = "INSERT INTO api_tokens (hash, name, streamer, scopes, created_at, expires_at) \
                           VALUES (?, ?, ?, ?, ?, ?)";
        let TokenGrant { name, streamer, scopes, expires_at } = grant;
        let mut tx = self.begin_change().await?;
        let owner = match streamer {
            Some(streamer) => Some(change::registered(&mut tx, streamer).await?),
            None => None,
        };
        let (hash, scopes) = (hash.to_hex(), scopes.to_string());
        let values = [
            hash.as_str().into(),
            name.as_str().into(),
            streamer.as_ref().map(StreamerName::folded).into(),
            scopes.as_str().into(),
            now.into(),
            (*expires_at).into(),
        ];
        tx.execute(ADD, &values).await?;
        let rows = tx.rows("SELECT id FROM api_tokens WHERE hash = ?", &[hash.as_str().into()]).await?;
        let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        self.record(&mut tx, owner.as_ref(), SiteEvent::AddToken { id, grant }).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn revoke_token(&self, id: i64, of: Option<&StreamerName>) -> Result<(), StoreError> {
        const OWNER: &str = "SELECT s.name FROM api_tokens t LEFT JOIN streamers s ON s.folded = t.streamer \
                             WHERE t.id = ?";
        let mut tx = self.begin_change().await?;
        let rows = tx.rows(OWNER, &[id.into()]).await?;
        let owner = rows.first().map(|row| row.get::<Option<String>>(0)).transpose()?;
        let owner = owner.map(|name| name.as_deref().map(StreamerName::stored));
        let owner = owner.filter(|owner| of.is_none() || owner.as_ref() == of);
        let absent = || StoreError::NotFound { what: "token", name: id.to_string() };
        let owner = owner.ok_or_else(absent)?;
        tx.execute("DELETE FROM api_tokens WHERE id = ?", &[id.into()]).await?;
        self.record(&mut tx, owner.as_ref(), SiteEvent::RevokeToken { id }).await?;
        tx.commit().await
    }
}

/// Records when a token was last used.
pub(super) async fn used(tx: &mut Transaction, id: i64, at: UnixTime) -> Result<(), StoreError> {
    const USED: &str = "UPDATE api_tokens SET last_used = ? WHERE id = ? AND COALESCE(last_used, ?) <= ?";
    tx.execute(USED, &[at.into(), id.into(), at.into(), at.into()]).await?;
    Ok(())
}

/// `None` for a row whose hash was damaged: no token matches it.
fn token(row: &Row) -> Result<Option<(ApiTokenHash, ApiToken)>, StoreError> {
    let Some(hash) = ApiTokenHash::from_hex(&row.get::<String>(0)?) else { return Ok(None) };
    let scopes: String = row.get(4)?;
    let grant = TokenGrant {
        name: row.get(2)?,
        streamer: row.get::<Option<String>>(3)?.as_deref().map(StreamerName::stored),
        // scopes of a later version are unknown and grant nothing
        scopes: scopes.split(',').filter_map(Scope::parse).collect(),
        expires_at: row.get(5)?,
    };
    let token = ApiToken { id: row.get(1)?, grant, created_at: row.get(6)?, last_used: row.get(7)? };
    Ok(Some((hash, token)))
}
