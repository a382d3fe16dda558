//! The server ends, well or badly, and starts again.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pystreaming::storage::{DatabaseSettings, MySqlServer};
use rustix::process::Signal;

use crate::encoder::{Recording, listed, publish};
use crate::http::{Connection, Request};
use crate::mariadb::{MariaDb, PASSWORD};
use crate::server::{Server, Site, until, within};

const TWO_SECONDS: Duration = Duration::from_secs(2);

#[test]
fn a_restart_in_the_middle_of_a_broadcast_loses_nothing() {
    for (setup, qualities) in [
        ("keyless: false", &[""][..]),
        ("keyless: true", &[""]),
        ("keyless: true\nvideo_qualities: [High, Low]", &["_High", "_Low"]),
        ("delivery: links", &[""]),
    ] {
        let site = Site::new(&format!("{setup}\nlive_indicator_delay: 20"));
        site.add_streamer("alice", "hunter2");
        site.admin(&["streamer", "password", "-u", "alice", "-p", "sesame"]);
        let mut server = site.start();
        let rename = publish(&server, "hunter2", 7).header("location").map(str::to_owned);
        let name = rename.unwrap_or("hunter2".into());
        let recordings: Vec<_> =
            qualities.iter().map(|quality| Recording::new(&server, &format!("{name}{quality}"))).collect();
        recordings.iter().rev().for_each(|recording| recording.write(0..3));
        let cookie = server.post("/alice/password", "streampass=sesame").must_be(302);
        let cookie = cookie.header("set-cookie").unwrap().to_owned();
        let get = |server: &Server, path: &str| server.send(Request::new("GET", path).cookie(&cookie));
        until("live", || (get(&server, "/alice/info").json()["live"] == true).then_some(()));
        let before = get(&server, "/alice/info").json();
        let addresses = listed(&get(&server, "/alice/playlist.m3u8").must_be(200));

        for crash in [true, false] {
            if crash {
                server.crash();
            } else {
                assert_eq!(server.stop().code(), Some(0));
            }
            // nginx goes on meanwhile
            recordings.iter().for_each(|recording| recording.write(1..4));
            let begun = Instant::now();
            server.launch();
            // whoever comes first is answered by a server that knows everything
            let first = within(TWO_SECONDS, "answers", || {
                let mut connection = Connection::try_open(server.address()).ok()?;
                let pair = cookie.split(';').next().unwrap();
                connection.send(format!("GET /alice/info HTTP/1.0\r\nCookie: {pair}\r\n\r\n"));
                connection.answer().ok()
            });
            assert!(begun.elapsed() < TWO_SECONDS, "{:?}", begun.elapsed());
            let first = first.must_be(200).json();
            assert_eq!(first["live"], true, "{setup}: {first}");
            for field in ["broadcast", "started", "state"] {
                assert_eq!(first[field], before[field], "{setup}: {field}");
            }
            // viewers go on with the addresses and the cookie that they have
            for address in &addresses[1..] {
                get(&server, address).must_be(200);
            }
            assert_eq!(listed(&get(&server, "/alice/playlist.m3u8"))[..2], addresses[1..]);
            if qualities.len() > 1 {
                assert_eq!(listed(&get(&server, "/alice/master.m3u8")).len(), qualities.len());
            }
        }
        // its end is noticed as ever
        crate::encoder::publish_done(&server, "hunter2", 7).must_be(200);
        until("interrupted", || {
            (get(&server, "/alice/info").json()["state"] == "reconnecting").then_some(())
        });
    }
}

