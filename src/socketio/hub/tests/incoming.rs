//! Packets of clients, and what the service makes of them.

use super::*;

#[test]
fn a_client_that_joins_no_namespace_is_removed() {
    let mut bench = bench();
    let (idle, refused, joined) = (bench.open(POLLING), bench.open(WEBSOCKET), bench.open(WEBSOCKET));
    bench.says(refused, r#"40{"a":1}"#);
    bench.says(joined, "40");
    for number in [idle, refused, joined] {
        bench.after(8_000);
        bench.says(number, "3");
    }
    bench.after(1_000);
    for _ in 0..4 {
        bench.says(idle, "3");
        bench.says(refused, "3");
        bench.says(joined, "3");
        bench.after(5_000);
    }
    assert!(bench.is_there(joined) && !bench.is_there(idle) && !bench.is_there(refused));
}

#[test]
fn an_events_attachments_have_their_time() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    let event = r#"451-["a",{"_placeholder":true,"num":0}]"#;
    bench.says(number, event);
    bench.after(19_000);
    let attachment = Packet::Binary(Bytes::from_static(b"x"));
    assert_eq!(bench.hub.receive(number, attachment, bench.now), Received::Fine);
    bench.says(number, event);
    bench.after(19_999);
    assert!(bench.is_there(number), "each event has its own");
    bench.after(1);
    assert!(!bench.is_there(number));
}

#[test]
fn events_without_their_attachments_are_summed() {
    let mut bench = bench();
    let long = format!(r#"451-["a",{{"_placeholder":true,"num":0}},"{}"]"#, "x".repeat(900_000));
    let numbers = [(); 40].map(|()| bench.joined(WEBSOCKET));
    let fit = numbers.map(|number| bench.says(number, &long)).map(|received| received == Received::Fine);
    assert_eq!(fit.iter().filter(|fits| **fits).count(), 37, "of 32 MiB");
    // with the end of a session, what it held is free
    bench.hub.remove(numbers[0]);
    let another = bench.joined(WEBSOCKET);
    assert_eq!(bench.says(another, &long), Received::Fine);
}

#[test]
fn a_namespace_is_joined_once_and_asked_for_a_few_times() {
    let mut bench = bench();
    let number = bench.open(WEBSOCKET);
    bench.says(number, "40");
    bench.says(number, "40");
    assert_eq!(masked(&bench.written(number)), "40 42[\"welcome\"]");
    assert_eq!(bench.notes.take(), ["joined /"]);
    bench.says(number, "40/nowhere");
    assert_eq!(bench.written(number), r#"44/nowhere,{"message":"Invalid namespace"}"#);
    assert_eq!(bench.says(number, "40/elsewhere"), Received::Malformed);
    assert!(!bench.is_there(number));
    assert_eq!(bench.notes.take(), ["left after 0"]);
}

#[test]
fn a_refusal_says_why_and_nothing_else() {
    let mut bench = bench();
    let number = bench.open(WEBSOCKET);
    bench.says(number, r#"40{"token":"x"}"#);
    assert_eq!(bench.written(number), r#"44{"message":"no"}"#);
    assert_eq!(bench.says(number, r#"42["a"]"#), Received::Malformed);
}

#[test]
fn a_namespace_that_was_left_can_be_joined_again_and_hears_nothing_meanwhile() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.says(number, "41");
    assert_eq!(bench.says(number, r#"42["late"]"#), Received::Fine);
    bench.hub.send(number, &Frame::text("42[\"unheard\"]"));
    assert_eq!(bench.written(number), "");
    bench.says(number, "40");
    assert_eq!(bench.notes.take(), ["left after 0", "joined /"]);
}

#[test]
fn events_reach_the_service_and_are_acknowledged() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.says(number, r#"42["a",1,{}]"#);
    bench.says(number, r#"427["answer"]"#);
    bench.says(number, r#"428["nothing"]"#);
    bench.says(number, "4312[]");
    assert_eq!(bench.written(number), "437[1]\x1e438[]");
    assert_eq!(bench.notes.take(), ["1 a 1,{} []", "2 answer  []", "3 nothing  []"]);
}

#[test]
fn attachments_complete_an_event() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    bench.says(number, r#"452-9["b",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#);
    bench.sends(number, &[1]);
    assert!(bench.notes.take().is_empty());
    bench.sends(number, &[2]);
    assert_eq!(bench.written(number), "439[]");
    assert_eq!(bench.notes.take().len(), 1);
}

#[test]
fn packets_that_break_the_protocol_end_the_session() {
    let placeholder = r#"451-["b",{"_placeholder":true,"num":0}]"#;
    for packets in [
        &["2"][..],
        &["4abc"],
        &["4"],
        &["42{}"],
        &["42abc[]"],
        &["44{}"],
        &["42/nowhere,[\"a\"]"],
        &["4599999999-"],
        &[placeholder, r#"42["a"]"#],
        &[placeholder, "41"],
        &[r#"451-["b",{"_placeholder":true,"num":1}]"#],
        &[r#"451-["connect",{"_placeholder":true,"num":0}]"#],
    ] {
        let mut bench = bench();
        let number = bench.joined(WEBSOCKET);
        let outcomes: Vec<_> = packets.iter().map(|packet| bench.says(number, packet)).collect();
        assert_eq!(outcomes.last(), Some(&Received::Malformed), "{packets:?}");
        assert!(!bench.is_there(number));
        assert_eq!(bench.notes.take(), ["left after 0"]);
    }
}

#[test]
fn unannounced_bytes_end_the_session() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    assert_eq!(bench.sends(number, &[1]), Received::Malformed);
}

#[test]
fn attachments_count_towards_the_largest_payload() {
    let mut bench = bench();
    bench.hub.settings = Arc::new(Settings { max_payload: 100, ..Settings::default() });
    let number = bench.joined(WEBSOCKET);
    bench.says(number, r#"452-["b",{"_placeholder":true,"num":0}]"#);
    assert_eq!(bench.sends(number, &[0; 50]), Received::Fine);
    assert_eq!(bench.sends(number, &[0; 50]), Received::Malformed);
}

#[test]
fn too_many_events_in_hand_hold_the_client_back() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    for _ in 0..32 {
        assert!(bench.hub.poll_ready(number, &Context::from_waker(&waker)).is_ready());
        bench.says(number, r#"42["hold"]"#);
    }
    assert!(bench.hub.poll_ready(number, &Context::from_waker(&waker)).is_pending());
    bench.notes.held.lock().unwrap().pop();
    assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    assert!(bench.hub.poll_ready(number, &Context::from_waker(&waker)).is_ready());
}
