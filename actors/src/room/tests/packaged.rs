//! Publishers of this server's own ingest, and the media that it packages.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::broadcast::{LIVE, OFFLINE, RECONNECTING, STARTING, keyless, plain};
use super::script::Script;
use crate::delivery::{Packaged, PackagedMedia, PackagedUpdate};
use crate::frames::{Frame, Input as FrameInput, TrackId};
use crate::health::{Health, Meter, Source};
use crate::media::PublisherId::{Nginx, Rtmp};
use crate::media::{Leaving, Problem, QualityInfo};
use crate::model::names::{Token, ViewerPassword};
use crate::model::{Broadcast, Principal};
use crate::packager::Settings;
use crate::ports::Write;
use crate::room::operations::{EndBroadcast, ShowHealth};
use crate::room::{Admitted, Input, RoomCommand};

impl Script {
    fn publishes_itself(&mut self, connection: u64) -> Token {
        // its server has what viewers get
        let has = self.media().filter(|media| media.packaged.is_some()).map(|_| self.broadcast().prefix);
        self.publishes_with(connection, has).broadcast
    }

    fn publishes_with(&mut self, connection: u64, has: Option<Token>) -> Admitted {
        self.feed(RoomCommand::PublishStarted(Rtmp(connection), has));
        self.state.admitted(self.now.monotonic).unwrap()
    }

    fn packages(&mut self, broadcast: &Token, media: &Arc<PackagedMedia>) {
        let qualities = [QualityInfo { height: Some(720), ..QualityInfo::default() }];
        self.feed(Input::Packaged(PackagedUpdate {
            publisher: Rtmp(1),
            broadcast: broadcast.clone(),
            media: Packaged::Here(Arc::clone(media)),
            qualities: Arc::new(qualities),
        }));
    }

    fn has_ended(&self, broadcast: &Token) -> bool {
        let ended = |write: &Write| matches!(write, Write::BroadcastEnded { id, .. } if id == broadcast);
        self.saved.iter().any(ended)
    }

    fn publisher_goes(&mut self, connection: u64, leaving: Leaving) {
        self.feed(RoomCommand::PublishEnded(Rtmp(connection), leaving));
    }

    fn serves(&self, media: &Arc<PackagedMedia>) -> bool {
        let prefix = self.broadcast().prefix;
        self.media().is_some_and(|shown| {
            shown.packaged.as_ref().is_some_and(|own| own.is(&Packaged::Here(Arc::clone(media))))
        }) && media.is_served_under(&prefix)
    }
}

fn media() -> Arc<PackagedMedia> {
    Arc::new(PackagedMedia::new(Settings::default()))
}

#[test]
fn own_ingest_goes_live_with_its_first_picture() {
    for config in [plain(), keyless()] {
        let (mut room, media) = (Script::new(config), media());
        let broadcast = room.publishes_itself(1);
        assert_eq!(room.shows(), STARTING);
        assert_eq!(room.broadcast().publish_name, None, "there is no file that could reveal the key");
        room.packages(&broadcast, &media);
        assert_eq!(room.shows(), LIVE);
        assert_eq!(room.view().on_air.unwrap().qualities[0].height, Some(720));
        assert!(room.serves(&media));
    }
}

#[test]
fn stream_whose_pictures_stop_is_interrupted_until_they_go_on() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    room.wait(5);
    assert_eq!(room.shows(), RECONNECTING);
    room.packages(&broadcast, &media);
    assert_eq!(room.shows(), LIVE);
}

#[test]
fn publisher_that_was_silent_until_its_broadcast_was_over_has_to_connect_again() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    room.wait(34);
    room.packages(&broadcast, &media);
    assert_eq!((room.shows(), &*room.disconnected), (LIVE, &[][..]));
    room.wait(35);
    assert_eq!((room.shows(), &*room.disconnected), (OFFLINE, &[][..]));
    room.packages(&broadcast, &media);
    assert_eq!((room.shows(), &*room.disconnected), (OFFLINE, &[Rtmp(1)][..]));
    room.publisher_goes(1, Leaving::Lost);
    assert_ne!(room.publishes_itself(2), broadcast);
}

