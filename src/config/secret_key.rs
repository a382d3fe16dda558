//! The site's secret if none is configured: generated once, and stored beside the database.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rand::RngExt;

use pystreaming_actors::model::names::Token;

use super::error::ConfigError;
use super::values::Secret;

/// Reads the secret from the data folder, or generates one there. Programs that do so at the same time all get the same
/// secret.
pub(super) fn read_or_make(data_dir: &Path) -> Result<Secret, ConfigError> {
    let file = data_dir.join("secret_key");
    let refuse = |why: String| ConfigError::SecretKey { file: file.clone(), why };
    let read = |error: io::Error| match error.kind() {
        ErrorKind::PermissionDenied => refuse(format!(
            "cannot be read: {error}; run this as the user that owns the file, which is the one the site runs as"
        )),
        _ => refuse(format!("cannot be read: {error}")),
    };
    if !file.try_exists().map_err(read)? {
        make(data_dir, &file).map_err(|error| {
            refuse(format!(
                "cannot be made: {error}; make the folder writable, set `data_dir` to another one, or set `secret_key`"
            ))
        })?;
    }
    let text = fs::read_to_string(&file).map_err(read)?;
    match text.trim() {
        "" => Err(refuse(
            "is empty; restore the old secret, or remove the file to have a new one generated, which makes every \
             stream key invalid"
                .to_owned(),
        )),
        secret => Ok(Secret::new(secret)),
    }
}

/// Writes a temporary file and links it into place, so that nobody reads an incomplete secret and the first one stays.
fn make(data_dir: &Path, file: &Path) -> io::Result<()> {
    fs::create_dir_all(data_dir)?;
    let random = || Token::from_random(rand::rng().random());
    let draft = data_dir.join(format!(".secret_key.{}", random()));
    let written =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).and_then(|mut out| {
            writeln!(out, "{}{}", random(), random())?;
            out.sync_all()
        });
    let linked = written.and_then(|()| match fs::hard_link(&draft, file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = fs::remove_file(&draft);
    linked.and(removed)?;
    File::open(data_dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn concurrent_programs_get_the_same_secret_and_leave_no_files_behind() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("data");
        let secrets: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8).map(|_| scope.spawn(|| read_or_make(&folder).unwrap())).collect();
            makers.into_iter().map(|maker| maker.join().unwrap().reveal().to_owned()).collect()
        });
        assert!(secrets.iter().all(|secret| *secret == secrets[0] && secret.len() >= 52), "{secrets:?}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        assert_eq!(fs::metadata(folder.join("secret_key")).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn an_empty_file_is_not_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret_key"), "\n").unwrap();
        let error = read_or_make(folder.path()).unwrap_err();
        assert!(error.to_string().contains("is empty"), "{error}");
    }
}
