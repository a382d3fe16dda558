//! An HTTP client that connects to addresses that were checked, and to no others.

use std::net::SocketAddr;
use std::time::Duration;

use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// How long the parts of a request may take.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Connecting.
    pub connect: Duration,
    /// The body of the response.
    pub body: Duration,
    /// All of it.
    pub whole: Duration,
}

/// Knows the checked addresses and no others.
#[derive(Debug)]
struct Checked(Vec<SocketAddr>);

impl Resolver for Checked {
    fn resolve(
        &self,
        _: &Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        self.0.iter().take(4).for_each(|address| addresses.push(*address));
        if addresses.is_empty() { Err(Error::HostNotFound) } else { Ok(addresses) }
    }
}

/// A client for one request. It blocks. Statuses are no errors, and the host is not resolved again.
pub fn agent(addresses: Vec<SocketAddr>, times: Times) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        // both would lead to addresses that were not checked
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(0)
        .timeout_connect(Some(times.connect))
        .timeout_recv_body(Some(times.body))
        .timeout_global(Some(times.whole))
        .user_agent(concat!("pystreaming/", env!("CARGO_PKG_VERSION")));
    Agent::with_parts(config.build(), DefaultConnector::default(), Checked(addresses))
}
