//! Which commands there are for whom.

use super::script::{Script, id};
use crate::room::event::{CommandHelp, RoomEvent};
use crate::room::input::Action;

/// For each role what `/help` lists, in its order.
const VIEWER: &[&str] = &[
    "/help",
    "/users",
    "/say TEXT",
    "/me ACTION",
    "/color COLOR",
    "/name NEW NAME",
    "/theme THEME",
    "/themes",
    "/vote NUMBER",
    "/appeal TEXT",
    "/report ID REASON",
];
const MODERATOR: &[&str] = &[
    "/mute USER [TIME] [REASON]",
    "/timeout USER [TIME] [REASON]",
    "/unmute USER",
    "/mutes [SEARCH]",
    "/ban USER [TIME] [REASON]",
    "/unban USER",
    "/bans [SEARCH]",
    "/kick USER [REASON]",
    "/decline USER",
    "/rename USER NEW NAME",
    "/delete ID",
    "/clear",
    "/reports",
    "/settle ID [delete] [mute|ban [TIME]] [REASON]",
    "/log [USER]",
    "/whois USER",
    "/note USER TEXT",
    "/unnote ID",
    "/slow SECONDS",
    "/announce TEXT",
    "/pin ID|TEXT [for TIME]",
    "/unpin",
    "/poll QUESTION | CHOICE | CHOICE [for TIME]",
    "/slownew SECONDS",
    "/newcomers MINUTES|off",
    "/lockdown [followers MINUTES|accounts|off]",
    "/filter [add|remove|test|try …]",
    "/links everybody|moderators|HOST,…",
    "/caps PERCENT [LETTERS]|off",
    "/repeats TIMES|off",
    "/emojionly on|off",
    "/held",
    "/approve ID",
    "/reject ID",
];
const STREAMER: &[&str] = &[
    "/mod USER",
    "/demod USER",
    "/vip USER",
    "/unvip USER",
    "/bot USER",
    "/unbot USER",
    "/roletitle ROLE [TITLE]",
    "/title [TEXT]",
    "/description [TEXT]",
    "/tags [TAG TAG …]",
    "/language [LANGUAGE]",
    "/warning [TEXT]",
    "/password [PASSWORD]",
    "/chat enabled|hidden",
    "/schedule [add DATE TIME …|remove NUMBER|skip NUMBER]",
    "/end",
    "/settings",
];

#[test]
fn help_lists_what_one_may_use_and_nothing_else() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    for (id, commands) in [
        (bob, [VIEWER, &[], &[]].concat()),
        (moderator, [VIEWER, MODERATOR, &[]].concat()),
        (zoe, [VIEWER, MODERATOR, STREAMER].concat()),
    ] {
        let lines = room.says(id, "/help");
        assert_eq!(lines[0], "You can use these commands:");
        let listed: Vec<&str> = lines[1..].iter().map(|line| line.split_once(" - ").unwrap().0).collect();
        assert_eq!(listed, commands);
        room.does(id, Action::GetCommands);
        let Some(RoomEvent::Commands { commands: offered }) = room.events(id).pop() else { panic!() };
        let line = |command: CommandHelp| {
            let CommandHelp { name, arguments, help, .. } = command;
            if arguments.is_empty() {
                format!("{name} - {help}")
            } else {
                format!("{name} {arguments} - {help}")
            }
        };
        assert_eq!(
            offered.into_iter().map(line).collect::<Vec<_>>(),
            lines[1..],
            "the page suggests the same"
        );
    }
}

#[test]
fn command_above_ones_role_is_unknown_under_each_of_its_names() {
    let (mut room, _, moderator, bob) = Script::staffed();
    let above_viewers = [
        "/mute",
        "/quiet",
        "/unmute",
        "/unquiet",
        "/mutes",
        "/rename",
        "/delete",
        "/del",
        "/clear",
        "/slow",
        "/announce",
        "/pin",
        "/unpin",
        "/poll",
    ];
    let sanctions = ["/timeout", "/ban", "/unban", "/bans", "/kick", "/decline"];
    let above_moderators =
        ["/mod", "/demod", "/unmod", "/description", "/desc", "/password", "/chat", "/end", "/settings"];
    let unknown = |command: &str| [format!("There is no command {command}. /help lists the commands.")];
    for command in
        above_viewers.into_iter().chain(sanctions).chain(above_moderators).chain(["/nonsense", "/", "//"])
    {
        assert_eq!(room.says(bob, &format!("{command} mod")), unknown(command));
    }
    for command in above_moderators {
        assert_eq!(room.says(moderator, &format!("{command} bob")), unknown(command));
    }
    assert_eq!(room.members(), ["Zoë (admin)", "mod (moderator)", "bob"]);
    let long = room.says(bob, &format!("/{}", "x".repeat(5000)));
    assert!(long[0].len() < 120, "an unknown command is not echoed without end");
}

