//! Broadcasts that are ended while their publishers are connected.

use super::broadcast::{LIVE, OFFLINE, STARTING, keyless, plain};
use super::script::{Script, key};
use crate::media::Leaving;
use crate::media::PublisherId::Nginx;
use crate::model::Principal;
use crate::ports::Write;
use crate::room::operations::{BroadcastEnded, EndBroadcast};
use crate::room::refusal::{Code, Refusal};
use crate::room::{Closing, READMITTED_AFTER, RoomCommand};

impl Script {
    fn ends(&mut self) -> BroadcastEnded {
        self.asks(Principal::Streamer, EndBroadcast {}).unwrap()
    }

    fn may_continue(&self, client: u64) -> bool {
        self.state.may_continue(Nginx(client), self.now.monotonic)
    }

    fn readmits(&mut self) {
        self.wait(READMITTED_AFTER.as_secs());
    }
}

#[test]
fn an_ended_broadcast_is_over_at_once_and_all_its_publishers_have_to_leave() {
    let mut room = Script::new(keyless());
    room.publishes(1, 5);
    room.publishes(2, 5);
    let zoe = room.streamer_joins(1);
    let broadcast = room.broadcast().id;
    assert_eq!(
        room.says(zoe, "/end"),
        ["The broadcast has ended. An encoder can connect again in 30 seconds."]
    );
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.disconnected, [Nginx(1), Nginx(2)]);
    assert!(!room.may_continue(1) && !room.may_continue(2));
    let ended =
        room.saved.iter().any(|write| matches!(write, Write::BroadcastEnded { id, .. } if *id == broadcast));
    assert!(ended);
    assert_eq!(room.audited().last().unwrap(), "stop_streaming@1009", "when the last picture came");
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.readmits();
    assert!(!room.may_continue(2), "until it has left");
    assert!(room.may_continue(9));
}

#[test]
fn the_outcome_tells_what_was_ended() {
    let mut room = Script::new(plain());
    let nothing = Refusal::new(Code::NotFound, "Nothing is on air.");
    assert_eq!(room.asks(Principal::Administrator, EndBroadcast {}), Err(nothing.clone()));
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let broadcast = room.broadcast().id;
    assert_eq!(room.ends(), BroadcastEnded { broadcast, was_live: false, closed_for: 30 });
    assert_eq!(room.asks(Principal::Streamer, EndBroadcast {}), Err(nothing));
    room.readmits();
    room.goes_live();
    assert!(room.ends().was_live);
}

#[test]
fn what_an_ended_publisher_still_sends_is_on_no_air() {
    for config in [keyless(), plain()] {
        let mut room = Script::new(config.clone());
        room.feed(RoomCommand::PublishStarted(Nginx(1), None));
        let file = room.state.publish_name().map_or("secretkey".to_owned(), |name| name.as_str().to_owned());
        room.playlist(&file, None, 0);
        assert_eq!(room.shows(), LIVE);
        room.ends();
        for number in 1..60 {
            room.playlist(&file, None, number);
            room.grows(&file);
            assert_eq!(room.shows(), OFFLINE);
            room.wait(1);
        }
        // nginx lists the last segment when the publisher leaves
        room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
        room.playlist(&file, None, 60);
        assert_eq!(room.shows(), OFFLINE);
    }
}

#[test]
fn an_encoder_that_reconnects_by_itself_starts_nothing_and_later_a_new_broadcast() {
    for config in [keyless(), plain()] {
        let mut room = Script::new(config);
        room.goes_live();
        let first = room.broadcast();
        room.ends();
        room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
        for client in 2..12 {
            room.feed(RoomCommand::PublishStarted(Nginx(client), None));
            assert!(room.state.admitted(room.now.monotonic).is_err());
            assert_eq!(room.shows(), OFFLINE);
            room.wait(3);
        }
        room.feed(RoomCommand::PublishStarted(Nginx(12), None));
        assert!(room.state.admitted(room.now.monotonic).is_ok());
        assert_eq!(room.shows(), STARTING);
        let second = room.broadcast();
        assert_ne!(first.id, second.id);
        assert!(first.publish_name.is_none() || first.publish_name != second.publish_name);
        let file = second.publish_name.map_or("secretkey".to_owned(), |name| name.as_str().to_owned());
        room.playlist(&file, None, 0);
        assert_eq!(room.shows(), LIVE);
        assert!(room.may_continue(12));
    }
}

#[test]
fn a_publisher_that_no_hook_announced_has_to_leave_too() {
    let mut room = Script::new(plain());
    room.playlist("secretkey", None, 0);
    room.ends();
    assert_eq!(room.disconnected, [], "nobody knows which one it is");
    assert!(!room.may_continue(7));
    room.readmits();
    assert!(!room.may_continue(7), "until it has left");
    room.feed(RoomCommand::PublishStarted(Nginx(8), None));
    assert!(room.may_continue(8));
    room.feed(RoomCommand::PublishEnded(Nginx(7), Leaving::Unknown));
    assert_eq!(room.shows(), STARTING, "that was the other one");
}

#[test]
fn without_hooks_a_pause_tells_a_new_encoder_from_the_ended_one() {
    let mut room = Script::new(plain());
    room.playlist("secretkey", None, 0);
    room.ends();
    for number in 1..40 {
        room.wait(4);
        room.playlist("secretkey", None, number);
        assert_eq!(room.shows(), OFFLINE);
    }
    room.wait(6);
    room.playlist("secretkey", None, 40);
    assert_eq!(room.shows(), LIVE);
}

#[test]
fn a_connection_number_that_nginx_gives_again_is_of_the_newer_publisher() {
    let mut room = Script::new(keyless());
    room.publishes(1, 5);
    room.ends();
    // nginx died and reported nothing; it counts from 1 again
    room.readmits();
    room.publishes(1, 5);
    assert_eq!(room.shows(), LIVE);
    assert!(room.may_continue(1));
}

#[test]
fn encoders_of_a_replaced_key_and_of_a_dropped_streamer_are_disconnected() {
    let replaced = |room: &mut Script| room.settings(|settings| settings.key = key("another"));
    let dropped = |room: &mut Script| room.feed(RoomCommand::Closing(Closing::Dropped));
    for change in [replaced as fn(&mut Script), dropped] {
        let mut room = Script::new(keyless());
        room.publishes(1, 5);
        room.publishes(2, 5);
        change(&mut room);
        room.disconnected.sort();
        assert_eq!(room.disconnected, [Nginx(1), Nginx(2)]);
        room.feed(RoomCommand::PublishStarted(Nginx(3), None));
        assert!(room.state.admitted(room.now.monotonic).is_ok(), "the new key is good at once");
    }
}
