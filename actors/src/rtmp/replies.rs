//! What the server sends.

use bytes::{BufMut, Bytes, BytesMut};

use super::amf0::{Value, encode, object};
use super::chunk::{self, Message, kind};

/// Bytes after which either side acknowledges.
pub const WINDOW: u32 = 2_500_000;
/// The message stream on which clients publish.
pub const STREAM: u32 = 1;

/// Chunk streams: one for control of the protocol, as required, and one for commands.
const CONTROL: u8 = 2;
const COMMANDS: u8 = 3;

/// Events of [`kind::USER_CONTROL`].
pub const STREAM_BEGIN: u16 = 0;
pub const PING: u16 = 6;
pub const PONG: u16 = 7;

/// A codec can be forwarded: `FourCcInfoMask`.
const CAN_FORWARD: f64 = 4.0;
/// Several tracks, modifiers, offsets in nanoseconds: `CapsExMask`.
const CAPABILITIES: f64 = 14.0;

/// Answers that wait to be sent.
#[derive(Debug, Default)]
pub struct Replies(pub BytesMut);

impl Replies {
    /// `connect` succeeded.
    pub fn connected(&mut self, transaction: f64, is_enhanced: bool) {
        self.number(kind::WINDOW_SIZE, WINDOW);
        // 2: the client decides whether that is a hard limit
        self.control(kind::PEER_BANDWIDTH, &[&WINDOW.to_be_bytes()[..], &[2]].concat());
        let mut server = vec![
            ("fmsVer".to_owned(), Value::String("FMS/3,5,7,7009".to_owned())),
            ("capabilities".to_owned(), Value::Number(31.0)),
        ];
        if is_enhanced {
            server.extend(enhanced());
        }
        let success = object([
            ("level", text("status")),
            ("code", text("NetConnection.Connect.Success")),
            ("description", text("Connection succeeded.")),
            ("objectEncoding", Value::Number(0.0)),
        ]);
        self.command(0, &[text("_result"), Value::Number(transaction), Value::Object(server), success]);
    }

    /// A call succeeded.
    pub fn result(&mut self, transaction: f64, value: Value) {
        self.command(0, &[text("_result"), Value::Number(transaction), Value::Null, value]);
    }

    /// The client may send its stream.
    pub fn published(&mut self, stream: u32, asked_first: bool) {
        self.user_control(STREAM_BEGIN, stream);
        let started = "NetStream.Publish.Start";
        if asked_first {
            let status = object([("code", text(started)), ("description", text("Publishing."))]);
            self.command(0, &[text("onFCPublish"), Value::Number(0.0), Value::Null, status]);
        }
        self.status(stream, "status", started, "Publishing.");
    }

    /// A status of a stream, e.g. why it may not be published.
    pub fn status(&mut self, stream: u32, level: &str, code: &str, description: &str) {
        let status =
            object([("level", text(level)), ("code", text(code)), ("description", text(description))]);
        self.command(stream, &[text("onStatus"), Value::Number(0.0), Value::Null, status]);
    }

    /// A control message that is one number.
    pub fn number(&mut self, kind: u8, number: u32) {
        self.control(kind, &number.to_be_bytes());
    }

    pub fn user_control(&mut self, event: u16, number: u32) {
        let mut payload = BytesMut::new();
        payload.put_u16(event);
        payload.put_u32(number);
        self.control(kind::USER_CONTROL, &payload);
    }

    fn control(&mut self, kind: u8, payload: &[u8]) {
        let payload = Bytes::copy_from_slice(payload);
        chunk::write(CONTROL, &Message { kind, timestamp: 0, stream: 0, payload }, &mut self.0);
    }

    fn command(&mut self, stream: u32, values: &[Value]) {
        let message = Message { kind: kind::COMMAND, timestamp: 0, stream, payload: encode(values) };
        chunk::write(COMMANDS, &message, &mut self.0);
    }
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// What the server supports of Enhanced RTMP.
fn enhanced() -> [(String, Value); 4] {
    let video = ["avc1", "hvc1", "av01"];
    let audio = ["mp4a", "Opus"];
    let map = |codecs: &[&str]| {
        Value::Object(codecs.iter().map(|codec| ((*codec).to_owned(), Value::Number(CAN_FORWARD))).collect())
    };
    [
        ("fourCcList".to_owned(), Value::Array(video.iter().chain(&audio).copied().map(text).collect())),
        ("videoFourCcInfoMap".to_owned(), map(&video)),
        ("audioFourCcInfoMap".to_owned(), map(&audio)),
        ("capsEx".to_owned(), Value::Number(CAPABILITIES)),
    ]
}
