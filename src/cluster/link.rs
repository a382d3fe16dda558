//! Connections from one node to another, which are encrypted if the node's address says so. Both sides show a certificate that was
//! issued with a key made of the secret that all nodes have, so that neither talks to anybody else, and nobody has to make certificates.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener as StdTcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix::Arbiter;
use hyper::Uri;
use hyper::http::uri::PathAndQuery;
use hyper_rustls::{FixedServerNameResolver, HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use pystreaming_actors::model::names::Secrets;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    PKCS_ED25519,
};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::version::TLS13;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;
use tracing::{debug, error, info, warn};

use super::coordination::Node;
use super::membership::Leader;
use super::origin::Origins;
use super::relay::relay;
use crate::ingest::rtmp::{AdmissionLimit, Limits, prepare};

/// How long a connection to a node may take, encryption included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a node may take to acknowledge what is sent to it.
const SILENCE: Duration = Duration::from_secs(10);
/// Between two probes of a connection on which nothing is sent.
const KEEPALIVE: Duration = Duration::from_secs(4);
const KEEPALIVE_ATTEMPTS: u32 = 2;
/// How long a client may take to show that it is a node.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(2);
/// Connections that are doing so. More are closed.
const HANDSHAKES: Limits = Limits { connections: 1024, per_address: 256 };
/// Connections that this process opens at once; more wait.
const CONNECTING: usize = 64;
/// After the system has no descriptor for another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// In each certificate: any node is who it has to be.
const NAME: &str = "node.pystreaming.internal";
/// RFC 8410, section 7: what comes before the 32 bytes of a private key of Ed25519, in DER.
const ED25519: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A connection to a node.
pub type Link = MaybeHttpsStream<TokioIo<TcpStream>>;

/// What a node needs to reach the one that leads.
#[derive(Clone)]
pub struct Upstream {
    /// Which one that is.
    pub leader: Leader,
    /// Signs what is passed on.
    pub origins: Origins,
    /// Opens the connections.
    pub links: Links,
}

/// Opens connections to nodes.
#[derive(Clone)]
pub struct Links {
    connector: Connector,
    here: Arc<ServerConfig>,
}

/// Why the certificate of this node cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It cannot be signed.
    #[error("the certificate of this node: {0}")]
    Certificate(#[from] rcgen::Error),
    /// It cannot be used.
    #[error("the certificate of this node: {0}")]
    Tls(#[from] rustls::Error),
    /// Those of others could not be checked.
    #[error("the certificate of this node: {0}")]
    Verifier(#[from] rustls::server::VerifierBuilderError),
    /// Its name is none.
    #[error("the certificate of this node: {0}")]
    Name(#[from] rustls::pki_types::InvalidDnsNameError),
}

impl Links {
    /// With a certificate of its own, which any node with the same secrets accepts.
    pub fn new(secrets: &Secrets) -> Result<Self, LinkError> {
        let seed = secrets.sign_for_nodes(&[b"certificates"]);
        let pkcs8 = PrivatePkcs8KeyDer::from([&ED25519[..], &seed].concat());
        let authority = KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8, &PKCS_ED25519)?;
        let mut root = CertificateParams::new(Vec::new())?;
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.distinguished_name = DistinguishedName::new();
        root.distinguished_name.push(rcgen::DnType::CommonName, "nodes of a site");
        let mut roots = RootCertStore::empty();
        roots.add(root.self_signed(&authority)?.der().clone())?;
        let roots = Arc::new(roots);

        let key = KeyPair::generate_for(&PKCS_ED25519)?;
        let mut leaf = CertificateParams::new(vec![NAME.to_owned()])?;
        leaf.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let chain: Vec<CertificateDer<'static>> =
            vec![leaf.signed_by(&key, &Issuer::new(root, authority))?.der().clone()];
        let key = || PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));

        let provider = Arc::new(ring::default_provider());
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::clone(&roots), Arc::clone(&provider)).build()?;
        let here = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&TLS13])?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain.clone(), key())?;
        let there = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])?
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key())?;
        Ok(Self { connector: connector(there)?, here: Arc::new(here) })
    }

    /// Opens connections for a pool of them.
    pub fn connector(&self) -> Connector {
        self.connector.clone()
    }

    /// Opens a connection.
    pub async fn connect(&self, node: &Node) -> io::Result<Link> {
        let uri = uri(node, PathAndQuery::from_static("/"))
            .ok_or_else(|| io::Error::other("the node has no address"))?;
        self.connector().call(uri).await.map_err(io::Error::other)
    }

    /// Whether a node can be connected to.
    pub async fn reach(&self, node: &Node) -> bool {
        self.connect(node).await.is_ok()
    }

    /// Serves the encrypted connections of other nodes, on a thread of its own: what arrives there goes to the port of this process.
    pub fn serve(&self, listener: StdTcpListener, port: SocketAddr) -> io::Result<LinkPort> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        info!(%address, "waiting for other nodes");
        let (thread, acceptor) = (Arbiter::new(), TlsAcceptor::from(Arc::clone(&self.here)));
        thread.spawn(async move {
            match TcpListener::from_std(listener) {
                Ok(listener) => accept(listener, acceptor, reachable(port)).await,
                Err(error) => error!(%error, "cannot wait for other nodes"),
            }
        });
        Ok(LinkPort { thread })
    }
}

