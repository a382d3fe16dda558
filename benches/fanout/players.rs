//! Thousands of low-latency players in one thread. Each waits for the playlist that names the next part and fetches what it
//! does not have, on one connection, as players in browsers do. Bytes of media are counted and dropped.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpStream};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pystreaming_actors::packager::FileName;
use rustix::net::{AddressFamily, SocketFlags, SocketType, sockopt};

use super::latency::Latencies;
use super::poll::{Interest, Poll, Ready};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The milliseconds of a day, after which times of day begin anew.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How many connect at a time.
const AT_ONCE: usize = 200;

/// A part: its segment, and its number there.
type Part = (u64, usize);

/// What the parts of some time took.
pub struct Watched {
    /// From the end of what a part shows, on the clock of the server, to when its last byte is here.
    pub delays: Latencies,
    pub longest: Duration,
    pub parts: u64,
    pub bytes: u64,
}

struct Player {
    stream: TcpStream,
    outbox: Vec<u8>,
    interest: Interest,
    /// What has come of a response: its head, and a playlist's body.
    inbox: Vec<u8>,
    awaited: Awaited,
    /// When it last asked for the playlist.
    asked: Instant,
    newest: Option<Part>,
    /// Parts to be fetched, with when what they show ended, in milliseconds of the day.
    wanted: VecDeque<(String, i64)>,
}

#[derive(Clone, Copy)]
enum Awaited {
    Playlist,
    Head,
    /// So many bytes of a part.
    Bytes(usize),
}

/// When players ask for the playlist.
pub enum Pace {
    /// At once: the server responds when there is another part.
    Blocking,
    /// So long after the last time. They then fetch this part, whatever the playlist says.
    Every(Duration, String),
}

/// What all of them ask for.
struct Stream {
    host: SocketAddr,
    /// The path of the media playlist.
    playlist: String,
    pace: Pace,
}

pub struct Players {
    stream: Stream,
    poll: Poll,
    players: Vec<Player>,
    /// Those that ask again later, and when.
    resting: VecDeque<(Instant, usize)>,
    ready: Vec<Ready>,
    buffer: Vec<u8>,
}

impl Players {
    pub fn new(host: SocketAddr, playlist: &str, pace: Pace) -> io::Result<Self> {
        Ok(Self {
            stream: Stream { host, playlist: playlist.to_owned(), pace },
            poll: Poll::new()?,
            players: Vec::new(),
            resting: VecDeque::new(),
            ready: Vec::new(),
            buffer: vec![0; 1 << 20],
        })
    }

    /// Lets players come until there are so many. Each begins with the newest part.
    pub fn fill(&mut self, players: usize) -> Outcome<()> {
        while self.players.len() < players {
            for _ in 0..AT_ONCE.min(players - self.players.len()) {
                self.add()?;
            }
            self.watch(Duration::from_secs(1))?;
        }
        Ok(())
    }

    fn add(&mut self) -> io::Result<()> {
        let id = self.players.len();
        let flags = SocketFlags::CLOEXEC;
        let socket = rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
        sockopt::set_socket_linger(&socket, Some(Duration::ZERO))?;
        sockopt::set_tcp_nodelay(&socket, true)?;
        // an own address for every few players, as if they came from everywhere
        let [high, low] = u16::try_from(id / 8 % 60_000).unwrap_or(0).to_be_bytes();
        rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::new(127, 129, high, low.max(1)), 0))?;
        rustix::net::connect(&socket, &self.stream.host)?;
        let stream = TcpStream::from(socket);
        stream.set_nonblocking(true)?;
        self.poll.add(&stream, id, Interest::Read)?;
        let mut player = Player {
            stream,
            outbox: Vec::new(),
            interest: Interest::Read,
            inbox: Vec::new(),
            awaited: Awaited::Playlist,
            asked: Instant::now(),
            newest: None,
            wanted: VecDeque::new(),
        };
        player.go_on(&self.stream);
        player.flush(&self.poll, id);
        self.players.push(player);
        Ok(())
    }

    /// Plays for some time, and tells of the parts that came whole in it.
    pub fn watch(&mut self, duration: Duration) -> Outcome<Watched> {
        let begin = Instant::now();
        let mut watched = Watched { delays: Latencies::new(), longest: Duration::ZERO, parts: 0, bytes: 0 };
        let mut ready = std::mem::take(&mut self.ready);
        while begin.elapsed() < duration {
            while let Some((_, id)) = self.resting.pop_front_if(|(due, _)| *due <= Instant::now()) {
                self.players[id].go_on(&self.stream);
                self.players[id].flush(&self.poll, id);
            }
            self.poll.wait(Some(Duration::from_millis(2)), &mut ready)?;
            for one in &ready {
                let player = &mut self.players[one.id];
                if one.write {
                    player.flush(&self.poll, one.id);
                }
                let whole = player
                    .read(&mut self.buffer, &self.stream, &mut watched)
                    .map_err(|error| format!("player {}: {error}", one.id))?;
                match &self.stream.pace {
                    Pace::Every(period, _) if whole => {
                        self.resting.push_back((player.asked + *period, one.id));
                    }
                    _ => player.flush(&self.poll, one.id),
                }
            }
        }
        self.ready = ready;
        Ok(watched)
    }
}

impl Player {
    fn request(&mut self, host: SocketAddr, path: &str, awaited: Awaited) {
        self.outbox = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
        self.awaited = awaited;
    }

