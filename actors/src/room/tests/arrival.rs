//! Who is let in, and what they and the others are told.

use super::script::{Script, client, id, key, password};
use crate::model::ChatSetting;
use crate::model::names::Token;
use crate::room::input::{Action, Closing, RoomCommand};

#[test]
fn newcomer_is_told_who_is_here_and_the_others_are_told_of_them() {
    let mut room = Script::chat();
    let page = room.opens(9);
    assert_eq!(room.hears(page), ["stream Offline 0", "history: "]);
    assert_eq!(room.logs_in(1, "bob"), ["login success bob", "connected bob of 1: bob"]);
    let bob = id(1);
    assert_eq!(room.logs_in(2, "eve"), ["login success eve", "connected eve of 2: bob, eve"]);
    assert_eq!(room.hears(bob), ["connected eve of 2: bob, eve"]);
    assert_eq!(room.hears(page), ["connected bob of 1: bob", "connected eve of 2: bob, eve"]);
}

#[test]
fn streamer_needs_the_key_in_any_spelling_and_gets_the_stored_one() {
    let mut room = Script::chat();
    for name in ["Zoë", "zoë", " ZOË "] {
        assert_eq!(room.logs_in(1, name), ["login key required Zoë"]);
        assert_eq!(room.logs_in_with(1, name, |login| login.key = Some(key("wrong"))), ["error key_wrong"]);
    }
    assert_eq!(
        room.logs_in_with(1, "ZOË", |login| login.key = Some(key("secretkey"))),
        ["login success Zoë (admin)", "connected Zoë (admin) of 1: Zoë (admin)", "You have admin rights."]
    );
}

#[test]
fn key_is_of_no_use_under_another_name() {
    let mut room = Script::chat();
    let heard = room.logs_in_with(1, "bob", |login| login.key = Some(key("secretkey")));
    assert_eq!(heard[0], "login success bob");
}

#[test]
fn key_brings_the_streamer_in_and_the_one_before_out() {
    let mut room = Script::chat();
    let before = room.streamer_joins(1);
    room.joins(2, "bob");
    assert_eq!(room.logs_in(3, "zoë"), ["login key required Zoë"]);
    assert_eq!(room.logs_in_with(3, "zoë", |login| login.key = Some(key("wrong"))), ["error key_wrong"]);
    assert_eq!(room.hears(before), [""; 0], "nothing happens without the key");
    let heard = room.logs_in_with(3, "zoë", |login| login.key = Some(key("secretkey")));
    assert_eq!(heard[0], "login success Zoë (admin)");
    assert!(heard.last().unwrap().contains("get a new stream key"), "{heard:?}");
    assert_eq!(room.hears(before), ["error displaced"]);
    assert_eq!(room.members(), ["bob", "Zoë (admin)"]);
    assert_eq!(room.says(before, "/settings"), ["error not_logged_in"]);
    // also where the one before goes by another name
    room.says(id(3), "/name Boss");
    room.streamer_joins(4);
    assert_eq!(room.members(), ["bob", "Zoë (admin)"]);
    // which does not make the new one's notice appear where nobody was
    room.leaves(id(4));
    let heard = room.logs_in_with(5, "zoë", |login| login.key = Some(key("secretkey")));
    assert!(!heard.last().unwrap().contains("get a new stream key"), "{heard:?}");
}

#[test]
fn refusals_come_in_their_order() {
    let mut room = Script::chat();
    room.joins(1, "bob");
    room.streamer_joins(2);
    assert_eq!(room.logs_in(1, ""), ["error already_logged_in"]);
    for (name, refusal) in [
        ("", "error name_blank"),
        (" \t\u{3000}", "error name_blank"),
        ("\u{200b}\u{2060}", "error name_blank"),
        ("123456789012345678901", "error name_too_long"),
        ("a\u{202e}b", "error name_unfit"),
        ("bob", "error name_taken"),
        ("BOB", "error name_taken"),
        ("Zoë", "login key required Zoë"),
    ] {
        assert_eq!(room.logs_in(3, name), [refusal], "{name:?}");
    }
    // a locked stream lets the streamer in with the key; one without chat tells of nothing else
    room.settings(|settings| settings.password = password("sesame"));
    assert_eq!(room.logs_in(4, "Zoë"), ["login key required Zoë"]);
    assert_eq!(room.logs_in(4, "eve"), ["error locked"]);
    room.settings(|settings| settings.chat = ChatSetting::Disabled);
    assert_eq!(room.logs_in(4, "zoë"), ["error disabled"]);
    assert_eq!(room.logs_in(4, ""), ["error name_blank"]);
}

