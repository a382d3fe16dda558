//! Engine.IO 4 packets, and the payloads of long polling, which hold several.
//! <https://socket.io/docs/v4/engine-io-protocol/>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Serialize;

/// Separates the packets of a payload.
pub const SEPARATOR: char = '\x1e';

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet<'a> {
    /// Ends the session.
    Close,
    /// Probes a new transport; `2probe`. The pings of heartbeats come from the server.
    Ping(&'a str),
    /// Answers a ping.
    Pong(&'a str),
    /// A text message.
    Text(&'a str),
    /// A binary message.
    Binary(Bytes),
    /// Completes an upgrade.
    Upgrade,
    /// Has no meaning.
    Noop,
}

/// Not a packet that a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Engine.IO packet")]
pub struct NotAPacket;

impl<'a> Packet<'a> {
    /// Parses a text message of a WebSocket.
    pub fn parse(text: &'a str) -> Result<Self, NotAPacket> {
        let rest = text.get(1..).unwrap_or_default();
        match (text.as_bytes().first(), rest) {
            (Some(b'1'), "") => Ok(Self::Close),
            (Some(b'2'), data) => Ok(Self::Ping(data)),
            (Some(b'3'), data) => Ok(Self::Pong(data)),
            (Some(b'4'), data) => Ok(Self::Text(data)),
            (Some(b'5'), "") => Ok(Self::Upgrade),
            (Some(b'6'), "") => Ok(Self::Noop),
            _ => Err(NotAPacket),
        }
    }

    /// Parses a packet of a payload, where bytes are `b` and base64.
    fn parse_polled(text: &'a str) -> Result<Self, NotAPacket> {
        let Some(encoded) = text.strip_prefix('b') else { return Self::parse(text) };
        BASE64_STANDARD.decode(encoded).map(|bytes| Self::Binary(bytes.into())).map_err(|_| NotAPacket)
    }
}

/// The packets in the body of a `POST`.
pub fn split(payload: &str) -> impl Iterator<Item = Result<Packet<'_>, NotAPacket>> {
    payload.split(SEPARATOR).map(Packet::parse_polled)
}

/// Adds a text packet, type included, to the body of a `GET`'s answer.
pub fn add_text(payload: &mut String, packet: &str) {
    separate(payload);
    payload.push_str(packet);
}

/// Adds bytes to the body of a `GET`'s answer.
pub fn add_binary(payload: &mut String, bytes: &[u8]) {
    separate(payload);
    payload.push('b');
    BASE64_STANDARD.encode_string(bytes, payload);
}

fn separate(payload: &mut String) {
    if !payload.is_empty() {
        payload.push(SEPARATOR);
    }
}

/// The handshake: what a client is told when its session opens.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Open<'a> {
    /// Names the session in further requests; secret.
    pub sid: &'a str,
    /// Transports that it may upgrade to.
    pub upgrades: &'a [&'a str],
    /// Milliseconds between heartbeats.
    pub ping_interval: u64,
    /// Milliseconds to answer one.
    pub ping_timeout: u64,
    /// Most bytes of a request or message.
    pub max_payload: usize,
}

impl Open<'_> {
    /// The packet, type included.
    pub fn packet(&self) -> String {
        // numbers and strings can always be JSON
        format!("0{}", serde_json::to_string(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packets(payload: &str) -> Result<Vec<Packet<'_>>, NotAPacket> {
        split(payload).collect()
    }

    #[test]
    fn payloads_hold_text_and_bytes() {
        assert_eq!(
            packets("4hello\x1e2\x1ebAQIDBA==\x1e1"),
            Ok(vec![
                Packet::Text("hello"),
                Packet::Ping(""),
                Packet::Binary(Bytes::from_static(&[1, 2, 3, 4])),
                Packet::Close
            ])
        );
    }

    #[test]
    fn what_is_no_packet_is_refused() {
        for payload in ["", "abc", "7", "0{}", "4a\x1e", "\x1e4a", "b!", "bAQ", "1x", "5 ", "é", "\u{1f600}4"]
        {
            assert_eq!(packets(payload), Err(NotAPacket), "{payload:?}");
        }
    }

    #[test]
    fn bytes_are_packets_of_their_own_on_websockets() {
        assert_eq!(Packet::parse("bAQIDBA=="), Err(NotAPacket));
    }

    #[test]
    fn open_packet_has_the_five_fields() {
        let open = Open {
            sid: "x",
            upgrades: &["websocket"],
            ping_interval: 300,
            ping_timeout: 200,
            max_payload: 9,
        };
        assert_eq!(
            open.packet(),
            r#"0{"sid":"x","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":9}"#
        );
    }

    proptest! {
        #[test]
        fn arbitrary_payloads_never_panic(payload in ".*") {
            let _ = packets(&payload);
        }

        #[test]
        fn what_is_added_is_read_again(messages in prop::collection::vec(
            prop_oneof!["[^\x1e]*".prop_map(Ok), prop::collection::vec(any::<u8>(), 0..64).prop_map(Err)], 1..8,
        )) {
            let mut payload = String::new();
            for message in &messages {
                match message {
                    Ok(text) => add_text(&mut payload, &format!("4{text}")),
                    Err(bytes) => add_binary(&mut payload, bytes),
                }
            }
            let expected: Vec<_> = messages.iter().map(|message| match message {
                Ok(text) => Packet::Text(text),
                Err(bytes) => Packet::Binary(bytes.clone().into()),
            }).collect();
            prop_assert_eq!(packets(&payload), Ok(expected));
        }
    }
}
