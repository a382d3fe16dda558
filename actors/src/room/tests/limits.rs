//! How often what may be done, and who is exempt.

use super::script::{Script, client, config, id};
use crate::limits::Rate;
use crate::room::input::Action;

const TWO_THEN_SIX_A_MINUTE: Rate = Rate { burst: 2, per_minute: 6 };

fn limited() -> Script {
    let mut config = config();
    let limits = &mut config.chat.limits;
    limits.messages = TWO_THEN_SIX_A_MINUTE;
    limits.drawings = TWO_THEN_SIX_A_MINUTE;
    limits.changes = TWO_THEN_SIX_A_MINUTE;
    Script::new(config)
}

#[test]
fn who_is_too_fast_is_told_how_long_to_wait() {
    let mut room = limited();
    let bob = room.joins(1, "bob");
    assert_eq!(room.says(bob, "one"), ["bob: one"]);
    assert_eq!(room.says(bob, "/me two"), ["* bob two"]);
    for (after, left) in [(0, 10), (3, 7), (6, 1)] {
        room.wait(after);
        assert_eq!(room.says(bob, "three"), [format!("warning rate {left} s")]);
    }
    room.wait(1);
    assert_eq!(room.says(bob, "three"), ["bob: three"], "what was refused does not count as said");
    assert_eq!(room.says(bob, "/users"), ["warning rate 10 s"], "commands count too");
    assert!(room.says(bob, "/color red")[0].starts_with("recolor"), "but each kind for itself");
}

#[test]
fn long_lines_count_whatever_comes_of_them() {
    let mut room = limited();
    let bob = room.joins(1, "bob");
    let long = ":a".repeat(2000);
    for line in [&long, &format!("/me {long}")] {
        assert_eq!(room.says(bob, line), ["warning too_long"]);
    }
    for line in [&long, &format!("/color {long}")] {
        assert_eq!(room.says(bob, line), ["warning rate 10 s"]);
    }
}

#[test]
fn changes_of_name_and_colour_are_limited_together() {
    let mut room = limited();
    let bob = room.joins(1, "bob");
    room.says(bob, "/name rob");
    room.says(bob, "/color blue");
    assert_eq!(room.says(bob, "/name bob"), ["warning rate 10 s"]);
    assert_eq!(room.members(), ["rob"]);
}

#[test]
fn who_searches_for_a_name_or_colour_has_not_changed_it() {
    let mut room = limited();
    let bob = room.joins(1, "bob");
    room.joins(2, "ann");
    for refused in ["/name ann", "/color gibberish"] {
        assert!(!room.says(bob, refused)[0].starts_with("warning"), "{refused}");
    }
    for one_too_many in ["/name ann", "/color gibberish"] {
        assert_eq!(room.says(bob, one_too_many), ["warning rate 10 s"], "they count as commands do");
    }
    for change in ["/name rob", "/color blue"] {
        assert!(!room.says(bob, change)[0].starts_with("warning"), "{change}");
    }
    assert_eq!(room.says(bob, "/name bob"), ["warning rate 10 s"]);
}

#[test]
fn drawings_are_limited() {
    let mut room = limited();
    let bob = room.joins(1, "bob");
    for _ in 0..3 {
        room.does(bob, Action::Drawing("data:".into()));
    }
    assert_eq!(room.hears(bob), ["warning rate 10 s"]);
    assert_eq!(room.decoding.len(), 2);
}

#[test]
fn coming_back_or_another_window_is_no_way_around() {
    let mut room = limited();
    room.window(11, 1);
    room.window(12, 1);
    let bob = room.joins(1, "bob");
    room.says(bob, "one");
    room.says(bob, "two");
    room.leaves(bob);
    room.joins(11, "rob");
    room.joins(12, "ted");
    assert_eq!(room.says(id(11), "three"), ["warning rate 10 s"]);
    assert_eq!(room.says(id(12), "three"), ["warning rate 10 s"]);
}

#[test]
fn streamer_and_moderators_are_exempt() {
    let mut room = limited();
    let zoe = room.streamer_joins(1);
    let moderator = room.joins(2, "mod");
    room.says(zoe, "/mod mod");
    room.says(zoe, "/slow 60");
    for id in [zoe, moderator] {
        room.hears(id);
        for _ in 0..10 {
            assert_eq!(room.says(id, "again").len(), 1);
            assert_eq!(room.says(id, "/users").len(), 1);
        }
    }
    assert_eq!(room.said_ids().len(), 20);
}

