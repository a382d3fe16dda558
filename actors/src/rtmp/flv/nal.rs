//! Lengths of NAL units.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::rtmp::fault::Fault;

/// Gives lengths four bytes. Data of other formats, and data that has them already, stays where it is.
pub fn with_long_lengths(mut data: Bytes, length: usize) -> Result<Bytes, Fault> {
    if length == 4 {
        return Ok(data);
    }
    let mut units = BytesMut::with_capacity(data.len() + 64);
    while data.has_remaining() {
        let size = data.try_get_uint(length).ok().and_then(|size| usize::try_from(size).ok());
        let Some(size) = size.filter(|size| *size <= data.len()) else {
            return Err(Fault::Media("NAL unit"));
        };
        units.put_u32(size as u32);
        units.put(data.split_to(size));
    }
    Ok(units.freeze())
}
