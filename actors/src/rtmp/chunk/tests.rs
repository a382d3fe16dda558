//! A sender that uses everything that chunks offer, and another implementation as a second reader.

use proptest::prelude::*;
use rtmp_runtime::chunk::ChunkAssembler;

use super::*;
use crate::rtmp::fault::Fault;

/// Ids of one, two and three bytes.
const IDS: [u32; 4] = [2, 63, 64, 5000];

/// How to send a message.
#[derive(Debug, Clone)]
struct Plan {
    /// Index of the chunk stream.
    stream: usize,
    /// The wish; the first message of a chunk stream has a whole header.
    format: u8,
    /// The timestamp of format 0, the difference of 1 and 2.
    time: u32,
    length: usize,
    kind: u8,
    message_stream: u32,
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let time = prop_oneof![0..100_u32, 0xFF_FFF0..0x100_0010_u32, any::<u32>()];
    let plan = (0..IDS.len(), 0..4_u8, time, 0..700_usize, 8..10_u8, any::<u32>()).prop_map(
        |(stream, format, time, length, kind, message_stream)| Plan {
            stream,
            format,
            time,
            length,
            kind,
            message_stream,
        },
    );
    prop::collection::vec(plan, 1..12)
}

/// What a sender remembers of a chunk stream.
#[derive(Clone)]
struct Sent {
    message: Message,
    delta: u32,
}

/// Chunks of each chunk stream, and the messages that are complete after some of them.
fn sent(plans: &[Plan], chunk_size: usize, repeats: bool) -> Vec<Vec<(Vec<u8>, Option<Message>)>> {
    let mut streams: Vec<Vec<(Vec<u8>, Option<Message>)>> = vec![Vec::new(); IDS.len()];
    let mut last: Vec<Option<Sent>> = vec![None; IDS.len()];
    for (number, plan) in plans.iter().enumerate() {
        let before = last[plan.stream].clone();
        let (format, before) = match before {
            Some(before) => (plan.format, before),
            None => (0, Sent { message: message(0, 0, 0, 0, 0), delta: 0 }),
        };
        let delta = if format == 3 { before.delta } else { plan.time };
        let timestamp = if format == 0 { delta } else { before.message.timestamp.wrapping_add(delta) };
        let (length, kind) = match format {
            0 | 1 => (plan.length, plan.kind),
            _ => (before.message.payload.len(), before.message.kind),
        };
        let stream = if format == 0 { plan.message_stream } else { before.message.stream };
        let message = message(kind, timestamp, stream, length, number);
        let extended = (delta >= 0xFF_FFFF).then_some(delta);
        let mut fields = Vec::new();
        if format < 3 {
            fields.extend(&delta.min(0xFF_FFFF).to_be_bytes()[1..]);
        }
        if format < 2 {
            fields.extend(&(length as u32).to_be_bytes()[1..]);
            fields.push(kind);
        }
        if format == 0 {
            fields.extend(stream.to_le_bytes());
        }
        if let Some(extended) = extended
            && (format < 3 || repeats)
        {
            fields.extend(extended.to_be_bytes());
        }
        let continuation = match extended {
            Some(extended) if repeats => extended.to_be_bytes().to_vec(),
            _ => Vec::new(),
        };
        let mut chunks: Vec<&[u8]> = message.payload.chunks(chunk_size).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        let count = chunks.len();
        for (index, chunk) in chunks.into_iter().enumerate() {
            let mut bytes = basic(if index == 0 { format } else { 3 }, IDS[plan.stream]);
            bytes.extend(if index == 0 { &fields } else { &continuation });
            bytes.extend(chunk);
            streams[plan.stream].push((bytes, (index + 1 == count).then(|| message.clone())));
        }
        last[plan.stream] = Some(Sent { message, delta });
    }
    streams
}

fn message(kind: u8, timestamp: u32, stream: u32, length: usize, number: usize) -> Message {
    Message { kind, timestamp, stream, payload: vec![0x80 | number as u8; length].into() }
}

fn basic(format: u8, id: u32) -> Vec<u8> {
    let format = format << 6;
    match id {
        2..64 => vec![format | id as u8],
        64..320 => vec![format, (id - 64) as u8],
        _ => vec![format | 1, ((id - 64) % 256) as u8, ((id - 64) / 256) as u8],
    }
}

