//! One request to a receiver, to an address that was checked. It blocks.

use std::io::Read;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use ureq::http::Request;
use ureq::{Body, Error};

use super::discord;
use super::retry::Attempt;
use crate::outbound::{Times, agent, retry_after};

/// Bytes of a failed response that are read, of which [`ANSWER_MAX`] characters are kept.
const BODY_MAX: u64 = 2048;
/// Bytes of a message as Discord answers it.
const MESSAGE_MAX: u64 = 64 * 1024;
/// The status by which a receiver says that it got too much.
const TOO_MANY: u16 = 429;
const ANSWER_MAX: usize = 300;
/// How long the body of a failed response may take: it is only kept for people.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// A request.
pub(super) struct Post {
    /// Where to connect; the host of the URL is not resolved again.
    pub addresses: Vec<SocketAddr>,
    pub method: &'static str,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Whether to read how long Discord wants to be left alone.
    pub is_discord: bool,
    /// Whether a success answers with a message that was made.
    pub makes_message: bool,
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
        let mut request = Request::builder().method(self.method).uri(self.url);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let answered = request.body(self.body).map_err(Error::from).and_then(|request| agent.run(request));
        match answered {
            Ok(mut response) => {
                let status = response.status().as_u16();
                let reason = reason(status);
                let mut wanted =
                    retry_after(response.headers(), SystemTime::now()).filter(|_| reason.is_some());
                if self.is_discord {
                    wanted = wanted.max(discord::rest(response.headers()));
                }
                // a success needs no explanation
                let (mut answer, mut made) = (None, None);
                if reason.is_none() && self.makes_message {
                    made = discord::message_id(&bytes(response.body_mut(), MESSAGE_MAX));
                } else if reason.is_some() {
                    let body = bytes(response.body_mut(), BODY_MAX);
                    if self.is_discord && status == TOO_MANY {
                        wanted = wanted.max(discord::retry_after(&body));
                    }
                    answer = text(&body).filter(|_| self.keeps_answer);
                }
                let status = Some(status);
                Attempt { status, reason, answer, retry_after: wanted, made, ..Attempt::default() }
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

/// The beginning of a body.
fn bytes(body: &mut Body, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // what arrived before an error is kept
    let _ = body.as_reader().take(most).read_to_end(&mut bytes);
    bytes
}

/// A body as one line of text.
fn text(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let words = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| words.chars().take(ANSWER_MAX).collect())
}

fn explain(error: &Error) -> String {
    match error {
        Error::Timeout(ureq::Timeout::Connect) => "the receiver could not be connected in time".to_owned(),
        Error::Timeout(_) => "the receiver did not answer in time".to_owned(),
        Error::ConnectionFailed | Error::HostNotFound => "the receiver could not be connected".to_owned(),
        // its text has the address
        Error::BadUri(_) => "the address cannot be called".to_owned(),
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
