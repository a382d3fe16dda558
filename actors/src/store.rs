//! What is kept, and the trait that every database stands behind.

use std::sync::Arc;

use async_trait::async_trait;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::chat::{clean, with_emoji};
use crate::clock::UnixTime;
use crate::events::AuditEvent;
use crate::names::{AddressId, KeyHash, StreamerName, Token, ViewerPassword};
use crate::session::Person;

/// Longest description of a stream, in characters.
pub const DESCRIPTION_MAX: usize = 1000;
/// Longest viewer password, in characters.
pub const PASSWORD_MAX: usize = 128;

/// Whether a stream has chat. In the store, no value means `Enabled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatSetting {
    /// Shown to everybody.
    #[default]
    Enabled,
    /// There, but folded away until a viewer opens it.
    Hidden,
    /// Not there at all.
    Disabled,
}

impl ChatSetting {
    /// The word used in the store, on the command line and in `/chat`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Hidden => "hidden",
            Self::Disabled => "disabled",
        }
    }

    /// Reads [`ChatSetting::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Enabled, Self::Hidden, Self::Disabled].into_iter().find(|setting| setting.as_str() == word)
    }
}

/// A streamer's settings as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streamer {
    /// Unique without case.
    pub name: StreamerName,
    /// Unique; the key itself is not kept.
    pub key: KeyHash,
    /// Whether there is chat.
    pub chat: ChatSetting,
    /// Shown on the front page and under the picture.
    pub description: Option<String>,
    /// `None` for a stream open to all.
    pub password: Option<ViewerPassword>,
    /// An `https` address that the page links to as `rel="me"`.
    pub mastodon: Option<String>,
    /// When the last broadcast ended.
    pub last_live: Option<UnixTime>,
}

impl Streamer {
    /// The description as people read it: with emoji in place of their names, and nothing that disturbs a page. Empty
    /// where there is none, as clients have always been told.
    pub fn shown_description(&self) -> String {
        with_emoji(&clean(self.description.as_deref().unwrap_or_default())).into_owned()
    }
}

/// One setting of a streamer, changed. `None` inside unsets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A new stream key.
    Key(KeyHash),
    /// Whether there is chat.
    Chat(ChatSetting),
    /// The description; audited.
    Description(Option<String>),
    /// The viewer password; audited.
    Password(Option<ViewerPassword>),
    /// The `rel="me"` address.
    Mastodon(Option<String>),
}

impl Setting {
    /// What the audit journal keeps of the change, if anything.
    pub fn audit(&self) -> Option<AuditEvent> {
        match self {
            Self::Description(description) => {
                Some(AuditEvent::SetDescription { description: description.clone() })
            }
            Self::Password(password) => Some(AuditEvent::SetViewerPassword { password: password.clone() }),
            Self::Key(_) | Self::Chat(_) | Self::Mastodon(_) => None,
        }
    }
}

/// From an encoder's start until it has been away for longer than the reconnect window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broadcast {
    /// Names the broadcast for good.
    pub id: Token,
    /// Whose it is.
    pub streamer: StreamerName,
    /// What the encoder was renamed to in keyless mode; `None` where files carry the key's name.
    pub publish_name: Option<Token>,
    /// First part of every segment's address; changes with the viewer password.
    pub prefix: Token,
    /// When the encoder was let in.
    pub started_at: UnixTime,
}

/// A custom emote: `:alias:` in chat stands for the picture at `uri`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Emote {
    /// Letters, digits, `_` and `-`.
    pub alias: String,
    /// An address on this site or an `https` one.
    pub uri: String,
}

/// How a message that is sent from outside chat shows in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// As if the streamer had typed it.
    Normal,
    /// As `/me` does.
    Action,
    /// As a notice of the server.
    Server,
}

impl MessageKind {
    /// The word used in the store, on the command line and by API clients.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Action => "action",
            Self::Server => "server",
        }
    }

    /// Reads [`MessageKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Normal, Self::Action, Self::Server].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A message on its way from the command line or the API into a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMessage {
    /// Into whose chat.
    pub streamer: StreamerName,
    /// How it shows.
    pub kind: MessageKind,
    /// Its text.
    pub message: String,
}

