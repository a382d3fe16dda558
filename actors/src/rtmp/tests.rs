//! Conversations of clients with a session.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use rtmp_runtime::amf0::Amf0Value;
use rtmp_runtime::client::{ClientConfig, ClientEvent, ClientSession};

use super::amf0::{Value, decode, encode, object};
use super::chunk::{ChunkReader, Message, kind, write};
use super::handshake::BLOCK;
use super::session::{MEDIA_TIMEOUT, PUBLISH_TIMEOUT};
use super::*;
use crate::frames::{Frame, Input, TrackId};
use crate::model::names::StreamKey;

const AVC: &[u8] = &[0x17, 0, 0, 0, 0, 1, 0x64, 0, 0x1F, 0xFF, 0xE1, 0, 0];
const PICTURE: &[u8] = &[0x17, 1, 0, 0, 0, 0, 0, 0, 1, 0x65];

/// A client that sends what a test writes.
struct Client {
    session: Session,
    now: Instant,
    /// Sent and not read yet.
    sent: Vec<u8>,
    answers: ChunkReader,
    answered: Vec<u8>,
}

impl Client {
    fn new() -> Self {
        let now = Instant::now();
        let answers = ChunkReader::default();
        Self { session: Session::new(now), now, sent: Vec::new(), answers, answered: Vec::new() }
    }

    /// The handshake is done.
    fn greeted() -> Self {
        let mut client = Self::new();
        client.sends(&[vec![3], vec![0; 2 * BLOCK]].concat());
        assert_eq!(client.session.output().len(), 1 + 2 * BLOCK);
        client
    }

    /// An application is open.
    fn connected(app: &str) -> Self {
        let mut client = Self::greeted();
        client.calls(0, "connect", 1.0, &[object([("app", text(app))])]);
        client.answers();
        client
    }

    /// A stream is being published.
    fn publishing() -> Self {
        let mut client = Self::connected("live");
        assert!(client.publishes("KEY").is_some());
        client.session.accept(client.now);
        client.answers();
        client
    }

    /// Events until the session wants more input.
    fn tries(&mut self, bytes: &[u8]) -> Result<Vec<Event>, Fault> {
        self.sent.extend(bytes);
        let (mut rest, mut events) = (&self.sent[..], Vec::new());
        let result = loop {
            match self.session.next(&mut rest, self.now) {
                Ok(Some(event)) => events.push(event),
                Ok(None) => break Ok(events),
                Err(fault) => break Err(fault),
            }
        };
        self.sent = rest.to_vec();
        result
    }

    fn sends(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.tries(bytes).unwrap()
    }

    fn sends_message(&mut self, kind: u8, stream: u32, payload: &[u8]) -> Result<Vec<Event>, Fault> {
        let mut bytes = bytes::BytesMut::new();
        let payload = bytes::Bytes::copy_from_slice(payload);
        write(3, &Message { kind, timestamp: 0, stream, payload }, &mut bytes);
        self.tries(&bytes)
    }

    fn calls(&mut self, stream: u32, name: &str, transaction: f64, arguments: &[Value]) -> Vec<Event> {
        let call = [&[text(name), Value::Number(transaction)], arguments].concat();
        self.sends_message(kind::COMMAND, stream, &encode(&call)).unwrap()
    }

    /// The key, if it asks whether the client may publish.
    fn publishes(&mut self, name: &str) -> Option<StreamKey> {
        match self.calls(1, "publish", 5.0, &[Value::Null, text(name), text("live")]).pop() {
            Some(Event::Publish(key)) => Some(key),
            _ => None,
        }
    }

    /// Messages of the server.
    fn messages(&mut self) -> Vec<Message> {
        self.answered.extend(self.session.output());
        let (mut rest, mut messages) = (&self.answered[..], Vec::new());
        while let Some(message) = self.answers.next(&mut rest).unwrap() {
            messages.push(message);
        }
        self.answered = rest.to_vec();
        messages
    }

    /// Calls of the server.
    fn answers(&mut self) -> Vec<Vec<Value>> {
        let commands = self.messages().into_iter().filter(|message| message.kind == kind::COMMAND);
        commands.map(|message| decode(&message.payload).unwrap()).collect()
    }

