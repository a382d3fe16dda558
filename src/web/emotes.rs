//! The admin's folder of emote pictures.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use pystreaming_actors::model::names::hex;
use pystreaming_actors::watcher::open_regular;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tracing::warn;

use super::file_names::is_plain;

/// Types that are served, by file extension. SVG is not one of them: a browser that opens such a picture by itself runs
/// its scripts with the site's origin.
const TYPES: [(&str, &str); 6] = [
    ("avif", "image/avif"),
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("webp", "image/webp"),
];
/// Prefix of their paths.
pub const EMOTES: &str = "/static/emotes/";
/// Largest picture that is served, in bytes.
const EMOTE_MAX: u64 = 2 * 1024 * 1024;
/// Size of the cache in bytes.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// The pictures in a folder. Files can be added and replaced while the server runs.
pub struct Emotes {
    folder: PathBuf,
    cache: Cache<Box<str>, Picture, BySize>,
}

#[derive(Clone)]
pub(super) struct Picture {
    pub contents: Bytes,
    pub etag: Arc<str>,
    /// A file with the same modification time and length is not read again.
    modified: SystemTime,
}

#[derive(Clone)]
struct BySize;

impl Weighter<Box<str>, Picture> for BySize {
    fn weight(&self, _: &Box<str>, picture: &Picture) -> u64 {
        picture.contents.len() as u64
    }
}

impl Emotes {
    /// The pictures in `folder`, which need not exist.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, cache: Cache::with_weighter(256, CACHE_BYTES, BySize) }
    }

    /// Reads a picture. Blocks.
    pub(super) fn read(&self, name: &str) -> io::Result<Picture> {
        let mut file = open_regular(&self.folder.join(name))?;
        let metadata = file.metadata()?;
        let modified = metadata.modified()?;
        if let Some(cached) = self.cache.get(name)
            && (cached.modified, cached.contents.len() as u64) == (modified, metadata.len())
        {
            return Ok(cached);
        }
        if metadata.len() > EMOTE_MAX {
            warn!(
                file = name,
                bytes = metadata.len(),
                most = EMOTE_MAX,
                "an emote is too large to be served"
            );
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut contents = Vec::new();
        file.by_ref().take(EMOTE_MAX).read_to_end(&mut contents)?;
        let etag = format!("\"{}\"", hex(&Sha256::digest(&contents)[..6])).into();
        let picture = Picture { contents: contents.into(), etag, modified };
        self.cache.insert(name.into(), picture.clone());
        Ok(picture)
    }
}

/// Why an emote's address on this site leads to no picture that can be served. `None` for addresses elsewhere and for
/// files that cannot be checked.
pub fn picture_problem(folder: &Path, uri: &str) -> Option<String> {
    let name = uri.strip_prefix(EMOTES)?.split(['?', '#']).next()?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    if !is_plain(&name) || content_type(&name).is_none() {
        let ends: Vec<_> = TYPES.iter().map(|(end, _)| *end).collect();
        return Some(format!(
            "only files in this folder itself are served, with one of the extensions {}",
            ends.join(", ")
        ));
    }
    let path = folder.join(&*name);
    match path.symlink_metadata() {
        Ok(file) if !file.is_file() => Some(format!("{} is not a plain file", path.display())),
        Ok(file) if file.len() > EMOTE_MAX => {
            Some(format!("{} is larger than {} MiB", path.display(), EMOTE_MAX >> 20))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Some(format!("there is no file {}", path.display()))
        }
        _ => None,
    }
}

/// The type of a picture by its extension; `None` if such files are not served.
pub(super) fn content_type(name: &str) -> Option<&'static str> {
    let end = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == end).map(|(_, content_type)| *content_type)
}
