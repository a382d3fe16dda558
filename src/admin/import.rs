//! `pystreaming-admin database import`

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use pystreaming_actors::model::names::{Secrets, Token};
use pystreaming_actors::ports::{Clock, SystemClock};
use rand::RngExt;
use serde::Serialize;

use super::error::AdminError;
use super::{input, output, pictures};
use crate::config::{CliOverrides, Config, database_of};
use crate::storage::{Database, DatabaseSettings, ImportOptions, ImportReport, MySqlSettings, Progress};

const AFTERWARDS: &str = "\
The original's database is unchanged, and has every stream key in clear. Once you are sure not to go back, remove it.
";

/// What to import, and how.
pub(super) struct Request<'a> {
    /// URL or configuration file of the original, or - to read a URL from standard input.
    pub from: &'a str,
    pub dry_run: bool,
    /// The folder of its pictures.
    pub emotes: Option<&'a Path>,
    pub json: bool,
}

/// The report, with the databases.
#[derive(Serialize)]
struct Done<'a> {
    from: String,
    to: String,
    #[serde(flatten)]
    report: &'a ImportReport,
}

pub(super) async fn run(
    request: Request<'_>,
    flags: &CliOverrides,
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    let from = input::secret("--from", request.from.to_owned())?;
    let (source, file) = source(&from)?;
    let folders = pictures::folders(request.emotes, file.as_deref())?;
    let config = Config::load(flags)?;
    let report = if request.dry_run {
        try_out(&source, &config, flags).await?
    } else {
        let (database, secrets) = (Database::prepare(&config.database).await?, config.secrets()?);
        let report = copy(&database, &source, &secrets, false).await?;
        database.close().await;
        report
    };
    let done = Done { from: source.to_string(), to: config.database.to_string(), report: &report };
    let mut text = if request.json {
        output::json(&done)
    } else {
        format!("from {}\nto {}\n{report}\n", done.from, done.to)
    };
    if !request.dry_run {
        let copied = copy_pictures(&config, &folders, warnings).await?;
        if !request.json {
            text.push_str(&copied);
            text.push_str(AFTERWARDS);
        }
    }
    Ok(text)
}

/// The database to import from, and the configuration file that names it.
fn source(from: &str) -> Result<(MySqlSettings, Option<PathBuf>), AdminError> {
    let refuse = |why: String| AdminError::Option { option: "--from", why };
    let (settings, file) = if from.contains("://") {
        (DatabaseSettings::from_url(from).map_err(|error| refuse(format!("is no database: {error}")))?, None)
    } else {
        (database_of(Path::new(from))?, Some(PathBuf::from(from)))
    };
    match settings {
        DatabaseSettings::MySql(settings) => Ok((settings, file)),
        DatabaseSettings::Sqlite { .. } | DatabaseSettings::Postgres(_) => Err(refuse(
            "names a database of another kind; the original's is on a MySQL or MariaDB server, as in \
             mysql://USER:PASSWORD@HOST/DATABASE"
                .to_owned(),
        )),
    }
}

async fn copy(
    database: &Database,
    source: &MySqlSettings,
    secrets: &Secrets,
    dry_run: bool,
) -> Result<ImportReport, AdminError> {
    let options = ImportOptions { dry_run, secrets, now: SystemClock.now().unix };
    let mut tell = |Progress { what, read, percent }| {
        let _ = writeln!(std::io::stderr(), "{what}: {read} read ({percent} %)");
    };
    Ok(database.import(source, options, &mut tell).await?)
}

/// Imports without a trace: into the site's database, but not for good, or into a scratch one if that does not exist.
async fn try_out(
    source: &MySqlSettings,
    config: &Config,
    flags: &CliOverrides,
) -> Result<ImportReport, AdminError> {
    if !Database::is_new(&config.database).await? {
        let secrets = config.secrets()?;
        let upgrade = flags.upgrade_command();
        let database = Database::open(&config.database, &secrets, false, &upgrade).await?;
        let report = copy(&database, source, &secrets, true).await?;
        database.close().await;
        return Ok(report);
    }
    let scratch = Scratch::new();
    let settings = DatabaseSettings::Sqlite { path: scratch.folder.join("scratch.db") };
    let database = Database::prepare(&settings).await?;
    let report = copy(&database, source, &Secrets::derive("scratch"), true).await?;
    database.close().await;
    Ok(report)
}

/// A folder that is removed with its content.
struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    fn new() -> Self {
        let name = Token::from_random(rand::rng().random());
        Self { folder: std::env::temp_dir().join(format!("pystreaming-{name}")) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

async fn copy_pictures(
    config: &Config,
    folders: &[PathBuf],
    warnings: &mut Vec<String>,
) -> Result<String, AdminError> {
    let database = Database::connect(&config.database).await?;
    let emotes = database.store().emotes().await?;
    database.close().await;
    Ok(pictures::copy(&emotes, &config.emotes_dir, folders, warnings))
}
