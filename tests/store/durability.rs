//! What was acknowledged is in the store, even when the process that wrote it was killed the moment after.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use pystreaming::storage::{Database, DatabaseSettings};
use pystreaming_actors::model::{ChatKind, ChatMessage};
use pystreaming_actors::ports::{EventQuery, Store, Write};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::fixture::{Record, key, name, secrets, viewers};

/// Names the database that [`a_child_that_writes`] writes to.
const FILE: &str = "PYSTREAMING_TEST_STORE_FILE";
/// Names whose events it writes.
const STREAMER: &str = "PYSTREAMING_TEST_STORE_STREAMER";
/// Events and messages in each batch.
const BATCH: u32 = 3;

async fn open(path: &Path) -> Arc<dyn Store> {
    let settings = DatabaseSettings::Sqlite { path: path.to_owned() };
    Database::open(&settings, &secrets(), false, "upgrade").await.unwrap().store()
}

/// Not a test: the process that the tests below start and kill. It writes numbered batches for as long as it is let,
/// and prints each number once the store has acknowledged it.
#[tokio::test]
#[ignore = "started by other tests"]
async fn a_child_that_writes() {
    let store = open(&PathBuf::from(std::env::var(FILE).unwrap())).await;
    let streamer = std::env::var(STREAMER).unwrap();
    // another process may have added them before
    let _ = store.add_streamer(&name(&streamer), key(&streamer)).await;
    let written = store.events(&EventQuery::last(u32::MAX).of(&name(&streamer))).await.unwrap().len() as u32;
    for batch in written / BATCH.. {
        let numbers = batch * BATCH..(batch + 1) * BATCH;
        let steps = numbers.flat_map(|n| [viewers(0, &streamer, n), said(&streamer, n)]);
        store.record(&steps.collect::<Vec<_>>()).await.unwrap();
        println!("\nacknowledged {batch}");
    }
}

fn said(streamer: &str, number: u32) -> Write {
    let (kind, text) = (ChatKind::Server, number.to_string());
    let message = ChatMessage { id: number.into(), time: 0, kind, author: None, text, reply: None };
    Write::ChatSaid { streamer: name(streamer), message: message.into() }
}

fn start(file: &Path, streamer: &str) -> (Child, impl Iterator<Item = u32>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::a_child_that_writes", "--ignored", "--nocapture"])
        .env(FILE, file)
        .env(STREAMER, streamer)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged = lines.filter_map(|line| line.unwrap().strip_prefix("acknowledged ")?.parse().ok());
    (child, acknowledged)
}

/// Numbers of the events, which are those of the messages.
async fn stored(file: &Path, streamer: &str) -> Vec<u32> {
    let store = open(file).await;
    let memory = store.chat_memory(&name(streamer), u32::MAX, 0).await.unwrap();
    let events = store.events(&EventQuery::last(u32::MAX).of(&name(streamer))).await.unwrap();
    let messages: Vec<_> = memory.history.iter().map(|message| message.text.clone()).collect();
    let numbers: Vec<_> = events.iter().map(|event| event.meta["viewers"].to_string()).collect();
    assert_eq!(messages, numbers);
    events.iter().map(|event| u32::try_from(event.meta["viewers"].as_u64().unwrap()).unwrap()).collect()
}

#[tokio::test]
async fn acknowledged_batches_outlive_kill_9_and_unfinished_ones_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.db");
    for round in 0..12 {
        let (mut child, mut acknowledged) = start(&file, "alice");
        let last = acknowledged.nth(round * 3).unwrap();
        child.kill().unwrap();
        // what it still said while dying was acknowledged, too
        let last = acknowledged.last().unwrap_or(last);
        child.wait().unwrap();
        let stored = stored(&file, "alice").await;
        assert!(stored.len() as u32 >= (last + 1) * BATCH, "round {round}: {last} of {}", stored.len());
        assert_eq!(stored.len() as u32 % BATCH, 0, "round {round}: half a batch");
        assert_eq!(stored, (0..stored.len() as u32).collect::<Vec<_>>(), "round {round}");
    }
    let mut connection: SqliteConnection =
        SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let verdict: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(verdict, "ok");
}

#[tokio::test]
async fn two_processes_write_to_the_same_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.db");
    let children = ["alice", "bob"].map(|streamer| (streamer, start(&file, streamer)));
    for (streamer, (mut child, mut acknowledged)) in children {
        let last = acknowledged.find(|batch| *batch >= 50).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let stored: BTreeSet<_> = stored(&file, streamer).await.into_iter().collect();
        assert!((0..(last + 1) * BATCH).all(|n| stored.contains(&n)), "{streamer}");
    }
}
