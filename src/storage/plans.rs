//! A test that no question about what happened reads a whole table.

use std::cell::RefCell;

use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::model::{AuditEvent, Broadcast, UnixTime};
use pystreaming_actors::ports::{
    Batch, DrawingPlace, EventGroup, EventQuery, Page, Store, StoreError, Write,
};

use super::sql::{Pool, Value};
use super::{Database, DatabaseSettings};

/// Tables that grow for as long as a site runs.
const LARGE: [&str; 5] =
    ["audit_events", "chat_messages", "past_broadcasts", "viewer_samples", "chat_deletions"];

thread_local! {
    static ASKED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Notes a statement that this thread runs.
pub(super) fn note(statement: &'static str) {
    ASKED.with_borrow_mut(|asked| asked.push(statement));
}

/// Reads whatever the server, the API and the retention read of the past.
async fn ask_everything(store: &dyn Store, alice: &StreamerName) -> Result<(), StoreError> {
    let id = Token::stored("one");
    let broadcast = Broadcast {
        id: id.clone(),
        streamer: alice.clone(),
        publish_name: None,
        prefix: id.clone(),
        started_at: 100,
        seen_at: 100,
        is_recorded: false,
    };
    let event = AuditEvent::ViewerCount { viewers: 1 };
    let steps = vec![
        Write::BroadcastStarted(broadcast),
        Write::Audit { at: 100, streamer: alice.clone(), event },
        Write::ViewersSampled { streamer: alice.clone(), at: 120, viewers: 1 },
        Write::ChatDeleted { streamer: alice.clone(), id: 1 },
        Write::ChatCleared { streamer: alice.clone(), up_to: 1 },
        Write::BroadcastEnded { id: id.clone(), at: 200 },
    ];
    store.write(&Batch { writer: id.clone(), number: 1, steps }).await?;
    store.open_broadcasts().await?;
    store.reserve_ids(1, 1).await?;
    store.chat_memory(alice, 100, 0).await?;
    for kind in [None, Some("viewer_count".to_owned())] {
        for page in [Page::Last, Page::Before(9), Page::After(0)] {
            for times in [(None, None), (Some(50), Some(150))] {
                let (kind, (since, until)) = (kind.clone(), times);
                let query = EventQuery { kind, page, since, until, ..EventQuery::last(9).of(alice) };
                store.events(&query).await?;
            }
        }
    }
    for page in [Page::Last, Page::Before(9), Page::After(0)] {
        store.past_broadcasts(alice, page, 9).await?;
    }
    store.past_broadcast(alice, &id).await?;
    store.viewer_curve(alice, (100, 200), 60).await?;
    store.viewer_curve(alice, (1000, 2000), 60).await?;
    store.chat_curve(alice, (100, 200), 60).await?;
    store.count_earlier_broadcasts().await?;
    store.index_events().await?;
    store.event_groups().await?;
    let group = EventGroup { streamer: alice.clone(), kind: "viewer_count".to_owned() };
    store.delete_events(&group, UnixTime::MAX, 9).await?;
    while store.delete_statistics(UnixTime::MAX, 9).await? > 0 {}
    store.forget_drawings(alice, 50, DrawingPlace::default(), 9).await?;
    Ok(())
}

#[tokio::test]
async fn no_question_about_the_past_reads_a_whole_table() {
    let folder = tempfile::tempdir().unwrap();
    let settings = DatabaseSettings::Sqlite { path: folder.path().join("site.db") };
    let secrets = Secrets::derive("x");
    let database = Database::open(&settings, &secrets, true, "").await.unwrap();
    let store = database.store();
    let alice = StreamerName::stored("alice");
    store.add_streamer(&alice, secrets.hash(&StreamKey::new("a key").unwrap())).await.unwrap();
    ASKED.take();
    ask_everything(store.as_ref(), &alice).await.unwrap();
    let mut asked = ASKED.take();
    asked.sort_unstable();
    asked.dedup();
    assert!(asked.len() > 40, "{}", asked.len());
    for statement in asked {
        let steps = plan(&database.pool, statement).await;
        let scans = |step: &&String| LARGE.iter().any(|table| step.starts_with(&format!("SCAN {table}")));
        let scanned = steps.iter().filter(scans).count();
        assert!(scanned <= looked_up(statement), "{steps:?}\n{statement}");
        for step in steps {
            assert!(
                !step.contains("USE TEMP B-TREE FOR ORDER BY") || is_small(statement),
                "{step}\n{statement}"
            );
        }
    }
}

/// How often a statement looks at one end of an index: for the least or the greatest of its first column, alone and
/// without a condition. For both at once SQLite reads all of it.
fn looked_up(statement: &str) -> usize {
    let columns = ["SELECT MIN(", "SELECT MAX("].map(|select| statement.split(select).skip(1));
    let alone = |rest: &&str| {
        let (columns, from) = rest.split_once(" FROM ").unwrap_or((rest, ""));
        !columns.contains(',') && !from.split(')').next().unwrap_or("").contains("WHERE")
    };
    columns.into_iter().flatten().filter(alone).count()
}

/// Statements that sort few rows.
fn is_small(statement: &str) -> bool {
    !LARGE.iter().any(|table| statement.contains(&format!("FROM {table}")))
}

/// The steps of SQLite's plan.
async fn plan(pool: &Pool, statement: &'static str) -> Vec<String> {
    let explain: &'static str = format!("EXPLAIN QUERY PLAN {statement}").leak();
    let values = vec![Value::from(1); statement.matches('?').count()];
    let rows = pool.rows(explain, &values).await.unwrap();
    rows.iter().map(|row| row.get::<String>(3).unwrap()).collect()
}
