//! Followers of streams, and the key by which push services know the site.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Follower, GIVEN_UP_MAX, PushSubscription, SiteEvent, UnixTime, WebhookUrl};
use pystreaming_actors::ports::{FollowerStore, Following, Informed, StoreError, Told};

use super::change;
use super::revision;
use super::sql::{Row, Transaction};
use super::store::SqlStore;

const PUSH: &str = "push";
const FIND: &str = "SELECT 1 FROM followers WHERE streamer = ? AND channel = ? AND hash = ?";

#[async_trait]
impl FollowerStore for SqlStore {
    async fn push_key(&self, made: &[u8]) -> Result<Vec<u8>, StoreError> {
        const READ: &str = "SELECT sealed FROM push_key WHERE id = 1";
        // a database that cannot be written must not keep the site from starting
        if let Some(row) = self.pool.rows(READ, &[]).await?.first() {
            return row.get(0);
        }
        let mut tx = self.begin_alone().await?;
        if let Some(row) = tx.rows(READ, &[]).await?.first() {
            return row.get(0);
        }
        tx.execute("INSERT INTO push_key (id, sealed) VALUES (1, ?)", &[made.into()]).await?;
        tx.commit().await?;
        Ok(made.to_vec())
    }

    async fn replace_push_key(&self, made: &[u8]) -> Result<(), StoreError> {
        let mut tx = self.begin_alone().await?;
        tx.execute("DELETE FROM push_key", &[]).await?;
        tx.execute("INSERT INTO push_key (id, sealed) VALUES (1, ?)", &[made.into()]).await?;
        tx.execute("DELETE FROM followers WHERE channel = ?", &[PUSH.into()]).await?;
        tx.commit().await
    }

    async fn following(&self, of: &StreamerName) -> Result<Following, StoreError> {
        const READ: &str = "SELECT announced, (SELECT COUNT(*) FROM followers WHERE streamer = folded AND channel = ?) \
                            FROM streamers WHERE folded = ?";
        let rows = self.pool.rows(READ, &[PUSH.into(), of.folded().into()]).await?;
        let row = rows.first().ok_or_else(|| nobody(of))?;
        Ok(Following { announced: row.get::<i64>(0)? != 0, push: row.get::<i64>(1)?.unsigned_abs() })
    }

    async fn announced(&self, of: &StreamerName) -> Result<bool, StoreError> {
        const READ: &str = "SELECT announced FROM streamers WHERE folded = ?";
        let rows = self.pool.rows(READ, &[of.folded().into()]).await?;
        Ok(rows.first().ok_or_else(|| nobody(of))?.get::<i64>(0)? != 0)
    }

    async fn set_announced(&self, of: &StreamerName, announced: bool) -> Result<(), StoreError> {
        const SET: &str = "UPDATE streamers SET announced = ? WHERE folded = ?";
        let mut tx = self.begin_change().await?;
        let registered = change::registered(&mut tx, of).await?;
        tx.execute(SET, &[i64::from(announced).into(), of.folded().into()]).await?;
        self.record(&mut tx, Some(&registered), SiteEvent::SetAnnounced { announced }).await?;
        tx.commit().await
    }

