//! Encoders and playlists that come and go.

use std::time::Duration;

use super::script::{Script, fingerprint, key};
use crate::media::Leaving;
use crate::media::PublisherId::Nginx;
use crate::media::{MediaPlaylist, Problem, PublishFileName, Quality, QualityInfo, Rendition};
use crate::model::Broadcast;
use crate::model::names::{Token, ViewerPassword};
use crate::ports::Write;
use crate::room::RenditionUpdate;
use crate::room::config::RoomConfig;
use crate::room::input::{Input, RoomCommand};
use crate::status::{StreamInfo, StreamState};

impl Script {
    pub fn resumed(config: RoomConfig, running: Option<Broadcast>) -> Self {
        Self::beginning(config, |beginning| beginning.running = running)
    }

    pub fn playlist(&mut self, stem: &str, quality: Option<&str>, first: u64) {
        self.track(stem, quality, first, false);
    }

    fn track(&mut self, stem: &str, quality: Option<&str>, first: u64, restarted: bool) {
        self.written(stem, quality, first, 1, restarted);
    }

    /// Nginx writes a playlist of two segments of so many seconds.
    pub fn written(&mut self, stem: &str, quality: Option<&str>, first: u64, seconds: u64, restarted: bool) {
        let quality = quality.map(|name| Quality::parse(name).unwrap());
        let rendition =
            Rendition { publish_file: PublishFileName::new(stem).unwrap(), quality: quality.clone() };
        let name = quality.map_or(stem.to_owned(), |quality| format!("{stem}_{quality}"));
        let text = format!(
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:{first}\n#EXT-X-TARGETDURATION:{seconds}\n#EXTINF:{seconds}.000,\n{name}-{first}.ts\n#EXTINF:{seconds}.000,\n{name}-{}.ts\n",
            first + 1
        );
        let publish_name = self.renamed(&rendition);
        self.feed(Input::PlaylistUpdated(Box::new(RenditionUpdate {
            playlist: MediaPlaylist::parse(text.as_bytes(), &rendition).unwrap().into(),
            info: QualityInfo { name: rendition.quality.clone(), ..QualityInfo::default() },
            rendition,
            publish_name,
            restarted,
            changed: self.now,
        })));
    }

    /// What encoders were renamed to, one after the other.
    pub fn publish_names(&self) -> Vec<Token> {
        let started = self.saved.iter().filter_map(|write| match write {
            Write::BroadcastStarted(broadcast) => broadcast.publish_name.clone(),
            _ => None,
        });
        started.chain(self.state.publish_name().cloned()).collect()
    }

    /// What the registry says that the encoder of these files was renamed to.
    fn renamed(&self, rendition: &Rendition) -> Option<Token> {
        self.publish_names().into_iter().find(|name| rendition.publish_file.is(name))
    }

    /// The segment under way grows, of the only quality.
    pub fn grows(&mut self, stem: &str) {
        let rendition = Rendition { publish_file: PublishFileName::new(stem).unwrap(), quality: None };
        let name = self.renamed(&rendition);
        self.feed(Input::SegmentGrows(rendition, name));
    }

    /// The encoder sends pictures from now on, and goes on to.
    pub fn goes_live(&mut self) {
        self.feed(RoomCommand::PublishStarted(Nginx(1), None));
        self.playlist("secretkey", None, 0);
    }

    pub fn shows(&self) -> (StreamState, bool) {
        (self.view().state, self.view().live)
    }

    pub fn broadcast(&self) -> Broadcast {
        self.view().on_air.expect("on air").broadcast
    }

    fn playlist_text(&self) -> String {
        let media = self.media().expect("on air");
        String::from_utf8(media.rendition(None).expect("a playlist").text.plain.to_vec()).unwrap()
    }
}

pub fn plain() -> RoomConfig {
    super::script::config()
}

pub fn keyless() -> RoomConfig {
    RoomConfig { keyless: true, ..plain() }
}

pub const OFFLINE: (StreamState, bool) = (StreamState::Offline, false);
pub const STARTING: (StreamState, bool) = (StreamState::Starting, false);
pub const LIVE: (StreamState, bool) = (StreamState::Live, true);
pub const RECONNECTING: (StreamState, bool) = (StreamState::Reconnecting, false);

#[test]
fn broadcast_goes_from_hook_over_picture_to_its_end() {
    let mut room = Script::new(plain());
    assert_eq!(room.shows(), OFFLINE);
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    assert_eq!(room.shows(), STARTING);
    room.playlist("secretkey", None, 0);
    assert_eq!(room.shows(), LIVE);
    room.wait(4);
    room.playlist("secretkey", None, 1);
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    assert_eq!(room.shows(), RECONNECTING);
    room.wait(35);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1004"]);
    assert_eq!(room.view().settings.last_live, Some(1004));
    assert!(matches!(room.saved.last(), Some(Write::BroadcastEnded { at: 1004, .. })));
    assert_eq!(room.state.deadline(room.now), None, "an idle room sleeps");
}