#[test]
fn publisher_that_takes_over_from_a_silent_one_has_time_for_its_first_picture() {
    for had_picture in [false, true] {
        let (mut room, media) = (Script::new(plain()), media());
        let broadcast = room.publishes_itself(1);
        if had_picture {
            room.packages(&broadcast, &media);
        }
        room.wait(if had_picture { 34 } else { 59 });
        assert_eq!(room.publishes_itself(2), broadcast);
        room.publisher_goes(1, Leaving::Lost);
        room.wait(2);
        room.packages(&broadcast, &media);
        assert_eq!((room.shows(), &*room.disconnected), (LIVE, &[][..]));
    }
}

#[test]
fn publisher_that_says_good_bye_ends_the_show_once_all_of_it_was_seen() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    room.publisher_goes(1, Leaving::Stopped);
    assert_eq!(room.shows(), RECONNECTING);
    room.wait(4);
    assert_eq!(room.shows(), OFFLINE);
    assert!(room.serves(&media), "it may come back to the same addresses");
}

#[test]
fn lost_connection_is_waited_for_and_continues_the_broadcast() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    room.publisher_goes(1, Leaving::Lost);
    room.wait(20);
    assert_eq!(room.shows(), RECONNECTING);
    assert_eq!(room.publishes_itself(2), broadcast);
    room.packages(&broadcast, &media);
    assert_eq!(room.shows(), LIVE);
    room.publisher_goes(2, Leaving::Lost);
    room.wait(40);
    assert_eq!(room.shows(), OFFLINE);
    assert_ne!(room.publishes_itself(3), broadcast, "after the window it is another one");
}

#[test]
fn second_connection_takes_over_without_a_break() {
    let (mut room, media) = (Script::new(keyless()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    assert_eq!(room.publishes_itself(2), broadcast);
    room.publisher_goes(1, Leaving::Lost);
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.audited(), ["start_streaming@1000"]);
}

#[test]
fn media_of_another_broadcast_are_ignored() {
    let (mut room, media) = (Script::new(plain()), media());
    room.packages(&Token::from_random(1), &media);
    assert_eq!(room.shows(), OFFLINE);
    room.publishes_itself(1);
    room.packages(&Token::from_random(1), &media);
    assert_eq!(room.shows(), STARTING);
}

#[test]
fn publisher_from_elsewhere_begins_another_broadcast_and_disconnects_the_first() {
    for config in [plain(), keyless()] {
        let (mut room, media) = (Script::new(config.clone()), media());
        let files = |room: &mut Script| {
            let name = room.broadcast().publish_name;
            room.playlist(name.as_ref().map_or("secretkey", Token::as_str), None, 9);
        };
        room.feed(RoomCommand::PublishStarted(Nginx(1), None));
        files(&mut room);
        assert_eq!(room.shows(), LIVE);
        let first = room.broadcast();
        let broadcast = room.publishes_itself(1);
        assert_ne!(broadcast, first.id);
        assert!(room.disconnected.contains(&Nginx(1)));
        room.packages(&broadcast, &media);
        // nginx may write for a moment
        room.playlist(first.publish_name.as_ref().map_or("secretkey", Token::as_str), None, 10);
        assert!(room.serves(&media));
        room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
        assert_eq!(room.shows(), LIVE);

        room.feed(RoomCommand::PublishStarted(Nginx(2), None));
        files(&mut room);
        assert_ne!(room.broadcast().id, broadcast);
        assert!(room.disconnected.contains(&Rtmp(1)));
        assert!(!room.serves(&media));
    }
}

#[test]
fn room_that_replaces_a_dead_one_finds_the_media_again() {
    let (mut before, media) = (Script::new(plain()), media());
    let broadcast = before.publishes_itself(1);
    before.packages(&broadcast, &media);

    let mut room = Script::resumed(plain(), Some(before.broadcast()));
    assert_eq!(room.shows(), RECONNECTING);
    room.packages(&broadcast, &media);
    assert_eq!(room.shows(), LIVE);
    assert!(room.serves(&media));
    room.publisher_goes(1, Leaving::Stopped);
    room.wait(4);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), ["stop_streaming@1000"]);
}

