//! Stored reports on messages, and notes on people.

use std::collections::BTreeMap;

use pystreaming_actors::model::names::{StreamerName, Token};
use pystreaming_actors::model::{AccountId, ChatMessage, Note, Report, ReportedMessage};
use pystreaming_actors::ports::StoreError;

use super::chat_rows::{author, message, number};
use super::sql::{Pool, Row, Transaction, Value};

/// The open reports of a stream, oldest message first.
pub(super) async fn open(pool: &Pool, of: &StreamerName) -> Result<Vec<ReportedMessage>, StoreError> {
    const MESSAGES: &str = "SELECT id, said_at, kind, author, role, color, body, reply, CAST(0 AS SIGNED), visitor FROM chat_reported \
                            WHERE streamer = ? ORDER BY id";
    const REPORTS: &str = "SELECT message, visitor, name, reason, reported_at FROM chat_reports \
                           WHERE streamer = ? ORDER BY id";
    let of = of.folded().into();
    let mut reports: BTreeMap<i64, Vec<Report>> = BTreeMap::new();
    for row in pool.rows(REPORTS, &[of]).await? {
        reports.entry(row.get(0)?).or_default().push(report(&row)?);
    }
    let reported = |row: &Row| -> Result<_, StoreError> {
        let reports = reports.get(&row.get(0)?).cloned().unwrap_or_default();
        Ok(ReportedMessage { message: message(row)?, author: browser_id(row, 9)?, reports })
    };
    pool.rows(MESSAGES, &[of]).await?.iter().map(reported).collect()
}

fn report(row: &Row) -> Result<Report, StoreError> {
    Ok(Report { browser_id: browser_id(row, 1)?, name: row.get(2)?, reason: row.get(3)?, at: row.get(4)? })
}

fn browser_id(row: &Row, column: usize) -> Result<Option<Token>, StoreError> {
    Ok(row.get::<Option<String>>(column)?.as_deref().map(Token::stored))
}

pub(super) async fn add(
    tx: &mut Transaction,
    streamer: &StreamerName,
    said: &ChatMessage,
    by: Option<&Token>,
    report: &Report,
) -> Result<(), StoreError> {
    const MESSAGE: &str = "REPLACE INTO chat_reported \
                           (streamer, id, said_at, kind, author, role, color, body, reply, visitor) \
                           SELECT folded, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    const REPORT: &str = "INSERT INTO chat_reports (streamer, message, visitor, name, reason, reported_at) \
                          SELECT folded, ?, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    let author = author(said);
    let (name, role, color) = match &author {
        Some((name, role, color)) => (Some(*name), Some(*role), Some(color.as_str())),
        None => (None, None, None),
    };
    let values: [Value<'_>; 10] = [
        number(said.id).into(),
        said.time.into(),
        said.kind.as_str().into(),
        name.into(),
        role.into(),
        color.into(),
        said.text.as_str().into(),
        said.reply.map(number).into(),
        by.map(Token::as_str).into(),
        streamer.folded().into(),
    ];
    tx.execute(MESSAGE, &values).await?;
    let values = [
        number(said.id).into(),
        report.browser_id.as_ref().map(Token::as_str).into(),
        report.name.as_str().into(),
        report.reason.as_str().into(),
        report.at.into(),
        streamer.folded().into(),
    ];
    tx.execute(REPORT, &values).await?;
    Ok(())
}

pub(super) async fn settle(
    tx: &mut Transaction,
    streamer: &StreamerName,
    message: u64,
) -> Result<(), StoreError> {
    let values = [streamer.folded().into(), number(message).into()];
    tx.execute("DELETE FROM chat_reports WHERE streamer = ? AND message = ?", &values).await?;
    tx.execute("DELETE FROM chat_reported WHERE streamer = ? AND id = ?", &values).await?;
    Ok(())
}

/// The notes of a stream, oldest first.
pub(super) async fn notes(pool: &Pool, of: &StreamerName) -> Result<Vec<Note>, StoreError> {
    const NOTES: &str = "SELECT id, visitor, account, name, body, author, noted_at FROM chat_notes \
                         WHERE streamer = ? ORDER BY noted_at, id";
    let note = |row: &Row| -> Result<_, StoreError> {
        Ok(Note {
            id: Token::stored(&row.get::<String>(0)?),
            browser_id: browser_id(row, 1)?,
            account: row.get::<Option<i64>>(2)?.map(AccountId),
            name: row.get(3)?,
            text: row.get(4)?,
            by: row.get(5)?,
            at: row.get(6)?,
        })
    };
    pool.rows(NOTES, &[of.folded().into()]).await?.iter().map(note).collect()
}

pub(super) async fn note(
    tx: &mut Transaction,
    streamer: &StreamerName,
    note: &Note,
) -> Result<(), StoreError> {
    const NOTE: &str = "REPLACE INTO chat_notes (id, streamer, visitor, account, name, body, author, noted_at) \
                        SELECT ?, folded, ?, ?, ?, ?, ?, ? FROM streamers WHERE folded = ?";
    let values = [
        note.id.as_str().into(),
        note.browser_id.as_ref().map(Token::as_str).into(),
        note.account.map(|account| account.0).into(),
        note.name.as_str().into(),
        note.text.as_str().into(),
        note.by.as_str().into(),
        note.at.into(),
        streamer.folded().into(),
    ];
    tx.execute(NOTE, &values).await?;
    Ok(())
}

pub(super) async fn remove_note(tx: &mut Transaction, id: &Token) -> Result<(), StoreError> {
    tx.execute("DELETE FROM chat_notes WHERE id = ?", &[id.as_str().into()]).await?;
    Ok(())
}
