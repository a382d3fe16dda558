//! Errors of the API: problem documents by RFC 9457.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use pystreaming_actors::ports::StoreError;
use pystreaming_actors::room::AskError;
use pystreaming_actors::room::refusal::{Code, Refusal};
use serde::Serialize;
use tracing::warn;
use utoipa::ToSchema;

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The phrase of the status.
    pub title: &'static str,
    /// The status of the response.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What was wrong, and what would be right.
    pub detail: Cow<'static, str>,
    /// Machine-readable reason.
    pub code: Cow<'static, str>,
    /// Seconds until it is worth trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<u32>,
    /// Asks for credentials.
    #[serde(skip)]
    authenticate: bool,
}

impl Problem {
    /// A problem that waiting does not solve.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let (status, detail, code) = (status.as_u16(), detail.into(), code.into());
        Self { title, status, detail, code, wait: None, authenticate: false }
    }

    /// Credentials are missing or wrong.
    pub fn unauthorized(detail: &'static str) -> Self {
        Self { authenticate: true, ..Self::new(StatusCode::UNAUTHORIZED, "unauthorized", detail) }
    }

    /// Nobody is signed in with the browser. It must not ask for name and key by itself: the site has a page for that.
    pub fn signed_out(detail: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", detail)
    }

    /// Too many wrong credentials were sent lately; even right ones are refused for `wait` seconds.
    pub fn throttled(wait: u32) -> Self {
        let detail = "Too many wrong credentials were sent. Wait before you try again.";
        Self { wait: Some(wait), code: "key_throttled".into(), ..Self::unauthorized(detail) }
    }

    /// The credentials do not suffice.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed", detail)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// The request is not what the API expects.
    pub fn malformed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    /// Parameters do not fit the published schema.
    pub fn unfit(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "malformed", detail)
    }

    /// Parameters fit the schema but break a rule of the site.
    pub fn invalid(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, "invalid", detail)
    }

    /// Too many requests or wrong secrets.
    pub fn too_many(detail: &'static str, wait: u32) -> Self {
        Self { wait: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate", detail) }
    }

    /// The database cannot be asked now.
    pub fn unavailable() -> Self {
        let detail = "The database does not answer. Try again later.";
        Self { wait: Some(5), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail) }
    }

    /// The same problem under another status.
    #[must_use]
    pub fn with(self, status: StatusCode) -> Self {
        Self { title: status.canonical_reason().unwrap_or("Error"), status: status.as_u16(), ..self }
    }

    /// The response with this problem.
    pub fn response(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
        if self.authenticate {
            // browsers ask for name and key by the first; `charset` lets names have accents
            let basic = HeaderValue::from_static("Basic realm=\"stream\", charset=\"UTF-8\"");
            response.append_header((WWW_AUTHENTICATE, basic));
            response.append_header((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        if let Some(wait) = self.wait {
            response.insert_header((RETRY_AFTER, HeaderValue::from(wait)));
        }
        response
            .content_type("application/problem+json")
            .body(serde_json::to_string(self).unwrap_or_default())
    }
}

impl From<Refusal> for Problem {
    fn from(Refusal { code, text, wait }: Refusal) -> Self {
        let problem = Self::new(status(code), "", text);
        let code = serde_json::to_value(code).ok().and_then(|code| code.as_str().map(str::to_owned));
        Self { code: code.unwrap_or_default().into(), wait, ..problem }
    }
}

/// The status of a room's refusal. Parameters fit the schema when they reach a room, so what breaks its rules is a
/// conflict.
fn status(code: Code) -> StatusCode {
    match code {
        Code::NotAllowed | Code::Muted | Code::Locked => StatusCode::FORBIDDEN,
        Code::NotFound | Code::StreamerUnknown | Code::UnknownCommand => StatusCode::NOT_FOUND,
        Code::Outdated => StatusCode::PRECONDITION_FAILED,
        Code::Rate | Code::Slow | Code::Duplicate | Code::DrawingBusy | Code::DrawingBudget => {
            StatusCode::TOO_MANY_REQUESTS
        }
        Code::Restarting => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused(refusal) => refusal.into(),
            AskError::Gone => {
                let detail = "The room of this stream is restarting. Try again.";
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Self { wait: Some(1), ..Self::new(status, "restarting", detail) }
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Exists { what, name } => {
                Self::new(StatusCode::CONFLICT, "exists", format!("There is a {what} {name:?} already."))
            }
            StoreError::NotFound { what, name } => Self::not_found(format!("There is no {what} {name:?}.")),
            StoreError::Schema(_) | StoreError::Database(_) => {
                warn!(%error, "the store failed a request of the API");
                Self::unavailable()
            }
        }
    }
}
