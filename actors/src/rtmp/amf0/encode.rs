//! Writes values.

use bytes::{BufMut, Bytes, BytesMut};

use super::{Value, marker};

/// An object of these properties.
pub fn object<const N: usize>(properties: [(&str, Value); N]) -> Value {
    Value::Object(properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Writes values one after the other. Names are cut off at 65,535 bytes.
pub fn encode(values: &[Value]) -> Bytes {
    let mut output = BytesMut::new();
    for value in values {
        put(value, &mut output);
    }
    output.freeze()
}

fn put(value: &Value, output: &mut BytesMut) {
    match value {
        Value::Number(number) => {
            output.put_u8(marker::NUMBER);
            output.put_f64(*number);
        }
        Value::Boolean(is_true) => output.put_slice(&[marker::BOOLEAN, (*is_true).into()]),
        Value::String(text) => match u16::try_from(text.len()) {
            Ok(length) => {
                output.put_u8(marker::STRING);
                output.put_u16(length);
                output.put_slice(text.as_bytes());
            }
            Err(_) => {
                output.put_u8(marker::LONG_STRING);
                output.put_u32(text.len() as u32);
                output.put_slice(text.as_bytes());
            }
        },
        Value::Object(properties) => {
            output.put_u8(marker::OBJECT);
            for (name, value) in properties {
                put_name(name, output);
                put(value, output);
            }
            put_name("", output);
            output.put_u8(marker::OBJECT_END);
        }
        Value::Array(values) => {
            output.put_u8(marker::STRICT_ARRAY);
            output.put_u32(values.len() as u32);
            for value in values {
                put(value, output);
            }
        }
        Value::Null => output.put_u8(marker::NULL),
    }
}

fn put_name(name: &str, output: &mut BytesMut) {
    let name = &name.as_bytes()[..name.len().min(u16::MAX.into())];
    output.put_u16(name.len() as u16);
    output.put_slice(name);
}
