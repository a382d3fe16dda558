//! Words: how they arrive, and which do not.

use std::sync::Arc;

use super::script::{Script, config, id};
use crate::room::event::RoomEvent;
use crate::room::input::RoomCommand;

#[test]
fn words_arrive_trimmed_and_with_emoji() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    for (typed, shown) in [
        ("  hello  ", "hello"),
        ("a\nb\r\nc", "a\nb\nc"),
        ("/say a\nb", "a\nb"),
        ("/say\n/me too", "/me too"),
        (":smile: :thumbs_up: :thumbsup: :no_such:", "😄 👍 👍 :no_such:"),
        ("12:30:45", "12:30:45"),
        ("<b>\u{202e}x</b>", "<b>x</b>"),
    ] {
        assert_eq!(room.says(bob, typed), [format!("bob: {shown}")], "{typed:?}");
    }
    for blank in ["", "   ", "\n\t", "\u{200b}\u{feff}", "\u{3000}"] {
        assert_eq!(room.says(bob, blank), ["warning blank"], "{blank:?}");
    }
}

#[test]
fn emotes_come_and_go_and_go_before_emoji_of_the_same_name() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    assert_eq!(room.says(bob, ":smile:"), ["bob: 😄"]);
    let emotes = Arc::new([(":smile:".to_owned(), "/smile.png".to_owned())].into());
    room.feed(RoomCommand::EmotesChanged(Arc::clone(&emotes)));
    assert_eq!(room.says(bob, ":smile:"), ["bob: :smile:"]);
    room.opens(9);
    let Some(RoomEvent::History(history)) = room.events(id(9)).pop() else { panic!() };
    assert_eq!(history.emotes, emotes);
    room.feed(RoomCommand::EmotesChanged(Arc::default()));
    assert_eq!(room.says(bob, ":smile:"), ["bob: 😄"]);
}

#[test]
fn emoji_and_emotes_count_one() {
    let mut config = config();
    config.chat.message_length = 10;
    let mut room = Script::beginning(config, |beginning| {
        beginning.emotes = Arc::new([(":party_blob:".to_owned(), "/blob.png".to_owned())].into());
    });
    let bob = room.joins(1, "bob");
    for fits in [
        "0123456789".to_owned(),
        "ä".repeat(10),
        ":thumbs_up:".repeat(10),
        "👩‍👩‍👧‍👦".repeat(10),
        ":party_blob:".repeat(10),
    ] {
        assert!(room.says(bob, &fits)[0].starts_with("bob: "), "{fits}");
        assert_eq!(room.says(bob, &format!("{fits}x")), ["warning too_long"], "{fits}");
        assert_eq!(room.says(bob, &format!("/me {fits}x")), ["warning too_long"], "{fits}");
    }
}

#[test]
fn endless_lines_cost_nothing() {
    let mut room = Script::chat();
    let bob = room.joins(1, "bob");
    let endless = ":a".repeat(500_000);
    room.is_elsewhere = false;
    let started = std::time::Instant::now();
    for _ in 0..200 {
        assert_eq!(room.says(bob, &endless), ["warning too_long"]);
        assert_eq!(room.says(bob, &format!("/me {endless}")), ["warning too_long"]);
    }
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    assert!(room.says(bob, &"👩‍👩‍👧‍👦".repeat(500))[0].starts_with("bob: "), "five hundred are allowed");
}

#[test]
fn answers_name_the_message_that_is_still_there() {
    let (mut room, zoe, _, bob) = Script::staffed();
    room.says(bob, "one");
    let one = room.said_ids()[0];
    let reply = |room: &mut Script, to: u64| {
        room.hears(bob);
        room.replies(zoe, "answer", Some(to));
        let Some(RoomEvent::Said(message)) = room.events(bob).pop() else { panic!() };
        message.reply
    };
    assert_eq!(reply(&mut room, one), Some(one));
    assert_eq!(reply(&mut room, one + 500), None, "of nothing that was said");
    room.says(zoe, &format!("/delete {one}"));
    assert_eq!(reply(&mut room, one), None, "of what is gone");
}

#[test]
fn everybody_hears_words_once_also_who_said_them() {
    let (mut room, zoe, _, bob) = Script::staffed();
    let (page, watching) = (room.opens(9), room.announces(8, false, true, None));
    room.opens(3);
    room.wait(2);
    room.forget();
    assert_eq!(room.says(bob, "hello"), ["bob: hello"]);
    assert_eq!(room.hears(zoe), ["bob: hello"]);
    assert_eq!(room.hears(page), ["bob: hello"]);
    assert_eq!(room.hears(watching), [""; 0]);
}
