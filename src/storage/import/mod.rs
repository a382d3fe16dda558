//! Imports a database of the original PyStreaming, of any version, in one transaction: streamers, emotes, events and
//! pending messages. The original's tables are only read. An import can be repeated, and copies what is new.

mod checkpoint;
mod convert;
mod events;
mod history;
mod messages;
pub(super) mod own;
mod report;
mod settings;
mod source;

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::model::names::Secrets;
use pystreaming_actors::ports::StoreError;

pub use report::{ImportReport, Note, NoteKind, Tally};
pub(super) use source::Source;

use super::sql::{Pool, Transaction};
use super::{earlier, revision};

/// The newest migration of the original that this program knows.
const SCHEMA: &str = "433eb8d7fc1e";
/// Most characters of short texts that are read: more than any rule allows, so that longer ones are recognised.
const SHORT: usize = 5000;

/// How to import.
#[derive(Clone, Copy)]
pub struct ImportOptions<'a> {
    /// Reports what would be done, and writes nothing.
    pub dry_run: bool,
    /// Hashes stream keys.
    pub secrets: &'a Secrets,
    /// The time of the import.
    pub now: UnixTime,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being copied: "streamers", "emotes", "events" or "messages".
    pub what: &'static str,
    /// Rows read.
    pub read: u64,
    /// Percentage of the rows of this kind; 100 at the end of each.
    pub percent: u64,
}

/// Receives progress, a few times a second.
pub type OnProgress<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// An import that is under way.
struct Import<'a> {
    source: Source,
    tx: Transaction,
    options: ImportOptions<'a>,
    progress: OnProgress<'a>,
    report: ImportReport,
    /// When the tables of this same database were copied by a version that kept no checkpoints.
    copied_before: Option<UnixTime>,
}

/// Imports from a database of the original. Its own tables must be up to date.
pub(super) async fn import(
    pool: &Pool,
    mut source: Source,
    options: ImportOptions<'_>,
    progress: OnProgress<'_>,
) -> Result<ImportReport, StoreError> {
    if source.tables().is_empty() {
        return Err(StoreError::Schema(
            "the database to import from has none of the original's tables (streamersettings, emotes, events, \
             pendingmessages); name the one of the original with --from"
                .to_owned(),
        ));
    }
    let is_own = is_own(pool, &mut source).await?;
    let mut tx = pool.begin().await?;
    revision::move_revision(&mut tx).await?;
    let copied_before = if is_own { imported_at(&mut tx).await? } else { None };
    let report = ImportReport { dry_run: options.dry_run, ..ImportReport::default() };
    let mut import = Import { source, tx, options, progress, report, copied_before };
    import.copy_all().await?;
    let Import { mut tx, report, source, .. } = import;
    source.close().await;
    if !options.dry_run {
        if is_own {
            const DONE: &str = "UPDATE site_state SET original_imported = ? WHERE id = 1";
            tx.execute(DONE, &[options.now.into()]).await?;
        }
        tx.commit().await?;
        earlier::count(pool).await?;
    }
    Ok(report)
}

impl Import<'_> {
    async fn copy_all(&mut self) -> Result<(), StoreError> {
        self.check_schema().await?;
        self.copy_streamers().await?;
        self.copy_emotes().await?;
        self.copy_events().await?;
        self.copy_messages().await
    }

    /// Notes what the original's database lacks; what is there is copied.
    async fn check_schema(&mut self) -> Result<(), StoreError> {
        const COLUMNS: [(&str, &[&str]); 4] = [
            ("streamersettings", &settings::STREAMER),
            ("emotes", &settings::EMOTE),
            ("events", &events::COLUMNS),
            ("pendingmessages", &messages::COLUMNS),
        ];
        let version = self.source.all("alembic_version", &["version_num"], SHORT).await?;
        self.report.schema = version.into_iter().next().and_then(|mut row| row.take(0));
        if let Some(version) = self.report.schema.as_deref().filter(|version| *version != SCHEMA) {
            let what = format!("is {version:?}, not {SCHEMA}; what it does not have was left empty");
            self.note(NoteKind::LookAt, "the version of the original's tables", what);
        }
        for (table, columns) in COLUMNS {
            let missing = self.source.missing(table, columns);
            if !self.source.has(table) {
                self.note(NoteKind::LeftOut, &format!("table {table}"), "does not exist".to_owned());
            } else if !missing.is_empty() {
                let what = format!("has no column {}", missing.join(", "));
                self.note(NoteKind::LookAt, &format!("table {table}"), what);
            }
        }
        Ok(())
    }

    fn note(&mut self, kind: NoteKind, about: &str, what: String) {
        self.report.notes.push(Note { kind, about: about.to_owned(), what });
    }

    fn done(&mut self, what: &'static str, read: u64) {
        (self.progress)(Progress { what, read, percent: 100 });
    }
}

/// Whether the source is the database that receives the copy.
async fn is_own(pool: &Pool, source: &mut Source) -> Result<bool, StoreError> {
    let Pool::MySql(mysql) = pool else { return Ok(false) };
    let own: Option<Vec<u8>> =
        sqlx::query_scalar(source::PLACE).fetch_one(mysql).await.map_err(super::failure::translate)?;
    let place = source.place().await?;
    Ok(own.is_some_and(|own| String::from_utf8_lossy(&own) == place))
}

async fn imported_at(tx: &mut Transaction) -> Result<Option<UnixTime>, StoreError> {
    let rows = tx.rows("SELECT original_imported FROM site_state WHERE id = 1", &[]).await?;
    rows.first().ok_or_else(revision::no_state)?.get(0)
}
