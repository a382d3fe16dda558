//! Copies the pictures of the original's emotes from its program files to the administrator's folder.

use std::fs;
use std::path::{Path, PathBuf};

use pystreaming_actors::model::Emote;

use super::error::AdminError;
use crate::web::{EMOTES, picture_problem};

/// Where the original keeps the pictures, relative to the folder of its configuration.
const ORIGINALS: &str = "static/emotes";

/// Where to look for pictures: in the folder that was named, or beside the original's configuration file.
pub(super) fn folders(named: Option<&Path>, config: Option<&Path>) -> Result<Vec<PathBuf>, AdminError> {
    match named {
        Some(folder) if !folder.is_dir() => {
            let why = "is no folder; give the folder static/emotes of the original".to_owned();
            Err(AdminError::File { path: folder.to_owned(), why })
        }
        Some(folder) => Ok(vec![folder.to_owned()]),
        None => {
            let beside = config.and_then(Path::parent).unwrap_or(Path::new(""));
            Ok(vec![beside.join(ORIGINALS), ORIGINALS.into()])
        }
    }
}

/// Copies missing pictures into `to`, each from the first of the folders `from` that has it. Existing files are not
/// changed. Returns a line for each copied picture; `warnings` receives the emotes that still have none.
pub(super) fn copy(emotes: &[Emote], to: &Path, from: &[PathBuf], warnings: &mut Vec<String>) -> String {
    let mut copied = String::new();
    for Emote { alias, uri } in emotes {
        let Some(name) = uri.strip_prefix(EMOTES).and_then(|rest| rest.split(['?', '#']).next()) else {
            continue;
        };
        let (target, source) =
            (to.join(name), from.iter().map(|folder| folder.join(name)).find(|file| file.is_file()));
        if picture_problem(to, uri).is_some()
            && !target.exists()
            && let Some(source) = source
        {
            let done = fs::create_dir_all(to).and_then(|()| fs::copy(&source, &target));
            match done {
                Ok(_) => {
                    copied.push_str(&format!("copied the picture of :{alias}: from {}\n", source.display()))
                }
                Err(error) => {
                    warnings.push(format!(
                        "the picture of :{alias}: cannot be copied from {}: {error}",
                        source.display()
                    ));
                    continue;
                }
            }
        }
        if let Some(problem) = picture_problem(to, uri) {
            warnings.push(format!(
                "emote :{alias}: will not show: {problem}; `database upgrade --emotes FOLDER` copies the pictures of the \
                 original, which are in its folder {ORIGINALS}"
            ));
        }
    }
    copied
}
