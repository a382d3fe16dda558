//! Puts messages together.

use bytes::{Buf, Bytes};

use super::{
    CHUNK_STREAMS_MAX, DEFAULT_CHUNK_SIZE, EXTENDED, INCOMPLETE_MAX, MEDIA_MAX, MESSAGE_MAX, Message, kind,
};
use crate::rtmp::fault::Fault;

/// Allocated when a message begins; more follows with its bytes.
const FIRST_ALLOCATION: usize = 64 * 1024;

/// Reads chunks. Payloads are copied once, into their message; headers are read only when complete.
#[derive(Debug)]
pub struct ChunkReader {
    chunk_size: usize,
    /// Those that were used so far; at most [`CHUNK_STREAMS_MAX`].
    streams: Vec<ChunkStream>,
    /// The chunk whose payload is being read.
    open: Option<OpenChunk>,
    /// Lengths of the messages that have begun; at most [`INCOMPLETE_MAX`].
    incomplete: usize,
    takes_media: bool,
}

#[derive(Debug)]
struct OpenChunk {
    /// Index of its chunk stream.
    stream: usize,
    /// Payload still to come.
    left: usize,
}

/// The header that the next chunk may refer to.
#[derive(Debug, Default)]
struct ChunkStream {
    id: u32,
    timestamp: u32,
    /// What a message without a timestamp field adds.
    delta: u32,
    /// The last extended timestamp, if the last timestamp field referred to one.
    extended: Option<u32>,
    length: usize,
    kind: u8,
    message_stream: u32,
    /// What has come of the current message, if one has begun.
    message: Option<Vec<u8>>,
}

/// A chunk's header as it stands.
struct Header {
    /// 0 to 3: how much of the header is there.
    format: u8,
    stream: u32,
    /// All of the bytes before the payload, but for the extended timestamp of format 3.
    length: usize,
    /// The rest of the bytes for the fields that the format has.
    fields: [u8; 11],
    extended: Option<u32>,
}

impl Default for ChunkReader {
    fn default() -> Self {
        Self {
            chunk_size: DEFAULT_CHUNK_SIZE,
            streams: Vec::new(),
            open: None,
            incomplete: 0,
            takes_media: false,
        }
    }
}

impl ChunkReader {
    /// Accepts messages as long as pictures are from now on.
    pub fn take_media(&mut self) {
        self.takes_media = true;
    }

    /// Applies to the chunks that follow.
    pub fn set_chunk_size(&mut self, size: u32) -> Result<(), Fault> {
        if !(1..1 << 31).contains(&size) {
            return Err(Fault::ChunkSize);
        }
        self.chunk_size = size as usize;
        Ok(())
    }

    /// Forgets the incomplete message of a chunk stream.
    pub fn abort(&mut self, id: u32) {
        if let Some(stream) = self.streams.iter_mut().find(|stream| stream.id == id)
            && stream.message.take().is_some()
        {
            self.incomplete -= stream.length;
        }
    }

    /// Reads to the end of the next message. `None` if more input is needed: the caller keeps what is left of `input`,
    /// at most 17 bytes, and passes it again with what follows.
    pub fn next(&mut self, input: &mut &[u8]) -> Result<Option<Message>, Fault> {
        loop {
            if let Some(open) = &mut self.open {
                let stream = &mut self.streams[open.stream];
                let (part, rest) = input.split_at(input.len().min(open.left));
                (*input, open.left) = (rest, open.left - part.len());
                stream.append(part);
                if open.left > 0 {
                    return Ok(None);
                }
                self.open = None;
                if let Some(message) = stream.complete() {
                    self.incomplete -= message.payload.len();
                    return Ok(Some(message));
                }
            } else if let Some(header) = Header::read(input) {
                let Some(length) = self.begin(&header, input)? else { return Ok(None) };
                input.advance(length);
            } else {
                return Ok(None);
            }
        }
    }

    /// Bytes that are reserved for incomplete messages.
    #[cfg(test)]
    pub fn allocated(&self) -> usize {
        self.streams.iter().filter_map(|stream| stream.message.as_ref()).map(Vec::capacity).sum()
    }

