//! The records of an export, page by page.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pystreaming_actors::model::names::{StreamerName, fold};
use pystreaming_actors::model::{
    Note, PictureKind, Report, ReportedMessage, Sanction, SanctionScope, Webhook,
};
use pystreaming_actors::ports::{EventQuery, Page, Store, StoreError, WebhooksOf};
use serde_json::{Value, json};

use super::erasure::{involves, names_person};
use crate::protocol::RecordedEvent;

/// Rows read at once.
const ROWS: u32 = 500;
/// Most rows that are read for one page, most of which may be about others.
const READ_MAX: usize = 20_000;

/// What to export.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// Where it is kept.
    pub store: &'a dyn Store,
    /// About whom, or in whose stream.
    pub streamer: &'a StreamerName,
    /// Only what is about the person of this name, in any case.
    pub person: Option<&'a str>,
}

/// A page of an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// Each an object with a `type`.
    pub records: Vec<Value>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// A place in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    section: Section,
    /// The last row that was read, by the number in its section.
    after: i64,
}

/// The parts of an export, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Streamer,
    Emotes,
    Moderators,
    Mutes,
    Notices,
    FilterRules,
    Held,
    Reports,
    Notes,
    Tokens,
    Webhooks,
    Broadcasts,
    Viewers,
    Messages,
    Events,
}

impl Section {
    const ALL: [(Self, &'static str); 15] = [
        (Self::Streamer, "streamer"),
        (Self::Emotes, "emotes"),
        (Self::Moderators, "moderators"),
        (Self::Mutes, "mutes"),
        (Self::Notices, "notices"),
        (Self::FilterRules, "filter_rules"),
        (Self::Held, "held"),
        (Self::Reports, "reports"),
        (Self::Notes, "notes"),
        (Self::Tokens, "tokens"),
        (Self::Webhooks, "webhooks"),
        (Self::Broadcasts, "broadcasts"),
        (Self::Viewers, "viewers"),
        (Self::Messages, "messages"),
        (Self::Events, "events"),
    ];

    fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|(section, _)| *section == self)?;
        Self::ALL.get(at + 1).map(|(section, _)| *section)
    }

    /// Whether it has anything about others than the streamer.
    fn has_persons(self) -> bool {
        matches!(
            self,
            Self::Moderators
                | Self::Mutes
                | Self::Notices
                | Self::Held
                | Self::Reports
                | Self::Notes
                | Self::Messages
                | Self::Events
        )
    }
}

impl Default for Cursor {
    fn default() -> Self {
        Self { section: Section::Streamer, after: 0 }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Section::ALL.iter().find(|(section, _)| *section == self.section).map(|(_, name)| *name);
        write!(f, "{}.{}", name.unwrap_or_default(), self.after)
    }
}

impl Cursor {
    /// Reads what it displays as.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, after) = text.split_once('.')?;
        let (section, _) = Section::ALL.into_iter().find(|(_, known)| *known == name)?;
        Some(Self { section, after: after.parse().ok()? })
    }
}

/// Rows of a section: how many were read, the last of them, and the records made of those that fit.
#[derive(Default)]
struct Rows {
    read: usize,
    last: i64,
    records: Vec<Value>,
}

