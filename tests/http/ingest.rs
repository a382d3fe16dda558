//! Encoders that publish to the server itself, and viewers of what it makes of their streams.

use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::http::{Answer, Connection, Request};
use crate::server::{Server, Site, until, within};

pub const KEY: &str = "zoes-secret-key";

pub struct Ingest {
    pub server: Server,
    rtmp: SocketAddr,
}

/// ffmpeg publishes a test picture and a tone until it is dropped.
pub struct Encoder(Child);

impl Encoder {
    /// How it ended, and what it said.
    pub fn ended(mut self) -> String {
        until("ffmpeg ends", || self.0.try_wait().unwrap());
        let mut said = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }

    fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Ingest {
    /// `zoë` has a stream; more of the configuration in `yaml`.
    pub fn start(yaml: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let site = Site::new(&format!("ingest: {{rtmp: '{port}'}}\n{yaml}"));
        site.add_streamer("zoë", KEY);
        Self { server: site.start(), rtmp: port }
    }

    pub fn publish(&self, key: &str) -> Encoder {
        let ffmpeg = Command::new("ffmpeg")
            .args(["-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=30"])
            .args([
                "-f",
                "lavfi",
                "-i",
                "sine",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-tune",
                "zerolatency",
            ])
            .args(["-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "flv"])
            .arg(format!("rtmp://{}/live/{key}", self.rtmp))
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("ffmpeg (Debian package ffmpeg): {error}"));
        Encoder(ffmpeg)
    }

    pub fn until_state(&self, state: &str) -> Value {
        self.server.until_info("zoë", "state", state)
    }

    fn playlist(&self) -> Answer {
        self.server.get("/zo%C3%AB/playlist.m3u8").must_be(200)
    }

    fn next(&self) -> (u64, u64) {
        next(&self.playlist())
    }
}

/// Segment and part that a playlist says come next.
fn next(playlist: &Answer) -> (u64, u64) {
    let hint = tag(playlist, "#EXT-X-PRELOAD-HINT:");
    let file = hint.rsplit('/').next().unwrap().trim_end_matches(".m4s\"");
    let (msn, part) = file.split_once('.').unwrap();
    (msn.parse().unwrap(), part.parse().unwrap())
}

fn tag<'a>(playlist: &'a Answer, tag: &str) -> &'a str {
    playlist
        .text()
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(tag))
        .unwrap_or_else(|| panic!("{}", playlist.text()))
}

/// The address in the quotes of a tag.
fn address(value: &str) -> &str {
    value.split("URI=\"").nth(1).unwrap().split('"').next().unwrap()
}

fn reload((msn, part): (u64, u64)) -> String {
    format!("/zo%C3%AB/playlist.m3u8?_HLS_msn={msn}&_HLS_part={part}")
}

#[test]
fn stream_is_served_part_by_part_as_it_arrives() {
    let ingest = Ingest::start("");
    let (server, mut encoder) = (&ingest.server, ingest.publish(KEY));
    ingest.until_state("live");
    let master = server.get("/zo%C3%AB/master.m3u8").must_be(200);
    assert!(master.text().contains("RESOLUTION=320x180"), "{}", master.text());

    // each answer waits until it has the part that was asked for
    let mut at = ingest.next();
    for _ in 0..10 {
        let playlist = server.get(&reload(at)).must_be(200);
        assert!(next(&playlist) > at, "{at:?} is not in\n{}", playlist.text());
        at = next(&playlist);
    }
    // a part that does not exist yet is waited for, too
    let hint = address(tag(&ingest.playlist(), "#EXT-X-PRELOAD-HINT:")).to_owned();
    assert!(!server.get(&hint).must_be(200).body.is_empty());

    let playlist = ingest.playlist();
    let init = server.get(address(tag(&playlist, "#EXT-X-MAP:"))).must_be(200);
    assert_eq!((&init.body[4..8], init.header("content-type")), (&b"ftyp"[..], Some("video/mp4")));
    let lines: Vec<_> = playlist.text().lines().collect();
    let segment = lines.iter().rfind(|line| line.ends_with(".m4s")).unwrap();
    let whole = server.get(segment).must_be(200);
    assert!(whole.header("cache-control").unwrap().contains("immutable"));
    let stem = segment.trim_end_matches("m4s");
    let parts: Vec<_> =
        lines.iter().filter(|line| line.contains("#EXT-X-PART:") && line.contains(stem)).collect();
    let parts = parts.into_iter().map(|part| server.get(address(part)).must_be(200).body);
    assert_eq!(parts.collect::<Vec<_>>().concat(), whole.body);
    let range = server.send(Request::new("GET", segment).header("range", "bytes=4-7")).must_be(206);
    assert_eq!(range.body, &whole.body[4..8]);
    assert_eq!(
        server.head(segment).must_be(200).header("content-length"),
        Some(&*whole.body.len().to_string())
    );

    for wrong in ["_HLS_msn=999999", "_HLS_part=1", "_HLS_msn=x", "_HLS_msn=-1", "_HLS_msn=1&_HLS_part=z"] {
        server.get(&format!("/zo%C3%AB/playlist.m3u8?{wrong}")).must_be(400);
    }
    for missing in ["0/0.0.mp4", "0/999999.m4s", "1/0.m4s", "0/init9.mp4", "0/..%2f0.m4s", "-1/0.m4s"] {
        let folder = segment.rsplit_once("/0/").unwrap().0;
        server.get(&format!("{folder}/{missing}")).must_be(404);
    }
    let health = within(Duration::from_secs(20), "the health of some seconds", || {
        let health = Request::new("GET", "/api/v1/streams/zo%C3%AB/health").basic("zoë", KEY);
        let health = server.send(health).must_be(200).json();
        (health["health"]["picture"]["frame_rate"] == 30.0).then_some(health)
    });
    let picture = &health["health"]["picture"];
    assert_eq!((&picture["codec"], &picture["height"]), (&"H.264".into(), &180.into()), "{health}");
    assert_eq!(
        (&health["health"]["sound"]["codec"], &picture["keyframe_seconds"]),
        (&"AAC".into(), &1.0.into())
    );
    assert_eq!((&health["state"], &health["health"]["measured"]), (&"live".into(), &"frames".into()));
    let metrics = server.get("/metrics").text().to_owned();
    for line in [
        "pystreaming_stream_height_pixels{streamer=\"zoë\"} 180\n",
        "pystreaming_stream_keyframe_seconds{streamer=\"zoë\"} 1\n",
        "picture=\"H.264 Constrained Baseline\",sound=\"AAC LC\"} 1\n",
    ] {
        assert!(metrics.contains(line), "{line}{metrics}");
    }
    assert!(encoder.is_running());
    assert!(!server.log().contains(KEY));
}

