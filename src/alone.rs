//! One server at a time: two on one database would overtake each other's chat, and two on one HLS folder each other's
//! files. A server holds a lock on what it uses, which the system lets go of with the process, however that ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use tracing::debug;

/// Another server is there already.
#[derive(Debug, thiserror::Error)]
#[error(
    "another server uses the {what} {} already; stop it first, or give this one a {what} of its own with `{key}`",
    path.display()
)]
pub struct InUse {
    what: &'static str,
    path: PathBuf,
    key: &'static str,
}

/// Held for as long as this server runs.
#[derive(Debug)]
pub struct Claim {
    _locked: File,
}

impl Claim {
    /// Claims an HLS folder. `None` where it cannot be locked: it may not be there yet, or lie on a file system without
    /// locks.
    pub fn of_folder(path: &Path) -> Result<Option<Self>, InUse> {
        Self::on(File::open(path), || InUse { what: "HLS folder", path: path.to_owned(), key: "hls_dir" })
    }

    /// Claims a database by a file beside it: closing any descriptor of its own file would end SQLite's locks.
    pub fn of_database(path: &Path) -> Result<Option<Self>, InUse> {
        let mut beside = path.as_os_str().to_owned();
        beside.push("-server");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(beside);
        Self::on(file, || InUse { what: "database", path: path.to_owned(), key: "database" })
    }

    fn on(file: io::Result<File>, in_use: impl FnOnce() -> InUse) -> Result<Option<Self>, InUse> {
        let error = match file.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), locked)) => return Ok(Some(Self { _locked: locked })),
            Ok((Err(TryLockError::WouldBlock), _)) => return Err(in_use()),
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => error,
        };
        debug!(%error, "a second server would not be noticed");
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_claims_another_may_not_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("site.db");
        let claims: [&dyn Fn() -> Result<Option<Claim>, InUse>; 2] =
            [&|| Claim::of_folder(folder.path()), &|| Claim::of_database(&database)];
        for claim in claims {
            let first = claim().unwrap();
            assert!(first.is_some());
            let refusal = claim().unwrap_err().to_string();
            assert!(refusal.contains(folder.path().to_str().unwrap()), "{refusal}");
            drop(first);
            assert!(claim().unwrap().is_some());
        }
        let missing = folder.path().join("missing");
        assert!(Claim::of_folder(&missing).unwrap().is_none());
        assert!(Claim::of_database(&missing.join("site.db")).unwrap().is_none());
    }
}
