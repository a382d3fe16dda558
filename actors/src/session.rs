//! What rooms and the sockets of their people have to do with each other. A room knows sockets by [`SessionId`] and
//! speaks to them through [`Outlet`]; what carries its words, and how they are encoded, it does not know.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::live::StreamInfo;
use crate::model::names::{AddressId, Token};
use crate::model::{ChatMessage, Colour, Person, Role, UnixTime};

/// One socket, for as long as the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId {
    /// The worker thread that the socket lives on.
    pub worker: u16,
    /// Unique on that worker, and never reused.
    pub number: u64,
}

/// One room, for as long as the server runs: a room that replaces a dead one has the number of its predecessor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(pub u32);

/// Who sits at a socket, as far as that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// From a signed cookie; bots may have none.
    pub visitor: Option<Visitor>,
    /// The address, made unreadable.
    pub address: AddressId,
    /// How much the address says about the person.
    pub scope: AddressScope,
}

/// Who shares an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressScope {
    /// A household, as far as we know: few people, who are limited together and recognised by it.
    Household,
    /// Many people, behind a gateway: they are limited together, but nobody is recognised by it.
    Crowd,
    /// Everybody: it is this machine's own, or that of a proxy nobody told us about. It says nothing.
    Anonymous,
}

/// A browser that was here before, or is from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Names the browser.
    pub id: Token,
    /// When it was first seen.
    pub since: UnixTime,
    /// Its cookie came with the request. Otherwise it was made for this request, and browsers that keep no cookies never
    /// show it again.
    pub kept: bool,
}

/// To which sockets of a room something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever reads chat: those logged in, and those who asked to read along.
    Chat,
    /// Whoever has the page open, whether or not they see the chat.
    Watching,
    /// Both.
    All,
}

/// A socket's place in a room, as the room last gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Where.
    pub room: RoomId,
    /// Whether it gets what goes to [`Audience::Chat`].
    pub chat: bool,
    /// Whether it gets what goes to [`Audience::Watching`].
    pub watching: bool,
    /// Whether it counts as a viewer.
    pub counted: bool,
    /// Who is logged in at it. Kept by the socket's side, so that a room that replaces a dead one hears of it again.
    pub member: Option<Membership>,
}

/// Someone logged in, with what a new room has to know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// As everybody sees them.
    pub person: Person,
    /// They may not speak.
    pub muted: bool,
}

/// Something that a room has to say to sockets.
#[derive(Debug, Clone, PartialEq)]
pub enum Dispatch {
    /// Gives a socket its place; `None` takes it away.
    Seat(SessionId, Option<Seat>),
    /// Says something to one socket.
    Reply(SessionId, ServerEvent),
    /// Says something to the room's sockets.
    Broadcast {
        /// To whom.
        audience: Audience,
        /// Who does not hear it.
        except: Option<SessionId>,
        /// What.
        event: ServerEvent,
    },
}

/// How rooms reach sockets. Calls return at once; what one room says arrives in the order in which it was said.
pub trait Outlet: Send + Sync + 'static {
    /// Sends what a room has to say. All of the room's sockets live on these workers.
    fn deliver(&self, room: RoomId, workers: &[u16], dispatches: Vec<Dispatch>);
    /// Says something to every socket of the site.
    fn everybody(&self, event: &ServerEvent);
    /// Has every socket that sits in the room announce itself anew, since a new room knows nobody.
    fn announce_again(&self, room: RoomId);
}

/// What the server says, as [`ServerEvent::name`] and one JSON object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "fields are those of the protocol, which README's chapter on bots describes")]
pub enum ServerEvent {
    LoginKeyRequired {
        username: Arc<str>,
    },
    LoginSuccess {
        #[serde(flatten)]
        person: Person,
        /// Lets the same visitor take their name up again after a lost connection, without the key.
        resume: String,
        muted: bool,
    },
    Connected {
        #[serde(flatten)]
        person: Person,
        /// Absent where it would cost too much: see [`crate::room`].
        #[serde(skip_serializing_if = "Option::is_none")]
        users: Option<Arc<[Person]>>,
        /// How many are logged in.
        count: usize,
    },
    Disconnected {
        #[serde(flatten)]
        person: Person,
        #[serde(skip_serializing_if = "Option::is_none")]
        users: Option<Arc<[Person]>>,
        count: usize,
    },
    /// People came and went faster than everybody could be told of each.
    People {
        /// How many are logged in.
        count: usize,
    },
    Rename {
        oldname: Arc<str>,
        newname: Arc<str>,
        #[serde(rename = "type")]
        role: Role,
        color: Colour,
        #[serde(skip_serializing_if = "Option::is_none")]
        users: Option<Arc<[Person]>>,
    },
    Recolor(Person),
    ReturnColor {
        color: Colour,
    },
    /// `message received`, `action received`, `drawing received` or `server`, by the message's kind.
    Said(Arc<ChatMessage>),
    /// A notice to one person, or to all, that is not kept.
    Server {
        msg: String,
    },
    Userlist {
        users: Arc<[Person]>,
        count: usize,
    },
    ChangeTheme {
        theme: String,
    },
    AddEmote {
        key: String,
        uri: String,
    },
    RemoveEmote {
        key: String,
    },
    PasswordSet {
        password: String,
    },
    PasswordActivated {
        username: Arc<str>,
    },
    PasswordDeactivated {
        username: Arc<str>,
        msg: String,
    },
    Error {
        msg: String,
        /// For programs; the page shows the error where it arose.
        code: &'static str,
        /// Seconds until it is worth trying again.
        #[serde(skip_serializing_if = "Option::is_none")]
        wait: Option<u32>,
    },
    Warning {
        msg: String,
        code: &'static str,
        /// Seconds until it is worth trying again.
        #[serde(skip_serializing_if = "Option::is_none")]
        wait: Option<u32>,
    },
    History(History),
    Stream {
        #[serde(flatten)]
        info: Arc<StreamInfo>,
        /// Seconds since 1970 by the server's clock, with milliseconds: viewers measure their delay by it.
        now: f64,
    },
    /// To oneself: one's name, or what one may do, has changed.
    Status {
        #[serde(flatten)]
        person: Person,
        muted: bool,
        /// As in `login success`, for what one is now.
        resume: String,
    },
    /// Somebody may do more, or less, than before.
    Role(Person),
    Commands {
        commands: Vec<CommandHelp>,
    },
    MessageDeleted {
        id: u64,
    },
    ChatCleared {
        /// Everything up to this one is gone.
        id: u64,
    },
    Slow {
        seconds: u32,
    },
    /// To those who keep order: everybody who is muted, oldest mute first.
    Mutes {
        mutes: Vec<MutedPerson>,
    },
    /// To those who keep order: somebody is muted, or is called or present otherwise than before.
    Mute(MutedPerson),
    /// To those who keep order: that mute is lifted.
    Unmute {
        id: Token,
    },
    ServerRestarting {},
}

