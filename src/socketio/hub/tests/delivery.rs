//! What sessions are sent, in which order, and who is woken for it.

use super::*;

#[test]
fn personal_frames_and_broadcasts_keep_their_order() {
    let mut bench = bench();
    bench.hub.settings = Arc::new(Settings::default());
    let (number, other) = (bench.joined(WEBSOCKET), bench.joined(POLLING));
    let mine = bench.hub.get(number).unwrap().sid.id;
    let say = |bench: &mut Bench, text| bench.broadcast(ROOM, 1, None, text);
    say(&mut bench, "before");
    bench.subscribe(number, ROOM, 1);
    bench.subscribe(other, ROOM, 1);
    say(&mut bench, "a");
    bench.hub.send(number, &Frame::text("b"));
    say(&mut bench, "c");
    bench.broadcast(ROOM, 1, Some(mine), "not to me");
    say(&mut bench, "d");
    bench.subscribe(number, ROOM, 2);
    say(&mut bench, "not on my channel");
    bench.broadcast(ROOM, 2, None, "e");
    bench.hub.broadcast_to_all(&Frame::text("f"));
    bench.subscribe(number, ROOM, 0);
    bench.broadcast(ROOM, 3, None, "nor this");
    assert_eq!(bench.written(number).replace('\x1e', " "), "a b c d e f");
    assert_eq!(bench.written(other).replace('\x1e', " "), "a c not to me d not on my channel f nor this");
}

#[test]
fn a_room_that_the_session_left_changes_no_subscription() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.subscribe(number, ELSEWHERE, 1);
    bench.broadcast(ELSEWHERE, 1, None, "elsewhere");
    bench.subscribe(number, ROOM, 1);
    bench.subscribe(number, ELSEWHERE, 1);
    bench.subscribe(number, ELSEWHERE, 0);
    bench.broadcast(ELSEWHERE, 1, None, "elsewhere");
    bench.broadcast(ROOM, 1, None, "here");
    assert_eq!(bench.written(number), "here");
}

#[test]
fn sessions_that_unsubscribe_or_leave_receive_nothing_more() {
    for packet in [r#"42["unsubscribe"]"#, "41"] {
        let mut bench = bench();
        let number = bench.joined(WEBSOCKET);
        bench.subscribe(number, ROOM, 1);
        bench.broadcast(ROOM, 1, None, "before");
        bench.says(number, packet);
        bench.broadcast(ROOM, 1, None, "after");
        assert_eq!(bench.written(number), "before", "{packet}");
    }
}

#[test]
fn a_batch_is_read_together_by_readers_that_are_woken_once() {
    let mut bench = bench();
    bench.hub.settings = Arc::new(Settings::default());
    let (everything, all_but_the_last) = (bench.joined(WEBSOCKET), bench.joined(WEBSOCKET));
    let except = Some(bench.hub.get(all_but_the_last).unwrap().sid.id);
    let mut woken = Vec::new();
    for number in [everything, all_but_the_last] {
        bench.subscribe(number, ROOM, 1);
        let count = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&count));
        assert!(bench.hub.poll_write(number, &Context::from_waker(&waker)).is_pending());
        woken.push(count);
    }
    let delivery = |except, text| Delivery::Broadcast {
        channels: Channels(1),
        except,
        can_wait: false,
        event: Frame::text(text),
    };
    bench.hub.deliver(ROOM, vec![delivery(None, "a"), delivery(None, "b"), delivery(except, "c")], bench.now);
    assert_eq!(woken.iter().map(|count| count.0.load(Ordering::Relaxed)).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(bench.written(everything).replace('\x1e', " "), "a b c");
    assert_eq!(bench.written(all_but_the_last).replace('\x1e', " "), "a b");
}

#[test]
fn frames_that_can_wait_are_held_back_in_large_rooms() {
    for (listeners, waits) in [(50, false), (51, true)] {
        let mut bench = bench();
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let numbers: Vec<u64> = (0..listeners).map(|_| bench.joined(WEBSOCKET)).collect();
        for number in &numbers {
            bench.subscribe(*number, ROOM, 1);
        }
        let say = |bench: &mut Bench, can_wait, text| {
            let (except, frame) = (None, Frame::text(text));
            let delivery = Delivery::Broadcast { channels: Channels(1), except, can_wait, event: frame };
            bench.hub.deliver(ROOM, vec![delivery], bench.now);
            woken.0.swap(0, Ordering::Relaxed)
        };
        let wait = |bench: &mut Bench| {
            for number in &numbers {
                while bench.hub.poll_write(*number, &Context::from_waker(&waker)).is_ready() {}
            }
        };
        wait(&mut bench);
        assert_eq!(say(&mut bench, true, "a"), if waits { 0 } else { listeners });
        wait(&mut bench);
        assert_eq!(say(&mut bench, false, "b"), listeners);
        wait(&mut bench);
        assert_eq!(say(&mut bench, true, "c"), if waits { 0 } else { listeners });
        assert_eq!(say(&mut bench, true, "d"), 0);
        bench.after(100);
        assert_eq!(woken.0.swap(0, Ordering::Relaxed), if waits { listeners } else { 0 });
    }
}

#[test]
fn a_waiting_session_is_woken_wherever_its_waker_is_parked() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    let context = Context::from_waker(&waker);
    for (count, step) in (1..).zip([
        |bench: &mut Bench, number| bench.hub.send(number, &Frame::text("personal")),
        |bench: &mut Bench, number| bench.subscribe(number, ROOM, 1),
        |bench: &mut Bench, _| bench.broadcast(ROOM, 1, None, "to all"),
        |bench: &mut Bench, number| bench.hub.send(number, &Frame::text("personal")),
        |bench: &mut Bench, number| bench.subscribe(number, ROOM, 0),
        |bench: &mut Bench, _| bench.after(25_000),
        |bench: &mut Bench, number| bench.hub.remove(number),
    ]) {
        while bench.hub.poll_write(number, &context).is_ready() {}
        step(&mut bench, number);
        assert_eq!(woken.0.load(Ordering::Relaxed), count, "step {count}");
    }
}

#[test]
fn messages_of_the_application_reach_sockets() {
    let mut bench = bench();
    let (here, there) = (bench.joined(WEBSOCKET), bench.joined(WEBSOCKET));
    bench.subscribe(here, ROOM, 1);
    bench.subscribe(there, RoomId(2), 1);
    bench.hub.notify(there, &"one", bench.now);
    bench.hub.notify_room(ROOM, &"room", bench.now);
    assert_eq!(bench.notes.take(), ["one", "room"]);
}
