//! Who keeps order, over whom.

use super::script::{Script, client, id};
use crate::ports::Write;

#[test]
fn nobody_is_above_the_streamer_and_moderators_are_not_above_each_other() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    room.joins(4, "mia");
    room.says(zoe, "/mod mia");
    for (caller, subject) in [(moderator, "zoë"), (moderator, "mia"), (moderator, "mod"), (zoe, "zoë")] {
        let name = if subject == "zoë" { "Zoë" } else { subject };
        for (command, answer) in
            [("/mute", format!("{name} cannot be muted.")), ("/unmute", format!("{name} cannot be unmuted."))]
        {
            assert_eq!(room.says(caller, &format!("{command} {subject}")), [answer]);
        }
        assert_eq!(
            room.says(caller, &format!("/rename {subject} fool")),
            [format!("{name} cannot be renamed.")]
        );
    }
    assert_eq!(room.says(zoe, "/mod zoë"), ["Zoë cannot be promoted."]);
    assert_eq!(room.says(zoe, "/demod zoë"), ["Zoë cannot be demoted."]);
    // the streamer is above moderators
    assert_eq!(room.says(zoe, "/rename mia Mia M"), ["rename mia to Mia M"]);
    assert_eq!(room.says(zoe, "/mute mod"), ["mod has been muted."]);
    assert!(room.is_muted(moderator));
}

#[test]
fn moderators_may_do_what_keeps_order() {
    let (mut room, _, moderator, bob) = Script::staffed();
    assert_eq!(room.says(moderator, "/mute bob"), ["bob has been muted."]);
    assert_eq!(room.says(moderator, "/unmute bob"), ["bob may speak again."]);
    assert_eq!(room.says(moderator, "/rename bob rob"), ["rename bob to rob"]);
    assert_eq!(room.says(moderator, "/slow 5"), ["slow 5", "Slow mode: one message every 5 seconds."]);
    assert_eq!(room.says(moderator, "/clear"), ["chat cleared", "All messages have been deleted."]);
    room.says(bob, "hello");
    let said = *room.said_ids().last().unwrap();
    assert_eq!(
        room.says(moderator, &format!("/delete {said}")),
        ["message deleted", "The message has been deleted."]
    );
}

#[test]
fn whom_a_command_is_about_has_to_be_here() {
    let (mut room, zoe, _, _) = Script::staffed();
    for command in ["/mute", "/unmute", "/mod", "/demod", "/rename"] {
        assert_eq!(room.says(zoe, &format!("{command} nobody")), ["No user named nobody."]);
        assert_eq!(room.says(zoe, command), ["Which user? Write a name after the command."]);
    }
}

#[test]
fn promotion_is_told_to_both_and_to_all_and_only_once() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let page = room.opens(9);
    room.forget();
    assert_eq!(room.says(zoe, "/mod BOB"), ["bob is a moderator now.", "role bob (moderator)"]);
    assert_eq!(
        room.hears(bob),
        ["You are a moderator now.", "status bob (moderator)", "role bob (moderator)"]
    );
    assert_eq!(room.hears(page), ["role bob (moderator)"]);
    assert_eq!(room.says(zoe, "/mod bob"), ["bob is already a moderator."]);
    assert_eq!(room.says(zoe, "/demod bob"), ["bob is no longer a moderator.", "role bob"]);
    assert_eq!(room.hears(bob), ["You are no longer a moderator.", "status bob", "role bob"]);
    assert_eq!(room.says(zoe, "/unmod bob"), ["bob is not a moderator."]);
    room.hears(moderator);
    assert_eq!(room.says(bob, "/mute mod")[0], "There is no command /mute. /help lists the commands.");
}

#[test]
fn moderators_stay_so_across_reload_name_and_restart_and_in_no_other_browser() {
    let (mut room, _, moderator, _) = Script::staffed();
    room.leaves(moderator);
    room.window(12, 2);
    assert_eq!(room.logs_in(12, "mia")[0], "login success mia (moderator)");
    room.restart();
    room.window(22, 2);
    assert_eq!(room.logs_in(22, "mia")[0], "login success mia (moderator)");
    room.clients.insert(32, client(Some(77), 2));
    assert_eq!(room.logs_in(32, "mod")[0], "login success mod", "of the same address");
}

