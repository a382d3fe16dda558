//! The floor: what a loop around epoll can do that knows nothing but one room. It speaks enough of the protocol for the
//! same clients to do the same work, and keeps, checks and limits nothing.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use super::poll::{Interest, Poll, Ready};
use super::websocket;

const LISTENER: usize = usize::MAX;

/// How messages get to sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Writes {
    /// Each on its own.
    Each,
    /// All that came in together.
    Joined,
}

struct Socket {
    stream: TcpStream,
    /// Behind the HTTP request.
    open: bool,
    member: bool,
    inbox: Vec<u8>,
    /// What the kernel did not take.
    outbox: Vec<u8>,
}

pub fn run(address: SocketAddr, writes: Writes) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    rustix::net::listen(&listener, 4096)?;
    let poll = Poll::new()?;
    poll.add(&listener, LISTENER, Interest::Read)?;
    let mut floor = Floor {
        poll,
        sockets: Vec::new(),
        writes,
        said: Vec::new(),
        news: Vec::new(),
        buffer: vec![0; 1 << 16],
    };
    let mut ready = Vec::new();
    loop {
        floor.poll.wait(None, &mut ready)?;
        for one in &ready {
            if one.id == LISTENER {
                floor.accept(&listener)?;
            } else {
                floor.serve(*one);
            }
        }
        floor.broadcast();
    }
}

struct Floor {
    poll: Poll,
    sockets: Vec<Option<Socket>>,
    writes: Writes,
    /// Frames for everybody, since the last look at the sockets.
    said: Vec<u8>,
    /// Who joined meanwhile: always joined, or gathering the clients would take longer than measuring them.
    news: Vec<u8>,
    buffer: Vec<u8>,
}

impl Floor {
    fn accept(&mut self, listener: &TcpListener) -> io::Result<()> {
        loop {
            let stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            self.poll.add(&stream, self.sockets.len(), Interest::Read)?;
            let socket = Socket { stream, open: false, member: false, inbox: Vec::new(), outbox: Vec::new() };
            self.sockets.push(Some(socket));
        }
    }

    fn serve(&mut self, ready: Ready) {
        let Some(socket) = &mut self.sockets[ready.id] else { return };
        if ready.write {
            socket.flush(&self.poll, ready.id);
        }
        match socket.stream.read(&mut self.buffer) {
            Ok(count @ 1..) => {
                socket.inbox.extend_from_slice(&self.buffer[..count]);
                self.understand(ready.id);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Ok(_) | Err(_) => self.sockets[ready.id] = None,
        }
    }

    fn understand(&mut self, id: usize) {
        let Some(socket) = &mut self.sockets[id] else { return };
        let mut reply = Vec::new();
        let mut done = 0;
        if !socket.open {
            let Some(head) = socket.inbox.windows(4).position(|four| four == b"\r\n\r\n") else { return };
            done = head + 4;
            socket.open = true;
            reply.extend_from_slice(
                b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            );
            let open = br#"0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#;
            websocket::put_server_text(open, &mut reply);
        }
        while let Some(frame) = websocket::frame(&socket.inbox[done..]) {
            let payload = &mut socket.inbox[done + frame.start..done + frame.end];
            done += frame.end;
            websocket::unmask(payload, frame.mask.unwrap_or_default());
            if payload == b"40" {
                websocket::put_server_text(br#"40{"sid":"y"}"#, &mut reply);
            } else if payload.starts_with(br#"42["login""#) {
                socket.member = true;
                websocket::put_server_text(br#"42["login success",{"username":"someone"}]"#, &mut reply);
                let joined = br##"42["connected",{"username":"someone-0001","type":"normal","color":"#336699","count":1000}]"##;
                websocket::put_server_text(joined, &mut self.news);
            } else if let Some(start) = payload.iter().position(|byte| *byte == super::load::MARK) {
                let text = &payload[start..start + super::load::LENGTH];
                let mut said = br##"42["message received",{"username":"someone-0001","type":"normal","color":"#336699","message":""##.to_vec();
                said.extend_from_slice(text);
                said.extend_from_slice(br#"","id":1732300000000000,"time":1732300000}]"#);
                websocket::put_server_text(&said, &mut self.said);
            }
        }
        socket.inbox.drain(..done);
        if socket.inbox.is_empty() {
            socket.inbox = Vec::new();
        }
        socket.send(&self.poll, id, &reply);
    }

    fn broadcast(&mut self) {
        let news = std::mem::take(&mut self.news);
        self.send_all(&news);
        let said = std::mem::take(&mut self.said);
        match self.writes {
            Writes::Joined => self.send_all(&said),
            Writes::Each => {
                let mut rest = &said[..];
                while let Some(frame) = websocket::frame(rest) {
                    self.send_all(&rest[..frame.end]);
                    rest = &rest[frame.end..];
                }
            }
        }
    }

    fn send_all(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        for (id, socket) in self.sockets.iter_mut().enumerate() {
            if let Some(socket) = socket.as_mut().filter(|socket| socket.member) {
                socket.send(&self.poll, id, bytes);
            }
        }
    }
}

impl Socket {
    /// Errors show up as soon as the socket is read.
    fn send(&mut self, poll: &Poll, id: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if !self.outbox.is_empty() {
            return self.outbox.extend_from_slice(bytes);
        }
        let written = self.stream.write(bytes).unwrap_or(0);
        if written < bytes.len() {
            self.outbox.extend_from_slice(&bytes[written..]);
            let _ = poll.modify(&self.stream, id, Interest::ReadAndWrite);
        }
    }

    fn flush(&mut self, poll: &Poll, id: usize) {
        let written = self.stream.write(&self.outbox).unwrap_or(0);
        self.outbox.drain(..written);
        if self.outbox.is_empty() {
            self.outbox = Vec::new();
            let _ = poll.modify(&self.stream, id, Interest::Read);
        }
    }
}