#[test]
fn playlist_names_neither_key_nor_streamer() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", None, 3);
    let (text, prefix) = (room.playlist_text(), room.broadcast().prefix);
    assert!(text.contains(&format!("/hls/{prefix}-3.ts")), "{text}");
    assert!(!text.contains("secretkey"), "{text}");
}

#[test]
fn short_drop_keeps_the_broadcast_and_is_audited_as_stop_and_start() {
    let mut room = Script::new(keyless());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let before = room.broadcast();
    let name = room.state.publish_name().unwrap().clone();
    room.playlist(name.as_str(), None, 0);
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.wait(5);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    assert_eq!(room.broadcast(), before, "players go on where they were");
    assert_eq!(room.shows(), RECONNECTING);
    room.playlist(name.as_str(), None, 1);
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1000", "start_streaming@1005"]);
}

#[test]
fn each_broadcast_has_fresh_names() {
    let mut room = Script::new(keyless());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let first = room.broadcast();
    room.playlist(first.publish_name.as_ref().unwrap().as_str(), None, 0);
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    room.wait(60);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    let second = room.broadcast();
    let names = [&first.id, &first.prefix, first.publish_name.as_ref().unwrap()];
    let others = [&second.id, &second.prefix, second.publish_name.as_ref().unwrap()];
    assert!(names.iter().all(|name| !others.contains(name)), "{names:?} {others:?}");
    room.playlist(first.publish_name.as_ref().unwrap().as_str(), None, 5);
}

#[test]
fn encoder_behind_a_dead_connection_takes_over_in_keyless_mode() {
    let mut room = Script::new(keyless());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let first = room.broadcast();
    room.playlist(first.publish_name.as_ref().unwrap().as_str(), None, 0);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    assert_ne!(room.broadcast().publish_name, first.publish_name);
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    assert_eq!(room.shows(), STARTING, "the late good-bye of the dead one ends nothing");
}

#[test]
fn second_encoder_that_nginx_refuses_ends_nothing_in_plain_mode() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", None, 0);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    room.feed(RoomCommand::PublishEnded(Nginx(2), Leaving::Unknown));
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.audited(), ["start_streaming@1000"]);
}

#[test]
fn encoder_without_a_picture_is_given_up_after_a_minute() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.wait(59);
    assert_eq!(room.shows(), STARTING);
    room.wait(1);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1060"]);
    room.playlist("secretkey", None, 0);
    assert_eq!(room.shows(), LIVE, "a late picture is still a picture");
}

#[test]
fn site_without_hooks_is_live_while_its_playlist_is_fresh() {
    let mut room = Script::new(plain());
    room.playlist("secretkey", None, 0);
    assert_eq!(room.shows(), LIVE);
    room.wait(5);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1000"]);
}

#[test]
fn old_playlist_starts_nothing() {
    let mut room = Script::new(plain());
    let written = room.now;
    room.now = room.now.plus(Duration::from_secs(60));
    let rendition = Rendition { publish_file: PublishFileName::new("secretkey").unwrap(), quality: None };
    let text = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\nsecretkey-0.ts\n";
    room.feed(Input::PlaylistUpdated(Box::new(RenditionUpdate {
        playlist: MediaPlaylist::parse(text, &rendition).unwrap().into(),
        info: QualityInfo::default(),
        rendition,
        publish_name: None,
        restarted: false,
        changed: written,
    })));
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.saved, []);
}

#[test]
fn restart_of_the_server_resumes_the_broadcast() {
    let mut before = Script::new(keyless());
    before.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let running = before.broadcast();
    let name = running.publish_name.clone().unwrap();

    let mut room = Script::resumed(keyless(), Some(running.clone()));
    assert_eq!(room.shows(), RECONNECTING);
    room.playlist(name.as_str(), None, 9);
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.broadcast(), running);
    assert_eq!(room.audited(), [""; 0], "nothing started and nothing stopped");
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    assert_eq!(room.audited(), ["stop_streaming@1000"]);
}

#[test]
fn stop_before_a_restart_is_not_recorded_again_after_it() {
    let mut before = Script::new(plain());
    before.feed(RoomCommand::PublishStarted(Nginx(1), None));
    before.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Lost));
    assert_eq!(before.audited(), ["start_streaming@1000", "stop_streaming@1000"]);
    let running = before.broadcast();
    let mut room = Script::resumed(plain(), Some(running.clone()));
    room.wait(30);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), [""; 0]);
    // and one that is back starts
    let mut room = Script::resumed(plain(), Some(running));
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    assert_eq!(room.audited(), ["start_streaming@1000"]);
}

