//! `pystreaming-admin database …`

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use pystreaming_actors::ports::{Clock, SystemClock};
use serde::Serialize;

use super::cli::DatabaseVerb;
use super::error::AdminError;
use super::{import, output, pictures};
use crate::backups::Backups;
use crate::config::{CliOverrides, Config};
use crate::storage::{Database, DatabaseSettings, next_migration};

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
        DatabaseVerb::Backup { listing } => {
            let config = Config::load(flags)?;
            if !matches!(config.database, DatabaseSettings::Sqlite { .. }) {
                return Err(AdminError::NoBackup);
            }
            let database = Database::connect(&config.database).await?;
            let made = back_up(&config, &database, listing.json).await;
            database.close().await;
            made
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

async fn back_up(config: &Config, database: &Database, as_json: bool) -> Result<String, AdminError> {
    #[derive(Serialize)]
    struct Made<'a> {
        file: &'a Path,
        bytes: u64,
    }
    let backups = Backups::new(database.clone(), &config.data_dir);
    let made = backups.make(SystemClock.now().unix).await?;
    let file = backups.folder().join(made.name);
    if as_json {
        return Ok(output::json(&Made { file: &file, bytes: made.bytes }));
    }
    Ok(format!(
        "{}\nKeep a copy of it, of the secret key beside it, and of config.yaml on another machine.\n",
        file.display()
    ))
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
