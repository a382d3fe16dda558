//! Deletes what the configuration no longer keeps, in the background.

use std::sync::Arc;
use std::time::Duration;

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::{Clock, DrawingPlace, EventGroup, Store, StoreError};
use tracing::{debug, info, warn};

use crate::config::Config;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: UnixTime = 24 * 60 * 60;
/// Most rows of one transaction.
const STEP: u32 = 500;
/// Drawings read between two pauses.
const DRAWINGS: u32 = 100;
/// Leaves room for the journal's own writes.
const PAUSE: Duration = Duration::from_millis(50);

/// After how many days what is deleted; `None` for what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    /// Messages, actions, notices, and reports on messages.
    messages: Option<u32>,
    /// Drawings.
    drawings: Option<u32>,
    /// The pictures of drawings.
    pictures: Option<u32>,
    /// All other events.
    events: Option<u32>,
    /// Ended broadcasts and samples of viewers.
    statistics: Option<u32>,
}

/// How much one pass deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Deleted {
    messages: u64,
    drawings: u64,
    pictures: u64,
    events: u64,
    statistics: u64,
}

/// What an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Category {
    Messages,
    Drawings,
    Events,
}

impl Category {
    fn of(kind: &str) -> Self {
        match kind {
            "send_message" | "send_action" | "send_broadcast" => Self::Messages,
            "send_drawing" => Self::Drawings,
            _ => Self::Events,
        }
    }
}

impl Policy {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        let days = |days: u32| (days > 0).then_some(days);
        let kept = &config.retention;
        Self {
            messages: days(kept.messages),
            drawings: days(kept.drawings),
            pictures: days(config.chat.audit_drawings_days),
            events: days(kept.events),
            statistics: days(kept.statistics),
        }
    }

    fn days_of(&self, category: Category) -> Option<u32> {
        match category {
            Category::Messages => self.messages,
            Category::Drawings => self.drawings,
            Category::Events => self.events,
        }
    }
}

impl Deleted {
    fn count(&mut self, category: Category, deleted: u64) {
        *match category {
            Category::Messages => &mut self.messages,
            Category::Drawings => &mut self.drawings,
            Category::Events => &mut self.events,
        } += deleted;
    }
}

/// Deletes what is old, once an hour for as long as the server runs.
pub async fn retain(store: Arc<dyn Store>, clock: Arc<dyn Clock>, policy: Policy) {
    loop {
        let mut deleted = Deleted::default();
        let done = pass(store.as_ref(), policy, clock.now().unix, &mut deleted).await;
        let Deleted { messages, drawings, pictures, events, statistics } = deleted;
        if deleted == Deleted::default() {
            debug!("nothing is older than the retention allows");
        } else {
            info!(
                messages,
                drawings, pictures, events, statistics, "deleted what the retention no longer keeps"
            );
        }
        if let Err(error) = done {
            warn!(%error, "cannot delete all that is old; trying again in an hour");
        }
        tokio::time::sleep(HOUR).await;
    }
}