/// Closes the connections when it is dropped.
pub struct LinkPort {
    thread: Arbiter,
}

impl Drop for LinkPort {
    fn drop(&mut self) {
        self.thread.stop();
    }
}

/// Where a node has what is asked for.
pub fn uri(node: &Node, target: PathAndQuery) -> Option<Uri> {
    let address = node.address();
    Uri::builder().scheme(address.scheme()).authority(address.authority).path_and_query(target).build().ok()
}

/// Connects in time or not at all: a node that is paused accepts connections, and says nothing.
#[derive(Clone)]
pub struct Connector {
    inner: HttpsConnector<HttpConnector>,
    places: Arc<Semaphore>,
}

impl Service<Uri> for Connector {
    type Response = Link;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Link, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, places) = (self.inner.call(uri), Arc::clone(&self.places));
        Box::pin(async move {
            let _place = places.acquire().await?;
            timeout(CONNECT_TIMEOUT, connecting).await?
        })
    }
}

fn connector(there: ClientConfig) -> Result<Connector, LinkError> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
    tcp.set_tcp_user_timeout(Some(SILENCE));
    tcp.set_keepalive(Some(KEEPALIVE));
    tcp.set_keepalive_interval(Some(KEEPALIVE));
    tcp.set_keepalive_retries(Some(KEEPALIVE_ATTEMPTS));
    let name = ServerName::try_from(NAME)?;
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(there)
        .https_or_http()
        .with_server_name_resolver(FixedServerNameResolver::new(name))
        .enable_http1()
        .wrap_connector(tcp);
    Ok(Connector { inner: connector, places: Arc::new(Semaphore::new(CONNECTING)) })
}