#[test]
fn aliases_do_the_same() {
    for (line, heard) in [
        ("/me waves", "* bob waves"),
        ("/action waves", "* bob waves"),
        ("/describe waves", "* bob waves"),
        ("/say /me waves", "bob: /me waves"),
        ("/say   spaced ", "bob: spaced"),
        ("/color #123", "recolor bob #112233"),
        ("/setcolor #123", "recolor bob #112233"),
        ("/name rob", "status rob"),
        ("/nick rob", "status rob"),
    ] {
        let (mut room, zoe, _, bob) = Script::staffed();
        assert_eq!(room.says(bob, line)[0], heard);
        assert_eq!(room.hears(zoe).len(), 1, "{line}");
    }
    for (line, heard) in [
        ("/mute bob", "bob has been muted."),
        ("/quiet bob", "bob has been muted."),
        ("/unmute bob", "bob is not muted."),
        ("/unquiet bob", "bob is not muted."),
        ("/mod bob", "bob is a moderator now."),
        ("/demod mod", "mod is no longer a moderator."),
        ("/unmod mod", "mod is no longer a moderator."),
        ("/desc new", "The description has been changed."),
        ("/description new", "The description has been changed."),
        ("/del 7", "There is no such message, or it is too old to be deleted."),
        ("/delete 7", "There is no such message, or it is too old to be deleted."),
    ] {
        let (mut room, zoe, _, _) = Script::staffed();
        assert_eq!(room.says(zoe, line)[0], heard, "{line}");
    }
}

#[test]
fn command_is_the_first_word_up_to_the_space() {
    let (mut room, _, _, bob) = Script::staffed();
    assert_eq!(room.says(bob, "  /say hello"), ["bob: hello"]);
    assert_eq!(room.says(bob, "/say\thello"), ["bob: hello"], "a line has no tabs");
    assert!(room.says(bob, "/sayhello")[0].starts_with("There is no command /sayhello."));
    for blank in ["/say", "/say  ", "/me", "/me \u{3000}"] {
        assert_eq!(room.says(bob, blank), ["warning blank"], "{blank:?}");
    }
}

#[test]
fn muted_person_may_look_but_not_act() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(zoe, "/mute bob");
    room.forget();
    for line in [
        "hello",
        "/say hello",
        "/me waves",
        "/action waves",
        "/describe waves",
        "/color red",
        "/setcolor red",
    ]
    .into_iter()
    .chain(["/name rob", "/nick rob"])
    {
        assert_eq!(room.says(bob, line), ["You are muted!"], "{line}");
    }
    room.does(bob, Action::Drawing("data:".into()));
    assert_eq!(room.hears(bob), ["You are muted!"]);
    assert_eq!(room.decoding, []);
    assert_eq!(room.says(bob, "/help").len(), VIEWER.len() + 1);
    assert_eq!(room.says(bob, "/users").len(), 1);
    assert_eq!(room.says(bob, "/themes").len(), 1);
    assert_eq!(room.says(bob, "/theme light").len(), 2);
    assert_eq!(room.says(bob, "/nonsense").len(), 1);
    assert_eq!(room.hears(zoe), [""; 0]);
}

#[test]
fn recolouring_is_told_to_all_and_a_colour_that_is_none_to_nobody() {
    let (mut room, zoe, _, bob) = Script::staffed();
    assert_eq!(room.says(bob, "/color Teal"), ["recolor bob #008080", "return color #008080"]);
    assert_eq!(room.hears(zoe), ["recolor bob #008080"]);
    for none in ["", "#zzzzzz", "transparent", "red; background: url(x)"] {
        let heard = room.says(bob, &format!("/color {none}"));
        assert_eq!(heard, ["That is no colour. Try the name of one, #ff00ff or the like, or random."]);
    }
    assert_eq!(room.hears(zoe), [""; 0]);
    room.does(bob, Action::GetColour);
    assert_eq!(room.hears(id(3)), ["return color #008080"]);
    assert!(room.says(bob, "/color random")[0].starts_with("recolor bob #"));
}
