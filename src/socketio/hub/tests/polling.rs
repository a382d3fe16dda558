//! Requests of long polling.

use super::*;

#[test]
fn a_poll_that_crosses_with_a_close_packet_is_answered_once() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    bench.hub.send(number, &Frame::text("unread"));
    assert_eq!(bench.says(number, "1"), Received::Fine);
    assert_eq!(bench.notes.take(), ["left after 0"]);
    assert!(!bench.hub.begin_post(number));
    assert_eq!(bench.written(number), "6");
    assert!(!bench.is_there(number));
}

#[test]
fn a_poll_brings_no_more_packets_than_it_may() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    for text in ["one", "two", "three", "four"] {
        bench.hub.send(number, &Frame::text(text));
    }
    bench.hub.close(number, CloseSignal::Close, bench.now);
    assert_eq!(bench.written(number), "one\x1etwo\x1ethree");
    assert_eq!(bench.written(number), "four\x1e1");
    assert!(!bench.is_there(number));
}

#[test]
fn requests_do_not_overlap() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    assert!(bench.hub.begin_get(number, bench.now) && !bench.hub.begin_get(number, bench.now));
    let context = &mut Context::from_waker(Waker::noop());
    let told = Poll::Ready(Polled::Payload("1".to_owned()));
    assert_eq!(bench.hub.poll_get(number, true, context), told, "the first learns of the second");
    assert!(!bench.is_there(number));
    let number = bench.joined(POLLING);
    assert!(bench.hub.begin_post(number) && !bench.hub.begin_post(number));
    assert!(!bench.is_there(number));
    let number = bench.joined(WEBSOCKET);
    assert!(!bench.hub.begin_get(number, bench.now) && !bench.hub.begin_post(number));
    assert!(bench.is_there(number));
}
