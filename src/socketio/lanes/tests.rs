use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

use proptest::prelude::*;

use super::*;

const ROOM: u32 = 7;
const CHAT: u8 = 1;
const WATCHING: u8 = 2;
const PLENTY: Behind = Behind { frames: 1000, bytes: 1_000_000 };

fn say(lanes: &mut Lanes, channels: u8, text: &str) -> Said {
    lanes.broadcast(ROOM, channels, &Bytes::copy_from_slice(text.as_bytes()), false, PLENTY)
}

fn hear(lanes: &mut Lanes, seat: Seat) -> Option<String> {
    lanes.take(seat, 4096).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
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
    let mut lanes = Lanes::default();
    let early = lanes.join(ROOM, CHAT, 1);
    say(&mut lanes, CHAT, "a");
    let late = lanes.join(ROOM, CHAT, 2);
    say(&mut lanes, CHAT, "b");
    say(&mut lanes, CHAT, "c");
    assert_eq!(hear(&mut lanes, early).as_deref(), Some("abc"));
    assert_eq!(hear(&mut lanes, late).as_deref(), Some("bc"));
    assert_eq!(hear(&mut lanes, early), None);
}

#[test]
fn what_several_have_to_read_is_joined_once() {
    let mut lanes = Lanes::default();
    let seats: Vec<_> = (0..3).map(|number| lanes.join(ROOM, CHAT, number)).collect();
    say(&mut lanes, CHAT, "a");
    say(&mut lanes, CHAT, "b");
    let joined: Vec<_> = seats.iter().map(|seat| lanes.take(*seat, 4096).unwrap()).collect();
    assert_eq!(joined[0], "ab");
    assert!(joined.iter().all(|bytes| bytes.as_ptr() == joined[0].as_ptr()));
}

#[test]
fn channels_say_who_hears_what() {
    let mut lanes = Lanes::default();
    let reader = lanes.join(ROOM, CHAT, 1);
    let viewer = lanes.join(ROOM, WATCHING, 2);
    let both = lanes.join(ROOM, CHAT | WATCHING, 3);
    let elsewhere = lanes.join(ROOM + 1, CHAT | WATCHING, 4);
    say(&mut lanes, CHAT, "c");
    say(&mut lanes, WATCHING, "w");
    say(&mut lanes, CHAT | WATCHING, "b");
    for (seat, heard) in [(reader, Some("cb")), (viewer, Some("wb")), (both, Some("cwb")), (elsewhere, None)]
    {
        assert_eq!(hear(&mut lanes, seat).as_deref(), heard);
    }
}

#[test]
fn only_those_who_wait_are_woken_and_once() {
    let mut lanes = Lanes::default();
    let [waiting, reading, elsewhere] = [CHAT, CHAT, WATCHING].map(|channel| lanes.join(ROOM, channel, 1));
    let count = || Arc::new(Woken::default());
    let [first, second] = [count(), count()];
    lanes.park(waiting, &Waker::from(Arc::clone(&first)));
    lanes.park(elsewhere, &Waker::from(Arc::clone(&second)));
    say(&mut lanes, CHAT, "a");
    say(&mut lanes, CHAT, "b");
    assert_eq!(first.0.load(Ordering::Relaxed), 0, "more may come");
    for _ in 0..2 {
        lanes.wake_readers();
        assert_eq!([first.0.load(Ordering::Relaxed), second.0.load(Ordering::Relaxed)], [1, 0]);
    }
    assert!(lanes.unpark(reading).is_none());
}

#[test]
fn what_everybody_has_read_is_forgotten() {
    let mut lanes = Lanes::default();
    let quick = lanes.join(ROOM, CHAT, 1);
    let slow = lanes.join(ROOM, CHAT, 2);
    say(&mut lanes, CHAT, "a");
    say(&mut lanes, CHAT, "b");
    hear(&mut lanes, quick);
    assert_eq!(lanes.lanes[quick.lane].log.len(), 2);
    lanes.leave(slow);
    assert!(lanes.lanes[quick.lane].log.is_empty());
    assert_eq!(lanes.lanes[quick.lane].bytes, 0);
    assert!(lanes.lanes[quick.lane].joined.is_none());
}

#[test]
fn an_empty_group_leaves_nothing_behind() {
    let mut lanes = Lanes::default();
    let seat = lanes.join(ROOM, CHAT, 1);
    say(&mut lanes, CHAT, "a");
    lanes.leave(seat);
    assert!(lanes.lanes.is_empty() && lanes.groups.is_empty());
}

