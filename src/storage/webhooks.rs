//! Webhooks, and the log of their deliveries.

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{
    Announcement, DeliveryOutcome, EventKinds, SiteEvent, UnixTime, Webhook, WebhookChange, WebhookDelivery,
    WebhookFormat, WebhookProgress, WebhookSettings, WebhookUrl,
};
use pystreaming_actors::ports::{Page, Settlement, StoreError, WebhookStore, WebhooksOf};

use super::past::last_event;
use super::sql::{Row, Transaction, Value};
use super::store::{SqlStore, found};
use super::{change, revision};

/// Attempts that are kept of each webhook.
const DELIVERIES_KEPT: i64 = 200;

/// The statement that reads webhooks with the last attempt of each, with a condition.
macro_rules! webhooks {
    ($condition:literal) => {
        concat!(
            "SELECT w.id, s.name, w.url, w.kinds, w.enabled, w.disabled_because, w.seed, w.previous_seed, \
             w.previous_until, w.created_at, w.after_event, w.attempts, w.retry_at, w.given_up, d.id, d.event, d.kind, \
             d.attempted_at, d.attempt, d.outcome, d.status, d.reason, d.duration_ms, d.answer, w.format \
             FROM webhooks w LEFT JOIN streamers s ON s.folded = w.streamer \
             LEFT JOIN webhook_deliveries d \
             ON d.id = (SELECT MAX(id) FROM webhook_deliveries WHERE webhook = w.id) WHERE ",
            $condition,
            " ORDER BY w.id"
        )
    };
}
/// Number of the first column of the attempt.
const OF_DELIVERY: usize = 14;
/// Number of the column of the format, behind the attempt.
const FORMAT: usize = 24;

#[async_trait]
impl WebhookStore for SqlStore {
    async fn webhooks(&self, of: WebhooksOf<'_>) -> Result<Vec<Webhook>, StoreError> {
        let rows = self.pool.rows(webhooks!("(? = 1 OR COALESCE(w.streamer, '') = ?)"), &whose(of)).await?;
        rows.iter().filter_map(|row| webhook(row).transpose()).collect()
    }

