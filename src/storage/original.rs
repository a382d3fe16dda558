//! Imports a MySQL database of the original PyStreaming: streamers, emotes and events are copied into our own tables
//! once. The original's tables are not changed, so that going back stays possible.

use pystreaming_actors::model::names::{Secrets, StreamerName, Token, fold};
use pystreaming_actors::model::{ChatSetting, UnixTime};
use pystreaming_actors::ports::StoreError;
use rand::RngExt;
use sqlx::{MySql, MySqlPool, Transaction};

use super::failure::translate;
use super::moving::{self, OldStreamer};

/// The original's tables. A database is the original's if it has the first one.
const TABLES: [&str; 5] = ["streamersettings", "emotes", "events", "pendingmessages", "alembic_version"];
/// The newest migration of the original that this program knows.
const SCHEMA: &str = "433eb8d7fc1e";

/// What was copied from the original's tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Number of streamers.
    pub streamers: u64,
    /// Number of emotes.
    pub emotes: u64,
    /// Number of audit events.
    pub events: u64,
    /// One line for each value that was left out, was changed, or should be checked.
    pub notes: Vec<String>,
}

/// Which of the original's tables the database has; none if it is not the original's.
pub(super) async fn tables(pool: &MySqlPool) -> Result<Vec<&'static str>, StoreError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()",
    )
    .fetch_all(pool)
    .await
    .map_err(translate)?;
    let there: Vec<_> = TABLES.into_iter().filter(|table| names.iter().any(|name| name == table)).collect();
    Ok(if there.first() == Some(&TABLES[0]) { there } else { Vec::new() })
}

/// Whether the tables have been copied. Our own tables must exist.
pub(super) async fn is_imported(pool: &MySqlPool) -> Result<bool, StoreError> {
    let imported: Option<i64> = sqlx::query_scalar("SELECT original_imported FROM site_state WHERE id = 1")
        .fetch_one(pool)
        .await
        .map_err(translate)?;
    Ok(imported.is_some())
}

/// Copies everything in one transaction. `None` if this or another process has done so already.
pub(super) async fn import(
    pool: &MySqlPool,
    secrets: &Secrets,
    now: UnixTime,
) -> Result<Option<Imported>, StoreError> {
    let there = tables(pool).await?;
    copy(pool, &there, secrets, now).await.map_err(translate)
}

/// Fails if the original's tables record another version than [`SCHEMA`].
pub(super) async fn check_version(pool: &MySqlPool) -> Result<(), StoreError> {
    if !tables(pool).await?.contains(&"alembic_version") {
        return Ok(());
    }
    let version: Option<String> = sqlx::query_scalar("SELECT version_num FROM alembic_version")
        .fetch_optional(pool)
        .await
        .map_err(translate)?;
    match version.as_deref() {
        Some(SCHEMA) => Ok(()),
        other => Err(StoreError::Schema(format!(
            "the tables of the original PyStreaming are of version {}, not {SCHEMA}; \
             bring them up to date with its own `manage.py database upgrade` first",
            other.unwrap_or("none")
        ))),
    }
}

async fn copy(
    pool: &MySqlPool,
    there: &[&str],
    secrets: &Secrets,
    now: UnixTime,
) -> sqlx::Result<Option<Imported>> {
    let mut tx = pool.begin().await?;
    let done: Option<i64> =
        sqlx::query_scalar("SELECT original_imported FROM site_state WHERE id = 1 FOR UPDATE")
            .fetch_one(&mut *tx)
            .await?;
    if done.is_some() {
        return Ok(None);
    }
    let mut imported = Imported::default();
    copy_streamers(&mut tx, secrets, &mut imported).await?;
    if there.contains(&"emotes") {
        copy_emotes(&mut tx, &mut imported).await?;
    }
    if there.contains(&"events") {
        imported.events = copy_events(&mut tx).await?;
    }
    sqlx::query("UPDATE site_state SET original_imported = ?, revision = revision + 1 WHERE id = 1")
        .bind(now)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(Some(imported))
}

