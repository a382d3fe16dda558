//! The state of the server, for health checks, metrics and the API.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use pystreaming_actors::status::StreamState;
use pystreaming_actors::watcher::WatcherStatus;
use serde::Serialize;
use utoipa::ToSchema;

use super::site::Site;
use crate::storage::DatabaseSettings;
use crate::{machine, memory};

/// The state of the server at one moment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServerState {
    /// Version of the program.
    pub version: &'static str,
    /// When it started, in Unix seconds.
    pub started: i64,
    /// For how many seconds it has been running.
    pub uptime: u64,
    /// Whether the site can work: the database answers and takes writes, and the HLS folder can be read.
    pub ready: bool,
    /// State of the database: `ok`, `does not answer` or `takes no writes`.
    pub database: &'static str,
    /// `sqlite`, `postgres` or `mysql`.
    pub database_kind: &'static str,
    /// Name and version of what keeps the database, such as `SQLite 3.50.4` or `MariaDB 10.11.14`.
    pub database_version: String,
    /// Whether the database answers.
    #[serde(skip)]
    pub store_up: bool,
    /// State of the HLS folder: `ok`, `not looked at yet`, `missing` or `unreadable`.
    pub hls_dir: &'static str,
    /// Steps of what happens that wait for the database.
    pub journal_waiting: u64,
    /// Steps written since the start.
    pub journal_written: u64,
    /// Steps lost to a full queue since the start.
    pub journal_dropped: u64,
    /// Streamers of the site.
    pub streamers: u64,
    /// Rooms that run; one for each streamer.
    pub rooms: u64,
    /// Streams that are live.
    pub live: u64,
    /// Streams that have a publisher or wait for one to return.
    pub on_air: u64,
    /// Open stream pages.
    pub viewers: u64,
    /// Sockets of chat and of stream pages.
    pub sockets: u64,
    /// Resident memory in bytes; null where the system does not tell.
    pub memory: Option<u64>,
    /// Processor time that the server has used, in seconds; null where the system does not tell.
    pub processor_seconds: Option<f64>,
    /// Processors that the server may use.
    pub processors: u64,
    /// Processes of the machine that wanted to run, on average over the last minute; null where the system does not tell.
    pub load: Option<f64>,
    /// Open files and sockets of the server; null where the system does not tell.
    pub open_files: Option<u64>,
    /// How many it may open; null where the system does not tell.
    pub open_files_most: Option<u64>,
    /// Size of the database in bytes; null unless it is a file.
    pub database_bytes: Option<u64>,
}

/// The size of a database that is a file, with what is not yet in its place.
fn size(database: &DatabaseSettings) -> Option<u64> {
    let DatabaseSettings::Sqlite { path } = database else { return None };
    let mut journal = path.clone().into_os_string();
    journal.push("-wal");
    let bytes = |path: &Path| std::fs::metadata(path).ok().map(|file| file.len());
    Some(bytes(path)? + bytes(Path::new(&journal)).unwrap_or_default())
}

impl ServerState {
    /// As it is now.
    pub fn of(site: &Site) -> Self {
        let count = |atomic: &AtomicU64| atomic.load(Ordering::Relaxed);
        let now = site.clock.now();
        let views = site.index.all();
        let store_up = site.store_answers.load(Ordering::Relaxed);
        let database = if !store_up {
            "does not answer"
        } else if count(&site.journal.failing) > 0 {
            // full or locked, it can still be read
            "takes no writes"
        } else {
            "ok"
        };
        let watcher = site.watcher.status();
        let database_kind = match site.config.database {
            DatabaseSettings::Sqlite { .. } => "sqlite",
            DatabaseSettings::MySql(_) => "mysql",
            DatabaseSettings::Postgres(_) => "postgres",
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            started: site.started.unix,
            uptime: now.monotonic.saturating_duration_since(site.started.monotonic).as_secs(),
            ready: database == "ok" && watcher == WatcherStatus::Watching,
            database,
            database_kind,
            database_version: site.database_version.clone(),
            store_up,
            hls_dir: match watcher {
                WatcherStatus::Starting => "not looked at yet",
                WatcherStatus::Watching => "ok",
                WatcherStatus::Missing => "missing",
                WatcherStatus::Unreadable => "unreadable",
            },
            journal_waiting: count(&site.journal.waiting),
            journal_written: count(&site.journal.written),
            journal_dropped: count(&site.journal.dropped),
            streamers: views.len() as u64,
            rooms: site.rooms.len() as u64,
            live: views.iter().filter(|view| view.live).count() as u64,
            on_air: views.iter().filter(|view| view.state != StreamState::Offline).count() as u64,
            viewers: views.iter().map(|view| u64::from(view.viewers)).sum(),
            sockets: site.sockets.count(),
            memory: memory::resident_bytes(),
            processor_seconds: machine::processor_seconds(),
            processors: std::thread::available_parallelism().map_or(1, |count| count.get() as u64),
            load: machine::load(),
            open_files: machine::open_files(),
            open_files_most: machine::open_files_most(),
            database_bytes: size(&site.config.database),
        }
    }
}