/// Deletes everything that is old at a time.
async fn pass(
    store: &dyn Store,
    policy: Policy,
    now: UnixTime,
    deleted: &mut Deleted,
) -> Result<(), StoreError> {
    if policy == Policy::default() {
        return Ok(());
    }
    for group in store.event_groups().await? {
        let category = Category::of(&group.kind);
        if let Some(days) = policy.days_of(category) {
            let before = days_before(now, days);
            loop {
                let step = store.delete_events(&group, before, STEP).await?;
                deleted.count(category, step);
                if step == 0 {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
        if let Some(days) = policy.pictures.filter(|_| category == Category::Drawings) {
            deleted.pictures += forget_pictures(store, &group, days_before(now, days)).await?;
        }
    }
    if let Some(days) = policy.messages {
        loop {
            let step = store.delete_reports(days_before(now, days), STEP).await?;
            deleted.messages += step;
            if step == 0 {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    if let Some(days) = policy.statistics {
        loop {
            let step = store.delete_statistics(days_before(now, days), STEP).await?;
            deleted.statistics += step;
            if step == 0 {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

async fn forget_pictures(store: &dyn Store, group: &EventGroup, before: UnixTime) -> Result<u64, StoreError> {
    let (mut after, mut forgotten) = (DrawingPlace::default(), 0);
    while let Some(step) = store.forget_drawings(&group.streamer, before, after, DRAWINGS).await? {
        after = step.last;
        forgotten += step.erased;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(forgotten)
}

fn days_before(now: UnixTime, days: u32) -> UnixTime {
    now.saturating_sub(UnixTime::from(days) * DAY)
}

#[cfg(test)]
mod tests {
    use pystreaming_actors::model::AuditEvent;
    use pystreaming_actors::model::Broadcast;
    use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
    use pystreaming_actors::ports::{Batch, EventQuery, Page, Write};

    use super::*;
    use crate::storage::{Database, DatabaseSettings};

    const NOW: UnixTime = 1_000 * DAY;

    fn days_ago(days: i64) -> UnixTime {
        NOW - days * DAY
    }

    /// A message, a drawing and a viewer of every tenth day, and a broadcast of an hour on each.
    async fn lived_in() -> (tempfile::TempDir, Arc<dyn Store>) {
        let folder = tempfile::tempdir().unwrap();
        let settings = DatabaseSettings::Sqlite { path: folder.path().join("site.db") };
        let secrets = Secrets::derive("x");
        let store = Database::open(&settings, &secrets, true, "").await.unwrap().store();
        let alice = StreamerName::stored("alice");
        store.add_streamer(&alice, secrets.hash(&StreamKey::new("a key").unwrap())).await.unwrap();
        let mut steps = Vec::new();
        for days in [40, 30, 20, 10, 0] {
            let at = days_ago(days);
            let id = Token::stored(&days.to_string());
            let (name, prefix) = ("bob".to_owned(), Token::stored("p"));
            steps.push(Write::BroadcastStarted(Broadcast {
                id: id.clone(),
                streamer: alice.clone(),
                publish_name: None,
                prefix,
                started_at: at,
                seen_at: at,
                is_recorded: false,
            }));
            for event in [
                AuditEvent::SendMessage { name: name.clone(), message: "hi".into() },
                AuditEvent::SendDrawing { name: name.clone(), drawing: "data:image/png;base64,x".into() },
                AuditEvent::JoinChat { name },
            ] {
                steps.push(Write::Audit { at, streamer: alice.clone(), event });
            }
            steps.push(Write::BroadcastEnded { id, at: at + 3600 });
        }
        store.write(&Batch { writer: Token::stored("w"), number: 1, steps }).await.unwrap();
        (folder, store)
    }

    async fn left(store: &dyn Store, kind: &str) -> Vec<i64> {
        let query = EventQuery { kind: Some(kind.to_owned()), ..EventQuery::last(100) };
        store.events(&query).await.unwrap().iter().map(|event| (NOW - event.at) / DAY).collect()
    }

    #[tokio::test]
    async fn each_kind_of_data_is_kept_for_its_own_time() {
        let (_folder, store) = lived_in().await;
        let policy = Policy {
            messages: Some(15),
            drawings: Some(35),
            pictures: Some(25),
            events: Some(30),
            statistics: Some(5),
        };
        let mut deleted = Deleted::default();
        pass(store.as_ref(), policy, NOW, &mut deleted).await.unwrap();
        // what is as old as the limit is kept
        assert_eq!(deleted, Deleted { messages: 3, drawings: 1, pictures: 1, events: 1, statistics: 4 });
        assert_eq!(left(store.as_ref(), "send_message").await, [10, 0]);
        assert_eq!(left(store.as_ref(), "send_drawing").await, [30, 20, 10, 0]);
        assert_eq!(left(store.as_ref(), "join_chat").await, [30, 20, 10, 0]);
        let alice = StreamerName::stored("alice");
        let broadcasts = store.past_broadcasts(&alice, Page::Last, 9).await.unwrap();
        assert_eq!(broadcasts.iter().map(|past| past.id.to_string()).collect::<Vec<_>>(), ["0"]);
        let mut again = Deleted::default();
        pass(store.as_ref(), policy, NOW, &mut again).await.unwrap();
        assert_eq!(again, Deleted::default());
    }

    #[tokio::test]
    async fn a_reader_goes_on_after_an_event_that_was_deleted() {
        let (_folder, store) = lived_in().await;
        let query = EventQuery { kind: Some("send_message".to_owned()), ..EventQuery::last(100) };
        let second = store.events(&query).await.unwrap()[1].id;
        let policy = Policy { messages: Some(15), ..Policy::default() };
        pass(store.as_ref(), policy, NOW, &mut Deleted::default()).await.unwrap();
        let after = EventQuery { page: Page::After(second), ..query };
        assert_eq!(store.events(&after).await.unwrap().len(), 2);
    }
}
