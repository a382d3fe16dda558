//! Repeated writes: a request with an `Idempotency-Key` that was answered before is answered the same way again, without
//! being performed again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use bytes::Bytes;

use super::problem::Problem;

/// How long answers are kept.
const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// Most answers that are kept; beyond it the oldest is forgotten.
const KEPT: usize = 2_000;
/// Longest key in bytes.
const KEY_MAX: usize = 255;

/// Answers to writes, by caller and key. They do not outlive the server.
#[derive(Debug, Default)]
pub struct Idempotency {
    answers: HashMap<(String, String), Kept>,
}

#[derive(Debug)]
struct Kept {
    /// Distinguishes requests: method, address and body.
    request: [u8; 32],
    since: Instant,
    /// `None` while the request is being performed.
    answer: Option<Answer>,
}

/// An answer to repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The JSON body.
    pub body: Bytes,
}

/// The key of a request.
///
/// # Errors
/// It is empty, too long or not ASCII.
pub fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(key) = request.headers().get("idempotency-key") else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Ok(Some(key.to_owned()))
        }
        _ => Err(Problem::malformed(format!(
            "The Idempotency-Key must have 1 to {KEY_MAX} ASCII characters without spaces."
        ))),
    }
}

impl Idempotency {
    /// Begins a request: `Some` answer if it was performed before.
    ///
    /// # Errors
    /// The key belongs to another request, or to one that is being performed now.
    pub fn begin(
        &mut self,
        caller: &str,
        key: &str,
        request: [u8; 32],
        now: Instant,
    ) -> Result<Option<Answer>, Problem> {
        self.answers.retain(|_, kept| now.saturating_duration_since(kept.since) < KEPT_FOR);
        let id = (caller.to_owned(), key.to_owned());
        if let Some(kept) = self.answers.get(&id) {
            if kept.request != request {
                return Err(Problem::invalid("This Idempotency-Key was used for another request."));
            }
            return match &kept.answer {
                Some(answer) => Ok(Some(answer.clone())),
                None => {
                    let detail = "The request with this Idempotency-Key is still being performed.";
                    Err(Problem::new(StatusCode::CONFLICT, "in_progress", detail))
                }
            };
        }
        if self.answers.len() >= KEPT {
            let oldest = self.answers.iter().min_by_key(|(_, kept)| kept.since).map(|(id, _)| id.clone());
            oldest.and_then(|oldest| self.answers.remove(&oldest));
        }
        self.answers.insert(id, Kept { request, since: now, answer: None });
        Ok(None)
    }

    /// Keeps the answer to a request that was performed; `None` if it failed and may be repeated.
    pub fn end(&mut self, caller: &str, key: &str, answer: Option<Answer>) {
        let id = (caller.to_owned(), key.to_owned());
        match answer {
            None => drop(self.answers.remove(&id)),
            Some(answer) => {
                if let Some(kept) = self.answers.get_mut(&id) {
                    kept.answer = Some(answer);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Answer {
        Answer { status: StatusCode::OK, body: Bytes::from_static(b"{}") }
    }

    #[test]
    fn a_repeated_request_gets_the_first_answer_for_an_hour() {
        let (mut cache, now) = (Idempotency::default(), Instant::now());
        assert_eq!(cache.begin("zoe", "k", [1; 32], now), Ok(None));
        assert_eq!(cache.begin("zoe", "k", [1; 32], now).unwrap_err().status, 409, "in progress");
        cache.end("zoe", "k", Some(answer()));
        assert_eq!(cache.begin("zoe", "k", [1; 32], now), Ok(Some(answer())));
        assert_eq!(cache.begin("eve", "k", [1; 32], now), Ok(None), "another caller");
        assert_eq!(cache.begin("zoe", "k", [2; 32], now).unwrap_err().status, 409, "another request");
        assert_eq!(cache.begin("zoe", "k", [1; 32], now + KEPT_FOR), Ok(None));
    }

    #[test]
    fn a_request_that_failed_may_be_repeated() {
        let (mut cache, now) = (Idempotency::default(), Instant::now());
        cache.begin("zoe", "k", [1; 32], now).unwrap();
        cache.end("zoe", "k", None);
        assert_eq!(cache.begin("zoe", "k", [1; 32], now), Ok(None));
    }

    #[test]
    fn keys_do_not_fill_the_memory() {
        let (mut cache, now) = (Idempotency::default(), Instant::now());
        for number in 0..KEPT as u64 + 5 {
            cache.begin("zoe", &number.to_string(), [1; 32], now + Duration::from_millis(number)).unwrap();
        }
        assert_eq!(cache.answers.len(), KEPT);
        assert!(!cache.answers.contains_key(&("zoe".to_owned(), "0".to_owned())));
    }
}
