//! Playlists and segments, in every way of delivery.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::encoder::{Recording, listed, media, publish};
use crate::http::Request;
use crate::server::{Server, Site, until};

fn site(yaml: &str) -> Server {
    let site = Site::new(yaml);
    site.add_streamer("alice", "hunter2");
    site.start()
}

fn live(yaml: &str) -> (Server, Recording) {
    let server = site(yaml);
    let recording = Recording::new(&server, "hunter2");
    recording.write(4..7);
    server.until_info("alice", "live", true);
    (server, recording)
}

#[test]
fn playlist_names_segments_that_cannot_be_guessed() {
    let (server, recording) = live("");
    let playlist = server.get("/alice/playlist.m3u8").must_be(200);
    assert_eq!(playlist.header("content-type"), Some("application/vnd.apple.mpegurl"));
    assert_eq!(playlist.header("cache-control"), Some("public, max-age=1"));
    assert!(playlist.text().contains("#EXT-X-MEDIA-SEQUENCE:4\n"), "{}", playlist.text());
    let addresses = listed(&playlist);
    let prefix = addresses[0].strip_prefix("/hls/").unwrap().strip_suffix("-4.ts").unwrap();
    assert_eq!(prefix.len(), 26);
    for (number, address) in (4..).zip(&addresses) {
        assert_eq!(*address, format!("/hls/{prefix}-{number}.ts"));
        let segment = server.get(address).must_be(200);
        assert_eq!(segment.body, recording.contents(number));
        assert_eq!(segment.header("content-type"), Some("video/mp2t"));
        assert_eq!(segment.header("cache-control"), Some("public, max-age=3600, immutable"));
    }
    // neither by the name of the streamer or of the file, nor one that is still being written
    std::fs::write(recording.segment(7), "half").unwrap();
    for file in
        ["alice-4.ts", "hunter2-4.ts", "hunter2.m3u8", &format!("{prefix}-7.ts"), &format!("{prefix}-04.ts")]
    {
        let answer = server.get(&format!("/hls/{file}")).must_be(404);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{file}");
    }
}

#[test]
fn segments_render_no_page_again() {
    let (server, recording) = live("");
    let rendered = || {
        for path in ["/", "/api/streams", "/alice/", "/alice/info"] {
            server.get(path).must_be(200);
        }
        let metrics = server.get("/metrics");
        let text = metrics.text();
        let count = text.lines().find_map(|line| line.strip_prefix("pystreaming_pages_rendered_total "));
        count.unwrap().parse::<u64>().unwrap()
    };
    let before = rendered();
    assert!(before >= 4, "{before}");
    for newest in 7..12 {
        recording.write(newest - 2..newest + 1);
        let name = format!("-{newest}.ts");
        until("the segment is listed", || {
            server.get("/alice/playlist.m3u8").text().contains(&name).then_some(())
        });
        assert_eq!(rendered(), before);
    }
}

#[test]
fn playlists_are_compressed_and_segments_are_not() {
    let (server, recording) = live("");
    let accepting = |path: &str| server.send(Request::new("GET", path).header("Accept-Encoding", "gzip"));
    let playlist = server.get("/alice/playlist.m3u8");
    let packed = accepting("/alice/playlist.m3u8").must_be(200);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut unpacked).unwrap();
    assert_eq!(unpacked, playlist.body);
    let segment = accepting(&listed(&playlist)[0]).must_be(200);
    assert_eq!((segment.header("content-encoding"), &segment.body), (None, &recording.contents(4)));
}

#[test]
fn parts_of_segments_are_sent() {
    let (server, recording) = live("");
    let address = &listed(&server.get("/alice/playlist.m3u8"))[0];
    let whole = recording.contents(4);
    let part = |range: &str| server.send(Request::new("GET", address).header("Range", range));
    let first = part("bytes=0-9").must_be(206);
    assert_eq!((&first.body[..], first.header("content-range")), (&whole[..10], Some("bytes 0-9/1000")));
    assert_eq!(part("bytes=990-").must_be(206).body, &whole[990..]);
    assert_eq!(part("bytes=-5").must_be(206).body, &whole[995..]);
    assert_eq!(part("bytes=1000-").must_be(416).header("content-range"), Some("bytes */1000"));
    for ignored in ["bytes=5-2", "lines=1-2", "bytes=0-1,5-6", "bytes=99999999999999999999999-"] {
        assert_eq!(part(ignored).must_be(200).body, whole, "{ignored}");
    }
    let stale = Request::new("GET", address).header("Range", "bytes=0-9").header("If-Range", "\"other\"");
    assert_eq!(server.send(stale).must_be(200).body, whole);
    let head = server.head(address).must_be(200);
    assert_eq!((head.header("content-length"), head.header("accept-ranges")), (Some("1000"), Some("bytes")));
}

