//! Smaller qualities of a stream, encoded by ffmpeg.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::http::Answer;
use crate::ingest::{Ingest, KEY};
use crate::server::{Server, until, within};

const LADDER: &str = "ladder:\n\
    - {name: giant, height: 720, bitrate: 5000}\n\
    - {name: middle, height: 120, bitrate: 200, options: [preset=ultrafast]}\n\
    - {name: small, height: 90, bitrate: 100, frame_rate: 15, options: [preset=ultrafast]}";

/// The ffmpeg that encodes for a server.
fn encoder_of(server: &Server) -> Option<Pid> {
    let parent = server.pid().as_raw_pid().to_string();
    let pids =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    pids.into_iter()
        .find(|pid: &i32| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let is_child =
                stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)) == Some(&parent);
            is_child && command_line(*pid).contains("pipe:3")
        })
        .and_then(Pid::from_raw)
}

fn command_line(pid: i32) -> String {
    String::from_utf8_lossy(&fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()).into_owned()
}

fn is_there(pid: Pid) -> bool {
    // a zombie has no command line
    !command_line(pid.as_raw_pid()).is_empty()
}

fn playlist(server: &Server, quality: &str) -> Answer {
    server.get(&format!("/zo%C3%AB/playlist/{quality}.m3u8")).must_be(200)
}

/// Begin and duration of each whole segment.
fn segments(playlist: &Answer) -> Vec<&str> {
    let is_one = |line: &&str| line.starts_with("#EXT-X-PROGRAM-DATE-TIME:") || line.starts_with("#EXTINF:");
    playlist.text().lines().filter(is_one).collect()
}

#[test]
fn stream_has_the_qualities_of_the_ladder_also_after_their_encoder_died() {
    let mut ingest = Ingest::start(LADDER);
    let publisher = ingest.publish(KEY);
    ingest.until_state("live");
    let master = ingest.server.get("/zo%C3%AB/master.m3u8").must_be(200);
    let names: Vec<_> = master.text().lines().filter(|line| !line.starts_with('#')).collect();
    let wanted = ["playlist/180p.m3u8", "playlist/middle.m3u8", "playlist/small.m3u8"];
    assert_eq!(names, wanted, "none is higher than the source");
    for size in ["320x180", "214x120", "160x90"] {
        assert!(master.text().contains(&format!("RESOLUTION={size}")), "{}", master.text());
    }

    // whole segments begin with a key frame of their own at the same time
    let smaller = until("the first segments", || {
        let smaller = playlist(&ingest.server, "small");
        (segments(&smaller).len() >= 6).then_some(smaller)
    });
    let source = playlist(&ingest.server, "180p");
    let (of_smaller, of_source) = (segments(&smaller), segments(&source));
    let both = of_smaller.len().min(of_source.len()) / 2 * 2;
    assert_eq!(of_smaller[..both - 2], of_source[..both - 2]);
    for text in [smaller.text(), source.text()] {
        assert!(text.contains("#EXT-X-INDEPENDENT-SEGMENTS") && !text.contains("GAP"), "{text}");
        assert_eq!(text.matches("#EXT-X-RENDITION-REPORT").count(), 2);
    }

    let encoder = encoder_of(&ingest.server).unwrap();
    let environment = fs::read(format!("/proc/{}/environ", encoder.as_raw_pid())).unwrap();
    let environment = String::from_utf8_lossy(&environment);
    assert!(!environment.contains("PYSTREAMING") && !environment.contains("CARGO"), "{environment}");
    assert!(!command_line(encoder.as_raw_pid()).contains(KEY));

    kill_process(encoder, Signal::KILL).unwrap();
    until("the hole", || playlist(&ingest.server, "small").text().contains("#EXT-X-GAP\n").then_some(()));
    let again = within(Duration::from_secs(30), "the quality comes back", || {
        let text = playlist(&ingest.server, "small").text().to_owned();
        let gap = text.rfind("GAP")?;
        text[gap..].contains("INDEPENDENT=YES").then_some(text)
    });
    assert!(!again.contains("#EXT-X-DISCONTINUITY\n"), "{again}");
    assert!(!playlist(&ingest.server, "180p").text().contains("GAP"));
    let log = ingest.server.log();
    assert!(log.contains("ffmpeg ended") && log.contains("signal: 9"), "{log}");

    // a server that dies leaves nothing behind
    let second = encoder_of(&ingest.server).unwrap();
    assert_ne!(second, encoder);
    ingest.server.crash();
    until("ffmpeg ends by itself", || (!is_there(second)).then_some(()));
    drop(publisher);
}

#[test]
fn encoder_of_the_ladder_ends_with_its_publisher() {
    let ingest = Ingest::start(LADDER);
    let publisher = ingest.publish(KEY);
    let encoder = until("ffmpeg starts", || encoder_of(&ingest.server));
    drop(publisher);
    until("ffmpeg ends", || (!is_there(encoder)).then_some(()));
    assert_eq!(encoder_of(&ingest.server), None);
}

#[test]
fn stream_goes_on_without_a_ladder_that_cannot_be_encoded() {
    let ingest =
        Ingest::start("ladder: [{name: small, height: 90, bitrate: 100, encoder: h264_videotoolbox}]");
    ingest.server.until_logged("ffmpeg lacks an encoder of the ladder");
    let _publisher = ingest.publish(KEY);
    ingest.until_state("live");
    let master = ingest.server.get("/zo%C3%AB/master.m3u8").must_be(200);
    assert!(master.text().contains("320x180") && !master.text().contains("small"), "{}", master.text());
    ingest.server.until_logged("no smaller qualities in this broadcast");
}
