//! Cuts messages into chunks.

use bytes::{BufMut, BytesMut};

use super::{DEFAULT_CHUNK_SIZE, Message};

/// Appends a message on chunk stream `id`, from 2 to 63, with a whole header. Its timestamp is below 2²⁴ - 1: answers
/// have none. Chunks have the size that is valid without an announcement.
pub fn write(id: u8, message: &Message, output: &mut BytesMut) {
    output.put_u8(id);
    output.put_uint(message.timestamp.into(), 3);
    output.put_uint(message.payload.len() as u64, 3);
    output.put_u8(message.kind);
    output.put_u32_le(message.stream);
    for (index, part) in message.payload.chunks(DEFAULT_CHUNK_SIZE).enumerate() {
        if index > 0 {
            output.put_u8(0b1100_0000 | id);
        }
        output.put_slice(part);
    }
}
