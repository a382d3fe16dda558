//! Reads pages of audit events.

use async_trait::async_trait;
use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::ports::{AuditStore, EventQuery, Page, StoreError, StoredEvent};
use serde_json::Value;

use super::event_blocks;
use super::sql::{self, Row};
use super::store::SqlStore;

/// The statement that reads a page of events, one for each index and each direction.
macro_rules! page_of_events {
    ($filter:literal, $order:literal) => {
        concat!(
            "SELECT id, happened_at, streamer, kind, meta FROM audit_events WHERE ",
            $filter,
            "id > ? AND id < ? AND happened_at >= ? AND happened_at < ? ORDER BY id ",
            $order,
            " LIMIT ?"
        )
    };
}

#[async_trait]
impl AuditStore for SqlStore {
    async fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        match query {
            EventQuery { streamer: None, kind: Some(_), .. } => self.events_of_everybody(query).await,
            query => self.page_of_events(query).await,
        }
    }

    async fn index_events(&self) -> Result<bool, StoreError> {
        event_blocks::add(&self.pool).await
    }
}

impl SqlStore {
    /// The events of one kind, which no index finds without the streamer.
    async fn events_of_everybody(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        let mut found = Vec::new();
        for streamer in self.streamers_with_events().await? {
            found.extend(self.page_of_events(&query.clone().of(&streamer)).await?);
        }
        found.sort_unstable_by_key(|event| event.id);
        let surplus = found.len().saturating_sub(query.limit as usize);
        match query.page {
            Page::After(_) => found.truncate(query.limit as usize),
            Page::Last | Page::Before(_) => drop(found.drain(..surplus)),
        }
        Ok(found)
    }

    async fn page_of_events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        let EventQuery { streamer, kind, since, until, above: least, page, limit } = query;
        let (above, below, forward) = match *page {
            Page::Last => (i64::MIN, i64::MAX, false),
            Page::Before(id) => (i64::MIN, id, false),
            Page::After(id) => (id, i64::MAX, true),
        };
        let above = above.max(least.unwrap_or(i64::MIN));
        let statement = match (streamer.is_some(), kind.is_some(), forward) {
            (false, _, false) => page_of_events!("", "DESC"),
            (false, _, true) => page_of_events!("", "ASC"),
            (true, false, false) => page_of_events!("folded = ? AND ", "DESC"),
            (true, false, true) => page_of_events!("folded = ? AND ", "ASC"),
            (true, true, false) => page_of_events!("folded = ? AND kind = ? AND ", "DESC"),
            (true, true, true) => page_of_events!("folded = ? AND kind = ? AND ", "ASC"),
        };
        let bounded = since.is_some() || until.is_some();
        let (since, until) = (since.unwrap_or(UnixTime::MIN), until.unwrap_or(UnixTime::MAX));
        let mut windows = match bounded {
            true => event_blocks::windows(&self.pool, since, until).await?,
            false => vec![(above, below)],
        };
        if !forward {
            windows.reverse();
        }
        let mut rows = Vec::new();
        for (start, end) in windows {
            let left = i64::from(*limit) - rows.len() as i64;
            let mut values: Vec<sql::Value<'_>> = Vec::with_capacity(7);
            values.extend(streamer.as_ref().map(|streamer| sql::Value::from(streamer.folded())));
            values.extend(kind.as_ref().map(|kind| sql::Value::from(kind.as_str())));
            let limits = [above.max(start), below.min(end), since, until, left];
            values.extend(limits.map(sql::Value::from));
            if left > 0 {
                rows.extend(self.pool.rows(statement, &values).await?);
            }
        }
        if !forward {
            rows.reverse();
        }
        rows.iter().map(event).collect()
    }

    /// Streamers with recorded events, and the empty name for those of the site. Each is one look into an index.
    pub(super) async fn streamers_with_events(&self) -> Result<Vec<StreamerName>, StoreError> {
        const NEXT: &str = "SELECT MIN(folded) FROM audit_events WHERE folded > ?";
        let mut streamers = vec![StreamerName::stored("")];
        while let Some(last) = streamers.last() {
            let rows = self.pool.rows(NEXT, &[last.folded().into()]).await?;
            let next = rows.first().map(|row| row.get::<Option<String>>(0)).transpose()?.flatten();
            let Some(next) = next else { break };
            streamers.push(StreamerName::stored(&next));
        }
        Ok(streamers)
    }
}

fn event(row: &Row) -> Result<StoredEvent, StoreError> {
    let meta: String = row.get(4)?;
    Ok(StoredEvent {
        id: row.get(0)?,
        at: row.get(1)?,
        streamer: row.get(2)?,
        kind: row.get(3)?,
        // json that was damaged by hand is returned as text, so that it does not hide the other events
        meta: serde_json::from_str(&meta).unwrap_or(Value::String(meta)),
    })
}
