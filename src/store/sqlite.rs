//! SQLite: one file in the data folder, which needs no administration.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use pystreaming_actors::store::StoreError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::failure::translate;
use super::sql::ACQUIRE_TIMEOUT;

/// How long a writer waits while another process writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// One may write, the others read meanwhile.
const CONNECTIONS: u32 = 4;

/// Opens the file; makes it and its folder where they are not there yet.
pub(super) async fn open(path: &Path) -> Result<SqlitePool, StoreError> {
    make(path).map_err(|error| StoreError::Database(format!("cannot make {}: {error}", path.display())))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL would survive `kill -9` too, but could forget what was acknowledged when the power fails; batches
        // make the one sync per transaction that FULL costs cheap
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT + BUSY_TIMEOUT)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_with(options)
        .await
        .map_err(|error| match translate(error) {
            StoreError::Database(why) => StoreError::Database(format!("{}: {why}", path.display())),
            other => other,
        })
}

/// Makes the file readable for its owner alone, since it holds viewer passwords. The folder stays open for nginx,
/// which may write its playlists below it.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