#[test]
fn broadcast_that_ended_while_the_server_was_down_ends() {
    let mut before = Script::new(plain());
    before.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let mut room = Script::resumed(plain(), Some(before.broadcast()));
    room.wait(30);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), ["stop_streaming@1030"]);
}

#[test]
fn moving_picture_outweighs_a_good_bye_of_another_connection() {
    let mut room = Script::resumed(plain(), None);
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.feed(RoomCommand::PublishEnded(Nginx(1), Leaving::Unknown));
    for number in 0..12 {
        room.playlist("secretkey", None, number);
        room.wait(1);
    }
    assert_eq!(room.shows(), LIVE);
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1000", "start_streaming@1011"]);
}

#[test]
fn first_quality_decides_and_order_is_the_configurations() {
    let quality = |name| Quality::parse(name).unwrap();
    let mut room =
        Script::new(RoomConfig { qualities: vec![quality("Original"), quality("480P")], ..plain() });
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", Some("480P"), 0);
    assert_eq!(room.shows(), STARTING);
    room.playlist("secretkey", Some("Original"), 0);
    assert_eq!(room.shows(), LIVE);
    let on_air = room.view().on_air.unwrap();
    let names: Vec<_> =
        on_air.qualities.iter().map(|shown| shown.quality.as_ref().unwrap().as_str()).collect();
    assert_eq!(names, ["Original", "480P"]);
    let master = String::from_utf8(room.media().unwrap().master().unwrap().plain.to_vec()).unwrap();
    assert!(master.find("playlist/Original.m3u8") < master.find("playlist/480P.m3u8"), "{master}");
    room.wait(3);
    room.playlist("secretkey", Some("480P"), 1);
    room.wait(3);
    assert!(!room.shows().1, "a moving lower quality does not make it live");
}

#[test]
fn qualities_that_come_before_the_first_one_are_there_with_it() {
    let qualities = ["High", "Low"].map(|name| Quality::parse(name).unwrap()).to_vec();
    let mut room = Script::new(RoomConfig { qualities, ..plain() });
    room.playlist("secretkey", Some("Low"), 0);
    assert_eq!(room.shows(), OFFLINE);
    room.playlist("secretkey", Some("High"), 0);
    assert_eq!((room.shows(), room.view().on_air.unwrap().qualities.len()), (LIVE, 2));

    // but not those of long ago, or that are gone
    room.wait(60);
    room.playlist("secretkey", Some("Low"), 1);
    room.wait(10);
    room.playlist("secretkey", Some("High"), 1);
    assert_eq!(room.view().on_air.unwrap().qualities.len(), 1);
    room.wait(60);
    room.playlist("secretkey", Some("Low"), 2);
    let quality = Some(Quality::parse("Low").unwrap());
    room.feed(Input::PlaylistGone(Rendition {
        publish_file: PublishFileName::new("secretkey").unwrap(),
        quality,
    }));
    room.playlist("secretkey", Some("High"), 2);
    assert_eq!(room.view().on_air.unwrap().qualities.len(), 1);
}

#[test]
fn ladder_is_shown_when_it_is_whole_or_has_been_waited_for() {
    let quality = |name| Quality::parse(name).unwrap();
    let mut room =
        Script::new(RoomConfig { qualities: vec![quality("Original"), quality("480P")], ..plain() });
    let master = |room: &Script| room.media().unwrap().master().is_some();
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", Some("Original"), 0);
    assert_eq!(room.shows(), (StreamState::Starting, true), "bots are told of the picture at once");
    assert!(!master(&room), "players would keep a list that lacks a quality");
    room.wait(4);
    room.playlist("secretkey", Some("Original"), 1);
    assert!(!master(&room));
    room.wait(1);
    assert_eq!(room.shows(), LIVE);
    assert!(master(&room));
}

#[test]
fn numbering_that_begins_again_gets_new_addresses_once() {
    let quality = |name| Quality::parse(name).unwrap();
    let mut room = Script::new(RoomConfig { qualities: vec![quality("A"), quality("B")], ..plain() });
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", Some("A"), 7);
    room.playlist("secretkey", Some("B"), 7);
    let before = room.broadcast();
    room.track("secretkey", Some("A"), 0, true);
    let after = room.broadcast();
    assert!(after.id != before.id && after.prefix != before.prefix);
    room.track("secretkey", Some("B"), 0, true);
    assert_eq!(room.broadcast(), after);
    assert_eq!(room.view().on_air.unwrap().qualities.len(), 2);
    assert_eq!(room.audited(), ["start_streaming@1000"]);
}

