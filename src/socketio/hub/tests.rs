mod moves;
mod slow_readers;
mod wakeups;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use pystreaming_actors::session::{Channels, Delivery, RoomId};
use serde_json::value::RawValue;

use super::*;
use crate::socketio::channel_log::BacklogLimit;
use crate::socketio::engine::Packet;
use crate::socketio::frame::Frame;
use crate::socketio::outcome::{Polled, Probe, Received};
use crate::socketio::reader::Incoming;
use crate::socketio::service::{Admission, ConnectRefusal, Headers, IncomingEvent, Permit, SocketRef};
use crate::socketio::session::NOOP;

/// Notes what happens, and keeps permits of events called `hold`.
#[derive(Default)]
struct Notes {
    notes: Mutex<Vec<String>>,
    held: Mutex<Vec<Permit>>,
}

impl Notes {
    fn note(&self, note: impl Into<String>) {
        self.notes.lock().unwrap().push(note.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.notes.lock().unwrap())
    }
}

impl Service for Notes {
    type Socket = u32;
    type Handshake = ();
    type Subscription = ();
    type Message = &'static str;

    fn admit(&self, _: &HttpRequest) -> Result<Headers, HttpResponse> {
        Ok(Headers::new())
    }

    fn handshake(&self, _: &HttpRequest) -> Result<Admission<()>, HttpResponse> {
        Ok(Admission { handshake: (), headers: Headers::new() })
    }

    fn connect(
        &self,
        socket: &SocketRef<'_>,
        (): &(),
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<u32, ConnectRefusal> {
        if auth.is_some() {
            return Err(ConnectRefusal::new("no"));
        }
        self.note(format!("joined {namespace}"));
        socket.send(Frame::text("42[\"welcome\"]"));
        Ok(0)
    }

    fn event(&self, socket: &SocketRef<'_>, count: &mut u32, event: IncomingEvent<'_>, permit: Permit) {
        *count += 1;
        self.note(format!("{count} {} {} {:?}", event.name, event.arguments, event.attachments));
        match event.name {
            "hold" => self.held.lock().unwrap().push(permit),
            "close" => {
                socket.send(Frame::text("42[\"bye\"]"));
                socket.close();
            }
            "unsubscribe" => socket.unsubscribe(),
            "answer" => socket.ack(event.ack.unwrap(), &1).unwrap(),
            _ => {}
        }
    }

    fn notified(&self, _: &SocketRef<'_>, _: &mut u32, message: &'static str) {
        self.note(message);
    }

    fn subscribed(&self, _: &mut u32, room: RoomId, (): ()) -> bool {
        room != ELSEWHERE
    }

    fn disconnected(&self, _: &SocketRef<'_>, count: u32) {
        self.note(format!("left after {count}"));
    }
}

struct Bench {
    hub: Hub<Notes>,
    notes: Arc<Notes>,
    now: Instant,
}

const NODE: u32 = 5;
const ROOM: RoomId = RoomId(1);
/// A room that all sockets have left.
const ELSEWHERE: RoomId = RoomId(99);
const WEBSOCKET: Transport = Transport::WebSocket;
const POLLING: Transport = Transport::IDLE_POLLING;

fn bench() -> Bench {
    let settings = Settings {
        max_connects: 3,
        max_polled: 3,
        max_backlog: BacklogLimit { frames: 4, bytes: 1000 },
        ..Settings::default()
    };
    let notes = Arc::new(Notes::default());
    let unfinished = Unfinished::new(settings.max_unfinished);
    let hub = Hub::new(Arc::clone(&notes), Arc::new(settings), unfinished, (NODE, 3));
    Bench { hub, notes, now: Instant::now() }
}

impl Bench {
    fn open(&mut self, transport: Transport) -> u64 {
        self.hub.open((), None, transport, self.now).unwrap().0
    }

    fn joined(&mut self, transport: Transport) -> u64 {
        let number = self.open(transport);
        assert_eq!(self.says(number, "40"), Received::Fine);
        self.written(number);
        self.notes.take();
        number
    }

