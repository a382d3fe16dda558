//! VIPs, bots and titles.

use super::script::Script;
use crate::model::{Principal, Role};
use crate::room::event::RoomEvent;
use crate::room::operations::{ListMembers, ListRoles};

#[test]
fn vips_and_bots_are_appointed_by_the_streamer_and_stay_what_they_are() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.says(zoe, "/vip bob"), ["bob is a VIP now.", "role bob (vip)"]);
    assert_eq!(room.hears(bob), ["You are a VIP now.", "status bob (vip)", "role bob (vip)"]);
    assert_eq!(room.says(zoe, "/vip bob"), ["bob is already a VIP."]);
    assert_eq!(room.says(moderator, "/vip mod").len(), 1, "moderators appoint nobody");
    assert_eq!(room.says(zoe, "/vip mod"), ["mod is a moderator. End that first."]);
    room.replace();
    room.leaves(bob);
    room.window(7, 3);
    assert_eq!(room.logs_in(7, "bob")[0], "login success bob (vip)");
    room.restart();
    room.window(8, 3);
    assert_eq!(room.logs_in(8, "rob")[0], "login success rob (vip)");
    let zoe = room.streamer_joins(11);
    let roles = room.asks(Principal::Streamer, ListRoles {}).unwrap().people;
    let roles: Vec<String> = roles.into_iter().map(|one| format!("{} {}", one.name, one.role)).collect();
    assert_eq!(roles, ["mod moderator", "bob vip"]);
    assert_eq!(room.says(zoe, "/unvip bob"), ["bob is no longer a VIP.", "role rob"], "by the name of then");
    assert_eq!(room.says(zoe, "/unvip rob"), ["rob is not a VIP."]);
    assert_eq!(room.says(zoe, "/bot rob")[0], "rob is a bot now.");
    assert_eq!(room.says(zoe, "/mod rob")[0], "rob is a moderator now.", "a role takes the place of another");
}

#[test]
fn slow_mode_spares_vips_and_moderators_act_on_them() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let eve = room.joins(4, "eve");
    room.says(zoe, "/vip bob");
    room.says(zoe, "/slow 10");
    for (who, second) in [(bob, "bob: one more"), (eve, "warning slow 10 s")] {
        room.says(who, "one");
        assert_eq!(room.says(who, "one more"), [second]);
    }
    assert_eq!(room.says(bob, "/mute eve").len(), 1, "a VIP has no powers");
    assert_eq!(room.says(moderator, "/mute bob"), ["bob has been muted."]);
    assert_eq!(room.says(bob, "hello"), ["You are muted!"]);
    room.forget();
    assert_eq!(room.hears_of_mutes(bob), [""; 0]);
}

#[test]
fn a_program_with_a_token_is_a_bot_and_never_more_by_that() {
    let (mut room, zoe, ..) = Script::staffed();
    assert_eq!(
        room.logs_in_with(5, "helper", |login| login.is_program = true)[0],
        "login success helper (bot)"
    );
    room.window(6, 2);
    assert_eq!(
        room.logs_in_with(6, "second", |login| login.is_program = true)[0],
        "login success second (moderator)",
        "a moderator's program is a moderator"
    );
    assert_eq!(room.says(zoe, "/unbot helper")[0], "helper is no longer a bot.");
}

#[test]
fn roles_have_the_titles_that_the_streamer_gives_them() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(
        room.says(zoe, "/roletitle moderator The Crew"),
        ["titles {Moderator: \"The Crew\"}", "The title of the role moderator is The Crew now."]
    );
    assert_eq!(room.hears(bob), ["titles {Moderator: \"The Crew\"}"]);
    assert_eq!(room.says(moderator, "/roletitle vip Guest").len(), 1, "only the streamer");
    assert_eq!(
        room.says(zoe, "/roletitle viewer x"),
        ["Which role? Write streamer, moderator, vip or bot, and then the title."]
    );
    assert_eq!(
        room.says(zoe, &format!("/roletitle vip {}", "x".repeat(31))),
        ["A title has up to 30 characters."]
    );
    room.restart();
    let page = room.opens(20);
    let titles = room.events(page).into_iter().find_map(|event| match event {
        RoomEvent::History(history) => Some(history.titles),
        _ => None,
    });
    assert_eq!(titles.unwrap().get(&Role::Moderator).map(String::as_str), Some("The Crew"));
    let zoe = room.streamer_joins(21);
    room.window(22, 2);
    room.joins(22, "mod");
    let members = room.asks(Principal::Streamer, ListMembers {}).unwrap().members;
    assert_eq!(members[1].title.as_deref(), Some("The Crew"));
    assert_eq!(room.says(zoe, "/roletitle MODERATOR")[1], "The role moderator has no title of its own.");
}
