mod closing;
mod delivery;
mod heartbeats;
mod incoming;
mod moves;
mod polling;
mod slow_readers;
mod upgrades;
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

fn text(text: &str) -> Incoming {
    Incoming::Text(text.to_owned())
}
