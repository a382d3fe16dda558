//! Messages from the command line and the API.

use super::script::{Script, id};
use crate::model::{AuditEvent, MessageKind, Principal};
use crate::model::{Colour, Person, Role};
use crate::ports::Write;
use crate::room::event::RoomEvent;
use crate::room::operations::{
    Ask as _, DeleteMessages, ListMessages, ListMutes, Mute, Operation, SendMessage, SetDescription,
};
use crate::room::refusal::Code;

impl Script {
    fn sends(&mut self, kind: MessageKind, message: &str) {
        let _ = self.asks(Principal::Streamer, SendMessage { kind, text: message.into(), reply: None });
    }
}

#[test]
fn message_to_an_empty_room_is_dropped() {
    let mut room = Script::chat();
    room.announces(8, false, true, None);
    room.sends(MessageKind::Normal, "hello");
    assert_eq!(room.said_ids(), [0; 0]);
    room.opens(9);
    assert_eq!(room.hears(id(9)).last().unwrap(), "history: ");
    room.sends(MessageKind::Normal, "hello");
    assert_eq!(room.hears(id(9)), ["Zoë: hello"], "readers hear");
}

#[test]
fn message_is_the_streamers_under_their_current_name_and_colour_or_black() {
    let mut room = Script::chat();
    room.opens(9);
    let author = |room: &mut Script| {
        room.forget();
        room.sends(MessageKind::Normal, "hello");
        let Some(RoomEvent::Said(message)) = room.events(id(9)).pop() else { panic!() };
        message.author.clone().unwrap()
    };
    let person = |name: &str, color: &str| Person {
        username: name.into(),
        role: Role::Streamer,
        color: Colour::choose(color, &mut rand::rng()).unwrap(),
        account: None,
    };
    assert_eq!(author(&mut room), person("Zoë", "#000000"));
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/name the boss");
    room.says(zoe, "/color lime");
    assert_eq!(author(&mut room), person("the boss", "#00ff00"));
    room.leaves(zoe);
    assert_eq!(author(&mut room), person("Zoë", "#000000"));
}

#[test]
fn the_messages_of_one_person_are_deleted_for_all_and_from_the_store() {
    let mut room = Script::chat();
    let (bob, eve) = (room.joins(1, "Bob"), room.joins(2, "eve"));
    for (who, text) in [(bob, "one"), (eve, "two"), (bob, "three")] {
        room.says(who, text);
    }
    let ids = room.said_ids();
    room.forget();
    let outcome = room.asks(Principal::Administrator, DeleteMessages { user: "bOB".into() });
    assert_eq!(outcome.unwrap().deleted, 2);
    assert_eq!(room.hears(eve), ["message deleted", "message deleted"]);
    let left = room.asks(Principal::Administrator, ListMessages::default()).unwrap();
    assert_eq!(left.messages.iter().map(|message| message.id).collect::<Vec<_>>(), [ids[1]]);
    assert_eq!(
        room.asks(Principal::Administrator, DeleteMessages { user: "bob".into() }).unwrap().deleted,
        0
    );
}

#[test]
fn kinds_show_as_words_action_and_notice_and_are_kept() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    room.sends(MessageKind::Normal, " hello\n:smile: ");
    room.sends(MessageKind::Action, "waves");
    room.sends(MessageKind::Server, "maintenance at\nnoon");
    room.sends(MessageKind::Server, " \u{200b} ");
    assert_eq!(room.hears(bob), ["Zoë: hello\n😄", "* Zoë waves", "all are told: maintenance at noon"]);
    room.opens(9);
    assert_eq!(room.hears(id(9))[1], "history: hello\n😄, waves, maintenance at noon");
    assert_eq!(
        room.audits()[1..4],
        [
            AuditEvent::SendMessage { name: "Zoë".into(), message: "hello\n😄".into() },
            AuditEvent::SendAction { name: "Zoë".into(), action: "waves".into() },
            AuditEvent::SendBroadcast { broadcast: "maintenance at noon".into() },
        ]
    );
    room.restart();
    room.opens(19);
    assert_eq!(room.hears(id(19))[1], "history: hello\n😄, waves, maintenance at noon");
}

