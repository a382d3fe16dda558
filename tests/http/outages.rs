//! The database away, locked or full: pages and playlists go on, and what happens meanwhile is written later.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

use pystreaming::config::{CliOverrides, Config};
use pystreaming::storage::Database;
use pystreaming_actors::ports::{EventQuery, StoredEvent};
use rustix::process::{Resource, Rlimit, prlimit};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor};

use crate::encoder::{Recording, publish, publish_done};
use crate::mariadb::MariaDb;
use crate::server::{Server, Site, until};
use crate::watching::Watching;

/// What the journal holds.
async fn events(server: &Server) -> Vec<StoredEvent> {
    let config = CliOverrides { config: Some(server.site().path("config.yaml")), ..CliOverrides::default() };
    let config = Config::load(&config).unwrap();
    let database = Database::open(&config.database, &config.secrets().unwrap(), false, "").await.unwrap();
    let events = database.store().events(&EventQuery::last(1000)).await.unwrap();
    database.close().await;
    events
}

/// Starts and stops of streams, and how many viewers they had, in order, once there are as many as are expected.
async fn audited(server: &Server) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let lines = lines(server).await;
        // the server is ready as soon as the first of it is written
        if lines.len() >= MEANWHILE.len() || begun.elapsed() > Duration::from_secs(20) {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn lines(server: &Server) -> Vec<String> {
    let line = |event: StoredEvent| match event.meta.get("viewers") {
        Some(viewers) => format!("{viewers} watch {}", event.streamer),
        None => format!("{} {}", event.kind, event.streamer),
    };
    let happened = events(server).await.into_iter().filter(|event| event.kind != "add_streamer");
    happened.map(line).collect()
}

fn database(server: &Server) -> serde_json::Value {
    server.get("/readyz").json()["database"].clone()
}

/// Everything that viewers and encoders do works.
fn goes_on(server: &Server, recording: &Recording, from: u64) {
    recording.write(from..from + 3);
    until("the next playlist", || {
        server.get("/alice/playlist.m3u8").text().contains(&format!("SEQUENCE:{from}\n")).then_some(())
    });
    server.get("/").must_be(200);
    server.get("/alice/").must_be(200);
    publish_done(server, "hunter2", 1).must_be(200);
    publish(server, "hunter2", 1).must_be(200);
    let page = Watching::start(server, "alice");
    server.until_info("alice", "count", 1);
    page.leave();
    server.until_info("alice", "count", 0);
}

const MEANWHILE: [&str; 5] = [
    "start_streaming alice",
    "stop_streaming alice",
    "start_streaming alice",
    "1 watch alice",
    "0 watch alice",
];

fn live(site: Site) -> (Server, Recording) {
    site.add_streamer("alice", "hunter2");
    let server = site.start_after("trap '' XFSZ");
    publish(&server, "hunter2", 1).must_be(200);
    let recording = Recording::new(&server, "hunter2");
    recording.write(0..3);
    server.until_info("alice", "live", true);
    (server, recording)
}

#[tokio::test]
async fn a_locked_file_holds_up_nothing_but_the_journal() {
    let (server, recording) = live(Site::new("live_indicator_delay: 60"));
    let options = SqliteConnectOptions::new().filename(server.site().path("data/pystreaming.db"));
    let mut other = options.connect().await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    goes_on(&server, &recording, 3);
    until("it is told", || (database(&server) == "takes no writes").then_some(()));
    server.get("/readyz").must_be(503);
    other.execute("ROLLBACK").await.unwrap();
    until("ready again", || (server.get("/readyz").status == 200).then_some(()));
    assert_eq!(audited(&server).await, MEANWHILE);
}

#[tokio::test]
async fn a_file_whose_beginning_is_overwritten_is_told_of() {
    let (server, recording) = live(Site::new("live_indicator_delay: 60"));
    let path = server.site().path("data/pystreaming.db");
    let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let mut head = [0; 100];
    file.read_exact_at(&mut head, 0).unwrap();
    file.write_all_at(&[7; 100], 0).unwrap();
    until("it is told", || (database(&server) != "ok").then_some(()));
    server.get("/readyz").must_be(503);
    server.until_logged("was overwritten while in use");
    goes_on(&server, &recording, 3);
    file.write_all_at(&head, 0).unwrap();
    until("ready again", || (server.get("/readyz").status == 200).then_some(()));
}

#[tokio::test]
async fn a_full_disk_is_told_of_and_loses_nothing() {
    let (mut server, recording) = live(Site::new("live_indicator_delay: 60"));
    // no file may grow beyond what the log of the database has by now
    let grown = std::fs::metadata(server.site().path("data/pystreaming.db-wal")).unwrap().len();
    let limit =
        |bytes| prlimit(Some(server.pid()), Resource::Fsize, Rlimit { current: bytes, maximum: None });
    limit(Some(grown)).unwrap();
    goes_on(&server, &recording, 3);
    until("it is told", || (database(&server) == "takes no writes").then_some(()));
    server.until_logged("the store does not answer");
    let refused = server.site().try_admin(&["streamer", "list"]);
    assert!(refused.status.success(), "reading works");
    limit(None).unwrap();
    until("ready again", || (server.get("/readyz").status == 200).then_some(()));
    assert!(server.stop().success());
    assert_eq!(audited(&server).await[..5], MEANWHILE);
}

#[tokio::test]
async fn a_mysql_server_that_is_gone_holds_up_nothing_but_changes() {
    let mut mariadb = MariaDb::start().await;
    let site = Site::new(&format!("live_indicator_delay: 60\ndatabase: {}", mariadb.url("site")));
    site.admin(&["database", "create"]);
    let (server, recording) = live(site);
    mariadb.kill();
    goes_on(&server, &recording, 3);
    until("it is told", || (database(&server) != "ok").then_some(()));
    server.get("/readyz").must_be(503);
    mariadb.restart().await;
    until("ready again", || (server.get("/readyz").status == 200).then_some(()));
    until("all is written", || {
        server.get("/metrics").text().contains("\npystreaming_journal_waiting 0\n").then_some(())
    });
    assert_eq!(audited(&server).await, MEANWHILE);
    server.site().add_streamer("bob", "bobs-key");
    until("changes arrive again", || (server.get("/bob/info").status == 200).then_some(()));
}