#[test]
fn encoders_learn_why_they_are_refused() {
    let ingest = Ingest::start("");
    let said = ingest.publish("nobodys-key").ended();
    assert!(said.contains("No streamer of this site has this stream key"), "{said}");

    let mut first = ingest.publish(KEY);
    ingest.until_state("live");
    let said = ingest.publish(KEY).ended();
    assert!(said.contains("Another encoder publishes with this stream key"), "{said}");
    assert!(first.is_running());

    let end = ingest.server.site().try_admin(&["room", "end-broadcast", "-u", "zoë"]);
    assert!(end.status.success(), "{end:?}");
    first.ended();
    ingest.until_state("offline");
    let said = ingest.publish(KEY).ended();
    assert!(said.contains("The broadcast was ended a moment ago"), "{said}");
    let log = ingest.server.log();
    assert!(!log.contains(KEY) && !log.contains("nobodys-key"), "{log}");
}

#[test]
fn encoder_that_comes_back_continues_its_broadcast() {
    let ingest = Ingest::start("");
    let encoder = ingest.publish(KEY);
    let before = ingest.until_state("live");
    let (msn, _) = ingest.next();
    drop(encoder);
    ingest.until_state("reconnecting");
    let _encoder = ingest.publish(KEY);
    let after = ingest.until_state("live");
    assert_eq!(after["broadcast"], before["broadcast"]);
    let playlist = ingest.server.get(&reload((msn + 2, 0))).must_be(200);
    assert!(!playlist.text().contains("#EXT-X-DISCONTINUITY\n"), "{}", playlist.text());
    assert!(playlist.text().contains("#EXT-X-MEDIA-SEQUENCE:0\n"), "{}", playlist.text());
}

#[test]
fn second_encoder_takes_over_where_the_site_says_so() {
    let ingest = Ingest::start("");
    let port = ingest.rtmp;
    drop(ingest);
    let site = Site::new(&format!("ingest: {{rtmp: '{port}', second_publisher: take_over}}"));
    site.add_streamer("zoë", KEY);
    let ingest = Ingest { server: site.start(), rtmp: port };
    let first = ingest.publish(KEY);
    let before = ingest.until_state("live");
    let mut second = ingest.publish(KEY);
    first.ended();
    let next = ingest.next();
    ingest.server.get(&reload((next.0 + 1, 0))).must_be(200);
    assert_eq!(ingest.until_state("live")["broadcast"], before["broadcast"]);
    assert!(second.is_running());
}

#[test]
fn password_closes_the_stream_also_to_requests_that_wait() {
    let ingest = Ingest::start("");
    let server = &ingest.server;
    let _encoder = ingest.publish(KEY);
    ingest.until_state("live");
    let segment = ingest.playlist().text().lines().rfind(|line| line.ends_with(".m4s")).unwrap().to_owned();
    let (msn, _) = ingest.next();
    let mut waiting: Connection = server.connect();
    waiting.send(format!("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", reload((msn + 1, 90))));
    server.site().admin(&["streamer", "password", "-u", "zoë", "-p", "sesame"]);
    let status = waiting.answer().unwrap().status;
    assert!([403, 404].contains(&status), "{status}");
    within(Duration::from_secs(2), "the old address is closed", || {
        (server.get(&segment).status == 404).then_some(())
    });
    server.get("/zo%C3%AB/playlist.m3u8").must_be(403);

    let cookie = server.post("/zo%C3%AB/password", "streampass=sesame").must_be(302);
    let cookie = cookie.header("set-cookie").unwrap();
    let inside = server.send(Request::new("GET", "/zo%C3%AB/playlist.m3u8").cookie(cookie)).must_be(200);
    let segment = inside.text().lines().rfind(|line| line.ends_with(".m4s")).unwrap().to_owned();
    server.get(&segment).must_be(403);
    let segment = server.send(Request::new("GET", &segment).cookie(cookie)).must_be(200);
    assert!(segment.header("cache-control").unwrap().starts_with("private"));
}

#[test]
fn server_says_which_address_for_encoders_it_cannot_have() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let said = Site::new(&format!("ingest: {{rtmp: '{address}'}}")).refuses_to_start();
    assert!(said.contains("ingest.rtmp") && said.contains(&address.to_string()), "{said}");
}
