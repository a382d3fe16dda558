//! Followers of streams, and the key by which push services know the site.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{
    Channel, Follower, GIVEN_UP_MAX, MailFollower, MailFollowing, PushSubscription, Receiver, SiteEvent,
    UnixTime, WebhookUrl,
};
use pystreaming_actors::ports::{
    Confirmed, FollowerStore, Following, Informed, MailAsked, MailLimits, StoreError, Told,
};

use super::change;
use super::revision;
use super::sql::{Row, Transaction, Value};
use super::store::SqlStore;

const PUSH: &str = Channel::Push.as_str();
const MAIL: &str = Channel::Mail.as_str();
const REMOVE_ID: &str = "DELETE FROM followers WHERE id = ?";
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
        const READ: &str = "SELECT announced, (SELECT COUNT(*) FROM followers WHERE streamer = folded AND channel = ?), \
                            (SELECT COUNT(*) FROM followers WHERE streamer = folded AND channel = ? AND confirmed_at IS NOT NULL) \
                            FROM streamers WHERE folded = ?";
        let rows = self.pool.rows(READ, &[PUSH.into(), MAIL.into(), of.folded().into()]).await?;
        let row = rows.first().ok_or_else(|| nobody(of))?;
        Ok(Following {
            announced: row.get::<i64>(0)? != 0,
            push: row.get::<i64>(1)?.unsigned_abs(),
            mail: row.get::<i64>(2)?.unsigned_abs(),
        })
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
        if !make_room(&mut tx, of, Channel::Push, most).await? {
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

    async fn renew_push(
        &self,
        former: &str,
        hash: &str,
        subscription: &PushSubscription,
    ) -> Result<u64, StoreError> {
        // a page may have told of the new one already
        const KNOWN: &str = "DELETE FROM followers WHERE channel = ? AND hash = ? AND streamer IN \
                             (SELECT streamer FROM (SELECT streamer FROM followers WHERE channel = ? AND hash = ?) AS known)";
        const RENEW: &str = "UPDATE followers SET hash = ?, target = ?, key_material = ?, attempts = 0, retry_at = NULL, \
                             given_up = 0 WHERE channel = ? AND hash = ?";
        let keys = [&subscription.key[..], &subscription.auth[..]].concat();
        let mut tx = self.begin_alone().await?;
        if former != hash {
            tx.execute(KNOWN, &[PUSH.into(), former.into(), PUSH.into(), hash.into()]).await?;
        }
        let target = subscription.endpoint.as_str();
        let values = [hash.into(), target.into(), (&*keys).into(), PUSH.into(), former.into()];
        let renewed = tx.execute(RENEW, &values).await?;
        tx.commit().await?;
        Ok(renewed)
    }

    async fn ask_by_mail(
        &self,
        of: &StreamerName,
        follower: &MailFollower,
        now: UnixTime,
        limits: MailLimits,
    ) -> Result<MailAsked, StoreError> {
        // of an unconfirmed follower `attempts` counts the mails that asked them, and `retry_at` is when another may
        const READ: &str = "SELECT id, confirmed_at, attempts, retry_at FROM followers \
                            WHERE streamer = ? AND channel = ? AND hash = ?";
        const AGAIN: &str =
            "UPDATE followers SET attempts = attempts + 1, retry_at = ?, created_at = ? WHERE id = ?";
        const OF_MAILBOX: &str =
            "SELECT COUNT(*) FROM followers WHERE channel = ? AND confirmed_at IS NULL AND target = ?";
        const UNCONFIRMED: &str = "SELECT COUNT(*) FROM followers WHERE channel = ? AND confirmed_at IS NULL";
        const OLDEST: &str = "SELECT id FROM followers WHERE channel = ? AND confirmed_at IS NULL ORDER BY created_at, id LIMIT 1";
        const ADD: &str = "INSERT INTO followers (streamer, channel, hash, target, key_material, created_at, broadcast, attempts, \
                           retry_at) VALUES (?, ?, ?, ?, ?, ?, '', 1, ?)";
        let MailFollower { hash, mailbox, sealed } = follower;
        let mut tx = self.begin_alone().await?;
        change::registered(&mut tx, of).await?;
        let folded = of.folded();
        // the same answer for all addresses, known or not
        if is_full(&mut tx, of, Channel::Mail, limits.followers).await?
            && hopeless(&mut tx, of, Channel::Mail).await?.is_none()
        {
            return Ok(MailAsked::Full);
        }
        let whose = [folded.into(), MAIL.into(), hash.as_str().into()];
        let again = now.saturating_add(limits.pause);
        if let Some(row) = tx.rows(READ, &whose).await?.first() {
            let id: i64 = row.get(0)?;
            let may = row.get::<Option<UnixTime>>(1)?.is_none()
                && row.get::<i64>(2)? < i64::from(limits.asked)
                && row.get::<Option<UnixTime>>(3)?.is_none_or(|at| at <= now);
            if !may {
                return Ok(MailAsked::Known);
            }
            // the link in the new mail is valid for as long as that of the first
            tx.execute(AGAIN, &[again.into(), now.into(), id.into()]).await?;
            tx.commit().await?;
            return Ok(MailAsked::Ask(id));
        }
        let mailbox = mailbox.as_str();
        if count(&mut tx, OF_MAILBOX, &[MAIL.into(), mailbox.into()]).await? >= i64::from(limits.of_mailbox) {
            return Ok(MailAsked::Known);
        }
        if count(&mut tx, UNCONFIRMED, &[MAIL.into()]).await? >= i64::from(limits.unconfirmed) {
            // the one who has not confirmed for the longest is the least likely to: a crowd of new ones keeps nobody out
            let oldest = tx.rows(OLDEST, &[MAIL.into()]).await?;
            if let Some(row) = oldest.first() {
                tx.execute(REMOVE_ID, &[row.get::<i64>(0)?.into()]).await?;
            }
        }
        let values = [
            folded.into(),
            MAIL.into(),
            hash.as_str().into(),
            mailbox.into(),
            (&**sealed).into(),
            now.into(),
            again.into(),
        ];
        tx.execute(ADD, &values).await?;
        let rows = tx.rows(READ, &whose).await?;
        let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        tx.commit().await?;
        Ok(MailAsked::Ask(id))
    }

    async fn mail_following(&self, id: i64) -> Result<Option<MailFollowing>, StoreError> {
        const READ: &str = "SELECT f.id, s.name, f.hash, f.created_at, f.confirmed_at FROM followers f \
                            JOIN streamers s ON s.folded = f.streamer WHERE f.id = ? AND f.channel = ?";
        let rows = self.pool.rows(READ, &[id.into(), MAIL.into()]).await?;
        rows.first().map(mail_following).transpose()
    }

    async fn mail_followings(&self, hash: &str) -> Result<Vec<MailFollowing>, StoreError> {
        const READ: &str = "SELECT f.id, s.name, f.hash, f.created_at, f.confirmed_at FROM followers f \
                            JOIN streamers s ON s.folded = f.streamer WHERE f.hash = ? AND f.channel = ? ORDER BY f.id";
        let rows = self.pool.rows(READ, &[hash.into(), MAIL.into()]).await?;
        rows.iter().map(mail_following).collect()
    }

    async fn confirm_follower(
        &self,
        id: i64,
        broadcast: Option<&Token>,
        now: UnixTime,
        most: u32,
    ) -> Result<Confirmed, StoreError> {
        const READ: &str = "SELECT s.name, f.confirmed_at FROM followers f JOIN streamers s ON s.folded = f.streamer \
                            WHERE f.id = ? AND f.channel = ?";
        const CONFIRM: &str = "UPDATE followers SET confirmed_at = ?, broadcast = ?, attempts = 0, retry_at = NULL WHERE id = ?";
        let mut tx = self.begin_alone().await?;
        let rows = tx.rows(READ, &[id.into(), MAIL.into()]).await?;
        let Some(row) = rows.first() else { return Ok(Confirmed::Gone) };
        if row.get::<Option<UnixTime>>(1)?.is_some() {
            return Ok(Confirmed::Yes);
        }
        let of = StreamerName::stored(&row.get::<String>(0)?);
        if !make_room(&mut tx, &of, Channel::Mail, most).await? {
            return Ok(Confirmed::Full);
        }
        let broadcast = broadcast.map_or("", Token::as_str);
        tx.execute(CONFIRM, &[now.into(), broadcast.into(), id.into()]).await?;
        tx.commit().await?;
        Ok(Confirmed::Yes)
    }

    async fn end_follower(&self, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin().await?;
        let ended = tx.execute(REMOVE_ID, &[id.into()]).await?;
        tx.commit().await?;
        Ok(ended > 0)
    }

    async fn forget_unconfirmed(&self, before: UnixTime) -> Result<u64, StoreError> {
        const FORGET: &str =
            "DELETE FROM followers WHERE channel = ? AND confirmed_at IS NULL AND created_at < ?";
        let mut tx = self.pool.begin().await?;
        let forgotten = tx.execute(FORGET, &[MAIL.into(), before.into()]).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    async fn due_followers(
        &self,
        (of, by): (&StreamerName, Channel),
        broadcast: &Token,
        now: UnixTime,
        limit: u32,
    ) -> Result<Vec<Follower>, StoreError> {
        const DUE: &str = "SELECT id, attempts, target, key_material, channel, hash FROM followers \
                           WHERE streamer = ? AND channel = ? AND confirmed_at IS NOT NULL AND broadcast <> ? \
                           AND COALESCE(retry_at, 0) <= ? ORDER BY given_up, attempts, id LIMIT ?";
        let values = [
            of.folded().into(),
            by.as_str().into(),
            broadcast.as_str().into(),
            now.into(),
            i64::from(limit).into(),
        ];
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
        (of, by): (&StreamerName, Channel),
        broadcast: &Token,
    ) -> Result<Option<UnixTime>, StoreError> {
        const NEXT: &str = "SELECT MIN(COALESCE(retry_at, 0)) FROM followers \
                            WHERE streamer = ? AND channel = ? AND confirmed_at IS NOT NULL AND broadcast <> ?";
        let values = [of.folded().into(), by.as_str().into(), broadcast.as_str().into()];
        let rows = self.pool.rows(NEXT, &values).await?;
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
        (of, by): (&StreamerName, Channel),
        broadcast: &Token,
        informed: &Informed,
    ) -> Result<(), StoreError> {
        // those who are confirmed: of others `attempts` counts something else
        const ALL: &str = "UPDATE followers SET broadcast = ? \
                           WHERE streamer = ? AND channel = ? AND confirmed_at IS NOT NULL";
        const TOLD: &str =
            "UPDATE followers SET broadcast = ? WHERE streamer = ? AND channel = ? AND broadcast = ?";
        const AFRESH: &str = "UPDATE followers SET attempts = 0, retry_at = NULL \
                              WHERE streamer = ? AND channel = ? AND attempts > 0 AND confirmed_at IS NOT NULL";
        let (streamer, by, broadcast) = (of.folded(), by.as_str(), broadcast.as_str());
        let mut tx = self.pool.begin().await?;
        match informed {
            Informed::Nobody => 0,
            Informed::Everybody => tx.execute(ALL, &[broadcast.into(), streamer.into(), by.into()]).await?,
            Informed::Of(former) => {
                let values = [broadcast.into(), streamer.into(), by.into(), former.as_str().into()];
                tx.execute(TOLD, &values).await?
            }
        };
        tx.execute(AFRESH, &[streamer.into(), by.into()]).await?;
        tx.commit().await
    }
}

/// Makes room for a follower among `most`, if it can: somebody goes who could not be told last time.
async fn make_room(
    tx: &mut Transaction,
    of: &StreamerName,
    by: Channel,
    most: u32,
) -> Result<bool, StoreError> {
    if !is_full(tx, of, by, most).await? {
        return Ok(true);
    }
    let Some(last) = hopeless(tx, of, by).await? else { return Ok(false) };
    tx.execute(REMOVE_ID, &[last.into()]).await?;
    Ok(true)
}

/// Whether a stream has `most` followers. Those who have not confirmed it are none yet.
async fn is_full(
    tx: &mut Transaction,
    of: &StreamerName,
    by: Channel,
    most: u32,
) -> Result<bool, StoreError> {
    const COUNT: &str =
        "SELECT COUNT(*) FROM followers WHERE streamer = ? AND channel = ? AND confirmed_at IS NOT NULL";
    Ok(count(tx, COUNT, &[of.folded().into(), by.as_str().into()]).await? >= i64::from(most))
}

/// The follower who could not be told for the longest.
async fn hopeless(tx: &mut Transaction, of: &StreamerName, by: Channel) -> Result<Option<i64>, StoreError> {
    const LAST: &str = "SELECT id FROM followers WHERE streamer = ? AND channel = ? AND given_up > 0 \
                        ORDER BY given_up DESC, id LIMIT 1";
    let rows = tx.rows(LAST, &[of.folded().into(), by.as_str().into()]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

async fn count(
    tx: &mut Transaction,
    statement: &'static str,
    values: &[Value<'_>],
) -> Result<i64, StoreError> {
    tx.rows(statement, values).await?.first().ok_or_else(revision::no_state)?.get(0)
}

fn mail_following(row: &Row) -> Result<MailFollowing, StoreError> {
    Ok(MailFollowing {
        id: row.get(0)?,
        streamer: StreamerName::stored(&row.get::<String>(1)?),
        hash: row.get(2)?,
        asked_at: row.get(3)?,
        confirmed: row.get::<Option<UnixTime>>(4)?.is_some(),
    })
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
        Told::Gone => tx.execute(REMOVE_ID, &[id.into()]).await?,
    };
    Ok(())
}

fn nobody(of: &StreamerName) -> StoreError {
    StoreError::NotFound { what: "streamer", name: of.as_str().to_owned() }
}

/// The id alone of a row that was damaged: nothing can be sent to it.
fn follower(row: &Row) -> Result<Result<Follower, i64>, StoreError> {
    let id = row.get(0)?;
    let attempts = u32::try_from(row.get::<i64>(1)?).unwrap_or(u32::MAX);
    let (target, keys): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
    if row.get::<String>(4)? == MAIL {
        let to = Receiver::Mail(MailFollower { hash: row.get(5)?, mailbox: target, sealed: keys });
        return Ok(Ok(Follower { id, attempts, to }));
    }
    let endpoint = WebhookUrl::parse(&target).ok();
    let parts = endpoint.zip(keys.split_first_chunk().and_then(|(key, auth)| {
        let auth: [u8; 16] = auth.try_into().ok()?;
        Some((*key, auth))
    }));
    let Some((endpoint, (key, auth))) = parts else { return Ok(Err(id)) };
    let to = Receiver::Push(PushSubscription { endpoint, key, auth });
    Ok(Ok(Follower { id, attempts, to }))
}
