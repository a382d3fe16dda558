//! Who does not read what is said, or not fast enough.

use super::*;

#[test]
fn slow_readers_are_disconnected_at_no_cost_to_others() {
    let mut bench = bench();
    let (stalled, quick, alone) = (bench.joined(WEBSOCKET), bench.joined(WEBSOCKET), bench.joined(WEBSOCKET));
    bench.subscribe(stalled, ROOM, 1);
    bench.subscribe(quick, ROOM, 1);
    for round in 0..5 {
        assert!(bench.is_there(alone));
        bench.broadcast(ROOM, 1, None, "hello");
        bench.hub.send(alone, &Frame::text("hello"));
        assert_eq!(bench.written(quick), "hello", "{round}");
    }
    assert!(bench.is_there(stalled) && !bench.is_there(alone));
    bench.after(999);
    assert!(bench.is_there(stalled), "it may just not have had its turn");
    bench.after(1);
    assert!(!bench.is_there(stalled) && bench.is_there(quick));
    assert_eq!(bench.notes.take(), ["left after 0", "left after 0"]);
}

#[test]
fn readers_that_catch_up_stay_however_much_is_sent_at_once() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.subscribe(number, ROOM, 1);
    for _ in 0..3 {
        for _ in 0..20 {
            bench.broadcast(ROOM, 1, None, "x");
        }
        bench.after(500);
        assert_eq!(bench.written(number).len(), 20 + 19);
        for _ in 0..20 {
            bench.broadcast(ROOM, 1, None, "x");
        }
        // what was too much half a second ago is read, and the rest has its time
        bench.after(500);
        assert_eq!(bench.written(number).len(), 20 + 19);
    }
    for _ in 0..20 {
        bench.broadcast(ROOM, 1, None, "x");
    }
    bench.after(1000);
    bench.after(1000);
    assert!(!bench.is_there(number));
}

#[test]
fn a_client_that_polls_too_slowly_is_disconnected() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    bench.subscribe(number, ROOM, 1);
    let mut rounds = 0;
    while bench.is_there(number) {
        // six are read in the time in which ten are said
        for _ in 0..10 {
            bench.broadcast(ROOM, 1, None, "x");
        }
        for _ in 0..2 {
            bench.written(number);
            bench.after(500);
        }
        rounds += 1;
        assert!(rounds < 10, "what waits grows and grows");
    }
}

#[test]
fn what_a_client_does_not_fetch_is_bounded_however_it_leaves_the_log() {
    type Step = fn(&mut Bench, u64);
    let steps: [(&str, Step); 4] = [
        ("a heartbeat", |bench, number| {
            bench.after(25_000);
            bench.says(number, "3");
        }),
        ("something that all others hear", |bench, number| {
            let except = Some(bench.hub.get(number).unwrap().sid.id);
            bench.broadcast(ROOM, 1, except, "x");
        }),
        ("another subscription", |bench, number| bench.subscribe(number, ROOM, 1)),
        ("no subscription", |bench, number| {
            bench.subscribe(number, ROOM, 0);
            bench.subscribe(number, ROOM, 1);
        }),
    ];
    for (what, step) in steps {
        let mut bench = bench();
        let number = bench.joined(POLLING);
        bench.subscribe(number, ROOM, 1);
        let mut rounds = 0;
        while bench.is_there(number) {
            // no more than a log may hold
            for _ in 0..4 {
                bench.broadcast(ROOM, 1, None, "x");
            }
            step(&mut bench, number);
            rounds += 1;
            assert!(rounds < 10, "{what}");
        }
        assert_eq!(bench.notes.take(), ["left after 0"], "{what}");
    }
}
