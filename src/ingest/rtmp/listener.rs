//! Accepts connections.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener as StdTcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tracing::warn;

use super::admission_limit::AdmissionLimit;
use super::certificate::{Certificate, HANDSHAKE_TIMEOUT};
use super::connection::serve;
use super::publishing::{Connection, Publishing};
use super::transport::prepare;

/// Pause after the system has no descriptor or memory for another connection.
const PAUSE: Duration = Duration::from_millis(100);
/// Between two warnings of the same kind.
const WARN_EVERY: Duration = Duration::from_secs(60);

/// Listens for publishers.
pub struct RtmpListener {
    listener: TcpListener,
    /// For connections by TLS.
    certificate: Option<Arc<Certificate>>,
    limit: Arc<AdmissionLimit>,
    warned: Option<Instant>,
}

impl RtmpListener {
    /// Takes over a socket that listens, for TLS if there is a certificate. Needs the runtime that will run it.
    pub fn new(
        listener: StdTcpListener,
        certificate: Option<Arc<Certificate>>,
        limit: Arc<AdmissionLimit>,
    ) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        Ok(Self { listener, certificate, limit, warned: None })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves publishers. Closes their connections when it is dropped.
    pub async fn run(mut self, publishing: Arc<dyn Publishing>) {
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        self.welcome(stream, peer.ip().to_canonical(), &publishing, &mut connections);
                    }
                    Err(error) => {
                        self.warn(|| warn!(%error, "cannot accept connections of publishers"));
                        tokio::time::sleep(PAUSE).await;
                    }
                },
                // a panic ends one connection and is logged by its hook
                Some(_) = connections.join_next() => {}
            }
        }
    }

    fn welcome(
        &mut self,
        stream: TcpStream,
        address: IpAddr,
        publishing: &Arc<dyn Publishing>,
        connections: &mut JoinSet<()>,
    ) {
        let Some(place) = self.limit.enter(address) else {
            self.warn(|| warn!("publishers refused: too many connections, in all or from one address"));
            return;
        };
        prepare(&stream);
        let publishing = Arc::clone(publishing);
        let certificate = self.certificate.clone();
        connections.spawn(async move {
            match certificate {
                None => serve(stream, Connection::new(address), &*publishing).await,
                Some(certificate) => {
                    if let Some(stream) = certificate.welcome(stream, HANDSHAKE_TIMEOUT).await {
                        serve(stream, Connection::new(address), &*publishing).await;
                    }
                }
            }
            drop(place);
        });
    }

    fn warn(&mut self, log: impl FnOnce()) {
        let now = Instant::now();
        if self.warned.is_none_or(|last| now.saturating_duration_since(last) >= WARN_EVERY) {
            self.warned = Some(now);
            log();
        }
    }
}