#[test]
fn a_second_server_on_the_same_database_or_folder_is_refused_in_plain_words() {
    let mut server = Site::new("").start();
    let database = server.site().path("data/pystreaming.db").display().to_string();
    let folder = server.site().hls_dir().display().to_string();
    for (yaml, words) in [
        (
            format!("database: sqlite://{database}"),
            format!("another server uses the database {database} already"),
        ),
        (format!("hls_dir: {folder}"), format!("another server uses the HLS folder {folder} already")),
    ] {
        let second = Site::new(&yaml);
        let refusal = second.refuses_to_start();
        assert!(refusal.contains(&words), "{refusal}");
        // the first one goes on, and so does what its administrator does
        server.site().admin(&["streamer", "list"]);
        server.get("/").must_be(200);
        server.crash();
        second.start().stop();
        server.restart();
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_mysql_database_is_refused_too() {
    let mariadb = MariaDb::start().await;
    let DatabaseSettings::MySql(settings) = mariadb.settings("site") else { panic!("not MySQL") };
    let MySqlServer::Tcp { port, .. } = settings.server else { panic!("not by TCP") };
    let yaml = format!(
        "database: {{address: \"127.0.0.1:{port}\", database: site, user: {}, password: \"{PASSWORD}\"}}",
        settings.user
    );
    let first = Site::new(&yaml);
    first.admin(&["database", "create"]);
    let mut first = first.start();
    let second = Site::new(&yaml);
    let refusal = second.refuses_to_start();
    assert!(refusal.contains("another server uses this database already"), "{refusal}");
    assert!(!refusal.contains(PASSWORD), "{refusal}");
    first.site().admin(&["streamer", "list"]);
    first.crash();
    second.start().stop();
}

#[test]
fn signals_stop_the_server_in_order_or_change_nothing() {
    let mut server = Site::new("").start();
    for (signal, name) in [(Signal::HUP, "SIGHUP"), (Signal::USR1, "SIGUSR1"), (Signal::USR2, "SIGUSR2")] {
        server.signal(signal);
        server.until_logged(&format!("{name} does not change the configuration"));
        server.get("/").must_be(200);
    }
    for signal in [Signal::QUIT, Signal::INT, Signal::TERM] {
        server.signal(signal);
        assert_eq!(server.until_ended().code(), Some(0), "{signal:?}");
        server.restart();
    }
}

#[test]
fn an_encoder_that_calls_during_the_start_is_let_in() {
    let site = Site::new("");
    site.add_streamer("alice", "hunter2");
    let mut server = site.start();
    for round in 0..5 {
        server.crash();
        server.launch();
        let answer = within(TWO_SECONDS, "answers", || {
            let mut connection = Connection::try_open(server.address()).ok()?;
            connection.send(format!("GET /auth/on_publish?name=hunter2&clientid={round} HTTP/1.0\r\n\r\n"));
            connection.answer().ok()
        });
        answer.must_be(200);
    }
}

#[test]
fn every_publish_that_was_acknowledged_is_resumed_after_a_crash() {
    const STREAMERS: u64 = 6;
    const ROUNDS: u64 = 15;
    let site = Site::new("keyless: true\nlive_indicator_delay: 60\nreconnect_window: 600");
    for number in 0..STREAMERS {
        site.add_streamer(&format!("s{number}"), &format!("key-{number}"));
    }
    let mut server = site.start();
    let mut resumed = 0;
    for round in 1..=ROUNDS {
        // encoders come and come back, each time as a new broadcast, until the server is gone
        let acknowledged = Mutex::new(HashMap::new());
        let uncertain = Mutex::new(HashSet::new());
        let count = AtomicU64::new(0);
        let address = server.address();
        std::thread::scope(|threads| {
            for first in 0..2 {
                let (acknowledged, uncertain, count) = (&acknowledged, &uncertain, &count);
                threads.spawn(move || {
                    // each calls for streamers of its own, one after the other
                    for call in (first..).step_by(2) {
                        let streamer = call % STREAMERS;
                        let Some(name) = rename(address, streamer, round * 1_000_000 + call) else {
                            uncertain.lock().unwrap().insert(streamer);
                            break;
                        };
                        acknowledged.lock().unwrap().insert(streamer, name);
                        count.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            // in the middle of it, at another point each time
            let enough = STREAMERS + round;
            until("publishes", || (count.load(Ordering::Relaxed) >= enough).then_some(()));
            server.crash();
        });
        let begun = Instant::now();
        server.restart();
        assert!(begun.elapsed() < TWO_SECONDS, "{:?}", begun.elapsed());
        // a publish whose answer was lost on the way may count or not; every other counts as acknowledged
        let uncertain = uncertain.into_inner().unwrap();
        for (streamer, name) in acknowledged.into_inner().unwrap() {
            let info = server.get(&format!("/s{streamer}/info")).must_be(200).json();
            assert!(info["broadcast"].is_string(), "round {round}: {streamer} is forgotten: {info}");
            if !uncertain.contains(&streamer) {
                Recording::new(&server, &name).write(0..1);
                server.until_info(&format!("s{streamer}"), "live", true);
                resumed += 1;
            }
        }
    }
    assert!(resumed >= ROUNDS * 3);
}

/// Publishes, and returns the name that the encoder was renamed to, unless the server is gone.
fn rename(server: std::net::SocketAddr, streamer: u64, client: u64) -> Option<String> {
    let mut connection = Connection::try_open(server).ok()?;
    connection.send(format!("GET /auth/on_publish?name=key-{streamer}&clientid={client} HTTP/1.0\r\n\r\n"));
    let answer = connection.answer().ok()?;
    Some(answer.must_be(302).header("location")?.to_owned())
}
