//! Room events in the format of the original: a name and one JSON object.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{
    self, AccountPolicy, ChatKind, ChatMessage, ChatRules, Colour, SanctionKind, SanctionScope, Titles,
    UnixTime,
};
use pystreaming_actors::room::event::{self, RoomEvent};
use pystreaming_actors::room::refusal::{Code, Refusal};
use pystreaming_actors::status::StreamInfo;

use super::message::{Message, event_of};

const NO_PASSWORD: &str = "This stream no longer needs a password.";

/// An event on the wire. Borrows from the room event, so that serializing it copies nothing.
pub struct ServerEvent<'a> {
    /// Name of the Socket.IO event.
    pub name: &'static str,
    fields: Fields<'a>,
}

impl Serialize for ServerEvent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Fields<'a> {
    None {},
    Username {
        username: &'a str,
    },
    Own {
        #[serde(flatten)]
        person: Person<'a>,
        resume: &'a str,
        muted: bool,
    },
    Person(Person<'a>),
    Passage {
        #[serde(flatten)]
        person: Person<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        users: Option<People<'a>>,
        count: usize,
    },
    Count {
        count: usize,
    },
    Rename {
        oldname: &'a str,
        newname: &'a str,
        r#type: &'static str,
        color: Colour,
        #[serde(skip_serializing_if = "is_false")]
        account: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        badges: Option<[&'static str; 1]>,
        #[serde(skip_serializing_if = "Option::is_none")]
        users: Option<People<'a>>,
    },
    Color {
        color: Colour,
    },
    Message(Message<'a>),
    Notice {
        msg: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<Code>,
    },
    UserList {
        users: People<'a>,
        count: usize,
    },
    Theme {
        theme: &'a str,
    },
    Emote {
        key: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        uri: Option<&'a str>,
    },
    Password {
        password: &'a str,
    },
    Unlocked {
        username: &'a str,
        msg: &'static str,
    },
    Refusal {
        msg: &'a str,
        code: Code,
        #[serde(skip_serializing_if = "Option::is_none")]
        wait: Option<u32>,
    },
    History(History<'a>),
    Stream {
        #[serde(flatten)]
        info: &'a StreamInfo,
        now: f64,
    },
    Commands {
        commands: Vec<Command<'a>>,
    },
    Id {
        id: u64,
    },
    Length {
        length: usize,
    },
    Slow {
        seconds: u32,
    },
    Titles {
        titles: TitleWords<'a>,
    },
    Pin(Pin<'a>),
    PinId {
        id: &'a Token,
    },
    Poll(Poll<'a>),
    PollVotes {
        id: &'a Token,
        votes: &'a [u32],
    },
    Mutes {
        mutes: Vec<Sanctioned<'a>>,
    },
    Sanctioned(Sanctioned<'a>),
    Lifted {
        id: &'a Token,
    },
    OwnSanction(OwnSanction<'a>),
    Freed {
        id: &'a Token,
        kind: SanctionKind,
    },
    Rules(Rules<'a>),
    Held(Held<'a>),
    HeldList {
        messages: Vec<Held<'a>>,
    },
    Decided {
        id: u64,
        approved: bool,
    },
    Ids {
        ids: &'a [u64],
    },
    Report {
        id: u64,
        username: &'a str,
        by: &'a str,
        reason: &'a str,
        count: usize,
    },
    Account {
        accounts: AccountPolicy,
        #[serde(skip_serializing_if = "Option::is_none")]
        username: Option<&'a str>,
    },
}

#[derive(Serialize)]
struct Person<'a> {
    username: &'a str,
    r#type: &'static str,
    color: Colour,
    #[serde(skip_serializing_if = "Option::is_none")]
    badges: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "is_false")]
    account: bool,
}

impl<'a> From<&'a model::Person> for Person<'a> {
    fn from(person: &'a model::Person) -> Self {
        let model::Person { username, role, color, account } = person;
        let badges = role.badge().map(|badge| [badge]);
        Self { username, r#type: role.as_str(), color: *color, badges, account: account.is_some() }
    }
}

struct People<'a>(&'a [model::Person]);

impl Serialize for People<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Person::from))
    }
}

#[derive(Serialize)]
struct Sanctioned<'a> {
    id: &'a Token,
    username: &'a str,
    time: UnixTime,
    until: Option<UnixTime>,
    by: &'a str,
    reason: &'a str,
    scope: SanctionScope,
    by_address: bool,
    appeal: Option<Appeal<'a>>,
    here: &'a [Arc<str>],
}

