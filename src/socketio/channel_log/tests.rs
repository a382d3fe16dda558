use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

use proptest::prelude::*;

use super::*;

const ROOM: RoomId = RoomId(7);
const CHAT: Channels = Channels::CHAT;
const WATCHING: Channels = Channels::WATCHING;
const PLENTY: BacklogLimit = BacklogLimit { frames: 1000, bytes: 1_000_000 };

fn send(logs: &mut ChannelLogs, channels: Channels, text: &str) -> DeliveryReport {
    logs.broadcast(ROOM, channels, &Bytes::copy_from_slice(text.as_bytes()), false, PLENTY)
}

fn read(logs: &mut ChannelLogs, cursor: Cursor) -> Option<String> {
    logs.read(cursor, 4096).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn frames_wait_together_and_in_order() {
    let mut logs = ChannelLogs::default();
    let early = logs.subscribe(ROOM, CHAT, 1);
    send(&mut logs, CHAT, "a");
    let late = logs.subscribe(ROOM, CHAT, 2);
    send(&mut logs, CHAT, "b");
    send(&mut logs, CHAT, "c");
    assert_eq!(read(&mut logs, early).as_deref(), Some("abc"));
    assert_eq!(read(&mut logs, late).as_deref(), Some("bc"));
    assert_eq!(read(&mut logs, early), None);
}

#[test]
fn frames_for_several_readers_are_joined_once() {
    let mut logs = ChannelLogs::default();
    let cursors: Vec<_> = (0..3).map(|number| logs.subscribe(ROOM, CHAT, number)).collect();
    send(&mut logs, CHAT, "a");
    send(&mut logs, CHAT, "b");
    let joined: Vec<_> = cursors.iter().map(|cursor| logs.read(*cursor, 4096).unwrap()).collect();
    assert_eq!(joined[0], "ab");
    assert!(joined.iter().all(|bytes| bytes.as_ptr() == joined[0].as_ptr()));
}

#[test]
fn subscribers_receive_what_goes_to_their_channels() {
    let mut logs = ChannelLogs::default();
    let reader = logs.subscribe(ROOM, CHAT, 1);
    let viewer = logs.subscribe(ROOM, WATCHING, 2);
    let both = logs.subscribe(ROOM, Channels::ALL, 3);
    let elsewhere = logs.subscribe(RoomId(8), Channels::ALL, 4);
    send(&mut logs, CHAT, "c");
    send(&mut logs, WATCHING, "w");
    send(&mut logs, Channels::ALL, "b");
    for (cursor, expected) in
        [(reader, Some("cb")), (viewer, Some("wb")), (both, Some("cwb")), (elsewhere, None)]
    {
        assert_eq!(read(&mut logs, cursor).as_deref(), expected);
    }
}

#[test]
fn only_waiting_readers_are_woken_and_once() {
    let mut logs = ChannelLogs::default();
    let [waiting, reading, elsewhere] =
        [CHAT, CHAT, WATCHING].map(|channel| logs.subscribe(ROOM, channel, 1));
    let count = || Arc::new(Woken::default());
    let [first, second] = [count(), count()];
    logs.park(waiting, &Waker::from(Arc::clone(&first)));
    logs.park(elsewhere, &Waker::from(Arc::clone(&second)));
    send(&mut logs, CHAT, "a");
    send(&mut logs, CHAT, "b");
    assert_eq!(first.0.load(Ordering::Relaxed), 0, "more may come");
    for _ in 0..2 {
        logs.wake_readers();
        assert_eq!([first.0.load(Ordering::Relaxed), second.0.load(Ordering::Relaxed)], [1, 0]);
    }
    assert!(logs.unpark(reading).is_none());
}

#[test]
fn frames_that_all_readers_have_read_are_dropped() {
    let mut logs = ChannelLogs::default();
    let quick = logs.subscribe(ROOM, CHAT, 1);
    let slow = logs.subscribe(ROOM, CHAT, 2);
    send(&mut logs, CHAT, "a");
    send(&mut logs, CHAT, "b");
    read(&mut logs, quick);
    assert_eq!(logs.logs[quick.log].entries.len(), 2);
    logs.unsubscribe(slow);
    assert!(logs.logs[quick.log].entries.is_empty());
    assert_eq!(logs.logs[quick.log].bytes, 0);
    assert!(logs.logs[quick.log].joined.is_none());
}

#[test]
fn an_empty_room_leaves_nothing_behind() {
    let mut logs = ChannelLogs::default();
    let cursor = logs.subscribe(ROOM, CHAT, 1);
    send(&mut logs, CHAT, "a");
    logs.unsubscribe(cursor);
    assert!(logs.logs.is_empty() && logs.rooms.is_empty());
}

#[test]
fn slow_readers_are_reported_and_others_are_not() {
    for limit in [BacklogLimit { frames: 3, bytes: 1000 }, BacklogLimit { frames: 1000, bytes: 6 }] {
        let mut logs = ChannelLogs::default();
        let stalled = logs.subscribe(ROOM, CHAT, 1);
        let quick = logs.subscribe(ROOM, CHAT, 2);
        let frame = Bytes::from_static(b"xx");
        for _ in 0..3 {
            assert_eq!(logs.broadcast(ROOM, CHAT, &frame, false, limit), DeliveryReport::default());
            logs.read(quick, 4096);
        }
        assert_eq!(logs.broadcast(ROOM, CHAT, &frame, false, limit).too_long, [quick.log]);
        assert_eq!(
            logs.broadcast(ROOM, CHAT, &frame, false, limit),
            DeliveryReport::default(),
            "that is known"
        );
        assert_eq!(logs.find_slow(quick.log, limit), (vec![1], true));
        logs.unsubscribe(stalled);
        assert_eq!(logs.logs[quick.log].entries.len(), 2);
        assert_eq!(logs.find_slow(quick.log, limit), (vec![], false));
        assert_eq!(logs.find_slow(quick.log + 1, limit), (vec![], false), "a log that is gone");
    }
}

#[test]
fn a_frame_longer_than_the_limit_makes_nobody_slow() {
    let mut logs = ChannelLogs::default();
    let cursor = logs.subscribe(ROOM, CHAT, 1);
    let limit = BacklogLimit { frames: 1, bytes: 3 };
    assert_eq!(
        logs.broadcast(ROOM, CHAT, &Bytes::from_static(b"long"), false, limit),
        DeliveryReport::default()
    );
    assert_eq!(logs.broadcast(ROOM, CHAT, &Bytes::from_static(b"x"), false, limit).too_long, [cursor.log]);
}

#[test]
fn readers_beyond_the_hard_limit_get_no_time() {
    let mut logs = ChannelLogs::default();
    let stalled = logs.subscribe(ROOM, CHAT, 1);
    let quick = logs.subscribe(ROOM, CHAT, 2);
    let limit = BacklogLimit { frames: 2, bytes: 1000 };
    for _ in 0..2 * HARD_LIMIT {
        assert_eq!(logs.broadcast(ROOM, CHAT, &Bytes::from_static(b"x"), false, limit).too_slow, [0; 0]);
        logs.read(quick, 4096);
    }
    assert_eq!(logs.broadcast(ROOM, CHAT, &Bytes::from_static(b"x"), false, limit).too_slow, [1]);
    logs.unsubscribe(stalled);
    assert_eq!(logs.logs[quick.log].entries.len(), 1);
}

#[test]
fn pieces_are_as_long_as_asked_unless_one_frame_is_longer() {
    let mut logs = ChannelLogs::default();
    let cursor = logs.subscribe(ROOM, CHAT, 1);
    for text in ["aaa", "bbb", "cccccccccc", "d"] {
        send(&mut logs, CHAT, text);
    }
    let taken: Vec<_> = std::iter::from_fn(|| logs.read(cursor, 6)).collect();
    assert_eq!(taken, ["aaabbb", "cccccccccc", "d"]);
}

#[derive(Debug, Clone)]
enum Step {
    Subscribe(Channels),
    Unsubscribe(usize),
    Send(Channels),
    Read(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1..4_u8).prop_map(|bits| Step::Subscribe(Channels(bits))),
        any::<usize>().prop_map(Step::Unsubscribe),
        (1..4_u8).prop_map(|bits| Step::Send(Channels(bits))),
        (1..4_u8).prop_map(|bits| Step::Send(Channels(bits))),
        any::<usize>().prop_map(Step::Read),
    ];
    prop::collection::vec(step, 0..60)
}