#[test]
fn demoted_moderator_is_none_in_any_window_nor_after_a_restart() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    room.window(12, 2);
    room.joins(12, "mia");
    let mut heard = room.says(zoe, "/demod mod");
    heard.sort();
    assert_eq!(heard, ["mod is no longer a moderator.", "role mia", "role mod"]);
    assert!(room.hears(id(12)).contains(&"You are no longer a moderator.".to_owned()));
    assert_eq!(room.members(), ["Zoë (admin)", "mod", "bob", "mia"]);
    room.leaves(moderator);
    room.restart();
    room.window(22, 2);
    assert_eq!(room.logs_in(22, "mod")[0], "login success mod");
}

#[test]
fn moderator_who_is_not_here_can_be_demoted_by_the_name_they_had() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    room.leaves(moderator);
    room.forget();
    assert_eq!(room.says(zoe, "/demod MOD"), ["mod is no longer a moderator."]);
    room.window(12, 2);
    assert_eq!(room.logs_in(12, "mod")[0], "login success mod");
    assert!(matches!(
        room.saved.iter().find(|write| matches!(write, Write::ModeratorRemoved { .. })),
        Some(Write::ModeratorRemoved { streamer, .. }) if streamer.as_str() == "Zoë"
    ));
}

#[test]
fn renaming_finds_the_longest_known_name_whole() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.joins(2, "mary");
    room.joins(3, "mary ann");
    room.joins(4, "mary ann lee");
    for (line, heard) in [
        ("/rename mary ann lee x y", "rename mary ann lee to x y"),
        ("/rename mary ann lee", "rename mary ann to lee"),
        ("/rename MARY  two words", "rename mary to two words"),
        ("/rename x y", "Which name? Write it after the command."),
        ("/rename mar y", "No user named mar y."),
        ("/rename two words lee", "That name is taken. Choose another."),
        ("/rename two words Zoe", "That name is taken. Choose another."),
        ("/rename two words 123456789012345678901", "That name is too long: 20 characters are allowed."),
    ] {
        assert_eq!(room.says(zoe, line), [heard], "{line}");
    }
    assert_eq!(room.hears(id(3)).last().unwrap(), "rename mary to two words");
    assert_eq!(room.members(), ["Zoë (admin)", "two words", "lee", "x y"]);
}

#[test]
fn endless_names_cost_little() {
    let (mut room, zoe, _, _) = Script::staffed();
    let started = std::time::Instant::now();
    for command in
        ["/rename", "/mute", "/unmute", "/mod", "/demod", "/name", "/color", "/delete", "/slow", "/theme"]
    {
        for text in ["a ".repeat(24_000), "é".repeat(24_000), ":a:".repeat(16_000), "\u{200b}".repeat(16_000)]
        {
            room.says(zoe, &format!("{command} {text}"));
        }
    }
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn slow_mode_is_set_in_seconds() {
    let (mut room, zoe, _, bob) = Script::staffed();
    for none in ["", "-1", "3601", "soon", "1.5"] {
        let heard = room.says(zoe, &format!("/slow {none}"));
        assert_eq!(heard, ["How many seconds? Write a number from 0 (off) to 3600."], "{none:?}");
    }
    assert_eq!(room.hears(bob), [""; 0]);
    assert_eq!(room.says(zoe, "/slow 3600"), ["slow 3600", "Slow mode: one message every 3600 seconds."]);
    assert_eq!(
        room.says(zoe, "/slow 3600"),
        ["Slow mode: one message every 3600 seconds."],
        "said once to all"
    );
    assert_eq!(room.says(zoe, "/slow 0"), ["slow 0", "Slow mode is off."]);
    assert_eq!(room.hears(bob), ["slow 3600", "slow 0"]);
}
