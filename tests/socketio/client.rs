//! Clients: requests and frames byte by byte, and a WebSocket library.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::server::PATIENCE;

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Sends a request on a connection of its own, without waiting for the answer.
pub async fn ask(to: SocketAddr, method: &str, target: &str, headers: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let len = match method {
        "POST" | "PUT" => format!("Content-Length: {}\r\n", body.len()),
        _ => String::new(),
    };
    let head = format!("{method} {target} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n{len}{headers}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // a server that has answered already may not take the rest
    let _ = stream.write_all(body).await;
    stream
}

/// Reads an answer to its end.
pub async fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // what was answered before a reset counts
    if timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.is_err() {
        panic!("no end: {:?}", String::from_utf8_lossy(&bytes).chars().take(300).collect::<String>());
    }
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer but {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

pub async fn request(to: SocketAddr, method: &str, target: &str, body: &[u8]) -> Answer {
    answer(ask(to, method, target, "", body).await).await
}

/// A session by long polling.
pub struct Polling {
    to: SocketAddr,
    pub sid: String,
}

impl Polling {
    pub async fn open(to: SocketAddr) -> Self {
        let answer = request(to, "GET", "/socket.io/?EIO=4&transport=polling", b"").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let open: serde_json::Value = serde_json::from_str(&answer.body[1..]).unwrap();
        Self { to, sid: open["sid"].as_str().unwrap().to_owned() }
    }

    /// Opened, with the main namespace joined.
    pub async fn join(to: SocketAddr) -> Self {
        let client = Self::open(to).await;
        assert_eq!(client.post(b"40").await.body, "ok");
        let mut payload = client.get().await.body;
        if !payload.contains("auth") {
            payload.push_str(&client.get().await.body);
        }
        assert!(payload.starts_with("40{\"sid\":") && payload.ends_with("\x1e42[\"auth\",{}]"), "{payload}");
        client
    }

    pub fn target(&self) -> String {
        format!("/socket.io/?EIO=4&transport=polling&sid={}", self.sid)
    }

    pub async fn get(&self) -> Answer {
        request(self.to, "GET", &self.target(), b"").await
    }

    /// A `GET` whose answer is awaited later.
    pub async fn begin_get(&self) -> TcpStream {
        ask(self.to, "GET", &self.target(), "", b"").await
    }

    pub async fn post(&self, body: &[u8]) -> Answer {
        request(self.to, "POST", &self.target(), body).await
    }

    pub async fn websocket(&self) -> Socket {
        Socket::at(self.to, &format!("&sid={}", self.sid)).await
    }
}

/// A WebSocket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn at(to: SocketAddr, query: &str) -> Self {
        let url = format!("ws://{to}/socket.io/?EIO=4&transport=websocket{query}");
        Self(timeout(PATIENCE, connect_async(url)).await.unwrap().unwrap().0)
    }

    /// A session of its own.
    pub async fn open(to: SocketAddr) -> (Self, serde_json::Value) {
        let mut socket = Self::at(to, "").await;
        let open = socket.hears().await;
        assert!(open.starts_with('0'), "{open}");
        (socket, serde_json::from_str(&open[1..]).unwrap())
    }

    /// A session with the main namespace joined.
    pub async fn join(to: SocketAddr) -> Self {
        let (mut socket, _) = Self::open(to).await;
        socket.says("40").await;
        assert!(socket.hears().await.starts_with("40{\"sid\":\""));
        assert_eq!(socket.hears().await, "42[\"auth\",{}]");
        socket
    }

    pub async fn says(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub async fn sends(&mut self, bytes: &'static [u8]) {
        self.0.send(Message::binary(bytes)).await.unwrap();
    }

    /// The next message, bytes written out.
    pub async fn hears(&mut self) -> String {
        self.next().await.expect("closed")
    }

    pub async fn next(&mut self) -> Option<String> {
        match timeout(PATIENCE, self.0.next()).await.expect("nothing came") {
            Some(Ok(Message::Text(text))) => Some(text.to_string()),
            Some(Ok(Message::Binary(bytes))) => Some(format!("{:?}", &bytes[..])),
            Some(Ok(Message::Close(_)) | Err(_)) | None => None,
            Some(Ok(other)) => panic!("unexpected {other:?}"),
        }
    }

    /// Waits, without reading, until the connection is cut: what is sent then resets it.
    pub async fn until_cut(mut self) {
        let reset = async { while self.0.send(Message::Ping(Default::default())).await.is_ok() {} };
        timeout(PATIENCE, reset).await.expect("still there");
    }

    /// Waits until the server ends the connection, and returns what it said before.
    pub async fn closes(mut self) -> Vec<String> {
        let mut heard = Vec::new();
        while let Some(message) = self.next().await {
            heard.push(message);
        }
        heard
    }
}

/// A WebSocket on which anything may be sent.
pub struct RawSocket(TcpStream);

impl RawSocket {
    pub async fn open(to: SocketAddr) -> Self {
        Self::open_from(to, "").await
    }

    /// As a client at that address, for the test's service; an empty one says nothing.
    pub async fn open_from(to: SocketAddr, address: &str) -> Self {
        let headers = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        let mut stream = TcpStream::connect(to).await.unwrap();
        let target = "/socket.io/?EIO=4&transport=websocket";
        stream
            .write_all(
                format!("GET {target} HTTP/1.1\r\nHost: x\r\nX-Address: {address}\r\n{headers}\r\n")
                    .as_bytes(),
            )
            .await
            .unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101"));
        let mut client = Self(stream);
        assert_eq!(client.frame().await.unwrap().0, 0x81);
        client
    }

    pub async fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.write_all(bytes).await
    }

    /// The next frame; `None` at the end.
    pub async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let reading = async {
            let mut head = [0; 2];
            self.0.read_exact(&mut head).await.ok()?;
            let len = match head[1] {
                126 => self.0.read_u16().await.ok()?.into(),
                127 => self.0.read_u64().await.ok()?.try_into().unwrap(),
                len => len.into(),
            };
            let mut payload = vec![0; len];
            self.0.read_exact(&mut payload).await.ok()?;
            Some((head[0], payload))
        };
        timeout(PATIENCE, reading).await.expect("nothing came")
    }
}

/// A frame as a client makes it, masked with zeros.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match u16::try_from(payload.len()) {
        Ok(len @ 0..126) => frame.push(0x80 | len.to_be_bytes()[1]),
        Ok(len) => {
            frame.push(0x80 | 126);
            frame.extend(len.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
