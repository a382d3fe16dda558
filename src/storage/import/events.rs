//! Copies events, of which there may be millions.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use pystreaming_actors::model::UnixTime;
use pystreaming_actors::ports::StoreError;

use super::checkpoint::{self, Rows};
use super::history::{self, NewEvent, OldEvent};
use super::report::{Grouped, NoteKind};
use super::source::OldRow;
use super::{Import, Progress};
use crate::storage::new_events::APPEND;
use crate::storage::sql::{Transaction, Value};

pub(super) const COLUMNS: [&str; 4] = ["timestamp", "username", "type", "meta"];
/// Longest value that is copied, in bytes: several times as long as any drawing.
const VALUE_MAX: usize = 4 << 20;
const EVENTS: Rows<'static> = Rows { table: "events", columns: &COLUMNS, most: VALUE_MAX };
/// Most events, and bytes of text, that wait to be written.
const PAGE: usize = 256;
const PAGE_BYTES: usize = 1 << 20;
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// Events that wait to be written.
#[derive(Default)]
struct Batch {
    events: Vec<NewEvent>,
    bytes: usize,
    /// When each streamer's last broadcast ended, by folded name.
    ended: BTreeMap<String, UnixTime>,
}

impl Import<'_> {
    pub(super) async fn copy_events(&mut self) -> Result<(), StoreError> {
        if !self.source.has("events") {
            return Ok(());
        }
        let from = checkpoint::resume(&mut self.tx, &mut self.source, EVENTS).await?;
        if let Some(position) = from {
            self.report.events.already_there = self.source.count_up_to("events", position).await?;
        }
        let copied_before = self.copied_before.filter(|_| from.is_none());
        let goal = self.source.last_position("events").await?;
        let start = from.unwrap_or_default();
        let (mut read, mut told) = (0, Instant::now());
        let (mut notes, mut batch, mut last) = (Grouped::default(), Batch::default(), None);
        let mut rows = self.source.rows_after(EVENTS.table, EVENTS.columns, EVENTS.most, from)?;
        let tally = &mut self.report.events;
        while let Some((position, row)) = rows.next().await? {
            read += 1;
            last = Some((position, row.digest()));
            let Some(event) = converted(row, position, &mut notes, &mut tally.changed) else {
                tally.left_out += 1;
                continue;
            };
            if copied_before.is_some_and(|copied| event.at <= copied) {
                tally.already_there += 1;
                continue;
            }
            tally.copied += 1;
            batch.push(event);
            if batch.events.len() >= PAGE || batch.bytes >= PAGE_BYTES {
                batch.write(&mut self.tx).await?;
            }
            if told.elapsed() >= PROGRESS_EVERY {
                told = Instant::now();
                let percent = (position - start).max(0) * 100 / (goal - start).max(1);
                let percent = percent.unsigned_abs().min(99);
                (self.progress)(Progress { what: "events", read, percent });
            }
        }
        drop(rows);
        batch.write(&mut self.tx).await?;
        batch.note_ends(&mut self.tx).await?;
        if let Some((position, digest)) = last {
            checkpoint::remember(&mut self.tx, &mut self.source, EVENTS, position, &digest).await?;
        }
        self.report.notes.append(&mut notes.into_notes("event"));
        self.done("events", read);
        Ok(())
    }
}

impl Batch {
    fn push(&mut self, event: NewEvent) {
        if event.kind == "stop_streaming" {
            let ended = self.ended.entry(event.streamer.folded().to_owned()).or_default();
            *ended = event.at.max(*ended);
        }
        self.bytes += event.meta.len();
        self.events.push(event);
    }

    async fn write(&mut self, tx: &mut Transaction) -> Result<(), StoreError> {
        let values: Vec<Value<'_>> = self
            .events
            .iter()
            .flat_map(|event| {
                [
                    event.at.into(),
                    event.streamer.as_str().into(),
                    event.streamer.folded().into(),
                    event.kind.as_str().into(),
                    event.meta.as_str().into(),
                ]
            })
            .collect();
        APPEND.add(tx, &values).await?;
        self.events.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Tells pages when streamers who have not been live here were last live.
    async fn note_ends(self, tx: &mut Transaction) -> Result<(), StoreError> {
        const NOTE: &str = "UPDATE streamers SET last_live = ? WHERE folded = ? AND last_live IS NULL";
        for (folded, at) in self.ended {
            tx.execute(NOTE, &[at.into(), folded.as_str().into()]).await?;
        }
        Ok(())
    }
}

/// Converts a row and notes what happened to it; `None` for one that is left out.
fn converted(mut row: OldRow, position: i64, notes: &mut Grouped, changed: &mut u64) -> Option<NewEvent> {
    let mut remarks = Vec::new();
    if row.not_utf8 {
        remarks.push((NoteKind::Changed, "a value was not UTF-8, and was read as Latin-1"));
    }
    let old =
        OldEvent { timestamp: row.take(0), username: row.take(1), kind: row.take(2), meta: row.take(3) };
    match history::event(old, &mut remarks) {
        Ok(event) => {
            *changed += u64::from(remarks.iter().any(|(kind, _)| *kind == NoteKind::Changed));
            remarks.into_iter().for_each(|(kind, what)| notes.add(kind, what, position));
            Some(event)
        }
        Err(why) => {
            notes.add(NoteKind::LeftOut, why, position);
            None
        }
    }
}
