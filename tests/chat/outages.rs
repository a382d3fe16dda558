//! Chat while something that it needs is gone.

use std::time::{Duration, Instant};

use pystreaming::config::{CliOverrides, Config};
use pystreaming::storage::Database;
use pystreaming_actors::ports::{EventQuery, StoredEvent};
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Executor as _};
use tokio::time::timeout;

use crate::chat::{Approach, Chatter};
use crate::mariadb::MariaDb;
use crate::postgres::Postgres;
use crate::server::{Server, Site, until};

async fn events(server: &Server) -> Vec<StoredEvent> {
    let config = CliOverrides { config: Some(server.site().path("config.yaml")), ..CliOverrides::default() };
    let config = Config::load(&config).unwrap();
    let database = Database::open(&config.database, &config.secrets().unwrap(), false, "").await.unwrap();
    let events = database.store().events(&EventQuery::last(u32::MAX)).await.unwrap();
    database.close().await;
    events
}

/// What was said, by the audit journal.
async fn said(server: &Server) -> Vec<String> {
    let events = events(server).await.into_iter().filter(|event| event.kind == "send_message");
    events.map(|event| event.meta["message"].as_str().unwrap().to_owned()).collect()
}

/// People come, talk, change things and go. Returns what was said.
async fn chat_goes_on(server: &Server) -> Vec<String> {
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    let mut bob = Chatter::connect(server.address()).await;
    bob.watch("alice").await;
    bob.login("alice", "bob").await;
    let mut lines = Vec::new();
    for number in 0..50 {
        let line = format!("line {number}");
        alice.message(&line).await;
        bob.until_that("message received", |said| said["message"] == line.as_str()).await;
        lines.push(line);
    }
    alice.message("/mod bob").await;
    bob.until("server").await;
    alice.message("/description meanwhile").await;
    alice.message("/slow 3").await;
    bob.until("slow").await;
    server.until_info("alice", "description", "meanwhile");
    let history = Chatter::connect(server.address()).await.watch("alice").await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 50);
    lines
}

async fn nothing_is_lost(server: &mut Server, lines: &[String]) {
    until("ready again", || (server.get("/readyz").status == 200).then_some(()));
    until("all is written", || {
        server.get("/metrics").text().contains("\npystreaming_journal_waiting 0\n").then_some(())
    });
    assert_eq!(said(server).await, lines);
    server.until_info("alice", "description", "meanwhile");
    server.crash();
    server.restart();
    let history = Chatter::connect(server.address()).await.watch("alice").await;
    let texts: Vec<_> = history["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["message"].as_str().unwrap())
        .collect();
    assert_eq!((texts, &history["slow"]), (lines.iter().map(String::as_str).collect(), &json!(3)));
    assert_eq!(server.get("/alice/info").json()["description"], "meanwhile");
}

/// A server whose database is on another.
fn start_on(database: &str) -> Server {
    let site = Site::new(&format!("database: {database}"));
    site.admin(&["database", "create"]);
    site.add_streamer("alice", "hunter2");
    site.start()
}

#[tokio::test]
async fn a_database_server_that_is_gone_for_a_while_loses_nothing_of_what_was_said() {
    let mut mariadb = MariaDb::start().await;
    let mut server = start_on(&mariadb.url("site"));
    mariadb.kill();
    let lines = chat_goes_on(&server).await;
    until("it is told", || (server.get("/readyz").status == 503).then_some(()));
    mariadb.restart().await;
    nothing_is_lost(&mut server, &lines).await;
}

#[tokio::test]
async fn a_mysql_server_that_is_read_only_for_a_while_loses_nothing_of_what_was_said() {
    let mariadb = MariaDb::start().await;
    let mut server = start_on(&mariadb.url("site"));
    mariadb.execute("site", "SET GLOBAL read_only = ON").await;
    let lines = goes_on_read_only(&server).await;
    mariadb.execute("site", "SET GLOBAL read_only = OFF").await;
    nothing_is_lost(&mut server, &lines).await;
}

#[tokio::test]
async fn a_postgres_database_that_is_read_only_for_a_while_loses_nothing_of_what_was_said() {
    let postgres = Postgres::start().await;
    let mut server = start_on(&postgres.url("site"));
    // holds for new connections: those that there are would never know
    postgres.execute("postgres", "ALTER DATABASE site SET default_transaction_read_only = on").await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'site'";
    postgres.execute("postgres", end).await;
    let lines = goes_on_read_only(&server).await;
    postgres.execute("postgres", "ALTER DATABASE site RESET default_transaction_read_only").await;
    nothing_is_lost(&mut server, &lines).await;
}

async fn goes_on_read_only(server: &Server) -> Vec<String> {
    let lines = chat_goes_on(server).await;
    until("it is told", || (server.get("/readyz").json()["database"] == "takes no writes").then_some(()));
    server.until_logged("the store does not answer");
    server.until_logged("the database server is read-only");
    for page in ["/", "/alice/", "/alice/info"] {
        server.get(page).must_be(200);
    }
    lines
}

#[tokio::test]
async fn a_locked_database_loses_nothing_of_what_was_said() {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    let mut server = site.start();
    let mut other = lock(&server).await;
    let lines = chat_goes_on(&server).await;
    other.execute("ROLLBACK").await.unwrap();
    nothing_is_lost(&mut server, &lines).await;
}

async fn lock(server: &Server) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(server.site().path("data/pystreaming.db"));
    let mut other = options.connect().await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    other
}

