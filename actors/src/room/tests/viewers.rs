//! Viewers are counted, and told how the stream does.

use super::script::{Script, id};
use crate::media::Leaving;
use crate::media::PublisherId::Nginx;
use crate::model::{AccountUrl, AuditEvent, Description};
use crate::ports::Now;
use crate::room::event::RoomEvent;
use crate::room::input::RoomCommand;

fn counts(room: &Script) -> Vec<u32> {
    let counts = room.audits().into_iter().filter_map(|event| match event {
        AuditEvent::ViewerCount { viewers } => Some(viewers),
        _ => None,
    });
    counts.collect()
}

#[test]
fn viewers_are_counted_at_most_once_a_second_and_audited() {
    let mut room = Script::chat();
    room.goes_live();
    room.opens(1);
    assert_eq!(room.view().viewers, 1);
    room.opens(2);
    room.opens(3);
    assert_eq!(room.view().viewers, 1);
    room.wait(1);
    assert_eq!(room.view().viewers, 3);
    room.leaves(id(1));
    room.wait(1);
    assert_eq!(room.view().viewers, 2);
    room.leaves(id(2));
    room.leaves(id(3));
    room.wait(60);
    assert_eq!(room.view().viewers, 0);
    assert_eq!(counts(&room), [1, 3, 2, 0]);
    assert_eq!(room.state.deadline(room.now), None, "an idle room sleeps");
}

#[test]
fn page_counts_once_whatever_it_says_again_and_overlays_do_not_count() {
    let mut room = Script::chat();
    for _ in 0..5 {
        room.opens(1);
        room.announces(1, true, true, Some(7));
    }
    room.announces(2, true, false, None);
    room.joins(3, "bot");
    room.joins(1, "bob");
    room.wait(5);
    assert_eq!(room.view().viewers, 1);
    room.announces(1, true, false, None);
    room.wait(5);
    assert_eq!(room.view().viewers, 0);
    room.announces(2, true, true, None);
    room.wait(5);
    assert_eq!(room.view().viewers, 1);
}

#[test]
fn who_reloads_within_a_second_changes_no_count() {
    let mut room = Script::chat();
    room.goes_live();
    room.opens(1);
    room.wait(1);
    room.leaves(id(1));
    room.opens(2);
    room.wait(2);
    assert_eq!(counts(&room), [1, 0, 1], "the first good-bye is told at once");
    room.leaves(id(2));
    room.opens(3);
    room.leaves(id(3));
    room.opens(4);
    room.wait(1);
    assert_eq!(counts(&room), [1, 0, 1, 0, 1]);
}

#[test]
fn journal_counts_nobody_while_nothing_is_on() {
    let mut room = Script::chat();
    room.opens(1);
    room.opens(2);
    room.wait(5);
    assert_eq!((room.view().viewers, counts(&room)), (2, vec![0]));
    room.goes_live();
    assert_eq!(counts(&room), [0, 2], "who waited watches from the first picture on");
    // the picture stops, and comes back
    room.wait(10);
    assert_eq!(counts(&room), [0, 2, 0]);
    room.leaves(id(1));
    room.wait(1);
    room.goes_live();
    assert_eq!(counts(&room), [0, 2, 0, 1]);
    room.wait(60);
    assert_eq!(counts(&room), [0, 2, 0, 1, 0]);
}

#[test]
fn watchers_are_told_at_most_once_a_second_and_only_of_changes() {
    let mut room = Script::chat();
    room.opens(1);
    room.wait(5);
    room.forget();
    room.goes_live();
    assert_eq!(room.hears(id(1)), ["stream Starting 0"]);
    room.wait(1);
    assert_eq!(room.hears(id(1)), ["stream Live 1"]);
    for number in 2..=20 {
        room.announces(number, false, true, None);
    }
    for text in ["a", "b", "c"] {
        room.settings(|settings| settings.description = Some(Description::stored(text)));
    }
    let at_once = room.events(id(1));
    assert!(at_once.len() <= 1, "{at_once:?}");
    room.wait(1);
    let Some(RoomEvent::Stream { info, .. }) = room.events(id(1)).pop() else { panic!() };
    assert_eq!((info.count, info.description.as_str()), (20, "c"));
    room.wait(1);
    room.forget();
    room.settings(|settings| settings.mastodon = Some(AccountUrl::stored("https://example.com/@zoe")));
    room.wait(1);
    assert_eq!(room.hears(id(1)), [""; 0], "that is not theirs to see");
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.wait(10);
    let heard = room.hears(id(1));
    assert_eq!(heard, ["stream Reconnecting 0", "stream Offline 0"]);
    room.wait(60);
    assert_eq!(room.hears(id(1)), [""; 0], "they have been told of its end");
    assert_eq!(room.state.deadline(room.now), None);
}

#[test]
fn newcomer_hears_when_things_are_again_as_the_others_believe() {
    let mut room = Script::chat();
    room.opens(1);
    room.wait(5);
    room.settings(|settings| settings.description = Some(Description::stored("one")));
    room.settings(|settings| settings.description = Some(Description::stored("two")));
    room.opens(2);
    room.settings(|settings| settings.description = Some(Description::stored("one")));
    room.wait(5);
    let Some(RoomEvent::Stream { info, .. }) = room.events(id(2)).pop() else { panic!() };
    assert_eq!(info.description, "one");
}

#[test]
fn who_only_talks_is_not_told_how_the_stream_does() {
    let mut room = Script::chat();
    let bot = room.joins(1, "bot");
    room.goes_live();
    room.wait(2);
    assert_eq!(room.hears(bot), [""; 0]);
}

#[test]
fn stream_event_says_what_the_info_page_says() {
    let mut room = Script::chat();
    room.opens(1);
    room.goes_live();
    room.wait(2);
    let Some(RoomEvent::Stream { info: told, now }) = room.events(id(1)).pop() else { panic!() };
    let told_at = Now { unix: room.now.unix - 1, ..room.now }.precise();
    assert!((now - told_at).abs() < 0.0005, "by the server's clock, when it was told: {now}");
    assert_eq!(*told, crate::status::StreamInfo::new(&room.view()));
    assert_eq!(told.broadcast, Some(room.broadcast().id));
}