#[test]
fn who_was_refused_has_no_place() {
    let mut room = Script::chat();
    room.settings(|settings| settings.password = password("sesame"));
    room.logs_in(1, "bob");
    room.logs_in(2, "");
    room.logs_in(3, "Zoë");
    assert!(room.subscriptions.is_empty());
    assert_eq!(room.members(), [""; 0]);
}

#[test]
fn locked_stream_lets_in_who_has_shown_the_password_and_its_streamer() {
    let mut room = Script::chat();
    room.settings(|settings| settings.password = password("sesame"));
    for (shown, heard) in
        [(None, "error locked"), (Some("old"), "error locked"), (Some("sesame"), "login success eve")]
    {
        let mut who = client(Some(4), 4);
        who.shown = shown.and_then(password);
        room.clients.insert(4, who);
        assert_eq!(room.logs_in(4, "eve")[0], heard, "{shown:?}");
    }
    let heard = room.logs_in_with(5, "Zoë", |login| login.key = Some(key("secretkey")));
    assert_eq!(heard[0], "login success Zoë (admin)");
}

#[test]
fn colours_are_names_digits_or_random_and_otherwise_black() {
    let mut room = Script::chat();
    for (number, text, colour) in [
        (1, "SlateBlue", "#6a5acd"),
        (2, "#0F8", "#00ff88"),
        (3, "#00ff7f", "#00ff7f"),
        (4, "#zzzzzz", "#000000"),
    ] {
        room.logs_in_with(number, &format!("name{number}"), |login| login.color = text.into());
        room.does(id(number), Action::GetColour);
        assert_eq!(room.hears(id(number)), [format!("return color {colour}")]);
    }
    let mut drawn = Vec::new();
    for number in 10..20 {
        room.logs_in_with(number, &format!("name{number}"), |login| login.color = "random".into());
        room.does(id(number), Action::GetColour);
        drawn.extend(room.hears(id(number)));
    }
    drawn.sort();
    drawn.dedup();
    assert!(drawn.len() > 5, "{drawn:?}");
}

#[test]
fn whoever_is_not_logged_in_is_told_so() {
    let mut room = Script::chat();
    let page = room.opens(1);
    room.forget();
    for action in [
        Action::Message { text: "hello".into(), reply: None },
        Action::Message { text: "  ".into(), reply: None },
        Action::Message { text: "/help".into(), reply: None },
        Action::Drawing("data:image/png;base64,".into()),
        Action::GetColour,
        Action::GetCommands,
        Action::GetStatus,
    ] {
        let shown = format!("{action:?}");
        room.does(page, action);
        assert_eq!(room.hears(page), ["error not_logged_in"], "{shown}");
    }
    assert_eq!(room.says(page, ""), ["warning blank"], "of nothing at all clients are warned first");
    assert_eq!(room.decoding, []);
}

#[test]
fn leaving_chat_keeps_the_page_and_leaving_the_page_leaves_chat() {
    let mut room = Script::chat();
    let (bob, eve) = (room.opens(1), room.opens(2));
    room.joins(1, "bob");
    room.joins(2, "eve");
    room.does(bob, Action::Logout);
    assert_eq!(room.hears(eve), ["disconnected bob of 1: eve"]);
    assert_eq!(room.hears(bob), ["disconnected bob of 1: eve"]);
    room.does(bob, Action::Logout);
    assert_eq!(room.hears(eve), [""; 0], "nobody left");
    room.says(eve, "hello");
    assert_eq!(room.hears(bob), ["eve: hello"]);
    room.leaves(eve);
    assert_eq!(room.hears(bob), ["disconnected eve of 0: "]);
    room.leaves(bob);
    assert_eq!(room.members(), [""; 0]);
}

#[test]
fn member_who_reads_without_a_page_hears_chat_and_nothing_of_the_stream() {
    let mut room = Script::chat();
    let bot = room.joins(1, "bot");
    room.goes_live();
    room.says(bot, "hello");
    room.does(bot, Action::Logout);
    room.joins(2, "eve");
    room.says(id(2), "anybody?");
    assert_eq!(room.hears(bot), [""; 0], "who neither reads nor talks hears nothing");
}

