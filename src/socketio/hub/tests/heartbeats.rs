//! Pings, and the pongs that clients owe.

use super::*;

#[test]
fn heartbeats_come_after_each_answer() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    for _ in 0..3 {
        bench.after(24_999);
        assert_eq!(bench.written(number), "");
        bench.after(1);
        assert_eq!(bench.written(number), "2");
        bench.after(19_999);
        assert_eq!(bench.says(number, "3"), Received::Fine);
        bench.after(0);
        assert!(bench.is_there(number));
    }
}

#[test]
fn a_client_without_a_pong_is_removed() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.after(25_000);
    bench.after(19_999);
    assert!(bench.is_there(number));
    bench.after(1);
    assert!(!bench.is_there(number));
    assert_eq!(bench.notes.take(), ["left after 0"]);
}

#[test]
fn a_pong_without_a_ping_has_no_effect() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    for _ in 0..1000 {
        bench.says(number, "3");
    }
    bench.after(25_000);
    assert_eq!(bench.written(number), "2");
}

#[test]
fn a_client_has_most_of_its_time_however_late_the_ping_is() {
    for (ping_interval, ping_timeout) in [(25_000, 20_000), (300, 200)] {
        for percent in [0, 10, 25, 26, 50, 100, 150, 18_000] {
            let mut bench = bench();
            bench.hub.settings = Arc::new(Settings {
                ping_interval: Duration::from_millis(ping_interval),
                ping_timeout: Duration::from_millis(ping_timeout),
                ..Settings::default()
            });
            let number = bench.joined(WEBSOCKET);
            bench.after(ping_interval + ping_timeout * percent / 100);
            assert_eq!(bench.written(number), "2", "{percent}% late");
            bench.after(ping_timeout * 3 / 4 - 1);
            assert!(bench.is_there(number), "{percent}% late");
            bench.after(ping_timeout / 4 + 1);
            assert!(!bench.is_there(number), "{percent}% late");
        }
    }
}

#[test]
fn a_session_is_over_on_the_dot_whatever_the_timer_does() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    let sid = bench.hub.get(number).unwrap().sid;
    bench.after(25_000);
    bench.now += Duration::from_secs(20);
    assert_eq!(bench.hub.find(&sid, bench.now), None);
    assert!(!bench.is_there(number));
}
