//! A connection to the node that leads, which begins as HTTP and then carries something else.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::header::{CONNECTION, HOST, UPGRADE};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;

use super::coordination::Node;
use super::link::Links;

/// How long the node that leads may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);
/// The only protocol for which the HTTP layer gives a connection away. What follows is no WebSocket, but bytes as they are.
pub const PROTOCOL: &str = "websocket";

/// The connection.
pub type Upgraded = TokioIo<hyper::upgrade::Upgraded>;

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// The node does not take it.
    #[error("it answers with status {0}")]
    Refused(hyper::StatusCode),
    /// There is no answer.
    #[error("it does not answer in time")]
    Late,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Http(#[from] hyper::Error),
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
}

/// Opens a connection to what a node has at `path`. The header tells that this is a node.
pub async fn dial(
    links: &Links,
    node: &Node,
    path: &str,
    (name, value): (&str, &str),
) -> Result<Upgraded, DialError> {
    let connect = async {
        let link = links.connect(node).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake::<_, Empty<Bytes>>(link).await?;
        tokio::spawn(connection.with_upgrades());
        let request = hyper::Request::get(path)
            .header(HOST, node.address().authority)
            .header(CONNECTION, "upgrade")
            .header(UPGRADE, PROTOCOL)
            .header(name, value)
            .body(Empty::new())?;
        let mut response = sender.send_request(request).await?;
        if response.status() != hyper::StatusCode::SWITCHING_PROTOCOLS {
            return Err(DialError::Refused(response.status()));
        }
        Ok(TokioIo::new(hyper::upgrade::on(&mut response).await?))
    };
    timeout(ANSWER_TIMEOUT, connect).await.unwrap_or(Err(DialError::Late))
}
