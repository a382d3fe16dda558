//! Disconnects publishers through nginx-rtmp's control module.
//!
//! A publisher is named by its connection number alone: in plain mode its name would be the stream key.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tracing::{info, warn};
use url::{Host, Url};

use crate::config::ServiceUrl;

/// How long nginx may take to answer.
const TIMEOUT: Duration = Duration::from_secs(2);
/// Publishers that may wait to be disconnected.
const QUEUE: usize = 256;
/// Largest response that is read, in bytes. nginx answers with the number of connections that it closed.
const RESPONSE_MAX: u64 = 4096;

/// Disconnects nginx' publishers one after the other, if the site has a control address.
pub struct NginxControl {
    queue: Option<mpsc::Sender<u64>>,
}

impl NginxControl {
    /// Starts the task that calls `control`, the address of the control module. `None`: publishers are disconnected by
    /// the answer to `on_update` only.
    pub fn start(control: Option<&ServiceUrl>) -> Self {
        Self { queue: control.map(|control| disconnecting(control.url().clone(), TIMEOUT)) }
    }
}

impl NginxControl {
    /// Asks nginx to disconnect a connection, and returns at once. Failures are logged.
    pub fn end(&self, client: u64) {
        if let Some(queue) = &self.queue
            && queue.try_send(client).is_err()
        {
            warn!(client, "too many publishers wait to be disconnected; on_update has to end this one");
        }
    }
}

/// The queue of a task that disconnects publishers.
fn disconnecting(control: Url, timeout: Duration) -> mpsc::Sender<u64> {
    let (queue, mut waiting) = mpsc::channel(QUEUE);
    actix::spawn(async move {
        while let Some(client) = waiting.recv().await {
            let dropped = tokio::time::timeout(timeout, disconnect(&control, client)).await;
            match dropped.unwrap_or(Err(ControlError::Slow)) {
                Ok(0) => info!(client, "nginx no longer has the publisher"),
                Ok(_) => info!(client, "publisher disconnected"),
                Err(error) => {
                    warn!(%error, client, "cannot disconnect a publisher; check nginx_control and nginx");
                }
            }
        }
    });
    queue
}

/// Why a publisher could not be disconnected.
#[derive(Debug, thiserror::Error)]
enum ControlError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("nginx does not answer")]
    Slow,
    #[error("nginx answered with status {0}")]
    Status(u16),
    #[error("the answer is not that of nginx-rtmp's control module")]
    Foreign,
}

/// Returns how many connections nginx closed.
async fn disconnect(control: &Url, client: u64) -> Result<u32, ControlError> {
    let host = control.host_str().unwrap_or_default();
    let port = control.port_or_known_default().unwrap_or(80);
    let mut nginx = match control.host() {
        Some(Host::Ipv4(address)) => TcpStream::connect((address, port)).await?,
        Some(Host::Ipv6(address)) => TcpStream::connect((address, port)).await?,
        Some(Host::Domain(name)) => TcpStream::connect((name, port)).await?,
        None => return Err(ControlError::Foreign),
    };
    let path = control.path().trim_end_matches('/');
    // with HTTP/1.0 the response ends with the connection
    let request = format!(
        "GET {path}/drop/publisher?clientid={client} HTTP/1.0\r\nHost: {host}:{port}\r\nAccept: */*\r\n\r\n"
    );
    nginx.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    nginx.take(RESPONSE_MAX).read_to_end(&mut response).await?;
    parse(&response)
}

fn parse(response: &[u8]) -> Result<u32, ControlError> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = head.parse(response) else {
        return Err(ControlError::Foreign);
    };
    match head.code {
        Some(200) => {}
        Some(status) => return Err(ControlError::Status(status)),
        None => return Err(ControlError::Foreign),
    }
    let body = response.get(length..).and_then(|body| std::str::from_utf8(body).ok());
    body.and_then(|body| body.trim().parse().ok()).ok_or(ControlError::Foreign)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    async fn nginx() -> (TcpListener, Url) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/control/", listener.local_addr().unwrap());
        (listener, Url::parse(&url).unwrap())
    }

    /// Answers one request; returns its first line.
    async fn answer(listener: &TcpListener, response: &str) -> String {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(connection.read_u8().await.unwrap());
        }
        connection.write_all(response.as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap().lines().next().unwrap().to_owned()
    }

    async fn answered(response: &str) -> Result<u32, String> {
        let (listener, url) = nginx().await;
        let (dropped, request) = tokio::join!(disconnect(&url, 7), answer(&listener, response));
        assert_eq!(request, "GET /control/drop/publisher?clientid=7 HTTP/1.0");
        dropped.map_err(|error| error.to_string())
    }

    #[actix::test]
    async fn nginx_says_how_many_connections_it_closed() {
        assert_eq!(answered("HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 1\r\n\r\n1").await, Ok(1));
        assert_eq!(answered("HTTP/1.1 200 OK\r\n\r\n0").await, Ok(0));
    }

    #[actix::test]
    async fn other_answers_are_errors() {
        for (response, error) in [
            ("HTTP/1.1 404 Not Found\r\n\r\n", "nginx answered with status 404"),
            ("HTTP/1.1 200 OK\r\n\r\n<html>", "the answer is not that of nginx-rtmp's control module"),
            ("HTTP/1.1 200 OK\r\n", "the answer is not that of nginx-rtmp's control module"),
            ("", "the answer is not that of nginx-rtmp's control module"),
        ] {
            assert_eq!(answered(response).await, Err(error.to_owned()), "{response:?}");
        }
    }

    #[actix::test]
    async fn an_endless_answer_is_cut() {
        let (listener, url) = nginx().await;
        let endless = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            while connection.write_all(&[b'x'; 1024]).await.is_ok() {}
        };
        let (dropped, ()) = tokio::join!(disconnect(&url, 7), endless);
        assert!(matches!(dropped, Err(ControlError::Foreign | ControlError::Io(_))), "{dropped:?}");
    }

    #[actix::test]
    async fn an_nginx_that_is_silent_or_gone_does_not_stop_the_queue() {
        let (listener, url) = nginx().await;
        let control = NginxControl { queue: Some(disconnecting(url, Duration::from_millis(20))) };
        control.end(1);
        control.end(2);
        // accepted and never answered
        let silent = listener.accept().await.unwrap();
        assert_eq!(
            answer(&listener, "HTTP/1.1 200 OK\r\n\r\n1").await,
            "GET /control/drop/publisher?clientid=2 HTTP/1.0"
        );
        drop((silent, listener));
        let (refusing, url) = nginx().await;
        drop(refusing);
        assert!(matches!(disconnect(&url, 3).await, Err(ControlError::Io(_))));
    }

    #[actix::test]
    async fn without_an_address_nothing_is_called() {
        NginxControl::start(None).end(1);
    }
}