/// A message that waits in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedMessage {
    /// By which its sender asks what became of it.
    pub id: i64,
    /// What is to be said.
    pub message: PendingMessage,
}

/// How something said in chat shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// Somebody's words.
    Message,
    /// What somebody does, as after `/me`.
    Action,
    /// A picture: the text is its data URL.
    Drawing,
    /// A notice from outside; nobody's name.
    Server,
}

impl ChatKind {
    /// The word used in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Action => "action",
            Self::Drawing => "drawing",
            Self::Server => "server",
        }
    }

    /// Reads [`ChatKind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Message, Self::Action, Self::Drawing, Self::Server]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// Something said in a room, as all in it hear it and as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// Grows from message to message within a room, also over restarts: see [`crate::ids`]. Below 2^53, so that
    /// JavaScript can hold it.
    pub id: u64,
    /// When.
    pub time: UnixTime,
    /// How it shows.
    pub kind: ChatKind,
    /// Who said it, as they were called and coloured then; nobody for [`ChatKind::Server`].
    pub author: Option<Person>,
    /// The words, or a drawing's data URL.
    pub text: String,
    /// The message that it answers.
    pub reply: Option<u64>,
}

impl ChatMessage {
    /// The name of the event that carries it.
    pub fn event_name(&self) -> &'static str {
        match self.kind {
            ChatKind::Message => "message received",
            ChatKind::Action => "action received",
            ChatKind::Drawing => "drawing received",
            ChatKind::Server => "server",
        }
    }
}

impl Serialize for ChatMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(author) = &self.author {
            map.serialize_entry("username", &author.username)?;
            map.serialize_entry("type", &author.role)?;
            map.serialize_entry("color", &author.color)?;
        }
        let text = match self.kind {
            ChatKind::Message | ChatKind::Action => "message",
            ChatKind::Drawing => "src",
            ChatKind::Server => "msg",
        };
        map.serialize_entry(text, &self.text)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("time", &self.time)?;
        if let Some(reply) = self.reply {
            map.serialize_entry("reply", &reply)?;
        }
        map.end()
    }
}

/// Someone who may not speak: known again by any of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// Names the mute.
    pub id: Token,
    /// Their browser.
    pub visitor: Option<Token>,
    /// Where they were.
    pub address: AddressId,
    /// What they were called.
    pub name: String,
    /// Since when.
    pub at: UnixTime,
}

/// A browser whose person keeps order in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moderator {
    /// Their browser.
    pub visitor: Token,
    /// What they were called when they were made one.
    pub name: String,
}

/// What a room begins with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatMemory {
    /// The last messages, oldest first.
    pub history: Vec<ChatMessage>,
    /// The store still holds messages that history has no room for: all up to this one are to be forgotten.
    pub outdated: Option<u64>,
    /// Messages between and after those that were removed one by one, oldest first.
    pub deleted: Vec<u64>,
    /// Who may not speak.
    pub mutes: Vec<Mute>,
    /// Who keeps order.
    pub moderators: Vec<Moderator>,
    /// Seconds between two messages of one person; 0 without slow mode.
    pub slow: u32,
}

/// A row of the audit journal.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// When.
    pub at: UnixTime,
    /// In whose stream, as spelled then.
    pub streamer: String,
    /// [`AuditEvent::kind`].
    pub kind: String,
    /// [`AuditEvent::meta`].
    pub meta: Value,
}