#[test]
fn who_falls_too_far_behind_is_named_and_the_rest_are_not() {
    for behind in [Behind { frames: 3, bytes: 1000 }, Behind { frames: 1000, bytes: 6 }] {
        let mut lanes = Lanes::default();
        let stalled = lanes.join(ROOM, CHAT, 1);
        let quick = lanes.join(ROOM, CHAT, 2);
        let frame = Bytes::from_static(b"xx");
        for _ in 0..3 {
            assert_eq!(lanes.broadcast(ROOM, CHAT, &frame, false, behind), Said::default());
            lanes.take(quick, 4096);
        }
        assert_eq!(lanes.broadcast(ROOM, CHAT, &frame, false, behind).too_long, [quick.lane]);
        assert_eq!(lanes.broadcast(ROOM, CHAT, &frame, false, behind), Said::default(), "that is known");
        assert_eq!(lanes.find_slow(quick.lane, behind), (vec![1], true));
        lanes.leave(stalled);
        assert_eq!(lanes.lanes[quick.lane].log.len(), 2);
        assert_eq!(lanes.find_slow(quick.lane, behind), (vec![], false));
        assert_eq!(lanes.find_slow(quick.lane + 1, behind), (vec![], false), "a lane that is gone");
    }
}

#[test]
fn a_frame_longer_than_the_limit_makes_nobody_slow() {
    let mut lanes = Lanes::default();
    let seat = lanes.join(ROOM, CHAT, 1);
    let behind = Behind { frames: 1, bytes: 3 };
    assert_eq!(lanes.broadcast(ROOM, CHAT, &Bytes::from_static(b"long"), false, behind), Said::default());
    assert_eq!(lanes.broadcast(ROOM, CHAT, &Bytes::from_static(b"x"), false, behind).too_long, [seat.lane]);
}

#[test]
fn who_is_far_too_far_behind_gets_no_time() {
    let mut lanes = Lanes::default();
    let stalled = lanes.join(ROOM, CHAT, 1);
    let quick = lanes.join(ROOM, CHAT, 2);
    let behind = Behind { frames: 2, bytes: 1000 };
    for _ in 0..2 * FAR {
        assert_eq!(lanes.broadcast(ROOM, CHAT, &Bytes::from_static(b"x"), false, behind).too_slow, [0; 0]);
        lanes.take(quick, 4096);
    }
    assert_eq!(lanes.broadcast(ROOM, CHAT, &Bytes::from_static(b"x"), false, behind).too_slow, [1]);
    lanes.leave(stalled);
    assert_eq!(lanes.lanes[quick.lane].log.len(), 1);
}

#[test]
fn pieces_are_as_long_as_asked_unless_one_frame_is_longer() {
    let mut lanes = Lanes::default();
    let seat = lanes.join(ROOM, CHAT, 1);
    for text in ["aaa", "bbb", "cccccccccc", "d"] {
        say(&mut lanes, CHAT, text);
    }
    let taken: Vec<_> = std::iter::from_fn(|| lanes.take(seat, 6)).collect();
    assert_eq!(taken, ["aaabbb", "cccccccccc", "d"]);
}

#[derive(Debug, Clone)]
enum Step {
    Join(u8),
    Leave(usize),
    Say(u8),
    Hear(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1..4_u8).prop_map(Step::Join),
        any::<usize>().prop_map(Step::Leave),
        (1..4_u8).prop_map(Step::Say),
        (1..4_u8).prop_map(Step::Say),
        any::<usize>().prop_map(Step::Hear),
    ];
    prop::collection::vec(step, 0..60)
}

proptest! {
    /// Everybody hears just what a queue for each of them would hold.
    #[test]
    fn lanes_are_as_good_as_queues(steps in steps()) {
        let mut lanes = Lanes::default();
        let mut queues: HashMap<u64, (Seat, u8, String)> = HashMap::new();
        let pick = |queues: &HashMap<u64, _>, index: usize| {
            let mut numbers: Vec<_> = queues.keys().copied().collect();
            numbers.sort_unstable();
            (!numbers.is_empty()).then(|| numbers[index % numbers.len()])
        };
        for (number, step) in (0..).zip(steps) {
            match step {
                Step::Join(channels) => {
                    queues.insert(number, (lanes.join(ROOM, channels, number), channels, String::new()));
                }
                Step::Leave(index) => {
                    if let Some((seat, ..)) = pick(&queues, index).and_then(|number| queues.remove(&number)) {
                        lanes.leave(seat);
                    }
                }
                Step::Say(channels) => {
                    let text = format!("<{number}>");
                    prop_assert_eq!(say(&mut lanes, channels, &text), Said::default());
                    for (_, of, queue) in queues.values_mut() {
                        if *of & channels != 0 {
                            queue.push_str(&text);
                        }
                    }
                }
                Step::Hear(index) => {
                    if let Some(number) = pick(&queues, index) {
                        let (seat, _, queue) = queues.get_mut(&number).unwrap();
                        prop_assert_eq!(hear(&mut lanes, *seat).unwrap_or_default(), std::mem::take(queue));
                    }
                }
            }
        }
        let unread: usize = lanes.lanes.iter().map(|(_, lane)| lane.bytes).sum();
        let longest: usize = (1..4).map(|channels| {
            queues.values().filter(|(_, of, _)| *of == channels).map(|(.., queue)| queue.len()).max().unwrap_or(0)
        }).sum();
        prop_assert_eq!(unread, longest, "kept for nobody");
    }
}
