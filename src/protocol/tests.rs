//! Checks the names and fields of events against the table in docs/chat.md.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pystreaming_actors::model::names::Token;
use pystreaming_actors::model::{
    AccountId, AccountPolicy, Appeal, ChatKind, ChatMessage, ChatRules, ChatSetting, Colour, Language,
    Person, Pin, Poll, Role, SanctionKind, SanctionScope,
};
use pystreaming_actors::room::commands;
use pystreaming_actors::room::event::{HeldInfo, History, OwnSanction, RoomEvent, SanctionedPerson};
use pystreaming_actors::room::refusal::{Code, Refusal};
use pystreaming_actors::status::{StreamInfo, StreamState};
use serde_json::{Value, json};

use super::ServerEvent;

const DOCUMENTED: &str = include_str!("../../docs/chat.md");

fn person(role: Role) -> Person {
    with_account(role, None)
}

fn with_account(role: Role, account: Option<AccountId>) -> Person {
    Person { username: "Zoë".into(), role, color: Colour::default(), account }
}

fn said(kind: ChatKind, reply: Option<u64>, account: Option<AccountId>) -> RoomEvent {
    let author = (kind != ChatKind::Server).then(|| with_account(Role::Viewer, account));
    RoomEvent::Said(Arc::new(ChatMessage { id: 7, time: 8, kind, author, text: "hi".into(), reply }))
}

fn refusal(wait: Option<u32>) -> Refusal {
    Refusal { code: Code::Rate, text: "wait".into(), wait }
}

fn held(rule: Option<&str>, account: Option<AccountId>) -> HeldInfo {
    let (kind, rule) = (ChatKind::Action, rule.map(str::to_owned));
    let author = with_account(Role::Viewer, account);
    HeldInfo { id: 7, time: 1000, kind, author, text: "t".into(), rule }
}

/// Every event: once with all of its fields and, if some are optional, once without those.
fn every_event() -> Vec<RoomEvent> {
    [None, Some(AccountId(1))].into_iter().flat_map(events_with).collect()
}

