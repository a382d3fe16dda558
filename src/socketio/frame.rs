//! Outgoing packets, encoded once for all receivers.

use std::io::Write as _;

use bytes::{Buf as _, Bytes, BytesMut};
use serde::Serialize;

use super::engine;
use super::packet::{self, Kind};

/// The longest header of a server's frame, in bytes.
const HEADER: usize = 10;
const FINAL_TEXT: u8 = 0x81;
const FINAL_BINARY: u8 = 0x82;
const FINAL_CLOSE: u8 = 0x88;
const FINAL_PONG: u8 = 0x8a;

/// One or several Engine.IO packets in the form of WebSocket frames. Cloning shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    /// Engine.IO's ping.
    pub(super) const PING: Self = Self(Bytes::from_static(b"\x81\x012"));
    /// The answer to a probe.
    pub(super) const PROBED: Self = Self(Bytes::from_static(b"\x81\x063probe"));

    /// An event with one argument, for the namespace `/`. Fails where the argument cannot be JSON.
    pub fn event(name: &str, argument: &impl Serialize) -> Result<Self, serde_json::Error> {
        let mut buffer = Vec::with_capacity(HEADER + 256);
        buffer.extend_from_slice(&[0; HEADER]);
        buffer.extend_from_slice(b"42[");
        serde_json::to_writer(&mut buffer, name)?;
        buffer.push(b',');
        serde_json::to_writer(&mut buffer, argument)?;
        buffer.push(b']');
        Ok(Self::of_buffer(FINAL_TEXT, buffer))
    }

    /// A Socket.IO packet and its attachments.
    pub fn packet(kind: Kind, namespace: &str, id: Option<u64>, data: &str, attachments: &[Bytes]) -> Self {
        let text = packet::encode(kind, attachments.len(), namespace, id, data);
        let mut buffer = BytesMut::new();
        add(&mut buffer, FINAL_TEXT, &[b"4", text.as_bytes()]);
        for attachment in attachments {
            add(&mut buffer, FINAL_BINARY, &[attachment]);
        }
        Self(buffer.freeze())
    }

    /// An Engine.IO text packet, type included.
    pub fn text(packet: &str) -> Self {
        let mut buffer = BytesMut::new();
        add(&mut buffer, FINAL_TEXT, &[packet.as_bytes()]);
        Self(buffer.freeze())
    }

    /// A binary message of Engine.IO.
    pub fn binary(bytes: &[u8]) -> Self {
        let mut buffer = BytesMut::new();
        add(&mut buffer, FINAL_BINARY, &[bytes]);
        Self(buffer.freeze())
    }

    /// A close frame, with a code if the client violated the protocol.
    pub(super) fn close(code: Option<u16>) -> Self {
        let mut buffer = BytesMut::new();
        match code {
            Some(code) => add(&mut buffer, FINAL_CLOSE, &[&code.to_be_bytes()]),
            None => add(&mut buffer, FINAL_CLOSE, &[]),
        }
        Self(buffer.freeze())
    }

    /// Answers a WebSocket ping.
    pub(super) fn pong(data: &[u8]) -> Self {
        let mut buffer = BytesMut::new();
        add(&mut buffer, FINAL_PONG, &[data]);
        Self(buffer.freeze())
    }

    /// A copy in memory of its own: a shared reference count would slow each processor down.
    pub(super) fn copied(&self) -> Self {
        Self(Bytes::copy_from_slice(&self.0))
    }

    /// The bytes for a WebSocket.
    pub(super) fn into_bytes(self) -> Bytes {
        self.0
    }

    fn of_buffer(first: u8, mut buffer: Vec<u8>) -> Self {
        let (header, len) = header(first, buffer.len() - HEADER);
        let start = HEADER - len;
        buffer[start..HEADER].copy_from_slice(&header[..len]);
        Self(Bytes::from(buffer).slice(start..))
    }
}

/// Moves up to `most` packets from WebSocket frames of this server to the body of a polling answer, and subtracts their
/// number from it.
pub(super) fn move_to_payload(payload: &mut String, frames: &mut Bytes, most: &mut usize) {
    while *most > 0
        && let Some((first, body, rest)) = split_frame(frames)
    {
        match (first, std::str::from_utf8(body)) {
            (FINAL_TEXT, Ok(text)) => engine::add_text(payload, text),
            _ => engine::add_binary(payload, body),
        }
        *most -= 1;
        frames.advance(frames.len() - rest.len());
    }
}

fn split_frame(frames: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[first, short], rest) = frames.split_first_chunk()?;
    let (len, rest) = match short {
        126 => rest.split_first_chunk().map(|(len, rest)| (u64::from(u16::from_be_bytes(*len)), rest))?,
        127 => rest.split_first_chunk().map(|(len, rest)| (u64::from_be_bytes(*len), rest))?,
        len => (u64::from(len), rest),
    };
    let (body, rest) = rest.split_at_checked(usize::try_from(len).ok()?)?;
    Some((first, body, rest))
}

fn add(buffer: &mut BytesMut, first: u8, parts: &[&[u8]]) {
    let payload = parts.iter().map(|part| part.len()).sum();
    let (header, len) = header(first, payload);
    buffer.reserve(len + payload);
    buffer.extend_from_slice(&header[..len]);
    for part in parts {
        buffer.extend_from_slice(part);
    }
}

fn header(first: u8, payload: usize) -> ([u8; HEADER], usize) {
    let mut header = [0; HEADER];
    header[0] = first;
    let mut rest = &mut header[1..];
    // a slice of nine bytes takes all of these
    let _ = match u16::try_from(payload) {
        Ok(len @ 0..126) => rest.write_all(&[len.to_be_bytes()[1]]),
        Ok(len) => rest.write_all(&[126]).and_then(|()| rest.write_all(&len.to_be_bytes())),
        Err(_) => rest.write_all(&[127]).and_then(|()| rest.write_all(&(payload as u64).to_be_bytes())),
    };
    let free = rest.len();
    (header, HEADER - free)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_one_text_frame() {
        let frame = Frame::event("server", &json!({"msg": "hello"})).unwrap();
        assert_eq!(&frame.0[..], b"\x81\x1c42[\"server\",{\"msg\":\"hello\"}]");
    }

    #[test]
    fn lengths_take_one_three_or_nine_bytes() {
        for (len, expected) in [
            (125, &[0x81, 125][..]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 255, 255]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let text = "x".repeat(len);
            let frame = Frame::text(&text);
            assert_eq!(&frame.0[..expected.len()], expected);
            let of_buffer =
                Frame::of_buffer(FINAL_TEXT, [vec![0; HEADER], text.clone().into_bytes()].concat());
            assert_eq!(frame, of_buffer);
            let mut payload = String::new();
            let mut frames = Bytes::from([&frame.0[..], &frame.0, &frame.0].concat());
            move_to_payload(&mut payload, &mut frames, &mut 2);
            assert_eq!(payload, format!("{text}\x1e{text}"));
            assert_eq!(frames, frame.0, "more than were asked for stay");
        }
    }

    #[test]
    fn attachments_follow_their_packet_on_both_transports() {
        let frame = Frame::packet(
            Kind::BinaryEvent,
            "/",
            None,
            r#"["a",{"_placeholder":true,"num":0}]"#,
            &[Bytes::from_static(&[1, 2, 3, 4])],
        );
        assert!(frame.0.ends_with(b"}]\x82\x04\x01\x02\x03\x04"));
        let mut payload = String::new();
        move_to_payload(&mut payload, &mut frame.0.clone(), &mut 2);
        assert_eq!(payload, "451-[\"a\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==");
    }
}