    /// Code and description of the last status.
    fn status(&mut self) -> (String, String) {
        let answers = self.answers();
        let [Value::String(name), _, _, status] = &answers.last().unwrap()[..] else { panic!("{answers:?}") };
        assert_eq!(name, "onStatus");
        let field = |name: &str| status.get(name).and_then(Value::as_str).unwrap().to_owned();
        (field("code"), field("description"))
    }
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn is_key(key: Option<StreamKey>, expected: &str) -> bool {
    let secrets = crate::model::names::Secrets::derive("test");
    key.map(|key| secrets.hash(&key)) == StreamKey::new(expected).map(|key| secrets.hash(&key))
}

/// Frames and parameters; everything else is unexpected.
fn inputs(events: Vec<Event>) -> Vec<Input> {
    events
        .into_iter()
        .map(|event| match event {
            Event::Input(input) => input,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn obs_publishes_and_stops() {
    let mut client = Client::connected("live");
    client.calls(0, "releaseStream", 2.0, &[Value::Null, text("KEY")]);
    client.calls(0, "FCPublish", 3.0, &[Value::Null, text("KEY")]);
    client.calls(0, "createStream", 4.0, &[Value::Null]);
    let results: Vec<_> = client.answers().into_iter().map(|values| values[1..].to_vec()).collect();
    let number = Value::Number;
    assert_eq!(
        results,
        [
            vec![number(2.0), Value::Null, Value::Null],
            vec![number(3.0), Value::Null, Value::Null],
            vec![number(4.0), Value::Null, number(1.0)],
        ]
    );
    assert!(is_key(client.publishes("KEY?tracks=2"), "KEY"));
    client.session.accept(client.now);
    let answers = client.answers();
    assert_eq!(answers[0][0], text("onFCPublish"));
    assert_eq!(answers[1][3].get("code"), Some(&text("NetStream.Publish.Start")));

    let events = client.sends_message(kind::VIDEO, 1, AVC).unwrap();
    assert!(matches!(inputs(events)[..], [Input::Parameters(TrackId::VIDEO, _)]));
    let events = client.sends_message(kind::VIDEO, 1, PICTURE).unwrap();
    assert!(matches!(inputs(events)[..], [Input::Frame(Frame { keyframe: true, .. })]));
    let ended = client.calls(0, "FCUnpublish", 6.0, &[Value::Null, text("KEY")]);
    assert!(matches!(ended[..], [Event::Unpublished]));
    assert!(client.calls(0, "deleteStream", 7.0, &[Value::Null, number(1.0)]).is_empty());
}

#[test]
fn nothing_is_read_until_the_request_is_answered() {
    let mut client = Client::connected("live");
    assert!(client.publishes("KEY").is_some());
    assert!(client.sends_message(kind::VIDEO, 1, AVC).unwrap().is_empty());
    assert!(!client.sent.is_empty());
    client.session.accept(client.now);
    assert_eq!(inputs(client.sends(&[])).len(), 1);
}

#[test]
fn a_refusal_says_why() {
    for code in [RefusalCode::BadName, RefusalCode::Denied, RefusalCode::Rejected] {
        let mut client = Client::connected("live");
        client.publishes("KEY");
        client.session.refuse(&Refusal { code, words: "no streamer has this key".to_owned() });
        assert_eq!(client.status(), (code.as_str().to_owned(), "no streamer has this key".to_owned()));
        assert!(client.sends_message(kind::VIDEO, 1, AVC).unwrap().is_empty());
        assert_eq!(client.session.deadline(), None);
    }
}

#[test]
fn a_publisher_is_told_why_its_stream_ends() {
    let mut client = Client::publishing();
    client.sends_message(kind::AUDIO, 1, &[0xAF, 0, 0x12, 0x10]).unwrap();
    assert_eq!(
        client.sends_message(kind::AUDIO, 1, &[0x2F, 0]).unwrap_err().to_string(),
        "MP3 is not supported: choose AAC or Opus"
    );
    let (code, words) = client.status();
    assert_eq!(
        (&code[..], &words[..]),
        ("NetStream.Publish.Rejected", "MP3 is not supported: choose AAC or Opus")
    );
}

#[test]
fn keys_are_found_in_the_application_and_missing_ones_refused() {
    assert!(is_key(Client::connected("live/KEY").publishes(""), "KEY"));
    let mut client = Client::connected("");
    let request = encode(&[text("publish"), Value::Number(5.0), Value::Null, text("?a=b"), text("live")]);
    assert_eq!(client.sends_message(kind::COMMAND, 1, &request).unwrap_err(), Fault::NoKey);
    assert_eq!(client.status().0, "NetStream.Publish.BadName");
}

#[test]
fn the_key_is_shown_nowhere() {
    let mut client = Client::connected("live/SECRET");
    let event = client.calls(1, "publish", 5.0, &[Value::Null, text("SECRET"), text("live")]);
    let shown = format!("{event:?} {:?}", client.session);
    assert!(!shown.contains("SECRET"), "{shown}");
    client.session.accept(client.now);
    assert!(!client.session.output().windows(6).any(|bytes| bytes == b"SECRET"));
}

#[test]
fn enhancements_are_announced_to_those_who_know_them() {
    let answer = |properties: Value| {
        let mut client = Client::greeted();
        client.calls(0, "connect", 1.0, &[properties]);
        client.answers().remove(0)
    };
    let list = Value::Array(vec![text("hvc1"), text("av01")]);
    let enhanced = answer(object([("app", text("live")), ("fourCcList", list)]));
    assert_eq!(enhanced[2].get("capsEx"), Some(&Value::Number(14.0)));
    assert!(enhanced[2].get("videoFourCcInfoMap").unwrap().get("hvc1").is_some());
    assert_eq!(enhanced[3].get("code"), Some(&text("NetConnection.Connect.Success")));
    let plain = answer(object([("app", text("live"))]));
    assert_eq!(plain[2].get("capsEx"), None);
}

#[test]
fn commands_may_come_in_messages_of_amf3() {
    let mut client = Client::greeted();
    let connect = encode(&[text("connect"), Value::Number(1.0), object([("app", text("live"))])]);
    client.sends_message(kind::COMMAND_AMF3, 0, &[&[0], &connect[..]].concat()).unwrap();
    assert_eq!(client.answers()[0][0], text("_result"));
    assert!(client.publishes("KEY").is_some());
}

#[test]
fn pings_are_answered_and_bytes_acknowledged() {
    let mut client = Client::publishing();
    client.sends_message(kind::USER_CONTROL, 0, &[0, 6, 1, 2, 3, 4]).unwrap();
    let pong = &client.messages()[0];
    assert_eq!((pong.kind, &pong.payload[..]), (kind::USER_CONTROL, &[0, 7, 1, 2, 3, 4][..]));
    client.sends_message(kind::WINDOW_SIZE, 0, &1000_u32.to_be_bytes()).unwrap();
    client.messages();
    client.sends_message(kind::AUDIO, 1, &[0xAF; 2]).unwrap();
    assert_eq!(client.messages(), []);
    client.sends_message(kind::AUDIO, 1, &[0xAF; 600]).unwrap();
    assert_eq!(client.messages()[0].kind, kind::ACKNOWLEDGEMENT);
}

#[test]
fn commands_in_the_wrong_order_are_refused() {
    let refusal = |mut client: Client, name: &str| {
        let call = encode(&[text(name), Value::Number(1.0), Value::Null, text("KEY")]);
        client.sends_message(kind::COMMAND, 1, &call).err()
    };
    assert_eq!(refusal(Client::greeted(), "publish"), Some(Fault::CommandOrder));
    assert_eq!(refusal(Client::connected("live"), "connect"), Some(Fault::CommandOrder));
    assert_eq!(refusal(Client::publishing(), "publish"), Some(Fault::CommandOrder));
    assert_eq!(refusal(Client::connected("live"), "play"), Some(Fault::Plays));
    assert_eq!(refusal(Client::connected("live"), "_checkbw"), None);
}

#[test]
fn those_who_ask_without_reading_are_disconnected() {
    let mut client = Client::connected("live");
    let mut bytes = bytes::BytesMut::new();
    let payload = encode(&[text("createStream"), Value::Number(1.0), Value::Null]);
    write(3, &Message { kind: kind::COMMAND, timestamp: 0, stream: 0, payload }, &mut bytes);
    assert_eq!(client.tries(&bytes.repeat(10_000)).unwrap_err(), Fault::Unread);
    assert!(client.session.output().len() < 70_000);
}

#[test]
fn silence_has_deadlines() {
    let mut client = Client::new();
    assert_eq!(client.session.expire(client.now), Ok(()));
    assert_eq!(client.session.expire(client.now + PUBLISH_TIMEOUT), Err(Fault::NoPublish));

    let mut client = Client::connected("live");
    client.publishes("KEY");
    assert_eq!(client.session.deadline(), None, "the site decides how long it takes");
    client.session.accept(client.now);
    client.sends_message(kind::VIDEO, 1, AVC).unwrap();
    client.now += Duration::from_secs(20);
    client.sends_message(kind::VIDEO, 1, PICTURE).unwrap();
    client.now += Duration::from_secs(20);
    // what is no frame does not count
    client.sends_message(kind::VIDEO, 1, AVC).unwrap();
    assert_eq!(client.session.expire(client.now), Ok(()));
    client.now += MEDIA_TIMEOUT - Duration::from_secs(20);
    client.answers();
    assert_eq!(client.session.expire(client.now), Err(Fault::NoMedia));
    assert_eq!(client.status().1, Fault::NoMedia.to_string());
}

#[test]
fn another_implementation_publishes() {
    let now = Instant::now();
    let mut config = ClientConfig::default();
    config.app = "live".to_owned();
    config.stream_key = "KEY".to_owned();
    let (mut peer, mut session) = (ClientSession::new(config), Session::new(now));
    let (mut sent, mut events, mut told) = (peer.start(), Vec::new(), Vec::new());
    for _ in 0..10 {
        let mut rest = &sent[..];
        while let Some(event) = session.next(&mut rest, now).unwrap() {
            if let Event::Publish(_) = event {
                session.accept(now);
            }
            events.push(event);
        }
        sent = rest.to_vec();
        let (bytes, news) = peer.handle_data(&session.output()).unwrap();
        sent.extend(bytes);
        told.extend(news);
    }
    assert!(told.contains(&ClientEvent::Publishing), "{told:?}");
    sent.extend(peer.send_metadata(&[("encoder".to_owned(), Amf0Value::String("peer".to_owned()))]).unwrap());
    sent.extend(peer.send_video(40, AVC).unwrap());
    for time in [40, 0xFF_FFFF, 0x100_0010] {
        sent.extend(peer.send_video(time, &[PICTURE, &[0; 10_000]].concat()).unwrap());
    }
    let mut rest = &sent[..];
    while let Some(event) = session.next(&mut rest, now).unwrap() {
        events.push(event);
    }
    assert!(matches!(events.remove(0), Event::Publish(_)));
    let inputs = inputs(events);
    assert!(matches!(&inputs[0], Input::Metadata(facts) if facts.encoder.as_deref() == Some("peer")));
    let frames = inputs.iter().filter_map(|input| match input {
        Input::Frame(frame) => Some((frame.decoded_at, frame.data.len())),
        _ => None,
    });
    let times = [40, 0xFF_FFFF, 0x100_0010].map(|time: i64| (time * 1000, PICTURE.len() - 5 + 10_000));
    assert_eq!(frames.collect::<Vec<_>>(), times);
}

/// What ffmpeg 9 sent after its handshake, behind a byte that belongs to the fuzzer.
const RECORDED: [&[u8]; 3] = [
    include_bytes!("../../../fuzz/seeds/rtmp/h264-aac"),
    include_bytes!("../../../fuzz/seeds/rtmp/hevc-opus"),
    include_bytes!("../../../fuzz/seeds/rtmp/multitrack"),
];

#[test]
fn recorded_publishers_are_understood() {
    use crate::frames::{Codec, TrackKind};
    let track = |kind, number| TrackId { kind, number };
    let expected = [
        vec![(track(TrackKind::Video, 0), Codec::H264), (track(TrackKind::Audio, 0), Codec::Aac)],
        vec![(track(TrackKind::Video, 0), Codec::H265), (track(TrackKind::Audio, 0), Codec::Opus)],
        vec![
            (track(TrackKind::Video, 0), Codec::H264),
            (track(TrackKind::Video, 1), Codec::H264),
            (track(TrackKind::Audio, 0), Codec::Aac),
            (track(TrackKind::Audio, 1), Codec::Opus),
        ],
    ];
    for (recorded, expected) in RECORDED.into_iter().zip(expected) {
        let mut client = Client::greeted();
        assert!(matches!(client.sends(&recorded[1..])[..], [Event::Publish(_)]));
        client.session.accept(client.now);
        let mut events = client.sends(&[]);
        assert!(matches!(events.pop(), Some(Event::Unpublished)));
        let inputs = inputs(events);
        let tracks: Vec<_> = inputs
            .iter()
            .filter_map(|input| match input {
                Input::Parameters(track, parameters) => Some((*track, parameters.codec)),
                _ => None,
            })
            .collect();
        assert_eq!(tracks, expected);
        for (track, _) in tracks {
            let of_track = inputs.iter().filter_map(|input| match input {
                Input::Frame(frame) if frame.track == track => Some(frame.decoded_at),
                _ => None,
            });
            let times: Vec<_> = of_track.collect();
            assert!(times.len() >= 2 && times.is_sorted(), "{track:?} {times:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        stage in 0..4,
        messages in prop::collection::vec(
            (prop_oneof![0..24_u8, any::<u8>()], prop::collection::vec(any::<u8>(), 0..200)), 0..20),
        tail in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut client = match stage {
            0 => Client::new(),
            1 => Client::greeted(),
            2 => Client::connected("live"),
            _ => Client::publishing(),
        };
        for (kind, payload) in messages {
            if client.sends_message(kind, 1, &payload).is_err() {
                prop_assert_eq!(client.session.deadline(), None);
                break;
            }
            prop_assert!(client.session.output().len() < 100_000);
        }
        let _ = client.tries(&tail);
    }
}
