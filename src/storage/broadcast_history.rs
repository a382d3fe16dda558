//! Reads broadcasts that have ended, and their viewers over time.

use std::collections::BTreeMap;

use async_trait::async_trait;
use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{Audience, ChatPoint, PastBroadcast, UnixTime, ViewerPoint};
use pystreaming_actors::ports::{BroadcastHistory, Page, StoreError};

use super::sql::Row;
use super::store::SqlStore;
use super::{earlier, samples};

/// The statement that reads ended broadcasts, with a condition.
macro_rules! past_broadcasts {
    ($condition:literal) => {
        concat!(
            "SELECT b.position, b.id, s.name, b.started_at, b.ended_at, b.peak_viewers, b.viewer_seconds, b.chatters, \
             b.messages, b.title FROM past_broadcasts b JOIN streamers s ON s.folded = b.streamer WHERE ",
            $condition
        )
    };
}

#[async_trait]
impl BroadcastHistory for SqlStore {
    async fn past_broadcasts(
        &self,
        of: &StreamerName,
        page: Page,
        limit: u32,
    ) -> Result<Vec<PastBroadcast>, StoreError> {
        const LAST: &str =
            past_broadcasts!("b.streamer = ? AND b.position < ? ORDER BY b.position DESC LIMIT ?");
        const NEXT: &str = past_broadcasts!("b.streamer = ? AND b.position > ? ORDER BY b.position LIMIT ?");
        let (statement, position) = match page {
            Page::Last => (LAST, i64::MAX),
            Page::Before(position) => (LAST, position),
            Page::After(position) => (NEXT, position),
        };
        let values = [of.folded().into(), position.into(), i64::from(limit).into()];
        let mut rows = self.pool.rows(statement, &values).await?;
        if !matches!(page, Page::After(_)) {
            rows.reverse();
        }
        rows.iter().map(past_broadcast).collect()
    }

    async fn past_broadcast(
        &self,
        of: &StreamerName,
        id: &Token,
    ) -> Result<Option<PastBroadcast>, StoreError> {
        const ONE: &str = past_broadcasts!("b.id = ? AND b.streamer = ?");
        let rows = self.pool.rows(ONE, &[id.as_str().into(), of.folded().into()]).await?;
        rows.first().map(past_broadcast).transpose()
    }

    async fn count_earlier_broadcasts(&self) -> Result<u64, StoreError> {
        earlier::count(&self.pool).await
    }

    async fn viewer_curve(
        &self,
        of: &StreamerName,
        between: (UnixTime, UnixTime),
        interval: i64,
    ) -> Result<Vec<ViewerPoint>, StoreError> {
        let sampled = samples::curve(&self.pool, of, between, interval).await?;
        if sampled.is_empty() {
            samples::counted(&self.pool, of, between, interval).await
        } else {
            Ok(sampled)
        }
    }

    async fn chat_curve(
        &self,
        of: &StreamerName,
        (from, until): (UnixTime, UnixTime),
        interval: i64,
    ) -> Result<Vec<ChatPoint>, StoreError> {
        // each kind is a range of the index
        const CURVE: &str = "SELECT happened_at - (happened_at - ?) % ? AS slot, kind, COUNT(*) FROM audit_events \
                             WHERE folded = ? AND kind IN ('send_message', 'send_action', 'send_drawing', 'join_chat', 'leave_chat') \
                             AND happened_at >= ? AND happened_at < ? GROUP BY slot, kind";
        let values = [from.into(), interval.max(1).into(), of.folded().into(), from.into(), until.into()];
        let mut points = BTreeMap::<UnixTime, ChatPoint>::new();
        for row in self.pool.rows(CURVE, &values).await? {
            let at = row.get(0)?;
            let point = points.entry(at).or_insert(ChatPoint { at, ..ChatPoint::default() });
            point.add(&row.get::<String>(1)?, row.get::<i64>(2)?.unsigned_abs());
        }
        Ok(points.into_values().collect())
    }
}

fn past_broadcast(row: &Row) -> Result<PastBroadcast, StoreError> {
    let number = |column| Ok::<_, StoreError>(row.get::<i64>(column)?.unsigned_abs());
    Ok(PastBroadcast {
        position: row.get(0)?,
        id: Token::stored(&row.get::<String>(1)?),
        streamer: StreamerName::stored(&row.get::<String>(2)?),
        started_at: row.get(3)?,
        ended_at: row.get(4)?,
        title: row.get(9)?,
        audience: Audience {
            peak_viewers: number(5)?,
            viewer_seconds: number(6)?,
            chatters: number(7)?,
            messages: number(8)?,
        },
    })
}
