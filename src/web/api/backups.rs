//! Backups of the database, for administrators.

use actix_web::web;
use pystreaming_actors::room::operations::Method;
use serde::{Deserialize, Serialize};
use tracing::{error, info};
use utoipa::ToSchema;

use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::backups::{self, BackupError, KEPT};

const PATH: &str = "/backups";

/// A backup.
#[derive(Debug, Serialize, ToSchema)]
pub struct Backup {
    /// The name of its file.
    name: String,
    /// When it was made, in Unix seconds.
    time: i64,
    /// Its size in bytes.
    bytes: u64,
}

impl From<backups::Backup> for Backup {
    fn from(backups::Backup { name, made_at, bytes }: backups::Backup) -> Self {
        Self { name, time: made_at, bytes }
    }
}

/// Lists the backups.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListBackups {}

/// The backups.
#[derive(Debug, Serialize, ToSchema)]
pub struct Backups {
    /// The newest first.
    #[schema(inline)]
    backups: Vec<Backup>,
    /// Their folder on the server; null where the database is not a file, and other programs have to back it up.
    folder: Option<String>,
    /// How many are kept.
    most: usize,
}

impl SiteOperation for ListBackups {
    const ID: &'static str = "list-backups";
    const SUMMARY: &'static str = "list the backups of the database";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = PATH;
    const ACCESS: Access = Access::Admin;
    type Outcome = Backups;

    async fn run(self, call: &Call) -> Result<Backups, Problem> {
        let own = &call.site.backups;
        let listed = own.clone();
        let backups = web::block(move || listed.list()).await.map_err(|_| Problem::unavailable())?;
        let backups = backups.map_err(refused)?.into_iter().map(Backup::from).collect();
        let folder = own.are_possible().then(|| own.folder().display().to_string());
        Ok(Backups { backups, folder, most: KEPT })
    }
}

/// Makes a backup of the database, in its folder on the server.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeBackup {}

impl SiteOperation for MakeBackup {
    const ID: &'static str = "make-backup";
    const SUMMARY: &'static str = "back the database up";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = PATH;
    const ACCESS: Access = Access::Admin;
    type Outcome = Backup;

    async fn run(self, call: &Call) -> Result<Backup, Problem> {
        let own = call.site.backups.clone();
        if !own.are_possible() {
            return Err(Problem::invalid(
                "This database is not a file. Back it up by pg_dump or mariadb-dump.".to_owned(),
            ));
        }
        let now = call.site.unix();
        // goes on when the caller does not wait
        let made = tokio::spawn(async move { own.make(now).await }).await;
        let made = made.map_err(|_| Problem::unavailable())?.map_err(refused)?;
        info!(backup = made.name, bytes = made.bytes, "backup made");
        Ok(made.into())
    }
}

fn refused(error: BackupError) -> Problem {
    match error {
        BackupError::Busy => Problem::too_many("Another backup is being made.", 5),
        BackupError::Store(error) => error.into(),
        BackupError::File { .. } => {
            error!(%error, "backups cannot be written or read");
            Problem::new(
                actix_web::http::StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The server cannot write or read its backups. Its log says why.",
            )
        }
    }
}