#[tokio::test]
async fn a_message_is_acknowledged_once_it_is_stored_and_not_before() {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    let mut ann = Chatter::connect(server.address()).await;
    ann.login("alice", "ann").await;
    bob.say_and_wait("message", &[json!({"message": "stored"})]).await.unwrap();
    assert_eq!(said(&server).await, ["stored"]);
    let mut other = lock(&server).await;
    let acknowledged = async {
        bob.say_and_wait("message", &[json!({"message": "not yet"})]).await.unwrap();
    };
    tokio::pin!(acknowledged);
    let heard = ann.until_that("message received", |said| said["message"] == "not yet");
    tokio::select! {
        biased;
        () = &mut acknowledged => panic!("acknowledged while the database is locked"),
        _ = heard => {}
    }
    // longer than the journal would take
    assert!(timeout(Duration::from_millis(200), &mut acknowledged).await.is_err());
    other.execute("ROLLBACK").await.unwrap();
    acknowledged.await;
    assert_eq!(said(&server).await, ["stored", "not yet"]);
}

#[tokio::test]
async fn who_saw_what_a_crash_lost_is_told_to_forget_it() {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    let mut server = site.start();
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    bob.say_and_wait("message", &[json!({"message": "stored"})]).await.unwrap();
    let stored = bob.until("message received").await["id"].as_u64().unwrap();
    let other = lock(&server).await;
    bob.message("lost").await;
    let lost = bob.until_that("message received", |said| said["message"] == "lost").await["id"].as_u64();
    server.crash();
    drop(other);
    server.restart();
    let mut ann = Chatter::connect(server.address()).await;
    ann.login("alice", "ann").await;
    ann.message("after the crash").await;
    let next = ann.until_that("message received", |said| said["username"] == "ann").await["id"].as_u64();
    let mut bob = Chatter::connect(server.address()).await;
    let history = bob.read("alice", lost).await;
    assert_eq!((&history["lost_after"], &history["resumed"]), (&json!(stored), &json!(false)));
    assert_eq!(history["messages"].as_array().unwrap().len(), 2);
    for last in [Some(stored), next] {
        let history = Chatter::connect(server.address()).await.read("alice", last).await;
        assert_eq!((&history["lost_after"], &history["resumed"]), (&json!(null), &json!(true)));
    }
}

#[tokio::test]
async fn a_server_that_is_killed_takes_nothing_with_it_but_the_last_moment() {
    /// The journal writes every 20 ms; but the machine may be slow.
    const MOMENT: Duration = Duration::from_secs(1);
    let site = Site::new("chat: {messages: {burst: 1, per_minute: 0}}\n");
    site.add_streamer("alice", "hunter2");
    let mut server = site.start();
    let mut bob = Chatter::connect(server.address()).await;
    bob.login("alice", "bob").await;
    let begun = Instant::now();
    let mut heard = Vec::new();
    while begun.elapsed() < 2 * MOMENT {
        let line = heard.len().to_string();
        bob.message(&line).await;
        bob.until_that("message received", |said| said["message"] == line.as_str()).await;
        heard.push((line, Instant::now()));
    }
    let killed = Instant::now();
    server.crash();
    let kept = said(&server).await;
    assert_eq!(kept, heard.iter().take(kept.len()).map(|(line, _)| line.as_str()).collect::<Vec<_>>());
    let lost = heard.get(kept.len()).map(|(_, at)| killed - *at);
    assert!(lost < Some(MOMENT), "the first that is lost was {lost:?} old");
}

#[tokio::test]
async fn a_server_out_of_descriptors_lets_people_in_again_when_some_leave() {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    let server = site.start_after("ulimit -n 100");
    let mut first = Chatter::connect(server.address()).await;
    first.login("alice", "first").await;
    let mut crowd = Vec::new();
    loop {
        let attempt = timeout(Duration::from_secs(1), Approach::default().try_connect(server.address()));
        match attempt.await {
            Ok(Ok(chatter)) => crowd.push(chatter),
            _ => break,
        }
        assert!(crowd.len() < 200, "there is no limit");
    }
    assert!(crowd.len() > 20, "{}", crowd.len());
    first.message("who is in talks on").await;
    first.until("message received").await;
    drop(crowd);
    let mut late = Chatter::connect(server.address()).await;
    late.login("alice", "late").await;
    assert_eq!(first.until("connected").await["username"], "late");
}