/// Steps of the journal that are written whole, in order, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Names the batch for good. The store remembers the last one that it wrote, since whoever writes may not learn
    /// how a write ended: it is safe to write a batch again until it is known to be written.
    pub id: Token,
    /// What happened, in order.
    pub steps: Vec<Write>,
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
    /// A streamer changed a setting in chat: as [`Store::set`], with its audit and the new revision. Of a streamer
    /// dropped meanwhile nothing is kept.
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

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something of that name is there already.
    #[error("{what} {name:?} exists already")]
    Exists {
        /// "streamer" or "emote" or "stream key of".
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Nothing of that name is there.
    #[error("there is no {what} {name:?}")]
    NotFound {
        /// "streamer" or "emote".
        what: &'static str,
        /// The name asked for.
        name: String,
    },
    /// The tables are not there or are of an earlier version.
    #[error("{0}")]
    Schema(String),
    /// The database is out of reach, full or broken. The text names no secret.
    #[error("database: {0}")]
    Database(String),
}

/// A database, shared by the server and `pystreaming-admin`. Every method that changes something also moves
/// [`Store::revision`], except what only the server itself calls ([`Store::write`], [`Store::take_messages`],
/// [`Store::report_deliveries`], [`Store::reserve_ids`]), and what is asked about a message that was sent.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// A number that changes whenever an administrator changes anything; cheap enough to ask twice a second.
    async fn revision(&self) -> Result<i64, StoreError>;
    /// All streamers, by name.
    async fn streamers(&self) -> Result<Vec<Streamer>, StoreError>;
    /// Broadcasts that were running when the server was last heard of.
    async fn open_broadcasts(&self) -> Result<Vec<Broadcast>, StoreError>;
    /// All emotes, by alias.
    async fn emotes(&self) -> Result<Vec<Emote>, StoreError>;
    /// Takes all pending messages out, oldest first.
    async fn take_messages(&self) -> Result<Vec<QueuedMessage>, StoreError>;
    /// Says of messages that were taken, by their ids, in front of how many listeners each was said.
    async fn report_deliveries(&self, heard: &[(i64, u32)]) -> Result<(), StoreError>;
    /// Sets `count` ids of messages aside for good, the first of which is answered: `from`, or the one behind all that were
    /// set aside before or that a message has.
    async fn reserve_ids(&self, from: u64, count: u64) -> Result<u64, StoreError>;
    /// What a room begins with: of its messages the last `limit` that are not older than `since`.
    async fn chat_memory(
        &self,
        of: &StreamerName,
        limit: u32,
        since: UnixTime,
    ) -> Result<ChatMemory, StoreError>;
    /// Writes a batch in one transaction, in order; nothing if it is the one that was written last.
    async fn write(&self, batch: &Batch) -> Result<(), StoreError>;
    /// The last `limit` audit events, oldest first; of one streamer or of all.
    async fn events(&self, of: Option<&StreamerName>, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;

    /// Takes the pictures out of up to `most` events of drawings that are older than `before` and come after row
    /// `after`; who drew and when stays. Answers the last such row, or `None` when there was none.
    async fn forget_drawings(
        &self,
        before: UnixTime,
        after: i64,
        most: u32,
    ) -> Result<Option<i64>, StoreError>;

    /// Adds a streamer with nothing set but name and key.
    async fn add_streamer(&self, name: &StreamerName, key: KeyHash) -> Result<(), StoreError>;
    /// Removes a streamer; what the audit journal knows of them stays.
    async fn drop_streamer(&self, name: &StreamerName) -> Result<(), StoreError>;
    /// Changes one setting, and audits it at `now` where [`Setting::audit`] says so, in one transaction.
    async fn set(&self, name: &StreamerName, setting: &Setting, now: UnixTime) -> Result<(), StoreError>;
    /// Adds an emote.
    async fn add_emote(&self, emote: &Emote) -> Result<(), StoreError>;
    /// Removes an emote.
    async fn drop_emote(&self, alias: &str) -> Result<(), StoreError>;
    /// Puts a message into a streamer's chat, and answers its id.
    async fn send_message(&self, message: &PendingMessage) -> Result<i64, StoreError>;
    /// In front of how many listeners a message was said; `None` until a server has said it. Answers once.
    async fn delivery(&self, id: i64) -> Result<Option<u32>, StoreError>;
    /// Takes a message back; `false` if a server has taken it before.
    async fn withdraw_message(&self, id: i64) -> Result<bool, StoreError>;
}
