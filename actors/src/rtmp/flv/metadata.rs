//! `onMetaData`.

use crate::frames::Metadata;
use crate::rtmp::amf0::{Value, decode};

/// Characters of an encoder's name that are kept.
const NAME_MAX: usize = 100;

/// Reads a data message. `None` if it is malformed or about something else.
pub fn metadata(payload: &[u8]) -> Option<Metadata> {
    let values = decode(payload).ok()?;
    let values = match &values[..] {
        [Value::String(command), rest @ ..] if command == "@setDataFrame" => rest,
        all => all,
    };
    let [Value::String(event), facts, ..] = values else { return None };
    if event != "onMetaData" {
        return None;
    }
    Some(Metadata {
        encoder: facts.get("encoder").and_then(Value::as_str).and_then(name),
        video_bit_rate: facts.get("videodatarate").and_then(bit_rate),
        audio_bit_rate: facts.get("audiodatarate").and_then(bit_rate),
    })
}

fn name(text: &str) -> Option<Box<str>> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    (!shown.trim().is_empty()).then(|| shown.trim().into())
}

/// Publishers count in kilobits, and send zero for "unknown".
fn bit_rate(value: &Value) -> Option<u32> {
    let bits = value.as_number()? * 1000.0;
    // beyond the range it would be the nearest number
    (bits >= 1.0 && bits <= u32::MAX.into()).then_some(bits as u32)
}
