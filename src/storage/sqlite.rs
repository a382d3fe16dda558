//! SQLite: one file in the data folder, which needs no administration.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::mem::ManuallyDrop;
use std::os::unix::fs::{DirBuilderExt, FileExt as _, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

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
/// How long to wait between two attempts at what SQLite does not wait for.
const BUSY_PAUSE: Duration = Duration::from_millis(20);
/// One may write, the others read meanwhile.
const CONNECTIONS: u32 = 4;

/// Bytes at the beginning of a file that stay the same while it is in use: what it is, and how its pages are made.
const HEAD: usize = 24;

/// Connections to one file.
#[derive(Debug, Clone)]
pub(super) struct SqliteFile {
    pub(super) pool: SqlitePool,
    path: PathBuf,
    /// The file that the connections have open, whatever lies at `path` by now.
    identity: Option<(u64, u64)>,
    /// The beginning of the file, if it had one.
    head: Option<Head>,
}

/// The beginning of a file as it was found.
#[derive(Debug, Clone)]
struct Head {
    /// Never closed: with any descriptor of the file that a process closes, the locks go that SQLite holds on it.
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
    /// An error once the head of the file is no longer what it was. Connections that have it in memory would notice much
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

    /// An error once the file was removed or replaced. SQLite would go on writing to the old one, which nobody finds
    /// again.
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

/// Device and number of the file at a path.
fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

fn read_head(file: &File) -> io::Result<[u8; HEAD]> {
    let mut head = [0; HEAD];
    file.read_exact_at(&mut head, 0)?;
    Ok(head)
}

/// Opens the file; makes it and its folder where they are not there yet.
pub(super) async fn open(path: &Path) -> Result<SqliteFile, StoreError> {
    make(path).map_err(|error| StoreError::Database(format!("cannot make {}: {error}", path.display())))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        // NORMAL would survive `kill -9` too, but could forget what was acknowledged when the power fails; batches
        // make the one sync per transaction that FULL costs cheap
        .synchronous(SqliteSynchronous::Full)
        // a busy site writes to a thousand places at once, again and again: so much of them is kept at hand (in KiB), and
        // written back to their places not before so many pages have gathered
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
        // a file does not hang up
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
    Ok(SqliteFile { pool, path: path.to_owned(), identity: identity(path), head: Head::of(path) })
}

/// Ends what was begun on a connection and not committed, whatever interrupted it.
async fn roll_back(connection: &mut SqliteConnection) {
    // mostly there is nothing to end, which is an error; one that could not be ended makes the next beginning fail,
    // and then it is tried again
    let _ = sqlx::raw_sql("ROLLBACK").execute(connection).await;
}

/// Has readers and the writer work at the same time, which the file remembers from then on. SQLite does not wait by
/// itself when several processes do this at once.
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

/// Makes the file readable for its owner alone, since it holds viewer passwords. The folder stays open for nginx,
/// which may write its playlists below it.
fn make(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            // an administrator who is root must not lock the site out of its own folder; others own what they make
            let owner = std::fs::metadata(folder)?;
            let _ = fchown(&file, Some(owner.uid()), Some(owner.gid()));
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