impl<'a> From<&'a event::SanctionedPerson> for Sanctioned<'a> {
    fn from(person: &'a event::SanctionedPerson) -> Self {
        Self {
            id: &person.id,
            username: &person.username,
            time: person.time,
            until: person.until,
            by: &person.by,
            reason: &person.reason,
            scope: person.scope,
            by_address: person.by_address,
            appeal: person.appeal.as_ref().map(Appeal::from),
            here: &person.here,
        }
    }
}

#[derive(Serialize)]
struct OwnSanction<'a> {
    id: &'a Token,
    kind: SanctionKind,
    scope: SanctionScope,
    until: Option<UnixTime>,
    reason: &'a str,
    appeal: Option<Appeal<'a>>,
    msg: &'a str,
}

impl<'a> From<&'a event::OwnSanction> for OwnSanction<'a> {
    fn from(own: &'a event::OwnSanction) -> Self {
        Self {
            id: &own.id,
            kind: own.kind,
            scope: own.scope,
            until: own.until,
            reason: &own.reason,
            appeal: own.appeal.as_ref().map(Appeal::from),
            msg: &own.text,
        }
    }
}

#[derive(Serialize)]
struct Appeal<'a> {
    text: &'a str,
    time: UnixTime,
    declined: bool,
}

impl<'a> From<&'a model::Appeal> for Appeal<'a> {
    fn from(appeal: &'a model::Appeal) -> Self {
        Self { text: &appeal.text, time: appeal.at, declined: appeal.declined }
    }
}

/// Titles by the words of their roles.
struct TitleWords<'a>(&'a Titles);

impl Serialize for TitleWords<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().filter_map(|(role, title)| Some((role.titled()?, title))))
    }
}

#[derive(Serialize)]
struct Pin<'a> {
    id: &'a Token,
    text: &'a str,
    time: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<UnixTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<u64>,
    #[serde(flatten)]
    author: Option<Person<'a>>,
}

impl<'a> From<&'a model::Pin> for Pin<'a> {
    fn from(pin: &'a model::Pin) -> Self {
        let model::Pin { id, text, author, message, at, until } = pin;
        let author = author.as_ref().map(Person::from);
        Self { id, text, time: *at, until: *until, message: *message, author }
    }
}

#[derive(Serialize)]
struct Poll<'a> {
    id: &'a Token,
    question: &'a str,
    choices: &'a [String],
    votes: &'a [u32],
    time: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<UnixTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<UnixTime>,
}

impl<'a> From<&'a model::Poll> for Poll<'a> {
    fn from(poll: &'a model::Poll) -> Self {
        let model::Poll { id, question, choices, votes, at, until, ended } = poll;
        Self { id, question, choices, votes, time: *at, until: *until, ended: *ended }
    }
}

#[derive(Serialize)]
struct Rules<'a> {
    /// `everybody`, `moderators`, or hosts.
    links: &'a model::LinkPolicy,
    /// 0 for no limit.
    capitals: u32,
    /// 0 for no limit.
    repetition: u32,
    emoji_only: bool,
    /// Minutes.
    newcomers: u32,
    accounts_only: bool,
    /// Seconds.
    slow_newcomers: u32,
    lockdown: bool,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_for: Option<u32>,
}

