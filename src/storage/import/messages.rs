//! Copies messages that the original had not delivered yet.

use std::collections::HashSet;

use pystreaming_actors::model::MessageKind;
use pystreaming_actors::ports::StoreError;
use pystreaming_actors::room::operations::{Operation, SendMessage};

use super::checkpoint::{self, Rows};
use super::report::{Note, NoteKind};
use super::source::OldRow;
use super::{Import, convert};
use crate::rules;

pub(super) const COLUMNS: [&str; 3] = ["username", "type", "message"];
/// Longest value that is read, in bytes: more than any message may have.
const VALUE_MAX: usize = 64 << 10;
const MESSAGES: Rows<'static> = Rows { table: "pendingmessages", columns: &COLUMNS, most: VALUE_MAX };

impl Import<'_> {
    pub(super) async fn copy_messages(&mut self) -> Result<(), StoreError> {
        if !self.source.has("pendingmessages") {
            return Ok(());
        }
        let from = checkpoint::resume(&mut self.tx, &mut self.source, MESSAGES).await?;
        let mut streamers = HashSet::new();
        for row in self.tx.rows("SELECT folded FROM streamers", &[]).await? {
            streamers.insert(row.get::<String>(0)?);
        }
        let mut last = None;
        let mut read = 0;
        let mut rows = self.source.rows_after(MESSAGES.table, MESSAGES.columns, MESSAGES.most, from)?;
        while let Some((position, row)) = rows.next().await? {
            read += 1;
            last = Some((position, row.digest()));
            match converted(row, &streamers) {
                Ok((folded, operation)) => {
                    const QUEUE: &str = "INSERT INTO operation_requests (streamer, operation) VALUES (?, ?)";
                    self.tx.execute(QUEUE, &[folded.as_str().into(), operation.as_str().into()]).await?;
                    self.report.messages.copied += 1;
                }
                Err(what) => {
                    let about = format!("pending message {position}");
                    self.report.messages.left_out += 1;
                    self.report.notes.push(Note { kind: NoteKind::LeftOut, about, what });
                }
            }
        }
        drop(rows);
        if let Some((position, digest)) = last {
            checkpoint::remember(&mut self.tx, &mut self.source, MESSAGES, position, &digest).await?;
        }
        self.done("messages", read);
        Ok(())
    }
}

/// The folded name of the streamer, and the operation as the queue keeps it. `Err` says why it is left out.
fn converted(mut row: OldRow, streamers: &HashSet<String>) -> Result<(String, String), String> {
    let streamer = convert::name(&row.take(0).unwrap_or_default());
    if !streamers.contains(streamer.folded()) {
        return Err(format!("there is no streamer {:?}", streamer.as_str()));
    }
    let kind = row.take(1).unwrap_or_default();
    let kind = MessageKind::parse(&kind).ok_or_else(|| format!("the type {kind:?} is unknown"))?;
    let text = row.take(2).unwrap_or_default();
    let text = rules::message(&text).map_err(|why| format!("the message {why}"))?.to_owned();
    let operation = Operation::SendMessage(SendMessage { kind, text, reply: None });
    let json = serde_json::to_string(&operation).map_err(|error| error.to_string())?;
    Ok((streamer.folded().to_owned(), json))
}
