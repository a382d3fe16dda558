//! Messages in chunks, as in section 5.3 of the RTMP specification.

mod reader;
mod writer;

#[cfg(test)]
mod tests;

use bytes::Bytes;

pub use reader::ChunkReader;
pub use writer::write;

/// Largest number of chunk streams that a client uses; encoders use four or five.
pub const CHUNK_STREAMS_MAX: usize = 64;
/// Longest message with a picture: a keyframe at 250 Mbit/s is smaller.
pub const MEDIA_MAX: usize = 8 * 1024 * 1024;
/// Longest message of another kind.
pub const MESSAGE_MAX: usize = 64 * 1024;
/// Bytes that incomplete messages promise together, at most.
pub const INCOMPLETE_MAX: usize = 2 * MEDIA_MAX;

/// Until the sender announces another.
const DEFAULT_CHUNK_SIZE: usize = 128;
/// A timestamp field with this value refers to the four bytes that follow the header.
const EXTENDED: u32 = 0xFF_FFFF;

/// Types of messages.
pub mod kind {
    pub const SET_CHUNK_SIZE: u8 = 1;
    pub const ABORT: u8 = 2;
    pub const ACKNOWLEDGEMENT: u8 = 3;
    pub const USER_CONTROL: u8 = 4;
    pub const WINDOW_SIZE: u8 = 5;
    pub const PEER_BANDWIDTH: u8 = 6;
    pub const AUDIO: u8 = 8;
    pub const VIDEO: u8 = 9;
    pub const DATA_AMF3: u8 = 15;
    pub const COMMAND_AMF3: u8 = 17;
    pub const DATA: u8 = 18;
    pub const COMMAND: u8 = 20;
}

/// A message, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// One of [`kind`], or unknown.
    pub kind: u8,
    /// Milliseconds, modulo 2³².
    pub timestamp: u32,
    /// The message stream; 0 for the connection.
    pub stream: u32,
    pub payload: Bytes,
}
