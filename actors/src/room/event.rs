//! Events that rooms send to clients. The outer crate encodes them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::refusal::{Code, Refusal};
use crate::model::names::Token;
use crate::model::{
    AccountPolicy, Appeal, ChatKind, ChatMessage, ChatRules, Colour, HeldMessage, Person, Pin, Poll, Role,
    Sanction, SanctionKind, SanctionScope, Titles, UnixTime,
};
use crate::status::StreamInfo;

/// An event for one session or many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RoomEvent {
    /// A login used the streamer's name without the stream key.
    KeyRequired {
        /// Name of the streamer.
        username: Arc<str>,
    },
    /// To the member: login succeeded.
    LoggedIn {
        /// The member, as others see them.
        person: Person,
        /// Resume text: gives the same browser this name back after a lost connection, without the stream key.
        resume: String,
        /// Whether the member is muted.
        muted: bool,
    },
    /// A member joined.
    Joined {
        /// The member.
        person: Person,
        /// The first members in order of login; `None` in broadcasts to a large room.
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
    /// Replaces [`RoomEvent::Joined`] and [`RoomEvent::Left`] while members come and go too fast to announce each.
    HeadCount {
        /// Number of members.
        count: usize,
    },
    /// A member was renamed.
    Renamed {
        /// The old name.
        oldname: Arc<str>,
        /// The new name.
        newname: Arc<str>,
        /// The member's role.
        role: Role,
        /// The member's colour.
        color: Colour,
        /// Whether the new name is reserved for their account.
        account: bool,
        /// As in [`RoomEvent::Joined`].
        users: Option<Arc<[Person]>>,
    },
    /// A member changed the colour of their name.
    Recoloured(Person),
    /// To the member: the colour of their name.
    OwnColour {
        /// The colour.
        color: Colour,
    },
    /// A message, action, drawing or announcement.
    Said(Arc<ChatMessage>),
    /// A notice; it is not kept in the history.
    Notice {
        /// One sentence, or a line of a list.
        text: Cow<'static, str>,
        /// Set where clients have to react.
        code: Option<Code>,
    },
    /// The answer to a request for the member list.
    UserList {
        /// All members.
        users: Arc<[Person]>,
        /// Number of members.
        count: usize,
    },
    /// To the member: the theme that their page has to use.
    ThemeChosen {
        /// Name of the theme.
        theme: String,
    },
    /// An emote was added to the site, or its picture changed.
    EmoteAdded {
        /// `:alias:`.
        key: String,
        /// URL of the picture.
        uri: String,
    },
    /// An emote was removed from the site.
    EmoteRemoved {
        /// `:alias:`.
        key: String,
    },
    /// To the streamer who set it: the viewer password.
    PasswordSet {
        /// In plain text, since it is passed on to viewers.
        password: String,
    },
    /// Viewers now need a password; sessions that have not shown it are evicted.
    Locked {
        /// Folded name of the streamer.
        username: Arc<str>,
    },
    /// Viewers no longer need a password.
    Unlocked {
        /// Folded name of the streamer.
        username: Arc<str>,
    },
    /// Login or presence failed, or the room ended it.
    Failed(Refusal),
    /// An action was refused.
    Warned(Refusal),
    /// Earlier messages, sent on arrival.
    History(History),
    /// Status of the stream.
    Stream {
        /// Public status of the stream.
        info: Arc<StreamInfo>,
        /// Server time in Unix seconds, to the millisecond; players measure their delay by it.
        now: f64,
    },
    /// To the member: name, role, mute or `resume` changed.
    OwnStatus {
        /// The member, as others see them.
        person: Person,
        /// Whether the member is muted.
        muted: bool,
        /// As in [`RoomEvent::LoggedIn`].
        resume: String,
    },
    /// A member's role changed.
    RoleChanged(Person),
    /// To the member: the slash commands that they may use.
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
    /// Messages can have another length.
    MessageLength {
        /// Most characters of a message.
        length: usize,
    },
    /// Titles of roles changed.
    Titles {
        /// All titles.
        titles: Titles,
    },
    /// A message was pinned above the chat, in place of the one before.
    Pinned(Arc<Pin>),
    /// The pinned message was removed, or its time is over.
    Unpinned {
        /// [`Pin::id`].
        id: Token,
    },
    /// A poll began or ended.
    Poll(Arc<Poll>),
    /// People have voted; sent once a second at most.
    PollVotes {
        /// [`Poll::id`].
        id: Token,
        /// [`Poll::votes`].
        votes: Vec<u32>,
    },
    /// To moderators and the streamer: all mutes, oldest first.
    Mutes {
        /// The mutes.
        mutes: Vec<SanctionedPerson>,
    },
    /// To moderators and the streamer: a new mute or appeal, or a muted person came, left or changed their name.
    Muted(SanctionedPerson),
    /// To moderators and the streamer: a mute was lifted or has ended.
    Unmuted {
        /// [`SanctionedPerson::id`].
        id: Token,
    },
    /// To moderators and the streamer: a new ban, or an appeal against one.
    Banned(SanctionedPerson),
    /// To moderators and the streamer: a ban was lifted or has ended.
    Unbanned {
        /// [`SanctionedPerson::id`].
        id: Token,
    },
    /// To the person: a sanction applies to them, or their appeal was received or declined.
    Sanctioned(OwnSanction),
    /// To the person: a sanction no longer applies to them.
    Freed {
        /// [`OwnSanction::id`].
        id: Token,
        /// What it took.
        kind: SanctionKind,
    },
    /// The rules of the chat, on arrival if there are any, and when they changed.
    Rules {
        /// All of them.
        rules: ChatRules,
        /// To a member for whom rules about newcomers matter: for how many seconds they have been known.
        known_for: Option<u32>,
    },
    /// To moderators and the streamer, and to its author: a message waits for a moderator.
    Held(HeldInfo),
    /// To the same: all messages that wait, oldest first; to an author only their own.
    HeldList {
        /// The messages.
        messages: Vec<HeldInfo>,
    },
    /// To the same: a message no longer waits.
    HeldDecided {
        /// [`HeldInfo::id`].
        id: u64,
        /// Whether it was said.
        approved: bool,
    },
    /// To moderators and the streamer: a viewer reported a message.
    Reported {
        /// As it was said.
        message: Arc<ChatMessage>,
        /// Name of the viewer.
        by: Arc<str>,
        /// Why.
        reason: Arc<str>,
        /// Number of reported messages now.
        count: usize,
    },
    /// To moderators and the streamer: how many messages are reported, after reports were settled or on arrival.
    ReportsOpen {
        /// Number of reported messages.
        count: usize,
    },
    /// To moderators and the streamer: messages that were the first of newcomers.
    FirstMessages {
        /// [`ChatMessage::id`], oldest first.
        ids: Vec<u64>,
    },
    /// On arrival, where people can have accounts: whether they need one, and the name of the account that is signed in.
    Account {
        /// Never [`AccountPolicy::Off`].
        policy: AccountPolicy,
        /// `None` for guests.
        username: Option<Arc<str>>,
    },
    /// The server is shutting down and will be back.
    Restarting,
}