#[test]
fn notice_that_is_kept_has_an_id_and_a_time_and_others_do_not() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    room.sends(MessageKind::Server, "noon");
    let Some(RoomEvent::Said(message)) = room.events(bob).pop() else { panic!() };
    assert_eq!((message.id, message.time, &message.author), (room.said_ids()[0], 1000, &None));
    room.does(bob, crate::room::Action::Message { text: "/help".into(), reply: None });
    let line = RoomEvent::Notice { text: "You can use these commands:".into(), code: None };
    assert_eq!(room.events(bob)[0], line);
}

#[test]
fn programs_moderate_by_the_same_operations_and_get_typed_answers() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let mute = |user: &str| Mute { user: user.into(), ..Mute::default() };
    assert_eq!(room.asks(Principal::Administrator, mute("BOB")).unwrap().name, "bob");
    assert_eq!(room.hears(bob)[0], "You have been muted.");
    assert_eq!(room.says(bob, "hello"), ["You are muted!"]);
    assert_eq!(room.asks(Principal::Streamer, mute("bob")).unwrap_err().code, Code::Unchanged);
    assert_eq!(room.asks(Principal::Streamer, mute("eve")).unwrap_err().code, Code::NotFound);
    assert_eq!(room.asks(Principal::Streamer, mute("zoë")).unwrap_err().code, Code::NotAllowed);
    assert_eq!(room.asks(Principal::Member(moderator), mute("mod")).unwrap_err().code, Code::NotAllowed);
    assert_eq!(room.asks(Principal::Member(bob), ListMutes::default()).unwrap_err().code, Code::NotAllowed);
    assert_eq!(room.asks(Principal::Member(zoe), ListMutes::default()).unwrap().names, ["bob"]);
    let audited = room.audits();
    let muted = |operator: &str| AuditEvent::MuteUser {
        operator: operator.into(),
        name: "bob".into(),
        until: None,
        reason: String::new(),
    };
    assert!(audited.contains(&muted("administrator")), "{audited:?}");
}

#[test]
fn message_from_outside_answers_how_many_heard_it_and_is_refused_when_blank() {
    let mut room = Script::chat();
    room.joins(1, "bob");
    room.opens(9);
    let send = |text: &str| SendMessage { kind: MessageKind::Server, text: text.into(), reply: None };
    assert_eq!(room.asks(Principal::Administrator, send("noon")).unwrap().listeners, 2);
    assert_eq!(room.asks(Principal::Administrator, send(" \u{200b} ")).unwrap_err().code, Code::Blank);
}

#[test]
fn operations_travel_as_json() {
    let asked = Mute { user: "bob".into(), ..Mute::default() }.into_operation();
    let json = serde_json::to_string(&(&asked, Principal::Streamer)).unwrap();
    let (back, by): (Operation, Principal) = serde_json::from_str(&json).unwrap();
    assert_eq!((back, by), (asked, Principal::Streamer));
}

#[test]
fn what_a_token_causes_is_recorded_with_its_id() {
    let mut room = Script::chat();
    room.joins(2, "bob");
    let token = Principal::Token { id: 7, administers: false };
    room.asks(token, SetDescription { description: "painting".into() }).unwrap();
    room.asks(token, Mute { user: "bob".into(), ..Mute::default() }).unwrap();
    let by_token = |write: &Write| matches!(write, Write::By { who: Principal::Token { id: 7, .. }, .. });
    assert_eq!(room.saved.iter().filter(|write| by_token(write)).count(), 2);
    room.asks(Principal::Streamer, SetDescription { description: String::new() }).unwrap();
    assert!(!by_token(room.saved.last().unwrap()));
}
