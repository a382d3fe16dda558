//! Lists of who is here, and themes.

use super::script::{Script, id};
use crate::room::input::Action;
use crate::room::people::USERS_MAX;

#[test]
fn list_is_told_to_whoever_asks_in_any_of_three_ways() {
    let (mut room, _, _, bob) = Script::staffed();
    for command in ["/users", "/userlist", "/names"] {
        assert_eq!(room.says(bob, command), ["userlist of 3: Zoë (admin), mod (moderator), bob"]);
    }
}

#[test]
fn small_room_is_told_the_list_with_each_change_and_a_large_one_only_the_change() {
    let mut room = Script::chat();
    let mut lists = Vec::new();
    for number in 1..=60 {
        room.joins(number, &format!("name{number}"));
        let client = 1000 + number;
        let newcomer = room.logs_in(client, &format!("client{number}"));
        assert!(newcomer[1].contains(": name1"), "the newcomer is told: {newcomer:?}");
        let heard = room.hears(id(1));
        let [event] = &heard[..] else { panic!("{heard:?}") };
        lists.push(event.contains(": name1"));
        room.leaves(id(client));
        let parted = room.hears(id(1)).remove(0);
        assert!(parted.starts_with(&format!("disconnected client{number} of {number}")), "{parted}");
    }
    assert_eq!(
        lists,
        (1..=60).map(|number| number < 50).collect::<Vec<_>>(),
        "fifty who listen, and no more"
    );
    assert_eq!(room.says(id(1), "/name first"), ["status first", "rename name1 to first"]);
    let users = room.state.people.everybody();
    assert_eq!(users.len(), 60);
}

#[test]
fn readers_count_as_listeners_but_not_as_people() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    for number in 100..160 {
        room.opens(number);
    }
    room.forget();
    room.logs_in(2, "eve");
    assert_eq!(room.hears(bob), ["connected eve of 2"]);
}

#[test]
fn newcomer_to_a_huge_room_is_told_the_beginning_of_the_list_and_the_count() {
    let mut room = Script::chat();
    for number in 1..=600 {
        room.joins(number, &format!("name{number}"));
    }
    room.does(id(1), Action::Logout);
    let heard = room.logs_in(1, "late");
    let (count, listed) = heard[1].split_once(": ").unwrap();
    assert_eq!((count, listed.split(", ").count()), ("connected late of 600", USERS_MAX));
    let heard = room.says(id(2), "/users");
    assert!(heard[0].contains("name600"), "who asks gets all");
}

#[test]
fn theme_changes_for_oneself() {
    let (mut room, zoe, _, bob) = Script::staffed();
    assert_eq!(room.says(bob, "/themes"), ["Themes of this site: dark, light."]);
    assert_eq!(room.says(bob, "/theme light"), ["change theme light", "The site now uses the theme light."]);
    for none in ["", "Light", "../etc", "light dark"] {
        let heard = room.says(bob, &format!("/theme {none}"));
        assert_eq!(heard, ["There is no such theme. Choose one of: dark, light."], "{none:?}");
    }
    assert_eq!(room.hears(zoe), [""; 0]);
}

#[test]
fn site_with_one_theme_has_no_command_for_it() {
    let mut config = super::script::config();
    config.chat.themes.truncate(1);
    let mut room = Script::new(config);
    let bob = room.joins(1, "bob");
    for command in ["/theme dark", "/themes"] {
        assert!(room.says(bob, command)[0].starts_with("There is no command"), "{command}");
    }
    assert!(!room.says(bob, "/help").iter().any(|line| line.contains("theme")));
}

#[test]
fn crowd_that_comes_at_once_is_told_by_number() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    let mut told = 0;
    for number in 2..=1300 {
        room.logs_in(number, &format!("name{number}"));
        told += room.hears(bob).iter().filter(|event| event.starts_with("connected")).count();
    }
    assert!((900..1299).contains(&told), "each of {told} went to everybody");
    room.wait(1);
    assert_eq!(room.hears(bob).last().unwrap(), "people 1300");
    room.logs_in(2000, "late");
    assert_eq!(room.hears(bob), ["connected late of 1301"], "told again of each when there is time");
}
