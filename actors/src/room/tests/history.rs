//! What was said: who gets what of it, and for how long.

use std::sync::Arc;
use std::time::Duration;

use super::script::{Script, config, id};
use crate::model::{ChatKind, ChatMessage, Colour, Person, Role};
use crate::ports::Write;
use crate::room::Retention;
use crate::room::event::{History, RoomEvent};

impl Script {
    /// A page is opened that has the messages up to `last`.
    fn catches_up(&mut self, number: u64, last: Option<u64>) -> History {
        self.announces(number, true, true, last);
        let histories = self.events(id(number)).into_iter().filter_map(|event| match event {
            RoomEvent::History(history) => Some(history),
            _ => None,
        });
        histories.last().expect("history on arrival")
    }
}

fn keeping(messages: usize, hours: Option<u64>) -> Script {
    let mut config = config();
    config.chat.retention =
        Retention { messages, bytes: 1_000_000, age: hours.map(|hours| Duration::from_secs(hours * 3600)) };
    Script::new(config)
}

fn texts(history: &History) -> (Vec<String>, bool) {
    (history.messages.iter().map(|message| message.text.clone()).collect(), history.resumed)
}

#[test]
fn newcomer_gets_the_last_messages_with_id_time_and_who_said_it_then() {
    let mut room = keeping(2, None);
    let bob = room.joins(1, "bob");
    for text in ["one", "/me two", "three"] {
        room.says(bob, text);
    }
    room.says(bob, "/name rob");
    room.says(bob, "/color blue");
    let history = room.catches_up(9, None);
    let ids = room.said_ids();
    let red = Colour::choose("red", &mut room.rng).unwrap();
    let bob = || Some(Person { username: "bob".into(), role: Role::Viewer, color: red, account: None });
    let said = |id, kind, text: &str| {
        Arc::new(ChatMessage { id, time: 1000, kind, author: bob(), text: text.into(), reply: None })
    };
    let messages = [said(ids[1], ChatKind::Action, "two"), said(ids[2], ChatKind::Message, "three")];
    assert_eq!(history.messages, messages);
    assert_eq!((history.resumed, history.slow, history.length, history.count), (false, 0, 500, 1));
}

#[test]
fn who_comes_back_gets_what_they_missed_in_order_and_nothing_twice() {
    let mut room = keeping(4, None);
    let bob = room.joins(1, "bob");
    room.says(bob, "one");
    let last = room.said_ids()[0];
    room.opens(9);
    room.leaves(id(9));
    assert_eq!(texts(&room.catches_up(10, Some(last))), (vec![], true));
    for text in ["two", "three", "four"] {
        room.says(bob, text);
    }
    assert_eq!(
        texts(&room.catches_up(11, Some(last))),
        (["two", "three", "four"].map(str::to_owned).into(), true)
    );
    room.says(bob, "five");
    room.says(bob, "six");
    let (all, resumed) = texts(&room.catches_up(12, Some(last)));
    assert!(!resumed && all.len() == 4, "too much was missed");
    assert!(!texts(&room.catches_up(13, Some(last - 1))).1);
    assert!(!texts(&room.catches_up(14, Some(u64::MAX))).1, "of no time that was");
}

#[test]
fn restart_loses_nothing_and_ids_go_on_growing() {
    let mut room = keeping(100, None);
    let bob = room.joins(1, "bob");
    room.says(bob, "one");
    room.says(bob, "two");
    let before = room.said_ids();
    room.now.unix -= 500;
    room.restart();
    let history = room.catches_up(9, Some(before[0]));
    assert_eq!(texts(&history), (vec!["two".into()], true));
    let bob = room.joins(2, "bob");
    room.says(bob, "three");
    let after = *room.said_ids().last().unwrap();
    assert!(after > before[1] && after < 1 << 53);
    assert_eq!(texts(&room.catches_up(10, Some(before[1]))), (vec!["three".into()], true));
}