impl From<Refusal> for RoomEvent {
    /// Clients of the original expect an error, a warning or a notice, depending on the code.
    fn from(refusal: Refusal) -> Self {
        match refusal.code {
            Code::NotLoggedIn => Self::Failed(refusal),
            Code::Blank
            | Code::TooLong
            | Code::Rate
            | Code::Slow
            | Code::Duplicate
            | Code::EmojiOnly
            | Code::Filtered
            | Code::HeldFull
            | Code::Newcomer
            | Code::AccountRequired
            | Code::Links
            | Code::Capitals
            | Code::Repetition
            | Code::DrawingBusy
            | Code::DrawingBudget => Self::Warned(refusal),
            code => Self::Notice { text: refusal.text, code: Some(code) },
        }
    }
}

impl RoomEvent {
    /// Whether delivery may be delayed until the next event.
    pub fn can_wait(&self) -> bool {
        matches!(self, Self::Joined { .. } | Self::Left { .. } | Self::HeadCount { .. })
    }
}

/// A sanctioned person as moderators see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanctionedPerson {
    /// Id of the sanction; operations accept it in place of a name.
    pub id: Token,
    /// Their name when they were sanctioned.
    pub username: Arc<str>,
    /// When they were sanctioned.
    pub time: UnixTime,
    /// When it ends; `None` if somebody has to lift it.
    pub until: Option<UnixTime>,
    /// Who imposed it; empty if that is not known.
    pub by: Arc<str>,
    /// Why; may be empty.
    pub reason: Arc<str>,
    /// Where it holds.
    pub scope: SanctionScope,
    /// Whether it holds at the person's address too, whatever they call themselves.
    pub by_address: bool,
    /// What the person says against it.
    pub appeal: Option<Appeal>,
    /// Their current names, one per window in which they are logged in.
    pub here: Vec<Arc<str>>,
}