impl<'a> Rules<'a> {
    fn new(rules: &'a ChatRules, known_for: Option<u32>) -> Self {
        Self {
            links: &rules.links,
            capitals: rules.capitals.map_or(0, |capitals| capitals.percent),
            repetition: rules.repetition.unwrap_or_default(),
            emoji_only: rules.emoji_only,
            newcomers: rules.newcomers,
            accounts_only: rules.accounts_only,
            slow_newcomers: rules.slow_newcomers,
            lockdown: rules.lockdown.is_some(),
            known_for,
        }
    }
}

#[derive(Serialize)]
struct Held<'a> {
    id: u64,
    time: UnixTime,
    #[serde(flatten)]
    person: Person<'a>,
    message: &'a str,
    action: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
}

impl<'a> From<&'a event::HeldInfo> for Held<'a> {
    fn from(held: &'a event::HeldInfo) -> Self {
        Self {
            id: held.id,
            time: held.time,
            person: (&held.author).into(),
            message: &held.text,
            action: held.kind == ChatKind::Action,
            rule: held.rule.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct Command<'a> {
    name: &'a str,
    aliases: &'a [Cow<'static, str>],
    arguments: &'a str,
    help: &'a str,
}

#[derive(Serialize)]
struct History<'a> {
    #[serde(serialize_with = "named")]
    messages: &'a [Arc<ChatMessage>],
    resumed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost_after: Option<u64>,
    deleted: &'a [u64],
    emotes: &'a BTreeMap<String, String>,
    slow: u32,
    length: usize,
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    titles: Option<TitleWords<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<Pin<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    poll: Option<Poll<'a>>,
}

