//! Opening files of the HLS folder safely: other programs may write to it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

/// Opens a regular file for reading. A symbolic link is an error, wherever it leads, and pipes and devices cannot make
/// the caller wait.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_regular_files_are_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("file"), "0123456789").unwrap();
        assert_eq!(io::read_to_string(open_regular(&path("file")).unwrap()).unwrap(), "0123456789");

        symlink("file", path("inside")).unwrap();
        symlink("/etc/passwd", path("outside")).unwrap();
        fs::create_dir(path("folder")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, path("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0)
            .unwrap();
        for refused in ["inside", "outside", "folder", "pipe", "absent", "/dev/zero"] {
            assert!(open_regular(&path(refused)).is_err(), "{refused}");
        }
    }
}
