//! What nodes say in a trunk. Pure. A message is its kind, the length of what follows, and that; numbers are LEB128.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

/// A socket's number in its trunk. The node that carries sockets gives those again that are free, so the numbers of many are few runs.
pub type Channel = u32;

/// Bytes of a message, at most.
const MESSAGE_MAX: usize = 32 * 1024 * 1024;
/// Sockets of a trunk, at most.
pub const CHANNELS_MAX: usize = 1 << 20;
/// Headers of a request or an answer, at most.
const HEADERS_MAX: usize = 1024;

/// A header's name and value.
pub type Header = (Bytes, Bytes);

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A client asks for a socket.
    Open { channel: Channel, target: Bytes, headers: Vec<Header> },
    /// The answer to that. With status 101 the socket is open.
    Answer { channel: Channel, status: u16, headers: Vec<Header>, body: Bytes },
    /// What the sockets of these channels, in rising order, send or get: one copy for all of them.
    Data { channels: Vec<Channel>, bytes: Bytes },
    /// So many bytes of a client have been read, and as many more may be sent.
    Taken { channel: Channel, count: u32 },
    /// Nothing more comes from this side. A channel is free again when both have said so.
    Close { channel: Channel },
}

/// Bytes that are no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("another node sends what is no message of a trunk: {0}")]
pub struct Malformed(pub &'static str);

const OPEN: u8 = 1;
const ANSWER: u8 = 2;
const DATA: u8 = 3;
const TAKEN: u8 = 4;
const CLOSE: u8 = 5;

impl Message {
    /// Appends it to what is sent.
    pub fn write(&self, to: &mut BytesMut) {
        let mut body = BytesMut::new();
        let kind = match self {
            Self::Open { channel, target, headers } => {
                put_number(&mut body, *channel);
                put_bytes(&mut body, target);
                put_headers(&mut body, headers);
                OPEN
            }
            Self::Answer { channel, status, headers, body: content } => {
                put_number(&mut body, *channel);
                put_number(&mut body, (*status).into());
                put_headers(&mut body, headers);
                body.extend_from_slice(content);
                ANSWER
            }
            Self::Data { channels, bytes } => return write_data(channels, bytes, to),
            Self::Taken { channel, count } => {
                put_number(&mut body, *channel);
                put_number(&mut body, *count);
                TAKEN
            }
            Self::Close { channel } => {
                put_number(&mut body, *channel);
                CLOSE
            }
        };
        put_head(to, kind, body.len());
        to.unsplit(body);
    }

    /// Takes the first message of what has arrived, once it is whole.
    pub fn read(from: &mut BytesMut) -> Result<Option<Self>, Malformed> {
        let Some((&kind, mut rest)) = from.split_first() else { return Ok(None) };
        let length = match take_number(&mut rest) {
            Ok(length) => length as usize,
            // a number has at most five bytes
            Err(_) if rest.is_empty() && from.len() < 6 => return Ok(None),
            Err(error) => return Err(error),
        };
        if length > MESSAGE_MAX {
            return Err(Malformed("it is too long"));
        }
        let head = from.len() - rest.len();
        if rest.len() < length {
            from.reserve(head + length - from.len());
            return Ok(None);
        }
        from.advance(head);
        Self::parse(kind, from.split_to(length).freeze()).map(Some)
    }

    fn parse(kind: u8, mut body: Bytes) -> Result<Self, Malformed> {
        let message = match kind {
            OPEN => {
                let channel = number(&mut body)?;
                let target = bytes(&mut body)?;
                Self::Open { channel, target, headers: headers(&mut body)? }
            }
            ANSWER => {
                let channel = number(&mut body)?;
                let status = u16::try_from(number(&mut body)?).map_err(|_| Malformed("no such status"))?;
                let headers = headers(&mut body)?;
                Self::Answer { channel, status, headers, body: std::mem::take(&mut body) }
            }
            DATA => Self::Data { channels: runs(&mut body)?, bytes: std::mem::take(&mut body) },
            TAKEN => Self::Taken { channel: number(&mut body)?, count: number(&mut body)? },
            CLOSE => Self::Close { channel: number(&mut body)? },
            _ => return Err(Malformed("an unknown kind")),
        };
        if body.is_empty() { Ok(message) } else { Err(Malformed("something follows it")) }
    }
}

/// Appends [`Message::Data`]. Channels that follow each other are one run: how many numbers are left out before it, and its length.
pub fn write_data(channels: &[Channel], bytes: &[u8], to: &mut BytesMut) {
    let (mut runs, mut count, mut next) = (BytesMut::new(), 0, 0);
    for run in channels.chunk_by(|one, other| one.checked_add(1) == Some(*other)) {
        put_number(&mut runs, run[0] - next);
        put_number(&mut runs, run.len() as u32);
        next = run[0].saturating_add(run.len() as u32);
        count += 1;
    }
    let mut head = BytesMut::new();
    put_number(&mut head, count);
    put_head(to, DATA, head.len() + runs.len() + bytes.len());
    to.unsplit(head);
    to.unsplit(runs);
    to.extend_from_slice(bytes);
}

fn put_head(to: &mut BytesMut, kind: u8, length: usize) {
    to.put_u8(kind);
    put_number(to, u32::try_from(length).unwrap_or(u32::MAX));
    to.reserve(length);
}

fn put_number(to: &mut BytesMut, mut number: u32) {
    while number >= 0x80 {
        to.put_u8(number as u8 | 0x80);
        number >>= 7;
    }
    to.put_u8(number as u8);
}

fn put_bytes(to: &mut BytesMut, bytes: &[u8]) {
    put_number(to, bytes.len() as u32);
    to.extend_from_slice(bytes);
}

fn put_headers(to: &mut BytesMut, headers: &[Header]) {
    put_number(to, headers.len() as u32);
    for (name, value) in headers {
        put_bytes(to, name);
        put_bytes(to, value);
    }
}

fn take_number(from: &mut &[u8]) -> Result<u32, Malformed> {
    let (mut number, mut shift) = (0_u64, 0);
    while let Some((&byte, rest)) = from.split_first() {
        *from = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return u32::try_from(number).map_err(|_| Malformed("a number is too large"));
        }
        shift += 7;
        if shift > 28 {
            return Err(Malformed("a number is too long"));
        }
    }
    Err(Malformed("a number breaks off"))
}

