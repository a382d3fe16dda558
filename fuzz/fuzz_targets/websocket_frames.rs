//! Bytes on a WebSocket: what is read of them does not depend on the pieces in which they arrive.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pystreaming::socketio::reader::{Incoming, Reader, Violation};

fuzz_target!(|pieces: Vec<Vec<u8>>| {
    let whole = pieces.concat();
    assert_eq!(read(pieces.iter().map(Vec::as_slice)), read([whole.as_slice()]));
});

/// The messages, and what ended them.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Incoming>, Option<Violation>) {
    let (mut reader, mut messages) = (Reader::new(1000), Vec::new());
    for piece in pieces {
        reader.feed(piece);
        loop {
            match reader.next_message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(violation) => return (messages, Some(violation)),
            }
        }
    }
    (messages, None)
}
