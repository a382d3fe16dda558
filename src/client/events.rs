//! The events of a stream as they happen.

use std::io::{BufRead, BufReader};

use pystreaming_actors::room::operations::Method;
use serde_json::Value;

use super::{Client, ClientError};

/// Longest line of an event in bytes: a drawing is shorter.
const LINE_MAX: u64 = 1 << 20;

/// An event, as `list-events` returns it.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamEvent {
    /// Grows from event to event; go on after it with [`Client::events`].
    pub id: i64,
    /// The event: `id`, `time`, `type`, `data`.
    pub event: Value,
}

/// The events of one connection. It ends when the connection does.
pub struct StreamEvents {
    lines: Box<dyn BufRead>,
    site: String,
}

impl Client {
    /// Listens to the events of a stream, after an event or from now on. The connection ends with a restart of the server;
    /// listen again after the last event then.
    ///
    /// # Errors
    /// The site cannot be reached, or refuses.
    pub fn events(&self, streamer: &str, after: Option<i64>) -> Result<StreamEvents, ClientError> {
        let path = format!("/api/v1/streams/{}/events/stream", super::encoded(streamer));
        let query = after.map(|after| ("after".to_owned(), after.into())).into_iter().collect();
        let answer = self.request(&self.endless, Method::Get, &path, &query, None)?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(match self.text(answer).and_then(|text| super::read(status, &text)) {
                Err(error) => error,
                Ok(_) => ClientError::Strange { status },
            });
        }
        let lines = Box::new(BufReader::new(answer.into_body().into_reader()));
        Ok(StreamEvents { lines, site: self.site.to_string() })
    }
}

impl Iterator for StreamEvents {
    type Item = Result<StreamEvent, ClientError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = String::new();
            match std::io::Read::take(&mut self.lines, LINE_MAX).read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) => {
                    if let Some(event) = parse(&line) {
                        return Some(Ok(event));
                    }
                }
                Err(error) => {
                    let url = self.site.clone();
                    return Some(Err(ClientError::Unreachable { url, why: error.to_string() }));
                }
            }
        }
    }
}

/// The event in a line of data; the other lines repeat what it says.
fn parse(line: &str) -> Option<StreamEvent> {
    let event: Value = serde_json::from_str(line.strip_prefix("data:")?.trim()).ok()?;
    Some(StreamEvent { id: event["id"].as_i64()?, event })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_data_are_events() {
        let event = parse("data: {\"id\": 7, \"type\": \"join_chat\"}\n").unwrap();
        assert_eq!((event.id, event.event["type"].as_str()), (7, Some("join_chat")));
        for other in
            ["", "\n", ":\n", "id: 7\n", "event: join_chat\n", "retry: 2000\n", "data: x\n", "data: {}\n"]
        {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
