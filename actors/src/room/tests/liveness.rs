//! When a stream is live, interrupted and over, with encoders as people have them: few keyframes, dead connections,
//! goodbyes, and a second one with the same key.

use super::broadcast::{LIVE, OFFLINE, RECONNECTING, STARTING, keyless, plain};
use super::script::{Script, key};
use crate::media::Leaving;
use crate::media::PublisherId::Nginx;
use crate::model::names::Token;
use crate::ports::Write;
use crate::room::input::RoomCommand;

impl Script {
    /// For so long nginx writes the segment under way, and lists none.
    fn writes(&mut self, stem: &str, seconds: u64) {
        for _ in 0..seconds {
            self.wait(1);
            self.grows(stem);
        }
    }

    /// An encoder of that number is let in, and sends a segment a second.
    pub fn publishes(&mut self, client: u64, seconds: u64) -> Token {
        self.feed(RoomCommand::PublishStarted(Nginx(client), None));
        let name = self.state.publish_name().unwrap().clone();
        self.pictures(&name, seconds);
        name
    }

    fn pictures(&mut self, name: &Token, seconds: u64) {
        for _ in 0..seconds {
            let number = self.now.unix as u64;
            self.playlist(name.as_str(), None, number);
            self.wait(1);
        }
    }
}

#[test]
fn encoder_with_few_keyframes_stays_live() {
    for hooks in [true, false] {
        let mut room = Script::new(plain());
        if hooks {
            room.feed(RoomCommand::PublishStarted(Nginx(1), None));
        }
        for number in 0..10 {
            room.written("secretkey", None, number, 9, false);
            for _ in 0..9 {
                assert_eq!(room.shows(), LIVE, "hooks: {hooks}");
                room.wait(1);
            }
        }
        assert_eq!(room.audited(), ["start_streaming@1000"]);
    }
}

#[test]
fn encoder_whose_segments_are_long_of_a_sudden_stays_live_while_they_grow() {
    for hooks in [true, false] {
        let mut room = Script::new(plain());
        if hooks {
            room.feed(RoomCommand::PublishStarted(Nginx(1), None));
        }
        room.playlist("secretkey", None, 0);
        for _ in 0..60 {
            room.writes("secretkey", 1);
            assert_eq!(room.shows(), LIVE, "hooks: {hooks}");
        }
        room.written("secretkey", None, 1, 60, false);
        assert_eq!(room.audited(), ["start_streaming@1000"]);
    }
}

#[test]
fn encoder_that_is_connected_and_dead_is_not_live_for_longer_than_two_segments() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.written("secretkey", None, 0, 9, false);
    room.wait(17);
    assert_eq!(room.shows(), LIVE);
    room.wait(1);
    assert_eq!(room.shows(), RECONNECTING);
    room.wait(30);
    assert_eq!(room.shows(), OFFLINE);
    // a jump in timestamps makes any length
    room.written("secretkey", None, 1, 3000, false);
    room.wait(239);
    assert_eq!(room.shows(), LIVE);
    room.wait(1);
    assert_eq!(room.shows(), RECONNECTING);
}

#[test]
fn segment_that_stops_growing_is_missed_after_the_delay() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", None, 0);
    room.writes("secretkey", 20);
    room.wait(4);
    assert_eq!(room.shows(), LIVE);
    room.wait(1);
    assert_eq!(room.shows(), RECONNECTING);
}

#[test]
fn first_segment_is_waited_for_while_it_grows() {
    let mut room = Script::new(keyless());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let name = room.broadcast().publish_name.unwrap();
    room.writes(name.as_str(), 90);
    assert_eq!(room.shows(), STARTING);
    let broadcast = room.broadcast();
    room.written(name.as_str(), None, 0, 90, false);
    assert_eq!((room.shows(), room.broadcast()), (LIVE, broadcast));
    room.grows("of-somebody-else");
}

#[test]
fn picture_that_came_after_its_encoder_was_given_up_has_a_reconnect_window_too() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.wait(61);
    assert_eq!(room.shows(), OFFLINE);
    room.playlist("secretkey", None, 0);
    let broadcast = room.broadcast();
    room.wait(20);
    assert_eq!(room.shows(), RECONNECTING);
    room.playlist("secretkey", None, 1);
    assert_eq!((room.shows(), room.broadcast()), (LIVE, broadcast));
}

