//! What it costs to look into a long past: the same questions to ten million stored events and to ten thousand.
//!
//! `cargo bench --bench past [-- EVENTS] [-- URL]` fills a fresh SQLite file, or the empty database that the URL names, by
//! SQL. Streams have a broadcast of two hours every day, with an event a few seconds.

use std::error::Error;
use std::time::{Duration, Instant};

use pystreaming::storage::{Database, DatabaseSettings};
use pystreaming_actors::ids::MessageIds;
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName, Token};
use pystreaming_actors::model::{AuditEvent, Broadcast};
use pystreaming_actors::ports::{Batch, EventGroup, EventQuery, Page, SystemClock, Write};
use pystreaming_actors::ports::{Clock as _, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The past of the table that the large one is compared with.
const FLOOR: i64 = 10_000;
const EVENTS: i64 = 10_000_000;
const STREAMERS: i64 = 20;
/// When the first event happened.
const BEGUN: i64 = 1_700_000_000;
/// Seconds between two events of the site.
const EVERY: i64 = 5;
const ROUNDS: usize = 21;

/// A site with a past of so many events.
struct Past {
    database: Database,
    settings: DatabaseSettings,
    secrets: Secrets,
    events: i64,
    alice: StreamerName,
    _folder: tempfile::TempDir,
}

#[actix::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let events = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(EVENTS);
    let url = arguments.iter().find(|word| word.contains("://"));
    let mut tables = Vec::new();
    for events in [FLOOR, events] {
        let begun = Instant::now();
        let past = Past::new(events, url.map(String::as_str)).await?;
        println!("{} events in {}, filled in {:.0?}", events, past.settings, begun.elapsed());
        tables.push(past.measure().await?);
        past.database.close().await;
    }
    println!("| what | {FLOOR} events | {events} events | ratio |\n|---|---|---|---|");
    for ((what, few), (_, many)) in tables[0].iter().zip(&tables[1]) {
        println!("| {what} | {few:.2?} | {many:.2?} | {:.1} |", many.as_secs_f64() / few.as_secs_f64());
    }
    Ok(())
}

impl Past {
    async fn new(events: i64, url: Option<&str>) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("site.db");
        let settings = match url {
            Some(url) => DatabaseSettings::from_url(&format!("{url}_{events}"))?,
            None => DatabaseSettings::Sqlite { path: path.clone() },
        };
        let secrets = Secrets::derive("benchmark");
        Database::create(&settings, &secrets).await?;
        let database = Database::open(&settings, &secrets, true, "").await?;
        let store = database.store();
        for number in 0..STREAMERS {
            let name = StreamerName::stored(&format!("bench{number}"));
            let key = StreamKey::new(name.as_str()).ok_or("no key")?;
            store.add_streamer(&name, secrets.hash(&key)).await?;
        }
        match url {
            None => fill_sqlite(&path, events).await?,
            Some(url) => fill_mysql(&format!("{url}_{events}"), events).await?,
        }
        while store.index_events().await? {}
        let alice = StreamerName::stored("bench7");
        Ok(Self { database, settings, secrets, events, alice, _folder: folder })
    }

    /// The median time of each question.
    async fn measure(&self) -> Outcome<Vec<(&'static str, Duration)>> {
        let store = self.database.store();
        let (store, alice) = (store.as_ref(), &self.alice);
        let (middle, end) = (BEGUN + self.events / 2 * EVERY, BEGUN + self.events * EVERY);
        let query = || EventQuery::last(100).of(alice);
        let kind = Some("send_message".to_owned());
        let mut found = Vec::new();
        found.push(("start: open the database and load all rooms", self.start().await?));
        let ask =
            async |query: EventQuery| -> Result<(), StoreError> { store.events(&query).await.map(drop) };
        let page = async |page| ask(EventQuery { page, ..query() }).await;
        found.push(("the last 100 events", median(async |_| page(Page::Last).await).await?));
        let before = self.events / 2;
        found.push(("100 events from the middle", median(async |_| page(Page::Before(before)).await).await?));
        found.push(("100 events after an id", median(async |_| page(Page::After(before)).await).await?));
        let messages = || EventQuery { kind: kind.clone(), ..query() };
        found.push(("the last 100 messages", median(async |_| ask(messages()).await).await?));
        let timed = || EventQuery { since: Some(middle), until: Some(middle + 7200), ..query() };
        found.push(("events of two hours long ago", median(async |_| ask(timed()).await).await?));
        let first = || EventQuery { until: Some(BEGUN + 7200), ..messages() };
        found.push(("messages of the first two hours", median(async |_| ask(first()).await).await?));
        let list = async |_| store.past_broadcasts(alice, Page::Last, 50).await.map(drop);
        found.push(("50 broadcasts with statistics", median(list).await?));
        let curve = async |_| store.viewer_curve(alice, (middle, middle + 7200), 60).await.map(drop);
        found.push(("viewers over time, from events", median(curve).await?));
        let broadcast = async |round: usize| {
            let at = end + round as i64 * 10_000;
            let id = Token::stored(&format!("round {round}"));
            let started = Broadcast {
                id: id.clone(),
                streamer: alice.clone(),
                publish_name: None,
                prefix: id.clone(),
                started_at: at,
                seen_at: at,
                is_recorded: false,
            };
            let said = |number| Write::Audit {
                at: at + number,
                streamer: alice.clone(),
                event: AuditEvent::SendMessage { name: "bob".to_owned(), message: "hello".to_owned() },
            };
            let mut steps = vec![Write::BroadcastStarted(started)];
            steps.extend((0..500).map(said));
            steps.push(Write::BroadcastEnded { id: id.clone(), at: at + 500 });
            store.write(&Batch { writer: id, number: 1, steps }).await
        };
        found.push(("store and count a broadcast with 500 messages", median(broadcast).await?));
        let group = EventGroup { streamer: alice.clone(), kind: "join_chat".to_owned() };
        let delete = async |_| store.delete_events(&group, i64::MAX, 5).await.map(drop);
        found.push(("one step of the retention", median(delete).await?));
        let groups = async |_| store.event_groups().await.map(drop);
        found.push(("find what the retention has to look at", median(groups).await?));
        Ok(found)
    }

    async fn start(&self) -> Outcome<Duration> {
        median(async |_| {
            let database = Database::open(&self.settings, &self.secrets, true, "").await?;
            let store = database.store();
            store.open_broadcasts().await?;
            MessageIds::reserve(store.as_ref(), SystemClock.now()).await?;
            for streamer in store.streamers().await? {
                store.chat_memory(&streamer.name, 100, 0).await?;
            }
            database.close().await;
            Ok(())
        })
        .await
    }
}

