//! The journal's writes.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{
    AccountId, Appeal, AuditEvent, Broadcast, ChatMessage, ChatRules, FilterRule, HeldMessage, Moderator,
    Note, Pin, Poll, Principal, Report, Role, Sanction, SanctionScope, Setting, UnixTime, VoterId,
};

/// Steps written in order, in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Identifies the journal that writes the batch; new at each start of the server.
    pub writer: Token,
    /// Increases with each batch of the writer, from 1.
    pub number: u64,
    /// Oldest first.
    pub steps: Vec<Write>,
}

/// The store to which the journal writes.
#[async_trait]
pub trait JournalStore: Send + Sync + 'static {
    /// Writes a batch, or nothing if its writer has already written this number. A writer can therefore safely retry a
    /// write with an unknown outcome.
    async fn write(&self, batch: &Batch) -> Result<(), StoreError>;
}

/// How many steps a journal has written since it started. A step is stored once the journal has passed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct JournalPosition(pub u64);

/// One step of the journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A step whose audit event names the API token or the account that caused it.
    By {
        /// [`Principal::Token`] or [`Principal::Account`].
        who: Principal,
        /// [`Write::Audit`], [`Write::Setting`] or [`Write::SiteSanctioned`].
        write: Box<Write>,
    },
    /// Appends to the audit journal.
    Audit {
        /// Time of the event.
        at: UnixTime,
        /// The streamer whose stream it is.
        streamer: StreamerName,
        /// The event.
        event: AuditEvent,
    },
    /// Stores a running broadcast; a second write with the same id replaces the first.
    BroadcastStarted(Broadcast),
    /// Deletes a running broadcast, keeps its statistics, and sets its streamer's `last_live`. Unknown ids are ignored.
    BroadcastEnded {
        /// [`Broadcast::id`].
        id: Token,
        /// When the last picture arrived, or when another broadcast took over.
        at: UnixTime,
    },
    /// Stores how many watch a live stream, in place of an earlier number of the same time.
    ViewersSampled {
        /// Whose stream it is.
        streamer: StreamerName,
        /// When they were counted.
        at: UnixTime,
        /// How many.
        viewers: u32,
    },
    /// Stores a chat message. A second write with the same id replaces the first.
    ChatSaid {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The message.
        message: Arc<ChatMessage>,
    },
    /// Deletes one message.
    ChatDeleted {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// [`ChatMessage::id`].
        id: u64,
    },
    /// Deletes all messages up to one, because a moderator cleared the chat or because they are too old.
    ChatCleared {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// Id of the last message to delete.
        up_to: u64,
    },
    /// Stores a sanction of a room.
    Sanctioned {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The sanction.
        sanction: Box<Sanction>,
    },
    /// Stores a sanction of the whole site, with its event and a new revision.
    SiteSanctioned {
        /// The sanction.
        sanction: Box<Sanction>,
        /// The account of who imposed it in a chat; `None` for an administrator outside.
        by: Option<AccountId>,
    },
    /// Deletes a sanction of the whole site, with its event and a new revision. Unknown ids are ignored.
    SiteLifted {
        /// [`Sanction::id`].
        id: Token,
        /// As with [`Write::SiteSanctioned`].
        by: Option<AccountId>,
        /// When it was lifted.
        at: UnixTime,
    },
    /// Sets the appeal against a sanction. Unknown ids are ignored.
    Appealed {
        /// [`Sanction::id`].
        id: Token,
        /// That of the site changes the revision.
        scope: SanctionScope,
        /// The appeal.
        appeal: Appeal,
    },
    /// Deletes a sanction of a room. Unknown ids are ignored.
    Lifted {
        /// [`Sanction::id`].
        id: Token,
    },
    /// Stores a moderator, in place of an earlier entry for the same account or, without one, browser.
    ModeratorAdded {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The moderator.
        moderator: Moderator,
    },
    /// Deletes a moderator.
    ModeratorRemoved {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// [`Moderator::browser_id`].
        browser_id: Token,
        /// [`Moderator::account`].
        account: Option<AccountId>,
    },
    /// Sets or ends slow mode.
    SlowMode {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// Seconds between two messages of one person; 0 ends slow mode.
        seconds: u32,
    },
    /// Sets or removes the title of a role.
    TitleSet {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The role.
        role: Role,
        /// Its title.
        title: Option<String>,
    },
    /// Pins a message in place of the one before, or unpins it.
    Pinned {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The pinned message.
        pin: Option<Pin>,
    },
    /// Stores a new poll, which ends the one before.
    PollStarted {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The poll, without votes.
        poll: Poll,
    },
    /// Stores a vote, in place of an earlier one of the voter. Unknown polls are ignored.
    Voted {
        /// [`Poll::id`].
        poll: Token,
        /// Who votes.
        voter: VoterId,
        /// The number of the choice, from 0.
        choice: u32,
    },
    /// Stores the result of a poll, and deletes single votes and results that are too old.
    PollEnded {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The poll as it ended.
        poll: Poll,
    },
    /// Stores a rule of the chat filter, in place of one with the same id.
    FilterRuleAdded {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The rule.
        rule: FilterRule,
    },
    /// Deletes a rule of the chat filter.
    FilterRuleRemoved {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// [`FilterRule::id`].
        id: u32,
    },
    /// Stores the other rules of the chat.
    ChatRules {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// All of them.
        rules: ChatRules,
    },
    /// Stores a message that waits for a moderator.
    MessageHeld {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The message.
        held: HeldMessage,
    },
    /// Deletes a message that waited. Unknown ids are ignored.
    HeldDecided {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// [`HeldMessage::id`].
        id: u64,
    },
    /// Stores a report, with the message that it is about.
    Reported {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// As it was said.
        message: Arc<ChatMessage>,
        /// Id of the browser of the message's author, if known.
        author: Option<Token>,
        /// The report.
        report: Report,
    },
    /// Deletes all reports on a message.
    ReportsSettled {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// [`ChatMessage::id`].
        message: u64,
    },
    /// Stores a moderator's note on a person.
    NoteAdded {
        /// The streamer who owns the room.
        streamer: StreamerName,
        /// The note.
        note: Note,
    },
    /// Deletes a note. Unknown ids are ignored.
    NoteRemoved {
        /// [`Note::id`].
        id: Token,
    },
    /// Records when an API token was last used. Ignored if it has been revoked.
    TokenUsed {
        /// [`ApiToken::id`](crate::model::ApiToken::id).
        id: i64,
        /// Time of the use.
        at: UnixTime,
    },
    /// Changes a setting from chat, as [`SettingsStore::set`](super::SettingsStore::set) does, with its audit event and
    /// a new revision. Ignored if the streamer has been dropped.
    Setting {
        /// The streamer whose setting it is.
        streamer: StreamerName,
        /// The new value.
        setting: Setting,
        /// Time of the change.
        at: UnixTime,
    },
}

impl Write {
    /// The step as one that somebody caused from outside of the chat, if it has an audit event.
    #[must_use]
    pub fn by(self, who: Principal) -> Self {
        match self {
            Self::Audit { .. } | Self::Setting { .. } | Self::SiteSanctioned { .. } => {
                Self::By { who, write: Box::new(self) }
            }
            other => other,
        }
    }

    /// Length, in bytes, of the users' text or drawing.
    pub fn text(&self) -> usize {
        match self {
            Self::By { write, .. } => write.text(),
            Self::Audit { event, .. } => event.text(),
            Self::ChatSaid { message, .. } | Self::Reported { message, .. } => message.text.len(),
            Self::MessageHeld { held, .. } => held.text.len(),
            _ => 0,
        }
    }
}