#[test]
fn broadcast_goes_on_after_a_restart_with_media_at_other_addresses() {
    let mut before = Script::new(plain());
    let broadcast = before.publishes_itself(1);
    before.packages(&broadcast, &media());
    let prefix = before.broadcast().prefix;

    let (mut room, media) = (Script::resumed(plain(), Some(before.broadcast())), media());
    room.wait(29);
    assert_eq!(room.shows(), RECONNECTING);
    assert_eq!(room.publishes_itself(1), broadcast);
    let continued = room.broadcast();
    assert_eq!(
        room.state.admitted(room.now.monotonic).unwrap().first,
        29 + 60,
        "past all numbers that were used"
    );
    assert_ne!(continued.prefix, prefix, "an address never means two segments");
    assert!(
        room.saved.iter().any(|write| matches!(write, Write::BroadcastStarted(saved) if *saved == continued))
    );
    room.wait(9);
    assert_eq!(room.shows(), RECONNECTING, "its picture may take a moment");
    room.packages(&broadcast, &media);
    assert_eq!(room.shows(), LIVE);
    assert!(room.serves(&media));
    // one that returns later goes on at the same addresses
    room.publisher_goes(1, Leaving::Lost);
    room.publishes_itself(2);
    assert_eq!(room.broadcast(), continued);
}

#[test]
fn broadcast_goes_on_with_the_media_of_another_node_when_this_one_leads() {
    let (mut before, media) = (Script::new(plain()), media());
    let broadcast = before.publishes_itself(1);
    before.packages(&broadcast, &media);
    let known = before.broadcast();

    let mut room = Script::resumed(plain(), Some(known.clone()));
    let admitted = room.publishes_with(1, Some(known.prefix.clone()));
    assert_eq!((admitted.broadcast, admitted.prefix), (broadcast.clone(), known.prefix.clone()));
    room.packages(&broadcast, &media);
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.broadcast(), known);
}

#[test]
fn publisher_that_comes_to_another_node_goes_on_at_other_addresses() {
    let (mut room, media, other) = (Script::new(plain()), media(), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    let before = room.broadcast().prefix;
    room.publisher_goes(1, Leaving::Lost);
    room.wait(5);
    for (connection, has) in [(2, None), (3, Some(before.clone()))] {
        let prefix = room.broadcast().prefix;
        let admitted = room.publishes_with(connection, has);
        assert_eq!(admitted.broadcast, broadcast);
        assert_ne!(admitted.prefix, prefix);
        assert!(admitted.first >= 60 + 5, "past all numbers that were used");
        assert!(!media.is_served_under(&before), "an address never means two segments");
        room.packages(&broadcast, &other);
        assert_eq!(room.shows(), LIVE);
        assert!(room.serves(&other));
    }
}

#[test]
fn publisher_that_comes_before_there_was_a_picture_changes_nothing() {
    let mut room = Script::new(plain());
    let first = room.publishes_with(1, None);
    assert_eq!(room.publishes_with(2, None), first);
}

#[test]
fn broadcast_that_ended_with_the_server_long_ago_is_not_continued() {
    let mut before = Script::new(plain());
    let broadcast = before.publishes_itself(1);
    before.packages(&broadcast, &media());
    let seen_at = before.now.unix;
    for (away, goes_on) in [(150, true), (151, false)] {
        let mut room =
            Script::resumed(plain(), Some(Broadcast { seen_at: seen_at - away, ..before.broadcast() }));
        room.publishes_itself(1);
        assert_eq!(room.has_ended(&broadcast), !goes_on, "{away}");
        let ended_then =
            |write: &Write| matches!(write, Write::BroadcastEnded { at, .. } if *at == seen_at - away);
        assert!(goes_on || room.saved.iter().any(ended_then), "when it was last seen");
    }
}

#[test]
fn broadcast_that_nobody_continues_after_a_restart_ends() {
    let mut before = Script::new(plain());
    let broadcast = before.publishes_itself(1);
    before.packages(&broadcast, &media());
    let mut room = Script::resumed(plain(), Some(before.broadcast()));
    room.wait(30);
    assert_eq!(room.shows(), OFFLINE);
    assert!(room.has_ended(&broadcast));
}

#[test]
fn publisher_elsewhere_of_a_broadcast_that_nginx_goes_on_with_begins_another() {
    let mut room = Script::resumed(plain(), None);
    room.goes_live();
    let mut room = Script::resumed(plain(), Some(room.broadcast()));
    room.playlist("secretkey", None, 9);
    let first = room.broadcast();
    room.publishes_itself(1);
    assert!(room.has_ended(&first.id));
}

#[test]
fn new_password_moves_the_media_to_another_address() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    let before = room.broadcast().prefix;
    room.settings(|settings| settings.password = ViewerPassword::stored("new"));
    assert_ne!(room.broadcast().prefix, before);
    assert!(room.serves(&media));
}

