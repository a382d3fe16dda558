//! Socket.IO 5 packets: a text each, followed by their binary attachments as messages.
//! <https://socket.io/docs/v4/socket-io-protocol/>

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Deserialize;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Most digits of an acknowledgement's number: JavaScript cannot count further.
const ID_DIGITS: usize = 16;

/// Event names that clients use themselves.
const RESERVED: [&str; 4] = ["connect", "connect_error", "disconnect", "disconnecting"];

/// A packet's type. Its digit is the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Asks to join a namespace, or confirms that.
    Connect,
    /// Leaves a namespace.
    Disconnect,
    /// A name and arguments.
    Event,
    /// Answers an event.
    Ack,
    /// Refuses to let a client join a namespace.
    ConnectError,
    /// An event with attachments.
    BinaryEvent,
    /// An answer with attachments.
    BinaryAck,
}

const KINDS: [Kind; 7] = [
    Kind::Connect,
    Kind::Disconnect,
    Kind::Event,
    Kind::Ack,
    Kind::ConnectError,
    Kind::BinaryEvent,
    Kind::BinaryAck,
];

/// A packet, split into the parts of its text.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    /// Its type.
    pub kind: Kind,
    /// How many binary messages follow.
    pub attachments: usize,
    /// `/` unless the packet names another.
    pub namespace: &'a str,
    /// Number of the acknowledgement that it asks for, or is.
    pub id: Option<u64>,
    /// JSON: an array for events and acknowledgements, otherwise an object.
    pub data: Option<&'a RawValue>,
}

impl PartialEq for Packet<'_> {
    fn eq(&self, other: &Self) -> bool {
        let parts = |packet: &Self| (packet.kind, packet.attachments, packet.id);
        parts(self) == parts(other)
            && self.namespace == other.namespace
            && self.data.map(RawValue::get) == other.data.map(RawValue::get)
    }
}

/// Why a text is not a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The first character is not a packet type.
    #[error("unknown packet type")]
    Kind,
    /// Attachments are missing, too many or unannounced.
    #[error("wrong attachments")]
    Attachments,
    /// Clients hold too many bytes of incomplete events.
    #[error("too many incomplete events")]
    TooMuch,
    /// The acknowledgement's number is not a number.
    #[error("wrong acknowledgement number")]
    Id,
    /// The data is not JSON, or not of the form that the type requires.
    #[error("wrong data")]
    Data,
}

impl<'a> Packet<'a> {
    /// Parses the text of a packet with up to `most` attachments.
    pub fn parse(text: &'a str, most: usize) -> Result<Self, Malformed> {
        let digit = text.bytes().next().ok_or(Malformed::Kind)?;
        let kind = *KINDS.get(usize::from(digit.wrapping_sub(b'0'))).ok_or(Malformed::Kind)?;
        let rest = &text[1..];
        let (attachments, rest) = match kind {
            Kind::BinaryEvent | Kind::BinaryAck => attachments(rest, most)?,
            _ => (0, rest),
        };
        let (namespace, rest) = match rest.strip_prefix('/') {
            Some(_) => rest.split_once(',').unwrap_or((rest, "")),
            None => ("/", rest),
        };
        let (digits, rest) = leading_digits(rest);
        let id = match digits {
            "" => None,
            _ if digits.len() > ID_DIGITS => return Err(Malformed::Id),
            _ => Some(digits.parse().map_err(|_| Malformed::Id)?),
        };
        let data = match rest {
            "" => None,
            json => Some(serde_json::from_str::<&RawValue>(json).map_err(|_| Malformed::Data)?),
        };
        let packet = Self { kind, attachments, namespace, id, data };
        packet.check()?;
        Ok(packet)
    }

