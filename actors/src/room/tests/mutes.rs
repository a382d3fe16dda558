//! Mutes belong to people, not to their sockets.

use super::script::{Script, guest, id};

/// A room in which bob, at socket 3 with browser 3 and address 3, has just been muted.
fn with_bob_muted() -> (Script, crate::session::SessionId, crate::session::SessionId) {
    let (mut room, zoe, _, bob) = Script::staffed();
    assert_eq!(room.says(zoe, "/mute bob"), ["bob has been muted."]);
    assert_eq!(room.hears(bob), ["You have been muted.", "status bob, muted"]);
    (room, zoe, bob)
}

#[test]
fn mute_is_told_to_both_and_is_not_given_twice() {
    let (mut room, zoe, bob) = with_bob_muted();
    assert_eq!(room.says(zoe, "/mute bob"), ["bob is muted already."]);
    assert_eq!(room.says(zoe, "/unmute bob"), ["bob may speak again."]);
    assert_eq!(room.hears(bob), ["You may speak again.", "status bob"]);
    assert_eq!(room.says(zoe, "/unmute bob"), ["bob is not muted."]);
    assert_eq!(room.says(bob, "hello"), ["bob: hello"]);
}

#[test]
fn mute_outlasts_leaving_reload_other_name_replacement_and_restart() {
    let (mut room, _, bob) = with_bob_muted();
    room.does(bob, crate::room::state::Action::Logout);
    assert_eq!(room.logs_in(3, "bob")[0], "login success bob, muted");
    room.leaves(bob);
    room.window(13, 3);
    assert_eq!(room.logs_in(13, "innocent")[0], "login success innocent, muted");
    room.replace();
    assert!(room.is_muted(id(13)));
    assert_eq!(room.says(id(13), "hello"), ["You are muted!"]);
    room.restart();
    room.window(23, 3);
    assert_eq!(room.logs_in(23, "other")[0], "login success other, muted");
}

#[test]
fn mute_holds_in_every_window_that_is_open_already() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    room.window(13, 3);
    room.joins(13, "second");
    room.says(moderator, "/mute bob");
    for window in [bob, id(13)] {
        assert_eq!(room.says(window, "hello"), ["You are muted!"]);
    }
    room.says(zoe, "/unmute second");
    for window in [bob, id(13)] {
        assert!(!room.is_muted(window));
    }
}

#[test]
fn mute_of_a_window_does_not_reach_one_that_the_caller_is_not_above() {
    let (mut room, _, moderator, bob) = Script::staffed();
    // the streamer, without the key, in a second window
    room.window(11, 1);
    room.joins(11, "zoes cat");
    room.says(moderator, "/mute zoes cat");
    assert!(room.is_muted(id(11)) && !room.is_muted(id(1)) && !room.is_muted(bob));
}

#[test]
fn mute_reaches_a_fresh_browser_at_the_address_but_not_a_neighbour_known_before() {
    let (mut room, _, bob) = with_bob_muted();
    room.leaves(bob);
    let mut fresh = guest(Some(50), 3);
    let origin = std::sync::Arc::make_mut(&mut fresh.origin);
    origin.visitor.as_mut().unwrap().since = room.now.unix + 60;
    room.guests.insert(50, fresh);
    room.guests.insert(51, guest(Some(51), 3));
    room.guests.insert(52, guest(None, 3));
    assert_eq!(room.logs_in(50, "ann")[0], "login success ann, muted");
    assert_eq!(room.logs_in(51, "neighbour")[0], "login success neighbour");
    room.leaves(id(50));
    assert_eq!(room.logs_in(52, "program")[0], "login success program, muted");
    room.guests.insert(53, guest(Some(53), 4));
    assert_eq!(room.logs_in(53, "bob")[0], "login success bob", "somebody else of that name");
}

#[test]
fn someone_who_is_not_here_can_be_unmuted_by_the_name_they_had() {
    let (mut room, zoe, bob) = with_bob_muted();
    room.leaves(bob);
    room.forget();
    assert_eq!(room.says(zoe, "/unmute Bob"), ["bob may speak again."]);
    room.window(13, 3);
    assert_eq!(room.logs_in(13, "bob")[0], "login success bob");
    room.restart();
    room.window(23, 3);
    assert_eq!(room.logs_in(23, "bob")[0], "login success bob");
}

#[test]
fn muted_person_is_unmuted_under_the_name_they_have_now() {
    let (mut room, zoe, bob) = with_bob_muted();
    room.says(zoe, "/rename bob rob");
    room.leaves(bob);
    room.window(13, 3);
    room.joins(13, "ted");
    assert_eq!(room.says(zoe, "/unmute ted"), ["ted may speak again."]);
    assert!(!room.is_muted(id(13)));
}

#[test]
fn muted_person_who_is_promoted_is_muted_still() {
    let (mut room, zoe, bob) = with_bob_muted();
    room.says(zoe, "/mod bob");
    assert_eq!(room.hears(bob)[1], "status bob (moderator), muted");
    assert_eq!(room.says(bob, "hello"), ["You are muted!"]);
    assert_eq!(room.says(bob, "/unmute bob"), ["bob cannot be unmuted."]);
}

#[test]
fn moderator_who_is_muted_keeps_order_but_does_not_free_themselves() {
    let (mut room, zoe, moderator, _) = Script::staffed();
    room.joins(4, "eve");
    room.says(zoe, "/mute mod");
    room.hears(moderator);
    for text in ["hello", "/me waves", "/name mad", "/color red"] {
        assert_eq!(room.says(moderator, text), ["You are muted!"], "{text}");
    }
    assert_eq!(room.says(moderator, "/mute bob"), ["bob has been muted."]);
    assert_eq!(room.says(moderator, "/unmute bob"), ["bob may speak again."]);
    assert_eq!(room.says(moderator, "/rename eve ann").len(), 1);
    // neither by their name nor, once they are called otherwise, by the one that they were muted under
    assert_eq!(room.says(moderator, "/unmute mod"), ["mod cannot be unmuted."]);
    room.says(zoe, "/rename mod max");
    room.forget();
    assert_eq!(room.says(moderator, "/unmute mod"), ["mod cannot be unmuted."]);
    assert!(room.is_muted(moderator));
    assert_eq!(room.says(zoe, "/unmute mod"), ["mod may speak again."]);
}

#[test]
fn streamer_is_not_muted_by_what_somebody_at_their_address_did() {
    let mut room = Script::chat();
    room.streamer_joins(1);
    room.guests.insert(3, guest(Some(3), 1));
    room.joins(3, "bob");
    room.says(id(1), "/mute bob");
    room.leaves(id(3));
    room.leaves(id(1));
    room.guests.insert(2, guest(None, 1));
    let zoe = room.streamer_joins(2);
    assert!(!room.is_muted(zoe));
}
