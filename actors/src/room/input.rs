//! The inputs of a room.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::config::ChatConfig;
use super::drawings::InvalidDrawing;
use super::on_air::RenditionUpdate;
use super::refusal::Refusal;
use super::transport;
use crate::delivery::PackagedUpdate;
use crate::health::Health;
use crate::media::{Leaving, MediaPlaylist, PublisherId, Rendition};
use crate::model::names::{KeyHash, Token, ViewerPassword};
use crate::model::{Act, Emotes, Principal, Sanction, SiteStaff, Streamer};
use crate::ports::JournalPosition;
use crate::session::{ClientIdentity, SessionId, Subscription};

/// Something that a room has to react to.
#[derive(Debug)]
pub enum Input {
    /// From anywhere on the site, also from another machine.
    Command(RoomCommand),
    /// A playlist of this streamer changed.
    PlaylistUpdated(Box<RenditionUpdate>),
    /// The unfinished segment grew. With the name that its publisher was renamed to, if any.
    SegmentGrows(Rendition, Option<Token>),
    /// Segment files were deleted, so the playlist lists fewer.
    PlaylistTrimmed(Rendition, Arc<MediaPlaylist>),
    /// Pictures arrived at this server's own ingest.
    Packaged(PackagedUpdate),
    /// How what a publisher of this server's own ingest sends to a broadcast was, lately.
    Measured(Token, Arc<Health>),
    /// A playlist file was deleted.
    PlaylistGone(Rendition),
    /// A drawing was decoded: its ticket, and its new data URL or the reason why it was refused.
    Decoded(u64, Result<String, InvalidDrawing>),
    /// The journal has stored the oldest unconfirmed change of a setting, and everything before that position.
    SettingStored(JournalPosition),
    /// The acts that a member asked for by `/log`, newest first, or why they cannot be read.
    ActsRead(Principal, Result<Vec<Act>, Refusal>),
    /// A change of the stream's emotes is stored, or not.
    EmotesStored {
        /// The session that typed the command, unless an answer to the operation tells it.
        to: Option<SessionId>,
        /// What became of it, as a sentence.
        result: Result<String, Refusal>,
    },
    /// A deadline passed.
    TimePassed,
}

impl From<RoomCommand> for Input {
    fn from(command: RoomCommand) -> Self {
        Self::Command(command)
    }
}

/// What publishers, sessions and the registry tell a room. It can travel to another machine of the site; the serialized
/// form contains secrets and is for nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoomCommand {
    /// A publisher with a valid key asks to publish. If its server packages what it sends, with the prefix of what it has of this
    /// stream.
    PublishStarted(PublisherId, Option<Token>),
    /// A publisher's connection ended.
    PublishEnded(PublisherId, Leaving),
    /// A session acts.
    Socket(SessionId, Action),
    /// The URLs of all the site's emotes by `:alias:`.
    EmotesChanged(Emotes),
    /// The URLs of all emotes that the stream has of its own by `:alias:`.
    OwnEmotesChanged(Emotes),
    /// The sanctions of the site, of which some may be new here and others missing.
    SiteSanctionsChanged(Vec<Sanction>),
    /// Who has a role on the whole site.
    SiteStaffChanged(SiteStaff),
    /// An administrator changed the rules of all chats.
    ChatConfigured(Box<ChatConfig>),
    /// An administrator changed settings. They were read when the room's journal had reached that position.
    SettingsChanged(#[serde(with = "transport::streamer")] Box<Streamer>, JournalPosition),
    /// The room closes; this is its last command.
    Closing(Closing),
}

/// What a session does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// The session announces what it shows.
    Presence(Presence),
    /// Someone logs in to chat.
    Login(Box<Login>),
    /// The member logs out.
    Logout,
    /// A typed line.
    Message {
        /// A message, or a command with its slash.
        text: String,
        /// Id of the message that it replies to.
        reply: Option<u64>,
    },
    /// A drawing: a data URL that has not been checked yet.
    Drawing(String),
    /// Someone appeals their mute or ban. Those who are banned are not logged in.
    Appeal(Box<AppealFromPage>),
    /// The member asks for their colour.
    GetColour,
    /// The member asks which commands they may use.
    GetCommands,
    /// The member asks for their status, with a fresh resume text.
    GetStatus,
    /// The session was in the room that this one replaces.
    Return(Box<Return>),
    /// The session's socket closed.
    Gone,
}

/// Why a room closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// The server is shutting down.
    Restart,
    /// The streamer was removed.
    Dropped,
    /// An administrator has closed the channel.
    Banned,
}

/// The client at a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Browser and address, independent of any nickname.
    pub identity: Arc<ClientIdentity>,
    /// The viewer password that the client has shown, if any.
    #[serde(with = "transport::password")]
    pub shown: Option<ViewerPassword>,
}

/// A session announces what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The client at the session.
    pub client: Client,
    /// Whether the page shows the chat.
    pub chat: bool,
    /// Whether the session counts as a viewer.
    pub watch: bool,
    /// Id of the last message that the client has.
    pub last: Option<u64>,
}

/// A login to chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The client at the session.
    pub client: Client,
    /// Nickname as typed.
    pub username: String,
    /// Colour as typed.
    pub color: String,
    /// Hash of the stream key, if one was given.
    #[serde(with = "transport::key")]
    pub key: Option<KeyHash>,
    /// Resume text from the last login.
    pub resume: Option<String>,
    /// Whether it is a program, which has shown an API token for chat.
    #[serde(default)]
    pub is_program: bool,
}

/// An appeal against a mute or ban.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealFromPage {
    /// The client at the session.
    pub client: Client,
    /// What they say, as typed.
    pub text: String,
    /// The name that they had, if they say so. Where many share an address, only that tells who they are.
    pub username: Option<String>,
}

/// A session of the room that this one replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The client at the session.
    pub client: Client,
    /// The last subscription that the session had in that room.
    pub subscription: Subscription,
}