impl SanctionedPerson {
    pub(super) fn new(sanction: &Sanction, here: Vec<Arc<str>>) -> Self {
        Self {
            id: sanction.id.clone(),
            username: sanction.name.as_str().into(),
            time: sanction.at,
            until: sanction.until,
            by: sanction.operator.as_str().into(),
            reason: sanction.reason.as_str().into(),
            scope: sanction.scope,
            by_address: !sanction.shared,
            appeal: sanction.appeal.clone(),
            here,
        }
    }
}

/// A sanction as the person to whom it applies sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSanction {
    /// Id of the sanction.
    pub id: Token,
    /// What it takes.
    pub kind: SanctionKind,
    /// Where it holds.
    pub scope: SanctionScope,
    /// When it ends; `None` if somebody has to lift it.
    pub until: Option<UnixTime>,
    /// Why; may be empty.
    pub reason: Arc<str>,
    /// What the person said against it.
    pub appeal: Option<Appeal>,
    /// All of it in words.
    pub text: String,
}

/// A message that waits for a moderator, as clients see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldInfo {
    /// For approval or rejection; the message gets another id when it is said.
    pub id: u64,
    /// When it was written.
    pub time: UnixTime,
    /// Message or action.
    pub kind: ChatKind,
    /// The author, with the name and colour of that time.
    pub author: Person,
    /// The text as it will be said.
    pub text: String,
    /// The rule that held it; `None` for the author.
    pub rule: Option<String>,
}

impl HeldInfo {
    /// What those who moderate see, or without it, what the author does.
    pub fn of(held: &HeldMessage, moderates: bool) -> Self {
        let HeldMessage { id, time, kind, author, text, rule, .. } = held.clone();
        Self { id, time, kind, author, text, rule: moderates.then_some(rule) }
    }
}

/// A slash command as clients offer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandHelp {
    /// With the slash.
    pub name: Cow<'static, str>,
    /// Its other names, with the slash.
    pub aliases: Vec<Cow<'static, str>>,
    /// Placeholders of its arguments; empty without arguments.
    pub arguments: Cow<'static, str>,
    /// What it does, in one line.
    pub help: Cow<'static, str>,
}

/// The chat history that a session receives on arrival.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// Oldest first.
    pub messages: Vec<Arc<ChatMessage>>,
    /// Whether the messages follow the client's last one without a gap. Otherwise they replace what it has.
    pub resumed: bool,
    /// The client has messages after this id that were lost in a crash: no other client will see them.
    pub lost_after: Option<u64>,
    /// Ids of recently deleted messages; the client may still show some of them.
    pub deleted: Vec<u64>,
    /// URLs of custom emotes by `:alias:`.
    pub emotes: Arc<BTreeMap<String, String>>,
    /// Seconds between two messages of one person; 0 without slow mode.
    pub slow: u32,
    /// Maximum length of a message in characters.
    pub length: usize,
    /// Number of members.
    pub count: usize,
    /// Titles of roles.
    pub titles: Titles,
    /// The pinned message.
    pub pin: Option<Arc<Pin>>,
    /// The open poll.
    pub poll: Option<Poll>,
}
