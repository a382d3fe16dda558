//! What happens to a room.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::drawings::InvalidDrawing;
use super::on_air::RenditionUpdate;
use crate::media::{MediaPlaylist, PublisherId, Rendition};
use crate::model::Streamer;
use crate::model::names::{KeyHash, Token, ViewerPassword};
use crate::session::{ClientIdentity, SessionId, Subscription};

/// What happens to a room.
#[derive(Debug)]
pub enum Input {
    /// A publisher with the right key asks to publish.
    PublishStarted(PublisherId),
    /// It is gone.
    PublishEnded(PublisherId),
    /// A playlist of this streamer changed.
    PlaylistUpdated(Box<RenditionUpdate>),
    /// The segment under way grows, and the name that its publisher had been renamed to.
    SegmentGrows(Rendition, Option<Token>),
    /// Files of segments vanished: it lists less.
    PlaylistTrimmed(Rendition, Arc<MediaPlaylist>),
    /// A playlist file vanished.
    PlaylistGone(Rendition),
    /// A socket acts.
    Socket(SessionId, Action),
    /// A drawing has been checked: its canonical data URL, or what is wrong with it.
    Decoded(u64, Result<String, InvalidDrawing>),
    /// The site's emotes, by `:alias:`.
    EmotesChanged(Arc<BTreeMap<String, String>>),
    /// An administrator changed settings; they are as they were in the store at that time.
    SettingsChanged(Box<Streamer>, Instant),
    /// The room closes; this is its last input.
    Closing(Closing),
    /// A deadline passed.
    TimePassed,
}

/// What a socket does.
#[derive(Debug)]
pub enum Action {
    /// It announces itself.
    Presence(Presence),
    /// Somebody logs in.
    Login(Box<Login>),
    /// The member logs out.
    Logout,
    /// A line that was typed.
    Message {
        /// Words or a command.
        text: String,
        /// The message that it answers.
        reply: Option<u64>,
    },
    /// A drawing: a data URL that has not been checked yet.
    Drawing(String),
    /// The member asks for their colour.
    GetColour,
    /// The member asks which commands they may use.
    GetCommands,
    /// The member asks for their status, with a fresh text to resume by.
    GetStatus,
    /// It was in the room that this one replaces.
    Return(Box<Return>),
    /// It is closed.
    Gone,
}

/// Why a room closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// The server stops.
    Restart,
    /// The streamer was removed.
    Dropped,
}

/// Who enters a room by a socket.
#[derive(Debug, Clone)]
pub struct Client {
    /// Who they are, whatever they are called.
    pub identity: Arc<ClientIdentity>,
    /// The viewer password that they have shown.
    pub shown: Option<ViewerPassword>,
}

/// A socket announces itself.
#[derive(Debug)]
pub struct Presence {
    /// Who.
    pub client: Client,
    /// It shows the chat.
    pub chat: bool,
    /// It counts as a viewer.
    pub watch: bool,
    /// The last message that it has.
    pub last: Option<u64>,
}

/// Someone logs in.
#[derive(Debug)]
pub struct Login {
    /// Who.
    pub client: Client,
    /// The name, as typed.
    pub username: String,
    /// The colour, as typed.
    pub color: String,
    /// The stream key, if they gave one.
    pub key: Option<KeyHash>,
    /// The text they got when they were last logged in, which proves that.
    pub resume: Option<String>,
}

/// A socket of the room that this one replaces.
#[derive(Debug)]
pub struct Return {
    /// Who.
    pub client: Client,
    /// What that room had told it.
    pub subscription: Subscription,
}
