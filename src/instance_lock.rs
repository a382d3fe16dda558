//! Locks that keep a second server from the same database or HLS folder: two servers would reorder each other's chat and
//! overwrite each other's files. The kernel releases the locks with the process, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use tracing::debug;

/// Another server holds the lock.
#[derive(Debug, thiserror::Error)]
#[error(
    "another server uses the {what} {} already; stop it first, or set `{key}` to another {what}",
    path.display()
)]
pub struct InUse {
    what: &'static str,
    path: PathBuf,
    key: &'static str,
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Locks an HLS folder. `None` if it cannot be locked: it may not exist yet, or its file system may have no locks.
    pub fn of_folder(path: &Path) -> Result<Option<Self>, InUse> {
        Self::on(File::open(path), || InUse { what: "HLS folder", path: path.to_owned(), key: "hls_dir" })
    }

    /// Locks a database by a file beside it: closing a descriptor of the database file itself would release SQLite's locks.
    pub fn of_database(path: &Path) -> Result<Option<Self>, InUse> {
        let mut beside = path.as_os_str().to_owned();
        beside.push("-server");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(beside);
        Self::on(file, || InUse { what: "database", path: path.to_owned(), key: "database" })
    }

    fn on(file: io::Result<File>, in_use: impl FnOnce() -> InUse) -> Result<Option<Self>, InUse> {
        let error = match file.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), locked)) => return Ok(Some(Self { _file: locked })),
            Ok((Err(TryLockError::WouldBlock), _)) => return Err(in_use()),
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => error,
        };
        debug!(%error, "cannot lock; a second server would go unnoticed");
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_server_locks_no_other_can_use() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("site.db");
        let locks: [&dyn Fn() -> Result<Option<InstanceLock>, InUse>; 2] =
            [&|| InstanceLock::of_folder(folder.path()), &|| InstanceLock::of_database(&database)];
        for lock in locks {
            let first = lock().unwrap();
            assert!(first.is_some());
            let refusal = lock().unwrap_err().to_string();
            assert!(refusal.contains(folder.path().to_str().unwrap()), "{refusal}");
            drop(first);
            assert!(lock().unwrap().is_some());
        }
        let missing = folder.path().join("missing");
        assert!(InstanceLock::of_folder(&missing).unwrap().is_none());
        assert!(InstanceLock::of_database(&missing.join("site.db")).unwrap().is_none());
    }
}