#[test]
fn encoder_that_stops_on_purpose_is_over_when_viewers_have_seen_its_end() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    for number in 0..20 {
        room.playlist("secretkey", None, number);
        room.wait(1);
    }
    let broadcast = room.broadcast();
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    // the last one is listed when it is closed
    room.playlist("secretkey", None, 20);
    room.wait(7);
    assert_eq!(room.shows(), RECONNECTING);
    room.wait(1);
    assert_eq!(room.shows(), OFFLINE);
    let view = room.view();
    assert_eq!((view.settings.last_live, view.started()), (Some(1020), None));
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1020"]);
    // and yet it may come back to the same addresses
    room.wait(10);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    assert_eq!(room.shows(), STARTING, "viewers were told that it was over");
    room.wait(30);
    assert_eq!(room.shows(), STARTING, "it has a minute for its first picture, as at the beginning");
    room.playlist("secretkey", None, 21);
    assert_eq!((room.shows(), room.broadcast()), (LIVE, broadcast));
    assert_eq!(room.view().started(), Some(1000));
}

#[test]
fn encoder_that_comes_back_and_leaves_without_a_picture_is_over_still() {
    let mut room = Script::new(plain());
    room.goes_live();
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.wait(10);
    assert_eq!(room.shows(), OFFLINE);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    room.wait(3);
    room.feed(RoomCommand::PublishEnded(Nginx(2), Leaving::Unknown));
    assert_eq!(room.shows(), OFFLINE);
    room.feed(RoomCommand::PublishStarted(Nginx(3), None));
    room.playlist("secretkey", None, 1);
    assert_eq!(room.shows(), LIVE);
}

#[test]
fn what_nginx_writes_when_it_drops_a_dead_encoder_is_no_sign_of_life() {
    // nginx tells of it before the file is seen, or after
    for told_first in [true, false] {
        let mut room = Script::new(plain());
        room.feed(RoomCommand::PublishStarted(Nginx(1), None));
        for number in 0..20 {
            room.playlist("secretkey", None, number);
            room.wait(1);
        }
        room.wait(9);
        assert_eq!(room.shows(), RECONNECTING);
        if !told_first {
            room.playlist("secretkey", None, 20);
        }
        room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
        if told_first {
            room.playlist("secretkey", None, 20);
        }
        for _ in 0..30 {
            assert_eq!(room.shows(), RECONNECTING, "it did not say goodbye, so it is waited for");
            room.wait(1);
        }
    }
}

#[test]
fn encoder_that_was_taken_over_from_has_the_stream_back_when_the_other_leaves() {
    let mut room = Script::new(keyless());
    let first = room.publishes(1, 10);
    let second = room.publishes(2, 1);
    for _ in 0..12 {
        room.pictures(&second, 1);
        room.playlist(first.as_str(), None, 500);
        assert_eq!(room.broadcast().publish_name.as_ref(), Some(&second));
    }
    room.feed(RoomCommand::PublishEnded(Nginx(2), Leaving::Unknown));
    room.playlist(first.as_str(), None, 501);
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.broadcast().publish_name.as_ref(), Some(&first));
    let ids = room.saved.iter().filter_map(|write| match write {
        Write::BroadcastStarted(broadcast) => Some((broadcast.id.clone(), broadcast.prefix.clone())),
        _ => None,
    });
    let ids: Vec<_> = ids.collect();
    assert!(ids.len() == 3 && ids[0] != ids[2], "addresses never mean two things: {ids:?}");
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    assert_eq!(room.shows(), RECONNECTING, "it is known to be the one that sends");
    let audited = room.audited();
    assert_eq!(audited.iter().filter(|event| event.starts_with("start")).count(), 3, "{audited:?}");
    assert_eq!(audited.iter().filter(|event| event.starts_with("stop")).count(), 3, "{audited:?}");
}

#[test]
fn dead_or_departed_encoder_does_not_get_the_stream_back() {
    let mut room = Script::new(keyless());
    let first = room.publishes(1, 5);
    let second = room.publishes(2, 5);
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.feed(RoomCommand::PublishEnded(Nginx(2), Leaving::Unknown));
    room.playlist(first.as_str(), None, 500);
    assert_eq!(room.broadcast().publish_name.as_ref(), Some(&second));
    assert_eq!(room.shows(), RECONNECTING);

    // nor one that let itself in with a key that is no longer good
    let mut room = Script::new(keyless());
    let first = room.publishes(1, 5);
    room.publishes(2, 5);
    room.settings(|settings| settings.key = key("another"));
    room.publishes(3, 5);
    room.feed(RoomCommand::PublishEnded(Nginx(3), Leaving::Unknown));
    room.playlist(first.as_str(), None, 500);
    assert_eq!(room.shows(), RECONNECTING);
}

#[test]
fn number_of_a_connection_that_nginx_gives_again_is_of_the_newer_one() {
    let mut room = Script::new(keyless());
    room.publishes(1, 5);
    room.publishes(2, 5);
    // nginx died and told nobody; it counts from 1 again
    room.publishes(1, 5);
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.wait(60);
    assert_eq!(room.shows(), OFFLINE);
}
