//! Incoming WebSocket frames, assembled into messages. Limits are checked before anything is buffered.

use actix_http::ws::{Codec, Frame, Item, ProtocolError};
use bytes::{Bytes, BytesMut};
use tokio_util::codec::Decoder;

/// Most bytes in a control frame.
const CONTROL: u64 = 125;

/// A message or control frame.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Bytes),
    /// Asks for a pong with the same bytes.
    Ping(Bytes),
    /// Needs no answer.
    Pong,
    /// Ends the connection.
    Close,
}

/// Why a connection is closed, by the codes of RFC 6455, section 7.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// A malformed frame.
    Protocol,
    /// Text that is not UTF-8.
    Utf8,
    /// A message over the limit.
    TooBig,
    /// A message that was not complete in time.
    TooSlow,
    /// Too many bytes of incomplete messages, of this client and others.
    TooMuch,
}

impl Violation {
    /// The code in the close frame.
    pub fn code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::Utf8 => 1007,
            Self::TooBig => 1009,
            Self::TooSlow => 1008,
            // "try again later" in IANA's registry
            Self::TooMuch => 1013,
        }
    }
}

impl From<ProtocolError> for Violation {
    fn from(error: ProtocolError) -> Self {
        match error {
            ProtocolError::Overflow => Self::TooBig,
            _ => Self::Protocol,
        }
    }
}

/// Assembles the messages of one connection.
pub struct Reader {
    codec: Codec,
    /// Bytes that are not yet a whole frame.
    unread: BytesMut,
    /// The fragments so far of a message.
    partial: Option<Partial>,
    /// Most bytes in a message.
    most: usize,
}

struct Partial {
    is_text: bool,
    bytes: Vec<u8>,
}

impl Reader {
    /// For messages of up to `most` bytes.
    pub fn new(most: usize) -> Self {
        Self { codec: Codec::new().max_size(most), unread: BytesMut::new(), partial: None, most }
    }

    /// Adds bytes as they arrive.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.unread.extend_from_slice(bytes);
    }

    /// The memory of an incomplete message; `None` where there is none. To be called after the last message was taken.
    pub fn unfinished(&self) -> Option<usize> {
        let is_whole = self.unread.is_empty() && self.partial.is_none();
        let partial = self.partial.as_ref().map_or(0, |partial| partial.bytes.capacity());
        (!is_whole).then(|| self.unread.capacity() + partial)
    }

    /// The next message, if it is complete.
    pub fn next_message(&mut self) -> Result<Option<Incoming>, Violation> {
        while self.holds_a_frame()? {
            let Some(frame) = self.codec.decode(&mut self.unread)? else { break };
            if let Some(message) = self.add(frame)? {
                return Ok(Some(message));
            }
        }
        if self.unread.is_empty() {
            // an idle connection keeps no buffer
            self.unread = BytesMut::new();
        }
        Ok(None)
    }

    /// Whether a whole frame has arrived. The codec is called only then: it would reserve whatever length the header
    /// announces, and check it only once everything is there.
    fn holds_a_frame(&self) -> Result<bool, Violation> {
        let Some((&[first, second], rest)) = self.unread.split_first_chunk() else { return Ok(false) };
        if first & 0x70 != 0 || second & 0x80 == 0 {
            return Err(Violation::Protocol);
        }
        let (len, extra) = match second & 0x7f {
            126 => match rest.first_chunk() {
                Some(len) => (u64::from(u16::from_be_bytes(*len)), 2),
                None => return Ok(false),
            },
            127 => match rest.first_chunk() {
                Some(len) => (u64::from_be_bytes(*len), 8),
                None => return Ok(false),
            },
            len => (u64::from(len), 0),
        };
        if first & 0x08 != 0 && len > CONTROL {
            return Err(Violation::Protocol);
        }
        let already = self.partial.as_ref().map_or(0, |partial| partial.bytes.len());
        match usize::try_from(len) {
            Ok(len) if already + len.min(self.most + 1) <= self.most => Ok(rest.len() >= extra + 4 + len),
            // pings may come between fragments
            Ok(len) if first & 0x08 != 0 => Ok(rest.len() >= extra + 4 + len),
            _ => Err(Violation::TooBig),
        }
    }

    fn add(&mut self, frame: Frame) -> Result<Option<Incoming>, Violation> {
        match frame {
            Frame::Text(bytes) => text(bytes.into()).map(Some),
            Frame::Binary(bytes) => Ok(Some(Incoming::Binary(bytes))),
            Frame::Ping(bytes) => Ok(Some(Incoming::Ping(bytes))),
            Frame::Pong(_) => Ok(Some(Incoming::Pong)),
            Frame::Close(_) => Ok(Some(Incoming::Close)),
            Frame::Continuation(Item::FirstText(bytes)) => self.begin(true, &bytes),
            Frame::Continuation(Item::FirstBinary(bytes)) => self.begin(false, &bytes),
            Frame::Continuation(Item::Continue(bytes)) => {
                self.partial.as_mut().ok_or(Violation::Protocol)?.bytes.extend_from_slice(&bytes);
                Ok(None)
            }
            Frame::Continuation(Item::Last(bytes)) => {
                let mut partial = self.partial.take().ok_or(Violation::Protocol)?;
                partial.bytes.extend_from_slice(&bytes);
                match partial.is_text {
                    true => text(partial.bytes).map(Some),
                    false => Ok(Some(Incoming::Binary(partial.bytes.into()))),
                }
            }
        }
    }

    fn begin(&mut self, is_text: bool, bytes: &[u8]) -> Result<Option<Incoming>, Violation> {
        self.partial = Some(Partial { is_text, bytes: bytes.to_vec() });
        Ok(None)
    }
}

fn text(bytes: Vec<u8>) -> Result<Incoming, Violation> {
    String::from_utf8(bytes).map(Incoming::Text).map_err(|_| Violation::Utf8)
}

#[cfg(test)]
mod tests;
