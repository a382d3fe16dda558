//! What the journal writes.

use std::sync::Arc;

use async_trait::async_trait;

use super::error::StoreError;
use crate::model::names::{StreamerName, Token};
use crate::model::{AuditEvent, Broadcast, ChatMessage, Moderator, Mute, Setting, UnixTime};

/// Steps that are written in order and in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The journal that writes it; unique for each start of a server.
    pub writer: Token,
    /// Grows from batch to batch of the writer, from 1.
    pub number: u64,
    /// Oldest first.
    pub steps: Vec<Write>,
}

/// Where the journal writes.
#[async_trait]
pub trait JournalStore: Send + Sync + 'static {
    /// Writes a batch, or nothing if its writer has already written this number: a writer that does not know how a
    /// write ended repeats it safely.
    async fn write(&self, batch: &Batch) -> Result<(), StoreError>;
}

/// One step of the journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// Appends to the audit journal.
    Audit {
        /// When it happened.
        at: UnixTime,
        /// In whose stream.
        streamer: StreamerName,
        /// What.
        event: AuditEvent,
    },
    /// Remembers a running broadcast; a second write with the same id replaces the first.
    BroadcastStarted(Broadcast),
    /// Forgets it and sets its streamer's `last_live`. Unknown ids are passed over.
    BroadcastEnded {
        /// [`Broadcast::id`].
        id: Token,
        /// When the picture stopped.
        at: UnixTime,
    },
    /// Something was said. A second write with the same id replaces the first.
    ChatSaid {
        /// In whose room.
        streamer: StreamerName,
        /// What.
        message: Arc<ChatMessage>,
    },
    /// One message is to be forgotten.
    ChatDeleted {
        /// In whose room.
        streamer: StreamerName,
        /// [`ChatMessage::id`].
        id: u64,
    },
    /// Everything up to this message is to be forgotten: a moderator said so, or it is too old.
    ChatCleared {
        /// In whose room.
        streamer: StreamerName,
        /// The last one to go.
        up_to: u64,
    },
    /// Someone may not speak any more.
    Muted {
        /// In whose room.
        streamer: StreamerName,
        /// Who.
        mute: Mute,
    },
    /// Someone may speak again. Unknown ids are passed over.
    Unmuted {
        /// [`Mute::id`].
        id: Token,
    },
    /// Someone keeps order from now on; replaces what was known of the same browser.
    ModeratorAdded {
        /// In whose room.
        streamer: StreamerName,
        /// Who.
        moderator: Moderator,
    },
    /// Someone does not any more.
    ModeratorRemoved {
        /// In whose room.
        streamer: StreamerName,
        /// [`Moderator::visitor`].
        visitor: Token,
    },
    /// Seconds between two messages of one person; 0 without slow mode.
    SlowMode {
        /// In whose room.
        streamer: StreamerName,
        /// How many.
        seconds: u32,
    },
    /// A streamer changed a setting in chat: as [`SettingsStore::set`](super::SettingsStore::set), with its audit event and
    /// a new revision. Nothing is kept of a streamer who has been dropped.
    Setting {
        /// Whose.
        streamer: StreamerName,
        /// What.
        setting: Setting,
        /// When.
        at: UnixTime,
    },
}

impl Write {
    /// Length, in bytes, of what people said or drew.
    pub fn text(&self) -> usize {
        match self {
            Self::Audit { event, .. } => event.text(),
            Self::ChatSaid { message, .. } => message.text.len(),
            _ => 0,
        }
    }
}