#[test]
fn readers_get_history_only_where_they_ask_for_it_and_there_is_chat() {
    let mut room = Script::chat();
    room.announces(1, false, true, None);
    assert_eq!(room.hears(id(1)), ["stream Offline 0"]);
    room.settings(|settings| settings.chat = ChatSetting::Hidden);
    room.opens(2);
    assert_eq!(room.hears(id(2)), ["stream Offline 0", "history: "], "hidden is for the page to decide");
    room.settings(|settings| settings.chat = ChatSetting::Disabled);
    room.opens(3);
    assert_eq!(room.hears(id(3)), ["stream Offline 0"]);
    assert!(!room.subscriptions[&id(3)].chat);
}

#[test]
fn chat_that_is_turned_off_sends_people_out_but_not_from_watching() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let page = room.opens(9);
    room.forget();
    room.settings(|settings| settings.chat = ChatSetting::Disabled);
    for socket in [zoe, bob] {
        assert_eq!(room.hears(socket), ["error disabled"]);
    }
    assert_eq!(room.hears(page)[0], "error disabled");
    assert_eq!(room.members(), [""; 0]);
    assert!(room.subscriptions.values().all(|subscription| !subscription.chat));
    assert!(room.subscriptions[&page].watching && room.subscriptions[&page].counted);
    assert_eq!(room.says(bob, "hello"), ["error not_logged_in"]);
}

#[test]
fn who_leaves_with_many_is_told_of_none_of_them() {
    let mut room = Script::chat();
    let zoe = room.streamer_joins(1);
    let others: Vec<_> = (2..60).map(|number| room.joins(number, &format!("name{number}"))).collect();
    room.forget();
    room.says(zoe, "/password sesame");
    for id in others {
        assert_eq!(room.hears(id), ["password activated zoë"]);
    }
    room.says(zoe, "/users");
    let heard = room.audited().iter().filter(|event| event.starts_with("leave_chat")).count();
    assert_eq!(heard, 58);
}

#[test]
fn people_of_a_dropped_streamer_are_told_and_sent_out() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let page = room.opens(9);
    room.forget();
    room.feed(RoomCommand::Closing(Closing::Dropped));
    for socket in [zoe, bob, page] {
        assert_eq!(room.hears(socket)[0], "error streamer_unknown");
    }
    assert!(
        room.subscriptions
            .values()
            .all(|subscription| !subscription.chat && !subscription.watching && !subscription.counted)
    );
}

#[test]
fn restart_is_announced_and_changes_nothing() {
    let (mut room, _, _, bob) = Script::staffed();
    let page = room.announces(9, false, true, None);
    room.forget();
    room.feed(RoomCommand::Closing(Closing::Restart));
    assert_eq!(room.hears(bob), ["server restarting"]);
    assert_eq!(room.hears(page), ["server restarting"]);
    assert_eq!(room.members().len(), 3);
}

#[test]
fn new_stream_key_sends_out_who_came_with_the_old_one() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.settings(|settings| settings.key = key("another"));
    assert_eq!(room.hears(zoe), ["error key_wrong"]);
    assert_eq!(room.hears(bob), ["disconnected Zoë (admin) of 2: mod (moderator), bob"]);
    assert_eq!(room.logs_in_with(1, "Zoë", |login| login.key = Some(key("secretkey"))), ["error key_wrong"]);
    let heard = room.logs_in_with(1, "Zoë", |login| login.key = Some(key("another")));
    assert_eq!(heard[0], "login success Zoë (admin)");
}

#[test]
fn same_browser_may_chat_under_two_names() {
    let mut room = Script::chat();
    room.clients.insert(2, client(Some(1), 1));
    room.joins(1, "bob");
    room.joins(2, "bobs cat");
    assert_eq!(room.members(), ["bob", "bobs cat"]);
}

#[test]
fn what_someone_sent_before_they_came_back_is_no_place() {
    let mut room = Script::chat();
    room.does(id(1), Action::Gone);
    room.does(id(2), Action::Logout);
    assert!(room.subscriptions.is_empty());
}

#[test]
fn a_subscription_carries_all_that_a_new_room_needs() {
    let (mut room, _, moderator, _) = Script::staffed();
    room.opens(2);
    let subscription = room.subscriptions[&moderator].clone();
    assert!(subscription.chat && subscription.watching && subscription.counted);
    let member = subscription.member.unwrap();
    assert_eq!((member.person.username.as_ref(), member.person.role.as_str()), ("mod", "moderator"));
    assert!(!member.muted);
    // and resume texts name nobody's secrets
    let mut who = client(Some(8), 8);
    who.shown = password("sesame");
    room.clients.insert(8, who);
    room.joins(8, "ann");
    let resume = room.resume_of(id(8));
    let browser = Token::from_random(8);
    assert!(!resume.contains("sesame") && !resume.contains(browser.as_str()), "{resume}");
}