#[test]
fn who_is_not_live_has_no_playlist() {
    let server = site("live_indicator_delay: 0.2\nreconnect_window: 0");
    for path in ["/alice/playlist.m3u8", "/alice/master.m3u8", "/alice/playlist/Low.m3u8"] {
        assert_eq!(server.get(path).must_be(404).header("cache-control"), Some("no-store"), "{path}");
    }
    let recording = Recording::new(&server, "hunter2");
    recording.write(0..3);
    let live = server.until_info("alice", "live", true);
    let address = listed(&server.get("/alice/playlist.m3u8")).remove(0);
    // the playlist stops moving, of which no event tells
    server.until_info("alice", "state", "offline");
    server.get("/alice/playlist.m3u8").must_be(404);
    server.get(&address).must_be(404);
    // the next broadcast has other names
    recording.write(0..3);
    assert_ne!(server.until_info("alice", "live", true)["broadcast"], live["broadcast"]);
    assert_ne!(listed(&server.get("/alice/playlist.m3u8"))[0], address);
}

#[test]
fn a_stream_is_live_while_its_next_segment_grows() {
    let (server, recording) = live("reconnect_window: 0");
    let mut bytes = 0;
    // the playlist alone would do for five seconds
    let listed = Instant::now();
    until("the playlist to be old", || {
        bytes += 1;
        std::fs::write(recording.segment(7), vec![0; bytes]).unwrap();
        assert_eq!(server.get("/alice/info").json()["live"], true, "after {:?}", listed.elapsed());
        (listed.elapsed() > Duration::from_secs(8)).then_some(())
    });
    server.until_info("alice", "state", "offline");
}

#[test]
fn ladder_has_a_playlist_for_each_quality_and_one_of_them_all() {
    let server = site("video_qualities: [High, Low]");
    let rungs = [("High", "640x360"), ("Low", "320x180")];
    let folder = tempfile::tempdir().unwrap();
    for (quality, size) in rungs {
        Recording::new(&server, &format!("hunter2_{quality}")).write_media(0..2, &media(folder.path(), size));
    }
    server.until_info("alice", "live", true);
    let master = until("both qualities", || {
        let master = server.get("/alice/master.m3u8");
        (master.status == 200 && listed(&master).len() == 2).then_some(master)
    });
    for (quality, size) in rungs {
        let needed =
            [format!("RESOLUTION={size}"), "FRAME-RATE=30".into(), format!("playlist/{quality}.m3u8")];
        for attribute in needed {
            assert!(master.text().contains(&attribute), "{attribute}: {}", master.text());
        }
        let playlist = server.get(&format!("/alice/playlist/{quality}.m3u8")).must_be(200);
        assert!(listed(&playlist)[0].ends_with(&format!("_{quality}-0.ts")));
        server.get(&listed(&playlist)[0]).must_be(200);
    }
    assert!(master.text().contains("CODECS=\"avc1."), "{}", master.text());
    assert!(master.text().contains("BANDWIDTH="), "{}", master.text());
    // the first quality goes by the short address too
    assert_eq!(listed(&server.get("/alice/playlist.m3u8")), listed(&server.get("/alice/playlist/High.m3u8")));
    for odd in [
        "high",
        "HIGH",
        "Medium",
        "",
        "High%00",
        "..%2fHigh",
        "High.m3u8",
        "%48igh%20",
        "..",
        "High%2f..%2fLow",
    ] {
        server.get(&format!("/alice/playlist/{odd}.m3u8")).must_be(404);
    }
}

