//! Whatever is sent, and whenever an upgrade succeeds or fails: the client gets it once and in order.

use proptest::prelude::*;

use super::*;

/// Something that may happen.
#[derive(Debug, Clone, Copy)]
enum Event {
    Reply,
    Broadcast,
    BroadcastButOne,
    Subscribe,
    Unsubscribe,
    /// The client takes some of what there is for it.
    Read,
    /// A WebSocket that wants to take over.
    Begin,
    Probe,
    Move,
    Abandon,
}

const EVENTS: [Event; 10] = [
    Event::Reply,
    Event::Broadcast,
    Event::BroadcastButOne,
    Event::Subscribe,
    Event::Unsubscribe,
    Event::Read,
    Event::Begin,
    Event::Probe,
    Event::Move,
    Event::Abandon,
];

proptest! {
    #[test]
    fn nothing_is_lost_or_sent_twice(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 1..80)) {
        let mut bench = bench();
        bench.hub.settings = Arc::new(Settings { max_polled: 3, ..Settings::default() });
        let number = bench.joined(POLLING);
        let session = SessionId { node: NODE, worker: 3, number };
        let (mut sent, mut received, mut subscribed, mut attempt) = (Vec::new(), Vec::new(), false, None);
        for (count, event) in events.into_iter().enumerate() {
            let text = format!("4{count}");
            let frame = Frame::text(&text);
            let channels = Channels(1);
            let broadcast = |except, event| Delivery::Broadcast { channels, except, can_wait: false, event };
            let (delivery, is_received) = match event {
                Event::Reply => (Delivery::Send(session, frame), true),
                Event::Broadcast => (broadcast(None, frame), subscribed),
                Event::BroadcastButOne => (broadcast(Some(session), frame), false),
                Event::Subscribe => {
                    subscribed = true;
                    (Delivery::Subscribe { session, channels, subscription: () }, false)
                }
                Event::Unsubscribe => {
                    subscribed = false;
                    (Delivery::Subscribe { session, channels: Channels::NONE, subscription: () }, false)
                }
                Event::Read => {
                    received.extend(read(&mut bench, number));
                    continue;
                }
                Event::Begin => {
                    attempt = attempt.or(bench.hub.begin_upgrade(number, bench.now));
                    continue;
                }
                Event::Probe | Event::Move => {
                    let message = if matches!(event, Event::Probe) { "2probe" } else { "5" };
                    if let Some(number_of_attempt) = attempt
                        && !matches!(bench.hub.probe(number, number_of_attempt, &super::text(message)), Probe::Reply(_))
                    {
                        attempt = None;
                    }
                    continue;
                }
                Event::Abandon => {
                    if let Some(attempt) = attempt.take() {
                        bench.hub.end_upgrade(number, attempt);
                    }
                    continue;
                }
            };
            bench.hub.deliver(ROOM, vec![delivery], bench.now);
            if is_received {
                sent.push(text);
            }
        }
        loop {
            let more = read(&mut bench, number);
            if more.is_empty() {
                break;
            }
            received.extend(more);
        }
        prop_assert_eq!(sent, received);
    }
}

fn read(bench: &mut Bench, number: u64) -> Vec<String> {
    let written = bench.written(number);
    written.split('\x1e').filter(|packet| !packet.is_empty() && *packet != NOOP).map(str::to_owned).collect()
}
