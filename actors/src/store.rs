//! What is kept, and the trait that every database stands behind.

use async_trait::async_trait;
use serde_json::Value;

use crate::clock::UnixTime;
use crate::events::AuditEvent;
use crate::names::{KeyHash, StreamerName, Token, ViewerPassword};

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

/// One step of the journal. Steps are written in order; a batch is written whole or not at all.
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
/// [`Store::revision`], except [`Store::write`] and [`Store::take_messages`], which only the server itself calls.
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
    async fn take_messages(&self) -> Result<Vec<PendingMessage>, StoreError>;
    /// Writes a batch in one transaction, in order.
    async fn write(&self, batch: &[Write]) -> Result<(), StoreError>;
    /// The last `limit` audit events, oldest first; of one streamer or of all.
    async fn events(&self, of: Option<&StreamerName>, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;

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
    /// Puts a message into a streamer's chat.
    async fn send_message(&self, message: &PendingMessage) -> Result<(), StoreError>;
}