impl Export<'_> {
    /// A page of about `limit` records. It may have fewer, or none, and not be the last.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn page(&self, from: Cursor, limit: u32) -> Result<Exported, StoreError> {
        let (mut records, mut read) = (Vec::new(), 0);
        let mut cursor = Some(from);
        while let Some(Cursor { section, after }) = cursor {
            if records.len() >= limit as usize || read >= READ_MAX {
                break;
            }
            if self.person.is_some() && !section.has_persons() {
                cursor = section.next().map(|section| Cursor { section, after: 0 });
                continue;
            }
            let wanted = if self.person.is_some() { ROWS } else { ROWS.min(limit - records.len() as u32) };
            let rows = self.rows(section, after, wanted).await?;
            read += rows.read;
            records.extend(rows.records);
            cursor = match rows.read < wanted as usize || is_short(section) {
                true => section.next().map(|section| Cursor { section, after: 0 }),
                false => Some(Cursor { section, after: rows.last }),
            };
        }
        Ok(Exported { records, next: cursor })
    }

    async fn rows(&self, section: Section, after: i64, limit: u32) -> Result<Rows, StoreError> {
        let (store, of) = (self.store, self.streamer);
        match section {
            Section::Streamer => self.streamer_record().await.map(all),
            Section::Emotes => {
                let emotes = store.emotes().await?;
                let record = |emote: &pystreaming_actors::model::Emote| json!({"type": "emote", "alias": emote.alias, "uri": emote.uri});
                let own = store.stream_emotes().await?;
                let own = own.iter().filter(|(streamer, _)| **streamer == *of.folded());
                let own = own.map(
                    |(_, emote)| json!({"type": "stream_emote", "alias": emote.alias, "uri": emote.uri}),
                );
                Ok(all(emotes.iter().map(record).chain(own).collect()))
            }
            Section::Moderators => {
                let moderators = store.chat_memory(of, 0, 0).await?.moderators;
                let moderators = moderators.into_iter().filter(|moderator| self.is_about(&moderator.name));
                Ok(all(moderators
                    .map(|one| json!({"type": "moderator", "name": one.name, "role": one.role.word()}))
                    .collect()))
            }
            Section::Mutes => {
                let sanctions = store.chat_memory(of, 0, 0).await?.sanctions.into_iter();
                let theirs = sanctions.filter(|sanction| {
                    sanction.scope == SanctionScope::Stream && self.is_about(&sanction.name)
                });
                Ok(all(theirs.map(|sanction| sanction_record(&sanction)).collect()))
            }
            Section::Notices => self.notices().await.map(all),
            Section::FilterRules => {
                let rules = store.chat_memory(of, 0, 0).await?.filter;
                Ok(all(rules.iter().map(|rule| typed("filter_rule", rule)).collect()))
            }
            Section::Held => {
                let held = store.chat_memory(of, 0, 0).await?.held;
                let theirs = held.iter().filter(|held| self.is_about(&held.author.username));
                let record = |held: &pystreaming_actors::model::HeldMessage| {
                    json!({
                        "type": "held_message",
                        "id": held.id,
                        "time": held.time,
                        "kind": held.kind,
                        "name": held.author.username,
                        "text": held.text,
                        "reply": held.reply,
                    })
                };
                Ok(all(theirs.map(record).collect()))
            }
            Section::Reports => {
                let reports = store.chat_memory(of, 0, 0).await?.reports;
                let person = self.person.map(fold);
                let about =
                    |one: &&ReportedMessage| person.as_ref().is_none_or(|person| involves(one, person));
                Ok(all(reports.iter().filter(about).flat_map(report_records).collect()))
            }
            Section::Notes => {
                let notes = store.chat_memory(of, 0, 0).await?.notes;
                let notes = notes.into_iter().filter(|note| self.is_about(&note.name));
                let record = |note: Note| {
                    json!({
                        "type": "note",
                        "name": note.name,
                        "text": note.text,
                        "by": note.by,
                        "time": note.at,
                    })
                };
                Ok(all(notes.map(record).collect()))
            }
            Section::Tokens => {
                let tokens = store.tokens(Some(of)).await?.into_iter().map(|(_, token)| {
                    json!({
                        "type": "token",
                        "id": token.id,
                        "name": token.grant.name,
                        "scopes": token.grant.scopes.to_string(),
                        "created": token.created_at,
                        "expires": token.grant.expires_at,
                        "last_used": token.last_used,
                    })
                });
                Ok(all(tokens.collect()))
            }
            Section::Webhooks => {
                let webhooks = store.webhooks(WebhooksOf::Streamer(of)).await?;
                Ok(all(webhooks.iter().map(webhook).collect()))
            }
            Section::Broadcasts => {
                let broadcasts = store.past_broadcasts(of, Page::After(after), limit).await?;
                Ok(Rows {
                    read: broadcasts.len(),
                    last: broadcasts.last().map_or(after, |broadcast| broadcast.position),
                    records: broadcasts.iter().map(|one| typed("broadcast", one)).collect(),
                })
            }
            Section::Viewers => {
                let samples = store.samples(of, after, limit).await?;
                let record =
                    |(at, viewers): &(i64, u64)| json!({"type": "viewers", "time": at, "viewers": viewers});
                Ok(Rows {
                    read: samples.len(),
                    last: samples.last().map_or(after, |(at, _)| *at),
                    records: samples.iter().map(record).collect(),
                })
            }
            Section::Messages => self.messages(after, limit).await,
            Section::Events => self.events(after, limit).await,
        }
    }

    async fn streamer_record(&self) -> Result<Vec<Value>, StoreError> {
        let memory = self.store.chat_memory(self.streamer, 0, 0).await?;
        let titles: BTreeMap<_, _> = memory.titles.iter().map(|(role, title)| (role.word(), title)).collect();
        let streamers = self.store.streamers().await?;
        let following = self.store.following(self.streamer).await.ok();
        let record = |one: &pystreaming_actors::model::Streamer| {
            json!({
                "type": "streamer",
                "name": one.name,
                "title": one.title.as_deref(),
                "description": one.description.as_deref(),
                "tags": one.tags.iter().collect::<Vec<_>>(),
                "language": one.language.as_deref(),
                "content_warning": one.content_warning.as_deref(),
                "schedule": one.schedule.to_json(),
                "about": one.about.as_deref(),
                "links": one.links.iter().collect::<Vec<_>>(),
                "avatar": one.avatar.as_deref(),
                "offline_picture": one.offline_picture.as_deref(),
                "locked": one.password.is_some(),
                "chat": one.chat,
                "slow_mode": memory.slow,
                "chat_rules": memory.rules,
                "titles": titles,
                "mastodon": one.mastodon.as_deref(),
                "last_live": one.last_live,
                "ban": one.ban.as_ref().map(|ban| json!({"since": ban.since, "until": ban.until, "reason": ban.reason})),
                "announced": following.map(|following| following.announced),
                "followers": following.map(|following| following.push + following.mail),
            })
        };
        let one = streamers.iter().find(|one| one.name == *self.streamer);
        let mut records: Vec<Value> = one.into_iter().map(record).collect();
        for (kind, name) in PictureKind::ALL.iter().filter_map(|kind| Some((*kind, one?.picture(*kind)?))) {
            // the others are smaller ones of the same
            let width = kind.widths().iter().max().copied().unwrap_or_default();
            if let Some(file) = self.store.picture(self.streamer, kind, name, width).await? {
                let file = STANDARD.encode(file);
                records
                    .push(json!({"type": "picture", "kind": kind.as_str(), "name": &**name, "file": file}));
            }
        }
        Ok(records)
    }

    /// What is pinned, and the polls.
    async fn notices(&self) -> Result<Vec<Value>, StoreError> {
        let memory = self.store.chat_memory(self.streamer, 0, 0).await?;
        let pin = memory.pin.into_iter().map(|pin| {
            let name = pin.author.map(|author| author.username.to_string());
            (json!({"type": "pin", "name": name, "text": pin.text, "time": pin.at, "until": pin.until}), name)
        });
        let pin = pin.filter(|(_, name)| {
            self.person.is_none() || name.as_deref().is_some_and(|name| self.is_about(name))
        });
        let polls = memory.polls.iter().filter(|_| self.person.is_none()).map(|poll| {
            json!({
                "type": "poll",
                "question": poll.question,
                "choices": poll.choices,
                "votes": poll.votes,
                "time": poll.at,
                "ended": poll.ended,
            })
        });
        Ok(pin.map(|(record, _)| record).chain(polls).collect())
    }

    async fn messages(&self, after: i64, limit: u32) -> Result<Rows, StoreError> {
        let messages = self.store.messages(self.streamer, after.unsigned_abs(), limit).await?;
        let (read, last) = (messages.len(), messages.last().map_or(after, |last| last.id.cast_signed()));
        let theirs = messages.iter().filter(|message| {
            self.person.is_none()
                || message.author.as_ref().is_some_and(|author| self.is_about(&author.username))
        });
        let record = |message: &pystreaming_actors::model::ChatMessage| {
            let author = message.author.as_ref();
            json!({
                "type": "message",
                "id": message.id,
                "time": message.time,
                "kind": message.kind,
                "name": author.map(|author| author.username.to_string()),
                "color": author.map(|author| author.color.to_string()),
                "text": message.text,
                "reply": message.reply,
            })
        };
        Ok(Rows { read, last, records: theirs.map(record).collect() })
    }

    async fn events(&self, after: i64, limit: u32) -> Result<Rows, StoreError> {
        let query = EventQuery { page: Page::After(after), ..EventQuery::last(limit).of(self.streamer) };
        let events = self.store.events(&query).await?;
        let (read, last) = (events.len(), events.last().map_or(after, |last| last.id));
        let theirs = events
            .into_iter()
            .filter(|event| self.person.is_none_or(|person| names_person(&event.meta, &fold(person))));
        let record = |event| {
            let mut record = serde_json::to_value(RecordedEvent::from(event)).unwrap_or_default();
            let kind = std::mem::replace(&mut record["type"], "event".into());
            record["kind"] = kind;
            record
        };
        Ok(Rows { read, last, records: theirs.map(record).collect() })
    }

    fn is_about(&self, name: &str) -> bool {
        self.person.is_none_or(|person| fold(person) == fold(name))
    }
}

