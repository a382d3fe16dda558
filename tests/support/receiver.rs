//! A receiver of webhooks that keeps what it gets, and answers well or badly.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How a request is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// With these bytes, after which the connection ends.
    Bytes(String),
    /// With these bytes, and then the same byte for as long as the sender reads.
    Endless(String),
    /// With these bytes, one by one with pauses.
    Drip(String),
    /// Not at all, with the connection open.
    Stall,
}

impl Reply {
    pub fn status(line: &str) -> Self {
        Self::Bytes(format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n"))
    }
}

/// A request that was received.
#[derive(Debug, Clone)]
pub struct Received {
    /// The first line.
    pub line: String,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub struct Receiver {
    pub address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    replies: Arc<Mutex<Vec<Reply>>>,
}

impl Receiver {
    /// Listens at an address; the first replies are these, all others 204.
    pub fn at(address: &str, replies: &[Reply]) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let replies = Arc::new(Mutex::new(replies.iter().rev().cloned().collect::<Vec<_>>()));
        let (kept, answers) = (Arc::clone(&received), Arc::clone(&replies));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (kept, answers) = (Arc::clone(&kept), Arc::clone(&answers));
                std::thread::spawn(move || {
                    let Some(request) = read(&connection) else { return };
                    let reply = answers.lock().unwrap().pop();
                    kept.lock().unwrap().push(request);
                    // the sender may have seen enough
                    let _ = answer(connection, reply.unwrap_or_else(|| Reply::status("204 No Content")));
                });
            }
        });
        Self { address, received, replies }
    }

    pub fn new(replies: &[Reply]) -> Self {
        Self::at("127.0.0.1:0", replies)
    }

    pub fn url(&self) -> String {
        format!("http://{}/events?key=1", self.address)
    }

    /// Answers the next requests like this.
    pub fn reply(&self, replies: &[Reply]) {
        *self.replies.lock().unwrap() = replies.iter().rev().cloned().collect();
    }

    /// Everything received so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits for so many requests.
    #[track_caller]
    pub fn until(&self, count: usize) -> Vec<Received> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            assert!(Instant::now() < deadline, "{} of {count} requests came: {received:?}", received.len());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn read(connection: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(connection);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" if lines.is_empty() => return None,
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let line = lines.remove(0);
    let split = |line: &String| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_lowercase(), value.trim().to_owned())
    };
    let headers: Vec<_> = lines.iter().map(split).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { line, headers, body: String::from_utf8(body).ok()? })
}

fn answer(mut connection: TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => connection.write_all(bytes.as_bytes()),
        Reply::Endless(bytes) => {
            connection.write_all(bytes.as_bytes())?;
            loop {
                connection.write_all(&[b'x'; 4096])?;
            }
        }
        Reply::Drip(bytes) => {
            for byte in bytes.as_bytes() {
                connection.write_all(&[*byte])?;
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
        Reply::Stall => {
            // ends when the sender closes
            connection.read_to_end(&mut Vec::new()).map(drop)
        }
    }
}
