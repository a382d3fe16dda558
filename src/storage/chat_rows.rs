//! Messages and their authors in rows of chat's tables.

use pystreaming_actors::model::{AccountId, ChatKind, ChatMessage, Colour, Person, Role};
use pystreaming_actors::ports::StoreError;

use super::sql::Row;

/// Name, role and colour of the author; `None` for notices.
pub(super) fn author(message: &ChatMessage) -> Option<(&str, &'static str, String)> {
    message.author.as_ref().map(|person| (&*person.username, person.role.word(), person.color.to_string()))
}

/// An id as SQL stores it. Ids stay far below the limit of `i64`.
pub(super) fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

/// Reads a message. Values that were damaged by hand get defaults, so that one row does not hide all others.
pub(super) fn message(row: &Row) -> Result<ChatMessage, StoreError> {
    let account = account(row, 8)?;
    let author = author_of(row, 3)?.map(|author| Person { account, ..author });
    let kind = match author {
        // notices, and only they, have no author
        None => ChatKind::Server,
        Some(_) => ChatKind::parse(&row.get::<String>(2)?).unwrap_or(ChatKind::Message),
    };
    Ok(ChatMessage {
        id: id(row.get(0)?),
        time: row.get(1)?,
        kind,
        author,
        text: row.get(6)?,
        reply: row.get::<Option<i64>>(7)?.map(id),
    })
}

/// Reads an author: name, role and colour, from the column `first` on.
pub(super) fn author_of(row: &Row, first: usize) -> Result<Option<Person>, StoreError> {
    let Some(name) = row.get::<Option<String>>(first)? else { return Ok(None) };
    let role = row.get::<Option<String>>(first + 1)?;
    let color = row.get::<Option<String>>(first + 2)?;
    Ok(Some(Person {
        username: name.into(),
        role: role.as_deref().and_then(Role::parse).unwrap_or(Role::Viewer),
        color: color.as_deref().and_then(Colour::parse).unwrap_or_default(),
        account: None,
    }))
}

/// An id as it was before SQL stored it.
pub(super) fn id(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// An account in a column that has 0 for none.
pub(super) fn account(row: &Row, column: usize) -> Result<Option<AccountId>, StoreError> {
    Ok(Some(row.get(column)?).filter(|id| *id != 0).map(AccountId))
}

/// What [`account()`] reads.
pub(super) fn or_zero(account: Option<AccountId>) -> i64 {
    account.map_or(0, |account| account.0)
}
