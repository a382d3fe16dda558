//! Reads the moderators' log out of the audit journal.

use super::refusal::{Code, Refusal};
use crate::model::names::StreamerName;
use crate::model::{ACTS, Act, ActFilter};
use crate::ports::{AuditStore, EventQuery, Page, StoreError};

/// Events of each type that are read at once where a filter may pass few of them.
const CHUNK: u32 = 200;
/// How often that is done for one page. A page may therefore have few acts, and not be the last.
const CHUNKS_MAX: u32 = 5;

/// A page of acts that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActQuery {
    /// Which acts.
    pub filter: ActFilter,
    /// Only acts before this id.
    pub before: Option<i64>,
    /// Most acts.
    pub limit: u32,
}

/// Acts, newest first, and the id before which the next page begins.
pub(super) type Acts = (Vec<Act>, Option<i64>);

/// The page of a stream's log.
pub(super) async fn read(
    store: &dyn AuditStore,
    streamer: &StreamerName,
    query: &ActQuery,
) -> Result<Acts, StoreError> {
    let ActQuery { filter, mut before, limit } = query.clone();
    // one more tells whether there is another page
    let chunk = if filter.is_empty() { limit + 1 } else { CHUNK };
    let mut found = Vec::new();
    for _ in 0..CHUNKS_MAX {
        let (acts, further) = chunk_of(store, streamer, before, chunk).await?;
        found.extend(acts.into_iter().filter(|act| filter.admits(act)));
        before = further;
        if found.len() > limit as usize || further.is_none() {
            break;
        }
    }
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = if more { found.last().map(|act| act.id) } else { before };
    Ok((found, next))
}

/// All acts from an id on down to another, newest first, and that other id; `None` if there are none below.
async fn chunk_of(
    store: &dyn AuditStore,
    streamer: &StreamerName,
    before: Option<i64>,
    chunk: u32,
) -> Result<Acts, StoreError> {
    let page = before.map_or(Page::Last, Page::Before);
    let (mut acts, mut floor) = (Vec::new(), None);
    for kind in ACTS {
        let kind = Some((*kind).to_owned());
        let query = EventQuery { kind, page, ..EventQuery::last(chunk).of(streamer) };
        let events = store.events(&query).await?;
        if events.len() == chunk as usize {
            // there may be more of this type below the first of these
            floor = floor.max(events.first().map(|event| event.id));
        }
        let name = streamer.as_str();
        acts.extend(events.iter().map(|event| Act::of(event.id, event.at, &event.kind, &event.meta, name)));
    }
    acts.retain(|act| floor.is_none_or(|floor| act.id >= floor));
    acts.sort_unstable_by_key(|act| std::cmp::Reverse(act.id));
    Ok((acts, floor))
}

/// The refusal where the journal cannot be read.
pub(super) fn unreadable() -> Refusal {
    Refusal::for_now(Code::Restarting, "The log cannot be read at the moment. Try again.", 1)
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use serde_json::json;

    use super::*;
    use crate::ports::StoredEvent;

    /// Events of two types in turn, of ids from 1.
    struct Journal(i64);

    #[async_trait]
    impl AuditStore for Journal {
        async fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
            let below = if let Page::Before(id) = query.page { id } else { i64::MAX };
            let event = |id: i64| StoredEvent {
                id,
                at: id,
                streamer: "zoë".into(),
                kind: if id % 2 == 0 { "mute_user" } else { "clear_chat" }.into(),
                meta: json!({"operator": "mod", "name": if id % 100 == 0 { "eve" } else { "bob" }}),
            };
            let fits = |event: &StoredEvent| query.kind.as_ref() == Some(&event.kind);
            let newest = (1..=self.0.min(below - 1)).rev().map(event).filter(fits);
            let mut page: Vec<_> = newest.take(query.limit as usize).collect();
            page.reverse();
            Ok(page)
        }

        async fn index_events(&self) -> Result<bool, StoreError> {
            Ok(false)
        }
    }

    async fn ids(events: i64, query: ActQuery) -> (Vec<i64>, Option<i64>) {
        let (acts, next) = read(&Journal(events), &StreamerName::stored("zoë"), &query).await.unwrap();
        (acts.into_iter().map(|act| act.id).collect(), next)
    }

    #[tokio::test]
    async fn acts_of_all_types_come_newest_first_page_by_page() {
        let page = |before| ActQuery { before, limit: 4, ..ActQuery::default() };
        assert_eq!(ids(10, page(None)).await, (vec![10, 9, 8, 7], Some(7)));
        assert_eq!(ids(10, page(Some(7))).await, (vec![6, 5, 4, 3], Some(3)));
        assert_eq!(ids(10, page(Some(3))).await, (vec![2, 1], None));
        assert_eq!(ids(0, page(None)).await, (vec![], None));
    }

    #[tokio::test]
    async fn rare_acts_are_found_among_many_in_bounded_steps() {
        let filter = ActFilter { person: Some("Eve".into()), operator: None };
        let all = ActQuery { filter: filter.clone(), before: None, limit: 100 };
        let (found, next) = ids(1000, all).await;
        assert_eq!((found, next), ((1..=10).rev().map(|hundred| hundred * 100).collect(), None));
        let (found, next) = ids(9000, ActQuery { filter, before: None, limit: 100 }).await;
        assert!(found.len() < 30 && next.is_some(), "{} {next:?}", found.len());
    }
}
