//! Lockdowns, and what else keeps newcomers back.

use super::script::{Script, id};
use crate::model::Principal;
use crate::room::input::Action;
use crate::room::operations::{LockdownMode, SetLockdown, ShowChatRules};
use crate::room::refusal::Code;

/// A browser that was first seen so many seconds ago, at a socket.
fn known(room: &mut Script, number: u64, seconds: i64) {
    let mut client = room.client(number);
    let mut identity = (*client.identity).clone();
    let since = room.now.unix - seconds;
    identity.browser = identity.browser.map(|browser| crate::session::Browser { since, ..browser });
    client.identity = identity.into();
    room.clients.insert(number, client);
}

fn rules(room: &mut Script) -> (u32, String, u32, bool) {
    let shown = room.asks(Principal::Streamer, ShowChatRules {}).unwrap();
    (room.state.pace.slow_mode(), shown.links, shown.newcomers, shown.lockdown)
}

#[test]
fn a_lockdown_is_one_step_and_its_end_restores_what_was() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    room.says(moderator, "/slow 3");
    room.says(moderator, "/links example.com");
    room.says(moderator, "/newcomers 1");
    let before = rules(&mut room);
    assert_eq!(
        room.says(moderator, "/lockdown"),
        [
            "slow 10",
            "rules",
            "Lockdown: one message every 10 s, no links, and only from those who have been here for 10 minutes."
        ]
    );
    assert_eq!(rules(&mut room), (10, "moderators".into(), 10, true));
    room.says(zoe, "/lockdown followers 60");
    assert_eq!(rules(&mut room), (10, "moderators".into(), 60, true));
    room.restart();
    assert_eq!(rules(&mut room), (10, "moderators".into(), 60, true));
    let off = SetLockdown { mode: LockdownMode::Off, minutes: None };
    room.asks(Principal::Streamer, off.clone()).unwrap();
    assert_eq!(rules(&mut room), before);
    assert_eq!(room.asks(Principal::Streamer, off).unwrap_err().code, Code::Unchanged);
    assert_eq!(room.recorded().iter().filter(|kind| **kind == "set_lockdown").count(), 3);
}

#[test]
fn a_slower_slow_mode_stays_in_a_lockdown() {
    let (mut room, _, moderator, _) = Script::staffed();
    room.says(moderator, "/slow 30");
    room.says(moderator, "/lockdown");
    assert_eq!(rules(&mut room).0, 30);
    room.says(moderator, "/lockdown off");
    assert_eq!(rules(&mut room).0, 30);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (mut room, _, moderator, bob) = Script::staffed();
    for (line, answer) in [
        ("/lockdown accounts", "This site has no accounts. Write /lockdown followers MINUTES instead."),
        ("/lockdown followers 10081", "How many minutes? Write off, or a number up to 10080."),
        ("/newcomers soon", "How many minutes? Write off, or a number up to 10080."),
        ("/slownew 3601", "How many seconds? Write a number from 0 (off) to 3600."),
    ] {
        assert_eq!(room.says(moderator, line), [answer], "{line}");
    }
    for line in ["/lockdown now", "/lockdown followers soon", "/lockdown followers 1 2"] {
        assert!(room.says(moderator, line)[0].starts_with("Write /lockdown, "), "{line}");
    }
    assert!(room.says(bob, "/lockdown")[0].starts_with("There is no command"));
    assert_eq!(rules(&mut room), (0, "everybody".into(), 0, false));
}

#[test]
fn newcomers_wait_until_they_are_known() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    known(&mut room, 10, 30);
    known(&mut room, 11, 600);
    let (new, old) = (room.joins(10, "new"), room.joins(11, "old"));
    room.says(moderator, "/newcomers 2");
    assert_eq!(room.hears(new), ["rules", "rules, known for 30 s"]);
    assert_eq!(room.hears(old), ["rules"]);
    for line in ["hello", "/me waves", "/say hello"] {
        assert_eq!(room.says(new, line), ["warning newcomer 90 s"], "{line}");
    }
    room.does(new, Action::Drawing("data:".into()));
    assert_eq!(room.hears(new), ["warning newcomer 90 s"]);
    assert_eq!(room.says(old, "hello"), ["old: hello"]);
    assert_eq!(room.says(zoe, "hello"), ["Zoë: hello"]);
    room.wait(90);
    room.forget();
    assert_eq!(room.says(new, "hello"), ["new: hello"]);
    // those who come later learn how it stands with them
    known(&mut room, 12, 20);
    let heard = room.logs_in(12, "newer");
    assert_eq!(heard.last().unwrap(), "rules, known for 20 s");
}

#[test]
fn who_has_no_cookie_is_known_since_they_logged_in() {
    let (mut room, _, moderator, _) = Script::staffed();
    room.clients.insert(50, super::script::client(None, 50));
    let bot = room.joins(50, "bot");
    room.says(moderator, "/newcomers 1");
    room.forget();
    assert_eq!(room.says(bot, "hello"), ["warning newcomer 60 s"]);
    room.wait(60);
    assert_eq!(room.says(bot, "hello"), ["bot: hello"]);
}

#[test]
fn slow_mode_is_slower_for_newcomers() {
    let (mut room, _, moderator, _) = Script::staffed();
    known(&mut room, 10, 30);
    known(&mut room, 11, 600);
    let (new, old) = (room.joins(10, "new"), room.joins(11, "old"));
    assert_eq!(
        room.says(moderator, "/slownew 60").last().unwrap(),
        "Newcomers can write one message every 60 s."
    );
    room.forget();
    assert_eq!(room.says(new, "one"), ["new: one"]);
    assert_eq!(room.says(new, "two"), ["warning slow 60 s"]);
    room.says(old, "one");
    room.forget();
    assert_eq!(room.says(old, "two"), ["old: two"]);
    room.wait(570);
    room.forget();
    assert_eq!(room.says(new, "three"), ["new: three"]);
    assert_eq!(room.says(new, "four"), ["new: four"]);
}

#[test]
fn drawings_wait_while_messages_have_emoji_alone() {
    let (mut room, _, moderator, bob) = Script::staffed();
    room.says(moderator, "/emojionly on");
    room.forget();
    room.does(bob, Action::Drawing("data:".into()));
    assert_eq!(room.hears(bob), ["warning emoji_only"]);
    room.does(id(2), Action::Drawing("data:".into()));
    assert_eq!(room.decoding.len(), 1);
}
