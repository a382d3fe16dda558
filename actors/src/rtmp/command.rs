//! Commands of clients.

use super::amf0::{self, Value};
use super::fault::Fault;

/// A call: its name, the number under which the client expects an answer, and arguments. The first argument is an
/// object or null.
#[derive(PartialEq)]
pub struct Command {
    pub name: String,
    pub transaction: f64,
    pub arguments: Vec<Value>,
}

impl Command {
    /// Reads the payload of a command message.
    pub fn read(payload: &[u8]) -> Result<Self, Fault> {
        let mut values = amf0::decode(payload)?.into_iter();
        let (Some(Value::String(name)), Some(Value::Number(transaction))) = (values.next(), values.next())
        else {
            return Err(Fault::Amf);
        };
        Ok(Self { name, transaction, arguments: values.collect() })
    }

    /// Empty if the argument is missing or of another type. The first is number 0.
    pub fn text(&self, number: usize) -> &str {
        self.arguments.get(number).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a `connect` announces anything of Enhanced RTMP.
    pub fn is_enhanced(&self) -> bool {
        ["fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx"]
            .iter()
            .any(|property| self.arguments.first().is_some_and(|object| object.get(property).is_some()))
    }
}

/// The stream key in what a client publishes: up to a query. Who leaves the name empty has written the key behind the
/// application's name, or instead of it.
pub fn key<'a>(name: &'a str, app: &'a str) -> &'a str {
    let path = |text: &'a str| text.split_once('?').map_or(text, |(path, _)| path);
    let name = path(name);
    if !name.is_empty() {
        return name;
    }
    let app = path(app).trim_end_matches('/');
    app.rsplit_once('/').map_or(app, |(_, last)| last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_where_programs_put_it() {
        for (app, name) in [
            ("live", "KEY"),
            ("live/", "KEY?token=1&tracks=2"),
            ("live/KEY", ""),
            ("live/KEY/?a=b", "?c=d"),
            ("KEY", ""),
        ] {
            assert_eq!(key(name, app), "KEY", "{app} {name}");
        }
        assert_eq!(key("", ""), "");
    }
}
