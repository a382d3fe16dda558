//! The viewer password: who is out at once, and who gets in.

use super::script::{Script, client, id, password};
use crate::model::Setting;
use crate::ports::Write;
use crate::room::Client;

fn knows(number: u64, what: &str) -> Client {
    Client { shown: password(what), ..client(Some(number), number as u8) }
}

#[test]
fn whoever_has_not_shown_the_new_password_is_out_at_once() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let (page, knowing) = (room.opens(9), id(8));
    room.clients.insert(8, knows(8, "sesame"));
    room.opens(8);
    room.wait(2);
    room.forget();
    assert_eq!(
        room.says(zoe, "/password sesame"),
        [
            "Viewers now need the password \"sesame\".",
            "password set sesame",
            "password activated zoë",
            "disconnected mod (moderator) of 1: Zoë (admin)",
            "disconnected bob of 1: Zoë (admin)",
        ]
    );
    for out in [moderator, bob, page] {
        assert_eq!(room.hears(out), ["password activated zoë"]);
        let subscription = &room.subscriptions[&out];
        assert!(
            !subscription.chat
                && !subscription.watching
                && !subscription.counted
                && subscription.member.is_none()
        );
        assert_eq!(room.says(out, "hello"), ["error not_logged_in"]);
    }
    assert_eq!(room.hears(knowing).len(), 3, "who knows it stays");
    room.says(zoe, "secret");
    assert_eq!(room.hears(bob), [""; 0]);
    assert_eq!(room.hears(knowing), ["Zoë: secret"]);
    assert!(room.saved.iter().any(|write| matches!(write,
        Write::Setting { setting: Setting::Password(Some(set)), .. } if set.reveal() == "sesame")));
}

#[test]
fn locked_room_tells_newcomers_nothing() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/password sesame");
    room.says(zoe, "secret");
    room.opens(2);
    assert_eq!(room.hears(id(2)), ["error locked"]);
    for _ in 0..2 {
        room.announces(3, false, true, None);
        assert_eq!(room.hears(id(3)), ["error locked"], "also who wants no chat, however often they ask");
    }
    room.wait(2);
    assert_eq!(room.view().viewers, 0, "who sees nothing is no viewer");
    room.clients.insert(2, knows(2, "sesame"));
    room.opens(2);
    assert_eq!(room.hears(id(2)), ["stream Offline 0", "history: secret"]);
    room.wait(2);
    assert_eq!(room.view().viewers, 1);
}

#[test]
fn streamer_stays_and_comes_back_without_the_password() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/password sesame");
    let resume = room.resume_of(zoe);
    room.window(11, 1);
    assert_eq!(room.comes_back(11, "Zoë", &resume)[0], "login success Zoë (admin)");
    room.replace();
    assert_eq!(room.members(), ["Zoë (admin)"]);
}

#[test]
fn streamer_who_has_shown_the_key_watches_without_the_password() {
    let mut room = Script::beginning(super::script::config(), |beginning| {
        beginning.settings.password = password("sesame");
    });
    let zoe = room.streamer_joins(1);
    room.announces(1, true, true, None);
    assert_eq!(room.hears(zoe), ["stream Offline 0", "history: "]);
    room.wait(1);
    assert_eq!(room.view().viewers, 1);
}

#[test]
fn streamer_who_logs_out_is_kept_out_as_anybody() {
    let mut room = Script::chat();
    let zoe = room.opens(1);
    room.streamer_joins(1);
    room.says(zoe, "/password sesame");
    assert!(room.subscriptions[&zoe].watching);
    room.does(zoe, crate::room::Action::Logout);
    let subscription = &room.subscriptions[&zoe];
    assert!(!subscription.chat && !subscription.watching && !subscription.counted);
}

#[test]
fn removed_password_is_told_to_all_also_to_those_who_are_out() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(zoe, "/password sesame");
    room.opens(9);
    room.forget();
    assert_eq!(
        room.says(zoe, "/password"),
        ["Viewers no longer need a password.", "password deactivated zoë"]
    );
    assert_eq!(room.hears(bob), ["password deactivated zoë"]);
    assert_eq!(room.hears(id(9)), ["password deactivated zoë"]);
    assert_eq!(room.says(zoe, "/password"), ["Viewers no longer need a password."], "nothing changed");
    assert_eq!(room.logs_in(3, "bob")[0], "login success bob");
}

#[test]
fn another_password_puts_those_out_who_know_the_old_one() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    room.says(zoe, "/password one");
    room.clients.insert(2, knows(2, "one"));
    let bob = room.joins(2, "bob");
    room.says(zoe, "/password two");
    assert_eq!(room.hears(bob), ["password activated zoë"]);
    assert_eq!(room.logs_in(2, "bob"), ["error locked"]);
    room.clients.insert(2, knows(2, "two"));
    assert_eq!(room.logs_in(2, "bob")[0], "login success bob");
    room.forget();
    assert_eq!(room.says(zoe, "/password two").len(), 2);
    assert_eq!(room.hears(bob), [""; 0], "the same once more puts nobody out");
}

#[test]
fn administrators_password_puts_people_out_as_the_streamers_does() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.settings(|settings| settings.password = password("sesame"));
    assert_eq!(room.hears(bob), ["password activated zoë"]);
    assert_eq!(room.members(), ["Zoë (admin)"]);
    assert_eq!(room.hears(zoe)[0], "password activated zoë");
}

#[test]
fn password_has_a_greatest_length() {
    let (mut room, zoe, _, _) = Script::staffed();
    let heard = room.says(zoe, &format!("/password {}", "x".repeat(129)));
    assert_eq!(heard, ["That is 129 characters long; 128 are allowed."]);
    assert_eq!(room.view().settings.password, None);
}

#[test]
fn resume_text_does_not_open_a_locked_room() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(bob, "/name rob");
    let resume = room.resume_of(bob);
    room.says(zoe, "/password sesame");
    room.window(13, 3);
    assert_eq!(room.comes_back(13, "rob", &resume), ["error locked"]);
    room.restart();
    room.window(23, 3);
    assert_eq!(room.comes_back(23, "rob", &resume), ["error locked"]);
}