/// Somebody who may not speak, as those see them who keep order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MutedPerson {
    /// Names the mute; `/unmute` takes it in place of a name.
    pub id: Token,
    /// What they were called when they were muted.
    pub username: Arc<str>,
    /// When that was.
    pub time: UnixTime,
    /// What they are called now, in each window in which they are logged in; empty while they are away.
    pub here: Vec<Arc<str>>,
}

/// A slash command as clients offer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandHelp {
    /// With the slash.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What follows it.
    pub arguments: &'static str,
    /// What it does.
    pub help: &'static str,
}

/// What a reader gets on arrival.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct History {
    /// Oldest first.
    #[serde(serialize_with = "with_event_names")]
    pub messages: Vec<Arc<ChatMessage>>,
    /// These follow the last message that the client has: nothing in between is missing. Otherwise the client shows
    /// these instead of what it has.
    pub resumed: bool,
    /// The client has messages that came after this one and were never stored, since the server crashed: nobody else
    /// has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_after: Option<u64>,
    /// Messages that were deleted lately; the client may have some of them still.
    pub deleted: Vec<u64>,
    /// Addresses of custom emotes by `:alias:`.
    pub emotes: Arc<BTreeMap<String, String>>,
    /// Seconds between two messages of one person; 0 without slow mode.
    pub slow: u32,
    /// Most characters in a message.
    pub length: usize,
    /// How many are logged in.
    pub count: usize,
}

#[derive(Serialize)]
struct Named<'a> {
    event: &'static str,
    #[serde(flatten)]
    message: &'a ChatMessage,
}

fn with_event_names<S: Serializer>(messages: &[Arc<ChatMessage>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(messages.iter().map(|message| Named { event: message.event_name(), message }))
}

impl ServerEvent {
    /// Whether nobody minds to hear it a moment later.
    pub fn can_wait(&self) -> bool {
        matches!(self, Self::Connected { .. } | Self::Disconnected { .. } | Self::People { .. })
    }

    /// The event's name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::LoginKeyRequired { .. } => "login key required",
            Self::LoginSuccess { .. } => "login success",
            Self::Connected { .. } => "connected",
            Self::Disconnected { .. } => "disconnected",
            Self::People { .. } => "people",
            Self::Rename { .. } => "rename",
            Self::Recolor(_) => "recolor",
            Self::ReturnColor { .. } => "return color",
            Self::Said(message) => message.event_name(),
            Self::Server { .. } => "server",
            Self::Userlist { .. } => "userlist",
            Self::ChangeTheme { .. } => "change theme",
            Self::AddEmote { .. } => "add emote",
            Self::RemoveEmote { .. } => "remove emote",
            Self::PasswordSet { .. } => "password set",
            Self::PasswordActivated { .. } => "password activated",
            Self::PasswordDeactivated { .. } => "password deactivated",
            Self::Error { .. } => "error",
            Self::Warning { .. } => "warning",
            Self::History(_) => "history",
            Self::Stream { .. } => "stream",
            Self::Status { .. } => "status",
            Self::Role(_) => "role",
            Self::Commands { .. } => "commands",
            Self::MessageDeleted { .. } => "message deleted",
            Self::ChatCleared { .. } => "chat cleared",
            Self::Slow { .. } => "slow",
            Self::Mutes { .. } => "mutes",
            Self::Mute(_) => "mute",
            Self::Unmute { .. } => "unmute",
            Self::ServerRestarting {} => "server restarting",
        }
    }
}
