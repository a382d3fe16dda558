//! `pystreaming-admin database …`

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::cli::DatabaseVerb;
use super::error::AdminError;
use super::{import, pictures};
use crate::config::{CliOverrides, Config};
use crate::storage::{Database, next_migration};

pub(super) async fn run(
    verb: &DatabaseVerb,
    flags: &CliOverrides,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    match verb {
        DatabaseVerb::Create => {
            let config = Config::load(flags)?;
            let created = Database::create(&config.database, &config.secrets()?).await?;
            Ok(format!("{}\n{created}\n", config.database))
        }
        DatabaseVerb::Upgrade { emotes } => {
            let config = Config::load(flags)?;
            let database = Database::connect(&config.database).await?;
            let upgraded = upgrade(&config, &database, flags, emotes.as_deref(), warnings).await;
            database.close().await;
            Ok(format!("{}\n{}\n", config.database, upgraded?))
        }
        DatabaseVerb::Import { from, dry_run, emotes, listing } => {
            let emotes = emotes.as_deref();
            let request = import::Request { from, dry_run: *dry_run, emotes, json: listing.json };
            import::run(request, flags, warnings).await
        }
        // the flag has no effect: migrations are always generated empty
        DatabaseVerb::Generate { message, allow_empty: _, folder } => generate(folder, message),
    }
}

/// Upgrades the tables, then copies the pictures of emotes, which the original kept among its own files.
async fn upgrade(
    config: &Config,
    database: &Database,
    flags: &CliOverrides,
    emotes: Option<&Path>,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    let upgraded = database.upgrade(&config.secrets()?).await?;
    if upgraded.leftovers.is_empty() && emotes.is_none() {
        return Ok(upgraded.to_string());
    }
    let from = pictures::folders(emotes, flags.config.as_deref())?;
    let emotes = database.store().emotes().await?;
    let copied = pictures::copy(&emotes, &config.emotes_dir, &from, warnings);
    Ok(format!("{copied}{upgraded}"))
}

fn generate(folder: &Path, message: &str) -> Result<String, AdminError> {
    let refuse = |error: io::Error| AdminError::File {
        path: folder.to_owned(),
        why: match error.kind() {
            io::ErrorKind::InvalidInput => format!("{error}; say in --message what the migration does"),
            _ => format!("{error}; run this in a checkout of the source, or name its folder with --folder"),
        },
    };
    let files = next_migration(folder, message).map_err(refuse)?;
    let mut made = String::new();
    for path in files {
        let file = fs::File::options().write(true).create_new(true).open(&path);
        file.and_then(|mut file| writeln!(file, "-- {}", message.replace('\n', " "))).map_err(|error| {
            AdminError::File { path: path.clone(), why: format!("cannot be made: {error}") }
        })?;
        made.push_str(&format!("made {}\n", path.display()));
    }
    Ok(made)
}
