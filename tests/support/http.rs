//! A small HTTP/1.1 client that can also be rude: it sends what it is told, byte by byte.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No answer takes this long, unless the server hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request, on a connection of its own.
#[derive(Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With a cookie as another answer set it.
    pub fn cookie(self, set_cookie: &str) -> Self {
        let pair = set_cookie.split(';').next().unwrap().to_owned();
        self.header("Cookie", pair)
    }

    /// With a body as forms are sent.
    pub fn form(mut self, fields: &str) -> Self {
        self.body = fields.into();
        self.header("Content-Type", "application/x-www-form-urlencoded")
    }

    /// With a JSON body.
    pub fn json(mut self, value: &serde_json::Value) -> Self {
        self.body = value.to_string().into();
        self.header("Content-Type", "application/json")
    }

    /// With a name and a key or password.
    pub fn basic(self, user: &str, password: &str) -> Self {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        self.header("Authorization", format!("Basic {text}"))
    }

    /// With a token.
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    /// With a file.
    #[allow(dead_code, reason = "not every program of tests sends files")]
    pub fn file(mut self, content_type: &str, contents: &[u8]) -> Self {
        self.body = contents.into();
        self.header("Content-Type", content_type)
    }

    /// With plain text.
    pub fn text(mut self, text: &str) -> Self {
        self.body = text.into();
        self.header("Content-Type", "text/plain;charset=UTF-8")
    }

    pub fn send(self, to: SocketAddr) -> Answer {
        let mut head = format!("{} {} HTTP/1.1\r\nConnection: close\r\n", self.method, self.target);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head.push_str(&format!("Host: {to}\r\n"));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() || self.method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        let mut connection = Connection::open(to);
        connection.send(head + "\r\n");
        connection.send(&self.body);
        connection.answer_to(&self.method).unwrap_or_else(|error| panic!("{}: {error}", self.target))
    }
}

/// A connection, on which anything may be sent.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    #[track_caller]
    pub fn open(to: SocketAddr) -> Self {
        Self::try_open(to).unwrap()
    }

    pub fn try_open(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends bytes; a server that has hung up is noticed when its answer is read.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.get_mut().write_all(bytes.as_ref());
    }

    /// Sends these bytes again and again, until the server has taken nothing for a while.
    pub fn flood(&mut self, bytes: &[u8]) {
        let stream = self.stream.get_mut();
        stream.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
        while stream.write_all(bytes).is_ok() {}
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
    }

    /// From now on sends a byte now and then, until the server hangs up.
    pub fn drip(&self) {
        let mut stream = self.stream.get_ref().try_clone().unwrap();
        std::thread::spawn(move || {
            while stream.write_all(b"a").is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        });
    }

    /// The next answer. An error where the server hangs up before it or in the middle of it.
    pub fn answer(&mut self) -> io::Result<Answer> {
        self.answer_to("GET")
    }

    pub fn answer_to(&mut self, method: &str) -> io::Result<Answer> {
        let status = self.line()?;
        // to a client of HTTP/1.0 the answer is of that version too
        let status = status.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok());
        let status = status.ok_or_else(|| io::Error::other("not an answer in HTTP/1"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| io::Error::other(line.clone()))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        let bodiless = method == "HEAD" || matches!(status, 100..200 | 204 | 304);
        answer.body = match (answer.header("content-length"), answer.header("transfer-encoding")) {
            _ if bodiless => Vec::new(),
            (Some(length), _) => self.exactly(length.parse().unwrap())?,
            (None, Some(_)) => self.chunks()?,
            (None, None) => {
                let mut rest = Vec::new();
                self.stream.read_to_end(&mut rest)?;
                rest
            }
        };
        Ok(answer)
    }

    /// Reads the head of an answer whose chunks follow as they are made.
    pub fn head(&mut self) {
        while !self.line().unwrap().is_empty() {}
    }

    /// The next chunk of such an answer.
    pub fn chunk(&mut self) -> String {
        let length = usize::from_str_radix(&self.line().unwrap(), 16).unwrap();
        let chunk = self.exactly(length).unwrap();
        self.line().unwrap();
        String::from_utf8(chunk).unwrap()
    }

    /// Whether the server hangs up without saying anything more.
    pub fn is_closed(&mut self) -> bool {
        match self.stream.fill_buf() {
            Ok(rest) => rest.is_empty(),
            Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // outside of ASCII, one character a byte
        let line: String = line.into_iter().map(char::from).collect();
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line()?, 16).map_err(io::Error::other)?;
            body.append(&mut self.exactly(length)?);
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All headers of that name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// A page, with the addresses in it as a browser reads them.
    #[track_caller]
    pub fn page(&self) -> String {
        self.text().replace("&#x2F;", "/")
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.everything()))
    }

    /// Status, headers and body, to look for what must not be there.
    pub fn everything(&self) -> String {
        format!("{} {:?}\n{}", self.status, self.headers, String::from_utf8_lossy(&self.body))
    }

    #[track_caller]
    pub fn must_be(self, status: u16) -> Self {
        if self.status != status {
            let shown: String = self.everything().chars().take(1000).collect();
            panic!("{} instead of {status}: {shown}", self.status);
        }
        self
    }
}
