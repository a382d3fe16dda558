//! The HLS folder when it is not there, not readable, or full of what nginx never wrote.

use std::ffi::CString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::encoder::{Recording, listed, publish};
use crate::server::{Server, Site, until};

fn site() -> Site {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site
}

fn live(site: Site) -> (Server, Recording) {
    let server = site.start();
    let recording = Recording::new(&server, "hunter2");
    recording.write(0..3);
    server.until_info("alice", "live", true);
    (server, recording)
}

#[track_caller]
fn until_folder(server: &Server, state: &str) {
    until(state, || {
        let answer = server.get("/readyz");
        let ready = answer.status == 200;
        (answer.json()["hls_dir"] == state && ready == (state == "ok")).then_some(())
    });
}

/// Root may do everything; take that from it, so that permissions hold.
const WITHOUT_PRIVILEGES: &str =
    r#"[ "$(id -u)" != 0 ] || exec setpriv --bounding-set=-dac_override,-dac_read_search "$0" "$@""#;

#[test]
fn a_folder_that_is_missing_is_told_of_and_used_as_soon_as_it_is_there() {
    let site = site();
    fs::remove_dir(site.hls_dir()).unwrap();
    let server = site.start();
    until_folder(&server, "missing");
    server.until_logged("hls folder is missing; create it");
    server.get("/").must_be(200);
    server.get("/alice/").must_be(200);
    publish(&server, "hunter2", 1).must_be(200);
    fs::create_dir(server.site().hls_dir()).unwrap();
    until_folder(&server, "ok");
    Recording::new(&server, "hunter2").write(0..3);
    server.until_info("alice", "live", true);
}

#[test]
fn a_folder_that_is_deleted_and_made_again_interrupts_the_broadcast_and_no_more() {
    let (server, recording) = live(site());
    let before = server.get("/alice/info").json();
    let folder = server.site().hls_dir();
    fs::remove_dir_all(&folder).unwrap();
    server.until_info("alice", "state", "reconnecting");
    server.get("/alice/playlist.m3u8").must_be(404);
    fs::create_dir(&folder).unwrap();
    recording.write(3..6);
    let after = server.until_info("alice", "live", true);
    assert_eq!((&after["broadcast"], &after["started"]), (&before["broadcast"], &before["started"]));
    // and once more, with another folder moved into its place
    fs::rename(&folder, server.site().path("aside")).unwrap();
    fs::create_dir(server.site().path("new")).unwrap();
    fs::rename(server.site().path("new"), &folder).unwrap();
    recording.write(6..9);
    until("the new playlist", || {
        server.get("/alice/playlist.m3u8").text().contains("#EXT-X-MEDIA-SEQUENCE:6\n").then_some(())
    });
}

#[test]
fn a_folder_that_may_not_be_read_keeps_what_is_known_until_it_may() {
    let site = site();
    let server = site.start_after(WITHOUT_PRIVILEGES);
    let recording = Recording::new(&server, "hunter2");
    recording.write(0..3);
    server.until_info("alice", "live", true);
    let folder = server.site().hls_dir();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).unwrap();
    until_folder(&server, "unreadable");
    server.until_logged("hls folder cannot be read");
    server.get("/alice/playlist.m3u8").must_be(200);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    until_folder(&server, "ok");
    recording.write(3..6);
    until("the new playlist", || {
        server.get("/alice/playlist.m3u8").text().contains("#EXT-X-MEDIA-SEQUENCE:3\n").then_some(())
    });
}

#[test]
fn a_folder_that_may_not_be_written_is_told_of_where_links_are_needed() {
    let site = Site::new("delivery: links");
    site.add_streamer("alice", "hunter2");
    let server = site.start_after(WITHOUT_PRIVILEGES);
    let recording = Recording::new(&server, "hunter2");
    let folder = server.site().hls_dir();
    recording.write(0..2);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    server.until_info("alice", "live", true);
    let address = listed(&server.get("/alice/playlist.m3u8").must_be(200)).remove(0);
    if !folder.join(address.strip_prefix("/hls/").unwrap()).exists() {
        server.until_logged("cannot make links in the hls folder");
    }
    // whoever asks the server itself is served all the same
    server.get(&address).must_be(200);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    recording.write(2..4);
    until("links", || {
        let addresses = listed(&server.get("/alice/playlist.m3u8"));
        addresses
            .iter()
            .all(|address| folder.join(address.strip_prefix("/hls/").unwrap()).exists())
            .then_some(())
    });
}

