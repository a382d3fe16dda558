//! Clients that do not read, or are not there any more without having said so.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::chat::{Approach, Chatter};
use crate::encoder::{Recording, publish};
use crate::server::{Server, Site};

/// Kilobytes of memory that the server occupies.
fn memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid().as_raw_nonzero())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_stops_reading_is_cut_and_costs_the_others_nothing() {
    const STALLED: usize = 20;
    const LIMIT: Duration = Duration::from_secs(30);
    let site = Site::new("chat: {history_messages: 10}\n");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    let mut alice = Chatter::connect(server.address()).await;
    alice.login_with("alice", "alice", json!({"key": "hunter2"})).await;
    let mut stalled = Vec::new();
    for number in 0..STALLED {
        let mut chatter = Approach::default().narrow().connect(server.address()).await;
        chatter.login("alice", &format!("stalled {number}")).await;
        stalled.push(chatter);
    }
    alice.rest().await;
    let before = memory(&server);
    let begun = Instant::now();
    let (mut number, mut gone, mut slowest, mut most) = (0_u64, 0, Vec::new(), 0);
    // a thousand a second, for as long as it takes; alice, who is exempt from limits, hears herself
    while gone < STALLED {
        assert!(begun.elapsed() < LIMIT, "{gone} of {STALLED} are cut after {number} messages");
        let sent = Instant::now();
        for _ in 0..50 {
            number += 1;
            alice.message(&format!("{number} {}", "x".repeat(480))).await;
        }
        let last = format!("{number} ");
        loop {
            match alice.next().await {
                (event, _) if event == "disconnected" => gone += 1,
                (_, said) if said["message"].as_str().is_some_and(|text| text.starts_with(&last)) => break,
                _ => {}
            }
        }
        slowest.push(sent.elapsed());
        most = most.max(memory(&server));
        let due = begun + Duration::from_millis(number);
        tokio::time::sleep_until(due.into()).await;
    }
    slowest.sort();
    let p99 = slowest[slowest.len() * 99 / 100];
    assert!(p99 < Duration::from_secs(1), "{p99:?}");
    // each may be behind by 1 MiB at most, and they share what they are behind
    assert!(most < before + 60 * 1024, "{before} KiB grew to {most} KiB");
}

#[tokio::test]
async fn who_answers_no_heartbeat_is_not_counted_any_more() {
    let site = Site::new("live_indicator_delay: 600\n");
    site.add_streamer("alice", "hunter2");
    let server = site.start();
    publish(&server, "hunter2", 1).must_be(200);
    Recording::new(&server, "hunter2").write(0..3);
    server.until_info("alice", "live", true);
    let mut there = Chatter::connect(server.address()).await;
    there.patience = Duration::from_secs(60);
    there.watch("alice").await;
    let mut gone = Chatter::connect(server.address()).await;
    gone.watch("alice").await;
    gone.login("alice", "gone").await;
    let begun = Instant::now();
    server.until_info("alice", "count", 2);
    assert_eq!(there.until("connected").await["username"], "gone");
    // held open, and silent
    let left = there.until("disconnected").await;
    assert_eq!(left["username"], "gone");
    assert!(begun.elapsed() < Duration::from_secs(50), "{:?}", begun.elapsed());
    server.until_info("alice", "count", 1);
    drop(gone);
}