/// The chunk streams interleaved, with the messages in the order of their completion.
fn interleaved(
    mut streams: Vec<Vec<(Vec<u8>, Option<Message>)>>,
    turns: &[usize],
) -> (Vec<u8>, Vec<Message>) {
    let (mut bytes, mut messages, mut turns) = (Vec::new(), Vec::new(), turns.iter().cycle());
    for stream in &mut streams {
        stream.reverse();
    }
    while streams.iter().any(|stream| !stream.is_empty()) {
        if let Some((chunk, message)) = turns.next().and_then(|turn| streams[*turn].pop()) {
            bytes.extend(chunk);
            messages.extend(message);
        }
    }
    (bytes, messages)
}

/// A reader with this chunk size that takes media.
fn reader(chunk_size: u32) -> ChunkReader {
    let mut reader = ChunkReader::default();
    reader.set_chunk_size(chunk_size).unwrap();
    reader.take_media();
    reader
}

/// Reads bytes that come cut.
fn read(reader: &mut ChunkReader, bytes: &[u8], cut: usize) -> Result<Vec<Message>, Fault> {
    let (mut messages, mut kept) = (Vec::new(), Vec::new());
    for part in bytes.chunks(cut) {
        kept.extend(part);
        let mut rest = &kept[..];
        while let Some(message) = reader.next(&mut rest)? {
            messages.push(message);
        }
        kept = rest.to_vec();
        assert!(kept.len() <= 17, "{}", kept.len());
    }
    Ok(messages)
}

proptest! {
    #[test]
    fn messages_are_read_however_they_are_cut_and_interleaved(
        plans in plans(),
        chunk_size in prop_oneof![1..5_u32, 100..300_u32],
        repeats: bool,
        turns in prop::collection::vec(0..IDS.len(), 20)
            .prop_map(|turns| turns.into_iter().chain(0..IDS.len()).collect::<Vec<_>>()),
        cut in prop_oneof![1..20_usize, 1000..5000_usize],
    ) {
        let (mut bytes, messages) = interleaved(sent(&plans, chunk_size as usize, repeats), &turns);
        // a reader that looks for a repeated timestamp needs four bytes more
        bytes.extend([0x02, 0, 0, 0]);
        let read = read(&mut reader(chunk_size), &bytes, cut);
        prop_assert_eq!(read, Ok(messages));
    }

    #[test]
    fn another_implementation_reads_the_same(
        plans in plans(),
        chunk_size in 100..300_u32,
        turns in prop::collection::vec(0..IDS.len(), 20)
            .prop_map(|turns| turns.into_iter().chain(0..IDS.len()).collect::<Vec<_>>()),
    ) {
        let (bytes, _) = interleaved(sent(&plans, chunk_size as usize, true), &turns);
        let mut peer = ChunkAssembler::new().with_chunk_size(chunk_size);
        let theirs: Vec<Message> = peer.push(&bytes).unwrap().into_iter().map(|message| Message {
            kind: message.message_type_id,
            timestamp: message.timestamp,
            stream: message.message_stream_id,
            payload: message.payload.into(),
        }).collect();
        let ours = read(&mut reader(chunk_size), &bytes, bytes.len());
        prop_assert_eq!(ours, Ok(theirs));
    }

    #[test]
    fn what_is_written_is_read(length in 0..1000_usize, kind: u8, stream: u32) {
        let message = message(kind, 0, stream, length, 1);
        let mut bytes = bytes::BytesMut::new();
        write(3, &message, &mut bytes);
        prop_assert_eq!(read(&mut reader(128), &bytes, bytes.len()), Ok(vec![message]));
    }

    #[test]
    fn any_bytes_are_read_or_refused_within_bounds(
        parts in prop::collection::vec(prop::collection::vec(prop_oneof![0..8_u8, any::<u8>()], 1..50), 1..20),
        chunk_size in 1..100_000_u32,
    ) {
        let (mut reader, mut kept) = (reader(chunk_size), Vec::new());
        for part in parts {
            kept.extend(part);
            let mut rest = &kept[..];
            let ended = loop {
                match reader.next(&mut rest) {
                    Ok(Some(_)) => {}
                    Ok(None) => break false,
                    Err(_) => break true,
                }
            };
            if ended {
                break;
            }
            prop_assert!(rest.len() <= 17);
            prop_assert!(reader.allocated() <= INCOMPLETE_MAX.min(CHUNK_STREAMS_MAX * MESSAGE_MAX + MEDIA_MAX));
            kept = rest.to_vec();
        }
    }
}