proptest! {
    /// Each reader receives exactly what a queue of its own would hold.
    #[test]
    fn logs_deliver_the_same_as_a_queue_for_each_reader(steps in steps()) {
        let mut logs = ChannelLogs::default();
        let mut queues: HashMap<u64, (Cursor, Channels, String)> = HashMap::new();
        let pick = |queues: &HashMap<u64, _>, index: usize| {
            let mut numbers: Vec<_> = queues.keys().copied().collect();
            numbers.sort_unstable();
            (!numbers.is_empty()).then(|| numbers[index % numbers.len()])
        };
        for (number, step) in (0..).zip(steps) {
            match step {
                Step::Subscribe(channels) => {
                    queues.insert(number, (logs.subscribe(ROOM, channels, number), channels, String::new()));
                }
                Step::Unsubscribe(index) => {
                    if let Some((cursor, ..)) = pick(&queues, index).and_then(|number| queues.remove(&number)) {
                        logs.unsubscribe(cursor);
                    }
                }
                Step::Send(channels) => {
                    let text = format!("<{number}>");
                    prop_assert_eq!(send(&mut logs, channels, &text), DeliveryReport::default());
                    for (_, of, queue) in queues.values_mut() {
                        if of.overlaps(channels) {
                            queue.push_str(&text);
                        }
                    }
                }
                Step::Read(index) => {
                    if let Some(number) = pick(&queues, index) {
                        let (cursor, _, queue) = queues.get_mut(&number).unwrap();
                        prop_assert_eq!(read(&mut logs, *cursor).unwrap_or_default(), std::mem::take(queue));
                    }
                }
            }
        }
        let unread: usize = logs.logs.iter().map(|(_, log)| log.bytes).sum();
        let longest: usize = (1..4).map(Channels).map(|channels| {
            queues.values().filter(|(_, of, _)| *of == channels).map(|(.., queue)| queue.len()).max().unwrap_or(0)
        }).sum();
        prop_assert_eq!(unread, longest, "kept for no reader");
    }
}
