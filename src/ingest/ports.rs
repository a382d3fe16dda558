//! The ports of this server at which encoders publish.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix::Arbiter;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{error, info};

use super::rtmp::{AdmissionLimit, Certificate, Limits, Publishing, RtmpListener};
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

    /// Serves encoders on a thread of their own until the returned guard is dropped. There are at most `most`.
    pub fn serve(self, publishing: &Arc<dyn Publishing>, most: usize) -> io::Result<IngestThread> {
        let limits = Limits { connections: most, per_address: Limits::default().per_address.min(most) };
        let limit = Arc::new(AdmissionLimit::new(limits));
        let thread = Arbiter::new();
        let (plain, by_tls) = (self.rtmp.map(|socket| (socket, None)), self.rtmps);
        let by_tls = by_tls.map(|(socket, certificate)| (socket, Some(certificate)));
        for (socket, certificate) in plain.into_iter().chain(by_tls) {
            let address = socket.local_addr()?;
            let protocol = if certificate.is_some() { "rtmps" } else { "rtmp" };
            info!(%address, protocol, "waiting for encoders");
            if let Some(certificate) = &certificate {
                thread.spawn(Arc::clone(certificate).keep_current(signal(SignalKind::hangup())?));
            }
            let (publishing, limit) = (Arc::clone(publishing), Arc::clone(&limit));
            thread.spawn(async move {
                match RtmpListener::new(socket, certificate, limit) {
                    Ok(listener) => listener.run(publishing).await,
                    Err(error) => error!(%error, "cannot serve publishers"),
                }
            });
        }
        Ok(IngestThread(thread))
    }
}

/// Disconnects publishers when it is dropped.
pub struct IngestThread(Arbiter);

impl IngestThread {
    /// Runs something beside the connections, as long as they.
    pub fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.spawn(task);
    }
}

impl Drop for IngestThread {
    fn drop(&mut self) {
        self.0.stop();
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
