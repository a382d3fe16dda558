//! Form bodies, read with limits of size and time.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;

use crate::languages::Words;

/// Largest form in bytes; those of the site are a few hundred bytes long.
pub const FORM_MAX: usize = 16 * 1024;
/// How long a form may take to arrive.
const FORM_SECONDS: usize = 10;
/// A body may take a second more for each of so many bytes that it may have.
const BYTES_A_SECOND: usize = 128 * 1024;

/// Fields in their order, duplicates included.
#[derive(Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `a=1&b=2`. Text that is not UTF-8 has no fields.
    pub fn parse(text: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(text).unwrap_or_default())
    }

    /// Appends the fields of another form.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// All values of a field, in order.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// The value of a field that occurs exactly once.
    pub fn single<'a>(&'a self, field: &'a str) -> Option<&'a str> {
        let mut values = self.all(field);
        values.next().filter(|_| values.next().is_none())
    }
}

/// Why a form could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormError {
    /// Larger than this many bytes.
    TooLarge(usize),
    /// Did not arrive within so many seconds.
    TooSlow(usize),
    /// The connection broke or the framing is wrong.
    Broken,
}

impl FormError {
    /// The status to answer with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }

    /// For a page.
    pub fn words(self) -> Words {
        match self {
            Self::TooLarge(most) => Words::new("error-body-large").with("most", (most / 1024).to_string()),
            Self::TooSlow(seconds) => Words::new("error-body-slow").with("seconds", seconds.to_string()),
            Self::Broken => Words::new("error-body-broken"),
        }
    }

    /// For programs.
    pub fn message(self) -> String {
        match self {
            Self::TooLarge(most) => format!("The body is larger than {} KiB.", most / 1024),
            Self::TooSlow(seconds) => format!("The body did not arrive within {seconds} seconds."),
            Self::Broken => "The body did not arrive whole.".to_owned(),
        }
    }
}

/// Reads the body of a request as a form.
///
/// # Errors
/// See [`read_bytes`].
pub async fn read(request: &HttpRequest, body: web::Payload) -> Result<Form, FormError> {
    Ok(Form::parse(&read_bytes(request, body, FORM_MAX).await?))
}

/// Reads the body of a request, of up to `most` bytes. One whose `Content-Length` is too large is refused without reading it.
///
/// # Errors
/// The body is too large, too slow, or broken off.
pub async fn read_bytes(
    request: &HttpRequest,
    mut body: web::Payload,
    most: usize,
) -> Result<Vec<u8>, FormError> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > most as u64) {
        return Err(FormError::TooLarge(most));
    }
    let collect = async {
        let mut text = Vec::new();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|_| FormError::Broken)?;
            if text.len() + chunk.len() > most {
                return Err(FormError::TooLarge(most));
            }
            text.extend_from_slice(&chunk);
        }
        Ok(text)
    };
    let seconds = FORM_SECONDS + most / BYTES_A_SECOND;
    let patience = Duration::from_secs(seconds as u64);
    tokio::time::timeout(patience, collect).await.map_err(|_| FormError::TooSlow(seconds))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_that_comes_twice_is_not_single() {
        let form = Form::parse(b"name=a%20b&x=1").and(Form::parse(b"x=2"));
        assert_eq!(form.single("name"), Some("a b"));
        assert_eq!(form.single("x"), None);
        assert_eq!(form.all("x").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.single("y"), None);
    }
}