#[test]
fn ids_grow_within_a_moment_and_over_restarts_that_remember_nothing() {
    for kept in [100, 0] {
        let mut room = keeping(kept, None);
        let mut ids = Vec::new();
        for run in 0..4 {
            let zoe = room.streamer_joins(run + 1);
            let page = room.opens(run + 11);
            room.forget();
            for text in ["one", "two", "/clear", "three"] {
                room.says(zoe, text);
            }
            for event in room.events(page) {
                match event {
                    RoomEvent::Said(message) => ids.push(message.id),
                    RoomEvent::ChatCleared { id } => ids.push(id),
                    _ => {}
                }
            }
            // neither has the clock gone on, nor did the store hear of anything
            room.saved.clear();
            room.restart();
        }
        assert_eq!(ids.len(), 16);
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}

#[test]
fn deleted_message_is_gone_for_all_and_for_those_who_come_back() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    for text in ["one", "two", "three"] {
        room.says(bob, text);
    }
    let ids = room.said_ids();
    let page = room.opens(9);
    room.forget();
    room.says(moderator, &format!("/del {}", ids[1]));
    assert_eq!(room.events(page), [RoomEvent::MessageDeleted { id: ids[1] }]);
    assert!(
        room.saved.contains(&Write::ChatDeleted { streamer: room.state.settings().name.clone(), id: ids[1] })
    );
    let history = room.catches_up(10, Some(ids[0]));
    assert_eq!(texts(&history), (vec!["three".into()], true));
    assert_eq!(history.deleted, [ids[1]]);
    for (which, heard) in [
        (ids[1].to_string(), "There is no such message, or it is too old to be deleted."),
        ("0".into(), "There is no such message, or it is too old to be deleted."),
        (String::new(), "Which message? Write its number after the command."),
        ("two".into(), "Which message? Write its number after the command."),
    ] {
        assert_eq!(room.says(zoe, &format!("/delete {which}")), [heard]);
    }
    room.restart();
    assert_eq!(texts(&room.catches_up(11, None)).0, ["one", "three"]);
}

#[test]
fn cleared_chat_is_gone_for_all_also_what_the_room_does_not_know() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(bob, "one");
    let last = room.said_ids()[0];
    room.restart();
    let page = room.opens(9);
    let zoe = {
        let _ = zoe;
        room.streamer_joins(21)
    };
    room.now = room.now.plus(Duration::from_secs(5));
    room.forget();
    room.says(zoe, "/clear");
    let Some(RoomEvent::ChatCleared { id: up_to }) = room.events(page).pop() else { panic!() };
    assert!(up_to >= last && up_to >= 1_005_000_000);
    assert_eq!(texts(&room.catches_up(10, Some(last))), (vec![], false), "their list is to be emptied");
    room.says(zoe, "two");
    assert_eq!(texts(&room.catches_up(11, Some(up_to))), (vec!["two".into()], false));
    let two = *room.said_ids().last().unwrap();
    assert!(two > up_to);
    assert_eq!(texts(&room.catches_up(12, Some(two))), (vec![], true));
    room.restart();
    assert_eq!(texts(&room.catches_up(13, None)).0, ["two"]);
}

#[test]
fn chat_that_was_cleared_before_it_knew_anything_is_cleared_for_those_who_do() {
    let mut room = keeping(100, None);
    let zoe = room.streamer_joins(1);
    let page = room.opens(9);
    room.forget();
    room.says(zoe, "/clear");
    let Some(RoomEvent::ChatCleared { id: up_to }) = room.events(page).pop() else { panic!() };
    assert!(up_to >= 1_000_000_000, "what a page shows of an earlier run is gone too");
}

#[test]
fn messages_grow_too_old_and_the_store_is_told() {
    let mut room = keeping(100, Some(1));
    let bob = room.joins(1, "bob");
    room.says(bob, "one");
    room.wait(1800);
    room.says(bob, "two");
    room.leaves(bob);
    room.wait(1801);
    assert_eq!(texts(&room.catches_up(9, None)).0, ["two"]);
    assert!(room.remembered().history.len() == 1);
    room.wait(1801);
    assert_eq!(room.remembered().history, []);
    room.leaves(id(9));
    room.wait(5);
    assert_eq!(room.state.deadline(room.now), None, "an idle room sleeps");
}

#[test]
fn store_does_not_grow_without_end() {
    let mut room = keeping(10, None);
    let bob = room.joins(1, "bob");
    for number in 0..200 {
        room.says(bob, &number.to_string());
    }
    assert!(room.remembered().history.len() < 10 + 40);
    assert_eq!(room.remembered().history.last().unwrap().text, "199");
}

#[test]
fn site_without_history_keeps_nothing() {
    let mut room = keeping(0, None);
    let bob = room.joins(1, "bob");
    assert_eq!(room.says(bob, "one"), ["bob: one"]);
    assert_eq!(texts(&room.catches_up(9, None)), (vec![], false));
    assert_eq!(room.said_ids(), [0; 0]);
    assert_eq!(room.audited(), ["join_chat@1000", "send_message@1000", "viewer_count@1000"]);
}