#[test]
fn what_players_ask_for_is_answered_as_programs_read_it() {
    let server = site("");
    for (target, told) in [
        ("/nobody/playlist.m3u8", "no such streamer"),
        ("/alice/master.m3u8", "not live"),
        ("/alice/playlist/a%20b.m3u8", "not live"),
        ("/-/live/abc/0/nonsense", "not live"),
        ("/-/live/abc", "not live"),
    ] {
        let answer = server.get(target).must_be(404);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "{target}");
        assert!(answer.text().contains(told), "{target}: {}", answer.text());
        assert!(server.head(target).must_be(404).body.is_empty(), "{target}");
        assert_eq!(server.post(target, "").must_be(405).header("allow"), Some("GET, HEAD"), "{target}");
    }
}

#[test]
fn only_the_first_quality_decides_whether_a_stream_is_live() {
    let server = site("video_qualities: [High, Low]");
    Recording::new(&server, "hunter2_Low").write(0..2);
    Recording::new(&server, "hunter2_high").write(0..2);
    Recording::new(&server, "hunter2").write(0..2);
    Recording::new(&server, "hunter2_High").write(0..2);
    server.until_info("alice", "live", true);
    until("both qualities", || (server.get("/alice/playlist/Low.m3u8").status == 200).then_some(()));
    server.get("/alice/playlist/high.m3u8").must_be(404);

    let server = site("video_qualities: [High, Low]");
    Recording::new(&server, "hunter2_Low").write(0..2);
    publish(&server, "hunter2", 1).must_be(200);
    // a broadcast is known, and so is its other quality
    until("Low is known", || (server.get("/alice/playlist/Low.m3u8").status == 200).then_some(()));
    assert_eq!(server.get("/alice/info").json()["live"], false);
}

#[test]
fn nginx_is_told_where_the_segments_lie() {
    let (server, _) = live("delivery: accel\naccel_location: /inside");
    let address = listed(&server.get("/alice/playlist.m3u8")).remove(0);
    let answer = server.get(&address).must_be(200);
    let name = address.strip_prefix("/hls/").unwrap();
    assert_eq!(answer.header("x-accel-redirect"), Some(format!("/inside/{name}").as_str()));
    assert_eq!(answer.header("content-type"), Some("video/mp2t"));
    assert!(answer.body.is_empty());
    assert!(server.site().hls_dir().join(name).exists(), "what nginx is told is there");
    let missing = server.get(&address.replace("-4.ts", "-9.ts")).must_be(404);
    assert_eq!(missing.header("x-accel-redirect"), None);
}

#[test]
fn links_are_there_before_a_playlist_names_them_and_go_with_the_broadcast() {
    let (server, recording) = live("delivery: links\nlive_indicator_delay: 1\nreconnect_window: 0");
    let folder = server.site().hls_dir();
    for address in listed(&server.get("/alice/playlist.m3u8").must_be(200)) {
        let link = folder.join(address.strip_prefix("/hls/").unwrap());
        assert!(link.is_symlink() && link.exists(), "{address}");
    }
    let others: BTreeSet<_> = [4, 5, 6].iter().map(|number| recording.segment(*number)).collect();
    server.until_info("alice", "state", "offline");
    until("the links are gone", || {
        let links =
            std::fs::read_dir(&folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_symlink());
        (links.count() == 0).then_some(())
    });
    assert!(others.iter().all(|file| file.exists()), "what nginx wrote is nginx' own");
}

#[test]
fn a_picture_of_what_is_on_is_shown_of_open_streams_only() {
    let server = site("");
    server.site().add_streamer("locked", "locked-key");
    server.site().admin(&["streamer", "password", "-u", "locked", "-p", "sesame"]);
    let folder = tempfile::tempdir().unwrap();
    let media = media(folder.path(), "320x180");
    // whoever looks at the front page wants pictures
    server.get("/").must_be(200);
    let mut number = 0;
    let picture = until("a picture", || {
        for key in ["hunter2", "locked-key"] {
            Recording::new(&server, key).write_media(number..number + 2, &media);
        }
        number += 1;
        let listed = server.get("/api/streams").json();
        listed.as_array().unwrap().iter().find_map(|stream| Some(stream["picture"].as_str()?.to_owned()))
    });
    assert!(picture.starts_with("/alice/picture.jpg?v="), "{picture}");
    let jpeg = server.get(&picture).must_be(200);
    assert_eq!((jpeg.header("content-type"), &jpeg.body[..2]), (Some("image/jpeg"), &[0xff, 0xd8][..]));
    server.get("/locked/picture.jpg").must_be(404);
    server.site().admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
    until("the picture is gone", || (server.get(&picture).status == 404).then_some(()));
}
