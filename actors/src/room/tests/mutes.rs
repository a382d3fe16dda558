//! Mutes belong to people, not to their sockets.

use super::script::{Script, client, id};

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
    assert_eq!(room.says(zoe, "/mute bob"), ["bob is already muted."]);
    assert_eq!(room.says(zoe, "/unmute bob"), ["bob may speak again."]);
    assert_eq!(room.hears(bob), ["You may speak again.", "status bob"]);
    assert_eq!(room.says(zoe, "/unmute bob"), ["bob is not muted."]);
    assert_eq!(room.says(bob, "hello"), ["bob: hello"]);
}

#[test]
fn mute_outlasts_leaving_reload_other_name_replacement_and_restart() {
    let (mut room, _, bob) = with_bob_muted();
    room.does(bob, crate::room::Action::Logout);
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
    let mut fresh = client(Some(50), 3);
    let identity = std::sync::Arc::make_mut(&mut fresh.identity);
    identity.browser.as_mut().unwrap().since = room.now.unix + 60;
    room.clients.insert(50, fresh);
    room.clients.insert(51, client(Some(51), 3));
    room.clients.insert(52, client(None, 3));
    assert_eq!(room.logs_in(50, "ann")[0], "login success ann, muted");
    room.leaves(id(50));
    assert_eq!(room.logs_in(52, "program")[0], "login success program, muted");
    room.leaves(id(52));
    assert_eq!(room.logs_in(51, "neighbour")[0], "login success neighbour");
    room.clients.insert(53, client(Some(53), 4));
    assert_eq!(room.logs_in(53, "bob")[0], "login success bob", "somebody else of that name");
    room.clients.insert(54, client(None, 3));
    assert_eq!(
        room.logs_in(54, "client")[0],
        "login success client",
        "the neighbour shows that others live there"
    );
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
    room.clients.insert(3, client(Some(3), 1));
    room.joins(3, "bob");
    room.says(id(1), "/mute bob");
    room.leaves(id(3));
    room.leaves(id(1));
    room.clients.insert(2, client(None, 1));
    let zoe = room.streamer_joins(2);
    assert!(!room.is_muted(zoe));
}

#[test]
fn those_who_keep_order_hear_who_is_muted_and_nobody_else_does() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let (eve, page) = (room.joins(4, "eve"), room.opens(9));
    room.does(bob, crate::room::Action::Logout);
    room.joins(3, "bob");
    let told = |room: &mut Script, news: &[&str]| {
        for id in [zoe, moderator] {
            assert_eq!(room.hears_of_mutes(id), news);
        }
        for id in [bob, eve, page] {
            assert_eq!(room.hears_of_mutes(id), [""; 0]);
        }
        room.forget();
    };
    room.does(moderator, says("/mute bob"));
    told(&mut room, &["mute bob here as [bob]"]);
    room.window(13, 3);
    room.logs_in(13, "second");
    assert_eq!(room.hears_of_mutes(id(13)), [""; 0]);
    told(&mut room, &["mute bob here as [bob, second]"]);
    room.does(zoe, says("/rename bob rob"));
    told(&mut room, &["mute bob here as [rob, second]"]);
    for window in [bob, id(13)] {
        room.does(window, crate::room::Action::Logout);
    }
    told(&mut room, &["mute bob here as [second]", "mute bob here as []"]);
    room.does(zoe, says("/unmute bob"));
    told(&mut room, &["unmute"]);
}

#[test]
fn who_comes_to_keep_order_hears_of_all_mutes_if_there_are_any() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    let eve = room.joins(4, "eve");
    for line in ["/mute bob", "/mute mod"] {
        room.does(zoe, says(line));
    }
    room.leaves(bob);
    let all = "mutes bob here as [], mod here as [mod]";
    room.leaves(zoe);
    room.window(11, 1);
    let login = crate::room::Login {
        client: room.client(11),
        username: "zoë".into(),
        color: "red".into(),
        key: Some(super::script::key("secretkey")),
        resume: None,
        is_program: false,
    };
    room.does(id(11), crate::room::Action::Login(Box::new(login)));
    assert_eq!(room.hears_of_mutes(id(11)), [all]);
    room.does(id(11), says("/mod eve"));
    assert_eq!(room.hears_of_mutes(eve), [all]);
    room.does(id(11), says("/demod eve"));
    room.does(id(11), says("/unmute bob"));
    assert_eq!(room.hears_of_mutes(eve), [""; 0], "no longer told");
    room.forget();
    room.replace();
    assert!(room.hears_of_mutes(moderator).contains(&"mutes mod here as [mod]".to_owned()));
}

#[test]
fn mute_is_lifted_by_its_id_also_when_another_has_the_name_by_now() {
    let (mut room, zoe, bob) = with_bob_muted();
    room.leaves(bob);
    room.joins(4, "bob");
    room.says(zoe, "/mute bob");
    let mutes = room.state.moderation.sanctions().of_kind(crate::model::SanctionKind::Mute);
    let ids: Vec<String> = mutes.map(|mute| mute.id.to_string()).collect();
    room.forget();
    assert_eq!(room.says(zoe, &format!("/unmute {}", ids[0])), ["bob may speak again."]);
    assert!(room.is_muted(id(4)));
    assert_eq!(room.says(zoe, &format!("/unmute {}", ids[0])).len(), 1);
    assert_eq!(room.says(zoe, &format!("/unmute {}", ids[1])), ["bob may speak again."]);
    assert!(!room.is_muted(id(4)));
}

#[test]
fn who_left_is_unmuted_by_name_also_when_somebody_of_that_name_came_since() {
    let (mut room, zoe, bob) = with_bob_muted();
    room.leaves(bob);
    room.joins(4, "bob");
    assert_eq!(room.says(zoe, "/unmute bob"), ["bob may speak again."]);
    assert_eq!(room.says(zoe, "/unmute bob"), ["bob is not muted."]);
    room.window(13, 3);
    assert_eq!(room.logs_in(13, "rob")[0], "login success rob");
}

#[test]
fn mutes_are_listed_by_name() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    assert_eq!(room.says(moderator, "/mutes"), ["Nobody is muted."]);
    room.joins(4, "eve");
    for line in ["/mute bob", "/mute eve"] {
        room.says(zoe, line);
    }
    room.leaves(bob);
    assert_eq!(room.says(moderator, "/mutes"), ["Muted: bob, eve."]);
}

fn says(text: &str) -> crate::room::Action {
    crate::room::Action::Message { text: text.into(), reply: None }
}
