//! SQLite: one file in the data folder, which needs no administration.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::mem::ManuallyDrop;
use std::os::unix::fs::{DirBuilderExt, FileExt as _, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use pystreaming_actors::ports::StoreError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::time::sleep;

use super::ACQUIRE_TIMEOUT;
use super::failure::{is_locked, translate};

/// How long a writer waits while another process writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pause between attempts to switch to write-ahead logging, for which SQLite does not wait by itself.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// Connections in the pool: one can write while the others read.
const CONNECTIONS: u32 = 4;

/// How old the time of a file is from which on the next write gives it another: more than systems round by.
const SETTLED: Duration = Duration::from_secs(2);

/// Length in bytes of the part of the header that stays the same while a file is in use: magic string and page format.
const HEAD: usize = 24;

/// A pool of connections to one file.
#[derive(Debug, Clone)]
pub(super) struct SqliteFile {
    pub(super) pool: SqlitePool,
    path: PathBuf,
    /// Device and inode of the open file, even if `path` now leads to another.
    identity: Option<(u64, u64)>,
    /// `None` if the header could not be read when the file was opened.
    head: Option<Head>,
    /// The revision, and the stamp from before it was read.
    known: Arc<Mutex<Option<(Stamp, i64)>>>,
}

/// What every commit changes, of whichever process: it writes to the write-ahead log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    size: u64,
    modified: SystemTime,
}

/// The header of a file as it was when the file was opened.
#[derive(Debug, Clone)]
struct Head {
    /// Never closed: closing any descriptor of a file releases all POSIX locks that the process holds on it, those of
    /// SQLite included.
    file: Arc<ManuallyDrop<File>>,
    bytes: [u8; HEAD],
}

impl Head {
    fn of(path: &Path) -> Option<Self> {
        let file = Arc::new(ManuallyDrop::new(File::open(path).ok()?));
        let bytes = read_head(&file).ok()?;
        Some(Self { file, bytes })
    }
}

impl SqliteFile {
    /// An error if the header of the file has been overwritten. Connections have it in memory and would notice much
    /// later, and the next start would fail.
    pub(super) fn check_head(&self) -> Result<(), StoreError> {
        let Some(head) = &self.head else { return Ok(()) };
        match read_head(&head.file) {
            Ok(bytes) if bytes == head.bytes => Ok(()),
            Ok(_) => Err(StoreError::Database(format!(
                "the beginning of {} was overwritten while in use; stop the site, put a good copy there, and start again",
                self.path.display()
            ))),
            Err(error) => Err(StoreError::Database(format!("cannot read {}: {error}", self.path.display()))),
        }
    }

    /// The stamp. `None` if the last commit was so lately that the next one could have the same.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let log = std::fs::metadata(log).ok()?;
        let modified = log.modified().ok()?;
        let is_settled = modified.elapsed().is_ok_and(|age| age >= SETTLED);
        is_settled.then(|| Stamp { inode: log.ino(), size: log.len(), modified })
    }

    /// The revision, if it is known of this stamp.
    pub(super) fn known_revision(&self, stamp: &Stamp) -> Option<i64> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(of, _)| of == stamp).map(|(_, revision)| *revision)
    }

    /// Notes a revision that was read after this stamp.
    pub(super) fn knows_revision(&self, stamp: Stamp, revision: i64) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((stamp, revision));
    }

    /// An error if the file has been removed or replaced. SQLite would keep writing to the old
    /// one, and those writes would be lost.
    pub(super) fn check_in_place(&self) -> Result<(), StoreError> {
        if identity(&self.path) == self.identity {
            return Ok(());
        }
        Err(StoreError::Database(format!(
            "{} was removed or replaced while in use; stop the site, put the right file there, and start again",
            self.path.display()
        )))
    }
}

/// Device and inode of the file at a path.
fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

fn read_head(file: &File) -> io::Result<[u8; HEAD]> {
    let mut head = [0; HEAD];
    file.read_exact_at(&mut head, 0)?;
    Ok(head)
}

/// Opens the file. Creates it and its folder if they do not exist.
pub(super) async fn open(path: &Path) -> Result<SqliteFile, StoreError> {
    make(path).map_err(|error| StoreError::Database(format!("cannot make {}: {error}", path.display())))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        // NORMAL survives `kill -9` too, but can lose acknowledged writes when the power fails; with batches, the one
        // sync per transaction that FULL costs is cheap
        .synchronous(SqliteSynchronous::Full)
        // a busy site keeps writing to the same thousand pages: cache them (a negative size is in KiB), and checkpoint
        // the write-ahead log only after this many pages
        .pragma("cache_size", "-8192")
        .pragma("wal_autocheckpoint", "4000")
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    let named = |error| match translate(error) {
        StoreError::Database(why) => StoreError::Database(format!("{}: {why}", path.display())),
        other => other,
    };
    switch_to_wal(options.clone()).await.map_err(named)?;
    let pool = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT + BUSY_TIMEOUT)
        .max_lifetime(None)
        .idle_timeout(None)
        // a file cannot disconnect
        .test_before_acquire(false)
        .after_release(|connection, _| {
            Box::pin(async {
                roll_back(connection).await;
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(named)?;
    let (identity, head, known) = (identity(path), Head::of(path), Arc::default());
    Ok(SqliteFile { pool, path: path.to_owned(), identity, head, known })
}

/// Rolls back a transaction that was begun on a connection and not committed.
async fn roll_back(connection: &mut SqliteConnection) {
    // usually no transaction is open, and this fails; if a rollback itself fails, so does the next BEGIN on the
    // connection, which is then rolled back again
    let _ = sqlx::raw_sql("ROLLBACK").execute(connection).await;
}

/// Switches the file to write-ahead logging for good, so that reads continue during a write. When several processes
/// switch at once, SQLite fails instead of waiting.
async fn switch_to_wal(options: SqliteConnectOptions) -> sqlx::Result<()> {
    let options = options.journal_mode(SqliteJournalMode::Wal);
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match options.connect().await {
            Ok(connection) => return connection.close().await,
            Err(error) if is_locked(&error) && Instant::now() < deadline => sleep(BUSY_PAUSE).await,
            Err(error) => return Err(error),
        }
    }
}

/// Creates the file and its folder. Only the owner can read the file, since it holds viewer passwords. The folder is
/// open to nginx, which may write its playlists below it.
fn make(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            // root must not create a file that the site's user cannot open; other users already own what they create
            let owner = std::fs::metadata(folder)?;
            let _ = fchown(&file, Some(owner.uid()), Some(owner.gid()));
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
