//! A client of the API, for programs and for `pystreaming-client`.

mod cli;
mod error;
mod events;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pystreaming_actors::room::operations::Method;
use serde_json::{Map, Value};
use ureq::Body;
use ureq::http::{Request, Response};
use url::Url;

pub use cli::{ClientArgs, command, main};
pub use error::ClientError;
pub use events::{StreamEvent, StreamEvents};

use crate::web::api::{BASE, Endpoint};

/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Largest answer in bytes.
const ANSWER_MAX: u64 = 64 << 20;

/// With what a client identifies itself.
#[derive(Clone)]
pub enum Credentials {
    /// The streamer's name and stream key.
    Key {
        /// The name, in any case.
        username: String,
        /// The stream key.
        key: String,
    },
    /// A token.
    Token(String),
}

impl Credentials {
    fn header(&self) -> String {
        match self {
            Self::Key { username, key } => format!("Basic {}", STANDARD.encode(format!("{username}:{key}"))),
            Self::Token(token) => format!("Bearer {token}"),
        }
    }
}

/// The body of a request.
pub enum RequestBody {
    /// An object.
    Json(Map<String, Value>),
    /// A file; the site finds its type.
    File(Vec<u8>),
}

impl RequestBody {
    /// The type and the bytes.
    fn encode(self) -> (&'static str, Vec<u8>) {
        match self {
            Self::Json(object) => ("application/json", Value::Object(object).to_string().into_bytes()),
            Self::File(contents) => ("application/octet-stream", contents),
        }
    }
}

/// A client of one site.
pub struct Client {
    site: Url,
    credentials: Option<Credentials>,
    agent: ureq::Agent,
    /// For responses that do not end.
    endless: ureq::Agent,
}

impl Client {
    /// A client of the site at `address`, such as `https://stream.example.com`. Without a scheme, `https` is used,
    /// except for this machine.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(address: &str, credentials: Option<Credentials>) -> Result<Self, ClientError> {
        let agent = |whole| {
            let config = ureq::Agent::config_builder()
                .http_status_as_error(false)
                .timeout_global(whole)
                .timeout_connect(Some(TIMEOUT))
                .timeout_recv_response(Some(TIMEOUT))
                // credentials go to the named site alone
                .max_redirects(0)
                .user_agent(concat!("pystreaming-client/", env!("CARGO_PKG_VERSION")));
            config.build().new_agent()
        };
        Ok(Self { site: site(address)?, credentials, agent: agent(Some(TIMEOUT)), endless: agent(None) })
    }

    /// Calls an endpoint of the API's first version.
    ///
    /// # Errors
    /// The site cannot be reached, or refuses.
    pub fn call(
        &self,
        endpoint: &Endpoint,
        streamer: &str,
        mut parameters: Map<String, Value>,
    ) -> Result<Value, ClientError> {
        let mut path = format!("{BASE}{}", endpoint.path).replace("{streamer}", &encoded(streamer));
        for name in endpoint.path_parameters() {
            let value = parameters.remove(name).map(|value| plain(&value)).unwrap_or_default();
            path = path.replace(&format!("{{{name}}}"), &encoded(&value));
        }
        let upload = endpoint.upload.and_then(|upload| parameters.remove(upload.field));
        let body = match upload {
            Some(file) => Some(RequestBody::File(STANDARD.decode(plain(&file)).unwrap_or_default())),
            None if endpoint.has_query() => None,
            None => Some(RequestBody::Json(std::mem::take(&mut parameters))),
        };
        self.send(endpoint.method, &path, &parameters, body)
    }

    /// Sends a request to a path of the site, and reads the answer.
    ///
    /// # Errors
    /// The site cannot be reached, or refuses.
    pub fn send(
        &self,
        method: Method,
        path: &str,
        query: &Map<String, Value>,
        body: Option<RequestBody>,
    ) -> Result<Value, ClientError> {
        let answer = self.request(&self.agent, method, path, query, body)?;
        let status = answer.status().as_u16();
        read(status, &self.text(answer)?)
    }

    fn request(
        &self,
        agent: &ureq::Agent,
        method: Method,
        path: &str,
        query: &Map<String, Value>,
        body: Option<RequestBody>,
    ) -> Result<Response<Body>, ClientError> {
        let mut url = self.site.clone();
        url.set_path(&format!("{}{path}", self.site.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query.iter().map(|(name, value)| (name, plain(value))));
        }
        let mut request = Request::builder().method(method.as_str()).uri(url.as_str());
        if let Some(credentials) = &self.credentials {
            request = request.header("Authorization", credentials.header());
        }
        let unfit = |_| ClientError::Credentials;
        let answer = match body {
            Some(body) => {
                let (content_type, body) = body.encode();
                let request = request.header("Content-Type", content_type).body(body);
                agent.run(request.map_err(unfit)?)
            }
            None => agent.run(request.body(()).map_err(unfit)?),
        };
        answer.map_err(|error| self.unreachable(&error))
    }

    fn text(&self, mut answer: Response<Body>) -> Result<String, ClientError> {
        let text = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_string();
        text.map_err(|error| self.unreachable(&error))
    }

    fn unreachable(&self, error: &ureq::Error) -> ClientError {
        ClientError::Unreachable { url: self.site.to_string(), why: error.to_string() }
    }
}

fn read(status: u16, text: &str) -> Result<Value, ClientError> {
    let value: Option<Value> = serde_json::from_str(text).ok();
    match (status, value) {
        (200..=299, Some(value)) => Ok(value),
        (400.., Some(problem)) if problem["detail"].is_string() => Err(ClientError::Refused {
            status,
            detail: problem["detail"].as_str().unwrap_or_default().to_owned(),
            code: problem["code"].as_str().unwrap_or_default().to_owned(),
            wait: problem["wait"].as_u64(),
        }),
        _ => Err(ClientError::Strange { status }),
    }
}

fn site(address: &str) -> Result<Url, ClientError> {
    let wrong = || ClientError::Address { given: address.to_owned() };
    let with_scheme = match address.contains("://") {
        true => address.to_owned(),
        false if is_local(address) => format!("http://{address}"),
        false => format!("https://{address}"),
    };
    let url = Url::parse(&with_scheme).map_err(|_| wrong())?;
    let fits = matches!(url.scheme(), "http" | "https") && url.host_str().is_some() && url.query().is_none();
    fits.then_some(url).ok_or_else(wrong)
}

fn is_local(address: &str) -> bool {
    let host = address.split(['/', ':']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1") || address.starts_with("[::1]")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A value as it is written in an address.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_with_and_without_a_scheme() {
        for (given, url) in [
            ("https://live.example.com", "https://live.example.com/"),
            ("live.example.com/tv/", "https://live.example.com/tv/"),
            ("localhost:5678", "http://localhost:5678/"),
            ("[::1]:5678", "http://[::1]:5678/"),
            ("http://10.0.0.1", "http://10.0.0.1/"),
        ] {
            assert_eq!(site(given).unwrap().as_str(), url);
        }
        for wrong in ["", "ftp://live.example.com", "https://", "https://x.example/?a=b"] {
            assert!(site(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn answers_that_are_none_of_the_apis_are_told() {
        assert_eq!(read(200, "{}").unwrap(), serde_json::json!({}));
        assert!(matches!(read(200, "<html>"), Err(ClientError::Strange { status: 200 })));
        assert!(matches!(read(301, ""), Err(ClientError::Strange { status: 301 })));
        let refused = read(429, r#"{"detail": "Too fast.", "code": "rate", "wait": 3}"#).unwrap_err();
        assert_eq!(refused.to_string(), "Too fast. Try again in 3 s.");
    }
}