fn named<S: Serializer>(messages: &[Arc<ChatMessage>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(messages.iter().map(|message| Message { message, named: true }))
}

impl<'a> From<&'a RoomEvent> for ServerEvent<'a> {
    fn from(event: &'a RoomEvent) -> Self {
        use RoomEvent as E;
        let (name, fields) = match event {
            E::KeyRequired { username } => ("login key required", Fields::Username { username }),
            E::LoggedIn { person, resume, muted } => ("login success", own(person, resume, *muted)),
            E::OwnStatus { person, resume, muted } => ("status", own(person, resume, *muted)),
            E::Joined { person, users, count } => ("connected", passage(person, users.as_deref(), *count)),
            E::Left { person, users, count } => ("disconnected", passage(person, users.as_deref(), *count)),
            E::HeadCount { count } => ("people", Fields::Count { count: *count }),
            E::Renamed { oldname, newname, role, color, account, users } => {
                let (r#type, users) = (role.as_str(), users.as_deref().map(People));
                let badges = role.badge().map(|badge| [badge]);
                let (color, account) = (*color, *account);
                ("rename", Fields::Rename { oldname, newname, r#type, color, account, badges, users })
            }
            E::Recoloured(person) => ("recolor", Fields::Person(person.into())),
            E::RoleChanged(person) => ("role", Fields::Person(person.into())),
            E::OwnColour { color } => ("return color", Fields::Color { color: *color }),
            E::Said(message) => (event_of(message.kind), Fields::Message(Message { message, named: false })),
            E::Notice { text, code } => ("server", Fields::Notice { msg: text, code: *code }),
            E::UserList { users, count } => {
                ("userlist", Fields::UserList { users: People(users), count: *count })
            }
            E::ThemeChosen { theme } => ("change theme", Fields::Theme { theme }),
            E::EmoteAdded { key, uri } => ("add emote", Fields::Emote { key, uri: Some(uri) }),
            E::EmoteRemoved { key } => ("remove emote", Fields::Emote { key, uri: None }),
            E::PasswordSet { password } => ("password set", Fields::Password { password }),
            E::Locked { username } => ("password activated", Fields::Username { username }),
            E::Unlocked { username } => {
                ("password deactivated", Fields::Unlocked { username, msg: NO_PASSWORD })
            }
            E::Failed(refusal) => ("error", refused(refusal)),
            E::Warned(refusal) => ("warning", refused(refusal)),
            E::History(history) => ("history", Fields::History(history.into())),
            E::Stream { info, now } => ("stream", Fields::Stream { info, now: *now }),
            E::Commands { commands } => {
                ("commands", Fields::Commands { commands: commands.iter().map(Command::from).collect() })
            }
            E::MessageDeleted { id } => ("message deleted", Fields::Id { id: *id }),
            E::ChatCleared { id } => ("chat cleared", Fields::Id { id: *id }),
            E::MessageLength { length } => ("length", Fields::Length { length: *length }),
            E::SlowMode { seconds } => ("slow", Fields::Slow { seconds: *seconds }),
            E::Titles { titles } => ("titles", Fields::Titles { titles: TitleWords(titles) }),
            E::Pinned(pin) => ("pin", Fields::Pin((&**pin).into())),
            E::Unpinned { id } => ("unpin", Fields::PinId { id }),
            E::Poll(poll) => ("poll", Fields::Poll((&**poll).into())),
            E::PollVotes { id, votes } => ("poll votes", Fields::PollVotes { id, votes }),
            E::Mutes { mutes } => {
                ("mutes", Fields::Mutes { mutes: mutes.iter().map(Sanctioned::from).collect() })
            }
            E::Muted(person) => ("mute", Fields::Sanctioned(person.into())),
            E::Unmuted { id } => ("unmute", Fields::Lifted { id }),
            E::Banned(person) => ("ban", Fields::Sanctioned(person.into())),
            E::Unbanned { id } => ("unban", Fields::Lifted { id }),
            E::Sanctioned(own) => ("sanction", Fields::OwnSanction(own.into())),
            E::Freed { id, kind } => ("sanction ended", Fields::Freed { id, kind: *kind }),
            E::Rules { rules, known_for } => ("rules", Fields::Rules(Rules::new(rules, *known_for))),
            E::Held(held) => ("message held", Fields::Held(held.into())),
            E::HeldList { messages } => {
                ("held messages", Fields::HeldList { messages: messages.iter().map(Held::from).collect() })
            }
            E::HeldDecided { id, approved } => {
                ("message decided", Fields::Decided { id: *id, approved: *approved })
            }
            E::Reported { message, by, reason, count } => {
                let username = message.author.as_ref().map_or("", |author| &author.username);
                ("report", Fields::Report { id: message.id, username, by, reason, count: *count })
            }
            E::ReportsOpen { count } => ("reports", Fields::Count { count: *count }),
            E::FirstMessages { ids } => ("first messages", Fields::Ids { ids }),
            E::Account { policy, username } => {
                ("account", Fields::Account { accounts: *policy, username: username.as_deref() })
            }
            E::Restarting => ("server restarting", Fields::None {}),
        };
        Self { name, fields }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_false(value: &bool) -> bool {
    !value
}

fn own<'a>(person: &'a model::Person, resume: &'a str, muted: bool) -> Fields<'a> {
    Fields::Own { person: person.into(), resume, muted }
}

fn passage<'a>(person: &'a model::Person, users: Option<&'a [model::Person]>, count: usize) -> Fields<'a> {
    Fields::Passage { person: person.into(), users: users.map(People), count }
}

fn refused(refusal: &Refusal) -> Fields<'_> {
    Fields::Refusal { msg: &refusal.text, code: refusal.code, wait: refusal.wait }
}

impl<'a> From<&'a event::CommandHelp> for Command<'a> {
    fn from(help: &'a event::CommandHelp) -> Self {
        let event::CommandHelp { name, aliases, arguments, help } = help;
        Self { name, aliases, arguments, help }
    }
}

impl<'a> From<&'a event::History> for History<'a> {
    fn from(history: &'a event::History) -> Self {
        Self {
            messages: &history.messages,
            resumed: history.resumed,
            lost_after: history.lost_after,
            deleted: &history.deleted,
            emotes: &history.emotes,
            slow: history.slow,
            length: history.length,
            count: history.count,
            titles: (!history.titles.is_empty()).then_some(TitleWords(&history.titles)),
            pin: history.pin.as_deref().map(Pin::from),
            poll: history.poll.as_ref().map(Poll::from),
        }
    }
}
