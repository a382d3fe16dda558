//! Backups of a database that is a file, made while the site runs.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::StoreError;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::storage::Database;

/// Backups that are kept; older ones are removed when another is made.
pub const KEPT: usize = 10;
/// Below the data folder.
const FOLDER: &str = "backups";
/// The file that a backup is written to before it has its name.
const DRAFT: &str = "unfinished";
const ENDING: &str = ".db";
/// The site's secret in the data folder, without which the stream keys in a backup are lost. Each backup has a copy beside it,
/// since the secret may be another one later.
const SECRET: &str = "secret_key";

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Of the file.
    pub name: String,
    /// When it was made.
    pub made_at: UnixTime,
    /// Its size.
    pub bytes: u64,
}

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Another one is being made.
    #[error("another backup is being made")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
}

/// The backups of a site.
#[derive(Debug, Clone)]
pub struct Backups {
    database: Database,
    data_dir: PathBuf,
}

impl Backups {
    /// Those below a data folder.
    pub fn new(database: Database, data_dir: &Path) -> Self {
        Self { database, data_dir: data_dir.to_owned() }
    }

    /// Whether the database is a file, which can be backed up here.
    pub fn are_possible(&self) -> bool {
        self.database.is_file()
    }

    /// The folder with the backups.
    pub fn folder(&self) -> PathBuf {
        self.data_dir.join(FOLDER)
    }

    /// The backups, the newest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<Backup>, BackupError> {
        let folder = self.folder();
        let failed = |error| BackupError::File { path: folder.clone(), error };
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if let (Some(made_at), Ok(file)) = (time_of(&name), entry.metadata()) {
                found.push(Backup { name, made_at, bytes: file.len() });
            }
        }
        found.sort_by_key(|backup| std::cmp::Reverse(backup.made_at));
        Ok(found)
    }

    /// Makes a backup, and removes the oldest if there are too many. It is whole or not there.
    ///
    /// # Errors
    /// Another one is being made, or the database or the disk fails.
    pub async fn make(&self, now: UnixTime) -> Result<Backup, BackupError> {
        let folder = self.folder();
        // held until the end, so that server and command line do not both make one
        let _locked = locked(&folder)?;
        let draft = folder.join(DRAFT);
        // left by a server that was killed
        remove(&draft)?;
        // SQLite would let others read it
        let empty = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft);
        empty.map_err(|error| BackupError::File { path: draft.clone(), error })?;
        if let Err(error) = self.database.back_up(&draft).await {
            // perhaps the disk is full
            remove(&draft)?;
            return Err(error.into());
        }
        let backups = self.clone();
        // to wait for the disk can take seconds
        let finished = tokio::task::spawn_blocking(move || backups.finish(&draft, now)).await;
        finished.map_err(|error| BackupError::File { path: folder, error: io::Error::other(error) })?
    }

    /// Gives a draft its name once it is on the disk, with the secret beside it where that is a file.
    fn finish(&self, draft: &Path, now: UnixTime) -> Result<Backup, BackupError> {
        let folder = self.folder();
        // two of one second do not share a name
        let made_at = (now..).find(|at| !folder.join(name_of(*at)).exists()).unwrap_or(now);
        let name = name_of(made_at);
        let path = folder.join(&name);
        let secret = self.data_dir.join(SECRET);
        let copy = secret_beside(&path);
        match fs::copy(&secret, &copy) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            copied => copied
                .and_then(|_| File::open(&copy)?.sync_all())
                .map_err(|error| BackupError::File { path: secret, error })?,
        }
        let done = File::open(draft)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(draft, &path))
            .and_then(|()| File::open(&folder)?.sync_all())
            .and_then(|()| fs::metadata(&path));
        let bytes = done.map_err(|error| BackupError::File { path, error })?.len();
        for old in self.list()?.into_iter().skip(KEPT) {
            let old = folder.join(old.name);
            remove(&old)?;
            remove(&secret_beside(&old))?;
        }
        Ok(Backup { name, made_at, bytes })
    }
}

/// Where the copy of the secret is that belongs to a backup.
fn secret_beside(backup: &Path) -> PathBuf {
    backup.with_extension(SECRET)
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(BackupError::File { path: path.to_owned(), error })
        }
        _ => Ok(()),
    }
}

/// Makes the folder, which only its owner can read, and locks it.
fn locked(folder: &Path) -> Result<File, BackupError> {
    let failed = |error| BackupError::File { path: folder.to_owned(), error };
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    let opened = File::open(folder).map_err(failed)?;
    match opened.try_lock() {
        Ok(()) => Ok(opened),
        Err(TryLockError::WouldBlock) => Err(BackupError::Busy),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Such as `2026-01-31T120000Z.db`.
fn name_of(at: UnixTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour][minute][second]Z");
    let time = OffsetDateTime::from_unix_timestamp(at).ok().and_then(|at| at.format(format).ok());
    format!("{}{ENDING}", time.unwrap_or_else(|| at.to_string()))
}

/// When a backup of this name was made; `None` for other files.
fn time_of(name: &str) -> Option<UnixTime> {
    let digits: String = name.strip_suffix("Z.db")?.chars().filter(char::is_ascii_digit).collect();
    let field = |from: usize, to: usize| digits.get(from..to)?.parse::<u8>().ok();
    let month = time::Month::try_from(field(4, 6)?).ok()?;
    let date = time::Date::from_calendar_date(digits.get(..4)?.parse().ok()?, month, field(6, 8)?).ok()?;
    let time = date.with_hms(field(8, 10)?, field(10, 12)?, field(12, 14)?).ok()?;
    let at = time.assume_utc().unix_timestamp();
    (name_of(at) == name).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_when_a_backup_was_made_and_other_files_are_none() {
        assert_eq!(name_of(1_727_807_400), "2024-10-01T183000Z.db");
        assert_eq!(time_of("2024-10-01T183000Z.db"), Some(1_727_807_400));
        for other in [
            "",
            "Z.db",
            "secret_key",
            "unfinished",
            "2024-13-01T183000Z.db",
            "2024-10-01T1830Z.db",
            "x2024-10-01T183000Z.db",
            "2024-10-01T183000Z.db-wal",
            "2024-10-01T183000Z.secret_key",
            "9Z.db",
            "ä0240-10-01T183000Z.db",
        ] {
            assert_eq!(time_of(other), None, "{other}");
        }
    }

    #[test]
    fn one_backup_is_made_at_a_time() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join(FOLDER);
        let held = locked(&folder).unwrap();
        assert!(matches!(locked(&folder), Err(BackupError::Busy)));
        drop(held);
        assert!(locked(&folder).is_ok());
    }
}
