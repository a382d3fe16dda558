//! What rooms tell the people in them. The outer crate turns it into what clients read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::refusal::{Code, Refusal};
use crate::model::names::Token;
use crate::model::{ChatMessage, Colour, Person, Role, UnixTime};
use crate::status::StreamInfo;

/// Something that a room tells one session or many.
#[derive(Debug, Clone, PartialEq)]
pub enum RoomEvent {
    /// A name was given that only its owner may use: the streamer's.
    KeyRequired {
        /// The streamer.
        username: Arc<str>,
    },
    /// To oneself: one is logged in.
    LoggedIn {
        /// As others see one.
        person: Person,
        /// Gives the same browser this name back after a lost connection, without the key.
        resume: String,
        /// One may not speak.
        muted: bool,
    },
    /// A member joined.
    Joined {
        /// The member.
        person: Person,
        /// The list of members, where it is short enough: see [`crate::room`].
        users: Option<Arc<[Person]>>,
        /// Number of members.
        count: usize,
    },
    /// A member left.
    Left {
        /// The member.
        person: Person,
        /// As in [`RoomEvent::Joined`].
        users: Option<Arc<[Person]>>,
        /// Number of members.
        count: usize,
    },
    /// Members come and go faster than everybody can be told of each.
    HeadCount {
        /// Number of members.
        count: usize,
    },
    /// A member has another name.
    Renamed {
        /// The name before.
        oldname: Arc<str>,
        /// The name now.
        newname: Arc<str>,
        /// The member's role.
        role: Role,
        /// The member's colour.
        color: Colour,
        /// As in [`RoomEvent::Joined`].
        users: Option<Arc<[Person]>>,
    },
    /// A member's name has another colour.
    Recoloured(Person),
    /// To oneself: one's colour.
    OwnColour {
        /// The colour.
        color: Colour,
    },
    /// A message, action, drawing or announcement.
    Said(Arc<ChatMessage>),
    /// A line of notice that is not kept.
    Notice {
        /// One sentence, or a line of a list.
        text: Cow<'static, str>,
        /// Set where programs have to react to it.
        code: Option<Code>,
    },
    /// The answer to a request for the list of members.
    UserList {
        /// All members.
        users: Arc<[Person]>,
        /// Their number.
        count: usize,
    },
    /// To oneself: the page is to use this theme.
    ThemeChosen {
        /// Name of the theme.
        theme: String,
    },
    /// The site has another emote.
    EmoteAdded {
        /// `:alias:`.
        key: String,
        /// Address of the picture.
        uri: String,
    },
    /// The site has one emote less.
    EmoteRemoved {
        /// `:alias:`.
        key: String,
    },
    /// To the streamer who set it: the viewer password.
    PasswordSet {
        /// In plain text, since it is passed on to viewers.
        password: String,
    },
    /// Viewers need a password from now on; those without it are out.
    Locked {
        /// The streamer, folded.
        username: Arc<str>,
    },
    /// Viewers no longer need a password.
    Unlocked {
        /// The streamer, folded.
        username: Arc<str>,
    },
    /// Login or presence failed, or was ended.
    Failed(Refusal),
    /// What somebody did had no effect.
    Warned(Refusal),
    /// What was said before one came.
    History(History),
    /// How the stream does.
    Stream {
        /// What everybody may know of it.
        info: Arc<StreamInfo>,
        /// Unix seconds by the server's clock, to the millisecond: viewers measure their delay by it.
        now: f64,
    },
    /// To oneself: name, role, mute or `resume` changed.
    OwnStatus {
        /// As others see one.
        person: Person,
        /// One may not speak.
        muted: bool,
        /// As in [`RoomEvent::LoggedIn`].
        resume: String,
    },
    /// A member has another role.
    RoleChanged(Person),
    /// The slash commands that one may use.
    Commands {
        /// In the order of `/help`.
        commands: Vec<CommandHelp>,
    },
    /// A message was deleted.
    MessageDeleted {
        /// [`ChatMessage::id`].
        id: u64,
    },
    /// All messages up to this one were deleted.
    ChatCleared {
        /// [`ChatMessage::id`].
        id: u64,
    },
    /// Slow mode was turned on, changed or turned off.
    SlowMode {
        /// Seconds between two messages of one person; 0 is off.
        seconds: u32,
    },
    /// To moderators and the streamer: all mutes, oldest first.
    Mutes {
        /// The mutes.
        mutes: Vec<MutedPerson>,
    },
    /// To moderators and the streamer: a new mute, or a muted person came, left or changed their name.
    Muted(MutedPerson),
    /// To moderators and the streamer: a mute was lifted.
    Unmuted {
        /// [`MutedPerson::id`].
        id: Token,
    },
    /// The server stops and will be back.
    Restarting,
}

impl From<Refusal> for RoomEvent {
    /// As chat has always told of it: by an error, a warning or a notice.
    fn from(refusal: Refusal) -> Self {
        match refusal.code {
            Code::NotLoggedIn => Self::Failed(refusal),
            Code::Blank
            | Code::TooLong
            | Code::Rate
            | Code::Slow
            | Code::Duplicate
            | Code::DrawingBusy
            | Code::DrawingBudget => Self::Warned(refusal),
            code => Self::Notice { text: refusal.text, code: Some(code) },
        }
    }
}

impl RoomEvent {
    /// Whether delivery may be put off to go with the next event.
    pub fn can_wait(&self) -> bool {
        matches!(self, Self::Joined { .. } | Self::Left { .. } | Self::HeadCount { .. })
    }
}

/// A muted person as moderators see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutedPerson {
    /// Names the mute; `/unmute` takes it in place of a name.
    pub id: Token,
    /// Their name when they were muted.
    pub username: Arc<str>,
    /// Since when.
    pub time: UnixTime,
    /// Their names now, one for each window in which they are logged in.
    pub here: Vec<Arc<str>>,
}

/// A slash command as clients offer it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Oldest first.
    pub messages: Vec<Arc<ChatMessage>>,
    /// The messages follow the last one that the client has, without a gap. Otherwise they replace what it has.
    pub resumed: bool,
    /// The client has messages after this one that a crash kept from being stored: nobody else has them.
    pub lost_after: Option<u64>,
    /// Messages that were deleted lately; the client may still have some of them.
    pub deleted: Vec<u64>,
    /// Addresses of custom emotes by `:alias:`.
    pub emotes: Arc<BTreeMap<String, String>>,
    /// Seconds between two messages of one person; 0 without slow mode.
    pub slow: u32,
    /// Longest message, in characters.
    pub length: usize,
    /// Number of members.
    pub count: usize,
}
