//! WebSockets that take over a session that polls.

use super::*;

#[test]
fn a_client_may_not_upgrade_in_the_middle_of_a_post() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    let attempt = bench.hub.begin_upgrade(number, bench.now).unwrap();
    assert!(matches!(bench.hub.probe(number, attempt, &text("2probe")), Probe::Reply(_)));
    assert!(bench.hub.begin_post(number));
    assert!(matches!(bench.hub.probe(number, attempt, &text("5")), Probe::Refused));
}

#[test]
fn an_upgraded_session_sends_what_was_queued() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    let attempt = bench.hub.begin_upgrade(number, bench.now).unwrap();
    assert_eq!(bench.hub.begin_upgrade(number, bench.now), None);
    assert_eq!(bench.written(number), "");
    assert!(matches!(bench.hub.probe(number, attempt, &text("2probe")), Probe::Reply(_)));
    assert_eq!(bench.written(number), "6");
    bench.hub.send(number, &Frame::text("hello"));
    assert!(matches!(bench.hub.probe(number, attempt, &text("5")), Probe::Upgraded));
    assert_eq!(bench.written(number), "hello");
    assert_eq!(bench.hub.begin_upgrade(number, bench.now), None);
}

#[test]
fn an_upgrade_begins_with_a_probe() {
    for messages in [&["5"][..], &["2"], &["4hello"], &["2probe", "2probe"], &["2probe", "4hello"], &["x"]] {
        let mut bench = bench();
        let number = bench.joined(POLLING);
        let attempt = bench.hub.begin_upgrade(number, bench.now).unwrap();
        let last = messages.iter().map(|message| bench.hub.probe(number, attempt, &text(message))).last();
        assert!(matches!(last, Some(Probe::Refused)), "{messages:?}");
        assert!(bench.is_there(number), "polling goes on");
        assert!(bench.hub.begin_upgrade(number, bench.now).is_some(), "and another may try");
    }
}

#[test]
fn an_abandoned_upgrade_ends_in_time() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    let attempt = bench.hub.begin_upgrade(number, bench.now).unwrap();
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    assert!(bench.hub.poll_refused(number, attempt, &Context::from_waker(&waker)).is_pending());
    bench.after(10_000);
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    assert!(bench.hub.poll_refused(number, attempt, &Context::from_waker(&waker)).is_ready());
    let second = bench.hub.begin_upgrade(number, bench.now).unwrap();
    bench.hub.end_upgrade(number, attempt);
    assert!(
        matches!(bench.hub.probe(number, second, &text("2probe")), Probe::Reply(_)),
        "the first is not the second"
    );
}