fn events_with(account: Option<AccountId>) -> Vec<RoomEvent> {
    let said = |kind, reply| said(kind, reply, account);
    let viewer = || with_account(Role::Viewer, account);
    let users = || Some(Arc::from([viewer()]));
    let pin = |author: Option<Person>| {
        let message = author.as_ref().map(|_| 7);
        let until = author.as_ref().map(|_| 9);
        Arc::new(Pin { id: Token::from_random(3), text: "rules".into(), author, message, at: 8, until })
    };
    let poll = |until, ended| Poll {
        id: Token::from_random(4),
        question: "Tea?".into(),
        choices: vec!["yes".into(), "no".into()],
        votes: vec![1, 0],
        at: 8,
        until,
        ended,
    };
    let history = |lost_after: Option<u64>| {
        let RoomEvent::Said(message) = said(ChatKind::Message, None) else { unreachable!() };
        RoomEvent::History(History {
            messages: vec![message],
            resumed: true,
            lost_after,
            deleted: vec![3],
            emotes: Arc::default(),
            slow: 0,
            length: 500,
            count: 1,
            titles: lost_after.map(|_| (Role::Moderator, "Crew".to_owned())).into_iter().collect(),
            pin: lost_after.map(|_| pin(None)),
            poll: lost_after.map(|_| poll(None, None)),
        })
    };
    let appeal = Some(Appeal { text: "sorry".into(), at: 6, declined: false });
    let muted = || SanctionedPerson {
        id: Token::from_random(1),
        username: "bob".into(),
        time: 5,
        until: Some(9),
        by: "zoe".into(),
        reason: "spam".into(),
        scope: SanctionScope::Stream,
        by_address: true,
        appeal: appeal.clone(),
        here: vec!["rob".into()],
    };
    let own = || OwnSanction {
        id: Token::from_random(1),
        kind: SanctionKind::Mute,
        scope: SanctionScope::Stream,
        until: None,
        reason: "spam".into(),
        appeal: appeal.clone(),
        text: "You are muted.".into(),
    };
    let info = StreamInfo {
        live: true,
        count: 1,
        description: "paint".into(),
        title: Some("Night".into()),
        tags: vec!["art".into()],
        language: Some(Language::stored("de")),
        content_warning: Some("flashing lights".into()),
        about: "0123456789abcdef".into(),
        state: StreamState::Live,
        started: Some(1),
        last_live: Some(1),
        broadcast: Some(Token::from_random(2)),
        chat: ChatSetting::Enabled,
        problems: Vec::new(),
    };
    let renamed = |users| RoomEvent::Renamed {
        oldname: "bob".into(),
        newname: "rob".into(),
        role: Role::Viewer,
        color: Colour::default(),
        account: account.is_some(),
        users,
    };
    vec![
        RoomEvent::KeyRequired { username: "Zoë".into() },
        RoomEvent::LoggedIn { person: viewer(), resume: "r".into(), muted: false },
        RoomEvent::OwnStatus { person: viewer(), resume: "r".into(), muted: false },
        RoomEvent::Joined { person: viewer(), users: users(), count: 1 },
        RoomEvent::Joined { person: viewer(), users: None, count: 1 },
        RoomEvent::Left { person: viewer(), users: users(), count: 1 },
        RoomEvent::Left { person: viewer(), users: None, count: 1 },
        RoomEvent::HeadCount { count: 1 },
        renamed(users()),
        renamed(None),
        RoomEvent::Recoloured(viewer()),
        RoomEvent::RoleChanged(viewer()),
        RoomEvent::OwnColour { color: Colour::default() },
        said(ChatKind::Message, Some(6)),
        said(ChatKind::Message, None),
        said(ChatKind::Action, Some(6)),
        said(ChatKind::Action, None),
        said(ChatKind::Drawing, None),
        said(ChatKind::Server, None),
        said(ChatKind::Announcement, None),
        RoomEvent::Notice { text: "t".into(), code: Some(Code::Muted) },
        RoomEvent::Notice { text: "t".into(), code: None },
        RoomEvent::UserList { users: Arc::from([viewer()]), count: 1 },
        RoomEvent::ThemeChosen { theme: "dark".into() },
        RoomEvent::EmoteAdded { key: ":art:".into(), uri: "/e.png".into() },
        RoomEvent::EmoteRemoved { key: ":art:".into() },
        RoomEvent::PasswordSet { password: "p".into() },
        RoomEvent::Locked { username: "zoë".into() },
        RoomEvent::Unlocked { username: "zoë".into() },
        RoomEvent::Failed(refusal(Some(3))),
        RoomEvent::Failed(refusal(None)),
        RoomEvent::Warned(refusal(Some(3))),
        RoomEvent::Warned(refusal(None)),
        history(Some(5)),
        history(None),
        RoomEvent::Stream { info: Arc::new(info), now: 1.5 },
        RoomEvent::Commands { commands: commands().collect() },
        RoomEvent::MessageDeleted { id: 7 },
        RoomEvent::ChatCleared { id: 7 },
        RoomEvent::MessageLength { length: 500 },
        RoomEvent::SlowMode { seconds: 5 },
        RoomEvent::Titles { titles: [(Role::Moderator, "Crew".to_owned())].into() },
        RoomEvent::Pinned(pin(Some(viewer()))),
        RoomEvent::Pinned(pin(None)),
        RoomEvent::Unpinned { id: Token::from_random(3) },
        RoomEvent::Poll(Arc::new(poll(Some(9), Some(9)))),
        RoomEvent::Poll(Arc::new(poll(None, None))),
        RoomEvent::PollVotes { id: Token::from_random(4), votes: vec![1, 0] },
        RoomEvent::Mutes { mutes: vec![muted()] },
        RoomEvent::Muted(muted()),
        RoomEvent::Unmuted { id: Token::from_random(1) },
        RoomEvent::Banned(muted()),
        RoomEvent::Unbanned { id: Token::from_random(1) },
        RoomEvent::Sanctioned(own()),
        RoomEvent::Freed { id: Token::from_random(1), kind: SanctionKind::Mute },
        RoomEvent::Reported {
            message: match said(ChatKind::Message, None) {
                RoomEvent::Said(message) => message,
                _ => unreachable!(),
            },
            by: "eve".into(),
            reason: "rude".into(),
            count: 1,
        },
        RoomEvent::ReportsOpen { count: 1 },
        RoomEvent::FirstMessages { ids: vec![7] },
        RoomEvent::Account { policy: AccountPolicy::Optional, username: Some("Zoë".into()) },
        RoomEvent::Account { policy: AccountPolicy::Required, username: None },
        RoomEvent::Rules { rules: ChatRules::default(), known_for: Some(30) },
        RoomEvent::Rules { rules: ChatRules::default(), known_for: None },
        RoomEvent::Held(held(Some("darn"), account)),
        RoomEvent::Held(held(None, account)),
        RoomEvent::HeldList { messages: vec![held(None, account)] },
        RoomEvent::HeldDecided { id: 7, approved: true },
        RoomEvent::Restarting,
    ]
}

#[test]
fn events_reach_another_machine_as_they_are() {
    for event in every_event() {
        let travelled = serde_json::to_string(&event).expect("json");
        assert_eq!(serde_json::from_str::<RoomEvent>(&travelled).expect("an event"), event);
    }
}