    async fn add_webhook(
        &self,
        streamer: Option<&StreamerName>,
        settings: &WebhookSettings,
        seed: &Token,
        now: UnixTime,
        most: u32,
    ) -> Result<Option<i64>, StoreError> {
        const ADD: &str = "INSERT INTO webhooks (streamer, url, kinds, enabled, seed, created_at, format, after_event) \
                           VALUES (?, ?, ?, ?, ?, ?, ?, 0)";
        const BEGIN: &str = "UPDATE webhooks SET after_event = ? WHERE id = ?";
        const COUNT: &str = "SELECT COUNT(*) FROM webhooks WHERE COALESCE(streamer, '') = ?";
        let mut tx = self.begin_change().await?;
        let folded = streamer.map(StreamerName::folded);
        let owner = match streamer {
            Some(streamer) => Some(change::registered(&mut tx, streamer).await?),
            None => None,
        };
        let rows = tx.rows(COUNT, &[folded.unwrap_or_default().into()]).await?;
        let count: i64 = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        if count >= i64::from(most) {
            return Ok(None);
        }
        let kinds = settings.kinds.to_string();
        let values = [
            folded.into(),
            settings.url.as_str().into(),
            kinds.as_str().into(),
            i64::from(settings.enabled).into(),
            seed.as_str().into(),
            now.into(),
            settings.format.as_str().into(),
        ];
        tx.execute(ADD, &values).await?;
        let rows = tx.rows("SELECT MAX(id) FROM webhooks", &[]).await?;
        let id = rows.first().ok_or_else(revision::no_state)?.get(0)?;
        self.record(&mut tx, owner.as_ref(), SiteEvent::AddWebhook { id }).await?;
        let last = last_event(&mut tx).await?;
        tx.execute(BEGIN, &[last.into(), id.into()]).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    async fn change_webhook(
        &self,
        id: i64,
        of: WebhooksOf<'_>,
        change: &WebhookChange,
    ) -> Result<(), StoreError> {
        const CHANGE: &str = "UPDATE webhooks SET url = ?, kinds = ?, enabled = ?, disabled_because = NULL, \
                              after_event = ?, attempts = 0, retry_at = NULL, given_up = 0 WHERE id = ?";
        let mut tx = self.begin_change().await?;
        let before = one(&mut tx, id, of).await?;
        let WebhookSettings { url, kinds, enabled, format: _ } = before.settings;
        let resumes = change.enabled == Some(true) && !enabled;
        let after = if resumes { last_event(&mut tx).await? } else { before.progress.after };
        let url = change.url.as_ref().unwrap_or(&url);
        let kinds = change.kinds.as_ref().unwrap_or(&kinds).to_string();
        let enabled = change.enabled.unwrap_or(enabled);
        let values =
            [url.as_str().into(), kinds.as_str().into(), i64::from(enabled).into(), after.into(), id.into()];
        tx.execute(CHANGE, &values).await?;
        if resumes || change.url.is_some() {
            // messages are in the former channel, or about what has ended since
            tx.execute("DELETE FROM webhook_messages WHERE webhook = ?", &[id.into()]).await?;
        }
        let event = SiteEvent::ChangeWebhook { id, enabled };
        self.record(&mut tx, before.streamer.as_ref(), event).await?;
        tx.commit().await
    }

    async fn rotate_webhook(
        &self,
        id: i64,
        of: WebhooksOf<'_>,
        seed: &Token,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        const ROTATE: &str =
            "UPDATE webhooks SET previous_seed = ?, previous_until = ?, seed = ? WHERE id = ?";
        let mut tx = self.begin_change().await?;
        let before = one(&mut tx, id, of).await?;
        let values = [before.seed.as_str().into(), until.into(), seed.as_str().into(), id.into()];
        tx.execute(ROTATE, &values).await?;
        self.record(&mut tx, before.streamer.as_ref(), SiteEvent::RotateWebhook { id }).await?;
        tx.commit().await
    }

    async fn remove_webhook(&self, id: i64, of: WebhooksOf<'_>) -> Result<(), StoreError> {
        const OWNER: &str = "SELECT s.name FROM webhooks w LEFT JOIN streamers s ON s.folded = w.streamer \
                             WHERE w.id = ? AND (? = 1 OR COALESCE(w.streamer, '') = ?)";
        let mut tx = self.begin_change().await?;
        let [everybody, streamer] = whose(of);
        // also one that is damaged, and so is not read
        let rows = tx.rows(OWNER, &[id.into(), everybody, streamer]).await?;
        found(rows.len() as u64, "webhook", &id.to_string())?;
        let owner = rows.first().map(|row| row.get::<Option<String>>(0)).transpose()?.flatten();
        tx.execute("DELETE FROM webhooks WHERE id = ?", &[id.into()]).await?;
        let owner = owner.as_deref().map(StreamerName::stored);
        self.record(&mut tx, owner.as_ref(), SiteEvent::RemoveWebhook { id }).await?;
        tx.commit().await
    }

    async fn settle_webhook(&self, id: i64, settled: &Settlement) -> Result<Option<Webhook>, StoreError> {
        const SETTLE: &str = "UPDATE webhooks SET after_event = ?, attempts = ?, retry_at = ?, given_up = ?, \
                              enabled = ?, disabled_because = ? \
                              WHERE id = ? AND enabled = 1 AND after_event <= ?";
        let Settlement { progress, disabled_because, delivery } = settled;
        let values = [
            progress.after.into(),
            i64::from(progress.attempts).into(),
            progress.retry_at.into(),
            i64::from(progress.given_up).into(),
            i64::from(disabled_because.is_none()).into(),
            disabled_because.as_deref().into(),
            id.into(),
            progress.after.into(),
        ];
        let mut tx = self.pool.begin().await?;
        tx.execute(SETTLE, &values).await?;
        if found_by_id(&mut tx, id).await?.is_some() {
            log(&mut tx, id, delivery).await?;
        }
        let webhook = found_by_id(&mut tx, id).await?;
        tx.commit().await?;
        Ok(webhook)
    }

    async fn skip_events(&self, id: i64, up_to: i64) -> Result<Option<Webhook>, StoreError> {
        const SKIP: &str =
            "UPDATE webhooks SET after_event = ? WHERE id = ? AND attempts = 0 AND after_event < ?";
        let mut tx = self.pool.begin().await?;
        tx.execute(SKIP, &[up_to.into(), id.into(), up_to.into()]).await?;
        let webhook = found_by_id(&mut tx, id).await?;
        tx.commit().await?;
        Ok(webhook)
    }

    async fn log_delivery(&self, id: i64, delivery: &WebhookDelivery) -> Result<(), StoreError> {
        let mut tx = self.pool.begin().await?;
        // locks the row, so that it is not removed meanwhile
        let known = tx.execute("UPDATE webhooks SET id = id WHERE id = ?", &[id.into()]).await?;
        found(known, "webhook", &id.to_string())?;
        log(&mut tx, id, delivery).await?;
        tx.commit().await
    }

    async fn announcement(
        &self,
        id: i64,
        streamer: &StreamerName,
    ) -> Result<Option<Announcement>, StoreError> {
        const FIND: &str = "SELECT message, broadcast, since, until FROM webhook_messages WHERE webhook = ? AND streamer = ?";
        let rows = self.pool.rows(FIND, &[id.into(), streamer.folded().into()]).await?;
        let announcement = |row: &Row| -> Result<Announcement, StoreError> {
            Ok(Announcement {
                message: row.get(0)?,
                broadcast: Token::stored(&row.get::<String>(1)?),
                since: row.get(2)?,
                until: row.get(3)?,
            })
        };
        rows.first().map(announcement).transpose()
    }

    async fn keep_announcement(
        &self,
        id: i64,
        streamer: &StreamerName,
        announcement: Option<&Announcement>,
    ) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM webhook_messages WHERE webhook = ? AND streamer = ?";
        const KEEP: &str = "INSERT INTO webhook_messages (webhook, streamer, message, broadcast, since, until) \
                            SELECT w.id, s.folded, ?, ?, ?, ? FROM webhooks w, streamers s \
                            WHERE w.id = ? AND s.folded = ?";
        let mut tx = self.pool.begin().await?;
        tx.execute(FORGET, &[id.into(), streamer.folded().into()]).await?;
        if let Some(Announcement { message, broadcast, since, until }) = announcement {
            let values = [
                message.as_str().into(),
                broadcast.as_str().into(),
                (*since).into(),
                (*until).into(),
                id.into(),
                streamer.folded().into(),
            ];
            tx.execute(KEEP, &values).await?;
        }
        tx.commit().await
    }