fn number(from: &mut Bytes) -> Result<u32, Malformed> {
    let mut rest = &**from;
    let number = take_number(&mut rest)?;
    let taken = from.len() - rest.len();
    from.advance(taken);
    Ok(number)
}

fn bytes(from: &mut Bytes) -> Result<Bytes, Malformed> {
    let length = number(from)? as usize;
    if length > from.len() {
        return Err(Malformed("it breaks off"));
    }
    Ok(from.split_to(length))
}

fn headers(from: &mut Bytes) -> Result<Vec<Header>, Malformed> {
    let count = number(from)? as usize;
    if count > HEADERS_MAX {
        return Err(Malformed("too many headers"));
    }
    (0..count).map(|_| Ok((bytes(from)?, bytes(from)?))).collect()
}

fn runs(from: &mut Bytes) -> Result<Vec<Channel>, Malformed> {
    let (mut channels, mut next) = (Vec::new(), 0_u32);
    for _ in 0..number(from)? {
        let first = next.checked_add(number(from)?);
        let length = number(from)?;
        if length as usize > CHANNELS_MAX - channels.len() {
            return Err(Malformed("too many channels"));
        }
        let ends = first.and_then(|first| Some((first, first.checked_add(length)?)));
        let (first, end) = ends.ok_or(Malformed("no such channel"))?;
        channels.extend(first..end);
        next = end;
    }
    Ok(channels)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn some_bytes() -> impl Strategy<Value = Bytes> {
        vec(any::<u8>(), 0..200).prop_map(Bytes::from)
    }

    fn some_headers() -> impl Strategy<Value = Vec<Header>> {
        vec((some_bytes(), some_bytes()), 0..4)
    }

    fn some_channels() -> impl Strategy<Value = Vec<Channel>> {
        let sets = prop_oneof![btree_set(0..50_u32, 0..40), btree_set(0..u32::MAX, 0..10)];
        sets.prop_map(|set: BTreeSet<Channel>| set.into_iter().collect())
    }

    fn messages() -> impl Strategy<Value = Message> {
        let channel = 0..u32::MAX;
        prop_oneof![
            (channel.clone(), some_bytes(), some_headers())
                .prop_map(|(channel, target, headers)| Message::Open { channel, target, headers }),
            (channel.clone(), any::<u16>(), some_headers(), some_bytes()).prop_map(
                |(channel, status, headers, body)| Message::Answer { channel, status, headers, body }
            ),
            (some_channels(), some_bytes()).prop_map(|(channels, bytes)| Message::Data { channels, bytes }),
            (channel.clone(), any::<u32>()).prop_map(|(channel, count)| Message::Taken { channel, count }),
            channel.prop_map(|channel| Message::Close { channel }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_however_it_arrives(said in vec(messages(), 0..6), piece in 1_usize..50) {
            let mut written = BytesMut::new();
            said.iter().for_each(|message| message.write(&mut written));
            let (mut arrived, mut heard) = (BytesMut::new(), Vec::new());
            for piece in written.chunks(piece) {
                arrived.extend_from_slice(piece);
                while let Some(message) = Message::read(&mut arrived).unwrap() {
                    heard.push(message);
                }
            }
            prop_assert_eq!(heard, said);
            prop_assert!(arrived.is_empty());
        }

        #[test]
        fn any_bytes_are_a_message_or_none(bytes in vec(any::<u8>(), 0..300), kind in 0_u8..7) {
            let mut arrived = BytesMut::from(&bytes[..]);
            while let Ok(Some(_)) = Message::read(&mut arrived) {}
            let _ = Message::parse(kind, Bytes::from(bytes));
        }
    }

    #[test]
    fn a_frame_for_many_costs_little_more_than_one_for_one() {
        let mut written = BytesMut::new();
        write_data(&(0..10_000).collect::<Vec<_>>(), &[b'x'; 183], &mut written);
        assert_eq!(written.len(), 183 + 7, "kind, length, one run from 0 with a length of two bytes");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let read = |bytes: &[u8]| Message::read(&mut BytesMut::from(bytes));
        assert_eq!(read(&[CLOSE]), Ok(None));
        assert_eq!(read(&[CLOSE, 0x80, 0x80]), Ok(None));
        assert_eq!(read(&[CLOSE, 0xff, 0xff, 0xff, 0xff, 0x0f]), Err(Malformed("it is too long")));
        assert_eq!(read(&[CLOSE, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(Malformed("a number is too long")));
        assert_eq!(read(&[CLOSE, 0xff, 0xff, 0xff, 0xff, 0x1f]), Err(Malformed("a number is too large")));
        assert_eq!(read(&[9, 0]), Err(Malformed("an unknown kind")));
        assert_eq!(read(&[CLOSE, 2, 1, 1]), Err(Malformed("something follows it")));
        assert_eq!(read(&[CLOSE, 0]), Err(Malformed("a number breaks off")));
        // many channels in few bytes
        let all = [DATA, 7, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f];
        assert_eq!(read(&all), Err(Malformed("too many channels")));
        let beyond = [DATA, 7, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1];
        assert_eq!(read(&beyond), Err(Malformed("no such channel")));
    }
}