    /// Begins a chunk. Returns the length of its header, or `None` if more input is needed to know it.
    fn begin(&mut self, header: &Header, input: &[u8]) -> Result<Option<usize>, Fault> {
        let index = self.find(header)?;
        let stream = &mut self.streams[index];
        let mut length = header.length;
        if header.format == 3 {
            // OBS before 30.1 does not repeat the extended timestamp
            if let Some(extended) = stream.extended {
                let Some(next) = input.get(length..length + 4) else { return Ok(None) };
                if next == extended.to_be_bytes() {
                    length += 4;
                }
            }
        } else if stream.message.is_some() {
            return Err(Fault::ChunkOrder);
        }
        let begun = match &stream.message {
            Some(message) => message.len(),
            None => {
                stream.begin(header);
                let is_media = self.takes_media && matches!(stream.kind, kind::AUDIO | kind::VIDEO);
                if stream.length > if is_media { MEDIA_MAX } else { MESSAGE_MAX } {
                    return Err(Fault::MessageLength);
                }
                self.incomplete += stream.length;
                if self.incomplete > INCOMPLETE_MAX {
                    return Err(Fault::Incomplete);
                }
                0
            }
        };
        self.open = Some(OpenChunk { stream: index, left: (stream.length - begun).min(self.chunk_size) });
        Ok(Some(length))
    }

    /// The chunk stream's index. Old versions of librtmp begin some with a header of format 1.
    fn find(&mut self, header: &Header) -> Result<usize, Fault> {
        if let Some(known) = self.streams.iter().position(|stream| stream.id == header.stream) {
            return Ok(known);
        }
        if header.format > 1 {
            return Err(Fault::ChunkOrder);
        }
        if self.streams.len() == CHUNK_STREAMS_MAX {
            return Err(Fault::ChunkStreams);
        }
        self.streams.push(ChunkStream { id: header.stream, ..ChunkStream::default() });
        Ok(self.streams.len() - 1)
    }
}

impl ChunkStream {
    /// Begins a message.
    fn begin(&mut self, header: &Header) {
        let fields = &header.fields;
        if header.format < 3 {
            self.extended = header.extended;
            self.delta = header.extended.unwrap_or(u24(fields));
        }
        if header.format < 2 {
            self.length = u24(&fields[3..]) as usize;
            self.kind = fields[6];
        }
        if header.format == 0 {
            self.timestamp = 0;
            self.message_stream = u32::from_le_bytes([fields[7], fields[8], fields[9], fields[10]]);
        }
        // a message without a timestamp field that follows one of format 0 adds that one's timestamp: section 5.3.1.2.4
        self.timestamp = self.timestamp.wrapping_add(self.delta);
        self.message = Some(Vec::with_capacity(self.length.min(FIRST_ALLOCATION)));
    }

    fn append(&mut self, part: &[u8]) {
        let Some(message) = &mut self.message else { return };
        if message.capacity() - message.len() < part.len() {
            let most = self.length - message.len();
            message.reserve_exact(part.len().max(message.len()).min(most));
        }
        message.extend_from_slice(part);
    }

    /// Takes the message if nothing is missing.
    fn complete(&mut self) -> Option<Message> {
        let payload = self.message.take_if(|message| message.len() == self.length)?;
        Some(Message {
            kind: self.kind,
            timestamp: self.timestamp,
            stream: self.message_stream,
            payload: Bytes::from(payload),
        })
    }
}

impl Header {
    /// `None` if `input` does not have all of it.
    fn read(input: &[u8]) -> Option<Self> {
        let first = *input.first()?;
        let (stream, basic) = match first & 0x3F {
            0 => (64 + u32::from(*input.get(1)?), 2),
            1 => (64 + u32::from(*input.get(1)?) + 256 * u32::from(*input.get(2)?), 3),
            id => (id.into(), 1),
        };
        let format = first >> 6;
        let size = [11, 7, 3, 0][usize::from(format)];
        let mut fields = [0; 11];
        fields[..size].copy_from_slice(input.get(basic..basic + size)?);
        let mut length = basic + size;
        let mut extended = None;
        if size > 0 && u24(&fields) == EXTENDED {
            extended = Some(u32::from_be_bytes(input.get(length..length + 4)?.try_into().ok()?));
            length += 4;
        }
        Some(Self { format, stream, length, fields, extended })
    }
}

/// The first three bytes as a number.
fn u24(bytes: &[u8]) -> u32 {
    u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]])
}