    async fn deliveries(&self, id: i64, page: Page, limit: u32) -> Result<Vec<WebhookDelivery>, StoreError> {
        const LAST: &str = "SELECT id, event, kind, attempted_at, attempt, outcome, status, reason, duration_ms, answer \
                            FROM webhook_deliveries WHERE webhook = ? AND id < ? ORDER BY id DESC LIMIT ?";
        const NEXT: &str = "SELECT id, event, kind, attempted_at, attempt, outcome, status, reason, duration_ms, answer \
                            FROM webhook_deliveries WHERE webhook = ? AND id > ? ORDER BY id LIMIT ?";
        let (statement, edge) = match page {
            Page::Last => (LAST, i64::MAX),
            Page::Before(edge) => (LAST, edge),
            Page::After(edge) => (NEXT, edge),
        };
        let values = [id.into(), edge.into(), i64::from(limit).into()];
        let mut rows = self.pool.rows(statement, &values).await?;
        if !matches!(page, Page::After(_)) {
            rows.reverse();
        }
        rows.iter().map(|row| delivery(row, 0)).collect()
    }
}

/// Whether everybody's webhooks are meant, and otherwise whose: the values of two conditions.
fn whose(of: WebhooksOf<'_>) -> [Value<'_>; 2] {
    match of {
        WebhooksOf::Everybody => [1.into(), "".into()],
        WebhooksOf::Site => [0.into(), "".into()],
        WebhooksOf::Streamer(streamer) => [0.into(), streamer.folded().into()],
    }
}

async fn one(tx: &mut Transaction, id: i64, of: WebhooksOf<'_>) -> Result<Webhook, StoreError> {
    let [everybody, streamer] = whose(of);
    let condition = webhooks!("w.id = ? AND (? = 1 OR COALESCE(w.streamer, '') = ?)");
    let rows = tx.rows(condition, &[id.into(), everybody, streamer]).await?;
    let webhook = rows.first().map(webhook).transpose()?.flatten();
    webhook.ok_or_else(|| StoreError::NotFound { what: "webhook", name: id.to_string() })
}

