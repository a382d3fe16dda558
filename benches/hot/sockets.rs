//! What the sockets' side does with what is said, on its way out and on its way in.

use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Arc;
use std::task::{Wake, Waker};

use bytes::{Bytes, BytesMut};
use criterion::{BenchmarkId, Criterion, Throughput};
use pystreaming::protocol::ServerEvent;
use pystreaming::socketio::channel_log::ChannelLogs;
use pystreaming::socketio::reader::{Incoming, Reader};
use pystreaming::socketio::{BacklogLimit, Frame, engine, packet};
use pystreaming_actors::model::{ChatKind, ChatMessage, Colour, Person, Role};
use pystreaming_actors::room::event::{History, RoomEvent};
use pystreaming_actors::session::{Channels, RoomId};
use serde::Deserialize;

use crate::Outcome;

const ROOM: RoomId = RoomId(1);
/// How many hear the same.
const LISTENERS: [u64; 3] = [10, 1_000, 10_000];
/// Most bytes that are written at once.
const PIECE: usize = 16 * 1024;
const TEXT: &str = "a message of forty bytes or so, said by somebody";

pub fn measure(criterion: &mut Criterion) -> Outcome<()> {
    encoding(criterion);
    broadcasts(criterion);
    incoming(criterion)
}

/// A frame beside bare JSON, which has neither the event's name nor a header.
fn encoding(criterion: &mut Criterion) {
    let said = |id| {
        let author = Person {
            username: "somebody".into(),
            role: Role::Viewer,
            color: Colour([1, 2, 3]),
            account: None,
        };
        let (kind, text) = (ChatKind::Message, TEXT.to_owned());
        Arc::new(ChatMessage { id, time: 1_800_000_000, kind, author: Some(author), text, reply: None })
    };
    let history = RoomEvent::History(History {
        messages: (0..100).map(|number| said(1_800_000_000_000_000 + number)).collect(),
        resumed: false,
        lost_after: None,
        deleted: Vec::new(),
        emotes: Arc::default(),
        slow: 0,
        length: 500,
        count: 1_000,
        titles: Default::default(),
        pin: None,
        poll: None,
    });
    let mut group = criterion.benchmark_group("encoding");
    for (what, event) in [("message", RoomEvent::Said(said(1_800_000_000_000_000))), ("history", history)] {
        group.bench_function(BenchmarkId::new("frame", what), |bencher| {
            bencher.iter(|| {
                let event = ServerEvent::from(black_box(&event));
                Frame::event(event.name, &event)
            });
        });
        group.bench_function(BenchmarkId::new("bare JSON", what), |bencher| {
            bencher.iter(|| serde_json::to_vec(&ServerEvent::from(black_box(&event))));
        });
    }
    group.finish();
}

/// What a task has to be woken by, without the task.
struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

/// Frames are broadcast to all listeners, which are woken, read them and wait again: with channel logs, and with a queue each.
fn broadcasts(criterion: &mut Criterion) {
    let frame = Bytes::from(vec![b'x'; 200]);
    let waker = Waker::from(Arc::new(Nobody));
    let mut group = criterion.benchmark_group("broadcast");
    for (listeners, frames) in LISTENERS.into_iter().flat_map(|listeners| [(listeners, 1), (listeners, 8)]) {
        let shape = format!("{frames} to {listeners}");
        group.throughput(Throughput::Elements(listeners * frames));
        group.bench_function(BenchmarkId::new("channel logs", &shape), |bencher| {
            let mut logs = ChannelLogs::default();
            let cursors: Vec<_> =
                (0..listeners).map(|number| logs.subscribe(ROOM, Channels::CHAT, number)).collect();
            let limit = BacklogLimit { frames: 512, bytes: 1 << 20 };
            cursors.iter().for_each(|cursor| logs.park(*cursor, &waker));
            bencher.iter(|| {
                for _ in 0..frames {
                    black_box(logs.broadcast(ROOM, Channels::CHAT, &frame, false, limit));
                }
                logs.wake_readers();
                for cursor in &cursors {
                    black_box(logs.read(*cursor, PIECE));
                    logs.park(*cursor, &waker);
                }
            });
        });
        group.bench_function(BenchmarkId::new("a queue for each", &shape), |bencher| {
            let mut queues: Vec<_> = (0..listeners).map(|_| (VecDeque::new(), Some(waker.clone()))).collect();
            bencher.iter(|| {
                for _ in 0..frames {
                    for (queue, waiting) in &mut queues {
                        queue.push_back(frame.clone());
                        waiting.take().into_iter().for_each(Waker::wake);
                    }
                }
                for (queue, waiting) in &mut queues {
                    black_box(joined(queue));
                    *waiting = Some(waker.clone());
                }
            });
        });
    }
    group.finish();
}

/// What a queue holds, in one piece.
fn joined(queue: &mut VecDeque<Bytes>) -> Option<Bytes> {
    if queue.len() == 1 {
        return queue.pop_front();
    }
    let mut piece = BytesMut::with_capacity(queue.iter().map(Bytes::len).sum());
    queue.drain(..).for_each(|frame| piece.extend_from_slice(&frame));
    Some(piece.freeze())
}

#[derive(Deserialize)]
struct Said {
    message: String,
}

/// A message that arrives: its frame unmasked and its packet read, beside bare JSON and beside a copy of its bytes.
fn incoming(criterion: &mut Criterion) -> Outcome<()> {
    let json = format!(r#"["message",{{"message":"{TEXT}"}}]"#);
    let text = format!("42{json}");
    let frame = masked(&text)?;
    let read = |text: &str| {
        let Ok(engine::Packet::Text(text)) = engine::Packet::parse(text) else { return None };
        let event = packet::Packet::parse(text, 10).ok()?.event().ok()?;
        let said: Said = serde_json::from_str(event.first?.get()).ok()?;
        (event.name == "message").then_some(said.message)
    };
    let mut group = criterion.benchmark_group("incoming");
    assert_eq!(read(&text).as_deref(), Some(TEXT));
    group.bench_function("packet", |bencher| bencher.iter(|| read(black_box(&text))));
    group.bench_function("bare JSON", |bencher| {
        bencher.iter(|| {
            let array: Result<(&str, Said), _> = serde_json::from_str(black_box(&json));
            array.map(|(_, said)| said.message)
        });
    });
    group.bench_function("frame", |bencher| {
        let mut reader = Reader::new(100_000);
        bencher.iter(|| {
            reader.feed(black_box(&frame));
            let message = reader.next_message();
            assert!(matches!(message, Ok(Some(Incoming::Text(_)))));
            assert!(matches!(reader.next_message(), Ok(None)));
            message
        });
    });
    group.bench_function("bare copy", |bencher| bencher.iter(|| black_box(&frame).clone()));
    group.finish();
    Ok(())
}

/// A short text as a client's WebSocket sends it.
fn masked(text: &str) -> Outcome<Vec<u8>> {
    let mask = [1, 2, 3, 4];
    let length = u8::try_from(text.len()).ok().filter(|length| *length < 126).ok_or("too long")?;
    let payload = text.bytes().zip(mask.into_iter().cycle()).map(|(byte, mask)| byte ^ mask);
    Ok([0x81, 0x80 | length].into_iter().chain(mask).chain(payload).collect())
}
