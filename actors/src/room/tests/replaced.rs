//! A return to a room that replaced a dead one is silent.

use std::time::Duration;

use super::script::{Script, client, id, password};
use crate::model::ChatSetting;
use crate::ports::ChatMemory;
use crate::room::input::Action;

#[test]
fn everybody_is_who_they_were_and_nobody_hears_of_it() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let page = room.opens(9);
    room.opens(3);
    room.says(zoe, "/mute bob");
    room.says(zoe, "/color gold");
    room.wait(2);
    room.forget();
    let (before, members, audited) = (room.subscriptions.clone(), room.members(), room.audited());
    room.replace();
    assert_eq!(room.subscriptions, before);
    assert_eq!(room.members(), members);
    for id in [zoe, moderator, bob, page] {
        let heard: Vec<String> =
            room.hears(id).into_iter().filter(|line| !line.starts_with("stream")).collect();
        assert_eq!(heard, [""; 0]);
    }
    room.wait(2);
    assert_eq!(room.view().viewers, 2);
    let heard: Vec<String> = room.audited()[audited.len()..]
        .iter()
        .filter(|event| !event.starts_with("viewer_count"))
        .cloned()
        .collect();
    assert_eq!(heard, [""; 0], "nobody joined and nobody left");
    assert_eq!(room.says(bob, "hello"), ["You are muted!"]);
    assert_eq!(room.says(moderator, "/unmute bob"), ["bob may speak again."]);
    assert_eq!(room.says(zoe, "/settings").len(), 3);
}

#[test]
fn mute_holds_also_when_the_store_told_nothing() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.says(zoe, "/mute bob");
    room.replace_with(ChatMemory::default());
    assert!(room.is_muted(bob));
    assert_eq!(room.members(), ["Zoë (admin)", "mod (moderator)", "bob"]);
    assert_eq!(room.says(moderator, "/unmute bob"), ["bob may speak again."]);
    assert!(!room.is_muted(bob));
}

#[test]
fn readers_go_on_from_where_they_were() {
    let (mut room, _, _, bob) = Script::staffed();
    room.opens(9);
    room.says(bob, "one");
    let last = room.said_ids()[0];
    room.replace();
    room.says(bob, "two");
    assert_eq!(room.hears(id(9)).last().unwrap(), "bob: two");
    room.announces(9, true, true, Some(last));
    assert_eq!(room.hears(id(9)).last().unwrap(), "history more: two");
}

#[test]
fn ids_given_before_everything_was_cleared_are_not_given_again() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(bob, "one");
    room.says(zoe, "/clear");
    assert_eq!(room.remembered().history, []);
    room.replace();
    room.says(bob, "two");
    let ids = room.said_ids();
    assert!(ids.len() == 2 && ids[0] < ids[1], "{ids:?}");
}

#[test]
fn name_that_was_taken_before_its_owner_returned_is_lost_and_they_are_told() {
    let (mut room, _, _, bob) = Script::staffed();
    let subscription = room.subscriptions[&bob].clone();
    room.leaves(bob);
    room.joins(4, "Bob");
    let client = room.client(5);
    room.does(id(5), Action::Return(Box::new(crate::room::Return { client, subscription })));
    assert_eq!(room.hears(id(5)), ["error displaced"]);
    assert_eq!(room.members(), ["Zoë (admin)", "mod (moderator)", "Bob"]);
    assert_eq!(room.logs_in(5, "robert")[0], "login success robert");
}

#[test]
fn who_logged_in_before_the_news_came_is_not_here_twice() {
    let (mut room, _, _, bob) = Script::staffed();
    let subscription = room.subscriptions[&bob].clone();
    room.restart();
    room.joins(13, "robert");
    let client = room.client(13);
    room.does(id(13), Action::Return(Box::new(crate::room::Return { client, subscription })));
    assert_eq!(room.members(), ["robert"]);
}

#[test]
fn what_changed_while_the_room_was_dead_holds() {
    for what in ["locked", "disabled"] {
        let (mut room, zoe, _, bob) = Script::staffed();
        let page = room.opens(9);
        let subscriptions = room.subscriptions.clone();
        let mut settings = room.state.settings().clone();
        match what {
            "locked" => settings.password = password("sesame"),
            _ => settings.chat = ChatSetting::Disabled,
        }
        let mut anew = Script::beginning(super::script::config(), |beginning| beginning.settings = settings);
        anew.now = room.now.plus(Duration::from_secs(1));
        for id in [zoe, bob, page] {
            let (client, subscription) = (client(Some(id.number), 1), subscriptions[&id].clone());
            anew.does(id, Action::Return(Box::new(crate::room::Return { client, subscription })));
        }
        let locked = what == "locked";
        assert_eq!(anew.members().len(), usize::from(locked), "{what}");
        assert_eq!(anew.subscriptions[&zoe].chat, locked);
        assert!(!anew.subscriptions[&bob].chat && !anew.subscriptions[&page].chat);
        assert_eq!(anew.subscriptions[&page].watching, !locked);
    }
}