#[test]
fn changed_password_changes_every_address_at_once() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", None, 0);
    let before = room.broadcast();
    room.settings(|settings| settings.password = ViewerPassword::stored("sesame"));
    let after = room.broadcast();
    assert_eq!(after.id, before.id);
    assert_ne!(after.prefix, before.prefix);
    assert!(room.playlist_text().contains(after.prefix.as_str()));
    assert!(
        room.saved.contains(&Write::BroadcastStarted(after)),
        "a restart must not bring the old ones back"
    );
}

#[test]
fn changed_key_ends_the_broadcast_at_once() {
    let mut room = Script::new(keyless());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    let before = room.broadcast();
    room.playlist(before.publish_name.as_ref().unwrap().as_str(), None, 0);
    room.settings(|settings| settings.key = key("another"));
    assert_eq!(room.shows(), (StreamState::Offline, false));
    assert!(room.view().settings.last_live.is_some());
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1000"]);
    room.feed(RoomCommand::PublishStarted(Nginx(2), None));
    assert_ne!(room.broadcast().publish_name, before.publish_name);
}

#[test]
fn settings_that_did_not_change_cause_nothing() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", None, 0);
    room.wait(60);
    let (saved, shown) = (room.saved.len(), fingerprint(&room.view()));
    room.settings(|settings| settings.last_live = None);
    assert_eq!((room.saved.len(), fingerprint(&room.view())), (saved, shown));
}

#[test]
fn segments_alone_publish_no_status() {
    let mut room = Script::new(plain());
    room.goes_live();
    let published = room.published;
    for number in 1..9 {
        room.playlist("secretkey", None, number);
        room.wait(1);
        assert!(room.playlist_text().contains(&format!("#EXT-X-MEDIA-SEQUENCE:{number}\n")));
    }
    assert_eq!(room.published, published);
}

#[test]
fn vanished_playlist_is_no_longer_served() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    room.playlist("secretkey", None, 0);
    let other = Rendition { publish_file: PublishFileName::new("other").unwrap(), quality: None };
    room.feed(Input::PlaylistGone(other));
    assert_eq!(room.shows(), LIVE);
    room.feed(Input::PlaylistGone(Rendition {
        publish_file: PublishFileName::new("secretkey").unwrap(),
        quality: None,
    }));
    assert_eq!(room.shows(), RECONNECTING);
    assert!(room.media().unwrap().rendition(None).is_none());
}

#[test]
fn playlist_that_is_cleared_away_does_not_cut_the_wait_for_its_encoder_short() {
    let mut room = Script::new(plain());
    room.feed(RoomCommand::PublishStarted(Nginx(1), None));
    for number in 0..100 {
        room.playlist("secretkey", None, number);
        room.wait(1);
    }
    // nginx died, and what came after it clears up
    room.wait(10);
    room.feed(Input::PlaylistGone(Rendition {
        publish_file: PublishFileName::new("secretkey").unwrap(),
        quality: None,
    }));
    room.wait(20);
    assert_eq!(room.shows(), RECONNECTING);
    room.wait(5);
    assert_eq!(room.shows(), OFFLINE);
    assert_eq!(room.audited(), ["start_streaming@1000", "stop_streaming@1099"]);
}

#[test]
fn what_viewers_miss_is_told_with_the_stream() {
    let mut room = Script::new(plain());
    room.goes_live();
    assert_eq!(room.view().problems, []);
    let rendition = Rendition { publish_file: PublishFileName::new("secretkey").unwrap(), quality: None };
    let text = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:1.000,\nsecretkey-1.ts\n";
    room.feed(Input::PlaylistUpdated(Box::new(RenditionUpdate {
        playlist: MediaPlaylist::parse(text.as_bytes(), &rendition).unwrap().into(),
        info: QualityInfo { problems: vec![Problem::NoSound], ..QualityInfo::default() },
        rendition,
        publish_name: None,
        restarted: false,
        changed: room.now,
    })));
    let info = serde_json::to_value(StreamInfo::new(&room.view())).unwrap();
    assert_eq!(info["problems"], serde_json::json!(["no_sound"]));
}

#[test]
fn a_playlist_that_lists_less_is_shown_and_is_no_sign_of_an_encoder() {
    let mut room = Script::new(plain());
    room.goes_live();
    let rendition = Rendition { publish_file: PublishFileName::new("secretkey").unwrap(), quality: None };
    let text = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:1.000,\nsecretkey-1.ts\n";
    let trimmed = MediaPlaylist::parse(text.as_bytes(), &rendition).unwrap().into();
    room.wait(8);
    assert_eq!(room.shows(), RECONNECTING);
    room.feed(Input::PlaylistTrimmed(rendition, trimmed));
    assert_eq!(room.shows(), RECONNECTING);
    assert!(room.playlist_text().contains("#EXT-X-MEDIA-SEQUENCE:1\n"));
}