async fn copy_streamers(
    tx: &mut Transaction<'_, MySql>,
    secrets: &Secrets,
    imported: &mut Imported,
) -> sqlx::Result<()> {
    const OLD: &str = "SELECT username, `key`, chat, description, streampass, mastodon \
                       FROM streamersettings ORDER BY username";
    const ADD: &str = "INSERT IGNORE INTO streamers \
                       (folded, name, key_hash, chat, description, password, mastodon) VALUES (?, ?, ?, ?, ?, ?, ?)";
    let mut old = sqlx::query_as::<_, OldStreamer>(OLD).fetch_all(&mut **tx).await?;
    // names that need no repair come first, so that a repaired name cannot take one of them
    old.sort_by_key(|old| {
        !StreamerName::parse(&old.username).is_ok_and(|name| name.as_str() == old.username)
    });
    for old in old {
        let spelled = old.username.clone();
        let mut notes = Vec::new();
        let new = match moving::streamer(old, &mut notes) {
            Ok(new) => new,
            Err(left_out) => {
                imported.notes.push(left_out);
                continue;
            }
        };
        // a streamer without a usable key gets a random one that nobody knows
        let key = new.key.as_ref().map_or_else(
            || secrets.hash_given(Token::from_random(rand::rng().random()).as_str()),
            |key| secrets.hash(key),
        );
        let added = sqlx::query(ADD)
            .bind(new.name.folded())
            .bind(new.name.as_str())
            .bind(key.to_hex())
            .bind(new.chat.map(ChatSetting::as_str))
            .bind(new.description.as_deref())
            .bind(new.password)
            .bind(new.mastodon.as_deref())
            .execute(&mut **tx)
            .await?;
        if added.rows_affected() == 0 {
            imported.notes.push(format!("left out: streamer {spelled:?}: name or stream key is taken"));
            continue;
        }
        imported.streamers += 1;
        imported.notes.append(&mut notes);
    }
    Ok(())
}

async fn copy_emotes(tx: &mut Transaction<'_, MySql>, imported: &mut Imported) -> sqlx::Result<()> {
    for (alias, uri) in sqlx::query_as::<_, (String, String)>("SELECT alias, uri FROM emotes ORDER BY alias")
        .fetch_all(&mut **tx)
        .await?
    {
        let mut notes = Vec::new();
        let emote = match moving::emote(&alias, &uri, &mut notes) {
            Ok(emote) => emote,
            Err(left_out) => {
                imported.notes.push(left_out);
                continue;
            }
        };
        let added = sqlx::query("INSERT IGNORE INTO custom_emotes (alias, uri) VALUES (?, ?)")
            .bind(&emote.alias)
            .bind(&emote.uri)
            .execute(&mut **tx)
            .await?;
        if added.rows_affected() == 0 {
            imported.notes.push(format!("left out: emote {alias:?}: the alias is taken"));
            continue;
        }
        imported.emotes += 1;
        imported.notes.append(&mut notes);
    }
    Ok(())
}

/// Copies events within the database server, since there may be millions. Only names that are not folded
/// yet are updated from here.
async fn copy_events(tx: &mut Transaction<'_, MySql>) -> sqlx::Result<u64> {
    let copied = sqlx::query(
        "INSERT INTO audit_events (happened_at, streamer, folded, kind, meta) \
         SELECT timestamp, username, username, type, meta FROM events ORDER BY id",
    )
    .execute(&mut **tx)
    .await?;
    let names: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT streamer FROM audit_events").fetch_all(&mut **tx).await?;
    for name in names {
        let folded = fold(&name);
        if folded != name {
            sqlx::query("UPDATE audit_events SET folded = ? WHERE streamer = ?")
                .bind(folded)
                .bind(name)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(copied.rows_affected())
}
