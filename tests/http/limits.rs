//! Many connections, few descriptors, slow readers, and the end.

use std::fs;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::encoder::{Recording, listed};
use crate::http::Connection;
use crate::server::{Server, Site, until};

fn site() -> Site {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    site
}

/// As many descriptors as there may be, for us and for whom we start.
fn many_descriptors(needed: u64) {
    let limit = getrlimit(Resource::Nofile);
    assert!(
        limit.maximum.is_none_or(|most| most >= needed),
        "this test needs `ulimit -Hn` of at least {needed}"
    );
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
}

fn resident_kib(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid().as_raw_nonzero())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn the_end_comes_within_ten_seconds_whoever_is_connected() {
    many_descriptors(3000);
    let mut server = site().start();
    let recording = Recording::new(&server, "hunter2");
    recording.write_media(0..1, &vec![7; 8 << 20]);
    server.until_info("alice", "live", true);
    let address = listed(&server.get("/alice/playlist.m3u8")).remove(0);
    let download = format!("GET {address} HTTP/1.1\r\nHost: x\r\n\r\n");
    let kinds =
        ["", "GET / HT", "POST /theme HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nth", &download];
    let mut connections: Vec<Connection> = (0..2000).map(|_| server.connect()).collect();
    for (number, connection) in connections.iter_mut().enumerate() {
        // most of them idle, some in the middle of something, a few with an answer that they do not read
        let kind = if number < 20 { 3 } else { number % 3 };
        connection.send(kinds[kind]);
    }
    server.get("/alice/info").must_be(200);
    let told = Instant::now();
    let status = server.stop();
    assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
    assert_eq!(status.code(), Some(0));
}

#[test]
fn out_of_descriptors_it_accepts_again_as_soon_as_there_are_some() {
    let site = Site::new("live_indicator_delay: 60");
    site.add_streamer("alice", "hunter2");
    let server = site.start_after("ulimit -n 64");
    Recording::new(&server, "hunter2").write(0..3);
    server.until_info("alice", "live", true);
    for _ in 0..2 {
        let crowd: Vec<Connection> = (0..200).map(|_| server.connect()).collect();
        // they are taken in until there is no descriptor left
        let descriptors = format!("/proc/{}/fd", server.pid().as_raw_nonzero());
        until("all descriptors are in use", || {
            (fs::read_dir(&descriptors).unwrap().count() >= 63).then_some(())
        });
        drop(crowd);
        server.get("/alice/playlist.m3u8").must_be(200);
        server.get("/").must_be(200);
    }
    until("ready again", || (server.get("/readyz").status == 200).then_some(()));
    Recording::new(&server, "hunter2").write(3..6);
    until("the next playlist", || {
        server.get("/alice/playlist.m3u8").text().contains("SEQUENCE:3\n").then_some(())
    });
    assert!(server.log().lines().count() < 100, "the log is flooded");
}

#[test]
fn clients_that_do_not_read_cost_next_to_nothing() {
    let server = site().start();
    Recording::new(&server, "hunter2").write_media(0..1, &vec![7; 16 << 20]);
    server.until_info("alice", "live", true);
    let address = listed(&server.get("/alice/playlist.m3u8")).remove(0);
    assert_eq!(server.get(&address).must_be(200).body.len(), 16 << 20);
    let before = resident_kib(&server);
    let mut silent: Vec<Connection> = (0..60).map(|_| server.connect()).collect();
    for connection in &mut silent {
        connection.send(format!("GET {address} HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    // every one of them has begun to be answered
    silent.iter_mut().for_each(|connection| assert!(!connection.is_closed()));
    server.get("/alice/info").must_be(200);
    let grown = resident_kib(&server).saturating_sub(before) / 1024;
    assert!(grown < 60, "{grown} MiB for 60 clients that do not read");
}

/// Processor time that the server has used, in hundredths of a second.
fn processor_time(server: &Server) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.pid().as_raw_nonzero())).unwrap();
    // the name of the program, in parentheses, is the second field
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

#[test]
fn requests_wait_with_clients_that_do_not_read_the_answers() {
    let server = site().start();
    Recording::new(&server, "hunter2").write_media(0..1, &vec![7; 1 << 20]);
    server.until_info("alice", "live", true);
    let segment = listed(&server.get("/alice/playlist.m3u8")).remove(0);
    // large enough that what the system holds of the answers is soon full
    let file = format!("GET {segment} HTTP/1.1\r\nHost: x\r\n\r\n");
    let form = "POST /auth/on_publish_done HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nname=x";
    let floods =
        [file.repeat(100), format!("{}{file}", form.repeat(10)), format!("{file}{}", "\r\n".repeat(100))];
    server.get("/alice/info").must_be(200);
    let before = resident_kib(&server);
    let mut connections: Vec<Connection> = (0..12).map(|_| server.connect()).collect();
    for (number, connection) in connections.iter_mut().enumerate() {
        connection.flood(floods[number % floods.len()].as_bytes());
    }
    let grown = resident_kib(&server).saturating_sub(before) / 1024;
    assert!(grown < 12, "{grown} MiB for 12 clients that do not read");
    until("they take no processor time", || {
        let begun = (Instant::now(), processor_time(&server));
        while begun.0.elapsed() < Duration::from_millis(300) {
            server.get("/alice/info").must_be(200);
            std::thread::sleep(Duration::from_millis(50));
        }
        (processor_time(&server) - begun.1 < 10).then_some(())
    });
    // a client that reads gets all answers
    let mut reader = server.connect();
    reader.send("GET /alice/info HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200));
    for _ in 0..200 {
        reader.answer().unwrap().must_be(200);
    }
}
