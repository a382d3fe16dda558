//! The stream key: in no answer, no log line, no name of a process, whatever goes wrong.

use std::fs;

use crate::encoder::{Recording, call, listed, media, publish, publish_done};
use crate::http::{Answer, Request};
use crate::server::{Server, Site, until};

const KEY: &str = "the-key-that-nobody-must-see";

/// What the processes of this machine tell about themselves to everybody.
fn processes() -> String {
    let entries = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path().join("cmdline"));
    entries
        .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).replace('\0', " ") + "\n")
        .collect()
}

/// Collects what is answered, and looks into it.
struct Inspector<'a> {
    server: &'a Server,
    seen: usize,
}

impl Inspector<'_> {
    #[track_caller]
    fn see(&mut self, answer: Answer) -> Answer {
        let shown = answer.everything();
        assert!(!shown.contains(KEY), "{shown}");
        self.seen += 1;
        answer
    }

    #[track_caller]
    fn get(&mut self, path: &str) -> Answer {
        self.see(self.server.get(path))
    }

    /// Everything there is, and much that is not.
    fn look_around(&mut self) {
        for path in [
            "/",
            "/api/streams",
            "/alice/",
            "/alice",
            "/alice/info",
            "/alice/playlist.m3u8",
            "/alice/master.m3u8",
            "/alice/playlist/High.m3u8",
            "/alice/picture.jpg",
            "/healthz",
            "/readyz",
            "/metrics",
            "/nobody/",
            "/static/nothing",
            "/alice/playlist/high.m3u8",
        ] {
            self.get(path);
        }
        for path in ["/alice/playlist.m3u8", "/alice/playlist/Low.m3u8"] {
            let playlist = self.get(path);
            if playlist.status == 200 {
                for address in listed(&playlist) {
                    self.get(&address);
                }
            }
        }
        // also where it is thrown at the server
        for path in [
            format!("/hls/{KEY}-0.ts"),
            format!("/{KEY}/"),
            format!("/{KEY}/info"),
            format!("/hls/{KEY}.m3u8"),
        ] {
            self.get(&path).must_be(404);
        }
        for fields in
            [call("publish", KEY, 1, "192.0.2.1"), format!("{}&name=x", call("publish", KEY, 1, "x"))]
        {
            for hook in ["on_publish", "on_publish_done", "on_update"] {
                let path = format!("/auth/{hook}");
                self.see(self.server.post(&path, &fields));
                self.see(self.server.get(&format!("{path}?{fields}")));
                let outside = Request::new("POST", &path).header("X-Real-IP", "192.0.2.1").form(&fields);
                self.see(self.server.send(outside));
            }
        }
        let wrong = format!("wrong-{KEY}");
        self.see(publish(self.server, &wrong, 3)).must_be(404);
    }

    /// Everything that breaks and is told of in the log.
    fn break_things(&mut self, recording: &Recording, next: u64) {
        recording.list_raw(format!("#EXTM3U\n#EXTINF:1,\n/{KEY}/{KEY}-1.ts\n").as_bytes());
        self.server.until_logged("playlist is ignored");
        // a segment that is too large to be sent, one that is missing, and something in the place of a link
        for number in next..next + 3 {
            let _ = fs::remove_file(recording.segment(number));
        }
        fs::File::create(recording.segment(next)).unwrap().set_len(300 << 20).unwrap();
        fs::create_dir(recording.segment(next + 1)).unwrap();
        recording.list(next..next + 3);
        let end = format!("-{}.ts", next + 2);
        let addresses = until("the next playlist", || {
            let playlist = self.server.get("/alice/playlist.m3u8");
            listed(&playlist).last()?.ends_with(&end).then(|| listed(&playlist))
        });
        for address in addresses {
            // with nginx in front, it is for nginx to find out
            let answer = self.get(&address);
            assert!(answer.status == 404 || answer.header("x-accel-redirect").is_some(), "{address}");
        }
        let folder = self.server.site().hls_dir();
        fs::rename(&folder, folder.with_extension("aside")).unwrap();
        self.server.until_logged("hls folder is missing");
        self.look_around();
        fs::rename(folder.with_extension("aside"), &folder).unwrap();
        until("the folder is back", || (self.server.get("/readyz").status == 200).then_some(()));
    }
}

#[test]
fn the_key_is_nowhere_to_be_seen() {
    never_shows_the_key("keyless: false\ndelivery: server");
}

#[test]
fn the_key_is_nowhere_to_be_seen_where_nginx_finds_segments_by_links() {
    never_shows_the_key("keyless: false\ndelivery: links");
}

#[test]
fn the_key_is_nowhere_to_be_seen_where_nginx_is_told_of_segments() {
    never_shows_the_key("keyless: false\ndelivery: accel\nvideo_qualities: [High, Low]");
}

#[test]
fn the_key_is_nowhere_to_be_seen_in_keyless_mode() {
    never_shows_the_key("keyless: true\ndelivery: links");
}

/// Plays a whole broadcast on a site with this configuration, with everything that can go wrong.
fn never_shows_the_key(setup: &str) {
    let site = Site::new(&format!("{setup}\ndebug: true\nlog: {{level: trace}}\nlive_indicator_delay: 60\n"));
    site.add_streamer("alice", KEY);
    let mut server = site.start();
    let mut name = KEY.to_owned();
    let mut inspector = Inspector { server: &server, seen: 0 };
    inspector.look_around();
    let admitted = inspector.see(publish(&server, KEY, 1));
    if let Some(rename) = admitted.header("location") {
        name = rename.to_owned();
    }
    let recordings: &[String] = if setup.contains("High") {
        &[format!("{name}_High"), format!("{name}_Low")]
    } else {
        std::slice::from_ref(&name)
    };
    let recordings: Vec<Recording> = recordings.iter().map(|stem| Recording::new(&server, stem)).collect();
    let media = media(server.site().hls_dir().parent().unwrap(), "320x180");
    recordings.iter().rev().for_each(|recording| recording.write_media(0..3, &media));
    server.until_info("alice", "live", true);
    // ffmpeg takes a picture meanwhile
    until("a picture", || {
        assert!(!processes().contains(KEY), "{}", processes());
        let listed = inspector.get("/api/streams").json();
        listed[0]["picture"].is_string().then_some(())
    });
    inspector.look_around();
    inspector.break_things(&recordings[0], 10);
    inspector.see(publish_done(&server, KEY, 1)).must_be(200);
    inspector.look_around();
    assert!(inspector.seen > 100);

    assert!(server.stop().success());
    let log = server.log();
    assert!(log.contains("publisher admitted") && log.contains("TRACE"), "the log tells too little");
    assert!(!log.contains(KEY), "{setup}: {:?}", log.lines().find(|line| line.contains(KEY)));
    for entry in fs::read_dir(server.site().path("data")).unwrap() {
        let file = entry.unwrap().path();
        let contents = fs::read(&file).unwrap_or_default();
        assert!(!contents.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "{}", file.display());
    }
}
