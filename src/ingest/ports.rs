//! The ports of this server at which encoders publish.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream as StdTcpStream};
use std::sync::Arc;

use actix::{Arbiter, ArbiterHandle};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tracing::{debug, error, info};

use super::rtmp::{
    AdmissionLimit, Certificate, Connection, Limits, Publishing, Reception, RtmpListener, prepare, serve,
};
use crate::config::{Config, ListenAddress};
use crate::server;
use crate::tls::CertificateError;

/// Why encoders cannot connect.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The address is in use, or not one of this machine.
    #[error(
        "cannot listen for publishers on {address}: {error}; set `{setting}` to a free address, or to off"
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
        /// The key of the address.
        setting: &'static str,
    },
    /// The certificate has become unusable since the configuration was checked.
    #[error("ingest.certificate: {0}")]
    Certificate(#[from] CertificateError),
}

/// Sockets that listen for encoders, which nobody serves yet.
pub struct PublisherPorts {
    rtmp: Option<TcpListener>,
    rtmps: Option<(TcpListener, Arc<Certificate>)>,
}

impl PublisherPorts {
    /// Listens where the configuration says.
    pub fn open(config: &Config) -> Result<Self, PortError> {
        Ok(Self { rtmp: rtmp(config)?, rtmps: rtmps(config)? })
    }

    /// Whether there is a port.
    pub fn are_open(&self) -> bool {
        self.rtmp.is_some() || self.rtmps.is_some()
    }

    /// The same sockets a second time.
    pub fn try_clone(&self) -> io::Result<Self> {
        let rtmp = self.rtmp.as_ref().map(TcpListener::try_clone).transpose()?;
        let rtmps = self
            .rtmps
            .as_ref()
            .map(|(socket, certificate)| Ok::<_, io::Error>((socket.try_clone()?, Arc::clone(certificate))));
        Ok(Self { rtmp, rtmps: rtmps.transpose()? })
    }

    /// Serves encoders on a thread of their own until the returned guard is dropped. There are at most `most`.
    pub fn serve(self, reception: &Reception, most: usize) -> io::Result<IngestThread> {
        let limits = Limits { connections: most, per_address: Limits::default().per_address.min(most) };
        let limit = Arc::new(AdmissionLimit::new(limits));
        let thread = Arbiter::new();
        let (closed, when_closed) = watch::channel(false);
        let (running, ended) = mpsc::channel(1);
        let (plain, by_tls) = (self.rtmp.map(|socket| (socket, None)), self.rtmps);
        let by_tls = by_tls.map(|(socket, certificate)| (socket, Some(certificate)));
        for (socket, certificate) in plain.into_iter().chain(by_tls) {
            let address = socket.local_addr()?;
            let protocol = if certificate.is_some() { "rtmps" } else { "rtmp" };
            info!(%address, protocol, "waiting for encoders");
            if let Some(certificate) = &certificate {
                thread.spawn(Arc::clone(certificate).keep_current(signal(SignalKind::hangup())?));
            }
            let (reception, limit) = (reception.clone(), Arc::clone(&limit));
            let (mut when_closed, running) = (when_closed.clone(), running.clone());
            thread.spawn(async move {
                let _running = running;
                let closed = async move { drop(when_closed.wait_for(|closed| *closed).await) };
                match RtmpListener::new(socket, certificate, limit) {
                    Ok(listener) => listener.run(reception, closed).await,
                    Err(error) => error!(%error, "cannot serve publishers"),
                }
            });
        }
        Ok(IngestThread { thread, limit, closed, ended })
    }
}

/// Disconnects publishers when it is dropped.
pub struct IngestThread {
    thread: Arbiter,
    limit: Arc<AdmissionLimit>,
    closed: watch::Sender<bool>,
    /// Ends with the last listener.
    ended: mpsc::Receiver<()>,
}

impl IngestThread {
    /// Runs something beside the connections, as long as they.
    pub fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.thread.spawn(task);
    }

    /// Accepts nobody from now on, and waits until those who are connected have left.
    pub async fn close(mut self) {
        self.closed.send_replace(true);
        while self.ended.recv().await.is_some() {}
    }

    /// Where connections come in that another server passes on.
    pub fn side_door(&self, publishing: Arc<dyn Publishing>) -> SideDoor {
        SideDoor { thread: self.thread.handle(), limit: Arc::clone(&self.limit), publishing }
    }
}

impl Drop for IngestThread {
    fn drop(&mut self) {
        self.thread.stop();
    }
}

/// Serves connections of encoders that another server has accepted.
#[derive(Clone)]
pub struct SideDoor {
    thread: ArbiterHandle,
    limit: Arc<AdmissionLimit>,
    publishing: Arc<dyn Publishing>,
}

impl SideDoor {
    /// Serves a connection, of which some bytes have been read, for an encoder at an address.
    pub fn receive(&self, stream: StdTcpStream, read: Vec<u8>, address: IpAddr) {
        let Some(place) = self.limit.enter(address) else {
            debug!(
                "a publisher of another node is refused: too many connections, in all or from one address"
            );
            return;
        };
        let publishing = Arc::clone(&self.publishing);
        self.thread.spawn(async move {
            let stream = match TcpStream::from_std(stream) {
                Ok(stream) => stream,
                Err(error) => {
                    debug!(%error, "the connection of a publisher cannot move to this thread");
                    return;
                }
            };
            prepare(&stream);
            let (reads, writes) = stream.into_split();
            let stream = tokio::io::join(io::Cursor::new(read).chain(reads), writes);
            serve(stream, Connection::new(address), &*publishing).await;
            drop(place);
        });
    }
}

fn rtmp(config: &Config) -> Result<Option<TcpListener>, PortError> {
    let Some(address) = config.rtmp_address() else { return Ok(None) };
    match server::listen(address) {
        Ok(listener) => Ok(Some(listener)),
        Err(error) if config.ingest.rtmp == ListenAddress::Auto => {
            info!(%address, %error, "no encoder can connect to this server itself; nginx may have the port");
            Ok(None)
        }
        Err(error) => Err(PortError::Listen { address, error, setting: "ingest.rtmp" }),
    }
}

fn rtmps(config: &Config) -> Result<Option<(TcpListener, Arc<Certificate>)>, PortError> {
    let ingest = &config.ingest;
    let (ListenAddress::At(address), Some(certificate), Some(key)) =
        (ingest.rtmps, &ingest.certificate, &ingest.certificate_key)
    else {
        return Ok(None);
    };
    let certificate = Certificate::read(certificate.clone(), key.clone())?;
    let listener = server::listen(address).map_err(|error| PortError::Listen {
        address,
        error,
        setting: "ingest.rtmps",
    })?;
    Ok(Some((listener, Arc::new(certificate))))
}