/// Whether all rows of a section are read at once.
fn is_short(section: Section) -> bool {
    use Section::{
        Emotes, FilterRules, Held, Moderators, Mutes, Notes, Notices, Reports, Streamer, Tokens, Webhooks,
    };
    matches!(
        section,
        Streamer
            | Emotes
            | Moderators
            | Mutes
            | Notices
            | FilterRules
            | Held
            | Reports
            | Notes
            | Tokens
            | Webhooks
    )
}

/// A record for each report on a message.
fn report_records(ReportedMessage { message, reports, .. }: &ReportedMessage) -> Vec<Value> {
    let author = message.author.as_ref().map(|author| author.username.to_string());
    let record = |report: &Report| {
        json!({
            "type": "report",
            "time": report.at,
            "by": report.name,
            "reason": report.reason,
            "message": message.id,
            "name": author,
            "text": message.text,
        })
    };
    reports.iter().map(record).collect()
}

fn sanction_record(sanction: &Sanction) -> Value {
    json!({
        "type": sanction.kind.as_str(),
        "name": sanction.name,
        "time": sanction.at,
        "until": sanction.until,
        "by": sanction.operator,
        "reason": sanction.reason,
        "appeal": sanction.appeal.as_ref().map(|appeal| &appeal.text),
    })
}

fn all(records: Vec<Value>) -> Rows {
    Rows { read: records.len(), last: 0, records }
}

/// Without what its secrets are made of.
fn webhook(webhook: &Webhook) -> Value {
    let settings = &webhook.settings;
    json!({
        "type": "webhook",
        "id": webhook.id,
        "url": settings.shown_url(),
        "format": settings.format.as_str(),
        "events": settings.kinds.iter().collect::<Vec<_>>(),
        "enabled": settings.enabled,
        "disabled_because": webhook.disabled_because,
        "created": webhook.created_at,
    })
}

fn typed(kind: &str, value: &impl serde::Serialize) -> Value {
    let mut record = json!({ "type": kind });
    if let (Value::Object(record), Ok(Value::Object(fields))) = (&mut record, serde_json::to_value(value)) {
        record.extend(fields);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        for (section, _) in Section::ALL {
            let cursor = Cursor { section, after: 17 };
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        for bad in ["", "events", "events.", "events.x", "nothing.1"] {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }
}
