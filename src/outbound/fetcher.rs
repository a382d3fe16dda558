//! Short exchanges with other servers: bounded in time, in bytes, and in how many there are at once.

use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use pystreaming_actors::model::WebhookUrl;
use tokio::sync::Semaphore;
use ureq::http::{Request, Response};

use super::address::{is_public, literal, may_call};
use super::checked::{Times, agent};
use super::resolver::{Resolver, SystemResolver};

/// Largest body that is read, in bytes.
const BODY_MAX: usize = 256 * 1024;
/// Requests at once; others are refused.
const AT_ONCE: usize = 16;
const RESOLVE: Duration = Duration::from_secs(5);
const TIMES: Times =
    Times { connect: Duration::from_secs(5), body: Duration::from_secs(8), whole: Duration::from_secs(10) };

/// Why there is no response. The text names no address and nothing of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No URL that may be called.
    #[error("its address cannot be called")]
    Address,
    /// The host has no public address, or one that may be called without encryption.
    #[error("its host has no address that may be called")]
    NotPublic,
    /// The name cannot be resolved, or nobody answers.
    #[error("it cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("it did not answer in time")]
    Slow,
    /// The response is too large, or no HTTP.
    #[error("its answer cannot be read")]
    Unreadable,
    /// Too many requests are under way.
    #[error("too many requests are under way")]
    Busy,
}

/// Calls public servers, and those that the administrator allows. Redirects are not followed.
#[derive(Clone)]
pub struct Fetcher {
    /// Networks that may be called although they are not public; only these without encryption.
    allowed: Arc<[IpNet]>,
    resolver: Arc<dyn Resolver>,
    times: Times,
    turns: Arc<Semaphore>,
}

impl Fetcher {
    /// A client that may also call `allowed` networks.
    pub fn new(allowed: &[IpNet]) -> Self {
        Self {
            allowed: allowed.into(),
            resolver: Arc::new(SystemResolver),
            times: TIMES,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Whether a host that is an address may be called.
    pub fn allows(&self, address: IpAddr) -> bool {
        may_call(address, &self.allowed)
    }

    /// Sends a request and reads all of the response.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn fetch(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, FetchError> {
        let turn = Arc::clone(&self.turns).try_acquire_owned().map_err(|_| FetchError::Busy)?;
        let url = WebhookUrl::parse(&request.uri().to_string()).map_err(|_| FetchError::Address)?;
        let is_encrypted = request.uri().scheme_str() == Some("https");
        let addresses = self.addresses(&url, is_encrypted).await?;
        let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, url.port())).collect();
        let times = self.times;
        let sent = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            send(request, addresses, times)
        });
        sent.await.map_err(|_| FetchError::Unreachable)?
    }

    async fn addresses(&self, url: &WebhookUrl, is_encrypted: bool) -> Result<Vec<IpAddr>, FetchError> {
        let found = match literal(url) {
            Some(address) => vec![address],
            None => {
                let name = url.host().map(|host| host.to_string()).unwrap_or_default();
                let resolved = tokio::time::timeout(RESOLVE, self.resolver.resolve(&name)).await;
                resolved.map_err(|_| FetchError::Slow)?.map_err(|_| FetchError::Unreachable)?
            }
        };
        // secrets cross the Internet encrypted only
        let may =
            |address: &IpAddr| may_call(*address, &self.allowed) && (is_encrypted || !is_public(*address));
        let addresses: Vec<_> = found.into_iter().filter(may).collect();
        if addresses.is_empty() { Err(FetchError::NotPublic) } else { Ok(addresses) }
    }
}

fn send(
    request: Request<Vec<u8>>,
    addresses: Vec<SocketAddr>,
    times: Times,
) -> Result<Response<Vec<u8>>, FetchError> {
    let (head, mut body) = agent(addresses, times).run(request).map_err(|error| why(&error))?.into_parts();
    let mut bytes = Vec::new();
    let most = BODY_MAX as u64 + 1;
    match body.as_reader().take(most).read_to_end(&mut bytes) {
        Ok(length) if length <= BODY_MAX => Ok(Response::from_parts(head, bytes)),
        Ok(_) => Err(FetchError::Unreadable),
        Err(error) => Err(match ureq::Error::from(error) {
            ureq::Error::Timeout(_) => FetchError::Slow,
            _ => FetchError::Unreadable,
        }),
    }
}