/// A whole header.
fn header(id: u32, length: u32, kind: u8) -> Vec<u8> {
    let mut bytes = basic(0, id);
    bytes.extend([0; 3]);
    bytes.extend(&length.to_be_bytes()[1..]);
    bytes.push(kind);
    bytes.extend([0; 4]);
    bytes
}

#[test]
fn bytes_are_allocated_as_they_come() {
    let mut reader = reader(10_000_000);
    let mut bytes = header(4, MEDIA_MAX as u32, kind::VIDEO);
    bytes.push(0);
    assert_eq!(reader.next(&mut &bytes[..]), Ok(None));
    assert!(reader.allocated() <= 64 * 1024, "{}", reader.allocated());
    assert_eq!(reader.next(&mut &[0; 1_000_000][..]), Ok(None));
    assert!(reader.allocated() <= 2_000_000, "{}", reader.allocated());
}

#[test]
fn lengths_are_bounded_by_what_a_message_is_for() {
    let refusal = |reader: &mut ChunkReader, length: usize, kind: u8| {
        reader.next(&mut &header(4, length as u32, kind)[..]).err()
    };
    assert_eq!(refusal(&mut reader(128), MEDIA_MAX, kind::VIDEO), None);
    assert_eq!(refusal(&mut reader(128), MEDIA_MAX + 1, kind::VIDEO), Some(Fault::MessageLength));
    assert_eq!(refusal(&mut reader(128), MESSAGE_MAX + 1, kind::COMMAND), Some(Fault::MessageLength));
    let mut before_admission = ChunkReader::default();
    assert_eq!(refusal(&mut before_admission, MESSAGE_MAX + 1, kind::VIDEO), Some(Fault::MessageLength));
}

#[test]
fn incomplete_messages_and_chunk_streams_are_bounded() {
    let begin = |length: usize| {
        let mut reader = reader(1);
        (2..200).find_map(|id| {
            let bytes = [header(id, length as u32, kind::VIDEO), vec![0]].concat();
            reader.next(&mut &bytes[..]).err().map(|fault| (id, fault))
        })
    };
    assert_eq!(begin(MEDIA_MAX), Some((4, Fault::Incomplete)));
    assert_eq!(begin(100), Some((2 + CHUNK_STREAMS_MAX as u32, Fault::ChunkStreams)));
}

#[test]
fn an_aborted_message_is_forgotten() {
    let mut reader = reader(1);
    let begun = [header(4, MEDIA_MAX as u32, kind::VIDEO), vec![0]].concat();
    for _ in 0..5 {
        assert_eq!(reader.next(&mut &begun[..]), Ok(None));
        reader.abort(4);
        reader.abort(5);
    }
    assert_eq!(reader.next(&mut &begun[..]), Ok(None));
    assert_eq!(reader.next(&mut &begun[..]), Err(Fault::ChunkOrder), "a message within another");
}

#[test]
fn a_header_must_come_before_chunks_that_refer_to_it() {
    assert_eq!(reader(128).next(&mut &[0xC4, 0][..]), Err(Fault::ChunkOrder));
    assert_eq!(reader(128).next(&mut &[0x84, 0, 0, 0][..]), Err(Fault::ChunkOrder));
    // as librtmp acknowledges
    let bytes = [0x42, 0, 0, 0, 0, 0, 4, kind::ACKNOWLEDGEMENT, 0, 0, 1, 0];
    let message = reader(128).next(&mut &bytes[..]).unwrap().unwrap();
    assert_eq!((message.kind, message.stream), (kind::ACKNOWLEDGEMENT, 0));
}

#[test]
fn chunk_sizes_have_31_bits_and_are_not_zero() {
    let mut reader = ChunkReader::default();
    assert_eq!(reader.set_chunk_size(0), Err(Fault::ChunkSize));
    assert_eq!(reader.set_chunk_size(1 << 31), Err(Fault::ChunkSize));
    assert_eq!(reader.set_chunk_size((1 << 31) - 1), Ok(()));
}
