use proptest::prelude::*;

use super::*;

const MOST: usize = 1000;

/// A frame as a client makes it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [1, 2, 3, 4];
    let mut frame = vec![first];
    match payload.len() {
        len @ 0..126 => frame.push(0x80 | len as u8),
        len @ 126..65_536 => {
            frame.push(0x80 | 126);
            frame.extend((len as u16).to_be_bytes());
        }
        len => {
            frame.push(0x80 | 127);
            frame.extend((len as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn read(bytes: &[u8]) -> Result<Vec<Incoming>, Violation> {
    let mut reader = Reader::new(MOST);
    reader.feed(bytes);
    let mut messages = Vec::new();
    while let Some(message) = reader.next_message()? {
        messages.push(message);
    }
    Ok(messages)
}

#[test]
fn fragments_are_put_together_and_controls_may_come_between() {
    let bytes = [
        frame(0x01, b"a"),
        frame(0x89, b"ping"),
        frame(0x00, "é".as_bytes()),
        frame(0x00, b""),
        frame(0x80, b"c"),
        frame(0x82, &[1, 2]),
        frame(0x02, &[3]),
        frame(0x80, &[4]),
        frame(0x8a, b""),
        frame(0x88, &1000_u16.to_be_bytes()),
    ];
    assert_eq!(
        read(&bytes.concat()),
        Ok(vec![
            Incoming::Ping(Bytes::from_static(b"ping")),
            Incoming::Text("aéc".to_owned()),
            Incoming::Binary(Bytes::from_static(&[1, 2])),
            Incoming::Binary(Bytes::from_static(&[3, 4])),
            Incoming::Pong,
            Incoming::Close,
        ])
    );
}

#[test]
fn a_character_may_be_cut_by_fragments() {
    let bytes = [frame(0x01, &[0xc3]), frame(0x80, &[0xa9])].concat();
    assert_eq!(read(&bytes), Ok(vec![Incoming::Text("é".to_owned())]));
}

#[test]
fn what_is_no_frame_ends_the_connection() {
    let announced = |len: u64| [&[0x82, 0x80 | 127][..], &len.to_be_bytes(), &[0; 4]].concat();
    for (what, bytes, violation) in [
        ("reserved bit 1", frame(0xc1, b""), Violation::Protocol),
        ("reserved bit 2", frame(0xa1, b""), Violation::Protocol),
        ("reserved bit 3", frame(0x91, b""), Violation::Protocol),
        ("unmasked", vec![0x81, 0x01, b'2'], Violation::Protocol),
        ("unknown data frame", frame(0x83, b""), Violation::Protocol),
        ("unknown control frame", frame(0x8b, b""), Violation::Protocol),
        ("long ping", frame(0x89, &[0; 126]), Violation::Protocol),
        ("announced long ping", vec![0x89, 0x80 | 126, 0, 200], Violation::Protocol),
        ("cut ping", frame(0x09, b""), Violation::Protocol),
        ("continuation of nothing", frame(0x80, b""), Violation::Protocol),
        ("new message in a message", [frame(0x01, b"a"), frame(0x81, b"b")].concat(), Violation::Protocol),
        ("close of one byte", frame(0x88, &[3]), Violation::Protocol),
        ("close with a reserved code", frame(0x88, &1005_u16.to_be_bytes()), Violation::Protocol),
        ("not utf-8", frame(0x81, &[0xff]), Violation::Utf8),
        ("half a character", frame(0x81, &[0xc3]), Violation::Utf8),
        ("a surrogate", frame(0x81, &[0xed, 0xa0, 0x80]), Violation::Utf8),
        ("one byte too long", frame(0x81, &[b'a'; MOST + 1]), Violation::TooBig),
        ("2^63 bytes announced", announced(1 << 63), Violation::TooBig),
        ("2^63 - 1 bytes announced", announced((1 << 63) - 1), Violation::TooBig),
        (
            "fragments together too long",
            [frame(0x01, &[b'a'; MOST]), frame(0x80, b"a")].concat(),
            Violation::TooBig,
        ),
    ] {
        assert_eq!(read(&bytes), Err(violation), "{what}");
    }
    assert_eq!(read(&frame(0x82, &[0; MOST])).map(|messages| messages.len()), Ok(1));
}

#[test]
fn endless_fragments_keep_no_more_than_a_message() {
    let mut reader = Reader::new(MOST);
    reader.feed(&frame(0x02, &[0; 100]));
    let (mut kept, mut outcome) = (0, Ok(None));
    for _ in 0..1000 {
        reader.feed(&frame(0x00, &[0; 100]));
        outcome = reader.next_message();
        if outcome.is_err() {
            break;
        }
        kept = reader.unread.len() + reader.partial.as_ref().map_or(0, |partial| partial.bytes.len());
    }
    assert_eq!(outcome, Err(Violation::TooBig));
    assert!(kept <= MOST);
}

#[test]
fn an_idle_connection_keeps_no_buffer() {
    let mut reader = Reader::new(MOST);
    reader.feed(&frame(0x81, b"3"));
    while reader.next_message().unwrap().is_some() {}
    assert_eq!(reader.unread.capacity(), 0);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic_or_pile_up(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20)) {
        let mut reader = Reader::new(MOST);
        for chunk in chunks {
            reader.feed(&chunk);
            loop {
                match reader.next_message() {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(_) => return Ok(()),
                }
            }
            prop_assert!(reader.unread.len() <= MOST + 14);
        }
    }

    #[test]
    fn messages_survive_being_cut_anywhere(texts in prop::collection::vec(".{0,40}", 1..6), cuts in prop::collection::vec(1..20_usize, 1..20)) {
        let bytes: Vec<u8> = texts.iter().flat_map(|text| frame(0x81, text.as_bytes())).collect();
        let mut reader = Reader::new(MOST);
        let mut read = Vec::new();
        let mut rest = &bytes[..];
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (now, later) = rest.split_at((*cut).min(rest.len()));
            reader.feed(now);
            while let Some(message) = reader.next_message().unwrap() {
                read.push(message);
            }
            rest = later;
        }
        prop_assert_eq!(read, texts.into_iter().map(Incoming::Text).collect::<Vec<_>>());
    }
}
