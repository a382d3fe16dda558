//! What it costs to keep what people say: messages a second, and processor time for each.
//!
//! `cargo bench --bench journal [-- URL]` writes through the journal into a fresh SQLite file, or into the empty database
//! that the URL names. A message is two steps, one for the audit journal and one for history; every hundredth clears
//! what history need not keep.

use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix::prelude::*;
use pystreaming::store::{Database, DatabaseSettings};
use pystreaming_actors::chat::Colour;
use pystreaming_actors::events::AuditEvent;
use pystreaming_actors::journal::{Flush, Journal, JournalStatus, Record};
use pystreaming_actors::names::{Secrets, StreamKey, StreamerName};
use pystreaming_actors::session::{Person, Role};
use pystreaming_actors::store::{ChatKind, ChatMessage, Write};
use tokio::sync::oneshot;

type Outcome<T> = Result<T, Box<dyn Error>>;

const FLOOD: u64 = 45_000;
const PACED: Duration = Duration::from_secs(5);

struct Bench {
    journal: Addr<Journal>,
    status: Arc<JournalStatus>,
    streamer: StreamerName,
    said: u64,
}

#[actix::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let settings = match std::env::args().skip(1).find(|argument| argument.contains("://")) {
        Some(url) => DatabaseSettings::from_url(&url)?,
        None => DatabaseSettings::Sqlite { path: folder.path().join("site.db") },
    };
    let secrets = Secrets::derive("benchmark");
    Database::create(&settings, &secrets).await?;
    let store = Database::open(&settings, &secrets, true, "").await?.store();
    let streamer = StreamerName::stored("bench");
    if store.streamers().await?.is_empty() {
        let key = StreamKey::new("benchkey").ok_or("no key")?;
        store.add_streamer(&streamer, secrets.hash(&key)).await?;
    }
    let status = Arc::new(JournalStatus::default());
    let journal = Journal::new(store, Arc::clone(&status)).start();
    let mut bench = Bench { journal, status, streamer, said: 0 };
    println!("{settings}");
    bench.alone().await?;
    bench.flood().await?;
    for rate in [50, 1000, 4000] {
        bench.paced(rate).await?;
    }
    Ok(())
}

impl Bench {
    fn say(&mut self) {
        self.said += 1;
        let (id, streamer) = (1_800_000_000_000_000 + self.said, self.streamer.clone());
        let text = format!("message {} of forty bytes or so", self.said);
        let author = Person { username: "somebody".into(), role: Role::Viewer, color: Colour([1, 2, 3]) };
        let event = AuditEvent::SendMessage { name: "somebody".into(), message: text.clone() };
        let message =
            ChatMessage { id, time: 0, kind: ChatKind::Message, author: Some(author), text, reply: None };
        self.journal.do_send(Record(Write::Audit { at: 0, streamer: streamer.clone(), event }));
        let said = Write::ChatSaid { streamer: streamer.clone(), message: Arc::new(message) };
        self.journal.do_send(Record(said));
        if self.said.is_multiple_of(100) {
            self.journal.do_send(Record(Write::ChatCleared { streamer, up_to: id - 100 }));
        }
    }

    async fn flush(&self) -> Outcome<()> {
        let (done, wait) = oneshot::channel();
        self.journal.do_send(Flush(done));
        Ok(wait.await?)
    }

    /// One message after the other, each waited for.
    async fn alone(&mut self) -> Outcome<()> {
        let mut times = Vec::new();
        for _ in 0..200 {
            let begun = Instant::now();
            self.say();
            self.flush().await?;
            times.push(begun.elapsed());
        }
        times.sort();
        println!("one message, until it is stored: {:.1?} (median)", times[times.len() / 2]);
        Ok(())
    }

    /// As many as there may be at once.
    async fn flood(&mut self) -> Outcome<()> {
        let (begun, used) = (Instant::now(), processor_time()?);
        for _ in 0..FLOOD {
            self.say();
        }
        let recorded = begun.elapsed();
        self.flush().await?;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / FLOOD as f64;
        println!(
            "a flood: {:.0} messages/s; {:.1} µs of processor time each; {:.1} µs for whoever records it",
            FLOOD as f64 / begun.elapsed().as_secs_f64(),
            each(processor_time()? - used),
            each(recorded),
        );
        match self.status.dropped.load(Ordering::Relaxed) {
            0 => Ok(()),
            dropped => Err(format!("{dropped} steps were dropped").into()),
        }
    }

    /// So many a second.
    async fn paced(&mut self, rate: u32) -> Outcome<()> {
        let (begun, used) = (Instant::now(), processor_time()?);
        let mut tick = tokio::time::interval(Duration::from_secs(1) / rate);
        while begun.elapsed() < PACED {
            tick.tick().await;
            self.say();
        }
        self.flush().await?;
        let used = (processor_time()? - used).as_secs_f64() / begun.elapsed().as_secs_f64();
        println!("{rate} messages/s: {:.1} % of one processor", used * 100.0);
        Ok(())
    }
}

/// What this process has used so far.
fn processor_time() -> Outcome<Duration> {
    let mut all = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        let stat = fs::read_to_string(thread?.path().join("schedstat"))?;
        all += stat.split(' ').next().ok_or("no time")?.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(all))
}
