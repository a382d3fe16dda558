//! Bytes on a WebSocket, arriving in pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::socketio::reader::Reader;

fuzz_target!(|pieces: Vec<Vec<u8>>| {
    let mut reader = Reader::new(1000);
    for piece in pieces {
        reader.feed(&piece);
        loop {
            match reader.next_message() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
});
