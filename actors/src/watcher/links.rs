//! Symbolic links with unguessable names in the HLS folder, for a proxy that serves segments from there.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::scan::FILES_MAX;
use crate::media::nginx_files::{is_segment, segment_file};
use crate::media::{PublishFileName, Quality, SegmentName};
use crate::model::names::Token;

/// The links of this server: `<prefix>[_<Quality>]-<n>.ts`, each to a segment in the same folder. All methods access
/// the disk and block.
///
/// A link is ours if it has such a name and its target is the bare file name of a segment. Nothing else is ever followed,
/// replaced or removed.
pub struct LinkFarm {
    dir: PathBuf,
    /// Numbers of segments that may have a link.
    made: HashMap<(Token, Option<Quality>), BTreeSet<u64>>,
}

impl LinkFarm {
    /// Takes over the links of an earlier run under `prefixes`, whose broadcasts continue, and removes our other links.
    /// Links that cannot be removed are logged and do no harm. A missing folder has no links.
    pub fn adopt(dir: &Path, prefixes: &HashSet<Token>) -> io::Result<Self> {
        let mut farm = Self { dir: dir.to_owned(), made: HashMap::new() };
        let entries = match fs::read_dir(dir) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(farm),
            entries => entries?,
        };
        let mut stuck = 0;
        for entry in entries.take(FILES_MAX) {
            let Some(name) = entry?.file_name().to_str().and_then(SegmentName::parse) else { continue };
            if prefixes.contains(&name.prefix) {
                farm.made.entry((name.prefix, name.quality)).or_default().insert(name.number);
            } else if remove(dir, &name).is_err() {
                stuck += 1;
            }
        }
        if stuck > 0 {
            tracing::warn!(path = %dir.display(), links = stuck, "cannot remove old links from the hls folder");
        }
        Ok(farm)
    }

    /// Makes links for the segments that a playlist lists. As many links to older segments stay, because players fetch
    /// segments that they read about a moment ago; the rest are removed.
    ///
    /// Continues after an error and returns the first one, which names no file. A missing segment is not an error: a
    /// link may exist before or after its target.
    pub fn sync(
        &mut self,
        prefix: &Token,
        quality: Option<&Quality>,
        publish_file: &PublishFileName,
        listed: &[u64],
    ) -> io::Result<()> {
        let name = |number| SegmentName { prefix: prefix.clone(), quality: quality.cloned(), number };
        let mut outcome = Ok(());
        for &number in listed {
            outcome =
                outcome.and(make(&self.dir, &name(number), &segment_file(publish_file, quality, number)));
        }
        let made = self.made.entry((prefix.clone(), quality.cloned())).or_default();
        made.extend(listed);
        for number in outlived(made, &listed.iter().copied().collect()) {
            made.remove(&number);
            outcome = outcome.and(remove(&self.dir, &name(number)));
        }
        outcome
    }

    /// Removes all links of a prefix: the broadcast is over, or its prefix changed.
    pub fn drop_prefix(&mut self, prefix: &Token) -> io::Result<()> {
        let mut outcome = Ok(());
        for ((_, quality), numbers) in self.made.extract_if(|(of, _), _| of == prefix) {
            for number in numbers {
                let name = SegmentName { prefix: prefix.clone(), quality: quality.clone(), number };
                outcome = outcome.and(remove(&self.dir, &name));
            }
        }
        outcome
    }
}

impl fmt::Debug for LinkFarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let links: usize = self.made.values().map(BTreeSet::len).sum();
        f.debug_struct("LinkFarm").field("links", &links).finish_non_exhaustive()
    }
}

/// The links of `made` to remove: all that are not listed, except for the newest `listed.len()`.
fn outlived(made: &BTreeSet<u64>, listed: &BTreeSet<u64>) -> Vec<u64> {
    made.iter().rev().filter(|number| !listed.contains(number)).skip(listed.len()).copied().collect()
}

/// What exists at the path of a link.
enum Place {
    Free,
    /// One of our links, with its target.
    Ours(PathBuf),
    /// Anything else; never touched.
    Foreign,
}

fn look(path: &Path) -> io::Result<Place> {
    match fs::read_link(path) {
        Ok(target) if is_bare_segment(&target) => Ok(Place::Ours(target)),
        Ok(_) => Ok(Place::Foreign),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Place::Free),
        // exists, but is not a link
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(Place::Foreign),
        Err(error) => Err(error),
    }
}

fn is_bare_segment(target: &Path) -> bool {
    target.file_name() == Some(target.as_os_str()) && is_segment(target)
}

fn make(dir: &Path, name: &SegmentName, target: &str) -> io::Result<()> {
    let path = dir.join(name.to_string());
    match look(&path)? {
        Place::Ours(there) if there == Path::new(target) => return Ok(()),
        Place::Ours(_) => fs::remove_file(&path)?,
        Place::Free => {}
        Place::Foreign => return Err(ErrorKind::AlreadyExists.into()),
    }
    // fails if something else has taken the path meanwhile
    symlink(target, &path)
}

fn remove(dir: &Path, name: &SegmentName) -> io::Result<()> {
    let path = dir.join(name.to_string());
    match look(&path)? {
        Place::Ours(_) => match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
        Place::Free | Place::Foreign => Ok(()),
    }
}

#[cfg(test)]
#[path = "links_tests.rs"]
mod tests;
