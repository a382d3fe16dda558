//! What PostgreSQL says otherwise than SQLite and MySQL. Statements are written for those two, and translated once each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

/// What a row that is replaced is known by, of each table in which rows are.
const KEYS: [(&str, &str); 16] = [
    ("chat_deletions", "streamer, id"),
    ("chat_filter_rules", "streamer, id"),
    ("chat_held", "streamer, id"),
    ("chat_messages", "streamer, id"),
    ("chat_moderators", "streamer, visitor, account"),
    ("chat_notes", "id"),
    ("chat_reported", "streamer, id"),
    ("chat_votes", "poll, voter"),
    ("event_blocks", "block"),
    ("import_checkpoints", "source_table, first_row"),
    ("open_broadcasts", "id"),
    ("past_broadcasts", "id"),
    ("sanctions", "id"),
    ("site_settings", "name"),
    ("stream_emotes", "streamer, alias"),
    ("viewer_samples", "streamer, sampled_at"),
];

/// The statement as PostgreSQL understands it.
pub(super) fn postgres(statement: &'static str) -> &'static str {
    static KNOWN: LazyLock<RwLock<HashMap<&'static str, &'static str>>> = LazyLock::new(RwLock::default);
    // a lock that a panic has left is still one of whole entries
    let known = KNOWN.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(statement).copied();
    known.unwrap_or_else(|| {
        let mut all = KNOWN.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        // statements are in the program, so there is an end of them
        all.entry(statement).or_insert_with(|| translated(statement).leak())
    })
}

fn translated(statement: &str) -> String {
    numbered(&upserted(statement).replace(" AS SIGNED)", " AS BIGINT)"))
}

/// `REPLACE INTO` names all columns of a table, so that changing them is the same.
fn upserted(statement: &str) -> Cow<'_, str> {
    let parts = statement.strip_prefix("REPLACE INTO ").and_then(|rest| {
        let (table, columns) = rest.split_once('(')?;
        Some((rest, table.trim(), columns.split_once(')')?.0))
    });
    let Some((rest, table, columns)) = parts else { return statement.into() };
    let Some((_, key)) = KEYS.iter().find(|(name, _)| *name == table) else { return statement.into() };
    let set: Vec<_> =
        columns.split(',').map(str::trim).map(|name| format!("{name} = EXCLUDED.{name}")).collect();
    format!("INSERT INTO {rest} ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", ")).into()
}

/// `$1` and so on for each `?` that is not in a text.
fn numbered(statement: &str) -> String {
    let (mut number, mut in_text) = (0, false);
    let mut result = String::with_capacity(statement.len() + 16);
    for character in statement.chars() {
        in_text ^= character == '\'';
        if character == '?' && !in_text {
            number += 1;
            result.push_str(&format!("${number}"));
        } else {
            result.push(character);
        }
    }
    result
}

/// The text with U+FFFD for U+0000, which other databases keep. A batch that could not be stored would hold up all others.
pub(super) fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_translated_once() {
        let statement = "SELECT a, '?' FROM t WHERE b = ? AND c LIKE '%it''s?%' AND d < ?";
        let translated = postgres(statement);
        assert_eq!(translated, "SELECT a, '?' FROM t WHERE b = $1 AND c LIKE '%it''s?%' AND d < $2");
        assert!(std::ptr::eq(translated, postgres(statement)));
        assert_eq!(postgres("SELECT CAST(SUM(a) AS SIGNED)"), "SELECT CAST(SUM(a) AS BIGINT)");
    }

    #[test]
    fn a_row_is_replaced_by_its_key() {
        assert_eq!(
            postgres(
                "REPLACE INTO chat_votes (poll, voter, choice) SELECT id, ?, ? FROM chat_polls WHERE id = ?"
            ),
            "INSERT INTO chat_votes (poll, voter, choice) SELECT id, $1, $2 FROM chat_polls WHERE id = $3 \
             ON CONFLICT (poll, voter) DO UPDATE SET poll = EXCLUDED.poll, voter = EXCLUDED.voter, choice = EXCLUDED.choice"
        );
    }

    #[test]
    fn a_text_without_nul_is_not_touched() {
        assert!(matches!(without_nul("ö"), Cow::Borrowed("ö")));
        assert_eq!(without_nul("a\0b"), "a\u{fffd}b");
    }
}