fn json(event: &RoomEvent) -> (&'static str, Value) {
    let event = ServerEvent::from(event);
    (event.name, serde_json::to_value(&event).expect("json"))
}

/// Fields by event; optional ones end with a question mark.
type Table = BTreeMap<String, BTreeSet<String>>;

/// The table in the documentation. Fields are the names in code before the first colon or semicolon; prose follows.
fn documented() -> Table {
    let section = DOCUMENTED.split("## Server events").nth(1).expect("the section");
    let rows = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let mut table = Table::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let [_, events, fields, ..] = row.split('|').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let list = fields.split([':', ';']).next().expect("a part");
        let fields: BTreeSet<String> = in_code(list).collect();
        for event in in_code(events) {
            assert!(table.insert(event.clone(), fields.clone()).is_none(), "{event} is documented twice");
        }
    }
    table
}

fn in_code(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

#[test]
fn documentation_lists_every_event_with_its_fields() {
    let mut sent: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
    let with_badges = every_event().into_iter().map(|event| {
        let json = serde_json::to_string(&event).expect("json").replace("\"normal\"", "\"vip\"");
        serde_json::from_str(&json).expect("an event")
    });
    for event in every_event().into_iter().chain(with_badges) {
        let (name, Value::Object(fields)) = json(&event) else { panic!("{event:?} is no object") };
        sent.entry(name.to_owned()).or_default().push(fields.keys().cloned().collect());
    }
    let sent: Table = sent
        .into_iter()
        .map(|(name, variants)| {
            let all: BTreeSet<String> = variants.iter().flatten().cloned().collect();
            let marked = |field: String| match variants.iter().all(|fields| fields.contains(&field)) {
                true => field,
                false => format!("{field}?"),
            };
            (name, all.into_iter().map(marked).collect())
        })
        .collect();
    assert_eq!(sent, documented());
}

#[test]
fn documentation_explains_every_code() {
    let codes = DOCUMENTED.split("**Codes.**").nth(1).expect("the paragraph");
    let codes: BTreeSet<String> = in_code(codes.split("\n\n").next().expect("a paragraph")).collect();
    for code in Code::ALL {
        let word = serde_json::to_value(code).expect("json");
        let word = word.as_str().expect("a word");
        assert!(codes.contains(word), "docs/chat.md does not explain the code {word}");
    }
}

#[test]
fn roles_and_colours_have_the_words_of_the_original() {
    for (role, word) in [(Role::Streamer, "admin"), (Role::Moderator, "moderator"), (Role::Viewer, "normal")]
    {
        let (_, value) = json(&RoomEvent::Recoloured(person(role)));
        assert_eq!(value, json!({"username": "Zoë", "type": word, "color": "#000000"}));
    }
    let (_, value) = json(&RoomEvent::Recoloured(person(Role::SiteModerator)));
    assert_eq!(value["type"], "moderator", "for clients that do not know the role");
    assert_eq!(value["badges"], json!(["site_moderator"]));
    let (_, value) = json(&RoomEvent::Recoloured(person(Role::Vip)));
    assert_eq!(value, json!({"username": "Zoë", "type": "normal", "color": "#000000", "badges": ["vip"]}));
}

#[test]
fn a_reserved_name_is_marked() {
    let author = Some(Person { account: Some(AccountId(1)), ..person(Role::Viewer) });
    let message =
        ChatMessage { id: 7, time: 8, kind: ChatKind::Message, author, text: "hi".into(), reply: None };
    let person = Person { account: Some(AccountId(1)), ..person(Role::Viewer) };
    for event in [RoomEvent::Said(Arc::new(message)), RoomEvent::Recoloured(person)] {
        assert_eq!(json(&event).1["account"], true, "{event:?}");
    }
}

#[test]
fn history_names_the_event_that_would_have_carried_each_message() {
    let history = every_event().into_iter().find(|event| matches!(event, RoomEvent::History(_)));
    let (_, value) = json(&history.expect("one"));
    assert_eq!(value["messages"][0]["event"], "message received");
    assert_eq!(value["messages"][0]["message"], "hi");
}

#[test]
fn a_refusal_counts_down_only_where_waiting_helps() {
    let warned = |wait| json(&RoomEvent::Warned(refusal(wait))).1;
    assert_eq!(warned(Some(3)), json!({"msg": "wait", "code": "rate", "wait": 3}));
    assert_eq!(warned(None), json!({"msg": "wait", "code": "rate"}));
    assert_eq!(json(&RoomEvent::Failed(refusal(Some(3)))).1, warned(Some(3)));
}
