//! A test that no question about what happened reads a whole table of SQLite. `tests/store/plans.rs` does it with PostgreSQL.

use std::cell::RefCell;

use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};

use super::sql::{Pool, Value};
use super::{Database, DatabaseSettings};
use questions::{LARGE, ask_everything};

#[path = "../../tests/support/questions.rs"]
mod questions;

thread_local! {
    static ASKED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Notes a statement that this thread runs.
pub(super) fn note(statement: &'static str) {
    ASKED.with_borrow_mut(|asked| asked.push(statement));
}

/// The statements that this thread has run since it was last asked.
pub(super) fn asked() -> Vec<&'static str> {
    ASKED.take()
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
    asked();
    ask_everything(store.as_ref(), &alice).await.unwrap();
    let mut asked = asked();
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
