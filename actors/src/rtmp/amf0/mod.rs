//! Values of AMF0, in which commands and metadata are written.

mod decode;
mod encode;

pub use decode::decode;
pub use encode::{encode, object};

/// Deepest nesting that is read.
pub const DEPTH_MAX: usize = 8;
/// Most values that are read of one message.
pub const VALUES_MAX: usize = 512;

/// A value. Dates and references, which publishers send nothing of use in, are read as [`Value::Null`].
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(f64),
    Boolean(bool),
    /// Invalid UTF-8 is replaced.
    String(String),
    /// With or without a class, or an ECMA array.
    Object(Vec<(String, Value)>),
    /// A strict array.
    Array(Vec<Value>),
    Null,
}

impl Value {
    /// The property of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(properties) = self else { return None };
        properties.iter().find(|(property, _)| property == name).map(|(_, value)| value)
    }

    pub fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }
}

/// Markers before values.
mod marker {
    pub const NUMBER: u8 = 0;
    pub const BOOLEAN: u8 = 1;
    pub const STRING: u8 = 2;
    pub const OBJECT: u8 = 3;
    pub const NULL: u8 = 5;
    pub const UNDEFINED: u8 = 6;
    pub const REFERENCE: u8 = 7;
    pub const ECMA_ARRAY: u8 = 8;
    pub const OBJECT_END: u8 = 9;
    pub const STRICT_ARRAY: u8 = 10;
    pub const DATE: u8 = 11;
    pub const LONG_STRING: u8 = 12;
    pub const UNSUPPORTED: u8 = 13;
    pub const XML: u8 = 15;
    pub const TYPED_OBJECT: u8 = 16;
    pub const AMF3: u8 = 17;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rtmp::fault::Fault;

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<f64>().prop_filter("equal to itself", |number| !number.is_nan()).prop_map(Value::Number),
            any::<bool>().prop_map(Value::Boolean),
            ".{0,20}".prop_map(Value::String),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec((".{1,8}", inner.clone()), 0..5).prop_map(Value::Object),
                prop::collection::vec(inner, 0..5).prop_map(Value::Array),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(values in prop::collection::vec(values(), 0..5)) {
            prop_assert_eq!(decode(&encode(&values)), Ok(values));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(prop_oneof![0..18_u8, any::<u8>()], 0..300)) {
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn arrays_are_read_with_and_without_what_the_standard_asks_for() {
        let pair = [0, 1, b'w', 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0];
        let expected = Ok(vec![Value::Object(vec![("w".to_owned(), Value::Number(1.0))])]);
        for count in [0, 1, 0xFF] {
            let start = [8, 0xFF, 0, 0, count];
            assert_eq!(decode(&[&start[..], &pair, &[0, 0, 9]].concat()), expected, "{count}");
            assert_eq!(decode(&[&start[..], &pair].concat()), expected, "without an end");
        }
        let typed = [&[16, 0, 1, b'C'][..], &pair, &[0, 0, 9]].concat();
        assert_eq!(decode(&typed), expected, "an object of a class");
        assert_eq!(
            decode(&[10, 0, 0, 0, 2, 5, 1, 1]),
            Ok(vec![Value::Array(vec![Value::Null, Value::Boolean(true)])])
        );
    }

    #[test]
    fn values_of_amf3_end_what_is_read() {
        assert_eq!(decode(&[5, 17, 4, 1]), Ok(vec![Value::Null]));
    }

    #[test]
    fn nesting_and_number_are_bounded() {
        let nested = |depth: usize| [10, 0, 0, 0, 1].repeat(depth);
        assert!(decode(&[nested(DEPTH_MAX - 1), vec![5]].concat()).is_ok());
        assert_eq!(decode(&[nested(DEPTH_MAX), vec![5]].concat()), Err(Fault::Amf));
        assert!(decode(&[5; VALUES_MAX]).is_ok());
        assert_eq!(decode(&[5; VALUES_MAX + 1]), Err(Fault::Amf));
        assert_eq!(decode(&[10, 0xFF, 0xFF, 0xFF, 0xFF]), Err(Fault::Amf), "a count beyond the message");
        assert_eq!(decode(&[12, 0xFF, 0xFF, 0xFF, 0xFF]), Err(Fault::Amf), "a length beyond the message");
    }
}