fn why(error: &ureq::Error) -> FetchError {
    match error {
        ureq::Error::Timeout(_) => FetchError::Slow,
        ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::LargeResponseHeader(..) => {
            FetchError::Unreadable
        }
        _ => FetchError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    struct Named(IpAddr);

    #[async_trait::async_trait]
    impl Resolver for Named {
        async fn resolve(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
            Ok(vec![self.0])
        }
    }

    fn get(url: &str) -> Request<Vec<u8>> {
        Request::get(url).body(Vec::new()).unwrap()
    }

    fn allowing(network: &str) -> Fetcher {
        let times = Times {
            connect: Duration::from_secs(5),
            body: Duration::from_secs(5),
            whole: Duration::from_millis(500),
        };
        Fetcher { times, ..Fetcher::new(&[network.parse().unwrap()]) }
    }

    /// Answers one connection with these bytes, or never.
    fn server(answer: Option<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request);
            match answer {
                Some(answer) => drop(stream.write_all(&answer)),
                // until the client goes
                None => drop(stream.read(&mut request)),
            }
        });
        url
    }

    #[tokio::test]
    async fn only_public_addresses_are_called_and_they_over_tls() {
        let fetcher = Fetcher::new(&[]);
        for (url, error) in [
            ("http://127.0.0.1:8080/", FetchError::NotPublic),
            ("https://10.0.0.1/", FetchError::NotPublic),
            ("https://[::1]/", FetchError::NotPublic),
            ("http://1.1.1.1/", FetchError::NotPublic),
            ("https://1.1.1.1:25/", FetchError::Address),
            ("https://user:word@1.1.1.1/", FetchError::Address),
        ] {
            assert_eq!(fetcher.fetch(get(url)).await.unwrap_err(), error, "{url}");
        }
        let private = Arc::new(Named([169, 254, 169, 254].into()));
        let rebound = Fetcher { resolver: private, ..Fetcher::new(&[]) };
        assert_eq!(rebound.fetch(get("https://id.example/")).await.unwrap_err(), FetchError::NotPublic);
    }

    #[tokio::test]
    async fn an_answer_is_read_whole_or_refused() {
        let fetcher = allowing("127.0.0.1/32");
        let ok = server(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec()));
        assert_eq!(fetcher.fetch(get(&ok)).await.unwrap().into_body(), b"{}");
        let moved = server(Some(
            b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n".to_vec(),
        ));
        assert_eq!(fetcher.fetch(get(&moved)).await.unwrap().status(), 302, "a redirect is not followed");
        let mut large = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        large.extend(vec![b'x'; BODY_MAX + 1]);
        assert_eq!(fetcher.fetch(get(&server(Some(large)))).await.unwrap_err(), FetchError::Unreadable);
        let garbage = server(Some(b"\x00\x01\x02 not HTTP\r\n\r\n".to_vec()));
        assert_eq!(fetcher.fetch(get(&garbage)).await.unwrap_err(), FetchError::Unreadable);
        assert_eq!(fetcher.fetch(get(&server(None))).await.unwrap_err(), FetchError::Slow);
        assert_eq!(fetcher.fetch(get("http://127.0.0.1:1024/")).await.unwrap_err(), FetchError::Unreachable);
    }

    #[tokio::test]
    async fn no_more_than_a_few_requests_are_under_way() {
        let fetcher = allowing("127.0.0.1/32");
        let held = Arc::clone(&fetcher.turns).try_acquire_many_owned(AT_ONCE as u32).unwrap();
        assert_eq!(fetcher.fetch(get("http://127.0.0.1:1024/")).await.unwrap_err(), FetchError::Busy);
        drop(held);
    }
}