/// Where a process connects to a port of its own.
pub fn reachable(port: SocketAddr) -> SocketAddr {
    let ip = match port.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, port.port())
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, port: SocketAddr) {
    let handshakes = Arc::new(AdmissionLimit::new(HANDSHAKES));
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "cannot accept connections of other nodes");
                sleep(PAUSE).await;
                continue;
            }
        };
        let Some(place) = handshakes.enter(peer.ip().to_canonical()) else { continue };
        prepare(&stream);
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let agreed = timeout(HANDSHAKE_TIMEOUT, async {
                // first, so that a node which no longer serves is known to be one before anything is sent to it
                let here = TcpStream::connect(port).await?;
                here.set_nodelay(true)?;
                Ok::<_, io::Error>((acceptor.accept(stream).await?, here))
            });
            let agreed = agreed.await;
            drop(place);
            match agreed {
                Ok(Ok((mut link, mut here))) => relay(&mut link, &mut here).await,
                Ok(Err(error)) => {
                    debug!(%error, "a connection is not that of a node, or this one does not serve")
                }
                Err(_) => debug!("a connection shows no certificate of a node in time"),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::coordination::contract::node;
    use super::*;

    fn links(secret: &str) -> Links {
        Links::new(&Secrets::derive(secret)).unwrap()
    }

    /// A port that says back what it hears.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        address
    }

    /// A node with such a port, which is reached by TLS.
    async fn encrypted(links: &Links) -> (Node, LinkPort) {
        let listener = StdTcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        (Node { address, ..node("a", "1") }, links.serve(listener, echo().await).unwrap())
    }

    /// What a node says back.
    async fn said(links: &Links, node: &Node) -> io::Result<String> {
        let mut link = TokioIo::new(links.connect(node).await?);
        link.write_all(b"hello").await?;
        link.shutdown().await?;
        let mut said = String::new();
        link.read_to_string(&mut said).await?;
        Ok(said)
    }

    #[actix_web::test]
    async fn nodes_of_a_site_know_each_other_and_nobody_else() {
        let (one, other) = (links("ours"), links("ours"));
        let (node, _port) = encrypted(&one).await;
        assert_eq!(said(&other, &node).await.unwrap(), "hello");
        assert!(other.reach(&node).await);
        assert!(said(&links("theirs"), &node).await.is_err());
        assert!(!links("theirs").reach(&node).await);
    }

    #[actix_web::test]
    async fn neither_side_does_without_a_certificate() {
        let ours = links("ours");
        let (node, _port) = encrypted(&ours).await;
        // one that believes anybody, and shows none
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
        roots.add(made.cert.der().clone()).unwrap();
        let mut client = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        client.dangerous().set_certificate_verifier(Arc::new(Credulous(provider)));
        let stranger = Links { connector: connector(client).unwrap(), here: Arc::clone(&ours.here) };
        assert!(said(&stranger, &node).await.is_err());

        // one that anybody could run
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let (node, _port) = encrypted(&Links { here: Arc::new(server), ..ours.clone() }).await;
        assert!(said(&ours, &node).await.is_err());
        // or that does not know of TLS
        let plain = Node { address: format!("https://{}", echo().await), ..node };
        assert!(said(&ours, &plain).await.is_err());
    }

    #[actix_web::test]
    async fn a_node_is_reached_without_tls_if_its_address_says_so() {
        let ours = links("ours");
        let plain = Node { address: echo().await.to_string(), ..node("a", "1") };
        assert_eq!(said(&ours, &plain).await.unwrap(), "hello");
    }

    #[actix_web::test]
    async fn who_says_nothing_has_to_go() {
        let ours = links("ours");
        let (node, _port) = encrypted(&ours).await;
        let mut silent = TcpStream::connect(node.address().authority).await.unwrap();
        assert_eq!(silent.read(&mut [0]).await.unwrap_or_default(), 0);
        assert_eq!(said(&ours, &node).await.unwrap(), "hello");
    }

    #[actix_web::test]
    async fn a_node_that_says_nothing_or_serves_no_longer_cannot_be_connected_to() {
        let ours = links("ours");
        let paused = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let silent = Node { address: format!("https://{}", paused.local_addr().unwrap()), ..node("a", "1") };
        assert!(!ours.reach(&silent).await);
        let listener = StdTcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let _port = ours.serve(listener, closed).unwrap();
        assert!(!ours.reach(&Node { address, ..silent }).await);
    }

    #[test]
    fn a_process_reaches_its_own_port() {
        for (port, at) in [("0.0.0.0:1", "127.0.0.1:1"), ("[::]:1", "[::1]:1"), ("10.0.0.1:1", "10.0.0.1:1")]
        {
            assert_eq!(reachable(port.parse().unwrap()), at.parse().unwrap());
        }
    }

    /// Accepts any certificate of a server.
    #[derive(Debug)]
    struct Credulous(Arc<rustls::crypto::CryptoProvider>);

    impl rustls::client::danger::ServerCertVerifier for Credulous {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: rustls::pki_types::UnixTime,
        ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
            Ok(rustls::client::danger::ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
            self.verify_tls13_signature(message, certificate, signed)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &rustls::DigitallySignedStruct,
        ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
            let known = &self.0.signature_verification_algorithms;
            rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
        }

        fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
            self.0.signature_verification_algorithms.supported_schemes()
        }
    }
}