#[test]
fn ended_broadcast_disconnects_its_publisher_and_takes_no_more_of_it() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    room.asks(Principal::Streamer, EndBroadcast {}).unwrap();
    assert_eq!(room.disconnected, [Rtmp(1)]);
    room.packages(&broadcast, &media);
    assert_eq!(room.shows(), OFFLINE);
    room.feed(RoomCommand::PublishStarted(Rtmp(2), None));
    assert!(room.state.admitted(room.now.monotonic).is_err());
}

#[test]
fn problems_of_what_is_packaged_are_told() {
    let (mut room, media) = (Script::new(plain()), media());
    let broadcast = room.publishes_itself(1);
    room.packages(&broadcast, &media);
    let mut meter = Meter::new(room.now);
    meter.input(&sound(), room.now.plus(Duration::from_secs(5)));
    let health = Arc::new(meter.report(room.now.plus(Duration::from_secs(5)), None));
    room.feed(Input::Measured(Token::from_random(7), Arc::clone(&health)));
    assert_eq!(room.view().problems, [], "of another broadcast");
    room.feed(Input::Measured(broadcast, health));
    assert_eq!(room.view().problems, [Problem::NoPicture]);
}

/// A packet of sound.
fn sound() -> FrameInput {
    FrameInput::Frame(Frame {
        track: TrackId::AUDIO,
        decoded_at: 0,
        composition: 0,
        keyframe: true,
        data: Bytes::from_static(b"x"),
    })
}

#[test]
fn health_is_for_those_who_look_after_the_stream() {
    let (mut room, zoe, moderator, bob) = Script::staffed();
    for (member, sees) in [(zoe, true), (moderator, true), (bob, false)] {
        assert_eq!(room.asks(Principal::Member(member), ShowHealth {}).is_ok(), sees);
    }
}

#[test]
fn health_is_shown_while_somebody_publishes() {
    let mut room = Script::new(plain());
    let broadcast = room.publishes_itself(1);
    let shown = |room: &mut Script| {
        let shown = room.asks(Principal::Streamer, ShowHealth {}).unwrap();
        let stalled =
            |health: &Health| health.warnings.iter().any(|warning| warning.code == Problem::Stalled);
        (shown.state, shown.started.is_some(), shown.health.as_deref().map(stalled))
    };
    assert_eq!(shown(&mut room), ("starting".to_owned(), true, None));
    let health = Arc::new(Meter::new(room.now).report(room.now, None));
    room.feed(Input::Measured(broadcast.clone(), health));
    assert_eq!(shown(&mut room), ("starting".to_owned(), true, Some(false)), "before there is a picture");
    room.packages(&broadcast, &media());
    room.wait(2);
    assert_eq!(shown(&mut room), ("live".to_owned(), true, Some(false)));
    room.wait(1);
    assert_eq!(shown(&mut room), ("live".to_owned(), true, Some(true)), "nothing arrives");
    room.publisher_goes(1, Leaving::Lost);
    assert_eq!(shown(&mut room), ("reconnecting".to_owned(), true, None));
    room.feed(RoomCommand::PublishStarted(Rtmp(2), None));
    assert_eq!(shown(&mut room).2, None, "what is known is of another publisher");
}

#[test]
fn health_of_what_nginx_receives_is_told_by_its_segments() {
    let mut room = Script::new(plain());
    room.goes_live();
    let shown = room.asks(Principal::Streamer, ShowHealth {}).unwrap();
    assert_eq!(shown.health.map(|health| health.measured), Some(Source::Segments));
    room.wait(5);
    let shown = room.asks(Principal::Streamer, ShowHealth {}).unwrap();
    assert_eq!(shown.health.unwrap().warnings[0].code, Problem::Stalled);
}