    fn says(&mut self, number: u64, packet: &str) -> Received {
        self.hub.receive(number, Packet::parse(packet).unwrap(), self.now)
    }

    fn sends(&mut self, number: u64, bytes: &'static [u8]) -> Received {
        self.hub.receive(number, Packet::Binary(Bytes::from_static(bytes)), self.now)
    }

    /// What a client gets, in the form of polling whatever its transport; ends with `.` when the session is over.
    fn written(&mut self, number: u64) -> String {
        let context = &mut Context::from_waker(Waker::noop());
        if let Some(Transport::Polling { .. }) = self.hub.get(number).map(|session| session.transport) {
            assert!(self.hub.begin_get(number, self.now));
            let polled = self.hub.poll_get(number, false, context);
            if let Some(Transport::Polling { getting, .. }) =
                self.hub.get(number).map(|session| &mut session.transport)
            {
                *getting = false;
            }
            return match polled {
                Poll::Ready(Polled::Payload(payload)) => payload,
                Poll::Ready(Polled::Gone) => ".".to_owned(),
                _ => String::new(),
            };
        }
        let mut payload = String::new();
        loop {
            match self.hub.poll_write(number, context) {
                Poll::Ready(Some(mut piece)) => {
                    crate::socketio::frame::move_to_payload(&mut payload, &mut piece, &mut { usize::MAX });
                }
                Poll::Ready(None) => return payload + ".",
                Poll::Pending => return payload,
            }
        }
    }

    fn subscribe(&mut self, number: u64, room: RoomId, channels: u8) {
        self.hub.subscribe(number, room, Channels(channels), &());
    }

    fn broadcast(&mut self, room: RoomId, channels: u8, except: Option<SessionId>, text: &str) {
        let frame = Frame::text(text);
        let delivery =
            Delivery::Broadcast { channels: Channels(channels), except, can_wait: false, event: frame };
        self.hub.deliver(room, vec![delivery], self.now);
    }

    fn after(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
        self.hub.tick(self.now);
    }

    fn is_there(&mut self, number: u64) -> bool {
        self.hub.get(number).is_some()
    }
}

/// Without the random name in it.
fn masked(payload: &str) -> String {
    payload
        .split('\x1e')
        .map(|packet| {
            if packet.contains(r#"{"sid":"#) { packet.split('{').next().unwrap_or_default() } else { packet }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

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
fn an_answer_that_nobody_asked_for_sets_nothing_off() {
    let mut bench = bench();
    let number = bench.joined(WEBSOCKET);
    for _ in 0..1000 {
        bench.says(number, "3");
    }
    bench.after(25_000);
    assert_eq!(bench.written(number), "2");
}

#[test]
fn a_client_has_most_of_its_time_however_late_it_is_asked() {
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
fn events_that_wait_for_attachments_are_added_up() {
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
fn what_is_no_conversation_ends_it() {
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
fn bytes_that_nothing_announced_end_the_session() {
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
fn events_being_dealt_with_hold_the_client_back() {
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
fn what_is_sent_together_is_found_together_by_readers_that_are_woken_once() {
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
fn a_session_that_the_service_ends_says_its_last_words() {
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
fn last_words_that_nobody_fetches_are_forgotten() {
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
fn a_poll_that_crosses_with_the_good_bye_is_answered_once() {
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

#[test]
fn a_client_with_a_post_under_way_does_not_move() {
    let mut bench = bench();
    let number = bench.joined(POLLING);
    let attempt = bench.hub.begin_upgrade(number, bench.now).unwrap();
    assert!(matches!(bench.hub.probe(number, attempt, &text("2probe")), Probe::Reply(_)));
    assert!(bench.hub.begin_post(number));
    assert!(matches!(bench.hub.probe(number, attempt, &text("5")), Probe::Refused));
}

fn text(text: &str) -> Incoming {
    Incoming::Text(text.to_owned())
}

#[test]
fn a_websocket_takes_over_what_waits() {
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
fn only_a_probe_opens_the_way() {
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

#[test]
fn numbers_are_never_used_again_and_need_the_secret() {
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
