//! How sessions end, and how clients learn of it.

use super::*;

#[test]
fn a_session_that_the_service_closes_sends_what_is_queued() {
    for transport in [WEBSOCKET, POLLING] {
        let mut bench = bench();
        let number = bench.joined(transport);
        bench.subscribe(number, ROOM, 1);
        bench.broadcast(ROOM, 1, None, "hello");
        bench.says(number, r#"42["close"]"#);
        assert_eq!(bench.notes.take().last().unwrap(), "left after 1");
        bench.broadcast(ROOM, 1, None, "too late");
        assert_eq!(bench.says(number, r#"42["a"]"#), Received::Fine);
        let expected =
            if transport == WEBSOCKET { "hello\x1e42[\"bye\"]." } else { "hello\x1e42[\"bye\"]\x1e1" };
        assert_eq!(bench.written(number), expected);
        assert!(!bench.is_there(number));
        assert!(bench.notes.take().is_empty());
    }
}

#[test]
fn an_event_for_which_the_session_is_closed_is_not_acknowledged() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.says(number, r#"427["close"]"#);
    assert_eq!(bench.written(number), "42[\"bye\"].");
}

#[test]
fn a_closing_session_that_is_not_fetched_is_removed() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    bench.hub.close(number, CloseSignal::Close, bench.now);
    bench.after(19_999);
    assert!(bench.is_there(number));
    bench.after(1);
    assert!(!bench.is_there(number));
}

#[test]
fn an_error_tells_clients_to_reconnect() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    bench.hub.send(number, &Frame::text("restarting"));
    bench.hub.close_all(bench.now);
    assert_eq!(bench.written(number), "restarting");
    assert_eq!(bench.written(number), ".");
    assert!(!bench.is_there(number));
    // and so is who is waiting when a session fails
    let mut bench = self::bench();
    let number = bench.joined(POLLING);
    assert!(bench.hub.begin_get(number, bench.now));
    bench.after(25_000);
    let context = &mut Context::from_waker(Waker::noop());
    assert_eq!(bench.hub.poll_get(number, true, context), Poll::Ready(Polled::Payload("2".to_owned())));
    assert!(bench.hub.begin_get(number, bench.now));
    bench.after(20_000);
    assert_eq!(bench.hub.poll_get(number, true, context), Poll::Ready(Polled::Gone));
}

#[test]
fn numbers_are_never_reused_and_need_the_secret() {
    let mut bench = bench();
    let first = bench.joined(WEBSOCKET);
    let sid = bench.hub.get(first).unwrap().sid;
    assert_eq!(bench.hub.find(&sid, bench.now), Some(first));
    assert_eq!(bench.hub.find(&Sid { secret: Secret::random(), ..sid }, bench.now), None);
    bench.hub.remove(first);
    let second = bench.joined(WEBSOCKET);
    assert_ne!(first, second);
    assert_eq!(bench.hub.find(&sid, bench.now), None);
    bench.hub.remove_all();
    assert_eq!(bench.notes.take(), ["left after 0"]);
}

#[test]
fn many_sessions_that_come_and_go_leave_nothing() {
    let mut bench = bench();
    for _ in 0..1000 {
        let number = bench.joined(POLLING);
        bench.subscribe(number, ROOM, 1);
        bench.hub.remove(number);
    }
    bench.after(60_000);
    assert_eq!(bench.hub.next_deadline(), None);
    assert_eq!(bench.hub.sessions.slots.capacity(), 0);
}