async fn median(ask: impl AsyncFn(usize) -> Result<(), StoreError>) -> Outcome<Duration> {
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let begun = Instant::now();
        ask(round).await?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

/// The statements that make the past, with `{numbers}` for a table of the numbers from 0.
fn statements(numbers: &str, events: i64, concat: fn(&[&str]) -> String) -> Vec<String> {
    let name = concat(&["'bench'", &format!("(n % {STREAMERS})")]);
    let viewers = concat(&["'{\"viewers\": '", "(n % 97)", "'}'"]);
    let message =
        concat(&["'{\"name\": \"user'", "(n % 501)", "'\", \"message\": \"one of many things said\"}'"]);
    let joined = concat(&["'{\"name\": \"user'", "(n % 501)", "'\"}'"]);
    let broadcasts = events / 1000;
    vec![
        format!(
            "INSERT INTO audit_events (happened_at, streamer, folded, kind, meta) \
             SELECT {BEGUN} + n * {EVERY}, {name}, {name}, \
             CASE (n / {STREAMERS}) % 8 WHEN 0 THEN 'join_chat' WHEN 1 THEN 'leave_chat' WHEN 2 THEN 'viewer_count' \
             WHEN 3 THEN 'viewer_count' WHEN 4 THEN 'viewer_count' ELSE 'send_message' END, \
             CASE (n / {STREAMERS}) % 8 WHEN 0 THEN {joined} WHEN 1 THEN {joined} WHEN 2 THEN {viewers} \
             WHEN 3 THEN {viewers} WHEN 4 THEN {viewers} ELSE {message} END FROM {numbers}",
        ),
        format!(
            "INSERT INTO past_broadcasts (position, id, streamer, started_at, ended_at, peak_viewers, viewer_seconds, \
             chatters, messages) SELECT ({BEGUN} + n * 5000) * 1000000, {}, {name}, {BEGUN} + n * 5000 - 7200, \
             {BEGUN} + n * 5000, 7, 1000, 5, 50 FROM {numbers} WHERE n < {broadcasts}",
            concat(&["'past'", "n"]),
        ),
    ]
}

async fn fill_sqlite(path: &std::path::Path, events: i64) -> Outcome<()> {
    let numbers = format!(
        "(WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {events}) \
         SELECT n FROM numbers)"
    );
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await?;
    connection.execute("PRAGMA cache_size = -200000").await?;
    for statement in statements(&numbers, events, |parts| parts.join(" || ")) {
        connection.execute(AssertSqlSafe(statement)).await?;
    }
    connection.close().await?;
    Ok(())
}

async fn fill_mysql(url: &str, events: i64) -> Outcome<()> {
    let mut connection = sqlx::MySqlConnection::connect(url).await?;
    let concat = |parts: &[&str]| format!("CONCAT({})", parts.join(", "));
    // MariaDB's engine of sequences
    for statement in
        statements(&format!("(SELECT seq AS n FROM seq_0_to_{}) AS numbers", events - 1), events, concat)
    {
        connection.execute(AssertSqlSafe(statement.replace("n / 20)", "n DIV 20)"))).await?;
    }
    connection.close().await?;
    Ok(())
}
