//! Packets: whatever is read from one is read again from what it is written as.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::socketio::packet::{Packet, encode, placeholders_fit};

fuzz_target!(|text: &str| {
    let Ok(packet) = Packet::parse(text, 10) else { return };
    let _ = packet.event();
    let data = packet.data.map_or("", |data| data.get());
    if let Some(data) = packet.data {
        placeholders_fit(data, packet.attachments);
    }
    let written = encode(packet.kind, packet.attachments, packet.namespace, packet.id, data);
    assert_eq!(Packet::parse(&written, 10).as_ref(), Ok(&packet));
});
