//! One request to a receiver, to an address that was checked. It blocks.

use std::io::Read;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use ureq::http::Request;
use ureq::{Body, Error};

use super::retry::Attempt;
use crate::outbound::{Times, agent, retry_after};

/// Bytes of a failed response that are read, of which [`ANSWER_MAX`] characters are kept.
const BODY_MAX: u64 = 2048;
const ANSWER_MAX: usize = 300;
/// How long the body of a failed response may take: it is only kept for people.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// A request.
pub(super) struct Post {
    /// Where to connect; the host of the URL is not resolved again.
    pub addresses: Vec<SocketAddr>,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Whether to keep the beginning of a failed response.
    pub keeps_answer: bool,
    /// How long it may take to connect.
    pub connect: Duration,
    /// How long all of it may take.
    pub whole: Duration,
}

impl Post {
    pub fn send(self) -> Attempt {
        let times = Times { connect: self.connect, body: BODY_TIMEOUT, whole: self.whole };
        let agent = agent(self.addresses, times);
        let mut request = Request::builder().method("POST").uri(self.url);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let answered = request.body(self.body).map_err(Error::from).and_then(|request| agent.run(request));
        match answered {
            Ok(mut response) => {
                let status = response.status().as_u16();
                let reason = reason(status);
                // a success needs no explanation: its body is not read
                let keeps = self.keeps_answer && reason.is_some();
                let answer = if keeps { beginning(response.body_mut()) } else { None };
                let retry_after = retry_after(response.headers(), SystemTime::now());
                Attempt { status: Some(status), reason, answer, retry_after, ..Attempt::default() }
            }
            Err(error) => Attempt::failed(explain(&error)),
        }
    }
}

/// Why a response is no success.
fn reason(status: u16) -> Option<String> {
    match status {
        200..=299 => None,
        300..=399 => Some(format!("the receiver answered {status}; redirects are not followed")),
        _ => Some(format!("the receiver answered {status}")),
    }
}

/// The beginning of a body as one line of text.
fn beginning(body: &mut Body) -> Option<String> {
    let mut bytes = Vec::new();
    // what arrived before an error is kept
    let _ = body.as_reader().take(BODY_MAX).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| words.chars().take(ANSWER_MAX).collect())
}

fn explain(error: &Error) -> String {
    match error {
        Error::Timeout(ureq::Timeout::Connect) => "the receiver could not be connected in time".to_owned(),
        Error::Timeout(_) => "the receiver did not answer in time".to_owned(),
        Error::ConnectionFailed | Error::HostNotFound => "the receiver could not be connected".to_owned(),
        Error::Io(error) => format!("the connection failed: {}", error.kind()),
        Error::Rustls(error) => format!("the encrypted connection failed: {error}"),
        Error::Protocol(_) | Error::Http(_) | Error::LargeResponseHeader(..) => {
            "the answer is not HTTP".to_owned()
        }
        other => {
            let text: String = other.to_string().chars().take(ANSWER_MAX).collect();
            format!("the request failed: {text}")
        }
    }
}
