//! Bytes of an RTMP client after its handshake, in pieces of the size in the first byte. With an odd first byte the client
//! is publishing already.
#![no_main]

use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use pystreaming_actors::frames::Input;
use pystreaming_actors::rtmp::{Event, Session};

/// `connect`, `createStream` and `publish`.
const OPENING: [(u8, &[u8]); 3] = [
    (0, b"\x02\0\x07connect\0\x3F\xF0\0\0\0\0\0\0\x03\0\x03app\x02\0\x04live\0\0\x09"),
    (0, b"\x02\0\x0CcreateStream\0\x40\0\0\0\0\0\0\0\x05"),
    (1, b"\x02\0\x07publish\0\x40\x08\0\0\0\0\0\0\x05\x02\0\x03KEY\x02\0\x04live"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let now = Instant::now();
    let mut session = Session::new(now);
    let mut sent = vec![3];
    sent.resize(1 + 2 * 1536, 0);
    if first % 2 == 1 {
        for (stream, payload) in OPENING {
            sent.extend([3, 0, 0, 0, 0, 0, payload.len() as u8, 20, stream, 0, 0, 0]);
            sent.extend(payload);
        }
    }
    let pieces = [&[][..]].into_iter().chain(bytes.chunks(usize::from(first / 2) + 1));
    for piece in pieces {
        sent.extend(piece);
        let mut rest = &sent[..];
        loop {
            match session.next(&mut rest, now) {
                Ok(Some(Event::Publish(_))) => session.accept(now),
                Ok(Some(Event::Input(Input::Frame(frame)))) => assert!(!frame.data.is_empty()),
                Ok(Some(Event::Input(Input::Parameters(track, parameters)))) => {
                    assert_eq!(track.kind, parameters.codec.kind());
                    assert!(!parameters.record.is_empty());
                }
                Ok(Some(Event::Input(Input::Metadata(_)))) => {}
                Ok(Some(Event::Unpublished)) | Err(_) => return,
                Ok(None) => break,
            }
        }
        assert!(rest.len() < 18, "bytes are kept");
        sent = rest.to_vec();
        assert!(session.output().len() < 200_000);
    }
});