    /// Asks for what comes next.
    fn go_on(&mut self, stream: &Stream) {
        if let Some((address, _)) = self.wanted.front() {
            let address = address.clone();
            return self.request(stream.host, &address, Awaited::Head);
        }
        self.asked = Instant::now();
        match self.newest {
            Some((msn, part)) => {
                let path = format!("{}?_HLS_msn={msn}&_HLS_part={}", stream.playlist, part + 1);
                self.request(stream.host, &path, Awaited::Playlist);
            }
            None => self.request(stream.host, &stream.playlist, Awaited::Playlist),
        }
    }

    fn flush(&mut self, poll: &Poll, id: usize) {
        if !self.outbox.is_empty() {
            match self.stream.write(&self.outbox) {
                Ok(count) if count == self.outbox.len() => self.outbox = Vec::new(),
                Ok(count) => drop(self.outbox.drain(..count)),
                Err(_) => {}
            }
        }
        let interest = if self.outbox.is_empty() { Interest::Read } else { Interest::ReadAndWrite };
        if interest != self.interest && poll.modify(&self.stream, id, interest).is_ok() {
            self.interest = interest;
        }
    }

    /// Reads once. Whether a part is whole now.
    fn read(&mut self, buffer: &mut [u8], stream: &Stream, watched: &mut Watched) -> Outcome<bool> {
        let count = match self.stream.read(buffer) {
            Ok(0) => return Err("the connection was lost".into()),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        watched.bytes += count as u64;
        if let Awaited::Bytes(missing) = self.awaited {
            return self.received(count, missing, stream, watched);
        }
        self.inbox.extend_from_slice(&buffer[..count]);
        let Some(head) = self.inbox.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(false);
        };
        let length = content_length(&self.inbox[..head])?;
        let body = self.inbox.len() - (head + 4);
        if matches!(self.awaited, Awaited::Head) {
            self.inbox.clear();
            return self.received(body, length, stream, watched);
        }
        if body == length {
            let inbox = std::mem::take(&mut self.inbox);
            match &stream.pace {
                Pace::Blocking => self.understand(std::str::from_utf8(&inbox[head + 4..])?)?,
                Pace::Every(_, part) => self.wanted.push_back((part.clone(), now())),
            }
            self.go_on(stream);
        }
        Ok(false)
    }

    /// Some bytes of a part of which so many were missing. Whether it is whole now.
    fn received(
        &mut self,
        count: usize,
        missing: usize,
        stream: &Stream,
        watched: &mut Watched,
    ) -> Outcome<bool> {
        if count < missing {
            self.awaited = Awaited::Bytes(missing - count);
            return Ok(false);
        }
        let (_, ended) = self.wanted.pop_front().ok_or("a part that nobody asked for")?;
        let late = Duration::from_millis((now() - ended).rem_euclid(DAY) as u64);
        watched.delays.record(late.as_nanos() as u64);
        watched.longest = watched.longest.max(late);
        watched.parts += 1;
        if matches!(stream.pace, Pace::Blocking) {
            self.go_on(stream);
        }
        Ok(true)
    }

    /// Takes note of the parts that are new in a playlist.
    fn understand(&mut self, playlist: &str) -> Outcome<()> {
        // the parts of what is listed last, each with when it ends
        let mut newest = Vec::new();
        let mut end = 0;
        for line in playlist.lines() {
            if let Some(time) = line.strip_prefix("#EXT-X-PROGRAM-DATE-TIME:") {
                end = time_of_day(time)?;
            } else if let Some(part) = line.strip_prefix("#EXT-X-PART:") {
                let duration: f64 = attribute(part, "DURATION=").parse()?;
                end += (duration * 1000.0).round() as i64;
                let address = attribute(part, "URI=").trim_matches('"');
                newest.push((number(address)?, address, end));
            }
        }
        for (part, address, end) in newest.split_off(if self.newest.is_none() { newest.len() - 1 } else { 0 })
        {
            if self.newest.is_none_or(|have| part > have) {
                self.newest = Some(part);
                self.wanted.push_back((address.to_owned(), end));
            }
        }
        Ok(())
    }
}

fn content_length(head: &[u8]) -> Outcome<usize> {
    let head = std::str::from_utf8(head)?;
    if !head.starts_with("HTTP/1.1 200") {
        return Err(head.lines().next().unwrap_or_default().into());
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    Ok(length.ok_or("a response without a length")?.parse()?)
}

fn attribute<'a>(list: &'a str, name: &str) -> &'a str {
    list.split(',').find_map(|one| one.strip_prefix(name)).unwrap_or_default()
}

fn number(address: &str) -> Outcome<Part> {
    match address.rsplit('/').next().unwrap_or_default().parse()? {
        FileName::Part(msn, part) => Ok((msn, part)),
        other => Err(format!("{other} is listed as a part").into()),
    }
}

/// The milliseconds of the day of a time such as `2026-01-31T12:34:56.789Z`.
fn time_of_day(text: &str) -> Outcome<i64> {
    let (_, time) = text.split_once('T').ok_or("a date without a time")?;
    let mut milliseconds = 0;
    for (field, scale) in time.trim_end_matches('Z').split(':').zip([3_600_000.0, 60_000.0, 1000.0]) {
        milliseconds += (field.parse::<f64>()? * scale).round() as i64;
    }
    Ok(milliseconds)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as i64 % DAY
}