#[test]
fn playlists_that_nginx_never_wrote_leave_the_last_good_one() {
    let (server, recording) = live(site());
    let good = server.get("/alice/playlist.m3u8").must_be(200).body;
    let with = |lines: &str| {
        format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:9\n{lines}").into_bytes()
    };
    let segment = |name: &str| with(&format!("#EXTINF:2,\n{name}\n"));
    let bad = [
        ("playlist is not text", with("#EXTINF:2,\nhunter2-\0.ts\n")),
        ("lists a file that does not belong to it", segment("/etc/passwd")),
        ("playlist is torn", with("#EXTINF:2,\nhunter2-9.t")),
        ("playlist is not text", [&with("")[..], b"\xff\xfe\n"].concat()),
        ("lists a file that does not belong to it", segment("../hunter2-9.ts")),
        ("playlist is longer than", vec![b'\n'; 2 << 20]),
        ("lists a file that does not belong to it", segment("https://evil.example/hunter2-9.ts")),
        ("playlist is torn", Vec::new()),
        ("lists a file that does not belong to it", segment("other-9.ts")),
        (
            "unusable EXT-X-TARGETDURATION",
            b"#EXTM3U\n#EXT-X-TARGETDURATION:-1\n#EXTINF:2,\nhunter2-9.ts\n".to_vec(),
        ),
        ("uses EXT-X-KEY", with("#EXT-X-KEY:METHOD=AES-128,URI=\"https://evil.example/\"\n")),
        ("unusable EXTINF", with("#EXTINF:1e999,\nhunter2-9.ts\n")),
    ];
    for (problem, playlist) in bad {
        let before = server.log().matches(problem).count();
        recording.list_raw(&playlist);
        until(problem, || (server.log().matches(problem).count() > before).then_some(()));
        assert_eq!(server.get("/alice/playlist.m3u8").must_be(200).body, good, "{problem}");
    }
    // a gigabyte, most of which is not even there
    let before = server.log().matches("playlist is longer than").count();
    fs::File::create(server.site().path("huge")).unwrap().set_len(1 << 30).unwrap();
    fs::rename(server.site().path("huge"), recording.playlist()).unwrap();
    until("it is ignored", || {
        (server.log().matches("playlist is longer than").count() > before).then_some(())
    });
    assert_eq!(server.get("/alice/playlist.m3u8").must_be(200).body, good);
    recording.write(3..6);
    until("good again", || (server.get("/alice/playlist.m3u8").body != good).then_some(()));
    assert!(!server.log().contains("hunter2"));
}

#[test]
fn links_pipes_and_folders_are_neither_playlists_nor_segments() {
    let (server, recording) = live(site());
    let secret = server.site().path("secret");
    fs::write(&secret, "a secret outside of the folder").unwrap();
    let addresses = listed(&server.get("/alice/playlist.m3u8"));
    let numbers = [0, 1, 2].map(|number| recording.segment(number));
    numbers.iter().for_each(|segment| fs::remove_file(segment).unwrap());
    symlink(&secret, &numbers[0]).unwrap();
    pipe(&numbers[1]);
    fs::create_dir(&numbers[2]).unwrap();
    for address in &addresses {
        let answer = server.get(address).must_be(404);
        assert!(!answer.everything().contains("a secret"));
    }
    // playlists of others: none of them is followed, and none holds the server up
    server.site().add_streamer("bob", "bobs-key");
    server.site().add_streamer("eve", "eves-key");
    let bobs = Recording::new(&server, "bobs-key");
    bobs.write(0..1);
    fs::rename(bobs.playlist(), server.site().path("bobs.m3u8")).unwrap();
    symlink(server.site().path("bobs.m3u8"), bobs.playlist()).unwrap();
    pipe(&Recording::new(&server, "eves-key").playlist());
    recording.write(10..12);
    until("alice goes on", || {
        server.get("/alice/playlist.m3u8").text().contains("#EXT-X-MEDIA-SEQUENCE:10\n").then_some(())
    });
    for streamer in ["bob", "eve"] {
        server.until_info(streamer, "state", "offline");
    }
}

#[test]
fn files_that_come_and_go_all_the_time_disturb_nobody() {
    let (server, recording) = live(site());
    let folder = server.site().hls_dir();
    for round in 3..40_u64 {
        recording.write(round..round + 2);
        let _ = fs::remove_file(recording.segment(round));
        fs::write(folder.join(format!("flood-{round}.m3u8")), "#EXTM3U\n").unwrap();
        if round % 3 == 0 {
            fs::remove_file(recording.playlist()).unwrap();
        }
        let status = server.get("/alice/playlist.m3u8").status;
        assert!(matches!(status, 200 | 404), "{status}");
    }
    recording.write(40..43);
    until("live with the last playlist", || {
        server.get("/alice/playlist.m3u8").text().contains("#EXT-X-MEDIA-SEQUENCE:40\n").then_some(())
    });
}

fn pipe(path: &std::path::Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let path = CString::new(path.to_str().unwrap()).unwrap();
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}
