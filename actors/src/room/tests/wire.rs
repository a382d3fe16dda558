//! Names and fields of events, as clients of old and new read them.

use std::collections::{BTreeMap, BTreeSet};

use super::script::{Script, id};
use crate::model::names::StreamerName;
use crate::model::{MessageKind, PendingMessage, Person};
use crate::room::state::{Action, Closing, Input};
use crate::session::ServerEvent;

/// What each event has whenever it is sent, in a small room.
const FIELDS: &[(&str, &str)] = &[
    ("action received", "username type color message id time"),
    ("change theme", "theme"),
    ("chat cleared", "id"),
    ("commands", "commands"),
    ("connected", "username type color count users"),
    ("disconnected", "username type color count users"),
    ("drawing received", "username type color src id time"),
    ("error", "msg code"),
    ("history", "messages resumed deleted emotes slow length count"),
    ("login key required", "username"),
    ("login success", "username type color resume muted"),
    ("message deleted", "id"),
    ("message received", "username type color message id time"),
    ("mute", "id username time here"),
    ("mutes", "mutes"),
    ("password activated", "username"),
    ("password deactivated", "username msg"),
    ("password set", "password"),
    ("recolor", "username type color"),
    ("rename", "oldname newname type color users"),
    ("return color", "color"),
    ("role", "username type color"),
    ("server", "msg"),
    ("server restarting", ""),
    ("slow", "seconds"),
    ("status", "username type color muted resume"),
    ("stream", "live count description state started last_live broadcast chat problems now"),
    ("unmute", "id"),
    ("userlist", "users count"),
    ("warning", "msg code"),
];

#[test]
fn every_event_has_its_fields() {
    let mut room = Script::chat();
    room.opens(9);
    room.logs_in(1, "Zoë");
    let zoe = room.streamer_joins(1);
    room.does(id(2), Action::GetColour);
    let mut told: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut note = |room: &mut Script| {
        for number in 0..20 {
            for event in room.events(id(number)) {
                let serde_json::Value::Object(fields) = serde_json::to_value(&event).unwrap() else {
                    panic!("{} is no object", event.name())
                };
                let fields: BTreeSet<String> = fields.into_iter().map(|(key, _)| key).collect();
                let common = told.entry(event.name()).or_insert_with(|| fields.clone());
                *common = common.intersection(&fields).cloned().collect();
            }
        }
    };
    note(&mut room);
    let guest = room.guest(2);
    room.does(
        id(2),
        Action::Login(Box::new(crate::room::Login {
            guest,
            username: "Zoë".into(),
            color: String::new(),
            key: Some(super::script::key("wrong")),
            resume: None,
        })),
    );
    room.leaves(zoe);
    for number in [3, 4] {
        let guest = room.guest(number);
        let (username, key) = if number == 3 { ("Zoë", "secretkey") } else { ("bob", "none") };
        for key in [None, Some(super::script::key(key))] {
            let login = crate::room::Login {
                guest: guest.clone(),
                username: username.into(),
                color: String::new(),
                key,
                resume: None,
            };
            room.does(id(number), Action::Login(Box::new(login)));
        }
        note(&mut room);
    }
    room.does(id(4), Action::GetCommands);
    room.does(id(4), Action::Drawing("x".into()));
    room.feed(Input::Decoded(1, Ok("data:".into())));
    for line in ["hello", "/me waves", "/color red", "/name rob", "/users", "/theme light", " "] {
        room.does(id(4), Action::Message { text: line.into(), reply: None });
    }
    note(&mut room);
    for line in
        ["/slow 5", "/mute rob", "/mod rob", "/unmute rob", "/desc x", "/password a", "/password", "/clear"]
    {
        room.does(id(3), Action::Message { text: line.into(), reply: None });
        note(&mut room);
    }
    room.feed(Input::FromOutside(PendingMessage {
        streamer: StreamerName::stored("Zoë"),
        kind: MessageKind::Normal,
        message: "hi".into(),
    }));
    let last = *room.said_ids().last().unwrap();
    room.does(id(3), Action::Message { text: format!("/delete {last}"), reply: None });
    room.does(id(3), Action::Logout);
    room.opens(10);
    room.feed(Input::Closing(Closing::Restart));
    note(&mut room);
    let told: Vec<(&str, BTreeSet<String>)> = told.into_iter().collect();
    let wanted: Vec<(&str, BTreeSet<String>)> = FIELDS
        .iter()
        .map(|(name, fields)| (*name, fields.split_whitespace().map(str::to_owned).collect()))
        .collect();
    assert_eq!(told, wanted);
}

#[test]
fn roles_and_colours_are_spelled_as_clients_know_them() {
    let (mut room, zoe, ..) = Script::staffed();
    room.does(zoe, Action::Message { text: "/users".into(), reply: None });
    let Some(ServerEvent::Userlist { users, .. }) = room.events(zoe).pop() else { panic!() };
    let user = |users: &[Person], at: usize| serde_json::to_value(&users[at]).unwrap();
    for (at, name, role) in [(0, "Zoë", "admin"), (1, "mod", "moderator"), (2, "bob", "normal")] {
        let json = serde_json::json!({"username": name, "type": role, "color": "#ff0000"});
        assert_eq!(user(&users, at), json);
    }
}

#[test]
fn newcomer_and_small_room_get_the_list_of_names_with_who_came() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    room.does(bob, Action::Logout);
    let heard = room.events(bob);
    assert_eq!(heard, []);
    let page = room.opens(9);
    room.forget();
    room.joins(2, "eve");
    room.leaves(id(2));
    let Some(event) = room.events(page).pop() else { panic!() };
    assert_eq!(event.name(), "disconnected");
    let person =
        serde_json::json!({"username": "eve", "type": "normal", "color": "#ff0000", "users": [], "count": 0});
    assert_eq!(serde_json::to_value(&event).unwrap(), person);
}

#[test]
fn countdown_is_a_field_where_there_is_one() {
    let warning = |wait| {
        let event = ServerEvent::Warning { msg: "m".into(), code: "rate", wait };
        serde_json::to_value(&event).unwrap()
    };
    assert_eq!(warning(Some(3)), serde_json::json!({"msg": "m", "code": "rate", "wait": 3}));
    assert_eq!(warning(None), serde_json::json!({"msg": "m", "code": "rate"}));
    let error = |wait| {
        let event = ServerEvent::Error { msg: "m".into(), code: "rate", wait };
        serde_json::to_value(&event).unwrap()
    };
    assert_eq!(error(Some(3)), warning(Some(3)));
    assert_eq!(error(None), warning(None));
}