    async fn follow(
        &self,
        of: &StreamerName,
        hash: &str,
        subscription: &PushSubscription,
        broadcast: Option<&Token>,
        now: UnixTime,
        most: u32,
    ) -> Result<bool, StoreError> {
        const REPLACE: &str = "UPDATE followers SET key_material = ?, attempts = 0, retry_at = NULL, given_up = 0 \
                               WHERE streamer = ? AND channel = ? AND hash = ?";
        const COUNT: &str = "SELECT COUNT(*) FROM followers WHERE streamer = ? AND channel = ?";
        const ADD: &str = "INSERT INTO followers (streamer, channel, hash, target, key_material, created_at, confirmed_at, \
                           broadcast) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let keys = [&subscription.key[..], &subscription.auth[..]].concat();
        let mut tx = self.begin_alone().await?;
        change::registered(&mut tx, of).await?;
        let folded = of.folded();
        if !tx.rows(FIND, &[folded.into(), PUSH.into(), hash.into()]).await?.is_empty() {
            tx.execute(REPLACE, &[(&*keys).into(), folded.into(), PUSH.into(), hash.into()]).await?;
            tx.commit().await?;
            return Ok(true);
        }
        let rows = tx.rows(COUNT, &[folded.into(), PUSH.into()]).await?;
        let count: i64 = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        if count >= i64::from(most) {
            return Ok(false);
        }
        let values = [
            folded.into(),
            PUSH.into(),
            hash.into(),
            subscription.endpoint.as_str().into(),
            (&*keys).into(),
            now.into(),
            now.into(),
            broadcast.map_or("", Token::as_str).into(),
        ];
        tx.execute(ADD, &values).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn follows(&self, of: &StreamerName, hash: &str) -> Result<bool, StoreError> {
        let rows = self.pool.rows(FIND, &[of.folded().into(), PUSH.into(), hash.into()]).await?;
        Ok(!rows.is_empty())
    }

    async fn unfollow(&self, of: &StreamerName, hash: &str) -> Result<bool, StoreError> {
        const REMOVE: &str = "DELETE FROM followers WHERE streamer = ? AND channel = ? AND hash = ?";
        let mut tx = self.pool.begin().await?;
        let removed = tx.execute(REMOVE, &[of.folded().into(), PUSH.into(), hash.into()]).await?;
        tx.commit().await?;
        Ok(removed > 0)
    }

    async fn due_followers(
        &self,
        of: &StreamerName,
        broadcast: &Token,
        now: UnixTime,
        limit: u32,
    ) -> Result<Vec<Follower>, StoreError> {
        const DUE: &str = "SELECT id, attempts, target, key_material FROM followers \
                           WHERE streamer = ? AND confirmed_at IS NOT NULL AND broadcast <> ? AND COALESCE(retry_at, 0) <= ? \
                           ORDER BY given_up, attempts, id LIMIT ?";
        let values = [of.folded().into(), broadcast.as_str().into(), now.into(), i64::from(limit).into()];
        let rows = self.pool.rows(DUE, &values).await?;
        let mut due = Vec::with_capacity(rows.len());
        let mut damaged = Vec::new();
        for row in &rows {
            match follower(row)? {
                Ok(follower) => due.push(follower),
                Err(id) => damaged.push((id, Told::Gone)),
            }
        }
        if !damaged.is_empty() {
            self.followers_told(broadcast, &damaged).await?;
        }
        Ok(due)
    }

    async fn next_follower(
        &self,
        of: &StreamerName,
        broadcast: &Token,
    ) -> Result<Option<UnixTime>, StoreError> {
        const NEXT: &str = "SELECT MIN(COALESCE(retry_at, 0)) FROM followers \
                            WHERE streamer = ? AND confirmed_at IS NOT NULL AND broadcast <> ?";
        let rows = self.pool.rows(NEXT, &[of.folded().into(), broadcast.as_str().into()]).await?;
        rows.first().map_or(Ok(None), |row| row.get(0))
    }

    async fn followers_told(&self, broadcast: &Token, told: &[(i64, Told)]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        for (id, told) in told {
            settle(&mut tx, broadcast, *id, *told).await?;
        }
        tx.commit().await
    }

    async fn begin_telling(
        &self,
        of: &StreamerName,
        broadcast: &Token,
        informed: &Informed,
    ) -> Result<(), StoreError> {
        const ALL: &str = "UPDATE followers SET broadcast = ? WHERE streamer = ?";
        const TOLD: &str = "UPDATE followers SET broadcast = ? WHERE streamer = ? AND broadcast = ?";
        const AFRESH: &str =
            "UPDATE followers SET attempts = 0, retry_at = NULL WHERE streamer = ? AND attempts > 0";
        let (streamer, broadcast) = (of.folded(), broadcast.as_str());
        let mut tx = self.pool.begin().await?;
        match informed {
            Informed::Nobody => 0,
            Informed::Everybody => tx.execute(ALL, &[broadcast.into(), streamer.into()]).await?,
            Informed::Of(former) => {
                tx.execute(TOLD, &[broadcast.into(), streamer.into(), former.as_str().into()]).await?
            }
        };
        tx.execute(AFRESH, &[streamer.into()]).await?;
        tx.commit().await
    }
}

async fn settle(tx: &mut Transaction, broadcast: &Token, id: i64, told: Told) -> Result<(), StoreError> {
    const DONE: &str =
        "UPDATE followers SET broadcast = ?, attempts = 0, retry_at = NULL, given_up = 0 WHERE id = ?";
    const LATER: &str = "UPDATE followers SET attempts = ?, retry_at = ? WHERE id = ?";
    const GIVEN_UP: &str = "UPDATE followers SET broadcast = ?, attempts = 0, retry_at = NULL, given_up = given_up + 1 WHERE id = ?";
    const FORGET: &str = "DELETE FROM followers WHERE id = ? AND given_up >= ?";
    let broadcast = broadcast.as_str();
    match told {
        Told::Done => tx.execute(DONE, &[broadcast.into(), id.into()]).await?,
        Told::Later { attempts, at } => {
            tx.execute(LATER, &[i64::from(attempts).into(), at.into(), id.into()]).await?
        }
        Told::GivenUp => {
            tx.execute(GIVEN_UP, &[broadcast.into(), id.into()]).await?;
            tx.execute(FORGET, &[id.into(), i64::from(GIVEN_UP_MAX).into()]).await?
        }
        Told::Gone => tx.execute("DELETE FROM followers WHERE id = ?", &[id.into()]).await?,
    };
    Ok(())
}

fn nobody(of: &StreamerName) -> StoreError {
    StoreError::NotFound { what: "streamer", name: of.as_str().to_owned() }
}

/// The id alone of a row that was damaged: nothing can be sent to it.
fn follower(row: &Row) -> Result<Result<Follower, i64>, StoreError> {
    let id = row.get(0)?;
    let keys: Vec<u8> = row.get(3)?;
    let endpoint = WebhookUrl::parse(&row.get::<String>(2)?).ok();
    let parts = endpoint.zip(keys.split_first_chunk().and_then(|(key, auth)| {
        let auth: [u8; 16] = auth.try_into().ok()?;
        Some((*key, auth))
    }));
    let Some((endpoint, (key, auth))) = parts else { return Ok(Err(id)) };
    let attempts = u32::try_from(row.get::<i64>(1)?).unwrap_or(u32::MAX);
    Ok(Ok(Follower { id, attempts, subscription: PushSubscription { endpoint, key, auth } }))
}
