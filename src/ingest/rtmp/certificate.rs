//! The certificate of connections by TLS, which is renewed while they last.

use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::signal::unix::Signal;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::{debug, info, warn};

use super::transport::Transport;
use crate::tls::{self, CertificateError};
use crate::web::Shared;

/// How long a client may take to agree on keys.
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The certificate that new connections see.
pub struct Certificate {
    files: Files,
    current: Shared<Current>,
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

struct Current {
    config: Arc<ServerConfig>,
    version: Version,
}

/// Changes with the contents of both files; `None` for one that is not there.
type Version = [Option<FileVersion>; 2];
/// Device, inode, size and time of the last change in seconds and nanoseconds.
type FileVersion = (u64, u64, u64, i64, i64);

impl Certificate {
    /// Reads both files.
    pub fn read(certificate: PathBuf, key: PathBuf) -> Result<Self, CertificateError> {
        let files = Files { certificate, key };
        let version = files.version();
        let config = files.read()?;
        Ok(Self { files, current: Shared::new(Current { config, version }) })
    }

    /// Reads the files whenever they have changed, and at each signal, until the future is dropped.
    pub async fn keep_current(self: Arc<Self>, mut hang_up: Signal) {
        let mut timer = interval(LOOK_EVERY);
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let is_told = tokio::select! {
                _ = timer.tick() => false,
                _ = hang_up.recv() => true,
            };
            let this = Arc::clone(&self);
            // a panic was logged by its hook
            let _ = tokio::task::spawn_blocking(move || this.look(is_told)).await;
        }
    }

    /// Reads the files if they have changed, or in any case. Files that cannot be used change nothing: the other one
    /// may be about to follow.
    pub(super) fn look(&self, in_any_case: bool) {
        let version = self.files.version();
        let is_new = self.current.lock().version != version;
        if !is_new && !in_any_case {
            return;
        }
        let read = self.files.read();
        let mut current = self.current.lock();
        current.version = version;
        match read {
            Ok(config) => {
                current.config = config;
                info!("encoders that connect by TLS see the certificate as it is now");
            }
            Err(error) => warn!(%error, "encoders that connect by TLS still see the former certificate"),
        }
    }

    /// Agrees on keys with a client. `None` if it does not, or not in time.
    pub(super) async fn welcome(
        &self,
        stream: TcpStream,
        patience: Duration,
    ) -> Option<TlsStream<TcpStream>> {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.current.lock().config));
        let accepted = match timeout(patience, acceptor.accept(stream)).await {
            Ok(accepted) => accepted,
            Err(_) => Err(io::Error::from(ErrorKind::TimedOut)),
        };
        match accepted {
            Ok(stream) => return Some(stream),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                info!(%error, "publisher disconnected: no connection by TLS");
            }
            Err(error) => debug!(%error, "publisher left before it was connected by TLS"),
        }
        None
    }
}

impl Files {
    fn read(&self) -> Result<Arc<ServerConfig>, CertificateError> {
        tls::read(&self.certificate, &self.key)
    }

    fn version(&self) -> Version {
        [&self.certificate, &self.key].map(|file| {
            let about = std::fs::metadata(file).ok()?;
            Some((about.dev(), about.ino(), about.size(), about.mtime(), about.mtime_nsec()))
        })
    }
}

impl Transport for TlsStream<TcpStream> {
    fn round_trip(&self) -> Option<Duration> {
        self.get_ref().0.round_trip()
    }
}
