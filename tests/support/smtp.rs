//! A mail server that keeps what it gets, and answers well or badly.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Instead of an answer: keeps the connection open, or ends it.
pub const HANG: &str = "hang";
pub const DROP: &str = "drop";

/// A mail that was accepted.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Number of the connection, from 1.
    pub connection: usize,
    pub from: String,
    pub to: String,
    /// Header and body, without soft line breaks.
    pub text: String,
}

impl Mail {
    /// The path of the first link in the text that begins with this.
    #[track_caller]
    pub fn link(&self, path: &str) -> String {
        let begin = self.text.find(path).unwrap_or_else(|| panic!("no {path} in {}", self.text));
        self.text[begin..].split(|c: char| c.is_whitespace() || "<>\"".contains(c)).next().unwrap().to_owned()
    }
}

#[derive(Default)]
struct State {
    mails: Vec<Mail>,
    /// All commands, of all connections.
    commands: Vec<String>,
    connections: usize,
    /// Next answers by verb; after these it accepts.
    answers: HashMap<String, Vec<String>>,
}

pub struct MailServer {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl MailServer {
    /// A server that offers extensions such as `STARTTLS` and `AUTH PLAIN`.
    pub fn start(offers: &'static [&'static str]) -> Self {
        Self::listen(offers, None)
    }

    /// A server that encrypts, from the beginning or after STARTTLS, if it offers that.
    pub fn encrypted(offers: &'static [&'static str], tls: Arc<ServerConfig>) -> Self {
        Self::listen(offers, Some(tls))
    }

    fn listen(offers: &'static [&'static str], tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::<Mutex<State>>::default();
        let kept = Arc::clone(&state);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (state, tls) = (Arc::clone(&kept), tls.clone());
                state.lock().unwrap().connections += 1;
                let number = state.lock().unwrap().connections;
                std::thread::spawn(move || serve(connection, number, (offers, tls), &state));
            }
        });
        Self { address, state }
    }

    /// Answers the next commands that begin with this word so. `GREETING` and `.` stand for the greeting and a whole mail.
    pub fn answer(&self, verb: &str, with: &[&str]) {
        let answers = with.iter().rev().map(ToString::to_string).collect();
        self.state.lock().unwrap().answers.insert(verb.to_owned(), answers);
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.state.lock().unwrap().mails.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.state.lock().unwrap().commands.clone()
    }

    /// Waits for so many mails.
    #[track_caller]
    pub fn until(&self, count: usize) -> Vec<Mail> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let mails = self.mails();
            if mails.len() >= count {
                return mails;
            }
            assert!(
                Instant::now() < deadline,
                "{} of {count} mails came: {mails:?} {:?}",
                mails.len(),
                self.commands()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Stream {
    fn encrypted(self, tls: Arc<ServerConfig>) -> Self {
        let Self::Plain(stream) = self else { return self };
        Self::Tls(Box::new(StreamOwned::new(ServerConnection::new(tls).unwrap(), stream)))
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into),
            Self::Tls(stream) => stream.read(into),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

struct Talk<'a> {
    stream: BufReader<Stream>,
    state: &'a Mutex<State>,
}

impl Talk<'_> {
    /// Answers; `None` at the end of the connection. Whether the answer accepts.
    fn say(&mut self, verb: &str, usual: &str) -> Option<bool> {
        let next = self.state.lock().unwrap().answers.get_mut(verb).and_then(Vec::pop);
        let answer = next.unwrap_or_else(|| usual.to_owned());
        match &*answer {
            HANG => std::thread::sleep(Duration::from_secs(120)),
            DROP => return None,
            answer => {
                self.stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).ok()?;
                self.stream.get_mut().flush().ok()?;
            }
        }
        Some(answer.starts_with(['2', '3']))
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.stream.read_line(&mut line).ok()?;
        (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

fn serve(
    connection: TcpStream,
    number: usize,
    (offers, tls): (&[&str], Option<Arc<ServerConfig>>),
    state: &Mutex<State>,
) -> Option<()> {
    let by_command = offers.contains(&"STARTTLS");
    let stream = match &tls {
        Some(tls) if !by_command => Stream::Plain(connection).encrypted(Arc::clone(tls)),
        _ => Stream::Plain(connection),
    };
    let mut talk = Talk { stream: BufReader::new(stream), state };
    talk.say("GREETING", "220 mail.test ESMTP")?;
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let line = talk.line()?;
        state.lock().unwrap().commands.push(line.clone());
        let verb = line.split([' ', ':']).next()?.to_uppercase();
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        match &*verb {
            "EHLO" => {
                let all: Vec<&str> = [&["mail.test"], offers].concat();
                let (last, others) = all.split_last()?;
                let others: String = others.iter().map(|offer| format!("250-{offer}\r\n")).collect();
                talk.say("EHLO", &format!("{others}250 {last}"))?;
            }
            "MAIL" if talk.say("MAIL", "250 ok")? => from = address(),
            "RCPT" if talk.say("RCPT", "250 ok")? => to = address(),
            "DATA" if talk.say("DATA", "354 go on")? => {
                let mut text = String::new();
                loop {
                    let line = talk.line()?;
                    if line == "." {
                        break;
                    }
                    text += &format!("{line}\n");
                }
                if talk.say(".", "250 queued")? {
                    let text = text.replace("=\n", "").replace("=3D", "=");
                    let mail = Mail { connection: number, from: from.clone(), to: to.clone(), text };
                    state.lock().unwrap().mails.push(mail);
                }
            }
            "MAIL" | "RCPT" | "DATA" => {}
            "STARTTLS" => {
                talk.say("STARTTLS", "220 go on")?;
                if let Some(tls) = tls.clone() {
                    talk.stream = BufReader::new(talk.stream.into_inner().encrypted(tls));
                }
            }
            "AUTH" => talk.say("AUTH", "235 welcome").map(drop)?,
            "QUIT" => return talk.say("QUIT", "221 bye").map(drop),
            other => talk.say(other, "250 ok").map(drop)?,
        }
    }
}