#[test]
fn people_of_one_address_share_a_limit() {
    let mut config = config();
    config.chat.limits.messages = TWO_THEN_SIX_A_MINUTE;
    config.chat.limits.per_address = 2;
    let mut room = Script::new(config);
    for number in 1..=5 {
        room.clients.insert(number, client(Some(number), 1));
        room.joins(number, &format!("name{number}"));
    }
    let said = (1..=5).filter(|number| room.says(id(*number), "hello")[0].contains(": hello")).count();
    assert_eq!(said, 4, "twice what one may");
    room.joins(6, "elsewhere");
    assert_eq!(room.says(id(6), "hello"), ["elsewhere: hello"]);
}

#[test]
fn arrivals_are_limited_but_not_those_who_say_again_what_they_are_here_for() {
    let mut config = config();
    config.chat.limits.joins = TWO_THEN_SIX_A_MINUTE;
    let mut room = Script::new(config);
    room.opens(1);
    for _ in 0..50 {
        room.opens(1);
    }
    assert_eq!(room.hears(id(1)).len(), 2);
    room.joins(1, "bob");
    room.does(id(1), Action::Logout);
    assert_eq!(room.logs_in(1, "bob"), ["error rate 10 s"]);
    room.announces(1, false, true, None);
    assert_eq!(room.hears(id(1)), ["warning rate 10 s"]);
    assert_eq!(room.view().viewers, 1);
    room.wait(10);
    assert_eq!(room.logs_in(1, "bob")[0], "login success bob");
}

#[test]
fn pages_of_many_people_at_one_address_are_let_in_at_once() {
    let mut config = config();
    config.chat.limits.joins = TWO_THEN_SIX_A_MINUTE;
    config.chat.limits.per_address = 1;
    let mut room = Script::new(config);
    for number in 1..=100 {
        room.clients.insert(number, client(Some(number), 1));
        room.opens(number);
    }
    room.wait(1);
    assert_eq!(room.view().viewers, 100);
}

#[test]
fn slow_mode_lets_everybody_speak_every_so_many_seconds() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.window(13, 3);
    room.says(zoe, "/slow 30");
    assert_eq!(room.says(bob, "one"), ["slow 30", "bob: one"][1..]);
    room.wait(10);
    assert_eq!(room.says(bob, "two"), ["warning slow 20 s"]);
    assert_eq!(room.says(bob, "/me two"), ["warning slow 20 s"]);
    assert_eq!(room.says(bob, "/users").len(), 1, "commands go on");
    room.does(bob, Action::Drawing("data:".into()));
    assert_eq!(room.hears(bob), ["warning slow 20 s"]);
    // leaving and coming back is no way around
    room.leaves(bob);
    room.joins(13, "rob");
    assert_eq!(room.says(id(13), "two"), ["warning slow 20 s"]);
    room.wait(20);
    assert_eq!(room.says(id(13), "two"), ["rob: two"]);
    room.says(zoe, "/slow 0");
    room.hears(id(13));
    assert_eq!(room.says(id(13), "three"), ["rob: three"]);
    room.says(zoe, "/slow 5");
    room.restart();
    room.joins(4, "eve");
    room.says(id(4), "one");
    assert_eq!(room.says(id(4), "two"), ["warning slow 5 s"], "also after a restart");
}

#[test]
fn drawing_counts_in_slow_mode_from_when_it_was_sent() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(zoe, "/slow 30");
    for _ in 0..3 {
        room.does(bob, Action::Drawing("data:".into()));
    }
    assert_eq!(room.decoding.len(), 1);
}

#[test]
fn third_identical_line_is_refused_for_a_while() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    for text in ["again", "other", " again "] {
        assert_eq!(room.says(bob, text).len(), 1);
    }
    assert_eq!(room.says(bob, "again"), ["warning duplicate 30 s"]);
    assert_eq!(room.says(bob, "/say again"), ["warning duplicate 30 s"]);
    room.joins(2, "eve");
    assert_eq!(room.says(id(2), "again"), ["eve: again"], "somebody else may");
    room.wait(30);
    assert_eq!(room.says(bob, "again"), ["bob: again"]);
}
