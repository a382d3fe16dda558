//! Reads values.

use bytes::Buf;

use super::{DEPTH_MAX, VALUES_MAX, Value, marker};
use crate::rtmp::fault::Fault;

/// Reads all values of a message, up to the first in AMF3.
pub fn decode(bytes: &[u8]) -> Result<Vec<Value>, Fault> {
    let mut decoder = Decoder { rest: bytes, left: VALUES_MAX };
    let mut values = Vec::new();
    while decoder.rest.first().is_some_and(|first| *first != marker::AMF3) {
        values.push(decoder.value(0).ok_or(Fault::Amf)?);
    }
    Ok(values)
}

struct Decoder<'a> {
    rest: &'a [u8],
    /// How many values may follow.
    left: usize,
}

impl Decoder<'_> {
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if depth == DEPTH_MAX {
            return None;
        }
        let value = match self.rest.try_get_u8().ok()? {
            marker::NUMBER => Value::Number(self.rest.try_get_f64().ok()?),
            marker::BOOLEAN => Value::Boolean(self.rest.try_get_u8().ok()? != 0),
            marker::STRING => Value::String(self.short_text()?),
            marker::LONG_STRING | marker::XML => {
                let length = self.rest.try_get_u32().ok()?;
                Value::String(self.text(length as usize)?)
            }
            marker::OBJECT => self.object(depth)?,
            marker::TYPED_OBJECT => {
                self.short_text()?;
                self.object(depth)?
            }
            marker::ECMA_ARRAY => {
                // the count is a hint that some encoders set to zero
                self.take(4)?;
                self.object(depth)?
            }
            marker::STRICT_ARRAY => {
                let count = self.rest.try_get_u32().ok()?;
                // fails at the first that is missing, or when there are too many
                Value::Array((0..count).map(|_| self.value(depth + 1)).collect::<Option<_>>()?)
            }
            marker::NULL | marker::UNDEFINED | marker::UNSUPPORTED => Value::Null,
            marker::REFERENCE => self.take(2).map(|_| Value::Null)?,
            marker::DATE => self.take(10).map(|_| Value::Null)?,
            _ => return None,
        };
        Some(value)
    }

    /// Properties up to the mark of the end, or of the message: some encoders leave it out.
    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut properties = Vec::new();
        while !self.rest.is_empty() {
            let name = self.short_text()?;
            if name.is_empty() && self.rest.first() == Some(&marker::OBJECT_END) {
                self.rest.advance(1);
                break;
            }
            properties.push((name, self.value(depth + 1)?));
        }
        Some(Value::Object(properties))
    }

    fn short_text(&mut self) -> Option<String> {
        let length = self.rest.try_get_u16().ok()?;
        self.text(length.into())
    }

    fn text(&mut self, length: usize) -> Option<String> {
        Some(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}
