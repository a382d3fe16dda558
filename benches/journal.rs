//! What it costs to keep what people say: messages a second, and processor time for each.
//!
//! `cargo bench --bench journal [-- URL]` writes through the journal into a fresh SQLite file, or into the empty database
//! that the URL names. A message is two steps, one for the audit journal and one for history; now and then, as rooms do,
//! a third clears what history need not keep. What is said at once is said in one room, and in many.

use std::collections::VecDeque;
use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix::prelude::*;
use pystreaming::storage::{Database, DatabaseSettings};
use pystreaming_actors::journal::{Flush, Journal, JournalStatus, Record};
use pystreaming_actors::model::names::{Secrets, StreamKey, StreamerName};
use pystreaming_actors::model::{AuditEvent, ChatKind, ChatMessage, Colour, Person, Role};
use pystreaming_actors::ports::Write;
use tokio::sync::oneshot;

type Outcome<T> = Result<T, Box<dyn Error>>;

const FLOOD: u64 = 45_000;
/// Rooms in which people talk at the same time.
const ROOMS: usize = 500;
/// How many messages history keeps, and after how many that drop out of it the store is told.
const KEPT: u64 = 100;
const CLEARED_EVERY: u64 = 32;
const PACED: Duration = Duration::from_secs(5);

struct Bench {
    journal: Addr<Journal>,
    status: Arc<JournalStatus>,
    rooms: Vec<Room>,
    said: u64,
}

struct Room {
    streamer: StreamerName,
    /// Ids of the messages that history keeps.
    kept: VecDeque<u64>,
    dropped: u64,
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
    let names = (0..ROOMS).map(|number| StreamerName::stored(&format!("bench{number}")));
    let rooms = names.map(|streamer| Room { streamer, kept: VecDeque::new(), dropped: 0 });
    let rooms: Vec<_> = rooms.collect();
    if store.streamers().await?.is_empty() {
        for room in &rooms {
            let key = StreamKey::new(room.streamer.as_str()).ok_or("no key")?;
            store.add_streamer(&room.streamer, secrets.hash(&key)).await?;
        }
    }
    let status = Arc::new(JournalStatus::default());
    let journal = Journal::new(store, Arc::clone(&status)).start();
    let mut bench = Bench { journal, status, rooms, said: 0 };
    println!("{settings}");
    bench.alone().await?;
    // the second time, what is kept of history has to make room
    for rooms in [1, ROOMS, ROOMS] {
        bench.flood(rooms).await?;
    }
    for rate in [50, 1000, 4000] {
        bench.paced(rate).await?;
    }
    Ok(())
}

impl Bench {
    /// In the next of so many rooms.
    fn say(&mut self, rooms: usize) {
        self.said += 1;
        let room = &mut self.rooms[self.said as usize % rooms];
        let (id, streamer) = (1_800_000_000_000_000 + self.said, room.streamer.clone());
        let text = format!("message {} of forty bytes or so", self.said);
        let author = Person {
            username: "somebody".into(),
            role: Role::Viewer,
            color: Colour([1, 2, 3]),
            account: None,
        };
        let event = AuditEvent::SendMessage { name: "somebody".into(), message: text.clone() };
        let message =
            ChatMessage { id, time: 0, kind: ChatKind::Message, author: Some(author), text, reply: None };
        self.journal.do_send(Record(Write::Audit { at: 0, streamer: streamer.clone(), event }));
        let said = Write::ChatSaid { streamer: streamer.clone(), message: Arc::new(message) };
        self.journal.do_send(Record(said));
        room.kept.push_back(id);
        if room.kept.len() as u64 > KEPT
            && let Some(up_to) = room.kept.pop_front()
        {
            room.dropped += 1;
            if room.dropped.is_multiple_of(CLEARED_EVERY) {
                self.journal.do_send(Record(Write::ChatCleared { streamer, up_to }));
            }
        }
    }

    async fn flush(&self) -> Outcome<()> {
        let (done, wait) = oneshot::channel();
        self.journal.do_send(Flush(done));
        wait.await?;
        Ok(())
    }

    /// One message after the other, each waited for.
    async fn alone(&mut self) -> Outcome<()> {
        let mut times = Vec::new();
        for _ in 0..200 {
            let begun = Instant::now();
            self.say(1);
            self.flush().await?;
            times.push(begun.elapsed());
        }
        times.sort();
        println!("one message, until it is stored: {:.1?} (median)", times[times.len() / 2]);
        Ok(())
    }

    /// As many as there may be at once.
    async fn flood(&mut self, rooms: usize) -> Outcome<()> {
        let (begun, used) = (Instant::now(), processor_time()?);
        for _ in 0..FLOOD {
            self.say(rooms);
        }
        let recorded = begun.elapsed();
        self.flush().await?;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / FLOOD as f64;
        println!(
            "a flood in {rooms} rooms: {:.0} messages/s; {:.1} µs of processor time each; {:.1} µs for whoever records it",
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
            self.say(ROOMS);
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