async fn found_by_id(tx: &mut Transaction, id: i64) -> Result<Option<Webhook>, StoreError> {
    match one(tx, id, WebhooksOf::Everybody).await {
        Ok(webhook) => Ok(Some(webhook)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Records an attempt, and forgets the oldest.
async fn log(tx: &mut Transaction, webhook: i64, delivery: &WebhookDelivery) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO webhook_deliveries (webhook, event, kind, attempted_at, attempt, outcome, status, \
                       reason, duration_ms, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const SURPLUS: &str =
        "SELECT id FROM webhook_deliveries WHERE webhook = ? ORDER BY id DESC LIMIT 1 OFFSET ?";
    const FORGET: &str = "DELETE FROM webhook_deliveries WHERE webhook = ? AND id <= ?";
    let WebhookDelivery { id: _, event, kind, at, attempt, outcome, status, reason, duration_ms, answer } =
        delivery;
    let values = [
        webhook.into(),
        (*event).into(),
        kind.as_str().into(),
        (*at).into(),
        i64::from(*attempt).into(),
        outcome.as_str().into(),
        status.map(i64::from).into(),
        reason.as_deref().into(),
        i64::from(*duration_ms).into(),
        answer.as_deref().into(),
    ];
    tx.execute(ADD, &values).await?;
    let surplus = tx.rows(SURPLUS, &[webhook.into(), DELIVERIES_KEPT.into()]).await?;
    if let Some(newest) = surplus.first() {
        tx.execute(FORGET, &[webhook.into(), newest.get::<i64>(0)?.into()]).await?;
    }
    Ok(())
}

/// `None` for a row whose URL was damaged: nothing can be sent to it.
fn webhook(row: &Row) -> Result<Option<Webhook>, StoreError> {
    let Ok(url) = WebhookUrl::parse(&row.get::<String>(2)?) else { return Ok(None) };
    let count = |column| Ok::<_, StoreError>(u32::try_from(row.get::<i64>(column)?).unwrap_or(u32::MAX));
    let previous = row.get::<Option<String>>(7)?.zip(row.get::<Option<UnixTime>>(8)?);
    Ok(Some(Webhook {
        id: row.get(0)?,
        streamer: row.get::<Option<String>>(1)?.as_deref().map(StreamerName::stored),
        settings: WebhookSettings {
            url,
            format: WebhookFormat::stored(&row.get::<String>(FORMAT)?),
            kinds: EventKinds::stored(&row.get::<String>(3)?),
            enabled: row.get::<i64>(4)? != 0,
        },
        disabled_because: row.get(5)?,
        seed: Token::stored(&row.get::<String>(6)?),
        previous: previous.map(|(seed, until)| (Token::stored(&seed), until)),
        created_at: row.get(9)?,
        progress: WebhookProgress {
            after: row.get(10)?,
            attempts: count(11)?,
            retry_at: row.get(12)?,
            given_up: count(13)?,
        },
        last: match row.get::<Option<i64>>(OF_DELIVERY)? {
            Some(_) => Some(delivery(row, OF_DELIVERY)?),
            None => None,
        },
    }))
}

/// Reads an attempt from the columns that begin with this one.
fn delivery(row: &Row, first: usize) -> Result<WebhookDelivery, StoreError> {
    let number = |column: usize| row.get::<i64>(first + column);
    Ok(WebhookDelivery {
        id: number(0)?,
        event: row.get(first + 1)?,
        kind: row.get(first + 2)?,
        at: number(3)?,
        attempt: u32::try_from(number(4)?).unwrap_or(u32::MAX),
        outcome: DeliveryOutcome::stored(&row.get::<String>(first + 5)?),
        status: row.get::<Option<i64>>(first + 6)?.and_then(|status| u16::try_from(status).ok()),
        reason: row.get(first + 7)?,
        duration_ms: u32::try_from(number(8)?).unwrap_or(u32::MAX),
        answer: row.get(first + 9)?,
    })
}
