//! Our reading of packets beside that of another library.

use proptest::prelude::*;
use pystreaming::socketio::packet::{Kind, Packet, encode};
use socketioxide_core::packet::PacketData;
use socketioxide_core::parser::{Parse as _, ParseError};
use socketioxide_parser_common::CommonParser;

const MOST: usize = 10;

/// Kind, namespace and acknowledgement number, as either library reads them.
type Reading = (Kind, String, Option<i64>);

fn ours(text: &str) -> Option<Reading> {
    let packet = Packet::parse(text, MOST).ok()?;
    if matches!(packet.kind, Kind::Event | Kind::BinaryEvent) {
        packet.event().ok()?;
    }
    Some((packet.kind, packet.namespace.to_owned(), packet.id.map(|id| id.try_into().unwrap())))
}

fn theirs(text: &str) -> Option<Reading> {
    let (config, state) = Default::default();
    let packet = match CommonParser.decode_str(&config, &state, text.to_owned().into()) {
        Ok(packet) => packet,
        Err(ParseError::NeedsMoreBinaryData) => {
            // one empty attachment after the other
            (0..MOST).find_map(|_| CommonParser.decode_bin(&config, &state, bytes::Bytes::new()).ok())?
        }
        Err(_) => return None,
    };
    let (kind, id) = match &packet.inner {
        PacketData::Connect(_) => (Kind::Connect, None),
        PacketData::Disconnect => (Kind::Disconnect, None),
        PacketData::Event(_, id) => (Kind::Event, *id),
        PacketData::EventAck(_, id) => (Kind::Ack, Some(*id)),
        PacketData::ConnectError(_) => (Kind::ConnectError, None),
        PacketData::BinaryEvent(_, id) => (Kind::BinaryEvent, *id),
        PacketData::BinaryAck(_, id) => (Kind::BinaryAck, Some(*id)),
    };
    Some((kind, packet.ns.to_string(), id))
}

proptest! {
    #[test]
    fn what_we_write_both_read_alike(
        kind in 0..4_usize,
        namespace in prop_oneof![Just("/".to_owned()), "/[a-z0-9_-]{1,10}"],
        id in prop::option::of(0..1_000_000_u64),
        attachments in 1..=MOST,
        argument in any::<String>(),
    ) {
        let kind = [Kind::Event, Kind::Ack, Kind::BinaryEvent, Kind::BinaryAck][kind];
        let id = if matches!(kind, Kind::Ack | Kind::BinaryAck) { id.or(Some(0)) } else { id };
        let data = serde_json::json!(["name", argument]).to_string();
        let text = encode(kind, attachments, &namespace, id, &data);
        let reading = ours(&text);
        prop_assert!(reading.is_some());
        prop_assert_eq!(reading, theirs(&text));
    }

    /// We are the stricter ones: what we take they take, and read the same in it. They have no place for the kind that
    /// only servers send.
    #[test]
    fn what_we_take_they_take(text in "[0-356](1-)?(/[a-z]{0,3},?)?[0-9]{0,3}(\\[(\"[a-z]{0,3}\"(,[0-9]{1,3})?)?\\]|\\{\\})?") {
        if let Some(reading) = ours(&text) {
            prop_assert_eq!(theirs(&text), Some(reading), "{}", text);
        }
    }
}
