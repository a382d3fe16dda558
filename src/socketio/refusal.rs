//! Error answers, with the codes of the reference implementation.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::json;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `transport` is unknown.
    UnknownTransport,
    /// `sid` names no session, or one that is over.
    UnknownSession,
    /// Sessions are opened by `GET`.
    BadMethod,
    /// The session's state does not allow it.
    BadRequest,
    /// `EIO` is not 4.
    UnsupportedVersion,
    /// The body is larger than `maxPayload`.
    TooLarge,
    /// The body did not arrive in time.
    TooSlow,
    /// Clients hold too many bytes of incomplete messages.
    Busy,
    /// There are too many sessions.
    Full,
}

impl Refusal {
    /// The answer.
    pub fn response(self) -> HttpResponse {
        let (status, code, message) = match self {
            Self::UnknownTransport => (StatusCode::BAD_REQUEST, 0, "Transport unknown"),
            Self::UnknownSession => (StatusCode::BAD_REQUEST, 1, "Session ID unknown"),
            Self::BadMethod => (StatusCode::BAD_REQUEST, 2, "Bad handshake method"),
            Self::BadRequest => (StatusCode::BAD_REQUEST, 3, "Bad request"),
            Self::UnsupportedVersion => (StatusCode::BAD_REQUEST, 5, "Unsupported protocol version"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, 3, "Payload too large"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, 3, "Payload did not arrive in time"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, 3, "Too many large payloads at once"),
            Self::Full => (StatusCode::SERVICE_UNAVAILABLE, 3, "Too many sessions"),
        };
        HttpResponse::build(status).json(json!({"code": code, "message": message}))
    }
}
