//! Repeated writes: a request with an `Idempotency-Key` that was performed before is answered the same way again, without
//! being performed again.
//!
//! The store knows a request before it is performed. So a request that a crash interrupted is not performed again either: its
//! outcome is unknown.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use pystreaming_actors::ports::{EarlierRequest, KeptRequests, RepeatableRequest};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tracing::warn;

use super::endpoint::Answer;
use super::problem::Problem;
use crate::sealed;
use crate::web::site::Site;

/// How long requests are kept, and how many of each caller.
const KEPT: KeptRequests = KeptRequests { seconds: 24 * 60 * 60, of_caller: 1000 };
/// Longest key in bytes.
const KEY_MAX: usize = 255;

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

/// A request with a key.
pub struct Repeatable {
    site: web::Data<Site>,
    request: RepeatableRequest,
    /// Encrypts the stored answer.
    secret: [u8; 32],
}

/// Removes a request from those that are being performed.
struct Slot {
    site: web::Data<Site>,
    id: ([u8; 32], [u8; 32]),
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.site.performing.lock().remove(&self.id);
    }
}

impl Repeatable {
    /// A request of a caller; `request` is what distinguishes it from others.
    pub fn new(site: web::Data<Site>, caller: &str, key: &str, request: &[&str]) -> Self {
        let request =
            RepeatableRequest { caller: digest(&[caller]), key: digest(&[key]), request: digest(request) };
        let secret = site.secrets.answer(&[caller.as_bytes(), key.as_bytes()]);
        Self { site, request, secret }
    }

    /// The answer to the request, which is performed unless it was performed before. It is performed to its end even if
    /// nobody waits for it: a client that goes away must find the answer when it repeats the request.
    ///
    /// # Errors
    /// Why it failed. Then it may be repeated, except after a failure of the server. Or the key belongs to another request, or
    /// to one that is being performed, or whose outcome is unknown.
    pub async fn once(
        self,
        perform: impl Future<Output = Result<Answer, Problem>> + 'static,
    ) -> Result<Answer, Problem> {
        let slot = self.enter()?;
        let performing = actix_web::rt::spawn(async move {
            let _slot = slot;
            let (store, request) = (&self.site.store, &self.request);
            if let Some(earlier) = store.begin_request(request, self.site.unix(), KEPT).await? {
                return self.repeated(earlier);
            }
            let result = perform.await;
            self.end(&result).await;
            result
        });
        performing.await.map_err(|_| Problem::unavailable())?
    }

    fn enter(&self) -> Result<Slot, Problem> {
        let RepeatableRequest { caller, key, request } = self.request;
        let mut performing = self.site.performing.lock();
        match performing.get(&(caller, key)) {
            None => {
                performing.insert((caller, key), request);
                Ok(Slot { site: self.site.clone(), id: (caller, key) })
            }
            Some(other) if *other == request => {
                let detail = "The request with this Idempotency-Key is still being performed.";
                Err(Problem::new(StatusCode::CONFLICT, "in_progress", detail))
            }
            Some(_) => Err(of_another()),
        }
    }

    fn repeated(&self, EarlierRequest { request, answer }: EarlierRequest) -> Result<Answer, Problem> {
        if request != self.request.request {
            return Err(of_another());
        }
        let text = answer.and_then(|sealed| sealed::open(&self.secret, &self.request.request, &sealed));
        let stored = text.and_then(|text| serde_json::from_slice::<(Value, Option<String>)>(&text).ok());
        let (value, etag) = stored.ok_or_else(|| {
            let detail = "The server was interrupted when it performed this request. Look whether it took effect, and send \
                          it with a new Idempotency-Key if not.";
            Problem::new(StatusCode::CONFLICT, "unknown_outcome", detail)
        })?;
        Ok(Answer { value, etag })
    }

    /// Stores what became of the request. After a failure of the server, nobody knows that.
    async fn end(&self, result: &Result<Answer, Problem>) {
        let store = &self.site.store;
        let stored = match result {
            Ok(Answer { value, etag }) => {
                // what the answer tells must be stored by then
                self.site.recorded().await;
                let text = serde_json::to_vec(&(value, etag)).unwrap_or_default();
                let Some(sealed) = sealed::seal(&self.secret, &self.request.request, &text) else { return };
                store.keep_answer(&self.request, &sealed).await
            }
            Err(problem) if problem.status < 500 => store.forget_request(&self.request).await,
            Err(_) => Ok(()),
        };
        if let Err(error) = stored {
            warn!(%error, "the answer to a request with an Idempotency-Key cannot be stored");
        }
    }
}

fn of_another() -> Problem {
    Problem::invalid("This Idempotency-Key was used for another request.")
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}