    fn check(&self) -> Result<(), Malformed> {
        let first = self.data.and_then(|data| data.get().bytes().next());
        match self.kind {
            _ if self.id.is_some() && matches!(self.kind, Kind::Connect | Kind::Disconnect) => {
                Err(Malformed::Id)
            }
            Kind::Ack | Kind::BinaryAck if self.id.is_none() => Err(Malformed::Id),
            Kind::Connect if matches!(first, None | Some(b'{')) => Ok(()),
            Kind::Disconnect if first.is_none() => Ok(()),
            Kind::ConnectError if matches!(first, Some(b'{' | b'"')) => Ok(()),
            Kind::Event | Kind::BinaryEvent | Kind::Ack | Kind::BinaryAck if first == Some(b'[') => Ok(()),
            _ => Err(Malformed::Data),
        }
    }

    /// The event in a packet of that kind.
    pub fn event(&self) -> Result<Event<'a>, Malformed> {
        let array = self.data.ok_or(Malformed::Data)?.get();
        let Named(name, first) = serde_json::from_str(array).map_err(|_| Malformed::Data)?;
        let text = name.get();
        let name = match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<Borrowed>(text).map_err(|_| Malformed::Data)?.0,
            Some(b'-' | b'0'..=b'9') => Cow::Borrowed(text),
            _ => return Err(Malformed::Data),
        };
        if RESERVED.contains(&&*name) {
            return Err(Malformed::Data);
        }
        // both stand in the same text
        let after = text.as_ptr() as usize - array.as_ptr() as usize + text.len();
        let arguments = array.get(after..array.len() - 1).unwrap_or_default().trim();
        let arguments = arguments.strip_prefix(',').unwrap_or(arguments).trim();
        Ok(Event { name, first, arguments })
    }
}

fn attachments(text: &str, most: usize) -> Result<(usize, &str), Malformed> {
    let (digits, rest) = leading_digits(text);
    let rest = rest.strip_prefix('-').ok_or(Malformed::Attachments)?;
    let count = digits.parse().map_err(|_| Malformed::Attachments)?;
    if count > most { Err(Malformed::Attachments) } else { Ok((count, rest)) }
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// An event's name and arguments, as they stand in the packet.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// The name. A number, which other libraries allow, is taken by its digits.
    pub name: Cow<'a, str>,
    /// The first argument.
    pub first: Option<&'a RawValue>,
    /// All arguments as JSON, with commas and without brackets.
    pub arguments: &'a str,
}

#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

/// The first two items of an array of any length, without keeping the others.
struct Named<'a>(&'a RawValue, Option<&'a RawValue>);

impl<'de> Deserialize<'de> for Named<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = Named<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an array that begins with the event's name")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let name = items.next_element()?.ok_or_else(|| serde::de::Error::invalid_length(0, &self))?;
                let first = items.next_element()?;
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Named(name, first))
            }
        }
        deserializer.deserialize_seq(Items)
    }
}

/// Whether every placeholder in `data` stands for one of that many attachments.
pub fn placeholders_fit(data: &RawValue, attachments: usize) -> bool {
    fn fit(value: &serde_json::Value, attachments: u64) -> bool {
        match value {
            serde_json::Value::Array(items) => items.iter().all(|item| fit(item, attachments)),
            serde_json::Value::Object(fields) => match fields.get("_placeholder") {
                Some(serde_json::Value::Bool(true)) => {
                    fields.get("num").and_then(serde_json::Value::as_u64).is_some_and(|num| num < attachments)
                }
                _ => fields.values().all(|value| fit(value, attachments)),
            },
            _ => true,
        }
    }
    serde_json::from_str(data.get()).is_ok_and(|value| fit(&value, attachments as u64))
}

/// The text of a packet, without the Engine.IO type before it.
pub fn encode(kind: Kind, attachments: usize, namespace: &str, id: Option<u64>, data: &str) -> String {
    let mut text = String::with_capacity(data.len() + namespace.len() + 24);
    // writing into a string cannot fail
    let _ = write!(text, "{}", kind as u8);
    if matches!(kind, Kind::BinaryEvent | Kind::BinaryAck) {
        let _ = write!(text, "{attachments}-");
    }
    if namespace != "/" {
        let _ = write!(text, "{namespace},");
    }
    if let Some(id) = id {
        let _ = write!(text, "{id}");
    }
    text.push_str(data);
    text
}

#[cfg(test)]
mod tests;
