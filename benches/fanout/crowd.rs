//! Thousands of chat clients in one thread: raw WebSocket connections that answer heartbeats and report what they hear.
//! Lean, so that the servers are what is measured.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};

use super::poll::{Interest, Poll, Ready};
use super::{load, websocket};

/// What a client does by itself once it is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Nothing.
    Silent,
    /// Logs in.
    Chat,
}

/// What a client hears, as far as anything here depends on it.
#[derive(Debug)]
pub enum Heard<'a> {
    /// The namespace is joined.
    Connected,
    LoggedIn,
    /// A message of a [`load`].
    Copy(&'a [u8]),
    /// How many are logged in, with the list of names.
    Names(usize),
    /// Something else.
    Other,
    /// `error` or `warning`, whole.
    Complaint(&'a str),
    /// The connection is gone.
    Lost,
}

pub struct Client {
    stream: Option<TcpStream>,
    room: String,
    name: String,
    manners: Manners,
    /// Behind the HTTP answer.
    open: bool,
    interest: Interest,
    /// The beginning of a frame whose rest is not here yet.
    rest: Vec<u8>,
    outbox: Vec<u8>,
}

pub struct Crowd {
    address: SocketAddr,
    poll: Poll,
    clients: Vec<Client>,
    ready: Vec<Ready>,
    buffer: Vec<u8>,
    /// Where the mark stood in the last message: the next one is mostly of the same shape.
    mark: usize,
}

impl Crowd {
    pub fn new(address: SocketAddr) -> io::Result<Self> {
        let poll = Poll::new()?;
        Ok(Self { address, poll, clients: Vec::new(), ready: Vec::new(), buffer: vec![0; 1 << 20], mark: 0 })
    }

    pub fn len(&self) -> usize {
        self.clients.len()
    }

    /// Adds a client and begins to connect it. A small receive buffer lets the server notice soon that nobody reads.
    pub fn add(&mut self, room: &str, manners: Manners, small_buffer: bool) -> io::Result<usize> {
        let id = self.clients.len();
        self.clients.push(Client {
            stream: None,
            room: room.to_owned(),
            name: format!("someone-{id:05}"),
            manners,
            open: false,
            interest: Interest::Nothing,
            rest: Vec::new(),
            outbox: Vec::new(),
        });
        self.connect(id, small_buffer)?;
        Ok(id)
    }

    /// Begins to connect anew.
    pub fn reconnect(&mut self, id: usize) -> io::Result<()> {
        self.connect(id, false)
    }

    fn connect(&mut self, id: usize, small_buffer: bool) -> io::Result<()> {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
        // ends by a reset: no port is kept waiting after it
        sockopt::set_socket_linger(&socket, Some(Duration::ZERO))?;
        sockopt::set_tcp_nodelay(&socket, true)?;
        if small_buffer {
            sockopt::set_socket_recv_buffer_size(&socket, 4096)?;
        }
        // an own address for every few clients, as if they came from everywhere
        let [high, low] = u16::try_from(id / 8 % 60_000).unwrap_or(0).to_be_bytes();
        let from = Ipv4Addr::new(127, 128, high, low.max(1));
        rustix::net::bind(&socket, &SocketAddrV4::new(from, 0))?;
        match rustix::net::connect(&socket, &self.address) {
            Ok(()) | Err(rustix::io::Errno::INPROGRESS) => {}
            Err(error) => return Err(error.into()),
        }
        let client = &mut self.clients[id];
        client.open = false;
        client.rest = Vec::new();
        client.outbox = format!(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.address
        )
        .into_bytes();
        client.interest = Interest::ReadAndWrite;
        self.poll.add(&socket, id, client.interest)?;
        client.stream = Some(TcpStream::from(socket));
        Ok(())
    }

    pub fn login(&mut self, id: usize) {
        let client = &mut self.clients[id];
        client.manners = Manners::Chat;
        client.login();
        client.flush(&self.poll, id);
    }

    pub fn say(&mut self, id: usize, text: &str) {
        self.clients[id].say(text);
        self.clients[id].flush(&self.poll, id);
    }

    /// Says several things at once.
    pub fn say_all(&mut self, id: usize, texts: impl Iterator<Item = String>) {
        texts.for_each(|text| self.clients[id].say(&text));
        self.clients[id].flush(&self.poll, id);
    }

    /// From now on the client does not read.
    pub fn stall(&mut self, id: usize) -> io::Result<()> {
        let client = &mut self.clients[id];
        client.interest = Interest::Nothing;
        client.stream.as_ref().map_or(Ok(()), |stream| self.poll.modify(stream, id, Interest::Nothing))
    }

    /// Ends a connection without a word.
    pub fn drop_connection(&mut self, id: usize) {
        self.clients[id].stream = None;
    }

    /// Waits for something to happen, at most so long, and tells what was heard.
    #[inline]
    pub fn turn(&mut self, patience: Duration, mut heard: impl FnMut(usize, Heard<'_>)) -> io::Result<()> {
        let mut ready = std::mem::take(&mut self.ready);
        self.poll.wait(Some(patience), &mut ready)?;
        for one in &ready {
            let client = &mut self.clients[one.id];
            if one.write {
                client.flush(&self.poll, one.id);
            }
            if client.interest == Interest::Nothing && !one.broken {
                continue;
            }
            let open = client.read(&mut self.buffer, &mut self.mark, |message| heard(one.id, message));
            if open {
                client.flush(&self.poll, one.id);
            } else if client.stream.take().is_some() {
                heard(one.id, Heard::Lost);
            }
        }
        self.ready = ready;
        Ok(())
    }

    /// Turns until something holds. What is heard on the way goes to `heard`, which says how often it was what counts.
    pub fn until(
        &mut self,
        wanted: usize,
        patience: Duration,
        what: &str,
        mut counts: impl FnMut(usize, &Heard<'_>) -> bool,
    ) -> Result<Duration, Box<dyn std::error::Error>> {
        let begin = Instant::now();
        let (mut count, mut trouble) = (0, None);
        while count < wanted {
            self.turn(Duration::from_millis(100), |id, message| {
                if counts(id, &message) {
                    count += 1;
                }
                match message {
                    Heard::Complaint(words) => trouble = Some(format!("client {id} was told: {words}")),
                    Heard::Lost => trouble = Some(format!("the connection of client {id} was lost")),
                    _ => {}
                }
            })?;
            if let Some(trouble) = trouble {
                return Err(format!("{what}: {trouble}").into());
            }
            if begin.elapsed() > patience {
                return Err(format!("{what}: {count} of {wanted} within {patience:?}").into());
            }
        }
        Ok(begin.elapsed())
    }

    /// Adds clients a few at a time, and waits until they are what their manners make of them.
    pub fn gather(
        &mut self,
        clients: impl IntoIterator<Item = (String, Manners)>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let mut clients = clients.into_iter().peekable();
        while clients.peek().is_some() {
            let mut begun = 0;
            for (room, manners) in clients.by_ref().take(500) {
                self.add(&room, manners, false)?;
                begun += 1;
            }
            self.arrived(begun)?;
        }
        Ok(())
    }

    /// Waits until so many clients are where their manners bring them.
    pub fn arrived(&mut self, wanted: usize) -> Result<Duration, Box<dyn std::error::Error>> {
        let manners: Vec<_> = self.clients.iter().map(|client| client.manners).collect();
        self.until(wanted, Duration::from_secs(60), "clients arrive", |id, heard| match manners[id] {
            Manners::Silent => matches!(heard, Heard::Connected),
            Manners::Chat => matches!(heard, Heard::LoggedIn),
        })
    }
}

impl Client {
    /// Reads once. Whether the connection is still there.
    #[inline]
    fn read(&mut self, buffer: &mut [u8], mark: &mut usize, mut heard: impl FnMut(Heard<'_>)) -> bool {
        let Some(stream) = &mut self.stream else { return true };
        let before = self.rest.len();
        buffer[..before].copy_from_slice(&self.rest);
        let count = match stream.read(&mut buffer[before..]) {
            Ok(0) => return false,
            Ok(count) => before + count,
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        };
        let bytes = &buffer[..count];
        let mut done = 0;
        if !self.open {
            let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
                self.rest = bytes.to_vec();
                return true;
            };
            if !bytes.starts_with(b"HTTP/1.1 101") {
                heard(Heard::Complaint(&String::from_utf8_lossy(bytes)));
                return false;
            }
            self.open = true;
            done = head + 4;
        }
        while let Some(frame) = websocket::frame(&bytes[done..]) {
            let payload = &bytes[done + frame.start..done + frame.end];
            done += frame.end;
            match frame.opcode {
                websocket::TEXT => self.understand(payload, mark, &mut heard),
                websocket::CLOSE => return false,
                _ => {}
            }
        }
        if done < count {
            self.rest = bytes[done..].to_vec();
        } else if before > 0 {
            self.rest = Vec::new();
        }
        true
    }

    #[inline]
    fn understand(&mut self, payload: &[u8], mark: &mut usize, heard: &mut impl FnMut(Heard<'_>)) {
        if payload.starts_with(br#"42["message received""#) {
            if payload.get(*mark) != Some(&load::MARK) {
                let Some(found) = payload.iter().position(|byte| *byte == load::MARK) else { return };
                *mark = found;
            }
            if let Some(text) = payload.get(*mark..*mark + load::LENGTH) {
                heard(Heard::Copy(text));
            }
            return;
        }
        match payload {
            [b'2', ..] if payload.len() < 3 => self.put("3"),
            [b'0', ..] => self.put("40"),
            [b'4', b'0', ..] => {
                match self.manners {
                    Manners::Silent => {}
                    Manners::Chat => self.login(),
                }
                heard(Heard::Connected);
            }
            _ if payload.starts_with(br#"42["login success""#) => heard(Heard::LoggedIn),
            _ if payload.starts_with(br#"42["userlist""#) => heard(Heard::Names(count(payload))),
            _ if payload.starts_with(br#"42["error""#) || payload.starts_with(br#"42["warning""#) => {
                heard(Heard::Complaint(&String::from_utf8_lossy(payload)));
            }
            _ => heard(Heard::Other),
        }
    }

    fn login(&mut self) {
        let login = serde_json::json!({"username": self.name, "streamer": self.room, "color": "#336699"});
        self.put(&format!(r#"42["login",{login}]"#));
    }

    fn say(&mut self, text: &str) {
        self.put(&format!(r#"42["message",{{"message":"{text}"}}]"#));
    }

    fn put(&mut self, packet: &str) {
        websocket::put_client_text(packet.as_bytes(), &mut self.outbox);
    }

    /// What the kernel does not take now follows when it can. Errors show up when the socket is read.
    #[inline]
    fn flush(&mut self, poll: &Poll, id: usize) {
        let Some(stream) = &mut self.stream else { return };
        if !self.outbox.is_empty() {
            match stream.write(&self.outbox) {
                Ok(count) if count == self.outbox.len() => self.outbox = Vec::new(),
                Ok(count) => drop(self.outbox.drain(..count)),
                Err(_) => {}
            }
        }
        let interest = match (self.interest, self.outbox.is_empty()) {
            (Interest::Nothing, _) => Interest::Nothing,
            (_, true) => Interest::Read,
            (_, false) => Interest::ReadAndWrite,
        };
        if interest != self.interest && poll.modify(&*stream, id, interest).is_ok() {
            self.interest = interest;
        }
    }
}

/// The number behind the last `"count":` of an event.
fn count(payload: &[u8]) -> usize {
    let text = String::from_utf8_lossy(payload);
    let digits = text.rsplit("\"count\":").next().unwrap_or_default();
    let digits = digits.split(|digit: char| !digit.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// A free port on a loopback address that nobody else uses.
pub fn free_address(number: u8) -> io::Result<SocketAddr> {
    let [_, _, high, low] = std::process::id().to_be_bytes();
    let ip = IpAddr::V4(Ipv4Addr::new(127, high & 0x7f, low, number));
    std::net::TcpListener::bind((ip, 0))?.local_addr()
}
